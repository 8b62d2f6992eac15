"""Plans and markets that make no sense are refused with the field; nothing crosses a workspace; nobody oversteps."""

from io import BytesIO
from typing import Any

import httpx
import msgspec
import pytest
from openpyxl import load_workbook
from tests.conftest import Api
from tests.studies.conftest import Researcher
from tests.studies.people import BRAND, PRICE, SIZE, thermos

from feilun.insight.studies.results import EstimateResult, LevelWorth
from feilun.insight.studies.shapes import StudyAttribute, StudyLevel, StudyPlan
from feilun.insight.studies.writing import file_of

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"tasks": 0}, "plan.tasks"),
    ({"alternatives": 99}, "plan.alternatives"),
    ({"seed": -1}, "plan.seed"),
    ({"languages": []}, "plan.languages"),
    ({"languages": ["<script>"]}, "plan.languages"),
    ({"title": {"en": "x" * 3000}}, "plan.title"),
    ({"attributes": [{"code": "a b", "levels": []}]}, "plan.attributes[0].code"),
    ({"attributes": [{"code": "none", "levels": []}]}, "plan.attributes[0].code"),
    ({"attributes": [{"code": "a"}, {"code": "a"}]}, "plan.attributes[1].code"),
    ({"attributes": [{"code": "a", "levels": [{"code": "x"}, {"code": "x"}]}]}, "plan.attributes[0].levels[1].code"),
    ({"attributes": [{"code": "a", "levels": [{"code": "x", "value": 1e300}]}]}, "plan.attributes[0].levels[0].value"),
    ({"prices": [-1]}, "plan.prices"),
    ({"priors": {"brand.acme": 1e9}}, "plan.priors"),
    ({"calibration": {"6": 0.5}}, "plan.calibration"),
    ({"items": [{"code": f"i{one}"} for one in range(100)]}, "plan.items"),
]


@pytest.mark.parametrize(("part", "field"), WRONG, ids=[field for _, field in WRONG])
async def test_a_plan_out_of_bounds_is_refused_with_its_field(
    researcher: Researcher, part: dict[str, Any], field: str
) -> None:
    problem = await researcher.refused("POST", "/studies", {"name": "Wrong", "kind": "conjoint", "plan": part})
    assert problem["status"] == 422
    assert problem["detail"].startswith(field), problem


@pytest.mark.parametrize(
    "body", [{"name": "x", "kind": "magic"}, {"name": "x", "kind": "turf", "plan": {"nonsense": 1}}, []]
)
async def test_a_body_of_another_shape_is_refused(researcher: Researcher, body: Any) -> None:
    assert (await researcher.refused("POST", "/studies", body))["status"] == 400


UNFINISHED: list[tuple[str, StudyPlan, str]] = [
    ("conjoint", StudyPlan(), "plan.attributes"),
    ("conjoint", StudyPlan(attributes=[StudyAttribute(code="one", levels=[StudyLevel(code="x")])]), "plan.attributes[0].levels"),
    ("conjoint", thermos(attributes=[BRAND, SIZE, msgspec.structs.replace(PRICE, levels=SIZE.levels)]), "plan.attributes[2].levels"),
    ("conjoint", thermos(prohibited=[[{"attribute": "brand", "level": "own"}]]), "plan.prohibited[0]"),
    ("conjoint", thermos(priors={"brand.nobody": 1.0}), "plan.priors.brand.nobody"),
    ("maxdiff", StudyPlan(), "plan.items"),
    ("gabor_granger", StudyPlan(prices=[5, 5]), "plan.prices"),
    ("kano", StudyPlan(), "plan.features"),
    ("turf", StudyPlan(), "plan.items"),
    ("drivers", StudyPlan(outcome="score", predictors=["score"]), "plan.predictors"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "plan", "field"), UNFINISHED, ids=[f"{kind} {field}" for kind, _, field in UNFINISHED]
)
async def test_an_unfinished_plan_is_kept_but_not_fielded(
    researcher: Researcher, kind: str, plan: Any, field: str
) -> None:
    written = msgspec.to_builtins(plan)
    study = await researcher.call("POST", "/studies", {"name": "Half", "kind": kind, "plan": written}, 201)
    assert study["problems"][0]["field"] == field
    problem = await researcher.refused("POST", f"/studies/{study['id']}/survey", {})
    assert problem["status"] == 422
    assert problem["detail"].startswith(field)


