"""Group commit: what arrives while a commit runs, or within a few milliseconds, shares the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from feilun.store import Tables, Transaction

T = TypeVar("T")
R = TypeVar("R")


class GroupCommit(Generic[T, R]):
    """`await group.add(wish)` answers after the commit that holds it; wishes are carried out in the order they came.

    `write` gets all wishes of one transaction and answers each with a result or the error to raise for it alone.
    If the whole transaction fails, each wish is tried by itself, so one bad wish does not fail its neighbours.
    """

    def __init__(
        self,
        tables: Tables,
        write: Callable[[Transaction, Sequence[T]], Awaitable[list[R | Exception]]],
        pause: float = 0.003,
        most: int = 200,
    ) -> None:
        self._tables = tables
        self._write = write
        self._pause = pause
        self._most = most
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._running: asyncio.Task[None] | None = None

    async def add(self, wish: T) -> R:
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((wish, future))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        # Shielded: a caller that goes away must not take its neighbours' answers along.
        return await asyncio.shield(future)

    async def _run(self) -> None:
        try:
            await asyncio.sleep(self._pause)
            while self._waiting:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._carry_out(batch)
        finally:
            self._running = None

    async def _carry_out(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            async with self._tables.transaction() as tx:
                answers = await self._write(tx, [wish for wish, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                answers = [error]
            else:
                for one in batch:
                    await self._carry_out([one])
                return
        for (_, future), answer in zip(batch, answers, strict=True):
            if future.cancelled():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
                future.exception()  # Seen: nobody may be waiting any more.
            else:
                future.set_result(answer)
