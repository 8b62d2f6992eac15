"""Hears the log: who enters, who reached the goal, who left the audience, who turned out to be one customer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from feilun.conversion.journeys import facts, rules
from feilun.conversion.journeys.graph import JourneyEntry, JourneyExit, JourneyGoal
from feilun.conversion.journeys.plans import plan_of
from feilun.delivery import outbox
from feilun.events import APPENDED, Handle, Stored
from feilun.events.catalogue.insight import AudienceEntered, AudienceLeft, CustomersMerged
from feilun.events.catalogue.journeys import JourneyEntered, JourneyGoalReached, JourneyLeft
from feilun.insight import identity, profiles
from feilun.kernel.ids import stable_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
# The bus subject that tells the runner of customers who just came in.
ENTERED = "journeys.entered"
_AUDIENCE = (AudienceEntered.type, AudienceLeft.type)


@dataclass(frozen=True)
class Version:
    """What a published version listens for."""

    workspace: UUID
    journey: UUID
    version: int
    is_newest: bool
    entry: JourneyEntry
    goal: JourneyGoal | None
    exit: JourneyExit
    holdout: float
    begun_at: datetime


@dataclass(frozen=True)
class Deed:
    """An event and its customer of today."""

    event: Stored
    customer: UUID

    @property
    def audience(self) -> str:
        return str(self.event.body["properties"]["audience"]) if self.event.type in _AUDIENCE else ""


@dataclass(frozen=True)
class Arrival:
    """Somebody who wants to come in."""

    customer: UUID
    entry_key: str
    at: datetime


class Journeys:
    """The subscriber. It comes after segments, so a customer is in her audience before a journey looks at her."""

    name = "journeys"
    after: str | None = "segments"
    batch = 1000

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        by_workspace: dict[UUID, list[Stored]] = defaultdict(list)
        for event in events:
            by_workspace[event.workspace].append(event)
        versions = await _live(tx, sorted(by_workspace))
        for workspace, ours in by_workspace.items():
            await _join_merged(tx, workspace, ours)
            if versions.get(workspace):
                await _hear(tx, engines, versions[workspace], ours)


async def _live(tx: Transaction, workspaces: list[UUID]) -> dict[UUID, list[Version]]:
    found: dict[UUID, list[Version]] = defaultdict(list)
    for row in await tx.all(_queries.live_versions, workspaces=workspaces):
        version = Version(
            workspace=row["workspace"],
            journey=row["journey"],
            version=row["version"],
            is_newest=row["is_newest"],
            entry=msgspec.convert(row["entry"], JourneyEntry),
            goal=msgspec.convert(row["goal"], JourneyGoal | None),
            exit=msgspec.convert(row["exit"], JourneyExit),
            holdout=row["holdout"] or 0.0,
            begun_at=row["begun_at"],
        )
        found[version.workspace].append(version)
    return found


async def _hear(tx: Transaction, engines: Engines, versions: list[Version], events: list[Stored]) -> None:
    deeds = await _deeds(tx, versions, events)
    if not deeds:
        return
    told = 0
    for version in versions:
        told += await enter(tx, version, _arrivals(version, deeds)) if version.is_newest else 0
        told += await _leave_audience(tx, version, deeds)
        told += await _reach_goals(tx, version, deeds)
    if told:
        tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
        tx.after_commit(lambda: engines.bus.publish(ENTERED, b""))


async def _deeds(tx: Transaction, versions: list[Version], events: list[Stored]) -> list[Deed]:
    """Those events that any version listens for, with their customers, in the order of the log."""
    audiences = {str(one.entry.audience) for one in versions if one.entry.kind == "audience"}
    labels = {one.entry.event for one in versions if one.entry.kind == "event"}
    labels |= {one.goal.event for one in versions if one.goal}
    changes = [
        event for event in events if event.type in _AUDIENCE and event.body["properties"]["audience"] in audiences
    ]
    others = [event for event in events if event.type not in _AUDIENCE and _label(event) in labels]
    if not changes and not others:
        return []
    workspace = events[0].workspace
    pointers = {event.position: Handle("customer", event.body["properties"]["customer"]) for event in changes}
    living = await identity.customers_of(tx, workspace, pointers.values()) if changes else {}
    owners = await profiles.customers_of_events(tx, workspace, [one.position for one in others]) if others else {}
    owners |= {position: living[handle] for position, handle in pointers.items() if handle in living}
    return [Deed(event, owners[event.position]) for event in events if event.position in owners]


def _label(event: Stored) -> str:
    return event.name if event.type == "track" else event.type


def _arrivals(version: Version, deeds: list[Deed]) -> list[Arrival]:
    """What came to pass before the journey began lets nobody in: not in a replay, not by an import of old orders."""
    entry = version.entry
    coming = []
    for deed in deeds:
        by_audience = deed.event.type == AudienceEntered.type and deed.audience == str(entry.audience)
        by_event = deed.event.type not in _AUDIENCE and _label(deed.event) == entry.event
        at = deed.event.received_at if by_audience else min(deed.event.occurred_at, deed.event.received_at)
        if (by_audience if entry.kind == "audience" else by_event) and at >= version.begun_at:
            # Long and odd ids of senders become one length; the same event is the same entry for ever.
            key = "once" if entry.again == "once" else stable_id(deed.event.id).hex
            coming.append(Arrival(deed.customer, key, deed.event.received_at))
    return coming


async def enter(tx: Transaction, version: Version, arrivals: Sequence[Arrival]) -> int:
    """Takes them in as the version's policy says; how many came in, held out or not."""
    first_of: dict[UUID, Arrival] = {}
    for one in arrivals:
        first_of.setdefault(one.customer, one)
    if not first_of:
        return 0
    journey = await tx.first(_queries.share_journey, workspace=version.workspace, journey=version.journey)
    if journey is None or journey["state"] not in ("running", "paused"):
        return 0
    plan = await plan_of(tx, version.workspace, version.journey, version.version)
    cooldown = timedelta(days=version.entry.cooldown_days) if version.entry.again == "cooldown" else timedelta(0)
    coming = list(first_of.values())
    rows = await tx.all(
        _queries.enter,
        workspace=version.workspace,
        journey=version.journey,
        version=version.version,
        step=plan.graph.first,
        cooldown=cooldown.total_seconds(),
        customers=[one.customer for one in coming],
        entry_keys=[one.entry_key for one in coming],
        held_outs=[rules.is_held_out(version.journey, one.customer, version.holdout) for one in coming],
        dues=[plan.arrival(plan.graph.first, one.at) for one in coming],
        entered=[one.at for one in coming],
    )
    await facts.announce(tx, version.workspace, [(_entered(version, row), row["entered_at"]) for row in rows])
    return len(rows)


