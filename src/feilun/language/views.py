"""Views of a sentence: what one encoder says of it, or its words. Each names likely labels and knows like phrasings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from feilun.language.heads import Head, term_head, vector_head
from feilun.language.terms import Terms
from feilun.language.words import folded
from feilun.store import Encoder

Numbers = Any
# A slow encoder sees so many phrasings: enough for its head, and a fit that ends while somebody waits.
_MOST_SLOW = 7_000
# Phrasings that are kept to be compared with; more would make each question slow.
MOST_KEPT = 20_000


@dataclass(frozen=True)
class Likeness:
    """By sentence and kept phrasing the cosine; `places` are the phrasings among all, in the order of their labels."""

    cosines: Numbers
    places: Numbers


class View(Protocol):
    """`head` and `places` belong to the phrasings it was made from."""

    head: Head
    places: Numbers

    def rows(self, texts: Sequence[str]) -> Numbers: ...

    def cosines(self, rows: Numbers) -> Numbers: ...

    def without(self, inside: Numbers, label_of: Numbers, number: int) -> "View": ...

    def own_rows(self) -> Numbers: ...


class VectorView:
    """Vectors of an encoder, centred: what all phrasings have in common says nothing."""

    def __init__(self, encoder: Encoder, mean: Numbers, vectors: Numbers, places: Numbers, head: Head) -> None:
        self.encoder = encoder
        self.mean = np.asarray(mean, dtype=np.float32)
        self.vectors = vectors
        self.places = places
        self.head = head

    @classmethod
    def learn(cls, encoder: Encoder, texts: Sequence[str], places: Numbers) -> "VectorView":
        """Knows where the phrasings lie; the head comes later, while other encoders are at work."""
        raw = encoder.encode(folded(texts[place] for place in places))
        mean = raw.mean(axis=0)
        return cls(encoder, mean, rounded(unit(raw - mean)), places, Head(np.zeros((encoder.size, 1)), np.zeros(1)))

    def with_head(self, label_of: Numbers, number: int) -> "VectorView":
        self.head = vector_head(self.vectors, label_of[self.places], number)
        return self

    def rows(self, texts: Sequence[str]) -> Numbers:
        return unit(self.encoder.encode(folded(texts)) - self.mean)

    def cosines(self, rows: Numbers) -> Numbers:
        return rows @ self.vectors.T

    def own_rows(self) -> Numbers:
        return self.vectors

    def without(self, inside: Numbers, label_of: Numbers, number: int) -> "VectorView":
        """As if it had been learnt from the phrasings `inside` alone; `label_of` are their new labels."""
        kept = inside[self.places]
        vectors, places = self.vectors[kept], self.places[kept]
        return VectorView(self.encoder, self.mean, vectors, places, vector_head(vectors, label_of[places], number))

    def thinned(self, label_of: Numbers) -> "VectorView":
        """With few enough phrasings to compare with; the head has learnt from all."""
        if len(self.places) <= MOST_KEPT:
            return self
        chosen = chosen_phrasings(self.vectors, label_of[self.places], MOST_KEPT)
        return VectorView(self.encoder, self.mean, self.vectors[chosen], self.places[chosen], self.head)


class TermView:
    """Words and pieces of words; `matrix` is there when no encoder can say what is like what."""

    def __init__(self, terms: Terms, matrix: Numbers, places: Numbers, head: Head) -> None:
        self.terms = terms
        self.matrix = matrix
        self.places = places
        self.head = head
        self._columns = None if matrix is None else matrix.T.tocsr()

    @classmethod
    def learn(cls, language: str, texts: Sequence[str], label_of: Numbers, number: int) -> "TermView":
        terms = Terms.learn(language, texts)
        matrix = terms.rows(texts)
        return cls(terms, matrix, np.arange(len(texts)), term_head(matrix, label_of, number))

    def rows(self, texts: Sequence[str]) -> Numbers:
        return self.terms.rows(texts)

    def cosines(self, rows: Numbers) -> Numbers:
        # Words and pieces have unit length each.
        return (rows @ self._columns).toarray() / 2

    def own_rows(self) -> Numbers:
        return self.matrix

    def without(self, inside: Numbers, label_of: Numbers, number: int) -> "TermView":
        kept = inside[self.places]
        matrix, places = self.matrix[kept], self.places[kept]
        return TermView(self.terms, matrix, places, term_head(matrix, label_of[places], number))

    def thinned(self, is_compared: bool) -> "TermView":
        """Phrasings are compared by their terms only when there is no encoder; a part of a very large base will do."""
        if not is_compared:
            return TermView(self.terms, None, np.zeros(0, dtype=int), self.head)
        if len(self.places) <= MOST_KEPT:
            return self
        chosen = np.linspace(0, len(self.places) - 1, MOST_KEPT).astype(int)
        return TermView(self.terms, self.matrix[chosen], self.places[chosen], self.head)


def slow_places(vectors: Numbers, label_of: Numbers, judged: Numbers, number: int) -> Numbers:
    """The phrasings a slow encoder sees: all that will be judged, which must stay a fair sample, and the most telling.

    None when it would see hardly one of each label.
    """
    if len(label_of) <= _MOST_SLOW:
        return np.arange(len(label_of))
    fair, others = np.flatnonzero(judged), np.flatnonzero(~judged)
    if len(fair) + 2 * number > _MOST_SLOW:
        return np.zeros(0, dtype=int)
    telling = others[chosen_phrasings(vectors[others], label_of[others], _MOST_SLOW - len(fair))]
    return np.union1d(fair, telling)


def chosen_phrasings(vectors: Numbers, label_of: Numbers, most: int) -> Numbers:
    """At most so many, the same number of each label: those that lie farthest from each other say most."""
    counts = np.bincount(label_of)
    share = next((one for one in range(int(counts.max()), 1, -1) if np.minimum(counts, one).sum() <= most), 1)
    chosen = []
    for label in np.flatnonzero(counts):
        own = np.flatnonzero(label_of == label)
        chosen.append(own if len(own) <= share else own[_farthest(vectors[own], share)])
    return np.sort(np.concatenate(chosen))


def _farthest(vectors: Numbers, most: int) -> Numbers:
    first = int((vectors @ vectors.mean(axis=0)).argmax())
    chosen, nearest = [first], vectors @ vectors[first]
    while len(chosen) < most:
        chosen.append(int(nearest.argmin()))
        nearest = np.maximum(nearest, vectors @ vectors[chosen[-1]])
        nearest[chosen] = 2
    return np.array(chosen)


def unit(vectors: Numbers) -> Numbers:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)


def rounded(vectors: Numbers) -> Numbers:
    """As they are stored, so that a model answers the same before and after."""
    return vectors.astype(np.float16).astype(np.float32)
