"""Studies as JSON: the plan, the design, what is asked of the simulator. Every key is described in docs/studies.md."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from feilun.insight.research import Cannibalisation, MarketReport, MarketWarning, PriceSearch

Words = dict[str, str]
StudyKind = Literal["conjoint", "maxdiff", "psm", "gabor_granger", "kano", "turf", "drivers"]
StudyModel = Literal[
    "auto", "mnl", "mixed-logit", "hb", "maxdiff", "psm", "gabor_granger", "kano", "turf", "drivers"
]  # fmt: skip
TaskState = Literal["none", "due", "running", "done", "failed", "cancelled"]


class _Strict(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A mistyped key is refused, not ignored."""


class StudyLevel(_Strict):
    """A level of an attribute, an item or a feature. `value` is its number: a price, hours, litres."""

    code: str
    label: Words = msgspec.field(default_factory=dict)
    value: float | None = None


class StudyAttribute(_Strict):
    """`is_linear`: one utility per unit of the levels' values; left out, a price is linear and all else has levels."""

    code: str
    label: Words = msgspec.field(default_factory=dict)
    levels: list[StudyLevel] = msgspec.field(default_factory=list)
    is_price: bool = False
    is_linear: bool | None = None


class StudyPick(_Strict):
    """One level of one attribute."""

    attribute: str
    level: str


class StudyPlan(_Strict):
    """What a study asks. Which keys mean something depends on its kind; docs/studies.md has the table.

    `priors` and `prior_spread` are by parameter: `brand.acme` for a level against the first, `price` for a line.
    """

    title: Words = msgspec.field(default_factory=dict)
    help: Words = msgspec.field(default_factory=dict)
    languages: list[str] = msgspec.field(default_factory=lambda: ["zh-CN", "en"])
    currency: str = ""
    expected: int = 200
    seed: int = 1
    # conjoint
    attributes: list[StudyAttribute] = msgspec.field(default_factory=list)
    prohibited: list[list[StudyPick]] = msgspec.field(default_factory=list)
    tasks: int = 10
    alternatives: int = 3
    blocks: int = 1
    has_none: bool = True
    none: Words = msgspec.field(default_factory=dict)
    priors: dict[str, float] = msgspec.field(default_factory=dict)
    prior_spread: dict[str, float] = msgspec.field(default_factory=dict)
    # maxdiff, turf
    items: list[StudyLevel] = msgspec.field(default_factory=list)
    sets: int = 12
    size: int = 4
    versions: int = 4
    # psm, gabor_granger, kano, turf
    has_intents: bool = True
    calibration: dict[str, float] = msgspec.field(default_factory=dict)
    prices: list[float] = msgspec.field(default_factory=list)
    cost: float = 0.0
    features: list[StudyLevel] = msgspec.field(default_factory=list)
    depth: int = 1
    sizes: list[int] = msgspec.field(default_factory=list)
    # drivers
    outcome: str = ""
    predictors: list[str] = msgspec.field(default_factory=list)


class NewStudy(_Strict):
    name: str
    kind: StudyKind
    plan: StudyPlan = msgspec.field(default_factory=StudyPlan)


class StudyChange(_Strict):
    """`revision` is the one that this was drawn on; left out, whatever is newest is followed. What is left out stays."""

    name: str | None = None
    plan: StudyPlan | None = None
    revision: int | None = None


class StudyFault(msgspec.Struct, kw_only=True):
    """What keeps a plan from being fielded: where it stands, and why."""

    field: str
    problem: str


class StudyRow(msgspec.Struct, kw_only=True):
    """`estimates` counts those that are done; `newest` is the newest of them, whatever its state."""

    id: UUID
    name: str
    kind: StudyKind
    revision: int
    survey: UUID | None
    question: str
    has_design: bool
    estimates: int
    newest: UUID | None
    newest_state: TaskState
    created_at: datetime
    changed_at: datetime
    changed_by: str


class StudyView(msgspec.Struct, kw_only=True):
    """`is_design_stale`: the plan has changed since the standing design was made."""

    id: UUID
    name: str
    kind: StudyKind
    plan: StudyPlan
    revision: int
    problems: list[StudyFault]
    has_design: bool
    is_design_stale: bool
    survey: UUID | None
    survey_name: str
    survey_state: str
    question: str
    created_at: datetime
    changed_at: datetime
    changed_by: str


class DesignParameter(msgspec.Struct, kw_only=True):
    """One utility that will be estimated, and the standard error to expect of it; null where it cannot be told."""

    name: str
    attribute: str
    level: str
    label: Words
    standard_error: float | None


class DesignAttribute(msgspec.Struct, kw_only=True):
    """How often each level is shown; `overlap` is 0 when a task shows all different levels, 1 when it shows one."""

    attribute: str
    counts: dict[str, int]
    overlap: float
    least_overlap: float


