"""Key drivers: how much of an outcome each predictor explains, also where predictors move together.

Johnson's relative weights (Johnson 2000) and the average gain of R² over all orders, known as LMG or Shapley
(Lindeman, Merenda and Gold 1980). A driver is not a cause.
"""

from collections.abc import Sequence
from math import factorial

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, percent, warn
from feilun.insight.research.scores import LEAST_BASE, effective_base
from feilun.kernel.errors import Invalid

MOST_EXACT = 15
_NO_GAIN = 1e-10

WORDING = {
    "not_cause": (
        "These are associations: a driver is not a cause. Test a change before you trust it.",
        "这些只是关联：驱动因素不等于原因。请先试验再相信。",
    ),
    "rows_left_out": (
        "{number} rows with a missing value are left out.",
        "有缺失值的 {number} 行未纳入。",
    ),
    "small_base": (
        "Only {base} complete rows for {predictors} predictors; at least {least} are advised.",
        "{predictors} 个预测变量只有 {base} 行完整数据，建议至少 {least} 行。",
    ),
    "constant": ("{name} never changes, so it explains nothing here.", "{name} 没有变化，在此无法解释任何东西。"),
    "copies": (
        "{names} carry the same information; they share their weight.",
        "{names} 所含信息相同，权重由它们平分。",
    ),
    "sampled": (
        "With {predictors} predictors the average over orders is sampled ({orders} orders), not exact.",
        "有 {predictors} 个预测变量，对次序的平均是抽样（{orders} 种次序），并非精确值。",
    ),
    "weak": (
        "All predictors together explain only {share} of the differences; most of it lies elsewhere.",
        "所有预测变量合计只解释了 {share} 的差异，大部分原因在别处。",
    ),
    "says": (
        "{name} accounts for {share} of what is explained (95 %: {low} to {high}).",
        "{name} 占可解释部分的 {share}（95%：{low} 至 {high}）。",
    ),
    "sure": (
        "Together they explain {share} of the differences in {outcome}, on {base} rows.",
        "它们合计解释 {outcome} 差异的 {share}，样本 {base} 行。",
    ),
    "do": ("Improve first: {names} (important, and not yet good).", "优先改进：{names}（重要但表现尚不佳）。"),
    "keep": ("Keep up: {names} (important and good).", "继续保持：{names}（重要且表现良好）。"),
    "nothing": ("No predictor is both important and below the others.", "没有既重要又落后的因素。"),
}


class Driver(msgspec.Struct, frozen=True, kw_only=True):
    """One predictor. `johnson` and `lmg` add up to R² over all; shares to 1; intervals are bootstrap percentiles (95 %).

    `direction` is the correlation with the outcome; `performance` the weighted mean of the answers.
    """

    name: str
    johnson: float
    johnson_low: float | None
    johnson_high: float | None
    johnson_share: float
    lmg: float
    lmg_low: float | None
    lmg_high: float | None
    lmg_share: float
    lmg_share_low: float | None
    lmg_share_high: float | None
    direction: float
    performance: float
    quadrant: str


class DriversResult(msgspec.Struct, frozen=True, kw_only=True):
    """Drivers in the order they were given."""

    outcome: str
    base: int
    effective_base: float
    left_out: int
    r_squared: float
    drivers: list[Driver]
    is_exact: bool
    orders: int
    bootstraps: int
    seed: int
    warnings: list[MarketWarning]


