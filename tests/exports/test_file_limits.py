"""What our libraries would take for something else, or could not hold, is written as it is or refused with a reason."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from tests.exports.test_files import Row, answers, column, sav, sheets_of, written

from feilun.insight import forms
from feilun.insight.exports.columns import ExportNote
from feilun.insight.exports.sav_file import TooLargeForSpss, write_sav
from feilun.insight.exports.xlsx_file import TooManyColumns, write_xlsx

__all__ = ["sav"]


@pytest.mark.parametrize("text", ["<r><t>a</t></r>", "<r>&<not closed></r>", f"<r>{'x' * 32_759}</r>"])
def test_no_text_is_markup_in_xlsx(text: str) -> None:
    cell = sheets_of(answers(column("why", "text")), [{"why": text}, {"why": "next"}])["Data"]
    assert cell[1:] == [[f" {text}"[:32_767]], ["next"]]


def test_a_label_that_looks_like_a_formula_or_markup_is_a_text_in_every_sheet() -> None:
    columns = answers(
        forms.FormColumn("q", "q", "", "", {"en": "<r>&</r>"}, "choice", [forms.FormValue("a", {"en": "=1+1"})])
    )
    content, _ = written(write_xlsx, columns, [{"q": "a"}], values="labels")
    data, book = openpyxl.load_workbook(io.BytesIO(content))
    assert data["A1"].value == " <r>&</r>" and book["E2"].value == " <r>&</r>"
    for cell in (data["A2"], book["E3"]):
        assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True) or cell.data_type == "inlineStr"


def test_a_cell_takes_32767_characters_and_a_longer_text_is_cut_and_told() -> None:
    columns = answers(column("why", "text"))
    texts = ["x" * 32_767, "y" * 32_768, "茶" * 32_767, "🍵" * 16_384]
    content, notes = written(write_xlsx, columns, [{"why": one} for one in texts])
    found = [line[0].value for line in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)]
    assert found == [texts[0], "y" * 32_767, texts[2], "🍵" * 16_383]
    assert notes == [ExportNote(kind="cut", column="why", count=2)]


def test_a_spreadsheet_refuses_more_columns_than_it_has() -> None:
    columns = answers(*(column(f"q{place}", "flag") for place in range(16_385)))
    with pytest.raises(TooManyColumns):
        written(write_xlsx, columns, [])


def test_more_than_spss_can_be_given_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feilun.insight.exports.sav_file.MOST_MEGABYTES", 1)
    columns = answers(column("why", "text"))
    assert written(write_sav, columns, [{"why": "x" * 30_000}] * 30)[0]
    with pytest.raises(TooLargeForSpss, match=r"at most 1 MB of values, these answers have 2\. Take CSV or Parquet"):
        written(write_sav, columns, [{"why": "x" * 30_000}] * 50)


def test_large_and_small_numbers_stay_exact_for_spss(sav: Callable[..., Any]) -> None:
    columns = answers(column("a", "number"), column("b", "choice", "1", "999999999999999"), column("c", "number"))
    rows: list[Row] = [{"a": 2**24 + 1, "b": "999999999999999", "c": 2**24}, {"a": -(2**53), "b": "1", "c": -3}, {}]
    frame, _ = sav(columns, rows)
    assert frame["a"].tolist()[:2] == [2**24 + 1, -(2**53)]
    assert frame["b"].tolist()[:2] == [999999999999999, 1]
    assert frame["c"].tolist()[:2] == [2**24, -3]
