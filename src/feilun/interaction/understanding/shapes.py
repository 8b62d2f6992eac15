"""What the suite asks, what a version answered, and what its report says."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Language = Literal["zh-CN", "zh-TW", "en"]
Half = Literal["fit", "judge"]


class SuiteSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a version must reach. They are part of the snapshot, since the threshold is fitted to them.

    `oos_share` is the share of questions, in real traffic, that nobody wrote an answer for.
    """

    precision: Annotated[float, msgspec.Meta(ge=0.5, le=0.999)] = 0.95
    oos_share: Annotated[float, msgspec.Meta(ge=0, le=0.9)] = 0.2
    minimum_recall: Share = 0.7


class SuitePhrasing(msgspec.Struct, frozen=True, kw_only=True):
    """A question and the article that answers it; null when the bot must not answer."""

    id: UUID
    text: str
    language: Language
    article: UUID | None = None
    topic: str = ""
    half: Half = "judge"
    normal: str = ""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot must do. `contains` is looked for in everything it says in this turn."""

    route: str = ""
    article: UUID | None = None
    contains: str = ""


class DialogTurn(msgspec.Struct, frozen=True, kw_only=True):
    """The customer says or taps something."""

    say: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    tap: dict[str, Any] | None = None
    expect: Expected = Expected()


class SuiteDialog(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation written down beforehand."""

    id: UUID
    name: str
    language: Language
    channel: str = "webchat"
    turns: list[DialogTurn]


class Suite(msgspec.Struct, frozen=True, kw_only=True):
    """All of it at one revision."""

    settings: SuiteSettings = SuiteSettings()
    revision: int = 0
    phrasings: list[SuitePhrasing] = []
    dialogs: list[SuiteDialog] = []


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot did in one turn, told by the player."""

    route: str
    article: UUID | None = None
    text: str = ""
    why: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question from real traffic: what was answered then, and whether a person said that it was right."""

    decision: UUID
    text: str
    language: str
    at: datetime
    route: str = ""
    article: UUID | None = None
    is_right: bool | None = None
    right_article: UUID | None = None


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """A share with its 95 % interval, and of how many cases it is."""

    value: float
    low: float
    high: float
    of: float


class SuiteCase(msgspec.Struct, frozen=True, kw_only=True):
    """One phrasing of the suite and what a version made of it. `answered` is null when it kept silent."""

    id: UUID
    text: str
    language: str
    topic: str = ""
    article: UUID | None
    answered: UUID | None
    first: UUID | None
    top: list[UUID] = []
    outcome: str
    confidence: float
    half: Half = "judge"
    is_leaked: bool = False

    @property
    def is_right(self) -> bool:
        """It was answered with the right article, or rightly not at all."""
        return self.answered == self.article


class DialogResult(msgspec.Struct, frozen=True, kw_only=True):
    """`failed_turn` counts from 1; null when all went as written."""

    id: UUID
    name: str
    passed: bool
    failed_turn: int | None = None
    problem: str = ""
    played: list[Played] = []


class SuiteFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How a version did in the suite. A figure without cases is null, never 0 or 1."""

    in_scope: int = 0
    out_of_scope: int = 0
    leaked: int = 0
    uncovered: int = 0
    coverage: Estimate | None = None
    accuracy: Estimate | None = None
    top3: Estimate | None = None
    answered: Estimate | None = None
    precision: Estimate | None = None
    oos_recall: Estimate | None = None
    ece: float | None = None
    dialogs: int = 0
    dialogs_passed: int = 0
    dialogs_skipped: bool = False


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The version in force, judged by the same suite at the same moment."""

    number: int
    figures: SuiteFigures
    newly_wrong: int = 0
    no_longer_wrong: int = 0
    newly_answered_oos: int = 0
    no_longer_answered_oos: int = 0
    broken_dialogs: list[str] = []
    moved: Estimate | None = None


class ArticleClash(msgspec.Struct, frozen=True, kw_only=True):
    """Two articles of the version that contradict or repeat one another, and where."""

    kind: str
    titles: list[str]
    phrasing: str = ""


class SuiteReport(msgspec.Struct, frozen=True, kw_only=True):
    """The judgement, with the cases that failed (`failed_more` were left out) or leaked. `titles` are those of articles."""

    figures: SuiteFigures
    against: Comparison | None = None
    failed: list[SuiteCase] = []
    failed_more: int = 0
    leaked: list[SuiteCase] = []
    dialogs: list[DialogResult] = []
    clashes: list[ArticleClash] = []
    titles: dict[str, str] = {}
    at: datetime | None = None


class VersionFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What the training itself says, measured on phrasings that were held back in turn."""

    phrasings: int
    labels: int
    articles: int
    flows: int
    fit_seconds: float
    accuracy: float | None = None
    top3: float | None = None
    answered: float | None = None
    precision: float | None = None
    oos_recall: float | None = None
    ece: float | None = None
    threshold: dict[str, float] = {}
    more: dict[str, Any] = {}


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a version is not published. The console has words for each code; `detail` is for everybody else."""

    code: str
    detail: str
    facts: dict[str, Any] = {}


class ReplayChange(msgspec.Struct, frozen=True, kw_only=True):
    """One question that would be answered differently. `verdict` is better, worse or unknown, from people's labels."""

    decision: UUID
    text: str
    language: str
    at: datetime
    old: UUID | None
    old_title: str = ""
    old_confidence: float
    new: UUID | None
    new_title: str = ""
    new_confidence: float
    verdict: Literal["better", "worse", "unknown"] = "unknown"


class ReplayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How many questions there were, and how many would be answered differently. `kept` are in the list of changes."""

    questions: int = 0
    answered_before: int = 0
    answered_now: int = 0
    changed: int = 0
    newly_answered: int = 0
    no_longer_answered: int = 0
    other_article: int = 0
    better: int = 0
    worse: int = 0
    kept: int = 0
    moved: Estimate | None = None
