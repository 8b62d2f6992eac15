"""What reports say over HTTP. Shares are weighted, counts are people; `base` is who answered, `effective_base` what the
weights leave of it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from feilun.insight.forms import Words
from feilun.insight.reporting.filters import AnswerFilter
from feilun.insight.research import (
    GaborGranger,
    KanoResult,
    MarketWarning,
    PriceSensitivity,
    ScoreChange,
    ScoreResult,
    TurfResult,
)

LeastBase = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Period = Literal["day", "week", "month"]
_Name = Annotated[str, msgspec.Meta(max_length=200)]
LEAST_BASE = 30


class AnswerShare(msgspec.Struct, kw_only=True):
    """An option: how many people chose it, which weighted share of the base they are, and Wilson's 95 % interval."""

    code: str
    label: Words
    count: int
    weighted: float
    share: float
    low: float
    high: float


class NumberBin(msgspec.Struct, kw_only=True):
    """People from `from` (included) to `to` (not included, but in the last bin)."""

    start: float = msgspec.field(name="from")
    end: float = msgspec.field(name="to")
    count: int
    share: float


class NumberFigures(msgspec.Struct, kw_only=True):
    """`mean` with its 95 % interval `low` to `high`, weighted as all else; null where one answer is too few to tell."""

    mean: float
    sd: float | None
    low: float | None
    high: float | None
    min: float
    p25: float
    median: float
    p75: float
    max: float
    histogram: list[NumberBin]


class AnswerLine(msgspec.Struct, kw_only=True):
    """A row of a matrix, an option that was ranked or got points, a level: with a base of its own."""

    code: str
    label: Words
    base: int
    options: list[AnswerShare]
    numbers: NumberFigures | None = None


class AnswerText(msgspec.Struct, kw_only=True):
    response: UUID
    text: str
    at: datetime
    customer: UUID | None
    customer_name: str


class AnswerTexts(msgspec.Struct, kw_only=True):
    """How many wrote something, and the newest of it."""

    count: int
    newest: list[AnswerText]


class ItemCount(msgspec.Struct, kw_only=True):
    """MaxDiff by counting: `score` = (best - worst) / shown, all weighted."""

    code: str
    label: Words
    best: int
    worst: int
    shown: int
    score: float | None


class QuestionResult(msgspec.Struct, kw_only=True):
    """One question, in a loop or a panel one turn of it (`item`). Its columns are `key` or begin with `key.`.

    `asked` saw the question or answered it, `base` of them answered, `missing` of them did not. All shares, means and
    scores are of the base; those who never saw the question are in none of the three. Which of the parts below are there
    depends on the kind.
    """

    question: str
    item: str
    key: str
    kind: str
    title: Words
    page: str
    asked: int
    base: int
    missing: int
    weighted_base: float
    effective_base: float
    columns: list[str]
    options: list[AnswerShare] | None = None
    numbers: NumberFigures | None = None
    score: ScoreResult | None = None
    rows: list[AnswerLine] | None = None
    texts: AnswerTexts | None = None
    files: int | None = None
    places: int | None = None
    prices: PriceSensitivity | None = None
    ladder: GaborGranger | None = None
    kano: KanoResult | None = None
    turf: TurfResult | None = None
    items: list[ItemCount] | None = None
    tasks: int | None = None


class DayCount(msgspec.Struct, kw_only=True):
    """Started and completed on a day of the business's time zone."""

    day: date
    started: int
    complete: int


class PageDrop(msgspec.Struct, kw_only=True):
    """`reached` saw the page; `left` stopped on it and are not back yet."""

    page: str
    title: Words
    reached: int
    left: int


class ResultsWish(msgspec.Struct, kw_only=True):
    """`questions` by id; left out, all. Scores hide below `least_base` answers; counts never do."""

    filter: AnswerFilter = msgspec.field(default_factory=AnswerFilter)
    questions: list[_Name] | None = None
    least_base: LeastBase = LEAST_BASE


class SurveyResults(msgspec.Struct, kw_only=True):
    """`states`, `by_day` and `drop_off` are of all states, whatever states the filter takes; the rest is of the filter."""

    base: int
    weighted_base: float
    effective_base: float
    median_seconds: float | None
    states: dict[str, int]
    by_day: list[DayCount]
    drop_off: list[PageDrop]
    questions: list[QuestionResult]


class AnswerSplit(msgspec.Struct, frozen=True, kw_only=True):
    """What to divide people by; exactly one of these."""

    column: _Name | None = None
    trait: _Name | None = None
    channel: bool = False
    language: bool = False
    segments: list[UUID] | None = None
    period: Period | None = None


