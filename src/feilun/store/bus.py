"""Fan-out between processes. A lost message is harmless: every reader has a cursor in the tables."""

from collections.abc import Awaitable, Callable
from typing import Protocol


class Subscription(Protocol):
    async def stop(self) -> None: ...


class Bus(Protocol):
    """Subjects are words joined by dots; a subscription may end in `.>` to hear everything below."""

    async def publish(self, subject: str, payload: bytes) -> None: ...

    async def subscribe(self, subject: str, hear: Callable[[str, bytes], Awaitable[None]]) -> Subscription: ...

    async def close(self) -> None: ...
