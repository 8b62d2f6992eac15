"""One language family of a model: from texts to scores by label, and from scores to what is understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from feilun.language.answers import MOST_GUESSES, Guess, Outcome, Understood
from feilun.language.calibration import Steps
from feilun.language.evidence import Weigher, ask
from feilun.language.gate import Gate
from feilun.language.views import View
from feilun.language.words import normalise

Numbers = Any


@dataclass(frozen=True)
class Scale:
    """What opinions are worth and what scores mean; belongs to the heads it was measured with.

    `rest`: how often one of the other guesses is right when the first is not.
    """

    weights: tuple[float, ...]
    gate: Gate
    curve: Steps
    threshold: float
    plausible: float
    rest: float

    @property
    def sure_from(self) -> float | None:
        """The confidence of the threshold, which is a score; None where no score is enough."""
        return None if self.threshold > 1 else float(self.curve.at(self.threshold))


class Part:
    def __init__(
        self,
        language: str,
        labels: Sequence[str],
        texts: Sequence[str],
        label_of: Numbers,
        views: Sequence[View],
        scale: Scale,
    ) -> None:
        self.language = language
        self.labels = tuple(labels)
        self.texts = tuple(texts)
        self.label_of = label_of
        self.views = tuple(views)
        self.scale = scale
        self._weigher = Weigher(self.views, label_of, len(self.labels))
        self._known = _known_phrasings(self.texts, label_of)

    def understand(self, texts: Sequence[str]) -> list[Understood]:
        opinions = ask(self.views, texts)
        mixed = opinions.mixed(self.scale.weights)
        evidence = self._weigher.evidence(opinions, mixed)
        scores = self.scale.gate.scores(evidence.features)
        shares = self.scale.curve.at(scores)
        lines = zip(texts, mixed, evidence.nearest, evidence.cosines, scores, shares, strict=True)
        return [self._one(*line) for line in lines]

    def _one(self, text: str, row: Numbers, place: int, cosine: float, score: float, share: float) -> Understood:
        words = normalise(text)
        known = self._known.get(words) if words else None
        if known is not None:
            # The very words of a phrasing need no guessing.
            share, place, cosine = max(float(share), float(self.scale.curve.shares[-1])), known, 1.0
            row = row / 2
            row[self.label_of[known]] += 0.5
        return Understood(
            outcome="sure" if known is not None else self._outcome(score if words else 0.0),
            guesses=self._guesses(row, float(share)),
            confidence=float(share),
            nearest=float(np.clip(cosine, 0, 1)),
            nearest_text=self.texts[place],
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


def _known_phrasings(texts: Sequence[str], label_of: Numbers) -> dict[str, int]:
    """Where each phrasing stands, by its words; words that two labels claim decide nothing."""
    found: dict[str, int] = {}
    claimed: set[str] = set()
    for place, text in enumerate(texts):
        words = normalise(text)
        if label_of[found.setdefault(words, place)] != label_of[place]:
            claimed.add(words)
    return {words: place for words, place in found.items() if words not in claimed}
