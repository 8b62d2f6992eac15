"""MaxDiff, price sensitivity, ladders, Kano, TURF and drivers: asked, answered and estimated through the front door."""

from typing import Any

import numpy as np
import pytest
from tests.studies.conftest import Researcher
from tests.studies.people import items_plan, words

from feilun.insight.studies.shapes import StudyLevel, StudyPlan

WORTH = np.array([1.2, 0.6, 0.2, 0.0, -0.5, -1.0])


@pytest.fixture
def chance() -> np.random.Generator:
    return np.random.default_rng(3)


async def test_maxdiff_ranks_items_as_people_do(researcher: Researcher, chance: np.random.Generator) -> None:
    study = await researcher.fields(items_plan(), "maxdiff")
    sets = (await researcher.call("GET", f"/studies/{study['id']}/design"))["design"]["sets"]
    worth = {f"i{place + 1}": one for place, one in enumerate(WORTH)}

    def rank(version: int) -> dict[str, Any]:
        found = {}
        for place, shown in enumerate(sets[version - 1]):
            pairs = [(best, worst) for best in shown for worst in shown if best != worst]
            utility = [worth[best] - worth[worst] + chance.gumbel() for best, worst in pairs]
            best, worst = pairs[int(np.argmax(utility))]
            found[str(place + 1)] = {"best": best, "worst": worst}
        return found

    for _ in range(60):
        await researcher.answers(study, rank)
    found = await researcher.estimates(study)
    assert found["state"] == "done", found["problem"]
    items = found["result"]["items"]
    truth = WORTH - WORTH.mean()
    near = [abs(one["value"] - true) < 4 * one["standard_error"] for one, true in zip(items, truth, strict=True)]
    assert all(near), items
    assert abs(sum(one["share"] for one in items) - 1) < 1e-6
    assert all(one["low"] <= one["share"] <= one["high"] for one in items)
    assert "Item 1" in found["report"]["do"][-1]
    posterior = await researcher.estimates(study, model="hb", settings={"draws": 600})
    assert posterior["state"] == "done", posterior["problem"]
    assert max(posterior["result"]["items"], key=lambda one: one["share"])["item"] == "i1"
    refused = await researcher.refused("POST", f"/studies/{study['id']}/simulations", {"market": {"products": []}})
    assert refused["status"] == 409


async def test_price_sensitivity_finds_the_range_that_people_gave(
    researcher: Researcher, chance: np.random.Generator
) -> None:
    study = await researcher.fields(StudyPlan(currency="¥"), "psm")

    def prices(version: int) -> dict[str, float]:
        middle = 100 * np.exp(0.2 * chance.standard_normal())
        steps = zip(("too_cheap", "cheap", "expensive", "too_expensive"), (0.6, 0.85, 1.2, 1.6), strict=True)
        return {name: round(float(middle * step), 2) for name, step in steps} | {
            "intent_cheap": 4,
            "intent_expensive": 2,
        }

    for _ in range(60):
        await researcher.answers(study, prices)
    found = await researcher.estimates(study)
    psm = found["result"]["psm"]
    assert psm["base"] == 60
    assert 60 < psm["lower"]["price"] < psm["optimum"]["price"] < psm["upper"]["price"] < 160
    assert psm["demand"]["revenue_price"] > 0
    assert found["report"]["says"]


async def test_a_ladder_finds_the_price_with_most_profit(researcher: Researcher, chance: np.random.Generator) -> None:
    study = await researcher.fields(StudyPlan(prices=[100, 50, 75, 150], cost=20), "gabor_granger")
    survey = await researcher.call("GET", f"/surveys/{study['survey']}")
    options = survey["form"]["pages"][0]["questions"][0]["options"]
    assert [one["value"] for one in options] == [50, 75, 100, 150]

    def ladder(version: int) -> dict[str, bool]:
        most = chance.choice([50, 75, 100, 100, 100, 150])
        return {one["code"]: bool(one["value"] <= most) for one in options}

    for _ in range(60):
        await researcher.answers(study, ladder)
    found = (await researcher.estimates(study))["result"]["gabor_granger"]
    assert found["base"] == 60
    assert 75 < found["profit"]["price"] <= 100
    shares = [one["smoothed"] for one in found["demand"]]
    assert shares == sorted(shares, reverse=True)


