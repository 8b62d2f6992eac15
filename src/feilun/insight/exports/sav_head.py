"""The dictionary of an SPSS file: variables, labels, missing values, long names. Bytes as the format has them.

The format is described in the developer's guide of PSPP, "System File Format"; numbers are little endian.
"""

import itertools
import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np

from feilun.insight.exports.sav_names import LONGEST_LABEL, LONGEST_VALUE_LABEL, cut, document_lines, padded

SYSTEM_MISSING = -float(np.finfo("f8").max)
# A string over 255 bytes is stored as several variables of 255, of which each counts for 252.
SEGMENT, COUNTED = 255, 252
LONGEST_TEXT = 32_767
BIAS = 100
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Formats: kind, width, decimals.
Format = tuple[int, int, int]
TEXT, NUMBER, TIME, MOMENT, DAY = 1, 5, 21, 22, 39
NOMINAL, SCALE = 1, 3


class SavVariable(NamedTuple):
    """`width` is 0 for a number, else the bytes of the longest text. `labels` are of codes, as numbers or texts."""

    name: str
    label: str
    width: int
    format: Format
    measure: int
    labels: dict[str, str]

    @property
    def segments(self) -> list[int]:
        """The widths of the variables it is stored as."""
        if self.width <= SEGMENT:
            return [self.width]
        count = -(-self.width // COUNTED)
        return [SEGMENT] * (count - 1) + [self.width - (count - 1) * COUNTED]

    @property
    def elements(self) -> int:
        """How many times 8 bytes a row has of it."""
        return sum(max(1, -(-width // 8)) for width in self.segments)


def head_of(
    variables: Sequence[SavVariable], rows: int, title: str, documents: Iterable[str], at: datetime
) -> Iterator[bytes]:
    """All before the first row."""
    yield _first(variables, rows, title, at)
    for first, variable in zip(_places(variables), variables, strict=True):
        yield from _variable(first, variable)
    yield from _value_labels(variables)
    lines = document_lines(documents)
    if lines:
        yield struct.pack("<ii", 6, len(lines)) + b"".join(lines)
    yield _more(3, 4, struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, 65001))
    yield _more(4, 8, struct.pack("<3d", SYSTEM_MISSING, -SYSTEM_MISSING, np.nextafter(SYSTEM_MISSING, 0)))
    yield _more(11, 4, b"".join(_shown(one) for one in variables))
    yield from _names(variables)
    yield _more(16, 8, struct.pack("<qq", 1, rows))
    yield _more(20, 1, b"UTF-8")
    yield from _long_labels(variables)
    yield from _long_missing(variables)
    yield struct.pack("<ii", 999, 0)


def _first(variables: Sequence[SavVariable], rows: int, title: str, at: datetime) -> bytes:
    day = f"{at.day:02} {_MONTHS[at.month - 1]} {at.year % 100:02}"
    size = sum(one.elements for one in variables)
    return (
        b"$FL2"
        + b"@(#) SPSS DATA FILE Feilun".ljust(60)
        + struct.pack("<iiiiid", 2, size, 1, 0, rows, float(BIAS))
        + day.encode()
        + f"{at:%H:%M:%S}".encode()
        + cut(title, 64).ljust(64)
        + b"\0\0\0"
    )


def _places(variables: Sequence[SavVariable]) -> list[int]:
    """The number of the first stored variable of each; a long text is stored as several."""
    return [1, *itertools.accumulate((len(one.segments) for one in variables), initial=1)][1:-1]


def _variable(first: int, one: SavVariable) -> Iterator[bytes]:
    for place, width in enumerate(one.segments):
        label = cut(one.label, LONGEST_LABEL) if place == 0 else b""
        kind, shown, decimals = (TEXT, width, 0) if width else one.format
        format = decimals | shown << 8 | kind << 16
        # A blank code means that nothing was chosen; a table of frequencies should not count it as an answer.
        is_blank_missing = 0 < width <= 8 and bool(one.labels)
        yield struct.pack("<6i", 2, width, bool(label), int(is_blank_missing), format, format)
        # Short names are of 8 bytes; those that people see come in a record of their own.
        yield f"V{first + place}".encode().ljust(8)
        if label:
            yield struct.pack("<i", len(label)) + padded(label, 4)
        if is_blank_missing:
            yield b" " * 8
        for _ in range(max(1, -(-width // 8)) - 1):
            yield struct.pack("<6i", 2, -1, 0, 0, 0, 0) + b" " * 8


def _value_labels(variables: Sequence[SavVariable]) -> Iterator[bytes]:
    """Of numbers and of texts up to 8 bytes; the others have a record of their own."""
    place = 1
    for one in variables:
        if one.labels and one.width <= 8:
            yield struct.pack("<ii", 3, len(one.labels))
            for code, text in one.labels.items():
                label = cut(text, LONGEST_VALUE_LABEL)
                value = code.encode().ljust(8) if one.width else struct.pack("<d", float(code))
                yield value + padded(bytes([len(label)]) + label, 8)
            yield struct.pack("<iii", 4, 1, place)
        place += one.elements


def _more(subtype: int, size: int, content: bytes) -> bytes:
    return struct.pack("<iiii", 7, subtype, size, len(content) // size) + content


def _shown(one: SavVariable) -> bytes:
    """Measure, width on the screen, alignment, of each variable it is stored as."""
    place = struct.pack("<iii", one.measure, min(40, one.width) if one.width else 8, 0 if one.width else 1)
    return place * len(one.segments)


def _names(variables: Sequence[SavVariable]) -> Iterator[bytes]:
    pairs = list(zip(_places(variables), variables, strict=True))
    yield _more(13, 1, "\t".join(f"V{first}={one.name}" for first, one in pairs).encode())
    long = "".join(f"V{first}={one.width:05}\0\t" for first, one in pairs if one.width > SEGMENT)
    if long:
        yield _more(14, 1, long.encode())


def _long_labels(variables: Sequence[SavVariable]) -> Iterator[bytes]:
    found = []
    for one in variables:
        if one.labels and 8 < one.width <= SEGMENT:
            found.append(_counted(one.name.encode()) + struct.pack("<ii", one.width, len(one.labels)))
            for code, text in one.labels.items():
                found.append(_counted(code.encode().ljust(one.width)) + _counted(cut(text, LONGEST_VALUE_LABEL)))
    if found:
        yield _more(21, 1, b"".join(found))


def _long_missing(variables: Sequence[SavVariable]) -> Iterator[bytes]:
    found = [
        _counted(one.name.encode()) + b"\1" + _counted(b" " * 8)
        for one in variables
        if one.labels and 8 < one.width <= SEGMENT
    ]
    if found:
        yield _more(22, 1, b"".join(found))


def _counted(content: bytes) -> bytes:
    return struct.pack("<i", len(content)) + content
