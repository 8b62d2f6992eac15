"""What an estimate answers, as JSON: utilities, importances, money, fit, and how far they are to be trusted."""

from datetime import datetime
from uuid import UUID

import msgspec

from feilun.insight.research import (
    DriversResult,
    GaborGranger,
    KanoResult,
    MarketReport,
    MarketWarning,
    PriceSensitivity,
    TurfResult,
)
from feilun.insight.studies.shapes import StudyFilter, StudyModel, TaskState, Words


class EstimateSettings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Left out, the model's own: HB 10,000 draws, half of them burn-in; mixed logit 500.

    `holdout` tasks of each person are foretold by a model that has not seen them; `twice` runs a second, half as long
    chain with another seed and compares.
    """

    draws: int | None = None
    burn_in: int | None = None
    seed: int = 1
    holdout: int = 2
    prior_variance: float = 1.0
    prior_freedom: int = 3
    starts: int = 2
    is_correlated: bool = False
    twice: bool = True
    bootstraps: int = 500


class EstimateWish(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    model: StudyModel = "auto"
    settings: EstimateSettings = msgspec.field(default_factory=EstimateSettings)
    filter: StudyFilter = msgspec.field(default_factory=StudyFilter)


class EstimatedUtility(msgspec.Struct, kw_only=True):
    """One parameter as the model has it: a level against the first of its attribute, or one unit of a line."""

    name: str
    attribute: str
    level: str
    label: Words
    value: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    population_sd: float | None = None
    rhat: float | None = None
    effective_draws: float | None = None


class PartWorth(msgspec.Struct, kw_only=True):
    """One level, all levels of an attribute adding up to 0, with its 95 % interval."""

    attribute: str
    level: str
    label: Words
    value: float | None
    standard_error: float | None
    low: float | None
    high: float | None


class AttributeImportance(msgspec.Struct, kw_only=True):
    """The range of its utilities in parts of all ranges, mean over people; 0 to 1."""

    attribute: str
    label: Words
    importance: float | None
    low: float | None = None
    high: float | None = None


class LevelWorth(msgspec.Struct, kw_only=True):
    """Money for a level against the first, or for one unit of a line; null where price is not surely disliked."""

    name: str
    attribute: str
    level: str
    label: Words
    value: float | None
    low: float | None
    high: float | None


class ItemWorth(msgspec.Struct, kw_only=True):
    """An item of a MaxDiff. `share` is the chance to be best among all, with its 95 % interval."""

    item: str
    label: Words
    value: float | None
    standard_error: float | None
    share: float | None
    low: float | None
    high: float | None
    shown: int
    best: int
    worst: int
    score: float | None


class EstimateFit(msgspec.Struct, kw_only=True):
    """How well it describes the answers it was made of. `gradient_norm` is for models that climb to a top."""

    log_likelihood: float | None
    null_log_likelihood: float | None
    rho_squared: float | None
    aic: float | None = None
    bic: float | None = None
    parameters: int = 0
    tasks: int = 0
    people: int = 0
    iterations: int = 0
    gradient_norm: float | None = None
    converged: bool = True
    hit: float | None = None


class EstimateChain(msgspec.Struct, kw_only=True):
    """A chain of draws. `draws_kept` of everybody stand in the blob, of which the simulator takes at most 200."""

    draws: int
    burn_in: int
    draws_kept: int
    seed: int
    acceptance: float | None
    largest_rhat: float | None
    least_effective: float | None


class EstimateHeldOut(msgspec.Struct, kw_only=True):
    """Tasks that no model had seen: shares foretold right and the mean log-likelihood, beside one taste for all."""

    tasks: int
    hit: float
    log_likelihood: float
    share_error: float
    mnl_hit: float
    mnl_log_likelihood: float
    mnl_share_error: float
    chance_hit: float


class EstimateQuality(msgspec.Struct, kw_only=True):
    """How well people's choices fit tastes. `mean` is the mean root likelihood of people under their own likeliest
    utilities (1 is foreseen, `chance` is guessing); the histogram has 20 bars from 0 to 1.

    `guessing` is the estimated share of people who answer by guessing, `suspects` how many are so with 90 % or more.
    """

    mean: float
    chance: float
    guessing: float
    suspects: int
    histogram: list[int]


class EstimateResult(msgspec.Struct, kw_only=True):
    """Only the parts of its model are filled."""

    model: str
    utilities: list[EstimatedUtility] = msgspec.field(default_factory=list)
    part_worths: list[PartWorth] = msgspec.field(default_factory=list)
    importances: list[AttributeImportance] = msgspec.field(default_factory=list)
    willingness: list[LevelWorth] = msgspec.field(default_factory=list)
    items: list[ItemWorth] = msgspec.field(default_factory=list)
    fit: EstimateFit | None = None
    chain: EstimateChain | None = None
    held_out: EstimateHeldOut | None = None
    quality: EstimateQuality | None = None
    psm: PriceSensitivity | None = None
    gabor_granger: GaborGranger | None = None
    kano: KanoResult | None = None
    turf: TurfResult | None = None
    drivers: DriversResult | None = None
    seconds: float = 0.0
    left_out: int = 0
    warnings: list[MarketWarning] = msgspec.field(default_factory=list)
    report: dict[str, MarketReport] = msgspec.field(default_factory=dict)


class StudyEstimateRow(msgspec.Struct, kw_only=True):
    """One estimate in a list. `base` are the people, `tasks` the answers it rests on."""

    id: UUID
    study: UUID
    model: str
    state: TaskState
    progress: float
    step: str
    problem: str | None
    base: int
    tasks: int
    created_at: datetime
    created_by: str
    started_at: datetime | None
    finished_at: datetime | None
    warnings: int
    can_simulate: bool


class StudyEstimate(StudyEstimateRow, kw_only=True):
    """With its result once it is done. `report` is in the language asked for, warnings first."""

    settings: EstimateSettings
    filter: StudyFilter
    is_plan_changed: bool
    result: EstimateResult | None
    report: MarketReport | None
