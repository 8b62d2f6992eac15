"""Stock Centrifuge clients and raw sockets for tests: nothing of ours on the client's side."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import centrifuge
import httpx
import websockets

PATIENCE = 60.0


async def until(is_so: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Polls; the machine is noisy, so nothing is timed."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError("it never came true")
        await asyncio.sleep(0.02)


async def visitor_pass(http: httpx.AsyncClient, write_key: str, **who: str) -> dict[str, Any]:
    answer = await http.post("/connection/visitor", json={"write_key": write_key, **(who or {"anonymous_id": "a-lin"})})
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


class Heard(centrifuge.SubscriptionEventHandler):
    """Keeps what a subscription heard."""

    def __init__(self) -> None:
        self.publications: list[centrifuge.Publication] = []
        self.subscribed: list[centrifuge.SubscribedContext] = []
        self.unsubscribed: list[Any] = []
        self.errors: list[Any] = []

    async def on_publication(self, ctx: centrifuge.PublicationContext) -> None:
        self.publications.append(ctx.pub)

    async def on_subscribed(self, ctx: centrifuge.SubscribedContext) -> None:
        self.subscribed.append(ctx)

    async def on_unsubscribed(self, ctx: Any) -> None:
        self.unsubscribed.append(ctx)

    async def on_error(self, ctx: Any) -> None:
        self.errors.append(ctx)


class Raw:
    """A WebSocket with bare frames, for what a stock client would never do."""

    def __init__(self, connection: websockets.ClientConnection) -> None:
        self.connection = connection
        self.waiting: list[dict[str, Any]] = []

    async def say(self, *frames: dict[str, Any]) -> None:
        await self.connection.send("\n".join(json.dumps(frame) for frame in frames))

    async def hear(self) -> dict[str, Any]:
        while not self.waiting:
            text = await asyncio.wait_for(self.connection.recv(), PATIENCE)
            self.waiting = [json.loads(line) for line in str(text).split("\n") if line]
        return self.waiting.pop(0)

    async def ask(self, id: int, **command: Any) -> dict[str, Any]:
        """The reply to this command; pushes before it are dropped."""
        await self.say({"id": id, **command})
        while True:
            frame = await self.hear()
            if frame.get("id") == id:
                return frame
