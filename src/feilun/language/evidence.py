"""What speaks for the first guess about a sentence: a few numbers that mean the same in every model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from feilun.language.views import TermView, VectorView, View

Numbers = Any
# Sentences compared at once; bounds the memory of a batch.
_CHUNK = 256
_FEW = 5
_MOST_PHRASINGS = 30
NAMES = ("first", "second", "gap", "doubt", "vectors", "terms", "nearest", "few", "own", "other", "phrasings")


@dataclass(frozen=True)
class Opinions:
    """By view the sentences as rows and the probabilities of labels."""

    rows: list[Numbers]
    probabilities: list[Numbers]

    def mixed(self, weights: Sequence[float]) -> Numbers:
        return sum(weight * one for weight, one in zip(weights, self.probabilities, strict=True)) / sum(weights)


@dataclass(frozen=True)
class Evidence:
    """`features` by sentence, in the order of NAMES; the nearest phrasing and its cosine."""

    features: Numbers
    nearest: Numbers
    cosines: Numbers


def ask(views: Sequence[View], texts: Sequence[str]) -> Opinions:
    return opinions_of(views, [view.rows(texts) for view in views])


def opinions_of(views: Sequence[View], rows: list[Numbers]) -> Opinions:
    return Opinions(rows, [view.head.probabilities(one) for view, one in zip(views, rows, strict=True)])


class Weigher:
    """Gathers the evidence; belongs to the views and the labels of their phrasings."""

    def __init__(self, views: Sequence[View], label_of: Numbers, number: int) -> None:
        self.views = views
        self.counts = np.bincount(label_of[label_of >= 0], minlength=number)
        encoders = [place for place, view in enumerate(views) if isinstance(view, VectorView)]
        self._encoders = encoders or [0]
        self._terms = [place for place, view in enumerate(views) if isinstance(view, TermView)] or self._encoders
        # The phrasings stand in the order of their labels, so each label is one slice.
        self._starts = [np.searchsorted(label_of[views[one].places], np.arange(number + 1)) for one in self._encoders]

    def evidence(self, opinions: Opinions, mixed: Numbers) -> Evidence:
        found = [self._chunk(opinions, mixed, first) for first in range(0, len(mixed), _CHUNK)]
        if not found:
            return Evidence(np.zeros((0, len(NAMES))), np.zeros(0, dtype=int), np.zeros(0))
        return Evidence(*(np.concatenate(parts) for parts in zip(*found, strict=True)))

    def _chunk(self, opinions: Opinions, mixed: Numbers, first: int) -> tuple[Numbers, Numbers, Numbers]:
        part = slice(first, first + _CHUNK)
        probabilities = mixed[part]
        guessed = probabilities.argmax(axis=1)
        compared = [
            self._compare(one, view, opinions.rows[view][part], guessed) for one, view in enumerate(self._encoders)
        ]
        likeness = np.mean([one for one, _, _ in compared], axis=0)
        sure = [self._agreement(opinions, part, guessed, views) for views in (self._encoders, self._terms)]
        known = np.log(np.minimum(self.counts[guessed], _MOST_PHRASINGS))
        features = np.column_stack([*_certainty(probabilities), *sure, likeness, known])
        _, nearest, cosines = compared[0]
        return features, nearest, cosines

    def _agreement(self, opinions: Opinions, part: slice, guessed: Numbers, views: Sequence[int]) -> Numbers:
        lines = np.arange(len(guessed))
        return np.mean([np.log(opinions.probabilities[one][part][lines, guessed] + 1e-4) for one in views], axis=0)

    def _compare(self, number: int, place: int, rows: Numbers, guessed: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Cosines to the nearest phrasing, to the nearest few of the guessed label, its nearest, the others' nearest."""
        view, starts = self.views[place], self._starts[number]
        cosines = view.cosines(rows)
        lines = np.arange(len(guessed))
        nearest = cosines.argmax(axis=1)
        best = np.maximum.reduceat(cosines, starts[:-1], axis=1)
        own = best[lines, guessed].copy()
        few = np.array([_mean_of_best(cosines[line, starts[g] : starts[g + 1]]) for line, g in enumerate(guessed)])
        best[lines, guessed] = -1
        other = best.max(axis=1) if best.shape[1] > 1 else np.zeros(len(guessed))
        highest = cosines[lines, nearest]
        return np.column_stack([highest, few, own, other]), view.places[nearest], highest


def _certainty(probabilities: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    number = probabilities.shape[1]
    two = np.partition(probabilities, number - 2, axis=1)[:, -2:] if number > 1 else None
    second, first = two.T if two is not None else (np.zeros(len(probabilities)), probabilities[:, 0])
    doubt = -(probabilities * np.log(probabilities + 1e-9)).sum(axis=1)
    return np.log(first + 1e-4), np.log(second + 1e-4), first - second, doubt


def _mean_of_best(cosines: Numbers) -> float:
    if len(cosines) > _FEW:
        cosines = np.partition(cosines, len(cosines) - _FEW)[-_FEW:]
    return float(cosines.mean())
