"""Finds phrasings of different articles that mean the same, among tens of thousands, in pieces that can be followed."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from feilun.interaction.knowledge.checks import Alike, Phrasing
from feilun.interaction.knowledge.rules import family
from feilun.store import Encoder

# Cosines as the encoders give them: other ways to ask the same lie above, neighbouring questions ("return" and
# "exchange") below. Without an encoder words decide alone, and only almost the same words are alike.
BY_MEANING = 0.86
BY_WORDS = 0.8
_PIECE = 128
_BLOCK = 1_000
_MOST_VECTORS = 30_000
# Where everything is like everything, the likest are enough to show it.
_MOST_PER_BLOCK = 50_000
Told = Callable[[float], None]


class Vectors:
    """Remembers vectors of phrasings, since between two checks almost all of them stay. Half precision saves memory."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, encoder: Encoder, texts: Sequence[str], told: Told) -> Any:
        rows: list[Any] = [self._get(encoder.name, text) for text in texts]
        missing = sorted((place for place, row in enumerate(rows) if row is None), key=lambda one: len(texts[one]))
        for start in range(0, len(missing), _PIECE):
            places = missing[start : start + _PIECE]
            made = np.asarray(encoder.encode([texts[place] for place in places]), dtype=np.float16)
            for place, row in zip(places, made, strict=True):
                rows[place] = row
                self._keep(encoder.name, texts[place], row)
            told((start + len(places)) / len(missing))
        return np.array(rows, dtype=np.float32).reshape(len(texts), -1)

    def _get(self, encoder: str, text: str) -> Any:
        with self._lock:
            row = self._kept.get((encoder, text))
            if row is not None:
                self._kept.move_to_end((encoder, text))
            return row

    def _keep(self, encoder: str, text: str, row: Any) -> None:
        with self._lock:
            self._kept[(encoder, text)] = row
            while len(self._kept) > _MOST_VECTORS:
                self._kept.popitem(last=False)


_vectors = Vectors()


def alike(phrasings: Sequence[Phrasing], encoders: Sequence[Encoder], told: Told) -> list[Alike]:
    """For every two articles their likest pair of phrasings of one language family, where it is like enough."""
    best: dict[tuple[int, int], Alike] = {}
    groups = {name: [n for n, one in enumerate(phrasings) if family(one.language) == name] for name in ("zh", "en")}
    done = 0.0
    for name, places in groups.items():
        share = len(places) / max(len(phrasings), 1)
        matrix, least = _rows([phrasings[one].plain for one in places], name, encoders, _part(told, done, share))
        articles = np.array([phrasings[one].article for one in places])
        for pair in _pairs(matrix, articles, least):
            first, second = places[pair.first], places[pair.second]
            key = (phrasings[first].article, phrasings[second].article)
            if key not in best or pair.likeness > best[key].likeness:
                best[key] = Alike(first, second, pair.likeness)
        done += share
    return list(best.values())


def _part(told: Told, done: float, share: float) -> Told:
    return lambda part: told(done + part * share)


def _rows(texts: Sequence[str], name: str, encoders: Sequence[Encoder], told: Told) -> tuple[Any, float]:
    # One encoder for both languages first: its cosines are what the threshold was chosen on.
    able = sorted((one for one in encoders if name in one.languages), key=lambda one: -len(one.languages))
    if able and texts:
        return _vectors.of(able[0], texts, told), BY_MEANING
    # Imported only here: scikit-learn takes a second to load, and few installations lack an encoder.
    from sklearn.feature_extraction.text import HashingVectorizer

    sizes = (1, 3) if name == "zh" else (2, 4)
    hashing = HashingVectorizer(
        analyzer="char" if name == "zh" else "char_wb", ngram_range=sizes, n_features=2**18, alternate_sign=False
    )
    return hashing.transform(texts) if texts else np.zeros((0, 1), np.float32), BY_WORDS


def _pairs(matrix: Any, articles: Any, least: float) -> Iterator[Alike]:
    count = matrix.shape[0]
    for start in range(0, count, _BLOCK):
        block = matrix[start : start + _BLOCK] @ matrix[start:].T
        block = block if isinstance(block, np.ndarray) else block.toarray()
        rows, columns = np.nonzero(block >= least)
        firsts, seconds = rows + start, columns + start
        fits = (firsts < seconds) & (articles[firsts] != articles[seconds])
        rows, columns = rows[fits], columns[fits]
        if len(rows) > _MOST_PER_BLOCK:
            likest = np.argpartition(-block[rows, columns], _MOST_PER_BLOCK)[:_MOST_PER_BLOCK]
            rows, columns = rows[likest], columns[likest]
        for row, column in zip(rows, columns, strict=True):
            first, second = int(row) + start, int(column) + start
            if articles[first] > articles[second]:
                first, second = second, first
            yield Alike(first, second, float(min(block[row, column], 0.999)))
