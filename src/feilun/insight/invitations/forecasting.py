"""How many will answer, before anybody is asked: a Beta-binomial by channel and by whether she answered before. Pure.

Few cases say little, so each cell is drawn towards the share over all cells, as if it had `STRENGTH` more cases of it
(Gelman and others, Bayesian Data Analysis, 3rd edition, 5.3, with the strength fixed instead of estimated).
"""

from collections.abc import Sequence
from dataclasses import dataclass

STRENGTH = 20.0
# Before anything was ever sent: one answer in ten, worth ten cases.
_FIRST, _FIRST_CASES = 0.1, 10.0
_DRAWS = 20_000
_SEED = 20_260_101


@dataclass(frozen=True)
class PastCell:
    """What became of earlier asks."""

    channel: str
    answered_before: bool
    asked: int
    answered: int


@dataclass(frozen=True)
class ForecastCell:
    """So many people are to be asked here; the rate they will answer at, with its 95 % interval."""

    channel: str
    answered_before: bool
    people: int
    asked: int
    answered: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True)
class Expected:
    """The number of answers with the 95 % interval in which it will lie, chance of each person included."""

    answers: float
    low: int
    high: int
    cells: list[ForecastCell]


def forecast(past: Sequence[PastCell], people: Sequence[tuple[str, bool, int]]) -> Expected:
    """`people`: (channel, answered before, how many). The same input gives the same figures: the draws are seeded."""
    import numpy as np
    from scipy import stats

    random = np.random.default_rng(_SEED)
    middle = _overall(past)
    total, answers, cells = np.zeros(_DRAWS), 0.0, []
    for channel, before, number in people:
        own = [one for one in past if (one.channel, one.answered_before) == (channel, before)]
        asked, answered = sum(one.asked for one in own), sum(one.answered for one in own)
        a, b = middle * STRENGTH + answered, (1 - middle) * STRENGTH + asked - answered
        total += random.binomial(number, random.beta(a, b, _DRAWS))
        answers += number * a / (a + b)
        low, high = (float(stats.beta.ppf(one, a, b)) for one in (0.025, 0.975))
        cells.append(ForecastCell(channel, before, number, asked, answered, a / (a + b), low, high))
    low, high = (int(one) for one in np.quantile(total, (0.025, 0.975), method="nearest"))
    return Expected(float(answers), low, high, cells)


def _overall(past: Sequence[PastCell]) -> float:
    asked, answered = sum(one.asked for one in past), sum(one.answered for one in past)
    return (_FIRST * _FIRST_CASES + answered) / (_FIRST_CASES + asked)
