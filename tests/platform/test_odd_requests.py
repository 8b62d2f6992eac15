"""Requests that no browser sends, as a scanner does."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    "path", ["", "*", "/", "//", "api", "/\x00", "/api/v1/\udcff", "/connection", "/" + "a/" * 2_000]
)
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "HEAD", "POST", "TRACE", "BREW"])
async def test_an_odd_path_is_answered_and_no_fault(method: str, path: str, server: Any) -> None:
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
        "raw_path": path.encode("utf-8", "surrogateescape"), "query_string": b"", "root_path": "", "scheme": "http",
        "headers": [], "client": ("203.0.113.7", 1), "server": ("feilun.test", 80),
    }  # fmt: skip
    await server(scope, receive, send)
    assert len(statuses) == 1
    assert statuses[0] < 500 or statuses == [503]  # A console that is not built says so.


@pytest.mark.parametrize(
    "path", ["/api/v1/session", "/", "/metrics", "/m/open/x", "/v1/track", "/connection/other", "*"]
)
async def test_a_socket_where_there_is_none_is_closed(path: str, server: Any) -> None:
    sent: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["type"])

    scope = {
        "type": "websocket", "asgi": {"version": "3.0"}, "http_version": "1.1", "path": path, "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "scheme": "ws", "headers": [], "client": ("203.0.113.7", 1),
        "server": ("feilun.test", 80), "subprotocols": [], "extensions": {},
    }  # fmt: skip
    await server(scope, receive, send)
    assert sent == ["websocket.close"]
