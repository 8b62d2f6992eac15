"""A loopback server in a few lines: the built SDK, a page under a strict policy, and a thread of messages in memory."""

import asyncio
import json
import mimetypes
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>店</title>
<link rel="stylesheet" href="/page.css"><link rel="icon" href="data:,">
<script async src="/sdk/feilun.js" data-key="wk"></script></head><body><main><h1>小店</h1></main></body></html>"""
# What a hostile or careless page does to everything on it.
STYLES = "*{font-size:30px;color:red!important;letter-spacing:1em!important}"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
    "connect-src 'self' {socket}; require-trusted-types-for 'script'"
)


class Street:
    """`log` is what was committed; `is_up` False cuts all and answers nothing until it is True again."""

    def __init__(self, static: Path) -> None:
        self.static = static
        self.url = ""
        self.log: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.calls: list[tuple[str, Any]] = []
        # What `bot.greeting` answers; None is a server that knows no bot.
        self.greeting: dict[str, Any] | None = None
        self.place: dict[str, Any] = {"speaker": "waiting", "position": 2, "minutes": 3}
        self._is_up = True
        self.takes_sockets = True
        self._sockets: set[Callable[[str], Any]] = set()
        self._cut = asyncio.Event()
        self._later: set[asyncio.Task[None]] = set()

    @property
    def texts(self) -> list[str]:
        return [row["body"]["text"] for row in self.log if row["type"] == "text"]

    def go_dark(self) -> None:
        self._is_up = False
        self._cut.set()

    def come_back(self) -> None:
        self._is_up = True
        self._cut = asyncio.Event()

    def cut(self) -> None:
        self.go_dark()
        self.come_back()

    async def say(self, text: str) -> None:
        await self.publish("staff", "text", {"text": text}, f"staff-{len(self.log)}", "小美")

    async def publish(self, kind: str, type: str, body: dict[str, Any], cid: str, name: str = "") -> None:
        row = self._add(kind, type, body, cid, name)
        for tell in list(self._sockets):
            await tell(json.dumps({"push": {"channel": "u:1", "pub": _form(row)}}))

    def _add(self, kind: str, type: str, body: dict[str, Any], cid: str, name: str = "") -> dict[str, Any]:
        known = next((row for row in self.log if row["cid"] == cid), None)
        if known:
            return known
        sender = {"kind": kind, "name": name}
        at = datetime.now(UTC).isoformat()
        row = {"cid": cid, "seq": len(self.log) + 1, "type": type, "sender": sender, "body": body, "at": at}
        self.log.append(row)
        return row

    def _call(self, method: str, values: dict[str, Any]) -> dict[str, Any]:
        self.calls.append((method, values))
        if method == "sync":
            return {"publications": [_form(row) for row in self.log[values["after"] :][: values["limit"]]]}
        if method == "msg.send":
            return {"seq": self._add("customer", values["type"], values["body"], values["cid"])["seq"]}
        if method == "bot.greeting":
            return self.greeting or {}
        if method == "conversation.person":
            about = {"text": "正在为您转接人工客服。", "handover": {"number": 1, "moment": "waiting", "position": 2}}
            self._soon(self.publish("bot", "text", about, "handover", "飞飞"))
        if method in ("conversation.person", "conversation.queue"):
            return self.place
        if method == "conversation.leave":
            self._soon(self.publish("system", "system", {"event": "conversation.left"}, "left"))
        if method == "conversation.rate":
            self._soon(self.publish("customer", "rating", {"score": values["score"]}, "rating"))
        return {}

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        self._later.add(asyncio.create_task(work))

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await self._socket(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _socket(self, receive: Any, send: Any) -> None:
        await receive()
        if not self._is_up or not self.takes_sockets:
            await send({"type": "websocket.close", "code": 1006})
            return
        await send({"type": "websocket.accept"})

        async def tell(text: str) -> None:
            with suppress(OSError, RuntimeError):
                await send({"type": "websocket.send", "text": text})

        self._sockets.add(tell)
        cut = asyncio.ensure_future(self._cut.wait())
        try:
            while True:
                message = asyncio.ensure_future(receive())
                await asyncio.wait({message, cut}, return_when=asyncio.FIRST_COMPLETED)
                if cut.done() or message.result()["type"] == "websocket.disconnect":
                    message.cancel()
                    break
                for line in message.result()["text"].split("\n"):
                    if answer := self._answer(json.loads(line)):
                        await tell(json.dumps(answer))
        finally:
            cut.cancel()
            self._sockets.discard(tell)
            with suppress(OSError, RuntimeError):
                await send({"type": "websocket.close", "code": 1012})

    def _answer(self, command: dict[str, Any]) -> dict[str, Any] | None:
        if "connect" in command:
            return {"id": command["id"], "connect": {"client": "c", "ping": 25, "pong": True}}
        if "subscribe" in command:
            wish = command["subscribe"]
            missed = [_form(row) for row in self.log[wish.get("offset", 0) :]] if wish.get("recover") else []
            place = {"epoch": "e", "offset": len(self.log)}
            return {"id": command["id"], "subscribe": {**place, "recovered": True, "publications": missed}}
        if "rpc" in command:
            if command["rpc"]["method"] == "bot.greeting" and self.greeting is None:
                return {"id": command["id"], "error": {"code": 104, "message": "method not found"}}
            return {"id": command["id"], "rpc": {"data": self._call(**_named(command["rpc"]))}}
        return None

    async def _http(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        body = await _body(receive)
        if not self._is_up:
            await _send(send, 503, "text/plain", b"dark")
        elif scope["path"] == "/connection/visitor":
            ticket = {"token": "t", "stream": "u:1", "epoch": "e", "offset": len(self.log)}
            await _send(send, 200, "application/json", json.dumps(ticket).encode())
        elif scope["path"] == "/connection/sync":
            await _send(send, 200, "application/json", json.dumps(await self._sync(json.loads(body))).encode())
        elif scope["path"] == "/v1/batch":
            self.events += json.loads(body)["batch"]
            await _send(send, 200, "application/json", b"{}")
        else:
            await self._file(scope["path"], send)

    async def _sync(self, wish: dict[str, Any]) -> dict[str, Any]:
        if "rpc" in wish:
            return {"data": self._call(**_named(wish["rpc"]))}
        if "send" in wish:
            return {}
        place, clock = wish.get("offset"), asyncio.get_running_loop().time
        deadline = clock() + min(wish["wait"], 2)
        while place is not None and len(self.log) <= place and clock() < deadline:
            await asyncio.sleep(0.02)
        missed = [] if place is None else [_form(row) for row in self.log[place:]]
        return {"epoch": "e", "offset": len(self.log), "recovered": place is not None, "publications": missed}

    async def _file(self, path: str, send: Any) -> None:
        policy = POLICY.format(socket=self.url.replace("http", "ws"))
        if path in ("/", "/en"):
            page = PAGE.replace('lang="zh-CN"', 'lang="en"') if path == "/en" else PAGE
            await _send(send, 200, "text/html", page.encode(), policy)
        elif path == "/page.css":
            await _send(send, 200, "text/css", STYLES.encode())
        elif path == "/shop/config.json":
            await _send(send, 200, "application/json", b'{"key": "wk"}')
        else:
            inside = "shop/index.html" if path == "/shop/" else path.removeprefix("/sdk/")
            file = self.static / inside
            kind = mimetypes.guess_type(file.name)[0] or "text/plain"
            found = file.is_file()
            await _send(send, 200 if found else 404, kind, file.read_bytes() if found else b"", policy)


def _form(row: dict[str, Any]) -> dict[str, Any]:
    return {"offset": row["seq"], "data": {name: value for name, value in row.items() if name != "seq"}}


def _named(call: dict[str, Any]) -> dict[str, Any]:
    return {"method": call["method"], "values": call["data"]}


async def _body(receive: Any) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


async def _send(send: Any, status: int, kind: str, body: bytes, policy: str = "") -> None:
    headers = [(b"content-type", f"{kind}; charset=utf-8".encode())]
    if policy:
        headers.append((b"content-security-policy", policy.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def serve(street: Street) -> AsyncIterator[Street]:
    settings = uvicorn.Config(street, port=0, log_level="critical", lifespan="off", ws="websockets-sansio")
    server = uvicorn.Server(settings)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    street.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield street
    finally:
        street.go_dark()
        server.should_exit = True
        await task