async def test_a_design_that_would_take_for_ever_is_refused(researcher: Researcher) -> None:
    levels = [StudyLevel(code=f"l{one}") for one in range(15)]
    attributes = [StudyAttribute(code=f"a{one}", levels=levels) for one in range(12)]
    study = await researcher.plans(thermos(attributes=attributes, tasks=40, blocks=20, alternatives=6))
    problem = await researcher.refused("POST", f"/studies/{study['id']}/design")
    assert problem["status"] == 422
    assert "minutes" in problem["detail"]


def _market(**change: Any) -> dict[str, Any]:
    levels = {"brand": "own", "size": "ml500", "price": 99, **change.pop("levels", {})}
    product = {
        "name": "Ours",
        "levels": {name: one for name, one in levels.items() if one is not None},
        **change.pop("product", {}),
    }
    rival = {"name": "Acme", "levels": {"brand": "acme", "size": "ml350", "price": "p59"}}
    return {"products": change.pop("products", [product, rival]), **change}


NONSENSE: list[tuple[dict[str, Any], str]] = [
    (_market(products=[]), "market.products"),
    (_market(levels={"brand": "nobody"}), "market.products[0].levels.brand"),
    (_market(levels={"brand": 3}), "market.products[0].levels.brand"),
    (_market(levels={"price": 5}), "market.products[0].levels.price"),
    (_market(levels={"size": None}), "market.products[0].levels.size"),
    (_market(levels={"colour": "red"}), "market.products[0].levels"),
    (_market(product={"name": " "}), "market.products[0].name"),
    (_market(product={"name": "none"}), "market.products[0].name"),
    (_market(product={"available": 2}), "available"),
    (_market(product={"name": "Acme"}), "products"),
    (_market(scale=0), "scale"),
    (_market(seed=-5), "market.seed"),
]


async def test_a_market_that_makes_no_sense_is_refused_with_its_field(researcher: Researcher) -> None:
    study = await researcher.fields()
    await researcher.buyers(study, 30)
    await researcher.estimates(study, model="mnl")
    for market, field in NONSENSE:
        problem = await researcher.refused("POST", f"/studies/{study['id']}/simulations", {"market": market})
        assert problem["status"] == 422, (market, problem)
        assert problem["detail"].startswith(field), problem
    wish = {"market": _market(), "product": "Ours"}
    for change, field in (
        ({"product": "Nobody"}, "product"),
        ({"bounds": [99]}, "bounds"),
        ({"bounds": [1, 500]}, "bounds"),
        ({"bounds": [150, 100]}, "bounds"),
        ({"market": _market(rule="first")}, "rule"),
    ):
        problem = await researcher.refused("POST", f"/studies/{study['id']}/price-searches", {**wish, **change})
        assert problem["detail"].startswith(field), problem
    refused = await researcher.refused("POST", f"/studies/{study['id']}/estimates", {"model": "maxdiff"})
    assert refused["detail"].startswith("model")
    refused = await researcher.refused(
        "POST", f"/studies/{study['id']}/estimates", {"model": "hb", "settings": {"draws": 1}}
    )
    assert refused["detail"].startswith("settings.draws")


async def test_an_estimate_without_answers_fails_in_words(researcher: Researcher) -> None:
    study = await researcher.fields()
    found = await researcher.estimates(study)
    assert found["state"] == "failed"
    assert "nobody has answered" in found["problem"]
    ready = await researcher.call("GET", f"/studies/{study['id']}/readiness", language="zh-CN")
    assert not ready["is_enough"]
    assert ready["warnings"][0]["code"] == "no_answers"
    refused = await researcher.refused("POST", f"/studies/{study['id']}/simulations", {"market": _market()})
    assert refused["status"] == 409


async def test_choices_that_one_level_settles_are_told_and_not_simulated(researcher: Researcher) -> None:
    study = await researcher.fields()
    design = (await researcher.call("GET", f"/studies/{study['id']}/design"))["design"]["tasks"]

    def always_large(version: int) -> dict[str, str]:
        found = {}
        for place, task in enumerate(design[version - 1]):
            large = [str(one + 1) for one, profile in enumerate(task) if profile["size"] == "ml750"]
            found[str(place + 1)] = large[0] if large else "none"
        return found

    for _ in range(30):
        await researcher.answers(study, always_large)
    found = await researcher.estimates(study, model="mnl")
    assert found["state"] == "done", found["problem"]
    codes = [one["code"] for one in found["result"]["warnings"]]
    assert "separated" in codes
    assert not found["can_simulate"]
    assert found["report"]["warnings"]


