"""What is wrong with a form is found before anybody answers."""

from typing import Any

import pytest
from tests.forms.making import answer, form, op, page, question

from feilun.insight import forms

SINGLE = question("q1", "single", options=["a", "b"], required=True)
NUMBER = question("n1", "number", least=0, most=10)


def codes(found: forms.Form, level: str = "error") -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in forms.problems(found) if one.level == level]


def test_a_good_form_has_none() -> None:
    assert forms.problems(form(page("p1", SINGLE), page("p2", NUMBER, shown_if=op("=", answer("q1"), "a")))) == []


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (op("=", answer("q1"), 3), "wrong_type"),
        (op("<", answer("q1"), answer("n1")), "wrong_type"),
        (op("=", answer("q1"), "zzz"), "unknown_code"),
        (op("in", answer("q1"), ["a", "zzz"]), "unknown_code"),
        (op("=", answer("nobody"), "a"), "unknown_reference"),
        (op("=", answer("later"), "x"), "later_reference"),
        (op("and", answer("n1")), "wrong_type"),
        (op(">", op("+", answer("q1"), 1), 2), "wrong_type"),
        (op("contains", answer("q1"), "a"), "wrong_type"),
        (op("+", answer("n1"), 1), "wrong_type"),
        (op("=", {"variable": "v9"}, 1), "unknown_reference"),
        (op("=", {"given": "g9"}, 1), "unknown_reference"),
        (op("<", answer("n1"), "2026-01-01"), "wrong_type"),
    ],
)
def test_a_condition_that_cannot_be_meant_is_found(condition: Any, code: str) -> None:
    made = form(
        page("p1", SINGLE, NUMBER), page("p2", question("q3"), shown_if=condition), page("p3", question("later"))
    )
    assert (code, "pages[1].shown_if") in {(one, where.split(".of[")[0]) for one, where in codes(made)}


@pytest.mark.parametrize(
    "condition",
    [
        op("and", op("=", answer("q1"), "a"), op("=", answer("q1"), "b")),
        op("and", op(">", answer("n1"), 5), op("<", answer("n1"), 5)),
        op(">", answer("n1"), 10),
        op("not", op("or", op("=", answer("q1"), "a"), op("!=", answer("q1"), "a"))),
    ],
)
def test_a_page_whose_condition_never_holds_is_unreachable(condition: Any) -> None:
    made = form(page("p1", SINGLE, NUMBER), page("p2", question("q3"), shown_if=condition))
    assert codes(made) == [("unreachable_page", "pages[1]")]


@pytest.mark.parametrize(
    "condition",
    [
        op("and", op(">", answer("n1"), 3.1), op("<", answer("n1"), 3.2)),
        op("and", op(">", answer("d1"), "2026-01-01"), op("<", answer("d1"), "2026-01-03")),
        op("and", op("contains", answer("t1"), "tea"), op("contains", answer("t1"), "milk")),
        op("and", op("contains", answer("m1"), "a"), op("not", op("contains", answer("m1"), "b"))),
        op("not", op("answered", answer("m1"))),
    ],
)
def test_a_condition_that_may_hold_is_no_error(condition: Any) -> None:
    asked = [NUMBER, question("d1", "date"), question("t1"), question("m1", "multiple", options=["a", "b", "c"])]
    assert codes(form(page("p1", *asked), page("p2", question("q3"), shown_if=condition))) == []


def test_a_page_that_every_way_passes_by_is_found() -> None:
    made = form(page("p1", SINGLE, next=[{"to": "p3"}]), page("p2", question("q2")), page("p3", question("q3")))
    assert codes(made) == [("unreachable_page", "pages[1]")]


def test_a_jump_back_and_a_jump_to_nowhere_are_found() -> None:
    made = form(page("p1", SINGLE), page("p2", question("q2"), next=[{"to": "p1"}, {"to": "p9"}]))
    assert codes(made) == [("jumps_back", "pages[1].next[0].to"), ("unknown_target", "pages[1].next[1].to")]


def test_a_quota_nobody_can_be_in_is_found() -> None:
    both = op("and", op("=", answer("q1"), "a"), op("=", answer("q1"), "b"))
    assert codes(form(page("p1", SINGLE), quotas=[{"id": "k", "limit": 5, "when": both}])) == [
        ("dead_quota", "quotas[0]")
    ]


def test_a_quota_behind_a_page_that_excludes_it_is_a_warning() -> None:
    hidden = page("p2", question("q2", "single", options=["x", "y"]), shown_if=op("=", answer("q1"), "a"))
    cell = op("and", op("=", answer("q2"), "x"), op("=", answer("q1"), "b"))
    made = form(page("p1", SINGLE), hidden, quotas=[{"id": "k", "limit": 5, "when": cell}])
    assert codes(made) == []
    assert codes(made, "warning") == [("dead_quota", "quotas[0]")]


def test_a_check_that_no_answer_passes_is_a_dead_end() -> None:
    asked = question(
        "n1", "number", required=True, least=0, most=5, checks=[{"holds": op(">", answer("n1"), 9), "text": {}}]
    )
    assert codes(form(page("p1", asked))) == [("dead_end", "pages[0].questions[0].checks[0]")]


def test_a_sum_that_cannot_be_reached_is_found_by_trial() -> None:
    asked = question("c1", "constant_sum", options=["a"], total=100, required=True)
    never = {"holds": op(">", op("sum", answer("c1")), 100), "text": {}}
    made = form(page("p1", asked | {"checks": [never]}))
    assert ("dead_end", "pages[0]") in codes(made, "warning")


def test_a_formula_that_needs_itself_is_found() -> None:
    variables = [{"id": "v1", "formula": op("+", {"variable": "v2"}, 1)}, {"id": "v2", "formula": {"variable": "v1"}}]
    found = form(page("p1", SINGLE), variables=variables)
    assert {code for code, _ in codes(found)} == {"circular_formula"}
    assert forms.walk(found, {"q1": "a"}, seed=1).variables == {"v1": None, "v2": None}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (question("x", "single"), "no_options"),
        (question("x", "single", options=["a", "a"]), "duplicate_code"),
        (question("x", "calculated"), "no_formula"),
        (question("x", "maxdiff", options=["a", "b"], designs=[{"sets": [["a", "z"]]}]), "bad_design"),
        (question("x", "choice_task", designs=[{"tasks": [[{"price": "p1"}, {"price": "p2"}]]}]), "bad_design"),
        (question("x", "number", least=5, most=1), "bad_bounds"),
        (question("x", "single", carry=[{"question": "y"}]), "unknown_reference"),
        (question("x", title={"en": "{{ answer.y }}"}), "unknown_reference"),
    ],
)
def test_a_question_that_cannot_be_answered_is_found(asked: Any, code: str) -> None:
    assert code in [found for found, _ in codes(form(page("p1", asked)))]


def test_words_that_are_missing_are_warnings_only() -> None:
    asked = {"id": "x", "kind": "text", "title": {"en": "Why?"}}
    made = forms.read_form(
        {"languages": ["en", "zh-CN"], "pages": [{"id": "p1", "questions": [asked, {"id": "y", "kind": "text"}]}]}
    )
    assert codes(made, "warning") == [
        ("missing_translation", "pages[0].questions[0].title"),
        ("missing_label", "pages[0].questions[1].title"),
    ]
    assert codes(made) == []


def test_an_end_that_no_trial_comes_to_is_a_warning() -> None:
    made = form(page("p1", SINGLE), ends=[{"id": "e1"}, {"id": "e2", "kind": "screened"}])
    assert codes(made, "warning") == [("unreachable_end", "ends[1]")]
