"""Texts as sparse vectors of their terms: tf-idf with our own vocabulary, so that a stored model needs no library."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from feilun.language.words import terms_of

MOST_TERMS = 60_000


class Terms:
    """The vocabulary of one part of a model; words and pieces of words each have unit length."""

    def __init__(self, language: str, vocabulary: Sequence[str], weights: Any) -> None:
        self.language = language
        self.vocabulary = tuple(vocabulary)
        self.weights = np.asarray(weights, dtype=np.float32)
        self._places = {term: place for place, term in enumerate(self.vocabulary)}
        self._is_piece = np.array([term.startswith("#") for term in self.vocabulary], dtype=bool)

    @classmethod
    def learn(cls, language: str, texts: Sequence[str]) -> "Terms":
        """The terms seen in most texts, with those seen in few weighing more."""
        seen: Counter[str] = Counter()
        for text in texts:
            seen.update(set(terms_of(text, language)))
        chosen = sorted(seen, key=lambda term: (-seen[term], term))[:MOST_TERMS]
        counts = np.array([seen[term] for term in chosen], dtype=np.float64)
        return cls(language, chosen, np.log((1 + len(texts)) / (1 + counts)) + 1)

    def of(self, text: str) -> tuple[Any, Any]:
        """Places and values of the terms in one text."""
        counts = Counter(place for place in map(self._places.get, terms_of(text, self.language)) if place is not None)
        places = np.fromiter(counts, dtype=np.int32, count=len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self.weights[places]
        for kind in (self._is_piece[places], ~self._is_piece[places]):
            length = float(np.sqrt((values[kind] ** 2).sum()))
            if length:
                values[kind] /= length
        return places, values

    def rows(self, texts: Iterable[str]) -> Any:
        found = [self.of(text) for text in texts]
        ends = np.cumsum([0] + [len(places) for places, _ in found])
        empty = np.zeros(0)
        places = np.concatenate([places for places, _ in found] or [empty])
        values = np.concatenate([values for _, values in found] or [empty])
        return sparse.csr_matrix((values, places, ends), shape=(len(found), len(self.vocabulary)), dtype=np.float32)
