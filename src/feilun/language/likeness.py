"""Which sentences are like each other: for retrieval, for duplicates, for groups of questions nobody answered."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from feilun.language.terms import Terms
from feilun.language.views import unit
from feilun.language.words import language_of
from feilun.store import Encoder

_ALIKE = 0.55


class Retrieval:
    """Finds known questions like a new one; encoders must know the language, else words alone decide."""

    def __init__(self, questions: Sequence[str], encoders: Sequence[Encoder]) -> None:
        self.questions = tuple(questions)
        chinese = sum(language_of(text) == "zh" for text in questions)
        language = "zh" if 2 * chinese >= max(len(questions), 1) else "en"
        used = [encoder for encoder in encoders if language in encoder.languages]
        self._terms = Terms.learn(language, self.questions)
        self._columns = self._terms.rows(self.questions).T.tocsr()
        self._encoder = used[0] if used else None
        raw = self._encoder.encode(self.questions) if self._encoder and questions else np.zeros((0, 1))
        self._mean = raw.mean(axis=0) if len(raw) else np.zeros(1)
        self._vectors = unit(raw - self._mean)

    def search(self, texts: Sequence[str], most: int = 3) -> list[list[tuple[int, float]]]:
        """By text the places of the best questions and how like they are, best first."""
        if not self.questions or not texts:
            return [[] for _ in texts]
        by_terms = np.asarray((self._terms.rows(texts) @ self._columns).todense()) / 2
        likeness = (
            by_terms if self._encoder is None else unit(self._encoder.encode(texts) - self._mean) @ self._vectors.T
        )
        found = []
        for row in likeness:
            order = np.argsort(-row, kind="stable")[:most]
            found.append([(int(place), float(np.clip(row[place], 0, 1))) for place in order])
        return found


def similar(texts: Sequence[str], others: Sequence[str], encoders: Sequence[Encoder]) -> Any:
    """How like each of the texts is to each of the others: a matrix of cosines from 0 to 1."""
    if not texts or not others:
        return np.zeros((len(texts), len(others)), dtype=np.float32)
    everything = [*texts, *others]
    places = _places(everything, encoders)
    return np.clip(places[: len(texts)] @ places[len(texts) :].T, 0, 1)


def _places(texts: Sequence[str], encoders: Sequence[Encoder]) -> Any:
    chinese = any(language_of(text) == "zh" for text in texts)
    used = [encoder for encoder in encoders if not chinese or "zh" in encoder.languages]
    if used:
        return unit(np.concatenate([encoder.encode(texts) for encoder in used], axis=1))
    rows = Terms.learn("zh" if chinese else "en", texts).rows(texts)
    return unit(np.asarray(rows.todense()))


def clusters(texts: Sequence[str], encoders: Sequence[Encoder]) -> list[list[int]]:
    """Groups of texts that mean the same, biggest first; what is like nothing else stays alone."""
    if not texts:
        return []
    places = _places(texts, encoders)
    left, groups = set(range(len(texts))), []
    likeness = places @ places.T
    for place in np.argsort(-(likeness >= _ALIKE).sum(axis=1), kind="stable"):
        if int(place) in left:
            group = [one for one in np.flatnonzero(likeness[place] >= _ALIKE).tolist() if one in left]
            groups.append(sorted({*group, int(place)}))
            left -= set(groups[-1])
    return sorted(groups, key=lambda group: (-len(group), group[0]))