async def test_a_colleague_who_was_faster_is_not_overwritten(researcher: Researcher) -> None:
    study = await researcher.plans()
    saved = await researcher.call("PUT", f"/studies/{study['id']}", {"name": "Flask", "revision": 1})
    assert saved["revision"] == 2
    late = await researcher.refused("PUT", f"/studies/{study['id']}", {"name": "Mug", "revision": 1})
    assert (late["status"], late["code"]) == (409, "stale_study")
    again = await researcher.call("PUT", f"/studies/{study['id']}", {"name": "Flask", "revision": 1})
    assert again["revision"] == 2
    market = {"products": [{"name": "Ours", "levels": {}}]}
    kept = await researcher.call("POST", f"/studies/{study['id']}/scenarios", {"name": "Now", "market": market}, 201)
    path = f"/studies/{study['id']}/scenarios/{kept['id']}"
    await researcher.call("PUT", path, {"name": "Then", "market": market, "revision": 1})
    late = await researcher.refused("PUT", path, {"name": "Never", "market": market, "revision": 1})
    assert late["code"] == "stale_study"
    assert [one["name"] for one in await researcher.call("GET", f"/studies/{study['id']}/scenarios")] == ["Then"]
    await researcher.call("DELETE", path, status=204)


async def test_a_study_of_another_company_is_not_there(researcher: Researcher, stranger: httpx.AsyncClient) -> None:
    study = await researcher.plans()
    for method, path, body in (
        ("GET", "", None),
        ("PUT", "", {"name": "Taken"}),
        ("DELETE", "", None),
        ("POST", "/design", None),
        ("POST", "/survey", {}),
        ("POST", "/estimates", {}),
        ("GET", "/scenarios", None),
        ("GET", "/readiness", None),
    ):
        answer = await stranger.request(method, f"/api/v1/studies/{study['id']}{path}", json=body)
        assert answer.status_code == 404, (method, path, answer.text)
    assert (await stranger.get("/api/v1/studies")).json()["items"] == []


async def test_a_survey_of_another_company_cannot_be_linked(
    researcher: Researcher, stranger: httpx.AsyncClient
) -> None:
    theirs = (await stranger.post("/api/v1/surveys", json={"name": "Theirs"})).json()["id"]
    study = await researcher.plans(StudyPlan(outcome="score", predictors=["speed"]), "drivers")
    assert (await researcher.refused("POST", f"/studies/{study['id']}/survey", {"survey": theirs}))["status"] == 404


async def test_who_may_only_read_changes_nothing(researcher: Researcher, api: Api) -> None:
    study = await researcher.plans()
    reader = await api("analyst")
    assert (await reader.get(f"/api/v1/studies/{study['id']}")).status_code == 200
    for method, path in (("PUT", ""), ("DELETE", ""), ("POST", "/design"), ("POST", "/survey"), ("POST", "/estimates")):
        answer = await reader.request(method, f"/api/v1/studies/{study['id']}{path}", json={})
        assert answer.status_code == 403, (method, path)
    nobody = await api(None)
    assert (await nobody.get("/api/v1/studies")).status_code == 401


async def test_every_change_leaves_a_note(researcher: Researcher, api: Api) -> None:
    study = await researcher.fields()
    await researcher.estimates(study)
    owner = await api("owner")
    rows = (await owner.get("/api/v1/audit")).json()["items"]
    actions = {one["action"] for one in rows}
    assert {"study.created", "study.design_wanted", "study.surveyed", "study.estimate_wanted"} <= actions


def test_control_characters_of_a_label_break_no_workbook() -> None:
    label = {"en": "Big\x01 one"}
    worth = LevelWorth(name="big", attribute="size", level="big", label=label, value=1.0, low=0.0, high=2.0)
    made = file_of("xlsx", EstimateResult(model="mnl", willingness=[worth]), None, set(), "en")
    [sheet] = load_workbook(BytesIO(made)).worksheets
    assert [cell.value for cell in sheet["B"]] == ["label", "Big one"]
