"""MaxDiff (best-worst scaling, case 1): counts, closed form, and the model of ordered pairs (best, worst).

Finn and Louviere 1992; Lipovetsky and Conklin 2014 for the closed form.
"""

from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choices import Choices, choices_of
from feilun.insight.research.mnl import mnl
from feilun.insight.research.prediction import softmax
from feilun.insight.research.results import Estimates, number
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BestWorst:
    """Answers. Items are places in `items`; sets may differ in size, −1 pads them."""

    items: tuple[str, ...]
    shown: NDArray[np.intp]  # (tasks, largest set)
    best: NDArray[np.intp]  # (tasks,): an item
    worst: NDArray[np.intp]
    person: NDArray[np.intp]


@dataclass(frozen=True)
class ItemCount:
    """`closed_form` is ln((1 + s)/(1 − s)), s = (best − worst)/shown; nan if always best or always worst."""

    item: str
    shown: int
    best: int
    worst: int

    @property
    def score(self) -> float:
        return (self.best - self.worst) / self.shown if self.shown else float("nan")

    @property
    def closed_form(self) -> float:
        return closed_form(self.shown, self.best, self.worst)[0]

    def as_json(self) -> dict[str, Any]:
        value, error = closed_form(self.shown, self.best, self.worst)
        return {
            "item": self.item,
            "shown": self.shown,
            "best": self.best,
            "worst": self.worst,
            "score": number(self.score),
            "closed_form": number(value),
            "closed_form_error": number(error),
        }


@dataclass(frozen=True)
class MaxDiff:
    """Utilities with the reference at 0; shares are the chance to be best among all items, and sum to 1."""

    items: tuple[str, ...]
    utilities: Floats
    standard_errors: Floats  # 0 for the reference.
    shares: Floats
    counts: tuple[ItemCount, ...]
    estimates: Estimates
    seconds: float

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "item": item,
                "estimate": number(self.utilities[place]),
                "standard_error": number(self.standard_errors[place]),
                "share": number(self.shares[place]),
            }
            for place, item in enumerate(self.items)
        ]


def closed_form(shown: int, best: int, worst: int) -> tuple[float, float]:
    """Utility and standard error from counts alone: a logit of p = (shown + best − worst)/(2 shown)."""
    p = (shown + best - worst) / (2 * shown) if shown else 0.0
    if not 0 < p < 1:
        return float("nan"), float("nan")
    return float(np.log(p / (1 - p))), float((2 * shown * p * (1 - p)) ** -0.5)


def maxdiff(answers: BestWorst, reference: str | None = None) -> MaxDiff:
    """Default reference: the last item. Raises Invalid."""
    started = process_time()
    choices = pairs_of(answers, reference)
    found = mnl(choices)
    utilities, errors = np.zeros(len(answers.items)), np.zeros(len(answers.items))
    for place, item in enumerate(answers.items):
        if item in found.names:
            utilities[place] = found[item]
            errors[place] = found.standard_errors[found.names.index(item)]
    known = np.isfinite(utilities)
    shares = np.full(len(utilities), np.nan)
    if known.all():
        shares = softmax(utilities[None], known[None])[0]
    return MaxDiff(answers.items, utilities, errors, shares, counts(answers), found, process_time() - started)


def counts(answers: BestWorst) -> tuple[ItemCount, ...]:
    size = len(answers.items)
    shown = np.bincount(answers.shown[answers.shown >= 0], minlength=size)
    best, worst = (np.bincount(one, minlength=size) for one in (answers.best, answers.worst))
    return tuple(
        ItemCount(item, int(shown[place]), int(best[place]), int(worst[place]))
        for place, item in enumerate(answers.items)
    )


def pairs_of(answers: BestWorst, reference: str | None = None) -> Choices:
    """Each ordered pair of different items shown is an alternative, with utility v_best − v_worst."""
    size = len(answers.items)
    zero = size - 1 if reference is None else _item(answers.items, reference, "reference")
    width = answers.shown.shape[1]
    first, second = np.nonzero(~np.eye(width, dtype=bool))
    best, worst = answers.shown[:, first], answers.shown[:, second]
    there = (best >= 0) & (worst >= 0)
    unit = np.vstack([np.eye(size), np.zeros(size)])  # −1 is the row of zeros.
    attributes = np.delete(unit[best] - unit[worst], zero, axis=2)
    taken = (best == answers.best[:, None]) & (worst == answers.worst[:, None]) & there
    wrong = np.flatnonzero(taken.sum(axis=1) != 1)
    if len(wrong):
        raise Invalid(field="best", problem=f"in {len(wrong)} sets best and worst are no two different items shown")
    names = [item for place, item in enumerate(answers.items) if place != zero]
    return choices_of(attributes, taken.argmax(axis=1), names, available=there, person=answers.person)


def _item(items: tuple[str, ...], wanted: str, field: str) -> int:
    if wanted not in items:
        raise Invalid(field=field, problem=f"{wanted} is no item; there is {', '.join(items)}")
    return items.index(wanted)
