"""SPSS .sav: two passes over what lies aside, the first for the widths, the second writes, block by block.

Codes that are whole numbers become numbers, others texts; both with value labels. What was not answered is missing.
"""

from collections.abc import Iterator, Sequence
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from feilun.insight.exports.columns import ExportColumn, ExportLook, ExportNote, labels_of, spoken
from feilun.insight.exports.csv_file import Tell
from feilun.insight.exports.sav_head import (
    DAY,
    LONGEST_TEXT,
    MOMENT,
    NOMINAL,
    NUMBER,
    SCALE,
    SEGMENT,
    SYSTEM_MISSING,
    TEXT,
    TIME,
    SavVariable,
    head_of,
)
from feilun.insight.exports.sav_names import LONGEST_LABEL, LONGEST_VALUE_LABEL, cut, names_for
from feilun.insight.exports.sav_pack import Packer
from feilun.insight.exports.spool import Spool
from feilun.kernel import clock

_WHOLE = r"^(0|-?[1-9][0-9]{0,14})$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TIME = r"^[0-9]{2}:[0-9]{2}$"
# Seconds from the first day of the Gregorian calendar, 1582-10-14, where SPSS begins, to 1970.
_EPOCH = 12_219_379_200
_BLOCK_BYTES = 32 << 20


def write_sav(file: IO[bytes], spool: Spool, look: ExportLook, tell: Tell) -> list[ExportNote]:
    """Writes the whole file; the notes tell what was renamed or cut, and the file's documents tell it as well."""
    widths = _Widths(spool)
    names = names_for(one.name for one in spool.columns)
    variables = [_variable(names[one.name], one, widths, look, place) for place, one in enumerate(spool.columns)]
    notes = _notes(spool.columns, names, widths, look)
    for piece in head_of(variables, spool.rows, look.title, _documents(spool.columns, notes, look), clock.now()):
        file.write(piece)
    packer = Packer([bool(one.width) for one in variables for _ in range(one.elements)])
    done = 0
    for batch in _blocks(spool, variables):
        file.write(packer.pack(_rows(batch, variables, look)))
        done += batch.num_rows
        tell(done)
    file.write(packer.end())
    return notes


class _Widths:
    """What one look at all values tells: bytes of the longest text, and whether all are numbers, days or times."""

    def __init__(self, spool: Spool) -> None:
        texts = [place for place, one in enumerate(spool.columns) if pa.types.is_large_string(spool.type_of(one))]
        self.kinds = {place: spool.type_of(one) for place, one in enumerate(spool.columns)}
        self.most = dict.fromkeys(texts, 0)
        self.too_long = dict.fromkeys(texts, 0)
        shapes = {"choice": _WHOLE, "flag": _WHOLE, "date": _DAY, "time": _TIME}
        self.fits = {place: shapes[spool.columns[place].kind] for place in texts if spool.columns[place].kind in shapes}
        for batch in spool.batches():
            for place in texts:
                self._look(place, batch.column(place))

    def _look(self, place: int, array: Any) -> None:
        lengths = pc.binary_length(array)
        most = pc.max(lengths).as_py() or 0
        self.most[place] = max(self.most[place], most)
        if most > LONGEST_TEXT:
            self.too_long[place] += pc.sum(pc.greater(lengths, LONGEST_TEXT)).as_py()
        shape = self.fits.get(place)
        if shape and pc.all(pc.match_substring_regex(array, shape)).as_py() not in (True, None):
            del self.fits[place]


def _variable(name: str, column: ExportColumn, widths: _Widths, look: ExportLook, place: int) -> SavVariable:
    label = spoken(column.label, look.language)
    labels = labels_of(column, look.language)
    if place not in widths.most:
        if pa.types.is_timestamp(widths.kinds[place]):
            return SavVariable(name, label, 0, (MOMENT, 20, 0), SCALE, {})
        decimals = 2 if pa.types.is_floating(widths.kinds[place]) else 0
        return SavVariable(name, label, 0, (NUMBER, 8, decimals), NOMINAL if labels else SCALE, labels)
    fits = place in widths.fits
    if fits and column.kind == "date":
        return SavVariable(name, label, 0, (DAY, 10, 0), SCALE, {})
    if fits and column.kind == "time":
        return SavVariable(name, label, 0, (TIME, 5, 0), SCALE, {})
    if fits and all(_is_whole(code) for code in labels):
        return SavVariable(name, label, 0, (NUMBER, 8, 0), NOMINAL, labels)
    longest_code = max((len(code) for code in labels), default=0)
    width = min(LONGEST_TEXT, max(1, widths.most[place], longest_code))
    return SavVariable(name, label, width, (TEXT, min(width, SEGMENT), 0), NOMINAL, labels)


