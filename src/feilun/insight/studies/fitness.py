"""Whether people chose as somebody with tastes would, or only guessed. Pure.

Two kinds of people are told apart by how likely their choices are: under tastes drawn from the population, and under guessing
(all alternatives alike). The share of guessers is the one that makes all answers likeliest (a mixture, by EM).
"""

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research import Choices
from feilun.insight.studies.results import EstimateQuality

Floats = NDArray[np.float64]
_STEPS = 8
_TASTES = 100
_MOST_PEOPLE = 2000
_SURE = 0.9
_BARS = 20
# Variance of tastes where nothing is known of it, in units of the columns.
_BREADTH = 0.25


def quality_of(choices: Choices, mean: Floats, covariance: Floats, seed: int = 1) -> EstimateQuality:
    """`mean` (names,) and `covariance` (names, names) of the population. Of very many people an even sample tells enough."""
    people = len(choices.people)
    if people > _MOST_PEOPLE:
        kept = np.zeros(people, dtype=bool)
        kept[np.linspace(0, people - 1, _MOST_PEOPLE).astype(np.intp)] = True
        choices = choices.where(kept[choices.person])
    known = np.isfinite(mean) & np.isfinite(np.diag(covariance))
    own = fits(choices, mean, covariance, known)
    share, guesses = guessers(
        choices, np.where(known, mean, 0.0), np.where(np.outer(known, known), covariance, 0.0), seed
    )
    return EstimateQuality(
        mean=float(own.mean()),
        chance=chance_of(choices),
        guessing=share,
        suspects=round(float((guesses > _SURE).mean()) * people),
        histogram=[int(one) for one in np.histogram(own, bins=_BARS, range=(0, 1))[0]],
    )


def guessers(choices: Choices, mean: Floats, covariance: Floats, seed: int = 1) -> tuple[float, Floats]:
    """The share of people who guess, and (people,) the chance of each to be one."""
    sizes, directions = np.linalg.eigh(covariance)
    root = directions * np.sqrt(np.clip(sizes, 0, None))
    normal = np.random.default_rng(seed).standard_normal((_TASTES, len(mean)))
    people = len(choices.people)
    logs = np.empty((_TASTES, people))
    for place, beta in enumerate(mean + normal @ root.T):
        shares = _softmax(choices.attributes @ beta, choices.available)
        chosen = shares[np.arange(len(shares)), choices.chosen]
        logs[place] = np.bincount(choices.person, np.log(np.maximum(chosen, 1e-300)), people)
    highest = logs.max(axis=0)
    taste = np.log(np.exp(logs - highest).mean(axis=0)) + highest
    chance = -np.bincount(choices.person, np.log(choices.available.sum(axis=1)), people)
    odds = np.exp(np.clip(chance - taste, -700, 700))
    share = 0.1
    for _ in range(500):
        is_guess = share * odds / (share * odds + 1 - share)
        before, share = share, float(is_guess.mean())
        if abs(share - before) < 1e-7:
            break
    return share, is_guess


def chance_of(choices: Choices) -> float:
    """The root likelihood of somebody who takes any alternative."""
    return float(np.exp(-np.log(choices.available.sum(axis=1)).mean()))


def broad(choices: Choices) -> Floats:
    """A population in which every parameter matters about as much: for models that say nothing of how people differ."""
    spread = np.sqrt(np.mean(choices.differences() ** 2, axis=(0, 1)))
    found: Floats = np.diag(_BREADTH / np.where(spread > 0, spread, 1.0) ** 2)
    return found


def fits(choices: Choices, mean: Floats, covariance: Floats, known: NDArray[np.bool_]) -> Floats:
    """(people,): exp of the mean log-probability of what she chose, under her own likeliest utilities (Newton).

    `known` says which parameters have a figure at all.
    """
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
    return _softmax(utility, choices.available)


def _softmax(utility: Floats, available: NDArray[np.bool_]) -> Floats:
    utility = np.where(available, utility, -np.inf)
    odds = np.exp(utility - utility.max(axis=1, keepdims=True))
    found: Floats = odds / odds.sum(axis=1, keepdims=True)
    return found
