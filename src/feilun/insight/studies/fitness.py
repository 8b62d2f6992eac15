"""Whether people chose as somebody with tastes would: the root likelihood of each, against that of guessing. Pure.

Everybody gets the utilities that are likeliest for her under a normal population (maximum a posteriori, Newton), and so do
people who answer the same tasks by guessing; whom her own utilities serve no better than them has told little.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research import Choices
from feilun.insight.studies.results import EstimateQuality

Floats = NDArray[np.float64]
_STEPS = 8
_GUESSERS = 400
_STAYS_BELOW = 0.95
_BARS = 20


def quality_of(choices: Choices, mean: Floats, covariance: Floats, seed: int = 1) -> EstimateQuality:
    """`mean` (names,) and `covariance` (names, names) of the population."""
    own = fits(choices, mean, covariance)
    guessed = fits(guessing(choices, seed), mean, covariance)
    threshold = float(np.quantile(guessed, _STAYS_BELOW))
    counts = np.histogram(own, bins=_BARS, range=(0, 1))[0]
    return EstimateQuality(
        mean=float(own.mean()),
        chance=chance_of(choices),
        threshold=threshold,
        below=int((own < threshold).sum()),
        histogram=[int(one) for one in counts],
    )


def chance_of(choices: Choices) -> float:
    """The root likelihood of somebody who takes any alternative."""
    return float(np.exp(-np.log(choices.available.sum(axis=1)).mean()))


def broad(choices: Choices) -> Floats:
    """A population in which every parameter matters about as much: for models that say nothing of how people differ."""
    spread = np.sqrt(np.mean(choices.differences() ** 2, axis=(0, 1)))
    found: Floats = np.diag(1 / np.where(spread > 0, spread, 1.0) ** 2)
    return found


def guessing(choices: Choices, seed: int) -> Choices:
    """The tasks of some of the people, answered by chance."""
    generator = np.random.default_rng(seed)
    people = len(choices.people)
    kept = np.zeros(people, dtype=bool)
    kept[generator.permutation(people)[:_GUESSERS]] = True
    some = choices.where(kept[choices.person])
    shares = some.available * generator.random(some.available.shape)
    return replace(some, chosen=shares.argmax(axis=1).astype(np.intp))


def fits(choices: Choices, mean: Floats, covariance: Floats) -> Floats:
    """(people,): exp of the mean log-probability of what she chose, under her own likeliest utilities."""
    known = np.isfinite(mean) & np.isfinite(np.diag(covariance))
    centre = np.where(known, mean, 0.0)
    precision = np.zeros_like(covariance)
    precision[np.ix_(known, known)] = np.linalg.inv(covariance[np.ix_(known, known)])
    precision[~known, ~known] = 1e9
    beta = np.tile(centre, (len(choices.people), 1))
    for _ in range(_STEPS):
        shares = _shares(choices, beta)
        expected = np.einsum("tj,tjk->tk", shares, choices.attributes)
        slope = choices.attributes[np.arange(len(shares)), choices.chosen] - expected
        bend = np.einsum("tj,tjk,tjl->tkl", shares, choices.attributes, choices.attributes, optimize=True)
        bend -= expected[:, :, None] * expected[:, None, :]
        gradient = -(beta - centre) @ precision
        np.add.at(gradient, choices.person, slope)
        hessian = np.tile(precision, (len(beta), 1, 1))
        np.add.at(hessian, choices.person, bend)
        beta = beta + np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0]
    shares = _shares(choices, beta)
    logs = np.log(np.maximum(shares[np.arange(len(shares)), choices.chosen], 1e-300))
    counts = np.bincount(choices.person, minlength=len(beta))
    found: Floats = np.exp(np.bincount(choices.person, weights=logs, minlength=len(beta)) / counts)
    return found


def _shares(choices: Choices, beta: Floats) -> Floats:
    """(tasks, alternatives)."""
    utility = np.einsum("tjk,tk->tj", choices.attributes, beta[choices.person])
    utility = np.where(choices.available, utility, -np.inf)
    odds = np.exp(utility - utility.max(axis=1, keepdims=True))
    found: Floats = odds / odds.sum(axis=1, keepdims=True)
    return found
