"""What a respondent sees, and what is kept of her answers."""

from typing import Any

import msgspec
import pytest
from tests.forms.making import answer, form, op, page, question, words

from feilun.insight import forms
from feilun.insight.forms.expressions import evaluate
from feilun.insight.forms.shuffling import Chance, fnv1a, mix
from feilun.kernel.errors import Invalid

ONE = question("q1", "single", options=["a", "b"], required=True)


def test_a_page_that_was_not_left_is_the_one_to_be_shown() -> None:
    made = form(page("p1", question("q1")), page("p2", question("q2")))
    assert forms.walk(made, {}, seed=1, passed=[]).page.key == "p1"  # type: ignore[union-attr]
    assert forms.walk(made, {}, seed=1, passed=["p1"]).page.key == "p2"  # type: ignore[union-attr]
    assert forms.walk(made, {}, seed=1, passed=["p1", "p2"]).end == "done"


@pytest.mark.parametrize(
    ("policy", "seen", "kept"), [("clear", ["p1"], {"q1": "b"}), ("keep", ["p1", "p3"], {"q1": "b", "q2": "x"})]
)
def test_an_answer_hidden_later_follows_the_policy(policy: str, seen: list[str], kept: dict[str, Any]) -> None:
    """Also for an answer that was there from the beginning."""
    middle = page("p2", question("q2"), shown_if=op("=", answer("q1"), "a"))
    made = form(
        page("p1", ONE),
        middle,
        page("p3", question("q3"), shown_if=op("answered", answer("q2"))),
        hidden_answers=policy,
    )
    walk = forms.walk(made, {"q1": "b", "q2": "x"}, seed=1)
    assert (walk.path, walk.answers) == (seen, kept)


def test_the_first_rule_that_holds_decides_and_a_rule_that_goes_back_is_passed_over() -> None:
    rules = [{"to": "p1"}, {"to": "p4", "when": op("=", answer("q1"), "a")}, {"to": "p3"}]
    made = form(
        page("p1", ONE), page("p2", question("q2"), next=rules), page("p3", question("q3")), page("p4", question("q4"))
    )
    assert forms.walk(made, {"q1": "a"}, seed=1).path == ["p1", "p2", "p4"]
    assert forms.walk(made, {"q1": "b"}, seed=1).path == ["p1", "p2", "p3", "p4"]


def test_a_loop_asks_once_for_each_chosen_option_and_its_turns_can_be_summed() -> None:
    chosen = question("q1", "multiple", options=["tea", "cake", {"code": "else", "other": True}])
    each = page(
        "p2", question("q2", "number", title=words("{{ item.number }}. {{ item.label }}")), repeat={"question": "q1"}
    )
    made = form(page("p1", chosen), each, variables=[{"id": "v", "formula": op("sum", answer("q2"))}])
    answers = {"q1": ["cake", "else"], "q1.other": {"else": "soup"}, "q2@cake": 2, "q2@else": "3", "q2@tea": 9}
    walk = forms.walk(made, answers, seed=1)
    assert walk.path == ["p1", "p2@cake", "p2@else"]
    assert [one.questions[0].title for one in walk.pages[1:]] == ["1. cake", "2. soup"]
    assert walk.variables == {"v": 5}
    assert "q2@tea" not in walk.answers


@pytest.mark.parametrize(
    ("which", "codes"), [("chosen", ["b", "c"]), ("not_chosen", ["a"]), ("shown", ["a", "b", "c"]), ("open", ["c"])]
)
def test_options_are_carried_forward(which: str, codes: list[str]) -> None:
    source = question("q1", "multiple", options=["a", "b", {"code": "c", "other": True}])
    made = form(page("p1", source), page("p2", question("q2", "single", carry=[{"question": "q1", "which": which}])))
    walk = forms.walk(made, {"q1": ["b", "c"], "q1.other": {"c": "mine"}}, seed=1)
    assert [one.code for one in walk.pages[1].questions[0].options] == codes
    assert {one.label for one in walk.pages[1].questions[0].options if one.code == "c"} <= {"mine"}