def drivers(
    outcome: NDArray[np.float64],
    predictors: NDArray[np.float64],
    *,
    names: Sequence[str],
    outcome_name: str = "outcome",
    weights: NDArray[np.float64] | None = None,
    bootstraps: int = 500,
    orders: int = 2000,
    seed: int = 1,
    most_exact: int = MOST_EXACT,
    least_base: int = LEAST_BASE,
) -> DriversResult:
    """Importance of each of `predictors` (people, names) for `outcome` (people,); rows with nan are left out.

    LMG is exact up to `most_exact` predictors, else the mean over sampled orders and their reverses. A copied column
    shares the weight of its original, since only what is not yet explained counts (pseudo-inverse).
    """
    weighted = np.ones(len(outcome)) if weights is None else np.asarray(weights, dtype=np.float64)
    table = np.column_stack([np.asarray(predictors, dtype=np.float64), np.asarray(outcome, dtype=np.float64)])
    _check(table, weighted, names)
    complete = np.isfinite(table).all(axis=1) & (weighted > 0)
    kept, left = table[complete], weighted[complete]
    if len(kept) < 3:
        raise Invalid(field=outcome_name, problem=f"{len(kept)} complete rows are too few for drivers")
    correlations = _correlations(kept, left[None, :])
    if not correlations[0, -1, -1]:
        raise Invalid(field=outcome_name, problem="it never changes, so nothing can explain it")
    is_exact = len(names) <= most_exact
    sampled = np.zeros((0, len(names)), dtype=np.intp) if is_exact else _orders(len(names), orders, seed)
    estimates = _importance(correlations, sampled)
    ends = _bootstrapped(kept, left, sampled, bootstraps, seed)
    found = _rows(names, estimates[:, 0], ends, correlations[0], np.average(kept[:, :-1], axis=0, weights=left))
    r_squared = float(estimates[1, 0].sum())
    warnings = _warnings(names, correlations[0], r_squared, len(kept), int((~complete).sum()), sampled, least_base)
    return DriversResult(
        outcome=outcome_name,
        base=len(kept),
        effective_base=effective_base(left),
        left_out=int((~complete).sum()),
        r_squared=r_squared,
        drivers=found,
        is_exact=is_exact,
        orders=factorial(len(names)) if is_exact else len(sampled),
        bootstraps=bootstraps,
        seed=seed,
        warnings=warnings,
    )


def johnson(correlations: NDArray[np.float64]) -> NDArray[np.float64]:
    """Relative weights from correlation matrices (..., k + 1, k + 1), outcome last; shape (..., k).

    R_xx = E V E', L = E V^(1/2) E', b = L^-1 r_xy, weight = L² b² (Johnson 2000); a zero root is left out.
    """
    values, vectors = np.linalg.eigh(correlations[..., :-1, :-1])
    roots = np.sqrt(np.clip(values, 0.0, None))
    inverse = np.where(values > _NO_GAIN, 1.0 / np.where(roots > 0, roots, 1.0), 0.0)
    turned = np.swapaxes(vectors, -1, -2)
    half, whole = (vectors * roots[..., None, :]) @ turned, (vectors * inverse[..., None, :]) @ turned
    slopes = (whole @ correlations[..., :-1, -1:])[..., 0]
    weights: NDArray[np.float64] = (half**2 @ (slopes**2)[..., None])[..., 0]
    return weights


def lmg(correlations: NDArray[np.float64]) -> NDArray[np.float64]:
    """Exact average gains of R² over all orders, from correlation matrices (samples, k + 1, k + 1); (samples, k).

    Every subset's R² comes from eliminating one predictor after the other, so that 2^15 subsets cost little.
    """
    k = correlations.shape[-1] - 1
    squares = _subsets(correlations)
    sizes = np.array([subset.bit_count() for subset in range(2**k)])
    shares = np.array([factorial(s) * factorial(k - s - 1) / factorial(k) if s < k else 0.0 for s in range(k + 1)])
    found = np.empty((len(correlations), k))
    every = np.arange(2**k)
    for place in range(k):
        without = every[(every >> place) & 1 == 0]
        gains = squares[:, without | (1 << place)] - squares[:, without]
        found[:, place] = gains @ shares[sizes[without]]
    return found


