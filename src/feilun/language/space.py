"""Where sentences lie: the vectors of one or several encoders, centred and of unit length."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from feilun.store import Encoder

Vectors = Any


class Space:
    """Centring takes away what all the training sentences have in common, which is what encoders mostly say."""

    def __init__(self, encoders: Sequence[Encoder], means: Sequence[Vectors]) -> None:
        self.encoders = tuple(encoders)
        self.means = tuple(np.asarray(mean, dtype=np.float32) for mean in means)

    @classmethod
    def learn(cls, encoders: Sequence[Encoder], texts: Sequence[str]) -> tuple["Space", Vectors]:
        """The space of these sentences, and their places in it."""
        raw = [encoder.encode(texts) for encoder in encoders]
        space = cls(encoders, [vectors.mean(axis=0) for vectors in raw])
        return space, rounded(space._centred(raw))

    def places(self, texts: Sequence[str]) -> Vectors:
        return self._centred([encoder.encode(texts) for encoder in self.encoders])

    def _centred(self, raw: Sequence[Vectors]) -> Vectors:
        moved = [unit(vectors - mean) for vectors, mean in zip(raw, self.means, strict=True)]
        return unit(np.concatenate(moved, axis=1)) if len(moved) > 1 else moved[0]


def rounded(vectors: Vectors) -> Vectors:
    """As they are stored, so that a model answers the same before and after."""
    return vectors.astype(np.float16).astype(np.float32)


def unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
