"""What goes into the cells of a spreadsheet: a column of a block as numbers, days, times and texts that stay texts."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from feilun.insight.exports.columns import ExportLook
from feilun.insight.exports.looks import ShownColumn, is_dangerous

# Excel counts days from 1899-12-30, but holds 1900 for a leap year: right from March 1900 on.
_FIRST_DAY = 61
_EPOCH = 25_569
# What XlsxWriter answers for a text longer than the 32,767 UTF-16 units of a cell, after it wrote what fits.
_WAS_CUT = -2


class Looks:
    """How cells look. What might be taken for a formula is marked as quoted, so that it stays a text when edited."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.bold = book.add_format({"bold": True})
        self.quoted = book.add_format({"quote_prefix": True, "num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})


class Cells(NamedTuple):
    """A column of a block: numbers, texts, or None for an empty cell; the look of its numbers; which texts to quote."""

    values: list[Any]
    look: Format | None = None
    dangerous: list[bool | None] | None = None


def cells_of(one: ShownColumn, array: Any, look: ExportLook, looks: Looks) -> Cells:
    if pa.types.is_timestamp(array.type):
        return Cells(_moments(array, look.zone), looks.moment)
    if not pa.types.is_large_string(array.type):
        return Cells(_finite(array))
    dangerous = is_dangerous(array)
    quoted = dangerous.to_pylist() if pc.any(dangerous).as_py() else None
    if one.column.kind == "date" and not one.has_labels:
        return Cells(_days(array), looks.day, quoted)
    return Cells(array.to_pylist(), None, quoted)


def put_line(sheet: Worksheet, line: int, at: int, columns: Sequence[Cells], looks: Looks) -> list[int]:
    """Writes what the columns hold at one place as a line of the sheet; the places of texts that had to be cut."""
    cut = []
    for place, cells in enumerate(columns):
        value = cells.values[at]
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            sheet.write_number(line, place, value, cells.look)
        elif put_text(sheet, line, place, value, looks.quoted if cells.dangerous and cells.dangerous[at] else None):
            cut.append(place)
    return cut


def put_text(sheet: Worksheet, line: int, place: int, text: str, look: Format | None = None) -> bool:
    """Always as a text, never as a formula or a link. Whether it had to be cut to what a cell holds."""
    # XlsxWriter takes a text from <r> to </r> for markup that it made itself, and would write it as it is.
    if text.startswith("<r>") and "</r>" in text:
        text = f" {text}"
    return bool(sheet.write_string(line, place, text, look) == _WAS_CUT)


def _finite(array: Any) -> list[Any]:
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_finite(array), array, pa.scalar(None, array.type))
    values: list[Any] = array.to_pylist()
    return values


def _days(array: Any) -> list[Any]:
    """Days as days; what is none stays a text."""
    days = pc.strptime(array, format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.date32()).cast(pa.int32())
    numbers = pc.add(days, _EPOCH).to_pylist()
    return [
        day if day is not None and day >= _FIRST_DAY else text
        for day, text in zip(numbers, array.to_pylist(), strict=True)
    ]


def _moments(array: Any, zone: str) -> list[Any]:
    """Times of a zone, to the second: a spreadsheet knows no zones."""
    local = pc.local_timestamp(array.cast(pa.timestamp("us", tz=zone))).cast(pa.int64())
    seconds = pc.divide(local, 1_000_000)
    days: list[Any] = pc.add(pc.divide(seconds.cast(pa.float64()), 86_400.0), float(_EPOCH)).to_pylist()
    return days
