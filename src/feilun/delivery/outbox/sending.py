"""Brings one batch to the provider, a few messages at once, each written down right before it is handed over."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from feilun.delivery import accounts
from feilun.delivery.contract import Connector, SendDelayed, SendRefused, SendTakenBack, SendUnclear
from feilun.delivery.outbox.claims import Batch
from feilun.delivery.outbox.endings import Ready, Result, announce_sent, finish, note_sent
from feilun.delivery.outbox.together import Together
from feilun.events import APPENDED
from feilun.kernel import clock
from feilun.kernel.sql import Queries
from feilun.store import Engines, Transaction

_queries = Queries(__file__)
_journal = structlog.get_logger("feilun.outbox")
# So many calls to a provider at once, and so many messages at most whose fate a crash leaves open.
AT_ONCE = 8
# Longer than any connector may take from the handing over of one message to its answer.
_LEASE = timedelta(minutes=10)
# A clean stop waits for the messages that are on their way; no further one is begun after so many seconds.
_LONGEST = 10.0
_AFTER_FAULT = 60.0


class Sending:
    """One batch under way.

    Starts and ends that come at the same time share a commit in the `book`, which is short: the log, where writers
    wait for each other, is told afterwards. A lane tells the end of one message and goes on to the next; as that one's
    start is written with the end or after it, a lane never has two messages of open fate.
    """

    def __init__(self, engines: Engines, batch: Batch, connector: Connector, ready: Sequence[Ready]) -> None:
        self._engines = engines
        self._batch = batch
        self._connector = connector
        self._waiting = deque(ready)
        self._begun: set[int] = set()
        self._book = Together(self._write)
        self._log = Together(self._tell)
        self._ends: list[asyncio.Task[None]] = []
        self._is_broken = False
        self._health = batch.account.health

    async def run(self) -> list[Ready]:
        """Those that there was no time for, still claimed."""
        until = asyncio.get_running_loop().time() + _LONGEST
        await asyncio.gather(*(self._lane(until) for _ in range(AT_ONCE)))
        # A fault of the database must not cut off the others while they talk to the provider.
        for end in await asyncio.gather(*self._ends, return_exceptions=True):
            if isinstance(end, BaseException):
                raise end
        return list(self._waiting)

    async def _lane(self, until: float) -> None:
        while self._waiting and not self._is_broken and asyncio.get_running_loop().time() < until:
            result = await self._sent(self._waiting.popleft())
            if result:
                end = asyncio.create_task(self._end(result))
                self._ends.append(end)
                if result.outcome != "sent":
                    await asyncio.wait([end])

    async def _end(self, result: Result) -> None:
        if result.outcome == "sent":
            await self._book.add(result)
        await self._log.add(result)

    async def _sent(self, ready: Ready) -> Result | None:
        begin = partial(self._begin, ready)
        try:
            if not self._batch.account.channel.announces_hand_over:
                await begin()
            provider_id = await self._connector.send(replace(ready.outbound, about_to_hand_over=begin))
            return Result(ready, "sent", provider_id=provider_id)
        except SendTakenBack:
            return None
        except SendRefused as error:
            return Result(ready, "refused", error.reason, address_is_dead=error.address_is_dead)
        except SendDelayed as error:
            return Result(ready, "delayed", error.reason, seconds=error.seconds)
        except SendUnclear as error:
            return Result(ready, "unclear", error.reason)
        except Exception as error:
            return self._faulty(ready, error)

    def _faulty(self, ready: Ready, error: Exception) -> Result:
        """After the handing over, a fault in a connector says nothing about what the provider got; before it, all."""
        _journal.exception("connector_failed", message=ready.row["id"])
        words = f"{type(error).__name__}: {error}"
        if ready.row["id"] in self._begun:
            return Result(ready, "unclear", words)
        return Result(ready, "delayed", words, seconds=_AFTER_FAULT)

    async def _begin(self, ready: Ready) -> None:
        """Returns once it is durable that the message is being sent. Raises SendTakenBack."""
        message = ready.row["id"]
        if message not in self._begun:
            if message not in await self._book.add(ready):
                raise SendTakenBack
            self._begun.add(message)

    async def _write(self, items: Sequence[Ready | Result]) -> set[int]:
        """One transaction: the messages begun, and those that are out."""
        begins = [one for one in items if isinstance(one, Ready)]
        sent = [one for one in items if isinstance(one, Result)]
        async with self._transaction() as tx:
            if sent:
                started = await _start(tx, self._batch, self._early(sent))
                ours = self._begun | started
                out = [one for one in sent if one.ready.row["id"] in ours]
                await note_sent(tx, self._batch, out, clock.now() + _LEASE)
                self._begun |= started
            return await _start(tx, self._batch, begins)

    async def _tell(self, results: Sequence[Result]) -> None:
        """One transaction with all that others hear of."""
        async with self._transaction() as tx:
            sent = [one for one in results if one.outcome == "sent"]
            if sent:
                rows = [(one.ready.row, str(one.ready.outbound.content.get("subject", ""))) for one in sent]
                await announce_sent(tx, self._batch.account.workspace, rows)
            await self._finish(tx, [one for one in results if one.outcome != "sent"])
            await self._note_health(tx, results)
            tx.after_commit(lambda: self._engines.bus.publish(APPENDED, b""))

    async def _finish(self, tx: Transaction, results: Sequence[Result]) -> None:
        if results:
            ours = self._begun | await _start(tx, self._batch, self._early(results))
            await finish(tx, self._batch, [one for one in results if one.ready.row["id"] in ours])

    def _early(self, results: Sequence[Result]) -> list[Ready]:
        """What was answered before it was handed over has no try yet, and may have been taken back."""
        return [one.ready for one in results if one.ready.row["id"] not in self._begun]

    async def _note_health(self, tx: Transaction, results: Sequence[Result]) -> None:
        note = next((one.detail for one in results if one.outcome == "delayed"), None)
        health = "ok" if note is None else "failing"
        if health != self._health:
            account, self._health = self._batch.account, health
            await accounts.note_health(tx, account.workspace, account.channel.id, health, note or "")

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        """After one that failed no further message is begun."""
        try:
            async with self._engines.tables.transaction() as tx:
                yield tx
        except BaseException:
            self._is_broken = True
            raise


async def _start(tx: Transaction, batch: Batch, ready: Sequence[Ready]) -> set[int]:
    """Which of them are still ours and are `sending` now; those another worker took are left out."""
    if not ready:
        return set()
    now = clock.now()
    rows = await tx.all(
        _queries.start_sending,
        workspace=batch.account.workspace,
        ids=[one.row["id"] for one in ready],
        subjects=[str(one.outbound.content.get("subject", ""))[:500] for one in ready],
        numbers=[one.row["attempts"] for one in ready],
        now=now,
        lease_until=now + _LEASE,
    )
    return {row["message"] for row in rows}
