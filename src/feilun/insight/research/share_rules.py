"""From utilities to choices: the rules of a market simulator."""

from collections.abc import Iterable, Iterator
from math import ceil, pi

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RULES = ("share", "first", "randomised", "purchase")
_TIE = 1e-9
# Random trials in each draw of the utilities, and at least in all.
_TRIALS = 2000
_ALL_TRIALS = 100_000
_BATCH_CELLS = 400_000
_ORDINARY, _RARE = 300.0, 1e-100
# The errors of a logit: variance of the Gumbel distribution.
_VARIANCE = pi**2 / 6


class Errors:
    """Random errors of randomised first choice: one per level of an attribute, so twins share all of theirs.

    Two products that differ in every attribute differ with the variance of a logit; those that share levels compete
    more closely. `own` (0 to 1) is the part of the variance that belongs to the product instead.
    """

    def __init__(
        self,
        rows: Floats,
        groups: list[list[int]],
        has_none: bool,
        is_random: bool,
        own: float,
        size: tuple[int, int],
        seed: int,
    ) -> None:
        people, draws = size
        self.copies = ceil(max(_TRIALS, _ALL_TRIALS / draws) / people) if is_random else 0
        self.seed, self.own, self.draws = seed, own, draws
        levels = [np.unique(rows[:, group], axis=0, return_inverse=True)[1].ravel() for group in groups]
        if has_none:
            levels = [np.append(level, level.max() + 1) for level in levels]
        self.levels, self.number = levels, len(rows) + has_none

    def of(self, start: int, people: int) -> Iterator[Floats]:
        """Batches of (copies, people, draws, products), the same for the same people and seed."""
        generator = np.random.default_rng([self.seed, start])
        spread = np.sqrt(_VARIANCE * (1 - self.own) / len(self.levels))
        batch = max(1, _BATCH_CELLS // (people * self.draws * self.number))
        for done in range(0, self.copies, batch):
            size = (min(batch, self.copies - done), people, self.draws)
            found = np.zeros((*size, self.number))
            if self.own:
                found += generator.normal(0, np.sqrt(_VARIANCE * self.own), found.shape)
            for level in self.levels:
                found += generator.normal(0, spread, (*size, int(level.max()) + 1))[..., level]
            yield found


def shares_by_rule(utility: Floats, rule: str, available: Floats, errors: Iterable[Floats], has_none: bool) -> Floats:
    """(people, draws, products) of chances to be chosen from such utilities; they add up to 1 but for purchase.

    Availability is the share of the market that can get a product: it weighs shares of preference, and in first choice
    people take the best they can get.
    """
    if rule == "share":
        return _logit(utility, available)
    if rule == "purchase":
        against = utility[..., -1:] if has_none else 0.0
        likely = available / (1 + np.exp(np.clip(against - utility, -700, 700)))
        if has_none:
            likely[..., -1] = np.prod(1 - likely[..., :-1], axis=-1)
        likelihood: Floats = likely
        return likelihood
    if rule == "first":
        return _first(utility, available)
    total: Floats = np.zeros_like(utility)
    copies = 0
    for batch in errors:
        total += _first(utility + batch, available).sum(axis=0)
        copies += len(batch)
    total /= copies
    return total


def log_odds(utility: Floats, available: Floats) -> Floats:
    """The logarithm of the summed odds of products, (people, draws); of none available, minus infinity."""
    with np.errstate(divide="ignore"):
        weighted = utility + np.log(available)
    highest = weighted.max(axis=-1, keepdims=True)
    highest[~np.isfinite(highest)] = 0.0
    with np.errstate(divide="ignore"):
        found: Floats = np.log(np.exp(weighted - highest).sum(axis=-1)) + highest[..., 0]
    return found


def _logit(utility: Floats, available: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        weighted = utility + np.log(available)
    # Reductions over so short an axis are slow. Ordinary utilities neither overflow nor vanish, and a product sums them.
    if (
        max(float(utility.max()), -float(utility.min())) > _ORDINARY
        or available[available > 0].min(initial=1.0) < _RARE
    ):
        weighted -= weighted.max(axis=-1, keepdims=True)
    chance = np.exp(weighted, out=weighted)
    chance /= (chance @ np.ones(chance.shape[-1]))[..., None]
    return chance


def _first(utility: Floats, available: Floats) -> Floats:
    if (available == 1).all():
        best = utility >= utility.max(axis=-1, keepdims=True) - _TIE
        found: Floats = best / best.sum(axis=-1, keepdims=True)
        return found
    # Equal products are ranked both ways round, and the mean is taken.
    return (_ranked(utility, available) + _ranked(utility[..., ::-1], available[::-1])[..., ::-1]) / 2


def _ranked(utility: Floats, available: Floats) -> Floats:
    """The chance that a product can be had and none that is better can."""
    order = np.argsort(-utility, axis=-1, kind="stable")
    there = available[order]
    lacking = np.cumprod(1 - there, axis=-1)
    better_lacks = np.concatenate([np.ones_like(lacking[..., :1]), lacking[..., :-1]], axis=-1)
    chance = np.empty_like(utility)
    np.put_along_axis(chance, order, there * better_lacks, axis=-1)
    found: Floats = chance / chance.sum(axis=-1, keepdims=True)
    return found
