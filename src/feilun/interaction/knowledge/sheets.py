"""Reads tables: CSV of any usual encoding, and XLSX within bounds. A file is a stranger's until it is read."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from feilun.kernel.errors import Error

MOST_ROWS = 20_000
_MOST_COLUMNS = 60
_LARGEST_UNPACKED = 60_000_000
_MOST_PARTS = 1_000
_LONGEST_CELL = 100_000
# A cell that begins so would be run as a formula by a spreadsheet; the export puts a quote before it.
_FORMULA = tuple("=+-@\t\r'＝＋－＠")


class UnreadableSheet(Error):
    """The file cannot be read: {problem}."""

    status = 422


class SheetRow(NamedTuple):
    """Named cells, and the line in the file (a row of a sheet) where they begin."""

    line: int
    cells: dict[str, str]


class Sheet(msgspec.Struct):
    """`columns` are the names in the file, as we read them."""

    columns: list[str]
    rows: list[SheetRow]
    encoding: str = ""


def guarded(cell: str) -> str:
    """For writing: no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def decoded(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and its encoding: by its mark, else UTF-8, else GB18030 (Excel in China). Raises UnreadableSheet."""
    if encoding:
        tries = [encoding]
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = ["utf-16"]
    else:
        tries = ["utf-8-sig", "gb18030"]
    for one in tries:
        try:
            text = content.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" not in text:
            return text, one.removesuffix("-sig")
    raise UnreadableSheet(problem=f"it is no text in {' or '.join(tries)}")


def read_csv(content: bytes, encoding: str = "") -> Sheet:
    """Raises UnreadableSheet."""
    text, known = decoded(content, encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    sheet = _sheet(_csv_lines(reader))
    sheet.encoding = known
    return sheet


def _csv_lines(reader: Any) -> Iterator[tuple[int, list[str]]]:
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableSheet(problem=f"line {reader.line_num}: {error}") from error


def read_xlsx(content: bytes) -> Sheet:
    """The first sheet. Raises UnreadableSheet, before anything large is unpacked."""
    _check_archive(content)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            page = book.worksheets[0]
            # A file may claim to have all columns of the world; what is there is read, not what is claimed.
            page.reset_dimensions()
            rows = page.iter_rows(max_row=MOST_ROWS + 2, max_col=_MOST_COLUMNS, values_only=True)
            return _sheet((number, [_cell(one) for one in cells]) for number, cells in enumerate(rows, 1))
        finally:
            book.close()
    except UnreadableSheet:
        raise
    except Exception as error:
        # The library answers a broken file with whatever its parsers raise; each of them means the same to a person.
        raise UnreadableSheet(problem=f"it is no XLSX file that we understand ({type(error).__name__})") from error


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
                raise UnreadableSheet(problem="unpacked it is too large")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        head = opened.read(4_096)
                    # Entities are how XML grows without end; no spreadsheet program writes them.
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"<\x00!\x00" in head:
                        raise UnreadableSheet(problem="it declares XML entities")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise UnreadableSheet(problem="it is no XLSX file") from error
    except UnreadableSheet:
        raise
    except Exception as error:
        raise UnreadableSheet(problem="it is damaged") from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        at_midnight = value.time() == datetime.min.time()
        return value.date().isoformat() if at_midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _sheet(lines: Iterator[tuple[int, Sequence[str]]]) -> Sheet:
    columns: list[str] = []
    rows: list[SheetRow] = []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = [_column(cell) for cell in cells[:_MOST_COLUMNS]]
            continue
        if len(rows) >= MOST_ROWS:
            raise UnreadableSheet(problem=f"it has more than {MOST_ROWS} rows; divide it")
        named = zip(columns, cells, strict=False)
        rows.append(SheetRow(line, {name: _bounded(cell, line) for name, cell in named if name}))
    if not columns:
        raise UnreadableSheet(problem="it has no line with names of columns")
    return Sheet(columns, rows)


def _bounded(cell: str, line: int) -> str:
    if len(cell) > _LONGEST_CELL:
        raise UnreadableSheet(problem=f"line {line} has a cell of more than {_LONGEST_CELL} characters")
    return unguarded(cell.strip())


_NAMES = {
    "question": "phrasings", "questions": "phrasings", "phrasing": "phrasings", "similar_questions": "phrasings",
    "问题": "phrasings", "問題": "phrasings", "相似问": "phrasings", "相似問": "phrasings", "问法": "phrasings",
    "标题": "title", "標題": "title", "标准问": "title", "標準問": "title", "topic": "topic", "category": "topic",
    "主题": "topic", "主題": "topic", "分类": "topic", "分類": "topic", "answers": "answer", "答案": "answer",
    "回答": "answer", "语言": "language", "語言": "language", "lang": "language", "link": "links", "链接": "links",
    "連結": "links", "渠道": "channels", "channel": "channels", "生效时间": "valid_from", "生效時間": "valid_from",
    "失效时间": "valid_until", "失效時間": "valid_until", "external_id": "id", "编号": "id", "編號": "id",
}  # fmt: skip


def _column(name: str) -> str:
    plain = name.strip().lstrip("\ufeff").lower().replace(" ", "_").replace("-", "_")
    return _NAMES.get(plain, plain)
