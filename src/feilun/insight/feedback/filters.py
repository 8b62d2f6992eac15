"""The one filter of all lists and figures: a figure and the texts behind it are asked by the same words."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from feilun.insight.feedback.hearing import queries

_ABSENT = (
    "survey", "question", "source", "language", "sentiment", "score", "waited_over", "aspect", "topic", "trait",
    "trait_value", "search", "since", "until",
)  # fmt: skip


class UnitFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What is left out is not asked. `score` low, middle, high: detractors, passives, promoters of NPS."""

    workspace: UUID
    survey: UUID | None = None
    question: str | None = None
    source: str | None = None
    language: str | None = None
    sentiment: str | None = None
    score: str | None = None
    waited_over: int | None = None
    aspect: str | None = None
    topic: UUID | None = None
    trait: str | None = None
    trait_value: str | None = None
    search: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def values(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in _ABSENT}
        search = (self.search or "").strip()[:200]
        return {"workspace": self.workspace, **found, "search": pattern_of(search) if search else None}


def chosen(rest: str) -> str:
    """A statement over the chosen units, which it calls `chosen`. `rest` is a constant of ours, never a stranger's."""
    return f"with chosen as ({queries.chosen})\n{rest}"


def counted(rest: str) -> str:
    """As `chosen`, chosen once and with only what figures count: texts would fill the memory."""
    columns = "workspace, id, at, language, feeling, customer, score_value, aspects"
    return f"with chosen as materialized (select {columns} from ({queries.chosen}) as c)\n{rest}"


def pattern_of(text: str) -> str:
    """What holds this text, for `like`."""
    plain = text.replace("\0", " ").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