def report(result: DriversResult, language: str = "en") -> MarketReport:
    speaker = Speaker(WORDING, language)
    ordered = sorted(result.drivers, key=lambda one: -one.lmg)
    says = [
        speaker.say(
            "says",
            name=one.name,
            share=percent(one.lmg_share),
            low="–" if one.lmg_share_low is None else percent(one.lmg_share_low),
            high="–" if one.lmg_share_high is None else percent(one.lmg_share_high),
        )
        for one in ordered[:5]
    ]
    sure = [speaker.say("sure", share=percent(result.r_squared), outcome=result.outcome, base=result.base)]
    first = [one.name for one in ordered if one.quadrant == "improve"]
    keep = [one.name for one in ordered if one.quadrant == "keep"]
    advice = [speaker.say("do", names=speaker.join(first)) if first else speaker.say("nothing")]
    if keep:
        advice.append(speaker.say("keep", names=speaker.join(keep)))
    return speaker.report(says, sure, advice, result.warnings)


def _subsets(correlations: NDArray[np.float64]) -> NDArray[np.float64]:
    """R² of every subset, (samples, 2^k): bit j of the place says that predictor j is in."""
    samples, k = len(correlations), correlations.shape[-1] - 1
    rest, explained = correlations[:, None], np.zeros((samples, 1))
    # Before step j, `rest` holds for each subset of the first j predictors what it leaves of the others and the outcome.
    for _ in range(k):
        pivot = rest[..., 0, 0]
        scale = np.where(pivot > _NO_GAIN, 1.0 / np.where(pivot > _NO_GAIN, pivot, 1.0), 0.0)
        column = rest[..., 1:, 0]
        gain = column[..., -1] ** 2 * scale
        without = rest[..., 1:, 1:]
        taken = without - column[..., :, None] * column[..., None, :] * scale[..., None, None]
        rest = np.concatenate([without, taken], axis=1)
        explained = np.concatenate([explained, explained + gain], axis=1)
    return explained


def _sampled_lmg(correlations: NDArray[np.float64], orders: NDArray[np.intp]) -> NDArray[np.float64]:
    k = correlations.shape[-1] - 1
    found = np.zeros((len(correlations), k))
    with_outcome = np.column_stack([orders, np.full(len(orders), k)])
    for sample, matrix in enumerate(correlations):
        rest = matrix[with_outcome[:, :, None], with_outcome[:, None, :]]
        for step in range(k):
            pivot, column = rest[:, 0, 0], rest[:, 1:, 0]
            scale = np.where(pivot > _NO_GAIN, 1.0 / np.where(pivot > _NO_GAIN, pivot, 1.0), 0.0)
            np.add.at(found[sample], orders[:, step], column[:, -1] ** 2 * scale)
            rest = rest[:, 1:, 1:] - column[:, :, None] * column[:, None, :] * scale[:, None, None]
    return found / len(orders)


