"""Asks another system for a flow: in bounded time and size, never inside our own network, never twice for one step."""

import asyncio
import ipaddress
import json
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from feilun.interaction.flows.place import WebhookAnswer
from feilun.kernel import clock
from feilun.kernel.errors import Error
from feilun.kernel.sql import Queries
from feilun.store import Engines

if TYPE_CHECKING:
    import httpx

_queries = Queries(__file__)
MOST_BYTES = 64 * 1024
_LONGEST = 25.0
_PAUSE = 0.2
_MOST_DEPTH = 40
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class HookSettings(Protocol):
    """What is read of the application's settings."""

    webhook_hosts: str


class PendingCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that is to be made outside any transaction. The same walk, step and visit give the same `key`."""

    workspace: UUID
    conversation: UUID
    place: UUID
    step: str
    key: str
    url: str
    method: str
    headers: dict[str, str]
    body: dict[str, Any]
    timeout_ms: int
    retries: int


class _Forbidden(Error):
    """The address {host} lies inside our own network."""

    status = 422


async def call(engines: Engines, pending: PendingCall) -> WebhookAnswer:
    """The answer; one that came before a crash is not asked for again. Never raises for what the other side does."""
    async with engines.tables.transaction() as tx:
        kept = await tx.value(_queries.call_answer, workspace=pending.workspace, key=pending.key)
    if kept is not None:
        return msgspec.convert(kept, WebhookAnswer)
    answer = await ask(pending, engines.settings)
    async with engines.tables.transaction() as tx:
        written = msgspec.to_builtins(answer)
        await tx.run(
            _queries.keep_answer, workspace=pending.workspace, key=pending.key, answer=written, now=clock.now()
        )
    return answer


async def ask(pending: PendingCall, settings: HookSettings) -> WebhookAnswer:
    """Tries until an answer is good, or final, or enough was tried."""
    answer, deadline = WebhookAnswer(problem="unreachable"), asyncio.get_running_loop().time() + _LONGEST
    for number in range(max(0, min(pending.retries, 3)) + 1):
        if number:
            await asyncio.sleep(_PAUSE * 4 ** (number - 1))
        if asyncio.get_running_loop().time() >= deadline:
            break
        answer = msgspec.structs.replace(await _once(pending, settings), calls=number + 1)
        if not answer.problem or not _is_worth_more(answer):
            break
    return answer


def _is_worth_more(answer: WebhookAnswer) -> bool:
    return answer.status in _TRY_AGAIN or answer.problem in ("unreachable", "timeout")


async def _once(pending: PendingCall, settings: HookSettings) -> WebhookAnswer:
    # Imported only here and below: a tenth of a second at every start, where most shops call no other system.
    import httpx

    seconds = max(0.1, min(pending.timeout_ms, 10_000) / 1000)
    try:
        # One limit around all of it: a peer that sends a byte now and then keeps every smaller limit.
        async with asyncio.timeout(seconds):
            address = await _address_of(pending.url, settings.webhook_hosts)
            return await _exchange(pending, address, seconds)
    except _Forbidden:
        return WebhookAnswer(problem="forbidden_address")
    except (TimeoutError, httpx.TimeoutException):
        return WebhookAnswer(problem="timeout")
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ValueError):
        return WebhookAnswer(problem="unreachable")


async def _exchange(pending: PendingCall, address: str, seconds: float) -> WebhookAnswer:
    import httpx

    url = httpx.URL(pending.url)
    # We call the address that was checked: asking the name a second time could give another one.
    target = url.copy_with(host=address)
    headers = {
        **pending.headers,
        "Host": url.netloc.decode("ascii"),
        "Idempotency-Key": pending.key,
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "feilun-flows",
    }
    content = None if pending.method == "GET" else json.dumps(pending.body, ensure_ascii=False).encode()
    if content is not None:
        headers["Content-Type"] = "application/json"
    async with httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=seconds) as client:
        request = client.build_request(
            pending.method, target, headers=headers, content=content, extensions={"sni_hostname": url.host}
        )
        response = await client.send(request, stream=True)
        try:
            return await _read(response)
        finally:
            await response.aclose()


async def _read(response: "httpx.Response") -> WebhookAnswer:
    status = response.status_code
    if 300 <= status < 400:
        return WebhookAnswer(status=status, problem="redirect")
    if not 200 <= status < 300:
        return WebhookAnswer(status=status, problem="status")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        return WebhookAnswer(status=status, problem="not_json")
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            return WebhookAnswer(status=status, problem="too_large")
    return _parsed(status, bytes(body))


def _parsed(status: int, body: bytes) -> WebhookAnswer:
    if not body.strip():
        return WebhookAnswer(status=status, body=None)
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return WebhookAnswer(status=status, problem="not_json")
    if _depth(found) > _MOST_DEPTH:
        return WebhookAnswer(status=status, problem="not_json")
    return WebhookAnswer(status=status, body=found)


def _depth(value: Any) -> int:
    deepest, open_parts = 0, [(value, 1)]
    while open_parts:
        part, depth = open_parts.pop()
        deepest = max(deepest, depth)
        inner = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
        open_parts += [(one, depth + 1) for one in inner]
    return deepest


async def _address_of(url: str, allowed: str) -> str:
    """The one address to call. Raises _Forbidden when the name leads into our own network, and OSError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if parts.scheme not in ("http", "https") or not host:
        raise _Forbidden(host=host)
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    hosts = {one.strip().lower() for one in allowed.split(",") if one.strip()}
    is_allowed = host.lower() in hosts or f"{host.lower()}:{port}" in hosts
    # One bad address among good ones is enough: the library would otherwise be free to take it.
    if not addresses or (not is_allowed and not all(is_public(one) for one in addresses)):
        raise _Forbidden(host=host)
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address lies out in the world, also behind the ways to write an IPv4 address as IPv6."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or _translated(found)
        if found.is_site_local:
            return False  # The library counts the old private range of IPv6 as global.
        if inner is not None or found.teredo is not None:
            return inner is not None and is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _translated(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    is_nat64 = found in ipaddress.IPv6Network("64:ff9b::/96") or found in ipaddress.IPv6Network("::/96")
    return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if is_nat64 and int(found) > 1 else None
