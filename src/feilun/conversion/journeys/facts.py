"""Announces in the log how customers move, many at a time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from feilun.events import Event, Handle, append
from feilun.events.catalogue.journeys import JourneyEntered, JourneyGoalReached, JourneyLeft
from feilun.store import Transaction

Moved = JourneyEntered | JourneyGoalReached | JourneyLeft


async def announce(tx: Transaction, workspace: UUID, facts: Sequence[tuple[Moved, datetime]]) -> None:
    """Each fact once per entry, however often it is told: a replay finds it there."""
    await append(tx, [_event(workspace, fact, at) for fact, at in facts])


def _event(workspace: UUID, fact: Moved, at: datetime) -> Event:
    return Event(
        workspace=workspace,
        id=f"{fact.type}:{fact.journey}:{fact.customer}:{fact.entry_key}",
        type=fact.type,
        occurred_at=at,
        source="feilun",
        handles=(Handle("customer", str(fact.customer)),),
        body={"properties": msgspec.to_builtins(fact)},
    )
