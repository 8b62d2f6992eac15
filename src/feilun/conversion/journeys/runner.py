"""Moves customers on: all that are due at one step together, in a few statements, in one transaction.

Rows are taken with SKIP LOCKED, so workers never wait for each other; a worker that is killed loses nothing and
doubles nothing, because a step, its note and its message are one commit, and messages are unique by their key.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from feilun.conversion.journeys import asking, entries, rules
from feilun.conversion.journeys.conditions import matching
from feilun.conversion.journeys.graph import ChatStep, ConditionStep, EmailStep, ExitStep, SurveyStep, WaitUntilStep
from feilun.conversion.journeys.plans import plan_of
from feilun.conversion.journeys.rules import Plan
from feilun.conversion.journeys.zones import zones_of
from feilun.delivery import outbox
from feilun.delivery.outbox import OutboxMessage
from feilun.events import APPENDED
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
BATCH = 10_000
# A condition reads what each customer did, which is more than a row of ours.
_MOST_JUDGED = 2_000
# Each asked customer stays locked in the ledger until the commit, so others should not wait long.
_MOST_ASKED = 50


async def run_due(engines: Engines, now: datetime, batch: int = BATCH) -> int:
    """One batch of every step that has something due, then of journeys that were stopped; how many moved."""
    async with engines.tables.transaction() as tx:
        due = await tx.all(_queries.due_steps, now=now)
        stopped = await tx.all(_queries.stopped_waiting)
    moved = 0
    for place in due:
        moved += await _advance(engines, place, now, batch)
    for place in stopped:
        moved += await _empty(engines, place, now, batch)
    return moved


async def _advance(engines: Engines, place: Row, now: datetime, batch: int) -> int:
    async with engines.tables.transaction() as tx:
        journey = await tx.first(_queries.share_journey, workspace=place["workspace"], journey=place["journey"])
        if journey is None or journey["state"] != "running":
            return 0
        plan = await plan_of(tx, place["workspace"], place["journey"], place["version"])
        walk = Walk(tx, engines, plan, place, now, batch)
        step = plan.steps[place["step"]]
        if isinstance(step, EmailStep | ChatStep):
            return await walk.send(step)
        if isinstance(step, SurveyStep):
            return await walk.ask(step)
        if isinstance(step, ConditionStep):
            return await walk.branch(step)
        if isinstance(step, WaitUntilStep):
            return await walk.wait_until(step)
        if isinstance(step, ExitStep):
            return await walk.end()
        return await walk.pass_on(step.next, "waited")


class Walk:
    """One batch at one step."""

    def __init__(self, tx: Transaction, engines: Engines, plan: Plan, place: Row, now: datetime, batch: int) -> None:
        self._tx = tx
        self._engines = engines
        self._plan = plan
        self._place: dict[str, Any] = dict(place)
        self._now = now
        self._batch = batch
        self._workspace: UUID = place["workspace"]

    async def pass_on(self, next: str | None, outcome: str) -> int:
        """All that is due here goes to `next`."""
        moved: int = await self._tx.value(
            f"{_queries.pass_step}\n{_queries.passed_number}", **self._passing(next, outcome)
        )
        return moved

    async def send(self, step: EmailStep | ChatStep) -> int:
        """Queues one message each, in the very statement that moves them on.

        Its key is `journey:version:customer:entry:step`: a second send is impossible, not only unlikely.
        """
        queued = await outbox.queue_chosen(
            self._tx,
            self._message(step),
            f"{_queries.pass_step}\n{_queries.addressees}",
            **self._passing(step.next, "queued"),
            front=f"{self._place['journey']}:{self._place['version']}:",
            repeats=step.id in self._plan.repeating,
        )
        if queued.chosen:
            self._tx.after_commit(lambda: self._engines.bus.publish(outbox.QUEUED, b""))
        return queued.chosen

    def _passing(self, next: str | None, outcome: str) -> dict[str, Any]:
        return {
            **self._place,
            "now": self._now,
            "limit": self._batch,
            "next": next,
            "due_at": self._plan.arrival(next, self._now),
            "outcome": outcome,
        }

    def _message(self, step: EmailStep | ChatStep) -> OutboxMessage:
        quiet = self._plan.graph.quiet
        is_mail = isinstance(step, EmailStep)
        parts = {"subject": step.subject, "html": step.html, "text": step.text} if isinstance(step, EmailStep) else {}
        return OutboxMessage(
            workspace=self._workspace,
            key="",
            customer=self._workspace,
            channel="email" if is_mail else "webchat",
            kind="marketing",
            topic=step.topic,
            content=parts or {"text": step.text},
            cause={name: self._place[name] for name in ("journey", "version", "step")},
            due_at=self._now,
            quiet=(quiet.starts, quiet.ends) if quiet else None,
        )

    async def end(self) -> int:
        rows = await self._tx.all(f"{_queries.pass_step}\n{_queries.passed}", **self._passing(None, "ended"))
        ended = [{**row, "at": self._now} for row in rows]
        await entries.finished(self._tx, self._workspace, self._place["journey"], self._place["version"], ended)
        self._tx.after_commit(lambda: self._engines.bus.publish(APPENDED, b""))
        return len(rows)

    async def branch(self, step: ConditionStep) -> int:
        rows = await self._locked(_MOST_JUDGED)
        customers = [row["customer"] for row in rows]
        fits = await matching(self._tx, self._workspace, step.rule, customers, self._now)
        await self._move([(row, step.yes, "yes") if row["customer"] in fits else (row, step.no, "no") for row in rows])
        return len(rows)

    async def ask(self, step: SurveyStep) -> int:
        """Asks each by herself, since the ledger decides about each; who may not be asked goes on as well."""
        rows = await self._locked(_MOST_ASKED)
        asked = await asking.ask_all(self._tx, self._engines, self._place, step, rows)
        await self._move([(row, step.next, "asked" if row["customer"] in asked else "not_asked") for row in rows])
        return len(rows)

    async def wait_until(self, step: WaitUntilStep) -> int:
        """First sets each alarm by the clock of her zone; moves on those whose alarm rang."""
        rows = await self._locked(self._batch)
        fresh = [row for row in rows if not row["armed"]]
        zones = await zones_of(self._tx, self._engines, self._workspace, [row["customer"] for row in fresh])
        await self._tx.run(
            _queries.arm,
            workspace=self._workspace,
            journey=self._place["journey"],
            customers=[row["customer"] for row in fresh],
            entry_keys=[row["entry_key"] for row in fresh],
            dues=[rules.next_time(self._now, zones[row["customer"]], step.time) for row in fresh],
        )
        await self._move([(row, step.next, "waited") for row in rows if row["armed"]])
        return len(rows)

    async def _locked(self, most: int) -> list[Row]:
        return await self._tx.all(_queries.lock_due, **self._place, now=self._now, limit=min(most, self._batch))

    async def _move(self, moves: Sequence[tuple[Row, str | None, str]]) -> None:
        await self._tx.run(
            _queries.move,
            workspace=self._workspace,
            journey=self._place["journey"],
            step=self._place["step"],
            now=self._now,
            customers=[row["customer"] for row, _, _ in moves],
            entry_keys=[row["entry_key"] for row, _, _ in moves],
            nexts=[next for _, next, _ in moves],
            dues=[self._plan.arrival(next, self._now) for _, next, _ in moves],
            outcomes=[outcome for _, _, outcome in moves],
        )


async def _empty(engines: Engines, place: Row, now: datetime, batch: int) -> int:
    """Everybody leaves a journey that was stopped."""
    async with engines.tables.transaction() as tx:
        journey = await tx.first(_queries.share_journey, **place)
        if journey is None or journey["state"] != "stopped":
            return 0
        rows = await tx.all(_queries.leave_batch, **place, reason="stopped", now=now, limit=batch)
        await entries.left(tx, place["workspace"], place["journey"], 0, rows, "stopped")
        tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
        return len(rows)
