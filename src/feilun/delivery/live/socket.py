"""Everything below /connection, straight ASGI: the WebSocket, the fallback over POST, and the entry of visitors."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec
import structlog

from feilun.delivery.live import fallback, visitors
from feilun.delivery.live.connection import Connection, Receive, Send
from feilun.delivery.live.node import Node, close_all, node_of
from feilun.kernel.errors import Error, Invalid, NotFound, TooMany
from feilun.kernel.http import problem_document

_log = structlog.get_logger("feilun.live")
Scope = MutableMapping[str, Any]
_LARGEST_BODY = 256 * 1024
# Widgets live on the shops' own pages; no cookie is read here, so any page may ask.
_HEADERS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-allow-methods", b"POST, OPTIONS"),
    (b"access-control-max-age", b"86400"),
    (b"cache-control", b"no-store"),
]


class LiveDoor:
    """The application for the prefix /connection. It finds the engines in the scope, as the dispatcher leaves them."""

    takes_sockets = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        node = node_of(scope["engines"])
        last = scope["path"].rstrip("/").rpartition("/")[2]
        if scope["type"] == "http":
            await _http(node, last, scope, receive, send)
        elif last == "websocket" and "centrifuge-protobuf" not in scope.get("subprotocols", ()):
            await Connection(node, receive, send).run()
        else:
            await receive()
            await send({"type": "websocket.close", "code": 3506, "reason": "inappropriate protocol"})

    async def close(self) -> None:
        """Sends everybody away with a code that brings them back, to another node or after the restart."""
        await close_all()


async def _http(node: Node, last: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["method"] == "OPTIONS":
        await _answer(send, 204, b"")
        return
    try:
        body = await _post(node, last, scope, receive)
        await _answer(send, 200, msgspec.json.encode(body))
    except Error as error:
        await _answer(send, error.status, _problem(error.status, error.code, str(error)))
    except Exception as error:
        _log.exception("request_failed", path=scope["path"], error=str(error))
        await _answer(send, 500, _problem(500, "fault", "Something went wrong on our side; it has been logged."))


async def _post(node: Node, last: str, scope: Scope, receive: Receive) -> Any:
    if scope["method"] != "POST" or last not in ("visitor", "sync"):
        raise NotFound(kind="address", id=scope["path"])
    text = await _body(receive)
    if last == "sync":
        return await fallback.exchange(node, _read(text, fallback.Exchange), _until_gone(receive))
    address = scope["client"][0] if scope.get("client") else ""
    if not node.entries.take(address):
        raise TooMany(seconds=5)
    async with node.engines.tables.transaction() as tx:
        return await visitors.enter(tx, _read(text, visitors.VisitorWish))


def _read(text: bytes, shape: type[Any]) -> Any:
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Invalid(field="body", problem=str(error)) from error


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > _LARGEST_BODY:
            raise Invalid(field="body", problem=f"may have at most {_LARGEST_BODY} bytes")
        if not message.get("more_body"):
            return b"".join(parts)


def _until_gone(receive: Receive) -> Callable[[], Awaitable[None]]:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return gone


def _problem(status: int, code: str, detail: str) -> bytes:
    return msgspec.json.encode(problem_document(status, code, detail))


async def _answer(send: Send, status: int, body: bytes) -> None:
    kind = b"application/json" if status < 400 else b"application/problem+json"
    headers = [*_HEADERS, (b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