def test_a_panel_is_asked_entry_by_entry() -> None:
    inner = [question("who", required=True), question("age", "number", shown_if=op("=", answer("who"), "Lin"))]
    made = form(page("p1", question("family", "panel", questions=inner, least=1)))
    walk = forms.walk(made, {"family": [{"who": "Lin", "age": "7"}, {"age": 3}]}, seed=1)
    assert walk.answers == {"family": [{"who": "Lin", "age": 7}]}
    assert [(key, one[0].code) for key, one in walk.problems.items()] == [("family[2].who", "required")]


def test_fixed_exclusive_and_other_options_keep_their_places() -> None:
    options: list[Any] = [
        {"code": "top", "fixed": True},
        *"abcdef",
        {"code": "else", "other": True},
        {"code": "none", "exclusive": True},
    ]
    made = form(page("p1", question("q1", "multiple", options=options, shuffle="random")))
    orders = {
        tuple(one.code for one in forms.walk(made, {}, seed=seed).pages[0].questions[0].options) for seed in range(50)
    }
    assert len(orders) > 40
    assert {(one[0], *one[-2:]) for one in orders} == {("top", "else", "none")}


def test_every_order_comes_about_equally_often() -> None:
    made = form(page("p1", question("q1", "single", options=["a", "b", "c"], shuffle="random")))
    firsts = [
        tuple(one.code for one in forms.walk(made, {}, seed=seed).pages[0].questions[0].options) for seed in range(3000)
    ]
    assert {order: 420 < firsts.count(order) < 580 for order in set(firsts)} == dict.fromkeys(set(firsts), True)
    assert len(set(firsts)) == 6


def test_the_generator_is_the_documented_one() -> None:
    assert (fnv1a("a"), mix(1)) == (0xE40C292C, 0x514E28B7)
    start = 7 ^ fnv1a("q1/options")
    assert Chance(7, "q1/options").below(10) == (mix((start + 0x9E3779B9) & 0xFFFFFFFF) * 10) >> 32


def test_a_full_quota_ends_the_form_and_hides_an_option() -> None:
    gone = {"code": "a", "shown_if": op("not", {"full": "k"})}
    asked = question("q1", "single", options=[gone, "b"], required=True)
    quota = {"id": "k", "limit": 1, "when": op("=", answer("q2"), "x"), "full": "e"}
    made = form(
        page("p1", asked, question("q2")),
        page("p2", question("q3")),
        ends=[{"id": "e", "kind": "full"}],
        quotas=[quota],
    )
    walk = forms.walk(made, {"q1": "b", "q2": "x"}, seed=1, full=["k"])
    assert (walk.end, walk.kind, walk.path) == ("e", "full", ["p1"])
    assert [one.code for one in walk.pages[0].questions[0].options] == ["b"]
    assert walk.cells == ["k"]
    assert forms.walk(made, {"q1": "b", "q2": "y"}, seed=1).cells == []


def test_what_a_respondent_wrote_is_never_read_as_a_pipe() -> None:
    made = form(
        page("p1", question("q1")), page("p2", question("q2", title=words("{{ answer.q1 }} {{ given.x | you }}")))
    )
    assert forms.walk(made, {"q1": "{{ given.x }}"}, seed=1).pages[1].questions[0].title == "{{ given.x }} you"


def test_a_fault_is_told_in_her_language() -> None:
    made = forms.read_form({"languages": ["en", "zh-CN"], "pages": [page("p1", ONE)]})
    assert forms.walk(made, {}, seed=1, language="zh-CN").problems["q1"][0].text == "请回答此题。"
    assert forms.walk(made, {"q1": "zzz"}, seed=1, language="fr").problems["q1"][0].code == "invalid"


def test_no_answer_is_too_odd_or_too_deep() -> None:
    deep: Any = []
    for _ in range(3000):
        deep = [deep]
    made = form(page("p1", question("q0", "hidden"), ONE, question("q2", "panel", questions=[question("q3")])))
    walk = forms.walk(made, dict.fromkeys(("q0", "q1", "q1.other", "q2", "q3"), deep), seed=1, given={"q0": deep})
    assert (walk.page and walk.page.key, list(walk.problems)) == ("p1", ["q1"])


