"""Flags of responses that may be worth little: they flag, a person decides."""

from typing import Any

import httpx
import pytest
from tests.surveys.conftest import GOOD, Surveyor, shop_form

from feilun.insight.surveys.quality import Seen, flags_of, is_speeding, is_straight_lining, text_prints

SAME = {"price": "good", "speed": "good", "taste": "good", "staff": "good"}
CALM: dict[str, Any] = {
    "seconds": 100, "answered": 5, "matrices": [], "failed_trap": False, "seen": Seen(), "seconds_per_question": 1.0,
    "most_per_minute": 60,
}  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "answered", "others", "expected"),
    [
        (4, 5, (), True),
        (5, 5, (), False),
        (0, 0, (), False),
        (29, 5, [90] * 10, True),
        (30, 5, [90] * 10, False),
        (29, 5, [90] * 9, False),
        (29, 5, [90] * 6 + [1] * 4, True),
    ],
)
def test_speeding_is_absolute_or_beside_the_median_of_others(
    seconds: int, answered: int, others: Any, expected: bool
) -> None:
    assert is_speeding(seconds, answered, list(others), 1.0) is expected


@pytest.mark.parametrize(
    ("matrices", "expected"),
    [
        ([], False),
        ([SAME], True),
        ([SAME, {**SAME, "staff": "bad"}], False),
        ([SAME, {"one": "bad", "two": "good"}], True),
        ([{"one": "good", "two": "good", "three": "good"}], False),
    ],
)
def test_straight_lining_needs_enough_rows_and_all_matrices(matrices: Any, expected: bool) -> None:
    assert is_straight_lining(matrices) is expected


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"seconds": 1}, "speeding"),
        ({"matrices": [SAME]}, "straight_lining"),
        ({"failed_trap": True}, "trap"),
        ({"seen": Seen(same_device=1)}, "same_device"),
        ({"seen": Seen(same_address=3)}, "same_address"),
        ({"seen": Seen(same_text=1)}, "same_text"),
        ({"seen": Seen(this_minute=60)}, "rush"),
        ({"seen": Seen(from_address_this_minute=5)}, "rush"),
    ],
)
def test_each_sign_is_a_flag_of_its_own(changed: Any, flag: str) -> None:
    assert flags_of(**CALM) == []
    assert flags_of(**{**CALM, **changed}) == [flag]


def test_the_same_words_have_the_same_print_whatever_their_dress() -> None:
    one = text_prints(b"salt", {"why": "The tea was GOOD, really good!"})
    assert one == text_prints(b"salt", {"why": "the tea was good really Ｇood"})
    assert one != text_prints(b"other", {"why": "The tea was GOOD, really good!"})
    assert text_prints(b"salt", {"why": "Good!"}) == []


async def test_two_responses_with_the_same_words_are_both_flagged(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    for device in ("one", "two", "three"):
        word = GOOD[2] if device != "three" else {"why": "Something of my very own here"}
        await (await surveyor.opens(survey, anonymous_id=device)).answers(GOOD[0], GOOD[1], word)
    rows = (await surveyor.get(f"/{survey['id']}/responses"))["items"]
    assert [row["flags"] for row in rows] == [[], ["same_text"], ["same_text"]]
    found = (await surveyor.get(f"/{survey['id']}/responses", flag="same_text"))["items"]
    assert len(found) == 2
    assert {row["weight"] for row in rows} == {1}


async def test_one_device_that_answers_twice_is_flagged(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    for word in ("A first word about tea", "A second word about it"):
        lin = await surveyor.opens(survey, anonymous_id="lins-phone")
        await lin.answers(GOOD[0], GOOD[1], {"why": word})
    assert (await surveyor.response(survey, 0))["flags"] == ["same_device"]


async def test_a_failed_trap_and_a_straight_line_are_flagged(surveyor: Surveyor) -> None:
    trap = {"op": "!=", "of": [{"answer": "parts", "part": "staff"}, {"value": "bad"}]}
    survey = await surveyor.makes(shop_form(variables=[{"id": "trap_staff", "kind": "boolean", "formula": trap}]))
    await (await surveyor.opens(survey)).answers(GOOD[0], {"nps": 5, "parts": SAME}, {})
    assert (await surveyor.response(survey))["flags"] == ["straight_lining", "trap"]


async def test_a_machine_that_answers_in_no_time_is_flagged(surveyor: Surveyor) -> None:
    survey = await surveyor.makes(seconds_per_question=1)
    await (await surveyor.opens(survey)).answers()
    assert (await surveyor.response(survey))["flags"] == ["speeding"]


async def test_a_person_excludes_with_a_reason_and_takes_it_back(surveyor: Surveyor, api: Any) -> None:
    survey = await surveyor.makes()
    await (await surveyor.opens(survey)).answers()
    path = f"/api/v1/surveys/{survey['id']}/responses/{(await surveyor.response(survey))['id']}/judgement"
    assert (await surveyor.owner.put(path, json={"excluded": True})).status_code == 422
    assert (await surveyor.owner.put(path, json={"weight": -1, "reason": "x"})).status_code == 422
    done = (await surveyor.owner.put(path, json={"excluded": True, "reason": "A bot"})).json()
    assert (done["response"]["excluded"], done["response"]["excluded_because"]) == (True, "A bot")
    assert done["response"]["answers"]["nps"] == 9
    back = (await surveyor.owner.put(path, json={})).json()["response"]
    assert (back["excluded"], back["excluded_because"], back["weight"]) == (False, "", 1)
    analyst: httpx.AsyncClient = await api("analyst")
    assert (await analyst.put(path, json={})).status_code == 403
