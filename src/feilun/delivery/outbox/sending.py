"""Brings one batch to the provider, a few messages at once, each written down right before it is handed over."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from feilun.delivery import accounts
from feilun.delivery.contract import Connector, SendDelayed, SendRefused, SendTakenBack, SendUnclear
from feilun.delivery.outbox.claims import Batch
from feilun.delivery.outbox.endings import Ready, Result, finish
from feilun.delivery.outbox.together import Together
from feilun.events import APPENDED
from feilun.kernel import clock
from feilun.kernel.sql import Queries
from feilun.store import Engines, Transaction

_queries = Queries(__file__)
_log = structlog.get_logger("feilun.outbox")
# So many calls to a provider at once, and so many messages at most whose fate a crash leaves open.
AT_ONCE = 8
# Longer than any connector may take from the handing over of one message to its answer.
_LEASE = timedelta(minutes=10)
# A clean stop waits for the messages that are on their way; no further one is begun after so many seconds.
_LONGEST = 10.0
_AFTER_FAULT = 60.0


class Sending:
    """One batch under way.

    Starts and ends that come at the same time share a commit. A lane tells the end of one message and goes on to the
    next; as that one's start is written with the end or after it, a lane never has two messages of open fate.
    """

    def __init__(self, engines: Engines, batch: Batch, connector: Connector, ready: Sequence[Ready]) -> None:
        self._engines = engines
        self._batch = batch
        self._connector = connector
        self._waiting = deque(ready)
        self._begun: set[int] = set()
        self._book = Together(self._write)
        self._ends: list[asyncio.Task[set[int]]] = []
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
                self._ends.append(asyncio.create_task(self._book.add(result)))

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
        _log.exception("connector_failed", message=ready.row["id"])
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
        """One transaction: the messages begun, and those that came to an end."""
        begins = [one for one in items if isinstance(one, Ready)]
        ends = [one for one in items if isinstance(one, Result)]
        # What was refused or delayed before it was handed over has no try yet, and may have been taken back.
        early = [one.ready for one in ends if one.ready.row["id"] not in self._begun]
        try:
            async with self._engines.tables.transaction() as tx:
                started = await _start(tx, self._batch, begins + early)
                ours = self._begun | started
                await self._finish(tx, [one for one in ends if one.ready.row["id"] in ours])
        except BaseException:
            self._is_broken = True
            raise
        return started

    async def _finish(self, tx: Transaction, results: Sequence[Result]) -> None:
        if not results:
            return
        await finish(tx, self._batch, results)
        note = next((one.detail for one in results if one.outcome == "delayed"), None)
        health = "ok" if note is None else "failing"
        if health != self._health:
            account, self._health = self._batch.account, health
            await accounts.note_health(tx, account.workspace, account.channel.id, health, note or "")
        tx.after_commit(lambda: self._engines.bus.publish(APPENDED, b""))


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
