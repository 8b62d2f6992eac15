"""Cells of a spreadsheet as XML, a whole column of a block at once: a million cells a second and no object per cell."""

import re
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from feilun.insight.exports.looks import is_dangerous

# What a cell holds at most, in UTF-16 units; a longer text makes Excel call the whole file broken.
LONGEST_CELL = 32_767
# Styles of the workbook, by their place in styles.xml.
PLAIN, BOLD, QUOTED, DAY, MOMENT = range(5)
# What XML 1.0 cannot hold (a return becomes a line feed in every reader), and what looks like Excel's way of writing it.
_ODD = r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x{FFFE}\x{FFFF}]|_x[0-9A-Fa-f]{4}_"
_ODD_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
_LOOKS_WRITTEN = re.compile("_(x[0-9A-Fa-f]{4}_)")
# Excel counts days from 1899-12-30, but holds 1900 for a leap year: right from March 1900 on.
_FIRST_DAY = 61
_EPOCH = 25_569
_DAY_MICROSECONDS = 86_400_000_000


class Cells(NamedTuple):
    """A column of a block as XML, and how many texts had to be cut."""

    xml: Any
    cut: int


def letters_of(place: int) -> str:
    """A, B … Z, AA: the name of a column, from 0."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def number_cells(letters: str, lines: Any, array: Any) -> Cells:
    """`lines` are the numbers of the rows as text. Empty where there is no value."""
    return Cells(_joined(f'<c r="{letters}', lines, '"><v>', _number(array), "</v></c>"), 0)


def text_cells(letters: str, lines: Any, array: Any) -> Cells:
    """Always a text, never a formula: what looks like one is marked as quoted, so that it stays one when edited."""
    dangerous = is_dangerous(array)
    array, cut = _fitting(array)
    escaped = pc.replace_substring(pc.replace_substring(array, "&", "&amp;"), "<", "&lt;")
    escaped = pc.replace_substring(escaped, ">", "&gt;")
    style = ""
    if pc.any(dangerous).as_py():
        style = pc.if_else(dangerous, _large(f' s="{QUOTED}"'), _large(""))
    head = _joined(f'<c r="{letters}', lines, '"', style)
    return Cells(_joined(head, ' t="inlineStr"><is><t xml:space="preserve">', escaped, "</t></is></c>"), cut)


def day_cells(letters: str, lines: Any, array: Any) -> Cells:
    """Days as days; what is none stays a text."""
    days = pc.strptime(array, format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.date32()).cast(pa.int32())
    days = pc.add(days, _EPOCH)
    is_day = pc.fill_null(pc.greater_equal(days, _FIRST_DAY), False)
    numbers = pc.if_else(is_day, days, pa.scalar(None, days.type))
    dated = _joined(f'<c r="{letters}', lines, f'" s="{DAY}"><v>', _number(numbers), "</v></c>")
    texts, cut = text_cells(letters, lines, pc.if_else(is_day, pa.scalar(None, array.type), array))
    return Cells(pc.coalesce(dated, texts), cut)


def moment_cells(letters: str, lines: Any, array: Any, zone: str) -> Cells:
    """Times of a zone, to the second: a spreadsheet knows no zones."""
    local = pc.local_timestamp(array.cast(pa.timestamp("us", tz=zone))).cast(pa.int64())
    seconds = pc.divide(local, 1_000_000)
    days = pc.add(pc.divide(seconds.cast(pa.float64()), 86_400.0), float(_EPOCH))
    return Cells(_joined(f'<c r="{letters}', lines, f'" s="{MOMENT}"><v>', _number(days), "</v></c>"), 0)


def rows_of(lines: Any, columns: list[Any]) -> bytes:
    """The rows, whole, one after another."""
    cells = [pc.fill_null(one, "") for one in columns]
    rows = _joined('<row r="', lines, '">', *cells, "</row>")
    if not len(rows):
        return b""
    # The texts lie one after another already: taken as they are, without an object per row.
    ends = rows.buffers()[1]
    first, last = (
        int.from_bytes(ends[8 * at : 8 * at + 8].to_pybytes(), "little")
        for at in (rows.offset, rows.offset + len(rows))
    )
    return bytes(rows.buffers()[2][first:last].to_pybytes())


def text_xml(text: str) -> str:
    """One text as the inside of a cell."""
    fitting, _ = _cut_one(text)
    return _signs(fitting).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _number(array: Any) -> Any:
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_finite(array), array, pa.scalar(None, array.type))
    return array.cast(pa.large_string())


def _joined(*parts: Any) -> Any:
    """The parts of each row, joined; null where one of them is."""
    return pc.binary_join_element_wise(*(_large(one) if isinstance(one, str) else one for one in parts), _large(""))


def _large(text: str) -> Any:
    return pa.scalar(text, pa.large_string())


def _fitting(array: Any) -> tuple[Any, int]:
    """Short enough and without signs that XML does not know. Few columns need a look at each text."""
    is_odd = bool(pc.any(pc.match_substring_regex(array, _ODD)).as_py())
    is_long = (pc.max(pc.binary_length(array)).as_py() or 0) > LONGEST_CELL
    if not is_odd and not is_long:
        return array, 0
    cut, texts = 0, array.to_pylist()
    for place, text in enumerate(texts):
        if text is not None:
            fitting, was_cut = _cut_one(text)
            cut += was_cut
            texts[place] = _signs(fitting)
    return pa.array(texts, pa.large_string()), cut


def _cut_one(text: str) -> tuple[str, bool]:
    """At most what a cell holds, counted as the spreadsheet counts, never through the middle of a character."""
    if len(text) * 2 <= LONGEST_CELL:
        return text, False
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return text, False
    return units[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore"), True


def _signs(text: str) -> str:
    """`_x000D_` as the format says (ECMA-376, 22.9.2.19 ST_Xstring); what is written so already is kept as text."""
    text = _LOOKS_WRITTEN.sub(r"_x005F_\1", text)
    return _ODD_SIGN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
