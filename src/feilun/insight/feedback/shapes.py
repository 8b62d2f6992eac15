"""What the API shows of feedback, and what a person may write."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

Feeling = Literal["negative", "neutral", "positive"]
ScoreGroup = Literal["low", "middle", "high"]
Picked = Literal["fair", "unsure", "seen"]


class FeedbackAspect(msgspec.Struct, kw_only=True):
    """One aspect of a text; `clause` is where it was read from."""

    aspect: str
    sentiment: Feeling
    score: float
    word: str
    clause: str


class FeedbackUnit(msgspec.Struct, kw_only=True):
    """One open answer or one closed conversation's words of the customer. `sentiment` is the person's word where there
    is one (`is_judged`), else the machine's; `chances` are negative, neutral, positive."""

    id: UUID
    at: datetime
    source: Literal["survey", "conversation"]
    survey: UUID | None
    response: UUID | None
    question: str
    conversation: UUID | None
    channel: str
    text: str
    language: str
    family: str
    sentiment: str
    chances: list[float]
    judged_by: str
    why: list[str]
    is_judged: bool
    aspects: list[FeedbackAspect]
    topics: list[UUID]
    score_kind: str
    score_value: float | None
    score_group: str
    waited_seconds: int | None
    customer: UUID | None
    customer_name: str


class FeedbackTopic(msgspec.Struct, kw_only=True):
    """`stability` from 0 to 1: how alike it comes back from other samples of the texts; null for one made by hand."""

    id: UUID
    revision: int
    family: str
    name: str
    is_named: bool
    words: list[str]
    pinned: list[str]
    stability: float | None
    merged_into: UUID | None
    state: str


class TopicChange(msgspec.Struct, kw_only=True):
    """Send the revision you saw. What is left out stays."""

    revision: int
    name: str | None = None
    pinned: list[str] | None = None


class TopicMerger(msgspec.Struct, kw_only=True):
    into: UUID


class TopicSplit(msgspec.Struct, kw_only=True):
    number: int = 2


class TopicSearch(msgspec.Struct, kw_only=True):
    """The last search for topics; `state` is none, due, running, done or failed; `progress` from 0 to 1."""

    state: str = "none"
    progress: float = 0.0
    problem: str = ""
    texts: int = 0
    topics: int = 0
    asked_at: datetime | None = None
    finished_at: datetime | None = None


class UnitLabel(msgspec.Struct, kw_only=True):
    """What is left out stays as it is; an empty list of topics means that it is about none of them.

    `picked` says how you came to the text: drawn by chance (fair), because the machine doubts (unsure), or while reading
    (seen). Only fair ones say how right the machine is.
    """

    sentiment: Feeling | None = None
    topics: list[UUID] | None = None
    picked: Picked = "fair"


class TopicStep(msgspec.Struct, kw_only=True):
    """What a person did to topics: renamed, pinned, merged or split `subject`; `result` is the new name, the words, or
    the other topics."""

    id: UUID
    kind: str
    family: str
    subject: str
    result: str
    at: datetime
    undone_at: datetime | None


class FeedbackQuestion(msgspec.Struct, kw_only=True):
    """An open question with texts; `title` by language."""

    survey: UUID
    survey_name: str
    question: str
    title: dict[str, str]
    units: int


class FeedbackShare(msgspec.Struct, kw_only=True):
    """`share` of the chosen units with Wilson's 95 % interval."""

    units: int
    share: float
    low: float
    high: float


class TopicFigure(msgspec.Struct, kw_only=True):
    """`is_change_sure`: the share of the last seven days differs from the four weeks before, after testing all topics."""

    id: UUID
    name: str
    share: FeedbackShare
    negative: int
    positive: int
    mean_score: float | None
    share_week: float
    share_before: float
    p_value: float
    is_change_sure: bool


class AspectFigure(msgspec.Struct, kw_only=True):
    """`negative` and `positive` count the clauses about this aspect, not the whole texts."""

    aspect: str
    share: FeedbackShare
    negative: int
    neutral: int
    positive: int


class FeedbackWeek(msgspec.Struct, kw_only=True):
    """The week begins on this Monday (UTC)."""

    week: date
    units: int
    negative: int
    topics: dict[str, int]


class FeedbackAccuracy(msgspec.Struct, kw_only=True):
    """How often the machine was right where a person looked, with the exact 95 % interval. `by`: own, shipped or words."""

    family: str
    by: str
    judged: int
    held: int
    accuracy: float
    low: float
    high: float


class FeedbackModel(msgspec.Struct, kw_only=True):
    """What was learnt from labels; figures are of texts left out of the fit. Not used where the shipped judge is better."""

    family: str
    labels: int
    fitted_at: datetime | None
    is_used: bool
    is_wanted: bool
    figures: dict[str, Any]


class FeedbackFigures(msgspec.Struct, kw_only=True):
    """Of the units that fit the filter. The same filter at /api/v1/feedback/units opens the texts behind a figure."""

    units: int
    customers: int
    sentiments: dict[str, FeedbackShare]
    languages: dict[str, int]
    topics: list[TopicFigure]
    aspects: list[AspectFigure]
    weeks: list[FeedbackWeek]
    without_topic: int
    accuracy: list[FeedbackAccuracy]
    models: list[FeedbackModel]
    labels_needed: int


class FeedbackDriver(msgspec.Struct, kw_only=True):
    """`kind` is topic, answer or waited; `id` the topic or column. `share` of what is explained; `direction` is the
    correlation with the score. `title` and `option` are the question's and the choice's words by language."""

    kind: Literal["topic", "answer", "waited"]
    id: str
    name: str
    share: float
    share_low: float | None
    share_high: float | None
    direction: float
    responses: int
    title: dict[str, str] = {}
    option: dict[str, str] = {}


class FeedbackDrivers(msgspec.Struct, kw_only=True):
    """What moves the score among topics and structured answers together. A driver is not a cause."""

    score_kind: str
    responses: int
    explained: float
    drivers: list[FeedbackDriver]
    warnings: list[dict[str, Any]]
