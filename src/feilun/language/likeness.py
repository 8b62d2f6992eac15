"""Which sentences are like each other: for retrieval, for duplicates, for groups of questions nobody answered."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from feilun.language.terms import Terms
from feilun.language.views import unit
from feilun.language.words import folded, language_of
from feilun.store import Encoder

Numbers = Any
# Sentences compared at once; bounds the memory.
_CHUNK = 256
# From here on two questions are the same question, for groups; vectors are not centred here.
_ALIKE = 0.65
_ALIKE_BY_TERMS = 0.3
# What words add to the vectors from the second place on; from the development half of LCQMC.
_TERMS = 0.3


class Retrieval:
    """Finds known questions like new ones; without an encoder of their language, words alone decide."""

    def __init__(self, questions: Sequence[str], encoders: Sequence[Encoder]) -> None:
        self.questions = tuple(questions)
        language = _language(questions)
        self._encoder = next((one for one in encoders if language in one.languages), None)
        self._terms = Terms.learn(language, self.questions)
        self._columns = self._terms.rows(self.questions).T.tocsr()
        raw = self._encoder.encode(folded(self.questions)) if self._encoder and questions else np.zeros((0, 1))
        self._mean = raw.mean(axis=0) if len(raw) else np.zeros(1)
        self._vectors = unit(raw - self._mean)

    def search(self, texts: Sequence[str], most: int = 3) -> list[list[tuple[int, float]]]:
        """By text the places of the best questions and how like they are; an encoder names the first, words help with
        the others."""
        found: list[list[tuple[int, float]]] = []
        for first in range(0, len(texts) if self.questions else 0, _CHUNK):
            found.extend(self._search(texts[first : first + _CHUNK], most))
        return found or [[] for _ in texts]

    def _search(self, texts: Sequence[str], most: int) -> list[list[tuple[int, float]]]:
        by_terms = (self._terms.rows(texts) @ self._columns).toarray() / 2
        if self._encoder is None:
            likeness = order_by = by_terms
        else:
            likeness = unit(self._encoder.encode(folded(texts)) - self._mean) @ self._vectors.T
            order_by = likeness + _TERMS * by_terms
            np.put_along_axis(order_by, likeness.argmax(axis=1)[:, None], np.inf, axis=1)
        order = np.argsort(-order_by, axis=1, kind="stable")[:, :most]
        near = np.clip(np.take_along_axis(likeness, order, axis=1), 0, 1)
        return [list(zip(*line, strict=True)) for line in zip(order.tolist(), near.tolist(), strict=True)]


def similar(texts: Sequence[str], others: Sequence[str], encoders: Sequence[Encoder]) -> Numbers:
    """How like each of the texts is to each of the others: a matrix from 0 to 1."""
    if not texts or not others:
        return np.zeros((len(texts), len(others)), dtype=np.float32)
    places = _places([*texts, *others], encoders)
    return np.clip(places[: len(texts)] @ places[len(texts) :].T, 0, 1)


def clusters(texts: Sequence[str], encoders: Sequence[Encoder]) -> list[list[int]]:
    """Groups of texts that ask the same, biggest first; what is like nothing else stays alone.

    The text with the most like it becomes the middle of a group and takes them; then the next one of those left.
    """
    if not texts:
        return []
    places = _places(texts, encoders)
    alike = _ALIKE if _used(texts, encoders) else _ALIKE_BY_TERMS
    near = [row for first in range(0, len(texts), _CHUNK) for row in _near(places, first, alike)]
    left, groups = set(range(len(texts))), []
    for place in sorted(left, key=lambda place: (-len(near[place]), place)):
        if place in left:
            groups.append(sorted({place} | (left & set(near[place]))))
            left -= set(groups[-1])
    return sorted(groups, key=lambda group: (-len(group), group[0]))


def _near(places: Numbers, first: int, alike: float) -> list[list[int]]:
    likeness = places[first : first + _CHUNK] @ places.T
    return [np.flatnonzero(row >= alike).tolist() for row in likeness]


def _language(texts: Sequence[str]) -> str:
    """That of most texts."""
    chinese = sum(language_of(text) == "zh" for text in texts)
    return "zh" if 2 * chinese >= max(len(texts), 1) else "en"


def _used(texts: Sequence[str], encoders: Sequence[Encoder]) -> list[Encoder]:
    """Those that know the language of every text."""
    spoken = {language_of(text) for text in texts}
    return [one for one in encoders if one.languages >= spoken]


def _places(texts: Sequence[str], encoders: Sequence[Encoder]) -> Numbers:
    used = _used(texts, encoders)
    if used:
        return unit(np.concatenate([one.encode(folded(texts)) for one in used], axis=1))
    rows = Terms.learn(_language(texts), texts).rows(texts)
    return unit(rows.toarray())
