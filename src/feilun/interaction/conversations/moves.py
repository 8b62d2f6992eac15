"""Carries out what the table says: the speaker moves, the hand-over row follows, the log hears."""

from dataclasses import dataclass, field, replace
from typing import Any

from feilun.events.catalogue.conversations import (
    HandoverAccepted,
    HandoverCancelled,
    HandoverRequested,
    HandoverReturned,
)
from feilun.interaction.conversations import speakers
from feilun.interaction.conversations.pen import Pen
from feilun.interaction.conversations.wishes import Talk
from feilun.kernel.sql import Queries
from feilun.store import Json

queries = Queries(__file__, "handover.sql")


@dataclass(frozen=True)
class Because:
    """Who makes it happen, and why."""

    by: str
    reason: str = ""
    briefing: dict[str, Any] = field(default_factory=dict)


async def turn(pen: Pen, talk: Talk, event: speakers.EventName, because: Because) -> speakers.Step | None:
    """Moves the speaker; None when the table knows nothing for it, and then nothing changes."""
    step = speakers.step(talk.speaker, event)
    if step is None:
        return None
    if step.begins:
        await _begin(pen, talk, replace(because, reason=because.reason or "taken_over"))
    for speaker in step.through:
        _move(pen, talk, speaker, because.reason or event, because.by)
    under_way = bool(talk.handover_reason)
    waited = await _keep(pen, talk, step, event, because) if under_way else 0
    if step.fact and under_way:
        _announce(pen, talk, step.fact, because, waited)
    if step.ends:
        talk.handover_reason = ""
    pen.change(talk)
    return step


async def _begin(pen: Pen, talk: Talk, because: Because) -> None:
    talk.handovers += 1
    talk.handover_reason = because.reason
    await pen.tx.run(
        queries.add_handover,
        workspace=talk.workspace,
        conversation=talk.id,
        number=talk.handovers,
        reason=because.reason,
        briefing=Json(because.briefing),
        by=because.by,
        now=pen.now,
    )


def _move(pen: Pen, talk: Talk, speaker: speakers.Speaker, reason: str, by: str) -> None:
    talk.moves += 1
    pen.later(
        queries.add_move,
        workspace=talk.workspace,
        conversation=talk.id,
        step=talk.moves,
        number=talk.handovers,
        old=talk.speaker,
        new=speaker,
        reason=reason,
        by=by,
        now=pen.now,
    )
    talk.speaker = speaker


async def _keep(pen: Pen, talk: Talk, step: speakers.Step, event: str, because: Because) -> int:
    """Writes what became of the hand-over under way; the seconds the customer waited."""
    values = {
        "workspace": talk.workspace, "conversation": talk.id, "number": talk.handovers,
        "by": because.by, "now": pen.now,
    }  # fmt: skip
    since = None
    if step.fact == "accepted":
        since = await pen.tx.value(queries.accept_handover, **values)
    elif step.ends:
        row = await pen.tx.first(queries.end_handover, **values, outcome=event)
        since = row["requested_at"] if row and row["accepted_at"] is None else None
    return int((pen.now - since).total_seconds()) if since else 0


def _announce(pen: Pen, talk: Talk, name: speakers.FactName, because: Because, waited: int) -> None:
    about: dict[str, Any] = {
        "conversation": talk.id,
        "number": talk.handovers,
        "reason": talk.handover_reason,
        "by": because.by,
    }
    # A conversation that is put back and taken again is accepted twice under one number; the step keeps them apart.
    id = f"{talk.id}:handover:{talk.handovers}:{name}:{talk.moves}"
    if name == "requested":
        pen.tell(talk, HandoverRequested(**about), id)
    elif name == "accepted":
        pen.tell(talk, HandoverAccepted(**about, waited=waited), id)
    elif name == "returned":
        pen.tell(talk, HandoverReturned(**about, waited=waited), id)
    else:
        pen.tell(talk, HandoverCancelled(**about, waited=waited), id)