class StudyDesign(msgspec.Struct, kw_only=True):
    """What respondents see. `versions` are lists of tasks (conjoint) or sets (maxdiff); each respondent gets one.

    `finds_best`: the share of simulated studies with so many respondents that name the truly best product or item,
    by the normal approximation of the estimates' errors (2,000 studies; truths drawn from the priors, or with a
    standard deviation of one half where there are none), with its 95 % interval.
    """

    kind: StudyKind
    criterion: str = ""
    d_error: float | None = None
    respondents: int = 0
    parameters: list[DesignParameter] = msgspec.field(default_factory=list)
    attributes: list[DesignAttribute] = msgspec.field(default_factory=list)
    prohibited_kept: bool = True
    finds_best: float | None = None
    finds_best_low: float | None = None
    finds_best_high: float | None = None
    tasks: list[list[list[dict[str, str]]]] = msgspec.field(default_factory=list)
    sets: list[list[list[str]]] = msgspec.field(default_factory=list)
    shown: dict[str, int] = msgspec.field(default_factory=dict)
    lowest_pair: int = 0
    highest_pair: int = 0
    seed: int = 1
    seconds: float = 0.0
    warnings: list[MarketWarning] = msgspec.field(default_factory=list)
    report: dict[str, MarketReport] = msgspec.field(default_factory=dict)


class StudyDesignView(msgspec.Struct, kw_only=True):
    """The standing design, and how far the making of a newer one is. `report` is in the language asked for."""

    state: TaskState
    progress: float
    problem: str | None
    is_stale: bool
    design: StudyDesign | None
    report: MarketReport | None


class StudySurvey(_Strict):
    """Where to ask: a draft that is there, or a new one. `question` takes one of the right kind that the draft has."""

    survey: UUID | None = None
    question: str = ""
    name: str = ""


class StudySurveyView(msgspec.Struct, kw_only=True):
    survey: UUID
    question: str
    revision: int
    is_new: bool


class StudyFilter(_Strict):
    """Which answers count. `is_simulated`: only the simulated respondents, to try a study out."""

    since: datetime | None = None
    until: datetime | None = None
    channels: list[str] = msgspec.field(default_factory=list)
    languages: list[str] = msgspec.field(default_factory=list)
    with_partial: bool = False
    with_flagged: bool = True
    is_simulated: bool = False


class StudyQuality(msgspec.Struct, kw_only=True):
    """How the answers look. `fit` is the mean root likelihood of people (1 = foreseen, `chance` = guessing); `guessing` the
    estimated share of people who guess, `suspects` those who do so with 90 % or more."""

    people: int
    fit: float
    chance: float
    guessing: float
    suspects: int
    straight_lines: int
    fast: int


class StudyReadiness(msgspec.Struct, kw_only=True):
    """Whether it is time to estimate. `errors` are the standard errors one would have now, by one taste for all."""

    answers: int
    usable: int
    tasks: int
    wanted: int
    is_enough: bool
    largest_error: float | None
    wanted_error: float | None
    errors: list[DesignParameter]
    quality: StudyQuality | None
    warnings: list[MarketWarning]
    report: MarketReport


class StudyScenario(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    market: "StudyMarket"
    revision: int
    changed_at: datetime
    changed_by: str


class StudyScenarioDraft(_Strict):
    """`revision` is the one that was looked at: 409 when there is a newer one."""

    name: str
    market: "StudyMarket"
    revision: int | None = None


class StudyProduct(_Strict):
    """A level code for each attribute; a number where it has values. `available` is the share of the market that can get it."""

    name: str
    levels: dict[str, str | float]
    is_own: bool = False
    cost: float = 0.0
    available: float = 1.0


class StudyMarket(_Strict):
    """What people choose among, and how. `has_none`: "none" is an alternative of its own, with its own utility.

    `scale` multiplies utilities; `product_error` is the part of the error in randomised first choice that is a product's own.
    """

    products: list[StudyProduct]
    rule: Literal["share", "first", "randomised", "likelihood"] = "share"
    scale: float = 1.0
    has_none: bool = True
    product_error: float = 0.0
    beyond_tested: bool = False
    seed: int = 1


class StudySimulationWish(_Strict):
    """Left out, the newest finished estimate is taken. With a baseline the change of each share is told as well."""

    market: StudyMarket
    estimate: UUID | None = None
    baseline: StudyMarket | None = None


class StudyShare(msgspec.Struct, kw_only=True):
    """A product's share, 0 to 1, with its 95 % interval; "none" has a row of its own. Changes are against the baseline."""

    name: str
    is_own: bool
    is_none: bool
    share: float
    low: float | None
    high: float | None
    before: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None


class StudySimulation(msgspec.Struct, kw_only=True):
    """Shares add up to 1 but for purchase likelihood. `basis` says where intervals come from: draws, people or none."""

    estimate: UUID
    model: str
    rule: str
    shares: list[StudyShare]
    own_share: float
    own_low: float | None
    own_high: float | None
    cannibalisation: Cannibalisation | None
    basis: str
    people: int
    draws: int
    warnings: list[MarketWarning]
    report: MarketReport


class StudyPriceWish(_Strict):
    """`bounds` are the lowest and highest price to try; left out, the tested ones. `cost` takes the place of the product's."""

    market: StudyMarket
    product: str
    goal: Literal["share", "revenue", "profit"] = "profit"
    bounds: list[float] | None = None
    cost: float | None = None
    beyond_tested: bool = False
    estimate: UUID | None = None


class StudyPriceView(msgspec.Struct, kw_only=True):
    estimate: UUID
    model: str
    attribute: str
    search: PriceSearch
    warnings: list[MarketWarning]
    report: MarketReport


def as_json(value: Any) -> Any:
    """What a jsonb column holds."""
    return msgspec.to_builtins(value)
