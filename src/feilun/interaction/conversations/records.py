"""Reads hand-overs with every move, for the desk and for the bot."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from feilun.interaction.conversations.moves import queries
from feilun.store import Transaction


class HandoverMove(msgspec.Struct, kw_only=True):
    """The speaker changed: from whom to whom, why, by whom."""

    number: int
    from_speaker: str
    to_speaker: str
    reason: str
    moved_by: str
    at: datetime


class HandoverRow(msgspec.Struct, kw_only=True):
    """One hand-over: why, with what the agent should know, and what became of it (returned, left, resolved)."""

    number: int
    reason: str
    briefing: dict[str, Any]
    asked_by: str
    requested_at: datetime
    accepted_at: datetime | None
    accepted_by: str | None
    accepted_name: str | None
    ended_at: datetime | None
    ended_by: str | None
    outcome: str | None
    moves: list[HandoverMove]


async def handovers(tx: Transaction, workspace: UUID, conversation: UUID) -> list[HandoverRow]:
    """The newest first."""
    moves = [HandoverMove(**row) for row in await tx.all(queries.moves, workspace=workspace, conversation=conversation)]
    rows = await tx.all(queries.handovers, workspace=workspace, conversation=conversation)
    return [HandoverRow(**row, moves=[one for one in moves if one.number == row["number"]]) for row in rows]


async def add_briefing(
    tx: Transaction, workspace: UUID, conversation: UUID, number: int, briefing: dict[str, Any]
) -> None:
    """Adds to what the agent is told, when the bot knows it only later."""
    await tx.run(queries.add_briefing, workspace=workspace, conversation=conversation, number=number, briefing=briefing)
