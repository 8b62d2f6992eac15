"""Commits together what is asked for at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Together(Generic[Item, Answer]):
    """While one write runs, what comes gathers for the next: alone nobody waits, and a crowd shares one commit."""

    def __init__(self, write: Callable[[Sequence[Item]], Awaitable[Answer]]) -> None:
        self._write = write
        self._waiting: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> Answer:
        """The answer of the write that this was part of, once it is durable; raises what that write raised."""
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        return await done

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                taken, self._waiting = self._waiting, []
                await self._write_one(taken)
        finally:
            self._writer = None

    async def _write_one(self, taken: Sequence[tuple[Item, asyncio.Future[Answer]]]) -> None:
        try:
            answer = await self._write([item for item, _ in taken])
        except BaseException as error:
            # Each that waits hears of it; nobody waits for this task itself.
            for _, done in taken:
                if not done.done():
                    done.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
            if not isinstance(error, Exception):
                raise
        else:
            for _, done in taken:
                if not done.done():
                    done.set_result(answer)