def _entered(version: Version, row: Row) -> JourneyEntered:
    return JourneyEntered(
        journey=version.journey,
        version=version.version,
        customer=row["customer"],
        entry_key=row["entry_key"],
        held_out=row["held_out"],
    )


async def _leave_audience(tx: Transaction, version: Version, deeds: list[Deed]) -> int:
    leaving = [
        deed
        for deed in deeds
        if version.exit.audience_left
        and deed.event.type == AudienceLeft.type
        and deed.audience == str(version.entry.audience)
    ]
    if not leaving:
        return 0
    rows = await tx.all(
        _queries.leave_by_customer,
        **_names(version),
        customers=[deed.customer for deed in leaving],
        ats=[deed.event.received_at for deed in leaving],
        reason="audience_left",
    )
    await left(tx, version.workspace, version.journey, version.version, rows, "audience_left")
    return len(rows)


async def _reach_goals(tx: Transaction, version: Version, deeds: list[Deed]) -> int:
    goal = version.goal
    done = [deed for deed in deeds if goal and deed.event.type not in _AUDIENCE and _label(deed.event) == goal.event]
    if not done or goal is None:
        return 0
    rows = await tx.all(
        _queries.reach_goal,
        **_names(version),
        within=goal.within_days,
        customers=[deed.customer for deed in done],
        occurred=[deed.event.occurred_at for deed in done],
        received=[deed.event.received_at for deed in done],
    )
    reached = [
        (
            JourneyGoalReached(
                journey=version.journey,
                version=version.version,
                customer=row["customer"],
                entry_key=row["entry_key"],
                event=goal.event,
                held_out=row["held_out"],
            ),
            row["goal_at"],
        )
        for row in rows
    ]
    await facts.announce(tx, version.workspace, reached)
    await left(tx, version.workspace, version.journey, version.version, [row for row in rows if row["is_left"]], "goal")
    # Who finished her steps may still have a mail in its quiet hours; it would come after the order.
    entries = [(row["customer"], row["entry_key"]) for row in rows if not row["is_left"]]
    await outbox.cancel_entries(tx, version.workspace, version.journey, entries, "goal")
    return len(rows)


async def left(tx: Transaction, workspace: UUID, journey: UUID, version: int, rows: Sequence[Row], reason: str) -> None:
    """Says that their way ended early, and takes back what is not sent yet. `rows`: customer, entry_key, at."""
    if rows:
        await _tell_left(tx, workspace, journey, version, rows, reason)
        pairs = [(row["customer"], row["entry_key"]) for row in rows]
        await outbox.cancel_entries(tx, workspace, journey, pairs, reason)


async def finished(tx: Transaction, workspace: UUID, journey: UUID, version: int, rows: Sequence[Row]) -> None:
    """Says that they came to the end. What is queued already still goes out."""
    await _tell_left(tx, workspace, journey, version, rows, "finished")


async def _tell_left(
    tx: Transaction, workspace: UUID, journey: UUID, version: int, rows: Sequence[Row], reason: str
) -> None:
    told = [
        (
            JourneyLeft(
                journey=journey,
                version=row.get("version", version),
                customer=row["customer"],
                entry_key=row["entry_key"],
                reason=reason,
            ),
            row["at"],
        )
        for row in rows
    ]
    await facts.announce(tx, workspace, told)


async def _join_merged(tx: Transaction, workspace: UUID, events: list[Stored]) -> None:
    """The absorbed customer's ways go on as the survivor's; where both are inside one journey, one way ends."""
    for event in events:
        if event.type == CustomersMerged.type:
            properties = event.body["properties"]
            pair = {"survivor": UUID(properties["survivor"]), "absorbed": UUID(properties["absorbed"])}
            for row in await tx.all(_queries.end_merged, workspace=workspace, now=event.received_at, **pair):
                ended = [] if row["held_out"] else [row]
                await left(tx, workspace, row["journey"], row["version"], ended, "merged")
            await tx.run(_queries.move_passages, workspace=workspace, **pair)
            await tx.run(_queries.move_positions, workspace=workspace, **pair)
            await outbox.move_customer(tx, workspace, **pair)


def _names(version: Version) -> dict[str, Any]:
    return {"workspace": version.workspace, "journey": version.journey, "version": version.version}
