"""Quotas: reserved at the screening answer, counted at the end, never over-filled."""

from datetime import timedelta
from typing import Any

import pytest
from tests.conftest import Drain
from tests.surveys.conftest import GOOD, Surveyor, quota, shop_form

from feilun.kernel import clock

HER, HIM = {"sex": "f", "age": 30}, {"sex": "m", "age": 30}


async def _cells(surveyor: Surveyor, survey: dict[str, Any]) -> dict[str, tuple[int, int]]:
    rows = await surveyor.get(f"/{survey['id']}/quotas")
    return {row["id"]: (row["taken"], row["reserved"]) for row in rows}


async def test_a_slot_is_reserved_at_the_screening_answer_and_counted_at_the_end(surveyor: Surveyor) -> None:
    survey = await surveyor.makes(shop_form(quotas=[quota("women", 1, sex="f")]))
    lin = await surveyor.opens(survey)
    assert await _cells(surveyor, survey) == {"women": (0, 0)}
    await lin.says(HER)
    assert await _cells(surveyor, survey) == {"women": (0, 1)}
    await lin.answers(GOOD[1], GOOD[2])
    assert await _cells(surveyor, survey) == {"women": (1, 0)}
    assert lin.place["state"] == "complete"


async def test_who_comes_too_late_is_told_that_it_is_full(surveyor: Surveyor) -> None:
    survey = await surveyor.makes(shop_form(quotas=[quota("women", 1, sex="f")]))
    lin, chen, wang = [await surveyor.opens(survey) for _ in range(3)]
    await lin.says(HER)
    late = await chen.says(HER)
    assert (late["state"], late["end"]["text"]) == ("full", "We have enough")
    assert (await wang.says(HIM))["page"]["key"] == "how"
    await lin.answers(GOOD[1], GOOD[2])
    assert lin.place["state"] == "complete"
    found = (await surveyor.get(f"/{survey['id']}/responses", state="full"))["items"]
    assert [(one["quota"], one["ending"]) for one in found] == [("women", "enough")]


async def test_cells_interlock_and_she_takes_all_of_hers_or_none(surveyor: Surveyor) -> None:
    young = {"op": "<", "of": [{"answer": "age"}, {"value": 40}]}
    cell = quota("young women", 1, sex="f")
    cell["when"]["of"].append(young)
    survey = await surveyor.makes(shop_form(quotas=[quota("women", 9, sex="f"), cell | {"id": "young_women"}]))
    lin, chen, wang = [await surveyor.opens(survey) for _ in range(3)]
    await lin.says(HER)
    assert (await chen.says(HER))["state"] == "full"
    assert await _cells(surveyor, survey) == {"women": (0, 1), "young_women": (0, 1)}
    await wang.says({"sex": "f", "age": 60})
    assert await _cells(surveyor, survey) == {"women": (0, 2), "young_women": (0, 1)}


async def test_a_slot_moves_with_a_changed_answer(surveyor: Surveyor) -> None:
    survey = await surveyor.makes(shop_form(quotas=[quota("women", 1, sex="f"), quota("men", 1, sex="m")]))
    lin = await surveyor.opens(survey)
    await lin.says(HER)
    await lin.says({}, "back")
    await lin.says(HIM)
    assert await _cells(surveyor, survey) == {"women": (0, 0), "men": (0, 1)}
    await lin.says({}, "back")
    assert (await lin.says({"age": 5}))["state"] == "screened"
    assert await _cells(surveyor, survey) == {"women": (0, 0), "men": (0, 0)}


async def test_a_slot_goes_back_when_she_stays_away_and_not_while_she_answers(surveyor: Surveyor, drain: Drain) -> None:
    survey = await surveyor.makes(shop_form(quotas=[quota("women", 1, sex="f")]), release_after_minutes=10)
    lin, chen = await surveyor.opens(survey), await surveyor.opens(survey)
    await lin.says(HER)
    with clock.shifted(timedelta(minutes=8)):
        await lin.says({"nps": 9}, "stay")
    await drain(clock.now() + timedelta(minutes=12))
    assert await _cells(surveyor, survey) == {"women": (0, 1)}
    await drain(clock.now() + timedelta(minutes=20))
    assert await _cells(surveyor, survey) == {"women": (0, 0)}
    await chen.says(HER)
    assert (await lin.says({"nps": 9}))["state"] == "full"
    await chen.answers(GOOD[1], GOOD[2])
    assert await _cells(surveyor, survey) == {"women": (1, 0)}


