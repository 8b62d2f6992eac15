"""Columns of an export, and respondents made by chance."""

from math import log
from typing import Any

import pytest
from tests.forms.making import answer, form, op, page, question, words
from tests.forms.random_forms import Maker

from feilun.insight import forms


def test_every_answer_has_its_columns() -> None:
    options: list[Any] = ["a", "b", {"code": "o", "label": words("Other"), "other": True}]
    rows = {"rows": [{"code": "r1", "label": words("Row")}], "columns": [{"code": "c1"}, {"code": "c2"}]}
    made = form(
        page(
            "p1",
            question("m", "multiple", options=options),
            question("x", "matrix", **rows),
            question("k", "ranking", options=["a", "b"]),
        ),
        page("p2", question("n", "nps"), repeat={"question": "m"}),
        page("p3", question("f", "panel", most=2, questions=[question("who")])),
    )
    names = [one.name for one in forms.columns(made)]
    assert names == [
        "m.a", "m.b", "m.o", "m.other.o", "x.r1", "k.a", "k.b", "n@a", "n@b", "n@o", "f.1.who", "f.2.who",
    ]  # fmt: skip
    answers = {
        "m": ["a", "o"],
        "m.other": {"o": "mine"},
        "x": {"r1": "c2"},
        "k": ["b", "a"],
        "n@a": 9,
        "f": [{"who": "Lin"}],
    }
    assert forms.flat_answers(made, answers) == {
        "m.a": 1, "m.b": 0, "m.o": 1, "m.other.o": "mine", "x.r1": "c2", "k.a": 2, "k.b": 1, "n@a": 9, "f.1.who": "Lin",
    }  # fmt: skip
    assert [(one.question, one.least, one.most) for one in forms.score_questions(made)] == [("n", 0, 10)]


@pytest.mark.parametrize("seed", range(40))
def test_names_of_columns_are_unique_and_hold_every_answer(seed: int) -> None:
    made = forms.read_form(Maker(seed).form())
    columns = forms.columns(made)
    assert len({one.name for one in columns}) == len(columns)
    for one in forms.simulate(made, 5, seed):
        assert set(forms.flat_answers(made, one.answers, columns)) <= {column.name for column in columns}


@pytest.mark.parametrize("seed", range(30))
def test_simulated_respondents_obey_the_logic(seed: int) -> None:
    """Their answers, walked again, lead the same way and nothing of them is dropped."""
    made = forms.read_form(Maker(seed).form() | {"hidden_answers": "clear"})
    for one in forms.simulate(made, 10, seed):
        walk = forms.walk(made, one.answers, seed=one.seed)
        assert (walk.path, walk.end, walk.answers) == (one.path, one.end, one.answers)


def test_the_same_seed_makes_the_same_respondents() -> None:
    made = forms.read_form(Maker(3).form())
    assert forms.simulate(made, 5, 1) == forms.simulate(made, 5, 1) != forms.simulate(made, 5, 2)


def test_choices_follow_the_worths_by_logit() -> None:
    """Utilities log 3 apart are chosen three to one; none takes its share."""
    levels = [{"code": "low"}, {"code": "high"}]
    task = [{"price": "low"}, {"price": "high"}]
    asked = question(
        "c", "choice_task", required=True, attributes=[{"code": "price", "label": words("Price"), "levels": levels}]
    )
    asked |= {"designs": [{"tasks": [task] * 20}], "none": words("None")}
    behaviour = forms.Behaviour(worths={"c": {"price.low": log(3.0), "none": 0.0}})
    people = forms.simulate(form(page("p1", asked)), 150, 4, behaviour)
    chosen = [one for person in people for one in person.answers["c"].values()]
    assert len(chosen) == 3000
    assert abs(chosen.count("1") / 3000 - 0.6) < 0.03
    assert abs(chosen.count("none") / 3000 - 0.2) < 0.03


def test_best_and_worst_follow_the_worths() -> None:
    asked = question("m", "maxdiff", required=True, options=["a", "b", "c"], designs=[{"sets": [["a", "b", "c"]] * 10}])
    people = forms.simulate(form(page("p1", asked)), 100, 4, forms.Behaviour(worths={"m": {"a": 2.0, "c": -2.0}}))
    best = [one["best"] for person in people for one in person.answers["m"].values()]
    assert best.count("a") > best.count("b") > best.count("c")


def test_respondents_give_the_answers_they_are_told_to() -> None:
    asked = [question("q1", "single", options=["a", "b"], required=True), question("q2", "nps", required=True)]
    made = form(page("p1", *asked), page("p2", question("q3"), shown_if=op("=", answer("q1"), "b")))
    told = forms.Behaviour(fixed={"q1": "b"}, weights={"q2": {"9": 1.0, "10": 1.0}}, skip=1.0)
    people = forms.simulate(made, 20, 1, told)
    assert {(one.answers["q1"], tuple(one.path), one.kind) for one in people} == {("b", ("p1", "p2"), "done")}
    assert {one.answers["q2"] for one in people} == {9, 10}