def test_a_long_chain_of_formulas_is_found_and_gives_nothing() -> None:
    chain = [{"id": f"v{at}", "formula": {"variable": f"v{at + 1}"}} for at in range(900)]
    made = form(page("p1", question("q1")), variables=[*chain, {"id": "v900", "value": 5}])
    assert {one.code for one in forms.problems(made)} == {"circular_formula"}
    found = forms.walk(made, {}, seed=1).variables
    assert (found["v900"], found["v0"]) == (5, None)
    short = form(page("p1", question("q1")), variables=[*chain[893:], {"id": "v900", "value": 5}])
    assert forms.walk(short, {}, seed=1).variables["v893"] == 5


class Nobody:
    """A scope that knows nothing."""

    def answer(self, question: str, part: str) -> Any: ...
    def score(self, question: str) -> float | None: ...
    def variable(self, name: str) -> Any: ...
    def given(self, name: str) -> Any: ...
    def item(self, part: str) -> Any: ...
    def full(self, quota: str) -> bool:
        return False


MISSING = answer("q")


@pytest.mark.parametrize(
    ("tree", "value"),
    [
        (op("/", 1, 0), None),
        (op("mod", 1, 0), None),
        (op("mod", -1, 3), 2.0),
        (op("*", 1e200, 1e200), None),
        (op("+", 1, MISSING), None),
        (op("sum", 1, MISSING), 1.0),
        (op("mean", MISSING), None),
        (op("count", ["a", ""], MISSING), 1.0),
        (op("<", MISSING, 3), False),
        (op("=", MISSING, MISSING), False),
        (op("!=", MISSING, 3), True),
        (op("=", True, 1), False),
        (op("=", ["a", "b"], ["b", "a"]), True),
        (op("<", "2026-01-01", "2026-02-01"), True),
        (op("<", "a", "b"), False),
        (op("contains", "Green TEA", "tea"), True),
        (op("days", "2024-02-28", "2024-03-01"), 2.0),
        (op("days", "2023-02-29", "2024-03-01"), None),
        (op("round", -0.5), 0.0),
        (op("length", "😀茶"), 2.0),
        (op("not", MISSING), True),
        (op("if", MISSING, 1, 2), 2.0),
    ],
)
def test_an_expression_has_a_value_or_nothing(tree: Any, value: Any) -> None:
    found = evaluate(tree, Nobody())
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"pages": []}, "pages"),
        ({"languages": []}, "languages"),
        ({"pages": [{"id": "p1", "colour": 3}]}, "pages[0]"),
        ({"pages": [page("p1"), page("p1")]}, "pages[1].id"),
        ({"pages": [page("p1", {"id": "q1", "kind": "riddle"})]}, "pages[0].questions[0].kind"),
        ({"pages": [page("p1", question("q1", "nps", most=4))]}, "pages[0].questions[0].most"),
        ({"pages": [page("p1", shown_if={"op": "hm", "of": []})]}, "pages[0].shown_if.op"),
        ({"pages": [page("p1", shown_if=op("and", op("=", 1)))]}, "pages[0].shown_if.of[0].of"),
        (
            {"pages": [page("p1", question("q1", "single", options=[{"code": "__proto__"}]))]},
            "pages[0].questions[0].options[0].code",
        ),
        ({"ends": [{"id": "e", "redirect": "javascript:alert(1)"}]}, "ends[0].redirect"),
    ],
)
def test_a_form_that_cannot_be_read_says_where(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        forms.read_form({"languages": ["en"], "pages": [page("p1")], **change})
    assert refused.value.facts["field"] == field


def test_a_form_too_deep_or_too_large_is_refused() -> None:
    deep: Any = {"value": 1}
    for _ in range(5000):
        deep = {"op": "not", "of": [deep]}
    for raw in (
        {"languages": ["en"], "pages": [page("p1", shown_if=deep)]},
        [[]] * 400_000,
        {"x": "y" * 30_000},
        {"x": float("nan")},
    ):
        with pytest.raises(Invalid):
            forms.read_form(raw)


def test_what_was_read_can_be_written_and_read_again() -> None:
    made = form(page("p1", ONE, repeat={"times": {"value": 2}}), ends=[{"id": "e"}])
    assert forms.read_form(msgspec.to_builtins(made)) == made
