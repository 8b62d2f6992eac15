"""Packs rows of an SPSS file: small whole numbers, blanks and missing values take one byte instead of eight.

Eight codes stand together, before the values that they could not say; groups run on over the ends of rows.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from feilun.insight.exports.sav_head import BIAS, SYSTEM_MISSING

_PADDING, _VALUE, _BLANKS, _MISSING = 0, 253, 254, 255
_BLANK_WORD = int.from_bytes(b" " * 8, "little")


class Packer:
    """`pack` block after block, then `end`. `is_text` says of each element of a row whether it is text."""

    def __init__(self, is_text: Sequence[bool]) -> None:
        self._is_text = np.array(is_text, bool)
        self._codes = np.empty(0, np.uint8)
        self._words = np.empty(0, "<u8")

    def pack(self, rows: Any) -> bytes:
        """Rows as bytes, `8 * elements` wide. What does not fill a group waits for the next block."""
        words = rows.view("<u8")
        codes = np.concatenate([self._codes, self._coded(words, rows.view("<f8")).reshape(-1)])
        words = np.concatenate([self._words, words.reshape(-1)])
        whole = len(codes) - len(codes) % 8
        self._codes, self._words = codes[whole:], words[whole:]
        return _grouped(codes[:whole], words[:whole])

    def end(self) -> bytes:
        missing = -len(self._codes) % 8
        codes = np.concatenate([self._codes, np.full(missing, _PADDING, np.uint8)])
        return _grouped(codes, np.concatenate([self._words, np.zeros(missing, "<u8")]))

    def _coded(self, words: Any, numbers: Any) -> Any:
        codes = np.full(words.shape, _VALUE, np.uint8)
        codes[(words == _BLANK_WORD) & self._is_text] = _BLANKS
        values = numbers[:, ~self._is_text]
        # Codes 1 to 251 say a number and 100; a zero with a minus sign is not that number's bits.
        is_small = (values >= 1 - BIAS) & (values <= 251 - BIAS) & (values == np.floor(values))
        is_small &= ~((values == 0) & np.signbit(values))
        said = np.where(is_small, np.where(is_small, values, 0) + BIAS, _VALUE).astype(np.uint8)
        said[values == SYSTEM_MISSING] = _MISSING
        codes[:, ~self._is_text] = said
        return codes


def _grouped(codes: Any, words: Any) -> bytes:
    """`codes` fill whole groups."""
    if not len(codes):
        return b""
    places = np.flatnonzero(codes == _VALUE)
    groups = len(codes) // 8
    found = np.empty(groups + len(places), "<u8")
    # A value stands behind the codes of its own group and of those before, and behind the values before it.
    found[places // 8 + 1 + np.arange(len(places))] = words[places]
    before = np.searchsorted(places, np.arange(groups) * 8)
    found[np.arange(groups) + before] = codes.view("<u8")
    return bytes(found.tobytes())
