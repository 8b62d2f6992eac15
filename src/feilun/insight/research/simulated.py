"""The simulated likelihood of a mixed logit and its slopes, in chunks that fit into the processor's cache."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choices import Choices
from feilun.insight.research.terms import Terms

Floats = NDArray[np.float64]
# Numbers in a chunk: two megabytes, so that exp, sum and product find them still in the cache.
_CHUNK = 250_000
# e^600 is still a number, and no probability differs from one at e^700.
_HIGHEST = 600.0


@dataclass(frozen=True)
class _Part:
    """People with the same number of tasks. gaps (people, tasks · others, names); blocked is 0 or −inf, or None."""

    people: NDArray[np.intp]
    tasks: int
    gaps: Floats
    blocked: Floats | None


class Simulated:
    """log L_i = log mean_r Π_t P(choice of t | β_r), with analytic slopes (Train 2009, chapter 10)."""

    def __init__(self, choices: Choices, terms: Terms, weights: Floats) -> None:
        self.terms, self.weights = terms, weights
        self.people = len(weights)
        self._parts = list(_parts(choices))

    def at(self, theta: Floats, z: Floats) -> tuple[Floats, Floats]:
        """(people,) log-likelihoods and (people, parameters) scores, both without weights; z (people, random, draws)."""
        values, scores = np.empty(self.people), np.empty((self.people, len(theta)))
        pieces = [piece for part in self._parts for piece in _pieces(part, z.shape[2])]

        def one(piece: _Part) -> None:
            values[piece.people], scores[piece.people] = _evaluate(piece, self.terms, theta, z[piece.people])

        workers = min(2, cpu_count() or 1)
        if workers == 1 or len(pieces) < 4:
            for piece in pieces:
                one(piece)
        else:
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(one, pieces))
        return values, scores


def _parts(choices: Choices) -> Iterator[_Part]:
    gaps, available = choices.differences(), choices.others_available()
    counts = np.bincount(choices.person, minlength=len(choices.people))
    first = np.cumsum(counts) - counts
    for tasks in np.unique(counts):
        people = np.flatnonzero(counts == tasks)
        rows = first[people][:, None] + np.arange(tasks)
        there = available[rows].reshape(len(people), -1)
        own = gaps[rows].reshape(len(people), -1, gaps.shape[2])
        yield _Part(people, int(tasks), own, None if there.all() else np.where(there, 0.0, -np.inf))


def _pieces(part: _Part, draws: int) -> Iterator[_Part]:
    step = max(1, _CHUNK // (part.gaps.shape[1] * draws))
    for start in range(0, len(part.people), step):
        chunk = slice(start, start + step)
        blocked = None if part.blocked is None else part.blocked[chunk]
        yield _Part(part.people[chunk], part.tasks, part.gaps[chunk], blocked)


def _evaluate(part: _Part, terms: Terms, theta: Floats, z: Floats) -> tuple[Floats, Floats]:
    people, rows, number = part.gaps.shape
    draws, moving = z.shape[2], terms.moving
    own = part.gaps[:, :, moving]
    odds = own @ terms.coefficients(theta, z)
    if terms.price is None and len(moving) < number:
        fixed = np.setdiff1d(np.arange(number), moving)
        odds += (part.gaps[:, :, fixed] @ theta[fixed])[:, :, None]
    if part.blocked is not None:
        odds += part.blocked[:, :, None]
    if odds.max() > _HIGHEST:
        np.minimum(odds, _HIGHEST, out=odds)
    np.exp(odds, out=odds)
    by_task = odds.reshape(people, part.tasks, rows // part.tasks, draws)
    total = by_task.sum(axis=2)
    total += 1.0
    logs = -np.log(total).sum(axis=1)
    np.reciprocal(total, out=total)
    by_task *= total[:, :, None]
    largest = logs.max(axis=1)
    likely = np.exp(logs - largest[:, None])
    sums = likely.sum(axis=1)
    likely /= -sums[:, None]  # Negative: the score is less the expected gap.
    by_beta = own.transpose(0, 2, 1) @ odds
    by_beta *= likely[:, None]
    scores = terms.slopes(theta, z, by_beta)
    if terms.price is None and len(moving) < number:
        shares = (odds @ likely[:, :, None])[:, :, 0]
        scores[:, fixed] = np.einsum("nr,nrk->nk", shares, part.gaps[:, :, fixed])
    return largest + np.log(sums / draws), scores