class ScoresWish(msgspec.Struct, kw_only=True):
    """`by` gives groups, `period` a trend, `since` a comparison of before with after that moment."""

    question: _Name
    item: _Name = ""
    filter: AnswerFilter = msgspec.field(default_factory=AnswerFilter)
    by: AnswerSplit | None = None
    period: Period | None = None
    since: datetime | None = None
    least_base: LeastBase = LEAST_BASE
    level: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.05


class GroupScore(msgspec.Struct, kw_only=True):
    key: str
    label: Words
    score: ScoreResult


class PeriodScore(msgspec.Struct, kw_only=True):
    """`change` is against the period before; null for the first."""

    period: str
    score: ScoreResult
    change: ScoreChange | None


class ScoreComparison(msgspec.Struct, kw_only=True):
    before: ScoreResult
    after: ScoreResult
    change: ScoreChange


class SurveyScores(msgspec.Struct, kw_only=True):
    """A score as a whole, by group, over time, and before against after."""

    question: str
    item: str
    title: Words
    whole: ScoreResult
    groups: list[GroupScore]
    trend: list[PeriodScore]
    comparison: ScoreComparison | None


class CrossWish(msgspec.Struct, kw_only=True):
    """`rows` are questions or columns (`parts.price`), `by` is the banner over the table."""

    rows: list[_Name]
    by: AnswerSplit
    filter: AnswerFilter = msgspec.field(default_factory=AnswerFilter)
    method: Literal["bonferroni", "holm"] = "holm"
    level: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.05
    least_base: LeastBase = LEAST_BASE


class CrossColumn(msgspec.Struct, kw_only=True):
    """A column of the banner: `key` is its value, `letter` what others are marked with."""

    key: str
    label: Words
    letter: str
    base: int


class CrossLine(msgspec.Struct, kw_only=True):
    """One line of a table, cell by cell in the order of its columns."""

    code: str
    label: Words
    cells: list["CrossFigure"]


class CrossFigure(msgspec.Struct, kw_only=True):
    """`above` are the letters of columns that this one exceeds significantly. Of a share `value` lies from 0 to 1; a score
    or a mean is null below the least base."""

    base: int
    count: int
    value: float | None
    low: float | None
    high: float | None
    above: list[str]


class CrossSection(msgspec.Struct, kw_only=True):
    """One question of the rows against the banner.

    `table` is the test of all options at once, null where options overlap (multiple answers) or numbers are compared.
    `lines` hold shares, and below them means and scores where the question has them.
    """

    row: str
    title: Words
    kind: str
    is_multiple: bool
    bases: list[int]
    effective_bases: list[float]
    lines: list[CrossLine]
    figures: list[CrossLine]
    chi_square: float | None
    freedom: int
    p: float | None
    warnings: list[MarketWarning]


class SurveyCrossTables(msgspec.Struct, kw_only=True):
    base: int
    columns: list[CrossColumn]
    sections: list[CrossSection]
    method: str
    level: float
    least_base: int


class WaveWish(msgspec.Struct, kw_only=True):
    """A time of this survey, or of another (`survey`) whose questions have other ids (`questions`: ours to theirs)."""

    name: _Name
    since: datetime | None = None
    until: datetime | None = None
    survey: UUID | None = None
    questions: dict[str, str] = msgspec.field(default_factory=dict)


class WavesWish(msgspec.Struct, kw_only=True):
    """`question` left out compares all scores. `is_panel` compares the same customers with themselves."""

    waves: list[WaveWish]
    question: _Name | None = None
    filter: AnswerFilter = msgspec.field(default_factory=AnswerFilter)
    is_panel: bool = False
    least_base: LeastBase = LEAST_BASE
    level: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.05


class WaveScore(msgspec.Struct, kw_only=True):
    """`change` is against the wave before, `since_first` against the first one."""

    name: str
    score: ScoreResult | None
    change: ScoreChange | None
    since_first: ScoreChange | None


class QuestionWaves(msgspec.Struct, kw_only=True):
    question: str
    title: Words
    waves: list[WaveScore]


class SurveyWaves(msgspec.Struct, kw_only=True):
    questions: list[QuestionWaves]
    is_panel: bool


class RespondentsWish(msgspec.Struct, kw_only=True):
    """`after` is the `next` of the page before."""

    filter: AnswerFilter = msgspec.field(default_factory=AnswerFilter)
    after: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class SurveyRespondent(msgspec.Struct, kw_only=True):
    """One person behind a bar, and her response."""

    response: UUID
    customer: UUID | None
    customer_name: str
    state: str
    at: datetime
    channel: str
    language: str
    version: int
    seconds: int
    weight: float
    flags: list[str]


class RespondentPage(msgspec.Struct, kw_only=True):
    """Newest first. `base` is how many there are in all."""

    items: list[SurveyRespondent]
    base: int
    next: str | None = None
