"""Forms of other tools come over, and what does not is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from feilun.insight import forms
from feilun.kernel.errors import Invalid

SAMPLES = Path(__file__).parent / "samples"
Importer = Callable[[Any], forms.Imported]


@pytest.fixture(scope="module")
def surveyjs() -> forms.Imported:
    return forms.from_surveyjs((SAMPLES / "surveyjs.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def qualtrics() -> forms.Imported:
    return forms.from_qsf((SAMPLES / "qualtrics.qsf").read_bytes())


def _errors(form: forms.Form) -> list[forms.FormProblem]:
    return [one for one in forms.problems(form) if one.level == "error"]


def _notes(imported: forms.Imported) -> set[tuple[str, str, str]]:
    return {(one.what, one.where, one.level) for one in imported.report}


def test_both_samples_can_be_published(surveyjs: forms.Imported, qualtrics: forms.Imported) -> None:
    assert _errors(surveyjs.form) == _errors(qualtrics.form) == []


def test_logic_of_surveyjs_decides_as_it_did(surveyjs: forms.Imported) -> None:
    answers = {
        "adult": True,
        "nights": 7,
        "rooms": 2,
        "used": ["2", "other"],
        "used.other": {"other": "spa"},
        "best": "2",
    }
    answers |= {"grid": {"clean": "bad"}, "guests": [{"who": "Lin"}]}
    walk = forms.walk(surveyjs.form, answers, seed=1, language="zh-CN")
    assert walk.variables == {"total": 15, "long_stay": True}
    asked = {view.id: view for page in walk.pages for view in page.questions}
    assert asked["pool"].title == "How was the pool, 7 nights?"
    assert [option.label for option in asked["best"].options] == ["泳池", "spa"]
    assert asked["best"].required and "why" in asked
    assert walk.answers["sum"] == 9
    assert forms.walk(surveyjs.form, answers | {"nps_score": 3}, seed=1).end == "end1"
    assert forms.walk(surveyjs.form, answers | {"nps_score": 9}, seed=1).end == "end"


def test_a_trigger_that_completes_ends_the_form(surveyjs: forms.Imported) -> None:
    walk = forms.walk(surveyjs.form, {"adult": False}, seed=1)
    assert (walk.path, walk.end) == (["first_page"], "end")


def test_what_surveyjs_loses_is_told(surveyjs: forms.Imported) -> None:
    assert {
        ("validator regex", "pages[1].elements[3].validators[0]", "lost"),
        ("expression", "pages[1].elements[5].visibleIf", "lost"),
        ("geo-map", "pages[1].elements[6]", "lost"),
        ("trigger visible", "triggers[2]", "lost"),
        ("complete", "triggers[1]", "changed"),
    } <= _notes(surveyjs)


def test_logic_of_qualtrics_decides_as_it_did(qualtrics: forms.Imported) -> None:
    form = qualtrics.form
    assert forms.walk(form, {"QID1": "2"}, seed=1).end == "end"
    answers = {"QID1": "1", "QID2": ["1", "3"], "QID2.other": {"3": "Tram"}, "QID3": 9}
    walk = forms.walk(form, answers, seed=1, language="zh-CN", given={"fare": "second"})
    assert walk.pages[0].questions[0].title == "您乘车了吗?"
    assert [page.questions[0].title for page in walk.pages if page.page == "Each_line"] in (
        ["How was Red?", "How was Tram?"],
        ["How was Tram?", "How was Red?"],
    )
    assert (walk.kind, walk.variables) == ("done", {"wave": "spring"})
    low = forms.walk(form, answers | {"QID3": 2}, seed=1)
    assert (low.kind, low.path[-1]) == ("screened", "Sorry")
    assert forms.walk(form, answers, seed=1).cells == ["QO_1"]
    assert [one.question for one in forms.score_questions(form)] == ["QID3"]


def test_what_qualtrics_loses_is_told(qualtrics: forms.Imported) -> None:
    assert {
        ("hot spot", "QID6", "lost"),
        ("logic", "QID7.DisplayLogic", "lost"),
        ("flow WebService", "Flow[5]", "lost"),
        ("even presentation", "Flow[3]", "changed"),
    } <= _notes(qualtrics)


def _deep(levels: int) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "text", "name": "x"}
    for _ in range(levels):
        found = {"type": "panel", "elements": [found]}
    return {"pages": [{"elements": [found]}]}


@pytest.mark.parametrize("importer", [forms.from_surveyjs, forms.from_qsf])
@pytest.mark.parametrize(
    "raw",
    [
        None,
        3,
        [],
        "",
        "{",
        "[" * 100_000,
        b"\xff\xfe",
        {},
        {"pages": 3},
        {"SurveyElements": 3},
        {"pages": ["x"] * 400_000},
        _deep(200),
    ],
)
def test_what_is_no_form_is_refused_with_a_sentence(importer: Importer, raw: Any) -> None:
    with pytest.raises(Invalid):
        importer(raw)


@pytest.mark.parametrize("name", ["surveyjs.json", "qualtrics.qsf"])
def test_a_form_with_any_part_of_the_wrong_type_is_read_or_refused(name: str) -> None:
    """Every value once replaced by each of some odd ones: a form, or Invalid, and never another error."""
    importer = forms.from_surveyjs if name.endswith("json") else forms.from_qsf
    document = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    places = list(_places(document))
    assert len(places) > 130
    for number, (holder, key) in enumerate(places):
        kept = holder[key]
        holder[key] = [None, 7, "x(", [], {}, [3], {"a": None}, True, "{used", -1e9][number % 10]
        try:
            importer(document)
        except Invalid as refused:
            assert refused.facts["problem"]
        holder[key] = kept


def _places(value: Any) -> Any:
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


@pytest.mark.parametrize(
    "text",
    ["(" * 4000, "{a} + " * 800 + "1", "!" * 3000 + "{a}", "{a} = '" + "x" * 4990, "-" * 3000 + "1", "{a} = 1 )"],
)
def test_a_hostile_condition_is_told_and_left_out(text: str) -> None:
    found = forms.from_surveyjs(
        {"elements": [{"type": "text", "name": "a"}, {"type": "text", "name": "b", "visibleIf": text}]}
    )
    assert [(one.what, one.level) for one in found.report] == [("expression", "lost")]
