"""Rules, policies and what a case is opened with, as the API reads them and the database keeps them."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

Word = Annotated[str, msgspec.Meta(max_length=200)]
Words = dict[Annotated[str, msgspec.Meta(max_length=20)], Annotated[str, msgspec.Meta(max_length=5_000)]]
ScoreKind = Literal["nps", "csat", "ces"]
Severity = Literal["low", "normal", "high"]
Decider = Literal["machine", "agent", "supervisor"]


class ScoreOpening(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="score"):
    """A score within the bounds; both ends count. Without a survey or question every one of that kind."""

    score: ScoreKind
    at_most: float | None = None
    at_least: float | None = None
    survey: UUID | None = None
    question: Word = ""


class DropOpening(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="drop"):
    """The score is lower by so much than the last of the same kind that this customer gave."""

    score: ScoreKind
    by: Annotated[float, msgspec.Meta(gt=0)]
    survey: UUID | None = None


class WordsOpening(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="words"):
    """One of the words stands in what she wrote, whatever the letters' size."""

    words: Annotated[list[Annotated[str, msgspec.Meta(min_length=1, max_length=100)]], msgspec.Meta(max_length=200)]
    survey: UUID | None = None


class TopicOpening(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="topic"):
    """She spoke of a topic or an aspect; `sentiment` empty takes all."""

    names: Annotated[list[Word], msgspec.Meta(max_length=200)]
    sentiment: Literal["", "negative", "neutral", "positive"] = "negative"
    survey: UUID | None = None


Opening = ScoreOpening | DropOpening | WordsOpening | TopicOpening


class CaseOwner(msgspec.Struct, frozen=True, kw_only=True):
    """A person, or whoever is online and has the fewest open cases, or nobody: it waits in the list."""

    kind: Literal["person", "fewest", "nobody"] = "fewest"
    person: UUID | None = None


class CaseRule(msgspec.Struct, frozen=True, kw_only=True):
    """What opens a case, who gets it, until when. `does` refer invites a promoter and opens nothing.

    `resurvey` is the survey she is asked once more when the case is closed.
    """

    name: Word
    opening: Opening
    does: Literal["case", "refer"] = "case"
    owner: CaseOwner = msgspec.field(default_factory=CaseOwner)
    minutes: Annotated[int, msgspec.Meta(ge=1, le=525_600)] = 1_440
    severity: Severity = "normal"
    remedy: Annotated[str, msgspec.Meta(max_length=1_000)] = ""
    resurvey: UUID | None = None
    invitation: Words = {}


class Remedy(msgspec.Struct, frozen=True, kw_only=True):
    """What she gets: an apology alone, or with a voucher. `amount` in cents; texts are Liquid, `voucher` is the code."""

    kind: Literal["message", "voucher"] = "message"
    amount: Annotated[int, msgspec.Meta(ge=0, le=100_000_000)] = 0
    currency: Annotated[str, msgspec.Meta(max_length=3)] = "CNY"
    valid_days: Annotated[int, msgspec.Meta(ge=1, le=3_650)] = 30
    channel: Word = "email"
    subject: Words = {}
    text: Words = {}


class ClauseLimits(msgspec.Struct, frozen=True, kw_only=True):
    """So often within so many days for one customer, and so many cents in a calendar month; 0 is without a limit."""

    times: Annotated[int, msgspec.Meta(ge=0, le=1_000)] = 1
    days: Annotated[int, msgspec.Meta(ge=1, le=3_650)] = 90
    month_budget: Annotated[int, msgspec.Meta(ge=0, le=10_000_000_000)] = 0


class PolicyClause(msgspec.Struct, frozen=True, kw_only=True):
    """One routine case and its remedy. What is empty is not asked. `trait` is compared as text or number."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    title: Word
    who: Decider = "agent"
    score: ScoreKind | None = None
    at_most: float | None = None
    at_least: float | None = None
    rules: list[UUID] = []
    words: list[Word] = []
    topics: list[Word] = []
    trait: Word = ""
    trait_is: Word = ""
    remedy: Remedy = msgspec.field(default_factory=Remedy)
    limits: ClauseLimits = msgspec.field(default_factory=ClauseLimits)


class PolicyText(msgspec.Struct, frozen=True, kw_only=True):
    """The policy as people read it, and the clauses a machine can check."""

    words: Annotated[str, msgspec.Meta(max_length=50_000)]
    clauses: Annotated[list[PolicyClause], msgspec.Meta(max_length=100)]


class HeardScore(msgspec.Struct, frozen=True, kw_only=True):
    question: str
    kind: str
    value: float


class HeardAspect(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    sentiment: str


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What came in about one customer: scores and texts of a response, or what was read in a text."""

    survey: UUID | None = None
    response: UUID | None = None
    survey_name: str = ""
    scores: list[HeardScore] = []
    before: dict[str, float] = {}
    texts: list[str] = []
    aspects: list[HeardAspect] = []
    page: str = ""
