"""Texts as sparse counts of character pieces and words, hashed: any size of file in bounded memory, no vocabulary to keep.

Pieces are hashed for a whole chunk of texts at once in NumPy, which takes a tenth of the time of a loop over strings.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import msgspec
import numpy as np

from feilun.language.words import chinese_words, simplified

Numbers = Any
# A verdict stands at the beginning or at the end; what lies between in a text of megabytes must not cost time.
MOST_CHARACTERS = 4_000
_CHUNK = 2_000
# Stands between texts: no plain text holds it.
_BETWEEN = "\x02"
_PRIME = np.uint64(1_000_003)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SPACES = re.compile(r"\s+")
_REPEATED = re.compile(r"(.)\1{3,}", re.DOTALL)
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?|[!?]")


class Grams(msgspec.Struct, frozen=True):
    """Which pieces are counted: characters from `shortest` to `longest`, and whether words and pairs of words too."""

    shortest: int = 1
    longest: int = 3
    words: bool = False
    language: str = "zh"
    bits: int = 20

    @property
    def width(self) -> int:
        """The number of columns."""
        return (2 if self.words else 1) << self.bits


def plain(text: str) -> str:
    """Case, width, spaces, control characters and traditional characters folded; long texts lose their middle."""
    if len(text) > MOST_CHARACTERS:
        half = MOST_CHARACTERS // 2
        text = f"{text[:half]} {text[-half:]}"
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_table())
    # Normalising can make a text eighteen times longer.
    return _SPACES.sub(" ", _REPEATED.sub(r"\1\1\1", folded[: 2 * MOST_CHARACTERS])).strip()


@cache
def _table() -> dict[int, str]:
    """Control characters become spaces, traditional characters simplified ones: once, since opencc is slow per text."""
    table = dict.fromkeys((*range(32), *range(127, 160), 8203, 8206, 8207, *range(8234, 8239), 65279), " ")
    han = "".join(chr(code) for code in range(0x4E00, 0x9FFF))
    # One character at a time: among others a word of several would be replaced as a whole.
    told = simplified("\n".join(han)).split("\n")
    table.update({ord(one): other for one, other in zip(han, told, strict=True) if one != other})
    return table


def rows_of(texts: Iterable[str], grams: Grams) -> Numbers:
    """A sparse matrix (texts, `grams.width`) of float32 counts, dampened by their logarithm."""
    from scipy import sparse

    parts = [_chunk_rows(chunk, grams) for chunk in _chunks(texts)]
    return sparse.vstack(parts, format="csr") if parts else sparse.csr_matrix((0, grams.width), dtype=np.float32)


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for text in texts:
        chunk.append(plain(text))
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _chunk_rows(texts: Sequence[str], grams: Grams) -> Numbers:
    from scipy import sparse

    pieces = _counted(*_pieces(texts, grams), len(texts), grams.bits)
    if not grams.words:
        return pieces
    return sparse.hstack([pieces, _counted(*_words(texts, grams), len(texts), grams.bits)], format="csr")


def _pieces(texts: Sequence[str], grams: Grams) -> tuple[Numbers, Numbers]:
    """Row and column of every piece of characters."""
    joined = _BETWEEN.join(f" {text} " if grams.language != "zh" else text for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    is_between = codes == ord(_BETWEEN)
    row_of = np.cumsum(is_between).astype(np.int32)
    rows, columns = [], []
    with np.errstate(over="ignore"):
        for size in range(grams.shortest, min(grams.longest, len(codes)) + 1):
            number = len(codes) - size + 1
            mixed = np.full(number, size, dtype=np.uint64)
            for place in range(size):
                mixed = mixed * _PRIME + codes[place : place + number]
            # A piece must not reach over the end of its text.
            kept = (row_of[:number] == row_of[size - 1 :]) & ~is_between[:number]
            rows.append(row_of[:number][kept])
            columns.append(_folded(mixed[kept], grams.bits))
    if not rows:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    return np.concatenate(rows), np.concatenate(columns)


def _folded(mixed: Numbers, bits: int) -> Numbers:
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX
    return (mixed >> np.uint64(64 - bits)).astype(np.int32)


def _words(texts: Sequence[str], grams: Grams) -> tuple[Numbers, Numbers]:
    """Row and column of every word and pair of words."""
    rows: list[int] = []
    columns: list[int] = []
    for row, text in enumerate(texts):
        words = chinese_words(text) if grams.language == "zh" else _WORD.findall(text)
        found = [*words, *(f"{first} {second}" for first, second in pairwise(words))]
        columns.extend(zlib.crc32(one.encode("utf-8", "surrogatepass")) >> (32 - grams.bits) for one in found)
        rows.extend([row] * len(found))
    return np.array(rows, dtype=np.int32), np.array(columns, dtype=np.int32)


def _counted(rows: Numbers, columns: Numbers, number: int, bits: int) -> Numbers:
    from scipy import sparse

    ones = np.ones(len(rows), dtype=np.float32)
    counts = sparse.csr_matrix((ones, (rows, columns)), shape=(number, 1 << bits))
    counts.sum_duplicates()
    counts.data = 1 + np.log(counts.data)
    return counts
