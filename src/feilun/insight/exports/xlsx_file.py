"""XLSX: sheets of data, then codebook and results. XlsxWriter writes it, line by line, and keeps none of them."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from feilun.insight.exports.columns import ExportColumn, ExportLook, ExportNote, labels_of, spoken, word
from feilun.insight.exports.csv_file import Tell
from feilun.insight.exports.looks import ShownColumn, is_dangerous, shown_array, shown_columns
from feilun.insight.exports.sheet_cells import Cells, Looks, cells_of, put_line, put_text
from feilun.insight.exports.spool import Spool
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
    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder, "use_zip64": True}
        with xlsxwriter.Workbook(file, options) as book:
            # A sign that XML does not know would break the whole file.
            book.set_properties({"title": "".join(one for one in look.title if one.isprintable())})
            sheets = _Sheets(book, Path(folder))
            cut = _write_data(sheets, spool, shown, look, tell)
            notes = [ExportNote(kind="cut", column=name, count=count) for name, count in cut.items() if count]
            sheets.add(word("sheet_codebook", look.language), codebook_lines(spool.columns, look, notes))
            if results:
                sheets.add(word("sheet_results", look.language), results)
    return notes


class _Sheets:
    """The sheets of a workbook, one after another; what a sheet takes so far lies in `folder`."""

    def __init__(self, book: xlsxwriter.Workbook, folder: Path) -> None:
        self._book = book
        self._folder = folder
        self._before = 0
        self.looks = Looks(book)

    def begin(self, name: str, head: Line, widths: Iterable[int]) -> Worksheet:
        self._before = self._bytes()
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        for place, text in enumerate(head):
            put_text(sheet, 0, place, text, self.looks.bold)
        return sheet

    def add(self, name: str, lines: Iterable[Line]) -> None:
        """A small sheet, of numbers and texts."""
        head, *others = lines
        sheet = self.begin(name, head, (24, 24, 16, 16, 48, 48))
        for line, values in enumerate(others, 1):
            texts = pa.array([one if isinstance(one, str) else None for one in values], pa.large_string())
            columns = [
                Cells([one], None, [quoted])
                for one, quoted in zip(values, is_dangerous(texts).to_pylist(), strict=True)
            ]
            put_line(sheet, line, 0, columns, self.looks)

    @property
    def bytes(self) -> int:
        """What the sheet at hand takes."""
        return self._bytes() - self._before

    def _bytes(self) -> int:
        return sum(one.stat().st_size for one in self._folder.iterdir())


def _write_data(
    sheets: _Sheets, spool: Spool, shown: Sequence[ShownColumn], look: ExportLook, tell: Tell
) -> dict[str, int]:
    """How many texts were cut, by column."""
    cut = {one.name: 0 for one in shown}
    name = word("sheet_data", look.language)
    head = [one.name for one in shown]
    widths = [min(40, max(10, len(one) + 2)) for one in head]
    sheet = sheets.begin(name, head, widths)
    number, line, done = 1, 1, 0
    for batch in spool.batches():
        if line + batch.num_rows > _MOST_LINES or sheets.bytes > _MOST_BYTES:
            number, line = number + 1, 1
            sheet = sheets.begin(f"{name} {number}", head, widths)
        columns = [cells_of(one, shown_array(one, batch, look), look, sheets.looks) for one in shown]
        for at in range(batch.num_rows):
            for place in put_line(sheet, line + at, at, columns, sheets.looks):
                cut[head[place]] += 1
        line, done = line + batch.num_rows, done + batch.num_rows
        tell(done)
    return cut


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
