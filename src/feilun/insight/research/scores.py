"""NPS, CSAT and CES: exhaustive cut points on a declared scale, intervals, and a least base below which nothing shows."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from math import isfinite, sqrt
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, figure, percent, warn
from feilun.kernel.errors import Invalid
from feilun.kernel.intervals import wilson

LEAST_BASE = 30
_Z = 1.959963984540054

WORDING = {
    "small_base": (
        "Only {base} valid answers; below {least} no score is shown. Collect more, or lower the least base.",
        "有效回答只有 {base} 个，少于 {least} 个时不显示得分。请收集更多回答，或调低最小样本量。",
    ),
    "invalid_answers": (
        "{number} answers are no number on the scale {low} to {high}; they are counted apart and not in the score.",
        "{number} 个回答不是 {low} 至 {high} 量表上的数，单独计数，不计入得分。",
    ),
    "no_variance": (
        "All answers fall into one group, so the interval has no width; it does not mean certainty.",
        "所有回答都落在同一组，区间宽度为零，但这并不代表确定无疑。",
    ),
    "uneven_weights": (
        "The weights differ so much that {base} answers are worth {effective:.0f}.",
        "权重差异很大，{base} 个回答只相当于 {effective:.0f} 个。",
    ),
    "nps": (
        "NPS is {score}: {promoters} promoters, {passives} passives, {detractors} detractors among {base} answers.",
        "NPS 为 {score}：{base} 个回答中，推荐者 {promoters}，中立者 {passives}，贬损者 {detractors}。",
    ),
    "csat": (
        "{score} are satisfied (the two best answers) among {base}; the mean is {mean}.",
        "{base} 个回答中 {score} 表示满意（最好的两档）；均值为 {mean}。",
    ),
    "ces": (
        "The mean ease is {mean}; {score} of {base} found it easy.",
        "平均轻松度为 {mean}；{base} 个回答中 {score} 认为轻松。",
    ),
    "hidden": ("There is no score yet: {base} valid answers.", "暂无得分：有效回答 {base} 个。"),
    "between": (
        "With 95 % confidence the true value lies between {low} and {high}.",
        "在 95% 的置信度下，真实值介于 {low} 与 {high} 之间。",
    ),
    "ask_more": ("Ask more people before acting on it.", "先询问更多人，再据此行动。"),
    "wide": (
        "The interval is wide; compare with other periods only by a test of the difference.",
        "区间较宽；与其他时期比较时，请以差异检验为准。",
    ),
    "act": (
        "Read what detractors wrote and call them back; watch the score by group.",
        "阅读贬损者的留言并回访，同时按群体观察得分。",
    ),
}


class Answers(NamedTuple):
    """Valid numbers with their weights, and what was not valid."""

    values: NDArray[np.float64]
    weights: NDArray[np.float64]
    invalid: int
    missing: int


class ScoreCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many gave this answer, unweighted, and which share they are, weighted."""

    value: float
    count: int
    share: float


class ScoreResult(msgspec.Struct, frozen=True, kw_only=True):
    """One score. `score`, `low`, `high` and `mean` are null below the least base; the base is always there.

    NPS runs from -100 to 100, CSAT and CES are shares from 0 to 1. `groups` counts people (unweighted), and its
    numbers add up to the base; `shares` are weighted.
    """

    kind: str
    scale: tuple[float, float]
    base: int
    least_base: int
    weighted_base: float
    effective_base: float
    invalid: int
    missing: int
    groups: dict[str, int]
    shares: dict[str, float]
    score: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    mean: float | None
    mean_error: float | None
    distribution: list[ScoreCount]
    warnings: list[MarketWarning]


class ScoreGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The score of one group or period."""

    group: str
    score: ScoreResult


def nps(
    values: Iterable[Any],
    *,
    scale: tuple[float, float],
    weights: Iterable[float] | None = None,
    least_base: int = LEAST_BASE,
) -> ScoreResult:
    """Net promoter score: 100 (P - D), promoter x >= 9, passive 7 <= x < 9, detractor x < 7 (Reichheld 2003).

    `scale` is what the question declared; any but 0 to 10 raises Invalid. Standard error of the multinomial:
    100 sqrt((p + d - (p - d)^2) / n), n the effective base where there are weights.
    """
    if tuple(scale) != (0, 10):
        raise Invalid(field="scale", problem=f"NPS is defined on 0 to 10 only, not on {scale[0]:g} to {scale[1]:g}")
    answers = read_answers(values, (0.0, 10.0), weights)
    promoter, detractor = answers.values >= 9, answers.values < 7
    members = {"promoters": promoter, "passives": ~promoter & ~detractor, "detractors": detractor}
    shares = _shares(members, answers.weights)
    size = effective_base(answers.weights)
    net = shares["promoters"] - shares["detractors"]
    variance = max(0.0, shares["promoters"] + shares["detractors"] - net * net)
    error = 100 * sqrt(variance / size) if size else 0.0
    low, high = max(-100.0, 100 * net - _Z * error), min(100.0, 100 * net + _Z * error)
    return _score("nps", (0.0, 10.0), answers, members, (100 * net, error, low, high), least_base)


def csat(
    values: Iterable[Any],
    *,
    scale: tuple[float, float],
    better: str = "high",
    weights: Iterable[float] | None = None,
    least_base: int = LEAST_BASE,
) -> ScoreResult:
    """Share of the two best answers of the declared scale, with Wilson's interval on the effective base; and the mean.

    `better` says which end of the scale is good. Satisfied is x >= high - 1 (x <= low + 1 where low is better), for
    any number, so 3.9 of 5 is not and 4.5 is.
    """
    low, high = _checked_scale(scale, better, least_points=3)
    answers = read_answers(values, (low, high), weights)
    satisfied = answers.values >= high - 1 if better == "high" else answers.values <= low + 1
    members = {"satisfied": satisfied, "others": ~satisfied}
    return _share_score("csat", (low, high), answers, members, least_base)


def ces(
    values: Iterable[Any],
    *,
    scale: tuple[float, float] = (1, 7),
    better: str,
    cut: float | None = None,
    weights: Iterable[float] | None = None,
    least_base: int = LEAST_BASE,
) -> ScoreResult:
    """Customer effort score: the mean, and the share that found it easy: x >= 5 of 1 to 7 where high is easy.

    `better` ("high" or "low") must be declared: questionnaires turn it both ways. On another scale `cut`, the first
    answer that counts as easy, must be declared as well.
    """
    low, high = _checked_scale(scale, better, least_points=3)
    if cut is None:
        if (low, high) != (1, 7):
            raise Invalid(field="cut", problem="declare which answer counts as easy; 5 of 7 is the rule on 1 to 7 only")
        cut = 5 if better == "high" else 3
    answers = read_answers(values, (low, high), weights)
    easy = answers.values >= cut if better == "high" else answers.values <= cut
    return _share_score("ces", (low, high), answers, {"easy": easy, "others": ~easy}, least_base)


def by_group(
    score: Callable[..., ScoreResult],
    values: Sequence[Any],
    groups: Sequence[Hashable],
    *,
    weights: Sequence[float] | None = None,
    **declared: Any,
) -> list[ScoreGroup]:
    """`score` (nps, csat, ces) within each group or period, in their natural order; an answer without group is left out."""
    if len(values) != len(groups):
        raise Invalid(field="groups", problem=f"there are {len(groups)} for {len(values)} answers")
    rows: dict[Hashable, list[int]] = {}
    for row, group in enumerate(groups):
        if group is not None and group == group and group != "":
            rows.setdefault(group, []).append(row)
    found = []
    for group in sorted(rows, key=_natural):
        inside = None if weights is None else [weights[row] for row in rows[group]]
        result = score([values[row] for row in rows[group]], weights=inside, **declared)
        found.append(ScoreGroup(group=f"{group:g}" if isinstance(group, float) else str(group), score=result))
    return found


def effective_base(weights: NDArray[np.float64]) -> float:
    """How many unweighted answers these are worth: (sum w)^2 / sum w^2 (Kish 1965); 0 for none."""
    # No product of the algebra library: its threads wait for each other on a busy machine, thousands of times longer.
    squares = float(np.square(weights).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def read_answers(values: Iterable[Any], scale: tuple[float, float], weights: Iterable[float] | None) -> Answers:
    """Numbers and numeric texts on the scale; an empty answer is missing, all else is invalid and never zero.

    Raises Invalid when weights are negative, not finite or not as many as the answers.
    """
    listed: Sequence[Any] | NDArray[Any] = values if isinstance(values, np.ndarray) else list(values)
    given = weights if weights is None or isinstance(weights, np.ndarray) else list(weights)
    weighted = np.ones(len(listed)) if given is None else np.array(given, dtype=np.float64)
    if len(weighted) != len(listed):
        raise Invalid(field="weights", problem=f"there are {len(weighted)} for {len(listed)} answers")
    if not np.isfinite(weighted).all() or (weighted < 0).any():
        raise Invalid(field="weights", problem="each must be a number of at least 0")
    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        # The same rules for a column of a large survey: "not a number" is missing.
        inside = (values >= scale[0]) & (values <= scale[1])
        absent = int(np.isnan(values).sum())
        return Answers(values[inside], weighted[inside], len(values) - absent - int(inside.sum()), absent)
    numbers = [_number(value) for value in listed]
    missing = sum(number is None for number in numbers)
    valid = np.array([number is not None and scale[0] <= number <= scale[1] for number in numbers], dtype=bool)
    kept = np.array([number for number, good in zip(numbers, valid, strict=True) if good], dtype=np.float64)
    return Answers(kept, weighted[valid], len(listed) - missing - len(kept), missing)


def report(result: ScoreResult, language: str = "en") -> MarketReport:
    """In plain words: what the score says, how sure it is, what to do."""
    speaker = Speaker(WORDING, language)
    if result.score is None or result.low is None or result.high is None:
        return speaker.report([speaker.say("hidden", base=result.base)], [], [speaker.say("ask_more")], result.warnings)
    shown = (lambda value: f"{value:+.1f}") if result.kind == "nps" else percent
    facts = {name: percent(share) for name, share in result.shares.items()}
    mean = figure(result.mean or 0.0)
    says = [speaker.say(result.kind, score=shown(result.score), base=result.base, mean=mean, **facts)]
    wide = (result.high - result.low) > (10 if result.kind == "nps" else 0.1)
    sure = [speaker.say("between", low=shown(result.low), high=shown(result.high))]
    return speaker.report(says, sure, [speaker.say("wide" if wide else "act")], result.warnings)


def _share_score(
    kind: str,
    scale: tuple[float, float],
    answers: Answers,
    members: dict[str, NDArray[np.bool_]],
    least_base: int,
) -> ScoreResult:
    first = next(iter(members))
    share, size = _shares(members, answers.weights)[first], effective_base(answers.weights)
    low, high = wilson(share * size, size) if size else (0.0, 1.0)
    error = sqrt(max(0.0, share * (1 - share)) / size) if size else 0.0
    return _score(kind, scale, answers, members, (share, error, low, high), least_base)


def _score(
    kind: str,
    scale: tuple[float, float],
    answers: Answers,
    members: dict[str, NDArray[np.bool_]],
    estimate: tuple[float, float, float, float],
    least_base: int,
) -> ScoreResult:
    base, size = len(answers.values), effective_base(answers.weights)
    shown = base >= max(1, least_base) and size > 0
    groups = {name: int(inside.sum()) for name, inside in members.items()}
    mean, mean_error = _mean(answers, size) if shown else (None, None)
    value, error, low, high = estimate if shown else (None, None, None, None)
    return ScoreResult(
        kind=kind,
        scale=scale,
        base=base,
        least_base=least_base,
        weighted_base=float(answers.weights.sum()),
        effective_base=size,
        invalid=answers.invalid,
        missing=answers.missing,
        groups=groups,
        shares=_shares(members, answers.weights) if shown else {},
        score=value,
        standard_error=error,
        low=low,
        high=high,
        mean=mean,
        mean_error=mean_error,
        distribution=_distribution(answers, scale),
        warnings=_warnings(kind, answers, scale, groups, size, shown, least_base),
    )


def _warnings(
    kind: str,
    answers: Answers,
    scale: tuple[float, float],
    groups: dict[str, int],
    size: float,
    shown: bool,
    least_base: int,
) -> list[MarketWarning]:
    base, found = len(answers.values), []
    if not shown:
        found.append(warn(WORDING, "small_base", base=base, least=least_base))
    if answers.invalid:
        low, high = (f"{end:g}" for end in scale)
        found.append(warn(WORDING, "invalid_answers", number=answers.invalid, low=low, high=high))
    if shown and kind == "nps" and max(groups.values()) == base:
        found.append(warn(WORDING, "no_variance"))
    if shown and size < 0.5 * base:
        found.append(warn(WORDING, "uneven_weights", base=base, effective=size))
    return found


def _mean(answers: Answers, size: float) -> tuple[float, float | None]:
    mean = float(np.average(answers.values, weights=answers.weights))
    spread = float(np.average((answers.values - mean) ** 2, weights=answers.weights))
    return mean, sqrt(spread / (size - 1)) if size > 1 else None


def _shares(members: dict[str, NDArray[np.bool_]], weights: NDArray[np.float64]) -> dict[str, float]:
    total = float(weights.sum())
    return {name: float(weights[inside].sum()) / total if total > 0 else 0.0 for name, inside in members.items()}


def _distribution(answers: Answers, scale: tuple[float, float]) -> list[ScoreCount]:
    """Every whole point of the scale, also those nobody chose, and each number between that somebody gave."""
    points = [float(point) for point in range(int(scale[0]), int(scale[1]) + 1)] if scale[1] - scale[0] <= 100 else []
    total = float(answers.weights.sum())
    between = answers.values[~np.isin(answers.values, points)] if points else answers.values
    listed = np.array(sorted({*points, *np.unique(between).tolist()}))
    places = np.searchsorted(listed, answers.values)
    counts = np.bincount(places, minlength=len(listed)).tolist()
    weighted = np.bincount(places, weights=answers.weights, minlength=len(listed)).tolist()
    return [
        ScoreCount(value=value, count=count, share=part / total if total else 0.0)
        for value, count, part in zip(listed.tolist(), counts, weighted, strict=True)
    ]


def _checked_scale(scale: tuple[float, float], better: str, least_points: int) -> tuple[float, float]:
    if better not in ("high", "low"):
        raise Invalid(field="better", problem=f"it must be high or low, not {better}")
    low, high = float(scale[0]), float(scale[1])
    if not (isfinite(low) and isfinite(high)) or high - low < least_points - 1:
        raise Invalid(field="scale", problem=f"it needs at least {least_points} points, from low to high")
    return low, high


def _number(value: Any) -> float | None:
    """None for no answer; not a number for what is none, so that it lies outside every scale."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool | np.bool_) or (isinstance(value, str) and "_" in value):
        return float("nan")
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return float("nan")
    # A table that was read as numbers holds "not a number" where a cell was empty.
    return None if number != number and not isinstance(value, str) else number


def _natural(value: Any) -> tuple[int, float, str]:
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, str(value))
