"""A language model of our own on loopback: it answers well, lies, hangs, breaks off, or talks nonsense."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from feilun.interaction.writer import endpoint
from feilun.store import Engines


@dataclass
class FakeModel:
    """`reply` is the content of its answers; `manner` how it behaves; `heard` what it received, raw."""

    url: str = ""
    reply: Any = ""
    manner: str = "well"
    heard: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-len")
            )
            self.headers.append(head)
            self.heard.append((await reader.readexactly(length)).decode())
            await self._answer(writer)
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter) -> None:
        if self.manner == "hang":
            await self.hanging.wait()
            return
        body = self._body()
        status = "500 Oops" if self.manner == "broken" else "200 OK"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n".encode())
        if self.manner == "drip":
            writer.write(b"Transfer-Encoding: chunked\r\n\r\n")
            while not self.hanging.is_set():
                writer.write(b"1\r\n \r\n")
                await writer.drain()
                await asyncio.sleep(0.02)
            return
        writer.write(f"Content-Length: {len(body)}\r\n\r\n".encode())
        writer.write(body[: len(body) // 2] if self.manner == "half" else body)
        await writer.drain()

    def _body(self) -> bytes:
        if self.manner == "junk":
            return b"<html>welcome to the gateway</html>"
        content = self.reply if isinstance(self.reply, str) else json.dumps(self.reply, ensure_ascii=False)
        return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()

    def says(self, answer: str, *cited: str, action: str = "answer") -> None:
        self.manner, self.reply = "well", {"answer": answer, "cited": list(cited), "action": action}


@pytest.fixture
async def model() -> AsyncIterator[FakeModel]:
    fake = FakeModel()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    fake.url = f"http://127.0.0.1:{port}/v1"
    async with server:
        yield fake
        fake.hanging.set()
    endpoint.breaker.cache_clear()


@pytest.fixture
def writing(engines: Engines, model: FakeModel) -> Engines:
    """Engines whose settings name the fake."""
    settings = replace(
        engines.settings, writer_url=model.url, writer_model="fake-1", writer_key="sk-secret", writer_seconds=3.0
    )
    return replace(engines, settings=settings)


@pytest.fixture
def hasty(writing: Engines) -> Engines:
    """The same, with little patience."""
    return replace(writing, settings=replace(writing.settings, writer_seconds=0.3))


Ask = Callable[..., Awaitable[Any]]
