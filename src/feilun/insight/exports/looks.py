"""The columns of a table as its reader wants them: codes, labels, or both beside each other."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from feilun.insight.exports.columns import ExportColumn, ExportLook, headings, is_coded, labels_of

# What a spreadsheet may take for a formula when it opens a text file, also in full width and after blanks.
_FORMULA = r"^[\s']*[=+\-@＝＋－＠]|^'*[\t\r\n]"
_PLAIN_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"


class ShownColumn(NamedTuple):
    """One column of the table: the place of its column in the batch, and whether it shows labels."""

    name: str
    place: int
    column: ExportColumn
    has_labels: bool


def shown_columns(columns: Sequence[ExportColumn], look: ExportLook) -> list[ShownColumn]:
    """With `both`, a column with codes is followed by one with their labels, named `name:label`."""
    found = []
    for place, (name, column) in enumerate(zip(headings(columns, look), columns, strict=True)):
        has_labels = look.values == "labels" and is_coded(column)
        found.append(ShownColumn(name, place, column, has_labels))
        if look.values == "both" and is_coded(column):
            found.append(ShownColumn(f"{name}:label", place, column, True))
    return found


def shown_array(one: ShownColumn, batch: Any, look: ExportLook) -> Any:
    """Its values in a batch. A code without a label stays as it is."""
    array = batch.column(one.place)
    if not one.has_labels:
        return array
    table = labels_of(one.column, look.language)
    codes = array if pa.types.is_large_string(array.type) else array.cast(pa.large_string())
    labels = pa.array(list(table.values()), pa.large_string())
    places = pc.index_in(codes, value_set=pa.array(list(table), pa.large_string()))
    return pc.coalesce(labels.take(places), codes)


def guarded(array: Any) -> Any:
    """Texts that a spreadsheet would run as a formula get an apostrophe before them; others stay.

    It can be undone: one apostrophe goes from whatever is dangerous behind it.
    """
    is_formula = pc.and_not(pc.match_substring_regex(array, _FORMULA), pc.match_substring_regex(array, _PLAIN_NUMBER))
    if not pc.any(is_formula).as_py():
        return array
    mark, nothing = (pa.scalar(one, array.type) for one in ("'", ""))
    return pc.if_else(is_formula, pc.binary_join_element_wise(mark, array, nothing), array)


def is_dangerous(array: Any) -> Any:
    """Of each text, whether a spreadsheet might run it."""
    return pc.match_substring_regex(array, _FORMULA)
