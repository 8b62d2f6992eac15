"""Each kind of question says what was answered, as its method counts it."""

import random
from typing import Any

import numpy as np
import pytest
from tests.reporting.conftest import Polls, rows_of
from tests.surveys.conftest import option, question, words

from feilun.insight import research

ABC = [option(one) for one in "abc"]


async def result(polls: Polls, asked: dict[str, Any], answers: list[Any], **more: Any) -> dict[str, Any]:
    """The result of one question that was answered so; None is a respondent who left it out."""
    pages = [{"id": "one", "questions": [question("q", **asked)]}]
    survey = await polls.makes({"format": 1, "languages": ["en", "zh-CN"], "pages": pages, **more})
    await polls.answers(survey, *({} if one is None else {"q": one} for one in answers))
    return await polls.question(survey, "q")


def counts(options: list[dict[str, Any]]) -> dict[str, int]:
    return {one["code"]: one["count"] for one in options}


async def test_yes_and_no(polls: Polls) -> None:
    found = await result(polls, {"kind": "boolean"}, [True, True, False, None])
    assert counts(found["options"]) == {"1": 2, "0": 1}
    assert found["options"][0]["label"]["zh-CN"] == "是"
    assert found["missing"] == 1


async def test_dates_by_month_and_times_by_hour(polls: Polls) -> None:
    pages = [{"id": "one", "questions": [question("q", "date")]}]
    survey = await polls.makes({"format": 1, "languages": ["en", "zh-CN"], "pages": pages})
    await polls.answers(survey, *({"q": day} for day in ("2026-05-04", "2026-05-30", "2025-12-31")))
    assert counts((await polls.question(survey, "q"))["options"]) == {"2025-12": 1, "2026-05": 2}
    may = {"answers": [{"column": "q", "codes": ["2026-05"]}]}
    assert (await polls.asks(survey, "respondents", filter=may))["base"] == 2
    found = await result(polls, {"kind": "time"}, ["09:30", "09:59", "23:00"])
    assert counts(found["options"]) == {"09": 2, "23": 1}


async def test_ranks(polls: Polls) -> None:
    found = await result(polls, {"kind": "ranking", "options": ABC}, [["a", "b", "c"], ["a", "c", "b"], ["b"]])
    rows = rows_of(found["rows"])
    assert (rows["a"]["base"], rows["a"]["numbers"]["mean"], counts(rows["a"]["options"])["1"]) == (2, 1, 2)
    assert rows["a"]["options"][0]["share"] == pytest.approx(2 / 3)
    assert rows["b"]["numbers"]["mean"] == 2


async def test_points_count_a_left_out_option_as_nothing(polls: Polls) -> None:
    asked = {"kind": "constant_sum", "options": ABC, "total": 10}
    found = await result(polls, asked, [{"a": 10}, {"a": 4, "b": 6}])
    means = {one["code"]: one["numbers"]["mean"] for one in found["rows"]}
    assert means == {"a": 7, "b": 3, "c": 0}


async def test_a_matrix_of_boxes(polls: Polls) -> None:
    asked = {"kind": "matrix_multiple", "rows": ABC[:2], "columns": ABC}
    found = await result(polls, asked, [{"a": ["a", "b"]}, {"a": ["a"], "b": ["c"]}])
    rows = rows_of(found["rows"])
    assert (rows["a"]["base"], rows["b"]["base"]) == (2, 1)
    assert counts(rows["a"]["options"]) == {"a": 2, "b": 1, "c": 0}


async def test_groups_and_levels(polls: Polls) -> None:
    asked = {"kind": "group_rank", "options": ABC, "columns": [option("best"), option("rest")]}
    found = await result(polls, asked, [{"best": ["a"], "rest": ["b", "c"]}, {"best": ["a", "b"]}])
    rows = rows_of(found["rows"])
    assert counts(rows["b"]["options"]) == {"best": 1, "rest": 1}
    deep = [{**option("cn"), "options": [option("hz"), option("sh")]}, {**option("de"), "options": [option("b")]}]
    found = await result(polls, {"kind": "drill_down", "options": deep}, [["cn", "hz"], ["cn", "sh"], ["de", "b"]])
    assert [counts(one["options"]) for one in found["rows"]] == [{"cn": 2, "de": 1}, {"hz": 1, "sh": 1, "b": 1}]


