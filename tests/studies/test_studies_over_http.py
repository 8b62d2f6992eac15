"""A study from plan to price, through the front door alone."""

from typing import Any

import numpy as np
from tests.studies.conftest import Researcher
from tests.studies.people import TRUTH, thermos

PRODUCTS: list[dict[str, Any]] = [
    {"name": "Ours", "levels": {"brand": "own", "size": "ml500", "price": 120}, "is_own": True, "cost": 40},
    {"name": "Acme", "levels": {"brand": "acme", "size": "ml500", "price": "p99"}},
]


async def test_a_study_finds_tastes_that_we_know_and_a_price_for_them(researcher: Researcher) -> None:
    study = await researcher.fields(thermos(tasks=10))
    await researcher.buyers(study, 120, thermos(tasks=10))
    ready = await researcher.call("GET", f"/studies/{study['id']}/readiness")
    assert ready["usable"] == 120
    assert ready["tasks"] == 1200
    assert ready["largest_error"] < 0.25, ready
    found = await researcher.estimates(study, model="hb", settings={"draws": 3000, "seed": 2})
    assert found["state"] == "done", found["problem"]
    rows = found["result"]["utilities"]
    inside = [one["low"] <= truth <= one["high"] for one, truth in zip(rows, TRUTH, strict=True)]
    # Which version each person gets is chance, so what is asked is what holds in all but one of hundreds of runs.
    assert sum(inside) >= 4, rows
    assert all(abs(one["value"] - truth) < 4 * one["standard_error"] for one, truth in zip(rows, TRUTH, strict=True)), (
        rows
    )
    held = found["result"]["held_out"]
    assert held["hit"] > held["chance_hit"]
    market = {"products": PRODUCTS, "has_none": True}
    shares = await researcher.call("POST", f"/studies/{study['id']}/simulations", {"market": market})
    assert abs(sum(one["share"] for one in shares["shares"]) - 1) < 1e-9
    assert [one["is_none"] for one in shares["shares"]] == [False, False, True]
    assert all(one["low"] < one["share"] < one["high"] for one in shares["shares"])
    wish = {"market": market, "product": "Ours", "goal": "profit"}
    price = await researcher.call("POST", f"/studies/{study['id']}/price-searches", wish)
    search = price["search"]
    assert 59 <= search["low"] <= search["price"] <= search["high"] <= 199
    assert price["report"]["says"]
    assert price["report"]["do"]


async def test_the_best_price_of_a_logit_meets_the_formula(researcher: Researcher) -> None:
    study = await researcher.fields()
    await researcher.buyers(study, 60)
    found = await researcher.estimates(study, model="mnl")
    assert found["state"] == "done", found
    slope = next(one["value"] for one in found["result"]["utilities"] if one["name"] == "price")
    # The optimum is that of the mean over draws, which lies near that of the estimate; tests of the rules are exact.
    wish = {"market": {"products": PRODUCTS}, "product": "Ours", "estimate": found["id"], "cost": 10}
    search = (await researcher.call("POST", f"/studies/{study['id']}/price-searches", wish))["search"]
    assert not search["is_at_bound"], search
    assert abs((search["price"] - 10) - 1 / (-slope * (1 - search["share"]))) < 0.05 * search["price"]


async def test_a_baseline_tells_what_changes_and_who_pays_for_it(researcher: Researcher) -> None:
    study = await researcher.fields()
    await researcher.buyers(study, 60)
    await researcher.estimates(study, model="mnl")
    dearer = [{**PRODUCTS[0], "levels": {**PRODUCTS[0]["levels"], "price": 160}}, PRODUCTS[1]]
    wish = {"market": {"products": dearer}, "baseline": {"products": PRODUCTS}}
    shares = (await researcher.call("POST", f"/studies/{study['id']}/simulations", wish))["shares"]
    by_name = {one["name"]: one for one in shares}
    assert by_name["Ours"]["change"] < 0
    assert by_name["Ours"]["change_high"] < 0
    assert by_name["Acme"]["change"] > 0
    assert abs(sum(one["change"] for one in shares)) < 1e-9
    both = [
        *PRODUCTS,
        {"name": "Ours, large", "levels": {"brand": "own", "size": "ml750", "price": "p149"}, "is_own": True},
    ]
    found = await researcher.call("POST", f"/studies/{study['id']}/simulations", {"market": {"products": both}})
    matrix = np.array(found["cannibalisation"]["matrix"])
    assert np.allclose(matrix.sum(axis=1), found["cannibalisation"]["gained"])
    assert (np.diag(matrix) > 0).all()
    assert matrix[0, 1] < 0


async def test_a_quick_estimate_is_ready_in_the_answer(researcher: Researcher) -> None:
    study = await researcher.fields()
    await researcher.buyers(study, 30)
    answer = await researcher.call("POST", f"/studies/{study['id']}/estimates", {"model": "mnl"}, 202, language="zh-CN")
    assert answer["state"] == "done"
    assert answer["report"]["warnings"], "thirty people are few, and it says so first"
    assert any("有效回答只有" in one for one in answer["report"]["warnings"])
    assert "警告" in answer["report"]["do"][0]


async def test_a_survey_is_made_once_and_renewed_with_the_plan(researcher: Researcher) -> None:
    study = await researcher.plans()
    await researcher.call("POST", f"/studies/{study['id']}/design", None, 202)
    first = await researcher.call("POST", f"/studies/{study['id']}/survey", {})
    again = await researcher.call("POST", f"/studies/{study['id']}/survey", {})
    assert (first["is_new"], again["is_new"]) == (True, False)
    assert first["survey"] == again["survey"]
    survey = await researcher.call("GET", f"/surveys/{first['survey']}")
    assert [one for one in survey["problems"] if one["level"] == "error"] == []
    assert len(survey["form"]["pages"]) == 1


async def test_a_question_joins_a_draft_that_is_there(researcher: Researcher) -> None:
    form = {
        "format": 1,
        "languages": ["zh-CN", "en", "de"],
        "pages": [{"id": "study", "questions": [{"id": "choice", "kind": "nps"}]}],
    }
    survey = await researcher.call("POST", "/surveys", {"name": "Ours", "form": form}, 201)
    study = await researcher.plans()
    await researcher.call("POST", f"/studies/{study['id']}/design", None, 202)
    made = await researcher.call("POST", f"/studies/{study['id']}/survey", {"survey": survey["id"]})
    assert made["question"] == "choice2"
    found = await researcher.call("GET", f"/surveys/{survey['id']}")
    assert [page["id"] for page in found["form"]["pages"]] == ["study", "study2"]
    assert [one for one in found["problems"] if one["level"] == "error"] == []
    assert set(found["form"]["pages"][1]["questions"][0]["title"]) == {"zh-CN", "en", "de"}


async def test_the_file_holds_every_person(researcher: Researcher) -> None:
    study = await researcher.fields()
    await researcher.buyers(study, 32)
    found = await researcher.estimates(study, model="hb", settings={"draws": 400, "twice": False})
    assert found["state"] == "done", found
    answer = await researcher.owner.get(f"/api/v1/estimates/{found['id']}/file", params={"format": "csv"})
    assert answer.status_code == 200, answer.text
    lines = answer.text.splitlines()
    people = lines[lines.index("# people") + 2 :]
    assert len(people) == 32
    assert "part-worths" in lines[0]
    book = await researcher.owner.get(f"/api/v1/estimates/{found['id']}/file")
    assert book.content[:2] == b"PK"
    assert "Thermos" in book.headers["content-disposition"]
