"""Hears wishes, complaints and anger in words that no rule names: one logistic regression per sign on sentence vectors.

The rules speak first and this only adds: it is asked where they heard nothing, and not about a sign whose words stand
there denied ("不是投诉") or as a lookalike ("垃圾桶"). Its weights are a file beside this one, made by bench/_moods.py.
"""

import functools
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from feilun.language.mood import SIGNS, Mood, mood_of, named
from feilun.store import Encoder

FILE = Path(__file__).with_suffix(".npz")
PROBE = "你好 hello, where is my order?"
# Other builds of the same encoder differ in the fourth digit; another encoder is nowhere near.
_SAME = 0.99
# Lines of one burst that are listened to; a pasted page is no mood.
_MOST_LINES = 8


class MoodModel:
    """The weights of one encoder: `weights` has a row per sign, in the order of `SIGNS`."""

    def __init__(self, encoder: str, weights: Any, offsets: Any, thresholds: Any, probe: Any) -> None:
        self.encoder, self.weights, self.offsets, self.thresholds = encoder, weights, offsets, thresholds
        self.probe = probe
        self._checked: weakref.WeakKeyDictionary[Any, bool] = weakref.WeakKeyDictionary()

    def hear(self, texts: Sequence[str], encoders: Sequence[Encoder]) -> list[Mood]:
        """A batch; CPU bound, so callers use asyncio.to_thread. Rules alone where its encoder is not at hand."""
        moods = [mood_of(text) for text in texts]
        encoder = next((one for one in encoders if self._fits(one)), None)
        silent = [place for place, mood in enumerate(moods) if not mood.reason and texts[place].strip()]
        if encoder is None or not silent:
            return moods
        lines = [(place, line) for place in silent for line in _lines(texts[place])]
        scores = self.scores(encoder.encode([line for _, line in lines]))
        for place in silent:
            mine = [(line, row) for (owner, line), row in zip(lines, scores, strict=True) if owner == place]
            moods[place] = self._mood(mine)
        return moods

    def scores(self, vectors: Any) -> Any:
        """Per row and sign a score from 0 to 1; one above its threshold is a sign."""
        return 1 / (1 + np.exp(-(np.asarray(vectors, dtype=np.float32) @ self.weights.T + self.offsets)))

    def _fits(self, encoder: Encoder) -> bool:
        """Same name and same vectors: weights on another encoder's numbers would be noise that calls people."""
        if encoder.name == self.encoder and encoder not in self._checked:
            found = encoder.encode([PROBE])[0]
            lengths = float(np.linalg.norm(found) * np.linalg.norm(self.probe)) or 1.0
            self._checked[encoder] = float(found @ self.probe) / lengths > _SAME
        return self._checked.get(encoder, False)

    def _mood(self, lines: list[tuple[str, Any]]) -> Mood:
        found: dict[str, float] = {}
        for line, row in lines:
            ruled = named(line)
            for sign, score, least in zip(SIGNS, row, self.thresholds, strict=True):
                if score > least and sign not in ruled:
                    found[sign] = max(found.get(sign, 0.0), float(score))
        reason = "; ".join(f"{sign}: model: {score:.2f}" for sign, score in found.items())
        return Mood("person" in found, "complaint" in found, "anger" in found, reason)

    def write(self, path: Path) -> None:
        weights, offsets, probe = (
            np.asarray(one, dtype=np.float16) for one in (self.weights, self.offsets, self.probe)
        )
        np.savez_compressed(
            path, encoder=np.array(self.encoder), weights=weights, offsets=offsets, probe=probe,
            thresholds=np.asarray(self.thresholds, dtype=np.float32),
        )  # fmt: skip


def hear(texts: Sequence[str], encoders: Sequence[Encoder]) -> list[Mood]:
    """What messages say about the way she wants to be served: the rules, and the shipped model where they hear nothing."""
    return shipped().hear(texts, encoders)


@functools.cache
def shipped() -> MoodModel:
    with np.load(FILE, allow_pickle=False) as stored:
        names = ("weights", "offsets", "thresholds", "probe")
        return MoodModel(str(stored["encoder"]), *(stored[name].astype(np.float32) for name in names))


def _lines(text: str) -> Iterator[str]:
    """A burst is several messages, and each speaks for itself."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    yield from lines[-_MOST_LINES:]
