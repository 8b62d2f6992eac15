"""SPSS .sav, written by pyreadstat from a frame that holds all columns at once, and so refused where they are too large.

Codes that are whole numbers become numbers, others texts; both with value labels. What was not answered is missing.
"""

from collections.abc import Iterator, Sequence
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat

from feilun.insight.exports.columns import ExportColumn, ExportLook, ExportNote, labels_of, spoken
from feilun.insight.exports.csv_file import Tell
from feilun.insight.exports.sav_columns import SavColumn, Seen, sav_column
from feilun.insight.exports.sav_names import (
    LONGEST_LABEL,
    LONGEST_TITLE,
    LONGEST_VALUE_LABEL,
    cut,
    document_lines,
    names_for,
)
from feilun.insight.exports.spool import Spool
from feilun.kernel.errors import Error

MOST_MEGABYTES = 450
# What Arrow keeps of a text beside its bytes.
_OFFSET = 8


class TooLargeForSpss(Error):
    """An SPSS file takes at most {most} MB of values, these answers have {number}. Take CSV or Parquet, or fewer answers."""

    status = 422


def write_sav(file: IO[bytes], spool: Spool, look: ExportLook, tell: Tell) -> list[ExportNote]:
    """Writes the whole file; the notes tell what was renamed or cut, and the file's documents tell it as well.

    `file` is one of the system, since the library opens it by its number. Raises TooLargeForSpss.
    """
    seen = Seen(spool)
    names = names_for(one.name for one in spool.columns)
    columns = [sav_column(names[one.name], one, seen, place, look) for place, one in enumerate(spool.columns)]
    size = sum(_bytes_of(one, seen.bytes.get(place, 0), spool.rows) for place, one in enumerate(columns))
    if size > MOST_MEGABYTES << 20:
        raise TooLargeForSpss(most=MOST_MEGABYTES, number=-(-size >> 20))
    notes = _notes(spool.columns, names, seen, look)
    pyreadstat.write_sav(
        _frame(columns, spool, look, tell),
        f"/dev/fd/{file.fileno()}",
        file_label=cut(look.title, LONGEST_TITLE),
        column_labels=[one.label for one in columns],
        row_compress=True,
        note=document_lines(_documents(spool.columns, notes, look)),
        variable_value_labels={one.name: one.labels for one in columns if one.labels},
        # A blank code means that nothing was chosen; a table of frequencies should not count it as an answer.
        missing_ranges={one.name: [""] for one in columns if one.is_text and one.labels},
        variable_measure={one.name: one.measure for one in columns},
        variable_format={one.name: one.format for one in columns if one.format},
    )
    tell(spool.rows)
    return notes


def _bytes_of(one: SavColumn, texts: int, rows: int) -> int:
    return texts + _OFFSET * rows if one.is_text else rows * np.dtype(one.type).itemsize


def _frame(columns: Sequence[SavColumn], spool: Spool, look: ExportLook, tell: Tell) -> pd.DataFrame:
    """All values, each once: numbers go to their place, texts stay the pieces of Arrow that they were read as."""
    numbers = {one.name: np.empty(spool.rows, one.type) for one in columns if not one.is_text}
    texts: dict[str, list[Any]] = {one.name: [] for one in columns if one.is_text}
    done = 0
    for batch in spool.batches():
        for one, array in zip(columns, batch.columns, strict=True):
            values = one.values(array, look)
            if one.is_text:
                texts[one.name].append(values)
            else:
                numbers[one.name][done : done + batch.num_rows] = values
        done += batch.num_rows
        # Writing takes longer than this and tells nothing.
        tell(done // 4)
    found = {one.name: _written_texts(texts.pop(one.name)) if one.is_text else numbers[one.name] for one in columns}
    return pd.DataFrame(found, copy=False)


def _written_texts(pieces: list[Any]) -> Any:
    return pd.arrays.ArrowExtensionArray(pa.chunked_array(pieces, pa.large_string()))


def _notes(columns: Sequence[ExportColumn], names: dict[str, str], seen: Seen, look: ExportLook) -> list[ExportNote]:
    found = [
        ExportNote(kind="renamed", column=one.name, to=names[one.name])
        for one in columns
        if names[one.name] != one.name
    ]
    for place, count in seen.too_long.items():
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
