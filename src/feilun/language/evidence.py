"""What speaks for the first guess about a sentence: a few numbers that mean the same in every model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from feilun.language.views import TermView
from feilun.language.voices import Panel, vote

Numbers = Any
# Sentences compared at once; bounds the memory of a batch.
_CHUNK = 256
_FEW = 5
_MOST_PHRASINGS = 30
NAMES = ("first", "second", "gap", "doubt", "vectors", "terms", "nearest", "few", "own", "other", "phrasings")


@dataclass(frozen=True)
class Opinions:
    """By view the sentences as rows, by voice the probabilities of labels; cosines of a few sentences are kept."""

    rows: list[Numbers]
    probabilities: list[Numbers]
    cosines: list[Numbers] | None = None

    def mixed(self, weights: Sequence[float]) -> Numbers:
        return sum(weight * one for weight, one in zip(weights, self.probabilities, strict=True)) / sum(weights)


@dataclass(frozen=True)
class Evidence:
    """`features` by sentence, in the order of NAMES; the nearest phrasing and its cosine."""

    features: Numbers
    nearest: Numbers
    cosines: Numbers


def chunks(number: int) -> Iterator[slice]:
    return (slice(first, first + _CHUNK) for first in range(0, number, _CHUNK))


class Weigher:
    """Asks a panel and gathers the evidence; belongs to the panel and the labels of its phrasings."""

    def __init__(self, panel: Panel, label_of: Numbers, number: int) -> None:
        self.panel = panel
        self._label_of = label_of
        self._number = number
        self.counts = np.bincount(label_of[label_of >= 0], minlength=number)
        self._compared = panel.encoders or [0]
        by_terms = [any(isinstance(panel.views[one], TermView) for one in voice.weights) for voice in panel.voices]
        self._by_vectors = [place for place, words in enumerate(by_terms) if not words] or [0]
        self._by_terms = [place for place, words in enumerate(by_terms) if words] or self._by_vectors
        # The phrasings stand in the order of their labels, so each label is one slice.
        numbers = np.arange(number + 1)
        self._starts = [np.searchsorted(label_of[panel.views[one].places], numbers) for one in self._compared]

    def ask(self, texts: Sequence[str]) -> Opinions:
        return self.opinions([view.rows(texts) for view in self.panel.views])

    def opinions(self, rows: list[Numbers]) -> Opinions:
        said = [voice.probabilities(rows) for voice in self.panel.voices]
        if not self.panel.with_vote:
            return Opinions(rows, said)
        number, votes = rows[0].shape[0], []
        cosines: list[Numbers] = []
        for part in chunks(number):
            cosines = self._cosines(rows, part)
            votes.append(self._vote(cosines))
        said.append(np.concatenate(votes) if votes else np.zeros((0, self._number)))
        # Of many sentences they would fill the memory, and are computed again.
        return Opinions(rows, said, cosines if len(votes) == 1 else None)

    def _cosines(self, rows: list[Numbers], part: slice) -> list[Numbers]:
        return [self.panel.views[one].cosines(rows[one][part]) for one in self._compared]

    def _vote(self, cosines: list[Numbers]) -> Numbers:
        views = [self.panel.views[one] for one in self._compared]
        votes = [vote(view, one, self._label_of, self._number) for view, one in zip(views, cosines, strict=True)]
        return np.mean(votes, axis=0)

    def evidence(self, opinions: Opinions, mixed: Numbers) -> Evidence:
        found = [self._chunk(opinions, mixed, part) for part in chunks(len(mixed))]
        if not found:
            return Evidence(np.zeros((0, len(NAMES))), np.zeros(0, dtype=int), np.zeros(0))
        return Evidence(*(np.concatenate(parts) for parts in zip(*found, strict=True)))

    def _chunk(self, opinions: Opinions, mixed: Numbers, part: slice) -> tuple[Numbers, Numbers, Numbers]:
        probabilities = mixed[part]
        guessed = probabilities.argmax(axis=1)
        cosines = opinions.cosines or self._cosines(opinions.rows, part)
        compared = [self._compare(number, one, guessed) for number, one in enumerate(cosines)]
        likeness = np.mean([one for one, _, _ in compared], axis=0)
        sure = [self._agreement(opinions, part, guessed, one) for one in (self._by_vectors, self._by_terms)]
        known = np.log(np.minimum(self.counts[guessed], _MOST_PHRASINGS))
        features = np.column_stack([*_certainty(probabilities), *sure, likeness, known])
        _, nearest, cosines = compared[0]
        return features, nearest, cosines

    def _agreement(self, opinions: Opinions, part: slice, guessed: Numbers, voices: Sequence[int]) -> Numbers:
        lines = np.arange(len(guessed))
        return np.mean([np.log(opinions.probabilities[one][part][lines, guessed] + 1e-4) for one in voices], axis=0)

    def _compare(self, number: int, cosines: Numbers, guessed: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Cosines to the nearest phrasing, to the nearest few of the guessed label, its nearest, the others' nearest."""
        view, starts = self.panel.views[self._compared[number]], self._starts[number]
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
