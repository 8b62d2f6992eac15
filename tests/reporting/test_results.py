"""Results of a survey: every count, share and score as one would count it by hand."""

from typing import Any

import numpy as np
import pytest
from tests.reporting.conftest import Polls, handles_of, rows_of

from feilun.insight import research
from feilun.kernel.intervals import wilson


async def test_a_choice_shows_people_weighted_shares_and_wilson(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *[{"sex": "f", "nps": 9}] * 3)
    await polls.answers(survey, {"sex": "m", "nps": 9}, weight=2.0)
    found = await polls.question(survey, "sex")
    options = rows_of(found["options"])
    assert (found["asked"], found["base"], found["missing"], found["weighted_base"]) == (4, 4, 0, 5.0)
    assert found["effective_base"] == pytest.approx(25 / 7)
    assert (options["m"]["count"], options["m"]["share"], options["f"]["label"]["en"]) == (1, 0.4, "F")
    assert [options["m"]["low"], options["m"]["high"]] == pytest.approx(list(wilson(0.4 * 25 / 7, 25 / 7)))
    plain = rows_of((await polls.question(survey, "sex", is_weighted=False))["options"])
    assert plain["m"]["share"] == 0.25


async def test_who_never_saw_a_question_is_not_missing_from_it(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, {"sex": "f", "nps": 9}, {"sex": "f", "nps": 3}, {"sex": "m", "nps": 2, "cause": "late"})
    found = await polls.question(survey, "cause")
    assert (found["asked"], found["base"], found["missing"]) == (2, 1, 1)


async def test_boxes_are_shares_of_those_who_answered(polls: Polls) -> None:
    survey = await polls.makes()
    both, tea, nothing = {"brands": ["tea", "milk"]}, {"brands": ["tea"]}, {}
    await polls.answers(survey, *({"sex": "f", "nps": 9, **one} for one in (both, tea, tea, nothing)))
    found = await polls.question(survey, "brands")
    shares = {one["code"]: one["share"] for one in found["options"]}
    assert (found["asked"], found["base"], found["missing"]) == (4, 3, 1)
    assert shares == pytest.approx({"tea": 1.0, "milk": 1 / 3, "cake": 0.0})


async def test_scores_follow_the_rules_and_hide_below_the_least_base(polls: Polls) -> None:
    survey = await polls.makes()
    crowd = polls.crowd(60)
    await polls.answers(survey, *crowd)
    score = (await polls.question(survey, "nps"))["score"]
    expected = research.nps([one["nps"] for one in crowd], scale=(0, 10))
    assert (score["score"], score["low"], score["base"]) == pytest.approx((expected.score, expected.low, 60))
    few = (await polls.asks(survey, "results", questions=["nps"], least_base=61))["questions"][0]
    assert (few["score"]["score"], few["score"]["base"], few["base"]) == (None, 60, 60)
    assert sum(one["count"] for one in few["options"]) == 60


async def test_numbers_show_mean_median_and_a_histogram(polls: Polls) -> None:
    survey = await polls.makes()
    ages = [18, 20, 33, 61, 25.5]
    await polls.answers(survey, *({"sex": "f", "nps": 9, "age": one} for one in ages))
    numbers = (await polls.question(survey, "age"))["numbers"]
    assert (numbers["mean"], numbers["median"], numbers["sd"]) == pytest.approx((31.5, 25.5, np.std(ages, ddof=1)))
    assert (numbers["min"], numbers["max"], sum(one["count"] for one in numbers["histogram"])) == (18, 61, 5)
    assert numbers["histogram"][0]["from"] == 18


async def test_a_matrix_has_a_base_in_each_row(polls: Polls) -> None:
    survey = await polls.makes()
    parts: list[dict[str, Any]] = [{"price": "good", "speed": "bad"}, {"price": "bad"}]
    await polls.answers(survey, *({"sex": "f", "nps": 9, "parts": one} for one in parts))
    rows = rows_of((await polls.question(survey, "parts"))["rows"])
    assert (rows["price"]["base"], rows["speed"]["base"]) == (2, 1)
    assert {one["code"]: one["count"] for one in rows["price"]["options"]} == {"good": 1, "bad": 1}


async def test_the_newest_words_come_with_whoever_wrote_them(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.knows("lin", name="Lin")
    await polls.answers(survey, *({"sex": "f", "nps": 9, "why": f"word {one}"} for one in range(5)))
    await polls.answers(survey, {"sex": "f", "nps": 9, "why": "茶很好"}, handles=handles_of("lin"))
    texts = (await polls.question(survey, "why"))["texts"]
    assert (texts["count"], len(texts["newest"])) == (6, 5)
    newest = texts["newest"][0]
    assert (newest["text"], newest["customer_name"]) == ("茶很好", "Lin")
    assert [one["customer"] for one in texts["newest"][1:]] == [None] * 4


async def test_days_states_and_where_people_stopped(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *polls.crowd(4))
    await polls.answers(survey, {"sex": "f"}, {"sex": "m"}, state="partial", passed=["who"])
    await polls.answers(survey, {}, state="started", passed=[])
    found = await polls.asks(survey, "results")
    assert (found["base"], found["states"]["complete"], found["states"]["partial"], found["states"]["started"]) == (
        4,
        4,
        2,
        1,
    )
    drop = {one["page"]: (one["reached"], one["left"]) for one in found["drop_off"]}
    assert drop == {"who": (7, 1), "how": (6, 2), "what": (4, 0), "why": (4, 0)}
    assert sum(one["started"] for one in found["by_day"]) == 7
    assert sum(one["complete"] for one in found["by_day"]) == 4
    assert found["median_seconds"] == 90
