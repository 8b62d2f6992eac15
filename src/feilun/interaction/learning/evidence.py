"""Reads what there is to learn from: decisions of the bot with what came of them, and what people answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from feilun.interaction import bot, conversations
from feilun.interaction.learning import rules
from feilun.interaction.learning.rules import Line, Question, Reply
from feilun.kernel.sql import Queries
from feilun.language import redact
from feilun.store import Transaction

queries = Queries(__file__)
MOST_QUESTIONS = 5_000


class Answered(NamedTuple):
    """A question that was answered, and nobody said wrongly."""

    text: str
    article: str


class Asked(NamedTuple):
    """All questions of a time: those to learn from, and those that shall stay as they are."""

    missed: list[Question]
    right: list[Answered]


async def asked_since(tx: Transaction, workspace: UUID, since: datetime, limit: int = MOST_QUESTIONS) -> Asked:
    """The newest first."""
    rows = await bot.asked_since(tx, workspace, since, limit)
    asked = Asked([], [])
    for row in rows:
        reason = rules.reason_of(row)
        if reason:
            asked.missed.append(
                Question(
                    decision=row["decision"], conversation=row["conversation"], seq=row["seq"], at=row["at"],
                    text=row["text"], language=row["language"], page=row["page"], reason=reason,
                    label=rules.label_of(row["outcomes"] or {}) if reason in ("tapped", "wrong") else "",
                )
            )  # fmt: skip
        elif rules.was_right(row):
            asked.right.append(Answered(row["text"], row["article"]))
    return asked


async def replies_to(
    tx: Transaction, workspace: UUID, questions: Sequence[tuple[UUID, UUID, int]]
) -> dict[UUID, Reply]:
    """What a person answered, by decision; redacted. Each question is (decision, conversation, seq)."""
    places = [(conversation, seq) for _, conversation, seq in questions]
    replies = {}
    said = await conversations.lines_after(tx, workspace, places)
    for (decision, _, _), lines in zip(questions, said, strict=True):
        found = rules.reply_of(Line(*line) for line in lines)
        if found:
            replies[decision] = found._replace(text=redact(found.text).text[:5000])
    return replies
