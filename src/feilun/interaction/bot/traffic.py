"""What customers asked, for those who replay a version or learn: what was answered, and what people said of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from feilun.interaction.bot.keeper import queries
from feilun.interaction.understanding import Asked
from feilun.store import Row, Transaction


async def questions(tx: Transaction, workspace: UUID, since: datetime, limit: int) -> Sequence[Asked]:
    """The newest first; redacted as they were written down."""
    rows = await tx.all(queries.traffic, workspace=workspace, since=since, limit=limit)
    return [_asked(row) for row in rows]


async def asked_since(tx: Transaction, workspace: UUID, since: datetime, limit: int) -> list[Row]:
    """Decisions on free words, the newest first: decision, conversation, seq, at, text (redacted), language, page, route,
    handover_reason, is_miss, article, and outcomes by kind (null where nothing came of it)."""
    return await tx.all(queries.asked, workspace=workspace, since=since, limit=limit)


async def newest_decisions(tx: Transaction) -> dict[UUID, datetime]:
    """When the bot decided last, in every workspace where it ever did."""
    return {row["workspace"]: row["at"] for row in await tx.all(queries.newest_decisions)}


def _asked(row: Row) -> Asked:
    outcomes = row["outcomes"] or {}
    return Asked(
        decision=row["id"], text=row["text"], language=row["language"], at=row["at"], route=row["route"],
        article=_id(row["article"]) if row["route"] == "answer" else None,
        is_right=_is_right(row["route"], outcomes), right_article=_right(row["route"], outcomes),
    )  # fmt: skip


def _is_right(route: str, outcomes: dict[str, str]) -> bool | None:
    """Only people's words are labels; silence is none."""
    if route != "answer":
        return None
    if "verdict" in outcomes:
        return outcomes["verdict"] == "right"
    return True if outcomes.get("helped") == "yes" else None


def _right(route: str, outcomes: dict[str, str]) -> UUID | None:
    """The article that a judge named, or the button that the customer took."""
    return _id(outcomes.get("right_article", "")) or (_id(outcomes.get("tap", "")) if route == "buttons" else None)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
