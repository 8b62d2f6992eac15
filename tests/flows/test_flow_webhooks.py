"""Calls of other systems against a real server: slow, failing, huge, not JSON, leading into our own network."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest

from feilun.interaction import flows
from feilun.interaction.flows import PendingCall, WebhookAnswer
from feilun.interaction.flows.webhook import is_public
from feilun.kernel.ids import new_id
from feilun.store import Engines

Reply = Callable[[int, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Shop:
    """A server that answers each request as `reply` says, and remembers what it was asked."""

    reply: Reply
    port: int = 0
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            lines = head.split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.seen.append({"line": lines[0], "headers": headers, "body": json.loads(body) if body else None})
            await self.reply(len(self.seen), writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/orders/7"

    @property
    def keys(self) -> list[str]:
        return [one["headers"]["idempotency-key"] for one in self.seen]


async def _answer(writer: asyncio.StreamWriter, status: int, body: bytes, *headers: str) -> None:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    writer.write("\r\n".join(lines).encode() + body)
    await writer.drain()


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async def good(_: int, writer: asyncio.StreamWriter) -> None:
        await _answer(writer, 200, b'{"order": {"state": "shipped"}}')

    shop = Shop(good)
    server = await asyncio.start_server(shop.serve, "127.0.0.1", 0)
    shop.port = server.sockets[0].getsockname()[1]
    yield shop
    server.close()


@pytest.fixture
def friendly(engines: Engines) -> Engines:
    """Engines whose settings let webhooks call this machine."""
    return replace(engines, settings=replace(engines.settings, webhook_hosts="127.0.0.1"))


def _pending(shop: Shop, workspace: UUID, **more: Any) -> PendingCall:
    fields: dict[str, Any] = {"url": shop.url, "method": "POST", "headers": {}, "body": {"n": 3}, "timeout_ms": 2000}
    return PendingCall(
        workspace=workspace, conversation=new_id(), place=new_id(), step="call", key=new_id().hex,
        **{**fields, "retries": 0, **more},
    )  # fmt: skip


async def test_a_call_sends_json_and_gets_json(shop: Shop, friendly: Engines, workspace: UUID) -> None:
    pending = _pending(shop, workspace, headers={"Authorization": "Bearer s3cret"})
    answer = await flows.call(friendly, pending)
    assert answer == WebhookAnswer(status=200, body={"order": {"state": "shipped"}})
    asked = shop.seen[0]
    assert (asked["line"], asked["body"]) == ("POST /orders/7 HTTP/1.1", {"n": 3})
    assert asked["headers"]["authorization"] == "Bearer s3cret"
    assert asked["headers"]["host"] == f"127.0.0.1:{shop.port}"
    assert shop.keys == [pending.key]


async def test_a_get_sends_no_body(shop: Shop, friendly: Engines, workspace: UUID) -> None:
    await flows.call(friendly, _pending(shop, workspace, method="GET"))
    assert (shop.seen[0]["line"], shop.seen[0]["body"]) == ("GET /orders/7 HTTP/1.1", None)


async def test_a_server_that_recovers_is_asked_again_under_the_same_key(
    shop: Shop, friendly: Engines, workspace: UUID
) -> None:
    async def recovering(number: int, writer: asyncio.StreamWriter) -> None:
        await _answer(writer, 500 if number < 3 else 200, b'{"ok": true}')

    shop.reply = recovering
    answer = await flows.call(friendly, _pending(shop, workspace, retries=2))
    assert (answer.problem, answer.calls, len(set(shop.keys))) == ("", 3, 1)


async def test_a_refusal_is_not_asked_again(shop: Shop, friendly: Engines, workspace: UUID) -> None:
    async def refusing(_: int, writer: asyncio.StreamWriter) -> None:
        await _answer(writer, 404, b"{}")

    shop.reply = refusing
    answer = await flows.call(friendly, _pending(shop, workspace, retries=3))
    assert (answer.status, answer.problem, len(shop.seen)) == (404, "status", 1)


async def test_an_answer_that_came_is_not_asked_for_a_second_time(
    shop: Shop, friendly: Engines, workspace: UUID
) -> None:
    pending = _pending(shop, workspace)
    first, second = await flows.call(friendly, pending), await flows.call(friendly, pending)
    assert (first, len(shop.seen)) == (second, 1)


async def _hangs(_: int, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def _drips(_: int, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(300):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("reply", [_hangs, _drips], ids=["hangs", "drips"])
async def test_a_slow_server_is_given_up(reply: Reply, shop: Shop, friendly: Engines, workspace: UUID) -> None:
    shop.reply = reply
    answer = await flows.call(friendly, _pending(shop, workspace, timeout_ms=300))
    assert answer.problem == "timeout"


async def _huge(_: int, writer: asyncio.StreamWriter) -> None:
    await _answer(writer, 200, b'"' + b"x" * 70_000 + b'"')


async def _endless(_: int, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(3000):
        writer.write(b"x" * 10_000)
        await writer.drain()


async def _html(_: int, writer: asyncio.StreamWriter) -> None:
    await _answer(writer, 200, b"<html>hello</html>")


async def _deep(_: int, writer: asyncio.StreamWriter) -> None:
    await _answer(writer, 200, b"[" * 20_000 + b"]" * 20_000)


async def _packed(_: int, writer: asyncio.StreamWriter) -> None:
    await _answer(writer, 200, b"\x1f\x8b\x08", "Content-Encoding: gzip")


async def _broken(_: int, writer: asyncio.StreamWriter) -> None:
    writer.write(b"hello?\r\n\r\n")


async def _cut(_: int, writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":')


@pytest.mark.parametrize(
    ("reply", "problem"),
    [(_huge, "too_large"), (_endless, "too_large"), (_html, "not_json"), (_deep, "not_json"), (_packed, "not_json"),
     (_broken, "unreachable"), (_cut, "unreachable")],
)  # fmt: skip
async def test_a_strange_answer_is_a_failure(
    reply: Reply, problem: str, shop: Shop, friendly: Engines, workspace: UUID
) -> None:
    shop.reply = reply
    answer = await flows.call(friendly, _pending(shop, workspace))
    assert (answer.problem, answer.body) == (problem, None)


async def test_an_empty_answer_is_good(shop: Shop, friendly: Engines, workspace: UUID) -> None:
    async def silent(_: int, writer: asyncio.StreamWriter) -> None:
        await _answer(writer, 204, b"")

    shop.reply = silent
    assert await flows.call(friendly, _pending(shop, workspace)) == WebhookAnswer(status=204)


async def test_a_redirect_is_not_followed(shop: Shop, friendly: Engines, workspace: UUID) -> None:
    async def elsewhere(_: int, writer: asyncio.StreamWriter) -> None:
        await _answer(writer, 302, b"", f"Location: http://127.0.0.1:{shop.port}/admin")

    shop.reply = elsewhere
    answer = await flows.call(friendly, _pending(shop, workspace))
    assert (answer.problem, len(shop.seen)) == ("redirect", 1)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "127.1", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433"]
)
async def test_our_own_network_is_not_called(host: str, shop: Shop, engines: Engines, workspace: UUID) -> None:
    answer = await flows.call(engines, _pending(shop, workspace, url=f"http://{host}:{shop.port}/"))
    assert (answer.problem in ("forbidden_address", "unreachable"), shop.seen) == (True, [])


async def test_a_host_may_be_allowed_with_its_port_only(shop: Shop, engines: Engines, workspace: UUID) -> None:
    hosts = replace(engines, settings=replace(engines.settings, webhook_hosts=f"127.0.0.1:{shop.port + 1}, crm"))
    assert (await flows.call(hosts, _pending(shop, workspace))).problem == "forbidden_address"
    hosts = replace(engines, settings=replace(engines.settings, webhook_hosts=f"127.0.0.1:{shop.port}"))
    assert (await flows.call(hosts, _pending(shop, workspace))).problem == ""


@pytest.mark.parametrize(
    "url", ["", "file:///etc/passwd", "http://", "ftp://x/", "http://[", "http://x:99999999/", "//x"]
)
async def test_an_address_that_is_none_fails(url: str, shop: Shop, friendly: Engines, workspace: UUID) -> None:
    answer = await flows.call(friendly, _pending(shop, workspace, url=url))
    assert answer.problem in ("forbidden_address", "unreachable")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("10.0.0.1", False), ("192.168.1.1", False),
        ("172.16.0.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("127.0.0.53", False),
        ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::", False), ("::1", False),
        ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:10.0.0.1", False), ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("::127.0.0.1", False), ("x", False), ("fec0::1", False),
    ],
)  # fmt: skip
def test_addresses_are_public_or_not(address: str, public: bool) -> None:
    assert is_public(address) == public