def _orders(k: int, number: int, seed: int) -> NDArray[np.intp]:
    """Random orders, each with its reverse: the two err in opposite directions."""
    generator = np.random.default_rng(seed)
    half = np.array([generator.permutation(k) for _ in range(max(1, number // 2))], dtype=np.intp)
    return np.concatenate([half, half[:, ::-1]])


def _importance(correlations: NDArray[np.float64], orders: NDArray[np.intp]) -> NDArray[np.float64]:
    """(2, samples, k): Johnson and LMG."""
    second = _sampled_lmg(correlations, orders) if len(orders) else lmg(correlations)
    return np.stack([johnson(correlations), second])


def _bootstrapped(
    table: NDArray[np.float64], weights: NDArray[np.float64], orders: NDArray[np.intp], number: int, seed: int
) -> NDArray[np.float64]:
    """(2 ends, 3, k): 95 % ends of Johnson, LMG and the share by LMG; nan without bootstraps."""
    k, people = table.shape[1] - 1, len(table)
    if number < 2:
        return np.full((2, 3, k), np.nan)
    generator, found = np.random.default_rng(seed), []
    # Few samples at a time: 15 predictors mean 2^15 subsets in each.
    step = max(1, min(50, 2**20 // 2 ** min(k, 15)))
    for start in range(0, number, step):
        size = min(step, number - start)
        drawn = generator.multinomial(people, np.full(people, 1 / people), size=size)
        found.append(_importance(_correlations(table, drawn * weights), orders[:200]))
    both = np.concatenate(found, axis=1)
    totals = both[1].sum(axis=1, keepdims=True)
    shares = np.divide(both[1], totals, out=np.zeros_like(both[1]), where=totals > 0)
    ends: NDArray[np.float64] = np.quantile(np.stack([both[0], both[1], shares]), [0.025, 0.975], axis=1)
    return ends


def _correlations(table: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """(samples, columns, columns) for weights (samples, rows); a column that never changes correlates with nothing."""
    shares = weights / weights.sum(axis=1, keepdims=True)
    centred = table - table.mean(axis=0)
    means = shares @ centred
    products = (centred[:, :, None] * centred[:, None, :]).reshape(len(table), -1)
    both = (shares @ products).reshape(len(weights), table.shape[1], -1) - means[:, :, None] * means[:, None, :]
    variances = np.einsum("sii->si", both)
    least = 1e-12 * np.maximum(1e-300, (centred**2).mean(axis=0))
    scale = np.where(variances > least, 1 / np.sqrt(np.where(variances > least, variances, 1.0)), 0.0)
    found: NDArray[np.float64] = both * scale[:, :, None] * scale[:, None, :]
    return found


def _rows(
    names: Sequence[str],
    estimates: NDArray[np.float64],
    ends: NDArray[np.float64],
    correlations: NDArray[np.float64],
    means: NDArray[np.float64],
) -> list[Driver]:
    johnsons, lmgs = estimates
    shares = [one / one.sum() if one.sum() > 0 else np.zeros(len(names)) for one in (johnsons, lmgs)]

    def end(which: int, row: int, place: int) -> float | None:
        return None if np.isnan(ends[which, row, place]) else float(ends[which, row, place])

    return [
        Driver(
            name=name,
            johnson=float(johnsons[place]),
            johnson_low=end(0, 0, place),
            johnson_high=end(1, 0, place),
            johnson_share=float(shares[0][place]),
            lmg=float(lmgs[place]),
            lmg_low=end(0, 1, place),
            lmg_high=end(1, 1, place),
            lmg_share=float(shares[1][place]),
            lmg_share_low=end(0, 2, place),
            lmg_share_high=end(1, 2, place),
            direction=float(correlations[place, -1]),
            performance=float(means[place]),
            quadrant=_quadrant(shares[1][place] >= 1 / len(names), means[place] >= means.mean()),
        )
        for place, name in enumerate(names)
    ]


def _quadrant(is_important: bool, is_good: bool) -> str:
    """Importance against performance, each split at its mean over the predictors (Martilla and James 1977)."""
    if is_important:
        return "keep" if is_good else "improve"
    return "overdone" if is_good else "low_priority"


def _warnings(
    names: Sequence[str],
    correlations: NDArray[np.float64],
    r_squared: float,
    base: int,
    left_out: int,
    orders: NDArray[np.intp],
    least_base: int,
) -> list[MarketWarning]:
    k = len(names)
    found = [warn(WORDING, "not_cause")]
    least = max(least_base, 5 * k)
    if base < least:
        found.append(warn(WORDING, "small_base", base=base, predictors=k, least=least))
    if left_out:
        found.append(warn(WORDING, "rows_left_out", number=left_out))
    found.extend(warn(WORDING, "constant", name=names[one]) for one in range(k) if not correlations[one, one])
    for one in range(k):
        copies = [names[other] for other in range(one + 1, k) if abs(correlations[one, other]) > 1 - 1e-9]
        if copies:
            found.append(warn(WORDING, "copies", names=", ".join([names[one], *copies])))
    if len(orders):
        found.append(warn(WORDING, "sampled", predictors=k, orders=len(orders)))
    if r_squared < 0.1:
        found.append(warn(WORDING, "weak", share=percent(r_squared)))
    return found


def _check(table: NDArray[np.float64], weights: NDArray[np.float64], names: Sequence[str]) -> None:
    if table.shape[1] != len(names) + 1 or not names:
        raise Invalid(field="predictors", problem="name each column, at least one")
    if weights.shape != (len(table),) or not np.isfinite(weights).all() or (weights < 0).any():
        raise Invalid(field="weights", problem="there must be one of at least 0 for each row")
