"""Ordered logit (McCullagh 1980): what raises an answer on a scale, when the scale only says more or less."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.curvature import Top, climb, inverse_of, roots, top_of
from feilun.insight.research.identification import Trouble, separated
from feilun.insight.research.optimiser import Peak
from feilun.insight.research.parallel_lines import Parallel, parallel_lines
from feilun.insight.research.results import Estimates, Warned, number
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_MOST_ITERATIONS = 300
# Of the largest eigenvalue of the columns' correlations: below it two columns say the same.
_SAME = 1e-11
_INVOLVED = 1e-3
_FEW = 10
# The test is asked once per model, and large samples see every trifle.
_NOT_PARALLEL = 0.01
# Beyond it an answer is certain, and separation is asked for by a linear program.
_SUSPICIOUS_UTILITY = 10.0
THRESHOLD = "threshold"


@dataclass(frozen=True)
class Answers:
    """One row per answer on one scale."""

    attributes: Floats  # (rows, names)
    level: NDArray[np.intp]  # (rows,): place in `levels`
    levels: tuple[str, ...]  # From the lowest; each was answered.
    names: tuple[str, ...]
    weights: Floats  # (rows,)
    person: NDArray[np.intp]  # (rows,): 0, 1, 2 …
    unused: tuple[str, ...] = ()  # Levels nobody chose.

    @property
    def threshold_names(self) -> tuple[str, ...]:
        pairs = zip(self.levels, self.levels[1:], strict=False)
        return tuple(f"{THRESHOLD}:{below}|{above}" for below, above in pairs)


def answers_of(
    attributes: Floats,
    level: NDArray[np.intp],
    levels: Sequence[str],
    names: Sequence[str],
    *,
    weights: Floats | None = None,
    person: NDArray[np.intp] | None = None,
) -> Answers:
    """From arrays in memory; a level nobody chose is left out, for nothing says where it lies. Raises Invalid."""
    if not np.isfinite(attributes).all():
        raise Invalid(field="attributes", problem="a number is missing or infinite")
    heavy = np.ones(len(level)) if weights is None else np.asarray(weights, float)
    counts = np.bincount(level, heavy, minlength=len(levels))
    used = np.flatnonzero(counts > 0)
    if len(used) < 2:
        raise Invalid(field="outcome", problem="all answers are alike; there must be two levels or more")
    kept = heavy > 0
    who = np.arange(len(level)) if person is None else person
    return Answers(
        attributes[kept],
        np.searchsorted(used, level[kept]),
        tuple(levels[int(one)] for one in used),
        tuple(names),
        heavy[kept],
        np.unique(who[kept], return_inverse=True)[1],
        tuple(name for place, name in enumerate(levels) if counts[place] <= 0),
    )


def ordered(answers: Answers) -> Estimates:
    """P(answer ≤ j) = 1 / (1 + e^(βx − τ_j)), as R's polr and statsmodels have it: a positive β raises the answer.

    The likelihood is concave, so one search is enough. Thresholds rise strictly by construction: the first is free and
    the logarithm of each further step. What the data cannot say is nan and named in a warning.
    """
    started = process_time()
    spread = answers.attributes.std(axis=0)
    trouble, kept = _trouble(answers.attributes, spread)
    middle = np.average(answers.attributes[:, kept], axis=0, weights=answers.weights)
    likelihood = _Likelihood(answers, (answers.attributes[:, kept] - middle) / spread[kept])
    peak = climb(likelihood, likelihood.start(), _MOST_ITERATIONS)
    top = top_of(likelihood, peak, answers.person)
    lost: list[int] = []
    if not peak.converged or top.is_flat or likelihood.farthest(top.theta) > _SUSPICIOUS_UTILITY:
        lost = separated(likelihood.pushes(middle / spread[kept]))
        if lost:
            named = tuple(int(kept[one]) for one in lost if one < len(kept))
            trouble.append(Trouble("separated", named))
    own = answers.attributes[:, kept]
    parallel = None if lost else parallel_lines(own, answers.level, answers.weights, answers.person)
    fit = _Fit(kept, middle, spread[kept], peak, top, tuple(lost), parallel)
    return _estimates(answers, likelihood, fit, trouble, started)


def _trouble(attributes: Floats, spread: Floats) -> tuple[list[Trouble], NDArray[np.intp]]:
    """Columns that never differ, columns that say the same; one of these stays in, so that the others are right."""
    still = np.flatnonzero(spread <= 1e-12 * np.maximum(np.abs(attributes).max(axis=0, initial=0.0), 1e-300))
    trouble = [Trouble("constant", tuple(int(one) for one in still))] if len(still) else []
    kept = np.setdiff1d(np.arange(attributes.shape[1]), still)
    alike: set[int] = set()
    while len(kept):
        scaled = (attributes[:, kept] - attributes[:, kept].mean(axis=0)) / spread[kept]
        sizes, directions = np.linalg.eigh(scaled.T @ scaled)
        if sizes[0] > _SAME * sizes[-1]:
            break
        involved = np.flatnonzero(np.abs(directions[:, 0]) > _INVOLVED)
        alike |= {int(kept[one]) for one in involved}
        kept = np.delete(kept, involved[-1])
    return [*trouble, *([Trouble("collinear", tuple(sorted(alike)))] if alike else [])], kept


@dataclass(frozen=True)
class _Pushes:
    """What would raise the likelihood for ever: each row's distances to its two thresholds, as `separated` reads them."""

    gaps: Floats  # (rows, 2, coefficients and thresholds)
    available: NDArray[np.bool_]
    weights: Floats


