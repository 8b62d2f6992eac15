"""The one writer of a process: many requests share a commit, and a bad one fails alone."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from feilun.events.collect import refusals
from feilun.events.log import APPENDED, Line, append_lines
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Transaction

_queries = Queries(__file__)
_log = structlog.get_logger("feilun.collect")

GROUP_EVENTS = 2_000
GROUP_SECONDS = 0.005
WAITING_EVENTS = 40_000
WAITING_BYTES = 128 * 1024 * 1024


class Quarantined:
    """A refused event with what was sent, on its way into the quarantine."""

    __slots__ = ("code", "payload", "reason")

    def __init__(self, code: str, reason: str, payload: bytes) -> None:
        self.code, self.reason = code, reason
        self.payload = payload[:65_536].decode("utf-8", "replace").replace("\x00", "\ufffd")


class Delivery:
    """What one request wants written; `done` holds, per line, None or the refusal by the database."""

    __slots__ = ("done", "lines", "quarantined", "received_at", "source", "workspace")

    def __init__(
        self, workspace: UUID, source: str, received_at: datetime, lines: list[Line], quarantined: list[Quarantined]
    ) -> None:
        self.workspace, self.source, self.received_at = workspace, source, received_at
        self.lines, self.quarantined = lines, quarantined
        self.done: asyncio.Future[list[refusals.Refused | None]] = asyncio.get_running_loop().create_future()

    @property
    def size(self) -> int:
        return sum([len(line.text) for line in self.lines]) + sum([len(one.payload) for one in self.quarantined])


class Writer:
    """Takes deliveries in order. While a commit is under way the next group gathers; there is no second one."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._waiting: deque[Delivery] = deque()
        self._events = self._bytes = 0
        self._task: asyncio.Task[None] | None = None

    async def write(self, delivery: Delivery) -> list[refusals.Refused | None]:
        """Returns after the commit. Raises Busy or StorageUnavailable: then nothing was acknowledged."""
        if self._events >= WAITING_EVENTS or self._bytes >= WAITING_BYTES:
            raise refusals.Busy(seconds=1)
        self._waiting.append(delivery)
        self._events += len(delivery.lines) + len(delivery.quarantined)
        self._bytes += delivery.size
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="collect writer")
        return await delivery.done

    async def _run(self) -> None:
        """Lives as long as something waits, so that an idle process holds no task."""
        if self._events < GROUP_EVENTS:
            await asyncio.sleep(GROUP_SECONDS / 5)
        while self._waiting:
            group = self._next_group()
            try:
                await self._write_group(group)
            except Exception as error:
                _log.exception("writer_failed")
                _fail(group, error)
            except BaseException as error:
                _fail([*group, *self._waiting], error)
                raise

    def _next_group(self) -> list[Delivery]:
        group, events = [], 0
        while self._waiting and events < GROUP_EVENTS:
            delivery = self._waiting.popleft()
            events += len(delivery.lines)
            self._events -= len(delivery.lines) + len(delivery.quarantined)
            self._bytes -= delivery.size
            group.append(delivery)
        return group

    async def _write_group(self, group: Sequence[Delivery]) -> None:
        try:
            await self._commit(group)
        except Exception as error:
            _log.warning("group_failed", requests=len(group), error=str(error))
            await self._write_apart(group)
            return
        for delivery in group:
            _succeed(delivery, [None] * len(delivery.lines))

    async def _write_apart(self, group: Sequence[Delivery]) -> None:
        """Each request in a commit of its own; the events of a request that fails again, one by one."""
        for delivery in group:
            try:
                await self._commit([delivery])
            except Exception:
                if not await self._is_storage_up():
                    _fail(group, refusals.StorageUnavailable(seconds=2))
                    return
                await self._write_singly(delivery)
            else:
                _succeed(delivery, [None] * len(delivery.lines))

    async def _write_singly(self, delivery: Delivery) -> None:
        verdicts: list[refusals.Refused | None] = []
        refused = list(delivery.quarantined)
        for line in delivery.lines:
            try:
                async with self._engines.tables.transaction() as tx:
                    await append_lines(tx, [line], delivery.received_at)
                verdicts.append(None)
            except Exception as error:
                verdicts.append(refusals.NotStored())
                refused.append(Quarantined("not_stored", f"{refusals.NotStored()} {error}"[:2000], line.text))
        delivery.quarantined[:] = refused
        async with self._engines.tables.transaction() as tx:
            await _quarantine(tx, [delivery])
            tx.after_commit(self._announce)
        _succeed(delivery, verdicts)

    async def _commit(self, group: Sequence[Delivery]) -> None:
        lines = [line for delivery in group for line in delivery.lines]
        async with self._engines.tables.transaction() as tx:
            await append_lines(tx, lines, group[0].received_at)
            await _quarantine(tx, group)
            tx.after_commit(self._announce)

    async def _is_storage_up(self) -> bool:
        try:
            async with self._engines.tables.transaction() as tx:
                await tx.value("select 1")
        except Exception:
            return False
        return True

    async def _announce(self) -> None:
        try:
            await self._engines.bus.publish(APPENDED, b"")
        except Exception as error:
            # The events are durable and readers look by themselves; a bus that is down must not cost the answer.
            _log.warning("announcement_lost", error=str(error))


async def _quarantine(tx: Transaction, group: Sequence[Delivery]) -> None:
    rows: list[dict[str, Any]] = [
        {
            "workspace": delivery.workspace,
            "id": new_id(),
            "received_at": delivery.received_at,
            "source": delivery.source,
            "code": one.code,
            "reason": one.reason,
            "payload": one.payload,
        }
        for delivery in group
        for one in delivery.quarantined
    ]
    if rows:
        await tx.many(_queries.add_to_quarantine, rows)


def _succeed(delivery: Delivery, verdicts: list[refusals.Refused | None]) -> None:
    if not delivery.done.done():  # A client that went away has cancelled its wait; its events are written all the same.
        delivery.done.set_result(verdicts)


def _fail(group: Sequence[Delivery], error: BaseException) -> None:
    for delivery in group:
        if not delivery.done.done():
            unavailable = refusals.StorageUnavailable(seconds=2)
            delivery.done.set_exception(error if isinstance(error, refusals.Refused) else unavailable)