async def test_kano_files_features_and_names_them_in_words(researcher: Researcher, chance: np.random.Generator) -> None:
    features = [
        StudyLevel(code="leak", label=words("Leak-proof", "防漏")),
        StudyLevel(code="glow", label=words("Glows", "发光")),
    ]
    study = await researcher.fields(StudyPlan(features=features), "kano")
    must = {"functional": "must", "dysfunctional": "dislike"}
    cold = {"functional": "neutral", "dysfunctional": "live_with"}
    for place in range(40):
        await researcher.answers(
            study, lambda version, place=place: {"leak": must if place % 5 else cold, "glow": cold}
        )
    found = await researcher.estimates(study)
    assert {one["name"]: one["category"] for one in found["result"]["kano"]["features"]} == {"leak": "M", "glow": "I"}
    assert "Leak-proof" in found["report"]["says"][0]
    chinese = await researcher.call("GET", f"/estimates/{found['id']}", language="zh-TW")
    assert "防漏" in chinese["report"]["says"][0]


async def test_turf_finds_the_pair_that_reaches_most(researcher: Researcher) -> None:
    study = await researcher.fields(items_plan(4, sizes=[1, 2]), "turf")
    groups = [["i1", "i2"], ["i1"], ["i1", "i2"], ["i3"], ["i3", "i4"], ["i2", "i1"]]
    for place in range(36):
        await researcher.answers(study, lambda version, place=place: groups[place % 6])
    found = await researcher.estimates(study)
    best = found["result"]["turf"]["sizes"][1]["best"][0]
    assert best["items"] == ["i1", "i3"]
    assert best["reach"] == 1
    assert "Item 1" in found["report"]["says"][1]


async def test_drivers_read_a_survey_that_is_there(researcher: Researcher, chance: np.random.Generator) -> None:
    asked = [
        {"id": "score", "kind": "nps", "title": words("Recommend?", "推荐？"), "required": True},
        {"id": "speed", "kind": "rating", "title": words("Speed", "速度"), "required": True},
        {"id": "taste", "kind": "rating", "title": words("Taste", "口味"), "required": True},
        {
            "id": "shop", "kind": "single", "title": words("Shop", "店"), "required": True,
            "options": [{"code": one, "label": words(one.title(), one)} for one in ("north", "south")],
        },
    ]  # fmt: skip
    form = {"format": 1, "languages": ["en", "zh-CN"], "pages": [{"id": "one", "questions": asked}]}
    survey = await researcher.call("POST", "/surveys", {"name": "After delivery", "form": form}, 201)
    opened = await researcher.call("POST", f"/surveys/{survey['id']}/publication", {})
    study = await researcher.plans(StudyPlan(outcome="score", predictors=["speed", "taste", "shop"]), "drivers")
    assert (await researcher.refused("POST", f"/studies/{study['id']}/estimates", {}))["status"] == 422
    await researcher.call("POST", f"/studies/{study['id']}/survey", {"survey": survey["id"]})
    link = opened["link"].rpartition("/")[2]
    for place in range(60):
        speed, taste = int(chance.integers(1, 6)), int(chance.integers(1, 6))
        score = int(np.clip(2 * speed + 0.2 * taste + chance.normal(0, 0.5), 0, 10))
        answers = {"score": score, "speed": speed, "taste": taste, "shop": ("north", "south")[place % 2]}
        wish = {"respondent": f"device-{place}-{study['id']}", "language": "en"}
        token = (await researcher.nobody.post(f"/v1/survey/{link}/responses", json=wish)).json()["token"]
        put = {"seq": 1, "page": "one", "answers": answers}
        assert (await researcher.nobody.put(f"/v1/survey/{token}/answers", json=put)).status_code == 200
    found = await researcher.estimates(study, settings={"bootstraps": 50})
    assert found["state"] == "done", found["problem"]
    rows = {one["name"]: one for one in found["result"]["drivers"]["drivers"]}
    assert set(rows) == {"speed", "taste", "shop=south"}
    assert rows["speed"]["lmg_share"] > 0.8
    assert found["report"]["says"][0].startswith("Speed")


async def test_a_survey_leads_to_the_studies_that_its_questions_are_of(researcher: Researcher) -> None:
    asked = await researcher.plans(StudyPlan(), "psm")
    await researcher.plans(StudyPlan(), "psm", name="Never asked")
    made = await researcher.call("POST", f"/studies/{asked['id']}/survey", {})
    found = (await researcher.call("GET", "/studies", survey=made["survey"]))["items"]
    assert [(one["id"], one["question"]) for one in found] == [(asked["id"], made["question"])]