def _is_whole(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) <= 15 and str(int(code)) == code


def _blocks(spool: Spool, variables: Sequence[SavVariable]) -> Iterator[Any]:
    """Batches whose rows, blanks and all, stay within bounds."""
    at_once = max(1, _BLOCK_BYTES // (8 * sum(one.elements for one in variables)))
    for batch in spool.batches():
        for start in range(0, batch.num_rows, at_once):
            yield batch.slice(start, at_once)


def _rows(batch: Any, variables: Sequence[SavVariable], look: ExportLook) -> Any:
    """The rows as bytes: every element of 8 in its place."""
    rows = np.full((batch.num_rows, 8 * sum(one.elements for one in variables)), ord(" "), np.uint8)
    numbers = rows.view("<f8")
    element = 0
    for place, one in enumerate(variables):
        array = batch.column(place)
        if one.width:
            _put_texts(rows, 8 * element, one.width, array)
        else:
            numbers[:, element] = _numbers(array, one, look)
        element += one.elements
    return rows


def _numbers(array: Any, one: SavVariable, look: ExportLook) -> Any:
    kind = one.format[0]
    if kind == MOMENT:
        local = pc.local_timestamp(array.cast(pa.timestamp("us", tz=look.zone))).cast(pa.int64())
        array = pc.add(pc.divide(local, 1_000_000), _EPOCH)
    elif kind == DAY:
        days = pc.strptime(array, format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.int64())
        array = pc.add(days, _EPOCH)
    elif kind == TIME:
        hours, minutes = (pc.utf8_slice_codeunits(array, start, start + 2).cast(pa.int64()) for start in (0, 3))
        array = pc.add(pc.multiply(hours, 3600), pc.multiply(minutes, 60))
    return pc.fill_null(array.cast(pa.float64()), SYSTEM_MISSING).to_numpy(zero_copy_only=False)


def _put_texts(rows: Any, start: int, width: int, array: Any) -> None:
    """A long text goes into pieces of 255 bytes, each in room for 256."""
    texts = [one or b"" for one in array.cast(pa.large_binary()).to_pylist()]
    if any(len(one) > width for one in texts):
        texts = [cut(one.decode(), width) for one in texts]
    filled = np.array(texts, dtype=f"S{width}").view(np.uint8).reshape(len(texts), width)
    filled = np.where(filled == 0, np.uint8(ord(" ")), filled)
    for number, first in enumerate(range(0, width, SEGMENT)):
        piece = filled[:, first : first + SEGMENT]
        place = start + 256 * number
        rows[:, place : place + piece.shape[1]] = piece


def _notes(
    columns: Sequence[ExportColumn], names: dict[str, str], widths: _Widths, look: ExportLook
) -> list[ExportNote]:
    found = [
        ExportNote(kind="renamed", column=one.name, to=names[one.name])
        for one in columns
        if names[one.name] != one.name
    ]
    for place, count in widths.too_long.items():
        if count:
            found.append(ExportNote(kind="cut", column=columns[place].name, count=count))
    for one in columns:
        count = sum(_bytes(text) > LONGEST_VALUE_LABEL for text in labels_of(one, look.language).values())
        count += _bytes(spoken(one.label, look.language)) > LONGEST_LABEL
        if count:
            found.append(ExportNote(kind="label_cut", column=one.name, count=count))
    return found


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _documents(columns: Sequence[ExportColumn], notes: Sequence[ExportNote], look: ExportLook) -> Iterator[str]:
    """Names that had to be changed, and labels too long for the format in full."""
    by_name = {one.name: one for one in columns}
    for note in notes:
        if note.kind == "renamed":
            yield f"{note.to} = {note.column}"
        elif note.kind == "label_cut":
            column = by_name[note.column]
            yield f"{column.name}: {spoken(column.label, look.language)}"
            for code, text in labels_of(column, look.language).items():
                if _bytes(text) > LONGEST_VALUE_LABEL:
                    yield f"{column.name} {code}: {text}"
