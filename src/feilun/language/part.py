"""One language family of a model: from texts to scores by label, and from scores to what is understood."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from feilun.language.answers import MOST_GUESSES, Guess, Outcome, Understood
from feilun.language.calibration import Steps
from feilun.language.heads import Head
from feilun.language.space import Space
from feilun.language.terms import Terms
from feilun.language.words import normalise

Numbers = Any


@dataclass(frozen=True)
class Reading:
    """By text: probabilities by label, the nearest phrasing and how near it is."""

    probabilities: Numbers
    nearest: Numbers
    cosines: Numbers

    @property
    def scores(self) -> Numbers:
        """How much the sentence is one we know: a sure guess about a sentence unlike all others is no knowledge."""
        return self.probabilities.max(axis=1) * np.clip(self.cosines, 0, 1)


@dataclass(frozen=True)
class Scale:
    """What scores mean; belongs to the heads it was measured with."""

    weight: float = 0.5
    curve: Steps = field(default_factory=lambda: Steps([0.0, 1.0], [0.0, 1.0]))
    threshold: float = 2.0
    plausible: float = 0.0
    rest: float = 0.5


@dataclass
class Part:
    language: str
    labels: tuple[str, ...]
    texts: tuple[str, ...]
    label_of: Numbers
    space: Space | None
    vectors: Numbers
    vector_head: Head | None
    terms: Terms
    rows: Numbers
    term_head: Head | None
    scale: Scale

    def __post_init__(self) -> None:
        self._columns = None if self.space else self.rows.T.tocsr()
        self._known = known_phrasings(self.texts, self.label_of)

    def opinions(self, texts: Sequence[str]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Probabilities by the vectors and by the terms, the nearest phrasings and their cosines."""
        rows = self.terms.rows(texts)
        by_terms = self.term_head.probabilities(rows) if self.term_head else None
        if self.space is None or self.vector_head is None:
            likeness = np.asarray((rows @ self._columns).todense()) / 2
            by_vectors = by_terms
        else:
            places = self.space.places(texts)
            likeness = places @ self.vectors.T
            by_vectors = self.vector_head.probabilities(places)
        nearest = likeness.argmax(axis=1)
        return (
            by_vectors,
            by_vectors if by_terms is None else by_terms,
            nearest,
            likeness[np.arange(len(texts)), nearest],
        )

    def read(self, texts: Sequence[str]) -> Reading:
        by_vectors, by_terms, nearest, cosines = self.opinions(texts)
        mixed = (1 - self.scale.weight) * by_vectors + self.scale.weight * by_terms
        return Reading(mixed, nearest, cosines)

    def understand(self, texts: Sequence[str]) -> list[Understood]:
        reading = self.read(texts)
        scores, shares = reading.scores, self.scale.curve.at(reading.scores)
        return [
            self._one(text, place, reading, float(scores[place]), float(shares[place]))
            for place, text in enumerate(texts)
        ]

    def _one(self, text: str, place: int, reading: Reading, score: float, confidence: float) -> Understood:
        known = self._known.get(normalise(text))
        row = reading.probabilities[place].copy()
        if known is not None:
            # The very words of a phrasing need no guessing.
            score, confidence = 2.0, max(confidence, float(self.scale.curve.shares[-1]))
            row[self.label_of[known]] = max(float(row.max()), 0.5) + 0.5
        return Understood(
            outcome=self._outcome(score),
            guesses=self._guesses(row / row.sum(), confidence),
            confidence=confidence,
            nearest=float(np.clip(reading.cosines[place], 0, 1)) if known is None else 1.0,
            nearest_text=self.texts[int(reading.nearest[place]) if known is None else known],
            language=self.language,
            exact=known is not None,
        )

    def _outcome(self, score: float) -> Outcome:
        if score >= self.scale.threshold:
            return "sure"
        return "unsure" if score >= self.scale.plausible else "unknown"

    def _guesses(self, row: Numbers, confidence: float) -> tuple[Guess, ...]:
        """The first guess has the calibrated confidence; the others share what is left of it as the heads do."""
        order = np.argsort(-row, kind="stable")[:MOST_GUESSES]
        left = max(float(1 - row[order[0]]), 1e-9)
        spare = (1 - confidence) * self.scale.rest
        others = [Guess(self.labels[one], min(confidence, spare * float(row[one]) / left)) for one in order[1:]]
        return (Guess(self.labels[order[0]], confidence), *others)


def known_phrasings(texts: Sequence[str], label_of: Numbers) -> dict[str, int]:
    """Where each phrasing stands, by its words; words that two labels claim decide nothing."""
    found: dict[str, int] = {}
    claimed: set[str] = set()
    for place, text in enumerate(texts):
        words = normalise(text)
        if label_of[found.setdefault(words, place)] != label_of[place]:
            claimed.add(words)
    return {words: place for words, place in found.items() if words not in claimed}