class _Likelihood:
    """θ: coefficients of scaled columns, the first threshold, log steps to the next ones."""

    def __init__(self, answers: Answers, attributes: Floats) -> None:
        self.weights, self._attributes, self._level = answers.weights, attributes, answers.level
        self.steps, self.number = len(answers.levels) - 1, attributes.shape[1]
        shares = np.bincount(answers.level, answers.weights) / answers.weights.sum()
        self.shares = shares
        self.null = float(answers.weights.sum() * (shares * np.log(shares)).sum())

    def start(self) -> Floats:
        """Nothing matters, and the thresholds lie where the shares say."""
        below = np.cumsum(self.shares)[:-1]
        thresholds = np.log(below / (1 - below))
        steps = np.log(np.maximum(np.diff(thresholds), 1e-6))
        return np.concatenate([np.zeros(self.number), thresholds[:1], steps])

    def thresholds(self, theta: Floats) -> Floats:
        first, steps = theta[self.number], np.exp(theta[self.number + 1 :])
        found: Floats = first + np.concatenate([[0.0], np.cumsum(steps)])
        return found

    def slopes_of_thresholds(self, theta: Floats) -> Floats:
        """(thresholds, thresholds): of each threshold by the first one and the log steps."""
        found = np.tril(np.ones((self.steps, self.steps)))
        found[:, 1:] *= np.exp(theta[self.number + 1 :])
        return found

    def farthest(self, theta: Floats) -> float:
        return float(np.abs(self._attributes @ theta[: self.number]).max(initial=0.0))

    def rows(self, theta: Floats) -> tuple[Floats, Floats]:
        """(rows,) log-likelihoods and (rows, parameters) scores."""
        utility = self._attributes @ theta[: self.number]
        edges = np.concatenate([[-np.inf], self.thresholds(theta), [np.inf]])
        upper, lower = edges[self._level + 1] - utility, edges[self._level] - utility
        # log(Λ(u) − Λ(l)) = log Λ(u) + log Λ(−l) + log(1 − e^(l − u)), which loses no digits in the tails.
        gap = upper - lower
        logs = -np.logaddexp(0, -upper) - np.logaddexp(0, lower) + np.log(-np.expm1(-gap))
        with np.errstate(over="ignore"):
            between = 1 / np.expm1(gap)
            by_upper = 1 / (1 + np.exp(upper)) + between
            by_lower = -1 / (1 + np.exp(-lower)) - between
        by_edge = np.zeros((len(utility), self.steps + 2))
        everybody = np.arange(len(utility))
        by_edge[everybody, self._level + 1] += by_upper
        by_edge[everybody, self._level] += by_lower
        by_threshold = by_edge[:, 1:-1] @ self.slopes_of_thresholds(theta)
        by_coefficient = -(by_upper + by_lower)[:, None] * self._attributes
        return logs, np.hstack([by_coefficient, by_threshold])

    def pushes(self, middle: Floats) -> _Pushes:
        """Around 0, not around the middle: there thresholds stay where they are when a rare column runs away."""
        rows = np.arange(len(self._level))
        gaps = np.zeros((len(rows), 2, self.number + self.steps))
        gaps[:, 0, : self.number] = self._attributes + middle
        gaps[:, 1, : self.number] = -gaps[:, 0, : self.number]
        available = np.column_stack([self._level < self.steps, self._level > 0])
        has_upper, has_lower = rows[available[:, 0]], rows[available[:, 1]]
        gaps[has_upper, 0, self.number + self._level[has_upper]] = -1.0
        gaps[has_lower, 1, self.number + self._level[has_lower] - 1] = 1.0
        return _Pushes(gaps, available, self.weights)


@dataclass(frozen=True)
class _Fit:
    kept: NDArray[np.intp]
    middle: Floats
    spread: Floats
    peak: Peak
    top: Top
    lost: tuple[int, ...]  # Places in θ that run to infinity.
    parallel: Parallel | None