async def test_what_she_told_of_herself_is_counted_and_not_shown(polls: Polls) -> None:
    found = await result(polls, {"kind": "contact"}, [{"name": "Lin", "email": "lin@a.example"}, {"name": "Chen"}])
    assert {one["code"]: one["base"] for one in found["rows"]} == {"name": 2, "email": 1, "phone": 0}
    assert "Lin" not in str(found)
    found = await result(polls, {"kind": "location"}, [{"latitude": 31.2, "longitude": 121.5}])
    assert (found["places"], "31.2" in str(found)) == (1, False)
    found = await result(polls, {"kind": "file"}, [[{"id": "f1", "name": "secret.pdf"}]])
    assert (found["files"], "secret" in str(found)) == (1, False)


async def test_the_words_beside_an_open_option(polls: Polls) -> None:
    asked = {"kind": "single", "options": [*ABC, {**option("other"), "other": True}]}
    pages = [{"id": "one", "questions": [question("q", **asked)]}]
    survey = await polls.makes({"format": 1, "languages": ["en", "zh-CN"], "pages": pages})
    await polls.answers(survey, {"q": "other", "q.other": {"other": "乌龙"}}, {"q": "a"})
    found = await polls.question(survey, "q")
    assert (found["texts"]["count"], found["texts"]["newest"][0]["text"]) == (1, "乌龙")


async def test_a_given_field_is_counted_like_a_choice(polls: Polls) -> None:
    pages = [{"id": "one", "questions": [{"id": "plan", "kind": "hidden"}, question("q", "single", options=ABC)]}]
    survey = await polls.makes({"format": 1, "languages": ["en"], "given": {"plan": "text"}, "pages": pages})
    for plan in ("gold", "gold", "free"):
        await polls.answers(survey, {"q": "a", "plan": plan}, given={"plan": plan})
    assert counts((await polls.question(survey, "plan"))["options"]) == {"gold": 2, "free": 1}
    table = await polls.asks(survey, "crosstabs", rows=["q"], by={"column": "plan"})
    assert [one["key"] for one in table["columns"]] == ["free", "gold"]


async def test_prices_are_those_of_van_westendorp(polls: Polls) -> None:
    pick = random.Random(3)
    people = []
    for _ in range(60):
        prices = sorted(pick.sample(range(1, 60), 4))
        people.append(dict(zip(("too_cheap", "cheap", "expensive", "too_expensive"), prices, strict=True)))
    found = (await result(polls, {"kind": "psm", "currency": "CNY"}, people))["prices"]
    columns = [
        np.array([one[name] for one in people], float) for name in ("too_cheap", "cheap", "expensive", "too_expensive")
    ]
    expected = research.price_sensitivity(*columns)
    assert (found["optimum"]["price"], found["lower"]["price"], found["base"]) == (
        expected.optimum.price, expected.lower.price, 60,
    )  # fmt: skip


async def test_a_ladder_finds_the_price_of_most_revenue(polls: Polls) -> None:
    steps = [{**option(f"p{price}"), "value": price} for price in (10, 20, 30)]
    people = [{"p10": True, "p20": True, "p30": False}] * 20 + [{"p10": True, "p20": False}] * 5
    found = (await result(polls, {"kind": "gabor_granger", "options": steps, "currency": "CNY"}, people))["ladder"]
    assert [one["share"] for one in found["demand"]] == pytest.approx([1, 0.8, 0])
    assert found["revenue"]["price"] == pytest.approx(20)


async def test_kano_names_the_category(polls: Polls) -> None:
    both = {"functional": "like", "dysfunctional": "live_with"}
    found = (await result(polls, {"kind": "kano", "rows": ABC[:1]}, [{"a": both}] * 30))["kano"]
    [feature] = found["features"]
    assert (feature["name"], feature["category"], feature["counts"]["A"], feature["invalid"]) == ("a", "A", 30, 0)


