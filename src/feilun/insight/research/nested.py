"""Nested logit (McFadden 1978), two levels: alternatives of a nest are seen as alike. Maximum likelihood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choices import Choices
from feilun.insight.research.curvature import Top, climb, roots, starts_lower, top_of
from feilun.insight.research.mnl import mnl
from feilun.insight.research.optimiser import Peak
from feilun.insight.research.results import Estimates, Warned, number
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_MOST_ITERATIONS = 300
# Beyond it the choice within a nest is certain, or blind: the scale has run away and stands for no number.
_FARTHEST_SCALE = 100.0
# Of log mu: the search ends here, for beyond it the likelihood has kinks and no slope by mu.
_WALL = 7.0
_STARTS_DIFFER = 1e-3
_LIKE_THE_FIRST = 1.0
SCALE = "mu"


@dataclass(frozen=True)
class Nests:
    """`members` are places of alternatives; an alternative in no nest stands alone. `scale` is the place of its mu."""

    names: tuple[str, ...]
    members: tuple[NDArray[np.intp], ...]
    scale: tuple[int, ...]

    @property
    def is_common(self) -> bool:
        return len(self.names) > 1 and not any(self.scale)

    @property
    def scale_names(self) -> tuple[str, ...]:
        return (SCALE,) if self.is_common else tuple(f"{SCALE}:{name}" for name in self.names)


def nests_of(choices: Choices, wanted: Mapping[str, Sequence[str]], *, is_common: bool = False) -> Nests:
    """{nest: names of its alternatives}; `is_common` gives all nests one scale. Raises Invalid."""
    if not wanted:
        raise Invalid(field="nests", problem="name at least one nest; without one it is mnl")
    seen: set[str] = set()
    members = []
    for name, inside in wanted.items():
        for one in inside:
            if one not in choices.alternatives:
                there = ", ".join(choices.alternatives[:20])
                raise Invalid(field="nests", problem=f"{one} in {name} is no alternative; there is {there}")
            if one in seen:
                raise Invalid(field="nests", problem=f"{one} is named twice; an alternative has one nest")
            seen.add(one)
        places = np.array([choices.alternatives.index(one) for one in inside], dtype=np.intp)
        if len(places) < 2 or choices.available[:, places].sum(axis=1).max(initial=0) < 2:
            raise Invalid(
                field="nests",
                problem=f"no task shows two alternatives of {name}, so nothing says how alike they are; leave it out",
            )
        members.append(places)
    scale = [0] * len(members) if is_common else list(range(len(members)))
    return Nests(tuple(wanted), tuple(members), tuple(scale))


def nested(choices: Choices, nests: Nests, *, starts: int = 3, seed: int = 1) -> Estimates:
    """Scales mu = 1 / dissimilarity, the top level's scale being 1; mu = 1 is the multinomial logit.

    The likelihood is not concave: `starts` searches, the best kept, and a warning when they disagree. Raises Invalid
    where the multinomial logit has no finite estimates.
    """
    started = process_time()
    first = mnl(choices)
    _check(first)
    likelihood = _Likelihood(choices, nests)
    chance = np.random.default_rng(seed)
    peaks = []
    for number_of_start in range(starts):
        scales = np.zeros(likelihood.scales)
        if number_of_start:
            scales = chance.normal(size=likelihood.scales)
        theta = np.concatenate([first.values * np.exp(-scales.mean() / 2), scales])
        peaks.append(climb(likelihood, theta, _MOST_ITERATIONS))
    best = max(peaks, key=lambda peak: (peak.value, peak.converged))
    return _estimates(choices, nests, first, peaks, best, top_of(likelihood, best, choices.person), started)


def _check(first: Estimates) -> None:
    for warned in first.warnings:
        if warned.code in ("constant", "collinear"):
            named = ", ".join(warned.about)
            raise Invalid(field="attributes", problem=f"cannot be told apart by these tasks: {named}")
        if warned.code == "separated":
            named = ", ".join(warned.about)
            raise Invalid(field="attributes", problem=f"{named} settles every choice; there is no finite estimate")


class _Likelihood:
    """θ: coefficients, then log mu of each scale. log P(i) = mu V_i − S_m + S_m/mu − log Σ_k e^(S_k/mu_k)."""

    def __init__(self, choices: Choices, nests: Nests) -> None:
        self.weights, self.nests, self.scales = choices.weights, nests, max(nests.scale) + 1
        self._attributes, self._available, self._chosen = choices.attributes, choices.available, choices.chosen
        inside = np.concatenate(nests.members)
        self._alone = np.setdiff1d(np.arange(choices.available.shape[1]), inside)

    def rows(self, theta: Floats) -> tuple[Floats, Floats]:
        """(tasks,) log-likelihoods and (tasks, parameters) scores."""
        number, tasks = self._attributes.shape[2], np.arange(len(self._chosen))
        if np.abs(theta[number:]).max() > _WALL:
            return np.full(len(tasks), -np.inf), np.zeros((len(tasks), len(theta)))
        utility = np.where(self._available, self._attributes @ theta[:number], -np.inf)
        within = [self._within(utility, nest, float(np.exp(theta[number + self.nests.scale[nest]]))) for nest in
                  range(len(self.nests.names))]  # fmt: skip
        upper = np.column_stack([utility[:, self._alone], *[one.worth for one in within]])
        highest = upper.max(axis=1)
        total = highest + np.log(np.exp(upper - highest[:, None]).sum(axis=1))
        chances = np.exp(upper - total[:, None])
        logs, slopes = np.empty(utility.shape), np.zeros(utility.shape)
        logs[:, self._alone] = utility[:, self._alone] - total[:, None]
        slopes[:, self._alone] = -chances[:, : len(self._alone)]
        slopes[tasks, self._chosen] += 1.0
        scores = np.zeros((len(tasks), len(theta)))
        for nest, one in enumerate(within):
            place = self.nests.members[nest]
            chance = chances[:, len(self._alone) + nest]
            is_here = np.isin(self._chosen, place)
            logs[:, place] = one.logs + (one.worth - total)[:, None]
            # The chosen alternative's 1 is in `slopes` already; within its nest it counts mu times.
            slopes[:, place] -= one.shares * (chance + is_here * (one.mu - 1.0))[:, None]
            slopes[is_here, self._chosen[is_here]] += one.mu - 1.0
            own = np.where(is_here, one.mu * (utility[tasks, self._chosen] - one.mean), 0.0)
            scores[:, number + self.nests.scale[nest]] += own + (is_here - chance) * one.gain
        scores[:, :number] = np.matmul(slopes[:, None, :], self._attributes)[:, 0]
        return logs[tasks, self._chosen], scores

    def _within(self, utility: Floats, nest: int, mu: float) -> "_Within":
        own = utility[:, self.nests.members[nest]]
        known = np.isfinite(own)
        highest = np.where(known.any(axis=1), np.where(known, own, -np.inf).max(axis=1), 0.0)
        odds = np.where(known, np.exp(mu * (own - highest[:, None])), 0.0)
        total = odds.sum(axis=1)
        with np.errstate(divide="ignore"):
            sums = np.log(total)
            logs = np.log(odds / np.where(total > 0, total, 1.0)[:, None])
        shares = odds / np.where(total > 0, total, 1.0)[:, None]
        mean = (shares * np.where(known, own, 0.0)).sum(axis=1)
        worth = highest + sums / mu
        return _Within(mu, worth, logs, shares, mean, np.where(total > 0, mean - worth, 0.0))


@dataclass(frozen=True)
class _Within:
    """What goes on inside one nest; (tasks,) and (tasks, members)."""

    mu: float
    worth: Floats  # S/mu, −inf where nothing of the nest is there.
    logs: Floats
    shares: Floats
    mean: Floats  # Expected utility.
    gain: Floats  # Slope of worth by log mu.


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def _estimates(
    choices: Choices, nests: Nests, first: Estimates, peaks: list[Peak], best: Peak, top: Top, started: float
) -> Estimates:
    number_of_terms = len(choices.names)
    mu = np.exp(top.theta[number_of_terms:])
    # mu is reported, its logarithm was searched: errors by the delta method.
    scale = np.concatenate([np.ones(number_of_terms), mu])
    covariance, sandwich = (one * np.outer(scale, scale) for one in (top.covariance, top.sandwich))
    values = np.concatenate([top.theta[:number_of_terms], mu])
    lost = np.concatenate([np.zeros(number_of_terms, bool), (mu > _FARTHEST_SCALE) | (mu < 1 / _FARTHEST_SCALE)])
    values[lost] = np.nan
    for matrix in (covariance, sandwich):
        matrix[lost], matrix[:, lost] = np.nan, np.nan
    names = (*choices.names, *nests.scale_names)
    warnings = _warnings(names, values, lost, roots(covariance), peaks, best, top, first)
    return Estimates(
        "nested",
        names,
        values,
        roots(covariance),
        roots(sandwich),
        covariance,
        top.value,
        first.null_log_likelihood,
        sum(peak.iterations for peak in peaks),
        top.steepness,
        best.converged and not lost.any(),
        first.tasks,
        first.people,
        tuple(warnings),
        process_time() - started,
        _facts(choices, nests, values, roots(covariance), first, peaks, top),
        sandwich,
    )


def _facts(
    choices: Choices, nests: Nests, values: Floats, errors: Floats, first: Estimates, peaks: list[Peak], top: Top
) -> dict[str, Any]:
    from scipy.stats import chi2

    ratio = max(0.0, 2 * (top.value - first.log_likelihood))
    found = []
    for name, members, scale in zip(nests.names, nests.members, nests.scale, strict=True):
        mu, error = values[len(choices.names) + scale], errors[len(choices.names) + scale]
        found.append(
            {
                "nest": name,
                "alternatives": [choices.alternatives[one] for one in members],
                "mu": number(mu),
                "standard_error": number(error),
                "z_from_one": number((mu - 1) / error),
                "dissimilarity": number(1 / mu),
                # Of the errors of two alternatives of the nest; below mu = 1 there is no such number.
                "correlation": number(1 - mu**-2) if mu >= 1 else None,
            }
        )
    return {
        "mnl_log_likelihood": number(first.log_likelihood),
        "likelihood_ratio": number(ratio),
        "likelihood_ratio_p": number(float(chi2.sf(ratio, max(nests.scale) + 1))),
        "nests": found,
        "starts": [{"log_likelihood": number(peak.value), "converged": peak.converged} for peak in peaks],
    }


def _warnings(
    names: tuple[str, ...],
    values: Floats,
    lost: NDArray[np.bool_],
    errors: Floats,
    peaks: list[Peak],
    best: Peak,
    top: Top,
    first: Estimates,
) -> list[Warned]:
    scales = [place for place, name in enumerate(names) if name.split(":")[0] == SCALE and place >= len(first.names)]
    below = tuple(names[one] for one in scales if values[one] + 1.96 * errors[one] < _LIKE_THE_FIRST)
    return [
        *([Warned("not_converged", (), {"iterations": best.iterations})] if not best.converged else []),
        *([Warned("nest_ran_away", tuple(names[one] for one in np.flatnonzero(lost)))] if lost.any() else []),
        *([Warned("flat")] if top.is_flat and not lost.any() else []),
        *([Warned("nest_below_one", below)] if below else []),
        *starts_lower(peaks, _STARTS_DIFFER),
        *[warned for warned in first.warnings if warned.code == "few_tasks"],
    ]
