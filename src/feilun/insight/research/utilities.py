"""Utilities of people as simulation needs them: from a logit with its covariance, from people, or with draws of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_BOOTSTRAPS = 500


@dataclass(frozen=True)
class Utilities:
    """What products are worth: `betas` (people, draws, names), and how much each person counts.

    A multinomial logit is one person with draws from its sampling distribution; hierarchical Bayes many people with
    draws each; individual estimates many people with one draw.
    """

    names: tuple[str, ...]
    betas: Floats
    weights: Floats

    @property
    def people(self) -> int:
        return len(self.betas)

    @property
    def draws(self) -> int:
        return int(self.betas.shape[1])

    def columns(self, wanted: Sequence[str]) -> Floats:
        """(people, draws, wanted). Raises Invalid when one is missing."""
        missing = [name for name in wanted if name not in self.names]
        if missing:
            there = ", ".join(self.names)
            raise Invalid(field="utilities", problem=f"there is none for {missing[0]}; there is {there[:300]}")
        places = [self.names.index(name) for name in wanted]
        if places and places == list(range(places[0], places[0] + len(places))):
            # Neighbours need no copy, which would cost as much as the shares themselves.
            return self.betas[:, :, places[0] : places[-1] + 1]
        return self.betas[:, :, places]

    def thinned(self, most: int) -> "Utilities":
        """At most `most` draws, evenly taken."""
        if self.draws <= most:
            return self
        kept = np.linspace(0, self.draws - 1, most).round().astype(int)
        return replace(self, betas=self.betas[:, kept])


def utilities_of_logit(
    names: Sequence[str], values: Floats, covariance: Floats | None = None, *, draws: int = 1000, seed: int = 1
) -> Utilities:
    """One set of utilities; with its `covariance` (names, names) draws from its sampling distribution as well."""
    beta = np.asarray(values, dtype=np.float64)
    if beta.shape != (len(names),) or not np.isfinite(beta).all():
        raise Invalid(field="utilities", problem="each name needs one finite number")
    if covariance is None:
        return Utilities(tuple(names), beta[None, None], np.ones(1))
    roots, vectors = np.linalg.eigh(np.asarray(covariance, dtype=np.float64))
    normal = np.random.default_rng(seed).standard_normal((draws, len(names)))
    spread = normal * np.sqrt(np.clip(roots, 0, None)) @ vectors.T
    # Centred, so that the mean of the draws is the estimate.
    return Utilities(tuple(names), (beta + spread - spread.mean(axis=0))[None], np.ones(1))


def utilities_of_people(names: Sequence[str], betas: Floats, weights: Floats | None = None) -> Utilities:
    """`betas` (people, names) or, of hierarchical Bayes, (draws, people, names)."""
    table = np.asarray(betas, dtype=np.float64)
    table = table[:, None] if table.ndim == 2 else table.transpose(1, 0, 2)
    if table.ndim != 3 or table.shape[2] != len(names) or not table.size or not np.isfinite(table).all():
        raise Invalid(field="utilities", problem="they must be finite numbers: people by names, or draws first")
    weighted = np.ones(len(table)) if weights is None else np.asarray(weights, dtype=np.float64)
    if weighted.shape != (len(table),) or not np.isfinite(weighted).all() or (weighted < 0).any() or not weighted.sum():
        raise Invalid(field="weights", problem="each person needs one of at least 0, and not all 0")
    return Utilities(tuple(names), table, weighted)


def person_weights(utilities: Utilities, seed: int, resample: bool) -> Floats:
    """(people, draws), each draw adding up to 1; resampled by the Bayesian bootstrap (Rubin 1981)."""
    one = utilities.weights / utilities.weights.sum()
    if not resample or utilities.people == 1:
        return np.repeat(one[:, None], utilities.draws, axis=1)
    number = utilities.draws if utilities.draws > 1 else _BOOTSTRAPS
    drawn = np.random.default_rng(seed).exponential(size=(utilities.people, number)) * one[:, None]
    found: Floats = drawn / drawn.sum(axis=0)
    return found
