"""Hears open answers and closed conversations, and notes each text as a unit to be read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from feilun.events import Stored
from feilun.events.catalogue.conversations import ConversationResolved, MessageReceived, MessageReplied
from feilun.events.catalogue.surveys import SurveyAnswered
from feilun.insight import identity
from feilun.insight.feedback import rules
from feilun.kernel.ids import stable_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Json, Transaction

queries = Queries(__file__)
DUE = "feedback.due"
# The shop's own word for a wait elsewhere (a call centre, a counter): `seconds` beside it.
SERVED = "Support Served"
# A wait of last month is not what she speaks of today.
_WAIT_COUNTS = timedelta(days=7)
_LONGEST_WAIT = 7 * 86_400


class Feedback:
    """The subscriber `feedback`. It comes after `profiles`, which knows whose handle is whose."""

    name = "feedback"
    after: str | None = "profiles"
    batch = 500

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        noted = False
        for event in events:
            hear = _HEARD.get(event.type)
            if hear is not None:
                noted = await hear(tx, event, _properties(event)) or noted
        if noted:
            tx.after_commit(lambda: engines.bus.publish(DUE, b""))


def _properties(event: Stored) -> dict[str, Any]:
    told = event.body.get("properties")
    return told if isinstance(told, dict) else {}


async def _hear_line(tx: Transaction, event: Stored, told: dict[str, Any]) -> bool:
    if text := rules.shortened(str(told.get("text", ""))):
        await tx.run(
            queries.add_line, workspace=event.workspace, conversation=UUID(told["conversation"]), seq=int(told["seq"]),
            text=text, at=event.occurred_at,
        )  # fmt: skip
    return False


async def _hear_wait(tx: Transaction, event: Stored, told: dict[str, Any]) -> bool:
    if told.get("waited_since"):
        handle = _handle(event)
        waited = event.occurred_at - datetime.fromisoformat(told["waited_since"])
        await tx.run(
            queries.add_wait, workspace=event.workspace, conversation=UUID(told["conversation"]), seq=int(told["seq"]),
            kind=handle["handle_kind"], value=handle["handle_value"], at=event.occurred_at,
            seconds=max(0, int(waited.total_seconds())),
        )  # fmt: skip
    return False


async def _hear_served(tx: Transaction, event: Stored, told: dict[str, Any]) -> bool:
    """She waited where no conversation of ours was: the shop tells how long by an event of its own."""
    seconds = rules.number_of(told.get("seconds"))
    if event.name == SERVED and seconds is not None and 0 <= seconds <= _LONGEST_WAIT:
        handle = _handle(event)
        await tx.run(
            queries.add_wait, workspace=event.workspace, conversation=stable_id("feedback-wait", event.id), seq=0,
            kind=handle["handle_kind"], value=handle["handle_value"], at=event.occurred_at, seconds=int(seconds),
        )  # fmt: skip
    return False


async def _hear_closing(tx: Transaction, event: Stored, told: dict[str, Any]) -> bool:
    conversation, closing = UUID(told["conversation"]), int(told["closing"])
    lines = await tx.all(queries.take_lines, workspace=event.workspace, conversation=conversation, at=event.occurred_at)
    text = rules.shortened("\n".join(row["text"] for row in sorted(lines, key=lambda row: row["seq"])))
    if not rules.says_something(text):
        return False
    return await _add(
        tx, event, stable_id("feedback", conversation, closing), text, rules.Score(), {},
        source="conversation", conversation=conversation, closing=closing,
    )  # fmt: skip


async def _hear_answers(tx: Transaction, event: Stored, told: dict[str, Any]) -> bool:
    response, edit = UUID(told["response"]), int(told.get("edit", 0))
    texts = rules.open_texts(told.get("answers"), told.get("kinds"))
    await tx.run(queries.drop_emptied, workspace=event.workspace, response=response, edit=edit, questions=sorted(texts))
    score = rules.score_of(told.get("scores"))
    answers = rules.structured(told.get("answers"), told.get("kinds"))
    noted = False
    for column, text in texts.items():
        noted = await _add(
            tx, event, stable_id("feedback", response, column), text, score, answers,
            source="survey", survey=UUID(told["survey"]), response=response, version=int(told.get("version", 0)),
            question=column[:200], edit=edit,
        ) or noted  # fmt: skip
    return noted


async def _add(
    tx: Transaction, event: Stored, id: UUID, text: str, score: rules.Score, answers: dict[str, Any], **place: Any
) -> bool:
    handle = _handle(event)
    waited = await tx.value(
        queries.longest_wait, workspace=event.workspace, kind=handle["handle_kind"], value=handle["handle_value"],
        since=event.occurred_at - _WAIT_COUNTS, at=event.occurred_at,
    )  # fmt: skip
    blank: dict[str, Any] = {
        "survey": None, "response": None, "version": 0, "question": "", "conversation": None, "closing": 0, "edit": 0
    }  # fmt: skip
    return bool(
        await tx.run(
            queries.add_unit,
            workspace=event.workspace,
            id=id,
            text=text,
            at=event.occurred_at,
            channel=event.channel,
            handles=Json(msgspec.to_builtins(event.handles)),
            score_question=score.question,
            score_kind=score.kind,
            score_value=score.value,
            score_group=score.group,
            waited=waited,
            answers=Json(answers),
            **handle,
            **{**blank, **place},
        )
    )


def _handle(event: Stored) -> dict[str, Any]:
    """The most trusted handle, and the customer when the sender named her by id."""
    trusted = identity.usable(event.handles)
    pointers = [one for one in trusted if one.kind == identity.POINTER]
    others = [one for one in trusted if one.kind != identity.POINTER]
    return {
        "handle_kind": others[0].kind if others else "",
        "handle_value": others[0].value if others else "",
        "pointer": _id(pointers[0].value) if pointers else None,
    }


def _id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


_HEARD = {
    MessageReceived.type: _hear_line,
    MessageReplied.type: _hear_wait,
    ConversationResolved.type: _hear_closing,
    SurveyAnswered.type: _hear_answers,
    "track": _hear_served,
}
