"""XLSX in one pass: sheets of data, then codebook and results. Written by hand, since it is short and grows with nothing.

The parts are those of ECMA-376 that Excel, LibreOffice and openpyxl ask for. Texts stand in their cells.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from feilun.insight.exports.columns import ExportColumn, ExportLook, ExportNote, labels_of, spoken, word
from feilun.insight.exports.csv_file import Tell
from feilun.insight.exports.looks import ShownColumn, shown_array, shown_columns
from feilun.insight.exports.sheet_cells import (
    BOLD,
    PLAIN,
    QUOTED,
    Cells,
    day_cells,
    letters_of,
    moment_cells,
    number_cells,
    rows_of,
    text_cells,
    text_xml,
)
from feilun.insight.exports.spool import Spool
from feilun.insight.exports.workbook import closing, opening
from feilun.kernel.errors import Error

MOST_COLUMNS = 16_384
# Lines of a sheet are 1,048,576; a part of the file must also stay under 2 GB, or Excel offers to repair it.
_MOST_LINES = 1_000_000
_MOST_BYTES = 1_800_000_000
Line = Sequence[Any]


class TooManyColumns(Error):
    """A spreadsheet holds {most} columns, this survey has {number}. Take CSV or Parquet."""

    status = 422


def write_xlsx(
    file: IO[bytes], spool: Spool, look: ExportLook, tell: Tell, results: Sequence[Line] = ()
) -> list[ExportNote]:
    """Writes the whole workbook; the notes tell of texts that were longer than a cell. Raises TooManyColumns."""
    shown = shown_columns(spool.columns, look)
    if len(shown) > MOST_COLUMNS:
        raise TooManyColumns(most=MOST_COLUMNS, number=len(shown))
    data = word("sheet_data", look.language)
    # Level 1: the XML is so even that a higher one costs three times the time for a fifth of the bytes.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        sheets = _Sheets(archive)
        cut = _write_data(sheets, data, spool, shown, look, tell)
        notes = [ExportNote(kind="cut", column=name, count=count) for name, count in cut.items() if count]
        _write_small(sheets, word("sheet_codebook", look.language), codebook_lines(spool.columns, look, notes))
        if results:
            _write_small(sheets, word("sheet_results", look.language), results)
        sheets.end(look.title)
    return notes


class _Sheets:
    """The sheets of an archive, one after another; `end` writes what names them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names: list[str] = []
        self._part: Any = None
        self.bytes = 0

    def begin(self, name: str, widths: Iterable[int], is_frozen: bool = True) -> None:
        self._names.append(name)
        self._part = self._archive.open(f"xl/worksheets/sheet{len(self._names)}.xml", "w")
        self.bytes = 0
        pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if is_frozen else ""
        columns = "".join(
            f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
            for place, width in enumerate(widths, 1)
        )
        self.write(
            (
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
                '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
                f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
            ).encode()
        )

    def write(self, xml: bytes) -> None:
        self._part.write(xml)
        self.bytes += len(xml)

    def close(self) -> None:
        self.write(b"</sheetData></worksheet>")
        self._part.close()

    def end(self, title: str) -> None:
        for name, content in (*opening(self._names), *closing(self._names, title)):
            self._archive.writestr(name, content)


def _write_data(
    sheets: _Sheets, name: str, spool: Spool, shown: Sequence[ShownColumn], look: ExportLook, tell: Tell
) -> dict[str, int]:
    """How many texts were cut, by column."""
    cut = {one.name: 0 for one in shown}
    letters = [letters_of(place) for place in range(len(shown))]
    head = line_xml(1, [one.name for one in shown], BOLD)
    widths = [min(40, max(10, len(one.name) + 2)) for one in shown]
    number, line = 1, 1
    sheets.begin(name, widths)
    sheets.write(head)
    done = 0
    for batch in spool.batches():
        if line + batch.num_rows > _MOST_LINES or sheets.bytes > _MOST_BYTES:
            sheets.close()
            number, line = number + 1, 1
            sheets.begin(f"{name} {number}", widths)
            sheets.write(head)
        lines = pc.add(pa.array(range(batch.num_rows), pa.int64()), line + 1).cast(pa.large_string())
        columns = []
        for place, one in zip(letters, shown, strict=True):
            cells = _cells(place, lines, one, shown_array(one, batch, look), look)
            cut[one.name] += cells.cut
            columns.append(cells.xml)
        sheets.write(rows_of(lines, columns))
        line, done = line + batch.num_rows, done + batch.num_rows
        tell(done)
    sheets.close()
    return cut


def _cells(letters: str, lines: Any, one: ShownColumn, array: Any, look: ExportLook) -> Cells:
    if pa.types.is_timestamp(array.type):
        return moment_cells(letters, lines, array, look.zone)
    if not pa.types.is_large_string(array.type):
        return number_cells(letters, lines, array)
    is_day = one.column.kind == "date" and not one.has_labels
    return day_cells(letters, lines, array) if is_day else text_cells(letters, lines, array)


def codebook_lines(columns: Sequence[ExportColumn], look: ExportLook, notes: Sequence[ExportNote]) -> Iterator[Line]:
    """One line per column and per code, with the labels in every language of the survey."""
    languages = list(dict.fromkeys(name for one in columns for name in one.label))
    own = [one for one in languages if one == look.language] + [one for one in languages if one != look.language]
    heads = ("book_column", "book_question", "book_kind", "book_code")
    label = word("book_label", look.language)
    yield [*(word(one, look.language) for one in heads), *(f"{label} ({one})" for one in own)]
    cut = {one.column: one.count for one in notes}
    for column in columns:
        kind = word(column.kind, look.language, zone=look.zone)
        yield [column.name, column.question, kind, "", *(spoken(column.label, one) for one in own)]
        if column.name in cut:
            yield [
                column.name,
                column.question,
                word("book_cut", look.language, count=cut[column.name]),
            ]
        by_language = [labels_of(column, one) for one in own]
        for code in by_language[0] if by_language else ():
            yield [column.name, column.question, "", code, *(one[code] for one in by_language)]


def _write_small(sheets: _Sheets, name: str, lines: Iterable[Line]) -> None:
    sheets.begin(name, (24, 24, 16, 16, 48, 48))
    for number, line in enumerate(lines, 1):
        sheets.write(line_xml(number, line, BOLD if number == 1 else PLAIN))
    sheets.close()


def line_xml(number: int, line: Line, style: int = PLAIN) -> bytes:
    """One row of plain values: numbers and texts; None leaves a cell out."""
    cells = []
    for place, value in enumerate(line):
        where = f'<c r="{letters_of(place)}{number}"'
        if isinstance(value, int | float):
            cells.append(f'{where} s="{style}"><v>{value}</v></c>')
        elif value not in (None, ""):
            own = QUOTED if style == PLAIN and str(value).lstrip()[:1] in "=+-@" else style
            cells.append(
                f'{where} s="{own}" t="inlineStr"><is><t xml:space="preserve">{text_xml(str(value))}</t></is></c>'
            )
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()