@np.errstate(over="ignore", invalid="ignore")
def _estimates(
    answers: Answers, likelihood: _Likelihood, fit: _Fit, trouble: list[Trouble], started: float
) -> Estimates:
    terms, number_kept, theta = len(answers.names), len(fit.kept), fit.top.theta
    names = (*answers.names, *answers.threshold_names)
    places = np.concatenate([fit.kept, np.arange(terms, len(names))])
    turn = _turn(likelihood, fit)
    coefficients = turn[:number_kept, :number_kept] @ theta[:number_kept]
    thresholds = likelihood.thresholds(theta) + fit.middle @ coefficients
    values = np.full(len(names), np.nan)
    values[places] = np.concatenate([coefficients, thresholds])
    nameless = [one for each in trouble if each.code == "collinear" for one in each.places]
    values[[*places[list(fit.lost)], *nameless]] = np.nan
    covariance, sandwich = _covariances(fit, turn, places, np.isfinite(values))
    return Estimates(
        "ordered",
        names,
        values,
        roots(covariance),
        roots(sandwich),
        covariance,
        fit.top.value,
        likelihood.null,
        fit.peak.iterations,
        fit.top.steepness,
        fit.peak.converged and not fit.lost,
        len(answers.level),
        int(answers.person.max()) + 1,
        tuple(_warnings(answers, fit, trouble)),
        process_time() - started,
        _facts(
            answers, likelihood, fit, values[:terms], roots(sandwich if _has_panel(answers) else covariance)[:terms]
        ),
        sandwich,
    )


def _turn(likelihood: _Likelihood, fit: _Fit) -> Floats:
    """From scaled, centred columns and log steps to what is reported: τ = τ_centred + β · middle."""
    number_kept = len(fit.kept)
    turn = np.zeros((len(fit.top.theta), len(fit.top.theta)))
    turn[:number_kept, :number_kept] = np.diag(1 / fit.spread)
    turn[number_kept:, :number_kept] = fit.middle / fit.spread
    turn[number_kept:, number_kept:] = likelihood.slopes_of_thresholds(fit.top.theta)
    return turn


def _covariances(fit: _Fit, turn: Floats, places: NDArray[np.intp], known: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Of all names. What runs to infinity no longer bends the likelihood, and is left out before it is inverted."""
    back = np.linalg.inv(turn)
    sound = np.setdiff1d(np.arange(len(places)), fit.lost).astype(np.intp)
    information, meat = (back.T @ one @ back for one in (fit.top.information, fit.top.meat))
    inverse, _ = inverse_of(information[np.ix_(sound, sound)])
    found = []
    for inside in (inverse, inverse @ meat[np.ix_(sound, sound)] @ inverse):
        whole = np.full((len(known), len(known)), np.nan)
        whole[np.ix_(places[sound], places[sound])] = inside
        whole[~known] = whole[:, ~known] = np.nan
        found.append(whole)
    return found[0], found[1]


def _has_panel(answers: Answers) -> bool:
    return int(answers.person.max()) + 1 < len(answers.level)


def _facts(answers: Answers, likelihood: _Likelihood, fit: _Fit, values: Floats, errors: Floats) -> dict[str, Any]:
    ratios = [
        {
            "name": name,
            "odds_ratio": number(np.exp(value)),
            "low": number(np.exp(value - 1.96 * error)),
            "high": number(np.exp(value + 1.96 * error)),
        }
        for name, value, error in zip(answers.names, values, errors, strict=True)
    ]
    counts = np.bincount(answers.level)
    levels = [
        {"level": name, "answers": int(count), "share": float(share)}
        for name, count, share in zip(answers.levels, counts, likelihood.shares, strict=True)
    ]
    return {"odds_ratios": ratios, "levels": levels, "parallel_p": number(fit.parallel.p) if fit.parallel else None}


def _warnings(answers: Answers, fit: _Fit, trouble: list[Trouble]) -> list[Warned]:
    found = [Warned(one.code, tuple(answers.names[place] for place in one.places)) for one in trouble]
    parameters = len(answers.names) + len(answers.levels) - 1
    if answers.unused:
        found.append(Warned("level_unused", answers.unused))
    if not fit.peak.converged and not fit.lost:
        found.append(Warned("not_converged", (), {"iterations": fit.peak.iterations}))
    if fit.top.is_flat and not fit.lost:
        found.append(Warned("flat"))
    if fit.parallel and fit.parallel.p < _NOT_PARALLEL:
        worst = int(fit.parallel.each.argmin())
        found.append(Warned("not_parallel", (answers.names[fit.kept[worst]],), {"p": fit.parallel.p}))
    if len(answers.level) < _FEW * parameters:
        found.append(Warned("few_tasks", (), {"tasks": len(answers.level), "parameters": parameters}))
    return found
