"""What is written is what is read by others' readers: values, labels, names, in every format."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from pyarrow import parquet

from feilun.insight import forms
from feilun.insight.exports.columns import ExportColumn, ExportLook, ExportNote, columns_for
from feilun.insight.exports.csv_file import write_csv
from feilun.insight.exports.parquet_file import write_parquet
from feilun.insight.exports.sav_file import write_sav
from feilun.insight.exports.spool import Spool
from feilun.insight.exports.xlsx_file import write_xlsx

Row = dict[str, Any]
Write = Callable[..., list[ExportNote]]
NOON = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)


def both(text: str) -> dict[str, str]:
    return {"en": text, "zh-CN": f"{text}（中文）"}


def column(name: str, kind: Any, *codes: str, label: str = "") -> forms.FormColumn:
    values = [forms.FormValue(code, both(f"is {code}")) for code in codes]
    return forms.FormColumn(name, name, "", "", both(label or f"Asked {name}"), kind, values)


def written(
    write: Write, columns: Sequence[ExportColumn], rows: Sequence[Row], size: int = 3, **look: Any
) -> tuple[bytes, list[ExportNote]]:
    told: list[int] = []
    with tempfile.TemporaryFile() as file, Spool(columns) as spool:
        for start in range(0, len(rows), size):
            spool.add(rows[start : start + size])
        notes = write(file, spool, ExportLook(title="Shop", **{"language": "en", **look}), told.append)
        assert not told or told[-1] == len(rows)
        file.seek(0)
        return file.read(), notes


def answers(*columns: forms.FormColumn) -> list[ExportColumn]:
    """Of the answers alone."""
    return [one for one in columns_for(columns, False) if one.question]


def csv_of(columns: Sequence[ExportColumn], rows: Sequence[Row], **look: Any) -> list[list[str]]:
    content, _ = written(write_csv, columns, rows, **look)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheets_of(columns: Sequence[ExportColumn], rows: Sequence[Row], **look: Any) -> dict[str, list[list[Any]]]:
    content, _ = written(write_xlsx, columns, rows, **look)
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in line] for line in sheet.iter_rows()] for sheet in book}


@pytest.fixture
def sav(tmp_path: Path) -> Callable[..., Any]:
    def read(columns: Sequence[ExportColumn], rows: Sequence[Row], **look: Any) -> Any:
        content, _ = written(write_sav, columns, rows, **look)
        path = tmp_path / "answers.sav"
        path.write_bytes(content)
        return pyreadstat.read_sav(path, user_missing=True)

    return read


SHOP = answers(
    column("colour", "choice", "red", "blue"),
    column("stars", "choice", "1", "2", "3"),
    column("tea", "flag"),
    column("nps", "number"),
    column("why", "text"),
    column("day", "date"),
    column("at", "time"),
)
ROWS: list[Row] = [
    {"colour": "red", "stars": "3", "tea": 1, "nps": 9, "why": "还不错，很快", "day": "2026-02-28", "at": "13:45"},
    {"colour": "blue", "tea": 0, "nps": 6.5, "why": 'He said "so, so"\nand left'},
    {},
    {"stars": "1", "why": "  blanks  ", "day": "1899-12-31", "at": "00:00"},
]


def test_csv_is_read_back_as_it_was() -> None:
    head, *lines = csv_of(SHOP, ROWS)
    assert head == ["colour", "stars", "tea", "nps", "why", "day", "at"]
    assert lines == [
        ["red", "3", "1", "9", "还不错，很快", "2026-02-28", "13:45"],
        ["blue", "", "0", "6.5", 'He said "so, so"\nand left', "", ""],
        [""] * 7,
        ["", "1", "", "", "  blanks  ", "1899-12-31", "00:00"],
    ]


def test_a_byte_order_mark_is_written_only_when_asked_for() -> None:
    with_mark, without = (written(write_csv, SHOP, ROWS, bom=one)[0] for one in (True, False))
    assert with_mark == b"\xef\xbb\xbf" + without


def test_xlsx_is_read_back_as_it_was() -> None:
    head, *lines = sheets_of(SHOP, ROWS)["Data"]
    assert head == ["colour", "stars", "tea", "nps", "why", "day", "at"]
    assert lines == [
        ["red", "3", 1, 9, "还不错，很快", datetime(2026, 2, 28), "13:45"],
        ["blue", None, 0, 6.5, 'He said "so, so"\nand left', None, None],
        [None] * 7,
        [None, "1", None, None, "  blanks  ", "1899-12-31", "00:00"],
    ]


def test_the_codebook_sheet_has_every_code_in_both_languages() -> None:
    book = sheets_of(SHOP, ROWS, language="zh-CN")["编码表"]
    assert book[0][3:] == ["代码", "标签 (zh-CN)", "标签 (en)"]
    assert ["colour", "colour", None, "red", "is red（中文）", "is red"] in book
    assert ["tea", "tea", None, "1", "是", "Yes"] in book


def test_spss_is_read_back_as_it_was(sav: Callable[..., Any]) -> None:
    frame, meta = sav(SHOP, ROWS)
    assert list(frame.columns) == ["colour", "stars", "tea", "nps", "why", "day", "at"]
    assert frame["colour"].tolist() == ["red", "blue", "", ""]
    assert frame["stars"].dropna().tolist() == [3, 1]
    assert frame["tea"].dropna().tolist() == [1, 0]
    assert frame["nps"].dropna().tolist() == [9, 6.5]
    assert frame["why"].tolist() == ["还不错，很快", 'He said "so, so"\nand left', "", "  blanks"]
    assert str(frame["day"][0]) == "2026-02-28" and str(frame["day"][3]) == "1899-12-31"
    assert str(frame["at"][0]) == "13:45:00" and str(frame["at"][3]) == "00:00:00"
    assert meta.number_rows == 4 and meta.file_encoding == "UTF-8"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_spss_has_the_labels_of_its_language(sav: Callable[..., Any], language: str) -> None:
    _, meta = sav(SHOP, ROWS, language=language)
    assert meta.column_names_to_labels["nps"] == both("Asked nps")[language]
    assert meta.variable_value_labels["colour"] == {one: both(f"is {one}")[language] for one in ("red", "blue")}
    assert meta.variable_value_labels["stars"] == {float(one): both(f"is {one}")[language] for one in "123"}
    assert meta.variable_value_labels["tea"] == (
        {1.0: "Yes", 0.0: "No"} if language == "en" else {1.0: "是", 0.0: "否"}
    )


def test_a_blank_code_is_missing_for_spss_and_long_codes_keep_their_labels(sav: Callable[..., Any]) -> None:
    long = "a_code_of_a_brand_that_is_longer_than_eight_bytes"
    frame, meta = sav(
        answers(column("short", "choice", "a", "b"), column("brand", "choice", long, "x")), [{"brand": long}, {}]
    )
    assert frame["brand"].tolist() == [long, ""]
    assert meta.variable_value_labels["brand"] == {long: f"is {long}", "x": "is x"}
    blank = [{"lo": "", "hi": ""}]
    assert meta.missing_ranges == {"short": blank, "brand": blank}


@pytest.mark.parametrize("length", [1, 8, 9, 252, 253, 255, 256, 257, 504, 505, 510, 511, 600, 2_000, 32_767])
def test_a_text_of_any_length_has_the_width_it_needs(sav: Callable[..., Any], length: int) -> None:
    text = "".join(chr(97 + place % 26) for place in range(length))
    frame, meta = sav(answers(column("before", "number"), column("why", "text"), column("after", "number")), [
        {"before": 1, "why": text, "after": 200}, {"why": "ok"}, {"before": -3, "after": 1.5}
    ])  # fmt: skip
    assert frame["why"].tolist() == [text, "ok", ""]
    assert frame["before"].tolist()[::2] == [1, -3] and frame["after"].tolist()[::2] == [200, 1.5]
    assert meta.variable_storage_width["why"] >= length


def test_a_text_too_long_for_spss_is_cut_between_characters_and_told(sav: Callable[..., Any]) -> None:
    columns = answers(column("why", "text"))
    rows = [{"why": "茶" * 20_000}, {"why": "ok"}]
    assert written(write_sav, columns, rows)[1] == [ExportNote(kind="cut", column="why", count=1)]
    assert sav(columns, rows)[0]["why"].tolist() == ["茶" * 10_922, "ok"]


def test_long_and_clashing_names_are_changed_for_spss_and_listed(sav: Callable[..., Any]) -> None:
    long = f"{'q' * 60}@{'turn' * 10}.{'row' * 10}"
    names = [long, f"{long}2", "Age", "age", "to", "matrix@1.row"]
    columns = answers(*(column(one, "number") for one in names))
    frame, meta = sav(columns, [{name: place for place, name in enumerate(names)}])
    assert frame.iloc[0].tolist() == [0, 1, 2, 3, 4, 5]
    assert len({one.upper() for one in frame.columns}) == 6 and all(len(one) <= 64 for one in frame.columns)
    assert list(frame.columns)[2:] == ["Age", "age_2", "to_2", "matrix@1.row"]
    told = "".join(meta.notes).replace(" ", "")
    assert f"{frame.columns[0]}={long}" in told and "to_2=to" in told


def test_labels_too_long_for_spss_stand_whole_in_its_documents(sav: Callable[..., Any]) -> None:
    title = "为什么" * 60
    _, meta = sav(answers(column("why", "text", label=title)), [{"why": "x"}])
    label = meta.column_names_to_labels["why"]
    assert title.startswith(label) and len(label) == 85
    assert title in "".join(meta.notes).replace(" ", "")


FORMULAS = [
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1+1", "'=1", "''@x",
    '=HYPERLINK("http://x","y")',
]  # fmt: skip
HARMLESS = ["-5", "+8613812345678", "3.14", "a=b", "it's", "'quoted'", "", "茶"]


def test_no_text_is_a_formula_in_csv_and_each_can_be_had_back() -> None:
    columns = answers(column("why", "text"))
    _, *lines = csv_of(columns, [{"why": one} for one in FORMULAS + HARMLESS])
    shown = [line[0] if line else "" for line in lines]
    assert shown == [f"'{one}" for one in FORMULAS] + HARMLESS


def test_headings_and_labels_are_guarded_too() -> None:
    columns = answers(
        forms.FormColumn("q", "q", "", "", {"en": "=Title"}, "choice", [forms.FormValue("a", {"en": "+label"})])
    )
    assert csv_of(columns, [{"q": "a"}], values="labels") == [["'=Title"], ["'+label"]]


def test_no_text_is_a_formula_in_xlsx_and_each_stays_as_it_was() -> None:
    columns = answers(column("why", "text"))
    content, _ = written(write_xlsx, columns, [{"why": one} for one in FORMULAS])
    cells = [line[0] for line in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)]
    assert [unescape(cell.value) for cell in cells] == FORMULAS
    assert all(cell.data_type in ("s", "inlineStr") for cell in cells)
    assert all(cell.quotePrefix for cell in cells)


ODD = [
    "a\x01b",
    "bell\x07",
    "_x0041_",
    "\ufffe",
    "tab\tline\nend",
    "half \ud83d of one",
    "a\rb",
    "<&>\"'",
    "]]>",
    "<r>&</t>",
    "http://x.y",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_signs_break_no_file(sav: Callable[..., Any], text: str) -> None:
    columns = answers(column("why", "text"))
    whole = text.replace("\ud83d", "\ufffd")
    assert csv_of(columns, [{"why": text}])[1] == [whole]
    assert unescape(sheets_of(columns, [{"why": text}])["Data"][1][0]) == whole
    assert sav(columns, [{"why": text}])[0]["why"].tolist() == [whole]
    content, _ = written(write_parquet, columns, [{"why": text}])
    assert parquet.read_table(io.BytesIO(content))["why"].to_pylist() == [whole]


def test_labels_and_both_say_what_codes_mean() -> None:
    assert csv_of(SHOP[:3], ROWS[:2], values="labels") == [
        ["Asked colour", "Asked stars", "Asked tea"], ["is red", "is 3", "Yes"], ["is blue", "", "No"]
    ]  # fmt: skip
    both_ways = csv_of(SHOP[:1], [{"colour": "red"}, {"colour": "gone"}], values="both", language="zh-CN")
    assert both_ways == [["colour", "colour:label"], ["red", "is red（中文）"], ["gone", "gone"]]


def test_equal_titles_are_told_apart_by_their_names() -> None:
    columns = answers(column("a", "number", label="Same"), column("b", "number", label="Same"), column("c", "number"))
    assert csv_of(columns, [], values="labels")[0] == ["Same (a)", "Same (b)", "Asked c"]


def test_a_language_nobody_wrote_takes_the_nearest() -> None:
    one = answers(column("q", "choice", "a"))
    assert csv_of(one, [{"q": "a"}], values="labels", language="zh-TW")[1] == ["is a（中文）"]
    assert csv_of(one, [{"q": "a"}], values="labels", language="fr")[1] == ["is a"]


def test_a_column_that_took_texts_in_an_older_version_is_text_everywhere(sav: Callable[..., Any]) -> None:
    columns = answers(column("age", "number"), column("id", "number"))
    rows: list[Row] = [{"age": 3}, {"age": 2.5}, {"age": 4.0}, {"age": "about 30", "id": 2**60 + 1}]
    wanted = ["3", "2.5", "4", "about 30"]
    assert [line[0] for line in csv_of(columns, rows)[1:]] == wanted
    assert [line[0] for line in sheets_of(columns, rows)["Data"][1:]] == wanted
    frame, _ = sav(columns, rows)
    assert frame["age"].tolist() == wanted and frame["id"].tolist()[-1] == str(2**60 + 1)


def test_what_is_known_of_a_response_stands_first_and_gives_way_to_a_question_of_its_name() -> None:
    columns = columns_for([column("response_id", "text")], True)
    names = [one.name for one in columns]
    assert names[0] == "response_id_" and names[-1] == "response_id" and "customer_email" in names
    [head, line] = csv_of(columns, [{"_id": "abc", "response_id": "mine", "_started_at": NOON}])
    row = dict(zip(head, line, strict=True))
    assert (row["response_id_"], row["response_id"]) == ("abc", "mine")
    assert row["response_started_at"] == "2026-11-30T12:00:00+08:00"


def test_times_are_those_of_the_zone(sav: Callable[..., Any]) -> None:
    columns = columns_for([], False)
    rows: list[Row] = [{"_started_at": NOON, "_completed_at": NOON + timedelta(seconds=61, microseconds=5)}]
    [head, line] = sheets_of(columns, rows)["Data"]
    row = dict(zip(head, line, strict=True))
    assert row["response_started_at"] == datetime(2026, 11, 30, 12, 0)
    assert row["response_completed_at"] == datetime(2026, 11, 30, 12, 1, 1)
    frame, _ = sav(columns, rows, zone="Europe/Berlin")
    assert frame["response_started_at"][0] == datetime(2026, 11, 30, 5, 0)
    content, _ = written(write_parquet, columns, rows)
    assert parquet.read_table(io.BytesIO(content))["response_started_at"].to_pylist() == [NOON]


def test_parquet_carries_the_codebook() -> None:
    content, _ = written(write_parquet, SHOP, ROWS)
    table = parquet.read_table(io.BytesIO(content))
    field = table.schema.field("colour")
    assert json.loads(field.metadata[b"values"]) == {one: both(f"is {one}") for one in ("red", "blue")}
    assert table["nps"].to_pylist() == [9, 6.5, None, None]


@pytest.mark.parametrize("write", [write_csv, write_xlsx, write_sav, write_parquet])
def test_nobody_answered_and_nothing_was_asked_make_whole_files(write: Write, tmp_path: Path) -> None:
    for columns in (SHOP, columns_for([], True)):
        content, notes = written(write, columns, [])
        assert content and notes == []
    assert csv_of(columns_for([], False), [])[0][0] == "response_id"
    path = tmp_path / "none.sav"
    path.write_bytes(written(write_sav, SHOP, [])[0])
    frame, meta = pyreadstat.read_sav(path)
    assert len(frame) == 0 and meta.variable_value_labels["stars"] == {1.0: "is 1", 2.0: "is 2", 3.0: "is 3"}


def test_a_thousand_columns_are_no_trouble(sav: Callable[..., Any]) -> None:
    names = [f"q{place}" for place in range(1_000)]
    columns = answers(*(column(name, "number") for name in names))
    rows = [{name: place for place, name in enumerate(names)}]
    assert sheets_of(columns, rows)["Data"] == [names, list(range(1_000))]
    assert sav(columns, rows)[0].iloc[0].tolist() == list(range(1_000))


SAID = st.one_of(
    st.none(), st.integers(-200, 300), st.floats(allow_nan=False, allow_infinity=False, width=32), st.just(-0.0)
)
TEXT = st.one_of(st.none(), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=700))


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(SAID, TEXT, SAID), max_size=40), size=st.integers(1, 9))
def test_any_values_come_back_from_spss(rows: list[tuple[Any, ...]], size: int) -> None:
    columns = answers(column("a", "number"), column("b", "text"), column("c", "number"))
    content, _ = written(write_sav, columns, [dict(zip("abc", row, strict=True)) for row in rows], size)
    path = Path(f"{_folder()}/any.sav")
    path.write_bytes(content)
    frame, _ = pyreadstat.read_sav(path)
    for place, name in enumerate("ac"):
        wanted = [row[2 * place] for row in rows]
        assert [None if one != one else one for one in frame[name].tolist()] == wanted
    assert [one or "" for one in frame["b"].tolist()] == [(row[1] or "").rstrip(" ") for row in rows]


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(SAID, TEXT), max_size=20), size=st.integers(1, 9))
def test_any_values_come_back_from_csv_and_xlsx(rows: list[tuple[Any, ...]], size: int) -> None:
    columns = answers(column("a", "number"), column("b", "text"))
    given_rows = [dict(zip("ab", row, strict=True)) for row in rows]
    lines = csv_of(columns, given_rows, size=size)[1:]
    assert [float(line[0]) if line[0] else None for line in lines] == [row[0] for row in rows]
    assert [_unguarded(line[1]) for line in lines] == [row[1] or "" for row in rows]
    found = sheets_of(columns, given_rows, size=size)["Data"][1:]
    padded = [[*line, None, None][:2] for line in [*found, *([[None, None]] * len(rows))]][: len(rows)]
    # A spreadsheet's file has 16 digits of a number, and the spreadsheet shows 15 of them.
    assert [line[0] for line in padded] == [None if row[0] is None else float(f"{row[0]:.16g}") for row in rows]
    assert [unescape(line[1] or "") for line in padded] == [row[1] or "" for row in rows]


def _unguarded(text: str) -> str:
    """What docs/exports.md says to do."""
    return text[1:] if re.match(r"'[\s']*[=+\-@＝＋－＠]|''*[\t\r\n]", text) else text


_folders: list[Any] = []


def _folder() -> str:
    if not _folders:
        _folders.append(tempfile.TemporaryDirectory())
    return str(_folders[0].name)


@pytest.fixture(autouse=True, scope="module")
def no_folder_is_left() -> Iterator[None]:
    yield
    while _folders:
        _folders.pop().cleanup()
