"""What was read out of customers' own words. The handles are hers."""

from typing import ClassVar
from uuid import UUID

import msgspec

from feilun.events.catalogue.facts import Fact


class FeedbackRead(Fact, frozen=True, kw_only=True):
    """An open answer, or what a customer wrote in a closed conversation, was read. A changed answer is read again.

    `topics` are their names, `topic_ids` the same in the same order; `aspects` are [{"aspect", "sentiment"}]; `sentiment` is negative, neutral or positive.

    `score_group` is low, middle, high or empty; `waited_seconds` how long she had waited for a person that week.

    Emitted by feedback; read by cases, profiles (timeline) and audiences.
    """

    type: ClassVar[str] = "feedback.read"
    unit: UUID
    survey: UUID | None = None
    response: UUID | None = None
    conversation: UUID | None = None
    question: str = ""
    topics: list[str] = msgspec.field(default_factory=list)
    topic_ids: list[UUID] = msgspec.field(default_factory=list)
    aspects: list[dict[str, str]] = msgspec.field(default_factory=list)
    sentiment: str = ""
    language: str = ""
    score_group: str = ""
    waited_seconds: int | None = None
