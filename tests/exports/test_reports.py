"""Results in plain words, and the same drawn: on paper and as a picture, with letters that are really there."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.exports.conftest import Answered, Exporter

from feilun.insight import research
from feilun.insight.exports.columns import ExportLook
from feilun.insight.exports.drawing import readable_on, wrapped
from feilun.insight.exports.findings import figure, findings, percent, quotes
from feilun.insight.exports.pens import PicturePen
from feilun.insight.exports.report_files import filter_words, write_pdf, write_png
from feilun.insight.exports.result_lines import result_lines
from feilun.insight.reporting import AnswerFilter, AnswerRule, QuestionResult, SurveyResults
from feilun.insight.reporting.shapes import AnswerLine, AnswerShare, AnswerText, AnswerTexts, NumberBin, NumberFigures
from feilun.kernel.ids import new_id
from feilun.kernel.intervals import wilson

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)


def both(text: str, chinese: str) -> dict[str, str]:
    return {"en": text, "zh-CN": chinese}


def share(code: str, label: dict[str, str], count: int, base: int) -> AnswerShare:
    low, high = wilson(count, base)
    return AnswerShare(code=code, label=label, count=count, weighted=count, share=count / base, low=low, high=high)


def result(kind: str = "single", base: int = 200, **parts: Any) -> QuestionResult:
    told: dict[str, Any] = {
        "question": "q", "item": "", "key": "q", "kind": kind, "title": both("Which tea?", "哪一种茶？"), "page": "p",
        "asked": base + 3, "base": base, "missing": 3, "weighted_base": base, "effective_base": base, "columns": ["q"],
    }  # fmt: skip
    return QuestionResult(**{**told, **parts})


def results(*questions: QuestionResult, base: int = 200, **parts: Any) -> SurveyResults:
    told: dict[str, Any] = {
        "base": base, "weighted_base": base, "effective_base": base, "median_seconds": 120.0,
        "states": {"complete": base, "partial": 7}, "by_day": [], "drop_off": [], "questions": list(questions),
    }  # fmt: skip
    return SurveyResults(**{**told, **parts})


TEA = result(options=[share("a", both("Longjing", "龙井"), 150, 200), share("b", both("Pu'er", "普洱"), 50, 200)])
TIED = result(options=[share("a", both("Longjing", "龙井"), 102, 200), share("b", both("Pu'er", "普洱"), 98, 200)])
FIGURES = NumberFigures(
    mean=7.25, sd=2, low=7, high=7.5, min=0, p25=5, median=8, p75=9, max=10,
    histogram=[NumberBin(start=0, end=5, count=50, share=0.25), NumberBin(start=5, end=10, count=150, share=0.75)],
)  # fmt: skip


def score(number: int) -> research.ScoreResult:
    return research.nps([10, 9, 8, 3] * (number // 4), scale=(0, 10))


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(document[place].get_textpage().get_text_range() for place in range(len(document)))
    finally:
        document.close()


def pdf(found: SurveyResults, language: str = "en", wish: AnswerFilter | None = None) -> bytes:
    file = io.BytesIO()
    write_pdf(file, found, {}, wish or AnswerFilter(), ExportLook(language=language, title="Tea 茶"), NOW)
    return file.getvalue()


def test_what_most_chose_is_said_only_when_it_is_no_chance() -> None:
    assert next(findings(TEA, {}, "en")) == "Most chose “Longjing”: 75% (between 69% and 80%)."
    assert next(findings(TIED, {}, "zh-CN")) == "“龙井”（51%）与“普洱”（49%）相差太小，无法断定哪个更多。"


def test_a_score_of_few_is_not_told() -> None:
    assert next(findings(result(score=score(40)), {}, "en")).startswith("The NPS is 25 (between ")
    assert next(findings(result(score=score(8)), {}, "en")) == "No score is told of fewer than 30 answers; here are 8."


def test_a_mean_is_told_with_its_interval_and_its_middle_half() -> None:
    said = list(findings(result("number", numbers=FIGURES), {}, "en"))
    assert said == [
        "On average 7.25 (between 7 and 7.5); half of all lie between 5 and 9.",
        "200 answered; 3 saw the question and left it.",
    ]


def test_numbers_are_written_for_people() -> None:
    assert [figure(one) for one in (None, 3.0, -12.5, 1234567.8, 0.126)] == ["–", "3", "−12.5", "1,234,568", "0.13"]
    assert [percent(one) for one in (0, 0.004, 0.126, 1)] == ["0%", "0.4%", "13%", "100%"]


def test_the_filter_is_told_in_words() -> None:
    wish = AnswerFilter(channels=["link"], answers=[AnswerRule(column="nps", most=6)], is_simulated=True)
    assert list(filter_words(AnswerFilter(), "en")) == []
    assert list(filter_words(wish, "en")) == [
        "SIMULATED respondents, no real ones", "channel link", "answer to nps: – … 6"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Most chose “Longjing”"), ("zh-CN", "选择最多的是"), ("zh-TW", "選擇最多的是")]
)
def test_a_pdf_can_be_searched_in_each_language(language: str, said: str) -> None:
    text = text_of(pdf(results(TEA), language))
    assert said in text.replace("\r\n", "") and "Tea 茶" in text


def test_every_question_stands_in_the_pdf_whatever_its_kind() -> None:
    row = AnswerLine(code="r", label=both("Price", "价格"), base=200, options=TEA.options or [])
    points = AnswerLine(code="s", label=both("Speed", "速度"), base=200, options=[], numbers=FIGURES)
    several = AnswerLine(code="t", label=both("Taste", "味道"), base=200, options=[*(TEA.options or [])] * 2)
    said = AnswerText(response=new_id(), text="Too late", at=NOW, customer=None, customer_name="Lin")
    questions = [
        TEA, result(score=score(200), numbers=FIGURES), result("number", numbers=FIGURES), result(rows=[row, row]),
        result(rows=[points]), result(rows=[several]), result(texts=AnswerTexts(count=9, newest=[said])),
        result(files=4), result(places=5), result(tasks=6), result(base=0, options=[]),
    ]  # fmt: skip
    text = text_of(pdf(results(*questions)))
    for wanted in (
        "Price",
        "Speed",
        "mean 7.25, n = 200",
        "Taste · n = 200",
        "9 wrote something",
        "Too late",
        "4 sent",
    ):
        assert wanted in text
    assert text.count("Which tea?") == len(questions) and "Lin" not in text


def test_a_long_report_breaks_into_pages_and_loses_nothing() -> None:
    questions = [result(title={"en": f"Question number {place}?"}, options=TEA.options) for place in range(60)]
    content = pdf(results(*questions))
    text = text_of(content)
    assert all(f"Question number {place}?" in text for place in range(60))
    assert f"Page {len(pypdfium2.PdfDocument(content))}" in text


def test_odd_texts_break_no_page() -> None:
    title = {"en": "🍵\x07 half\ud83d " + "x" * 5_000 + "\n\n中" * 300}
    assert "□" in text_of(pdf(results(result(title=title, options=[share("a", title, 1, 2)]))))


def test_nobody_answered_is_said() -> None:
    assert "Nobody has answered yet." in text_of(pdf(results(base=0, states={}, median_seconds=None)))


def drawn(language: str = "zh-CN", *questions: QuestionResult) -> Image.Image:
    file = io.BytesIO()
    write_png(file, results(*(questions or (TEA,))), {}, ExportLook(language=language, title="Tea 茶"))
    return Image.open(file)


def ink_of(text: str) -> bytes:
    """How a sign looks."""
    pen, file = PicturePen(40, 40), io.BytesIO()
    pen.text(5, 30, text, 24)
    pen.save(file)
    return Image.open(file).tobytes()


def test_chinese_letters_are_really_there_on_a_machine_without_fonts() -> None:
    signs = [ink_of(one) for one in ("茶", "题", "題", "满", "滿", "é", "A", "％")]
    assert ink_of("\ue123") not in signs and len(set(signs)) == len(signs)


def test_a_picture_is_as_high_as_its_chart() -> None:
    small, large = drawn(), drawn("en", result(options=[share(f"{one}", {}, one, 40) for one in range(30)]))
    assert small.width == large.width == 1280 and large.height > small.height > 200
    colours = {colour for _, colour in small.getcolors(100_000) or []}
    assert (0x3E, 0x6F, 0xD0) in colours


def test_letters_on_a_bar_can_be_read() -> None:
    assert readable_on("#23457f") == "#ffffff" and readable_on("#bfd0f3") != "#ffffff"


class Ruler:
    """A pen of which each sign is as wide as it is high."""

    def width_of(self, text: str, size: float) -> float:
        return size * len(text)

    text = box = line = lambda *_: None


@settings(max_examples=200, deadline=None)
@given(text=st.text("ab 中文，。\n", max_size=80), width=st.integers(2, 12))
def test_lines_are_never_too_wide_and_lose_nothing_but_blanks(text: str, width: int) -> None:
    lines = wrapped(Ruler(), text, 1, width, 1_000)
    # A closing sign may stand beyond the edge rather than alone on the next line.
    assert all(len(line.rstrip("，。")) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrapped(Ruler(), "abcd efgh ijkl", 1, 5, 2) == ["abcd", "efgh…"]


def test_a_quote_is_cut_when_it_is_an_essay() -> None:
    said = AnswerText(response=new_id(), text="茶" * 500, at=NOW, customer=None, customer_name="")
    [quote] = quotes(result(texts=AnswerTexts(count=1, newest=[said])))
    assert quote == "茶" * 300 + "…"


def test_the_sheet_of_results_has_every_share_with_its_interval() -> None:
    lines: Sequence[Any] = list(result_lines(results(TEA, result(score=score(200))), {}, "en"))
    assert lines[2][:5] == ["Which tea?", "", "Longjing", 150, 0.75] and len(lines[2]) == 7
    assert any(line[2] == "NPS score" and line[4] == 25 for line in lines)


async def test_one_question_is_drawn_over_http(
    exporter: Exporter, answered: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = await answered(3)
    sex, nps = [await exporter.gets(survey, "png", question=one, language="zh-CN") for one in ("sex", "nps")]
    assert Image.open(io.BytesIO(sex)).format == "PNG" and sex != nps
    text = text_of(await exporter.gets(survey, "pdf", language="zh-CN"))
    assert "本报告统计了 3 份答卷。" in text and "sex（中）" in text


async def test_a_loop_is_drawn_whole_or_turn_by_turn(exporter: Exporter) -> None:
    asked = {"id": "taste", "kind": "rating", "title": both("Taste", "味道")}
    pages = [
        {"id": "loop", "questions": [asked], "repeat": {"times": {"value": 2}, "most": 2}},
        {"id": "end", "questions": [{"id": "note", "kind": "html", "title": both("Thanks", "谢谢")}]},
    ]
    survey = await exporter.surveyor.makes({"format": 1, "languages": ["en", "zh-CN"], "pages": pages})
    respondent = await exporter.surveyor.opens(survey)
    await respondent.answers({"taste@1": 4}, {"taste@2": 2}, {})
    whole, turn = [await exporter.gets(survey, "png", question=one) for one in ("taste", "taste@1")]
    assert Image.open(io.BytesIO(whole)).height > Image.open(io.BytesIO(turn)).height
    nothing = await exporter.asks(survey, "png", question="note")
    await exporter.works()
    assert (await exporter.sees(nothing))["state"] == "failed"