async def test_turf_finds_the_widest_pair(polls: Polls) -> None:
    people = [["a"]] * 10 + [["a", "b"]] * 10 + [["c"]] * 5
    found = await result(polls, {"kind": "turf", "options": ABC}, people)
    pair = next(one for one in found["turf"]["sizes"] if one["size"] == 2)
    assert (pair["best"][0]["items"], pair["best"][0]["reach"]) == (["a", "c"], 1.0)
    assert counts(found["options"]) == {"a": 20, "b": 10, "c": 5}


async def test_maxdiff_counts_best_minus_worst_over_shown(polls: Polls) -> None:
    asked = {"kind": "maxdiff", "options": ABC, "designs": [{"sets": [["a", "b", "c"], ["a", "b"]]}]}
    said = {"1": {"best": "a", "worst": "c"}, "2": {"best": "a", "worst": "b"}}
    pages = [{"id": "one", "questions": [question("q", **asked)]}]
    survey = await polls.makes({"format": 1, "languages": ["en", "zh-CN"], "pages": pages})
    await polls.answers(survey, {"q": said, "q.version": 1}, {"q": {"1": {"best": "b", "worst": "c"}}, "q.version": 1})
    items = rows_of((await polls.question(survey, "q"))["items"])
    assert {code: (one["best"], one["worst"], one["shown"]) for code, one in items.items()} == {
        "a": (2, 0, 3), "b": (1, 1, 3), "c": (0, 2, 2),
    }  # fmt: skip
    assert items["a"]["score"] == pytest.approx(2 / 3)


async def test_choice_tasks_are_counted(polls: Polls) -> None:
    profiles = [[{"size": "s"}, {"size": "l"}]] * 2
    attributes = [{"code": "size", "label": words("Size"), "levels": [option("s"), option("l")]}]
    asked = {"kind": "choice_task", "attributes": attributes, "designs": [{"tasks": profiles}]}
    found = await result(polls, asked, [{"1": "1", "2": "2"}, {"1": "2"}])
    assert (found["tasks"], found["base"]) == (3, 2)


async def test_each_turn_of_a_loop_and_each_entry_of_a_panel_stands_for_itself(polls: Polls) -> None:
    pages = [
        {"id": "first", "questions": [question("brands", "multiple", options=ABC)]},
        {"id": "each", "questions": [question("stars", "rating")], "repeat": {"question": "brands"}},
        {"id": "children", "questions": [question("child", "panel", most=3, questions=[question("age", "number")])]},
    ]
    survey = await polls.makes({"format": 1, "languages": ["en", "zh-CN"], "pages": pages})
    await polls.answers(
        survey,
        {"brands": ["a", "b"], "stars@a": 5, "stars@b": 2, "child": [{"age": 3}, {"age": 7}]},
        {"brands": ["a"], "stars@a": 3, "child": [{"age": 5}]},
        {"brands": ["b"]},
    )
    found = (await polls.asks(survey, "results", questions=["stars", "child"]))["questions"]
    stars = {one["item"]: one for one in found if one["question"] == "stars"}
    assert {item: (one["asked"], one["base"]) for item, one in stars.items()} == {"a": (2, 2), "b": (2, 1), "c": (0, 0)}
    assert stars["a"]["numbers"]["mean"] == 4
    ages = {one["item"]: one for one in found if one["question"] == "age"}
    assert (ages["1"]["base"], ages["1"]["numbers"]["mean"], ages["2"]["base"]) == (2, 4, 1)
    for one in (*stars.values(), *ages.values()):
        people = await polls.asks(
            survey, "respondents", filter={"answers": [{"column": one["key"], "is_answered": True}]}
        )
        assert people["base"] == one["base"]


async def test_a_score_turned_round_and_one_on_another_scale(polls: Polls) -> None:
    easy = await result(polls, {"kind": "ces", "direction": "down"}, [1] * 30 + [7] * 10)
    assert easy["score"]["score"] == pytest.approx(0.75)
    five = await result(polls, {"kind": "ces", "least": 1, "most": 5}, [4] * 30 + [3] * 10)
    assert five["score"]["score"] == pytest.approx(0.75)
    stars = await result(polls, {"kind": "csat"}, [4] * 30 + [3] * 10)
    assert stars["score"]["score"] == pytest.approx(0.75)