async def test_whoever_comes_back_in_time_gets_a_slot_again(surveyor: Surveyor, drain: Drain) -> None:
    survey = await surveyor.makes(shop_form(quotas=[quota("women", 1, sex="f")]), release_after_minutes=10)
    lin = await surveyor.opens(survey)
    await lin.says(HER)
    await drain(clock.now() + timedelta(minutes=20))
    await lin.answers(GOOD[1], GOOD[2])
    assert (lin.place["state"], await _cells(surveyor, survey)) == ("complete", {"women": (1, 0)})


async def test_whoever_filled_the_quota_is_never_thrown_out_by_it(surveyor: Surveyor) -> None:
    survey = await surveyor.makes(shop_form(quotas=[quota("women", 1, sex="f")]), may_edit=True)
    lin = await surveyor.opens(survey)
    await lin.answers(HER, GOOD[1], GOOD[2])
    await lin.says({"nps": 0}, "correct")
    assert (lin.place["state"], await _cells(surveyor, survey)) == ("complete", {"women": (1, 0)})
    assert (await surveyor.nobody.get(lin.path)).json()["state"] == "complete"


async def test_an_edit_moves_the_count_and_never_into_a_full_cell(surveyor: Surveyor) -> None:
    cells = [quota("women", 1, sex="f"), quota("men", 1, sex="m")]
    survey = await surveyor.makes(shop_form(quotas=cells), may_edit=True)
    lin, chen = await surveyor.opens(survey), await surveyor.opens(survey)
    await lin.answers(HER, GOOD[1], GOOD[2])
    await lin.says({"sex": "m"}, "correct")
    assert await _cells(surveyor, survey) == {"women": (0, 0), "men": (1, 0)}
    await chen.answers(HER, GOOD[1], GOOD[2])
    refused = await chen.put({"sex": "m"}, "correct")
    assert (refused.status_code, refused.json()["quota"]) == (422, "men")
    assert await _cells(surveyor, survey) == {"women": (1, 0), "men": (1, 0)}


@pytest.mark.parametrize(("partials_count", "cells"), [(False, (0, 0)), (True, (1, 0))])
async def test_partial_ones_count_only_by_setting(
    partials_count: bool, cells: tuple[int, int], surveyor: Surveyor, drain: Drain
) -> None:
    survey = await surveyor.makes(
        shop_form(quotas=[quota("women", 1, sex="f")]),
        partials_count=partials_count, partial_after_hours=1, release_after_minutes=600,
    )  # fmt: skip
    lin = await surveyor.opens(survey)
    await lin.says(HER)
    await drain(clock.now() + timedelta(hours=2))
    assert await _cells(surveyor, survey) == {"women": cells}
    await lin.answers(GOOD[1], GOOD[2])
    assert (lin.place["state"], await _cells(surveyor, survey)) == ("complete", {"women": (1, 0)})


async def test_counts_go_on_over_versions_and_a_new_limit_holds_at_once(surveyor: Surveyor) -> None:
    survey = await surveyor.makes(shop_form(quotas=[quota("women", 1, sex="f")]))
    await (await surveyor.opens(survey)).answers(HER, GOOD[1], GOOD[2])
    form = shop_form(quotas=[quota("women", 2, sex="f")])
    await surveyor.owner.put(f"/api/v1/surveys/{survey['id']}/draft", json={"form": form})
    await surveyor.post(f"/{survey['id']}/publication")
    assert (await (await surveyor.opens(survey)).answers(HER, GOOD[1], GOOD[2]))["state"] == "complete"
    assert (await (await surveyor.opens(survey)).answers(HER))["state"] == "full"
