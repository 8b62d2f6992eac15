"""Drafts, versions, publishing, trials and imports."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.surveys.conftest import GOOD, Surveyor, option, question, quota, shop_form

from feilun.insight import surveys
from feilun.store import Engines


async def test_whoever_saves_over_a_colleague_is_told(surveyor: Surveyor) -> None:
    survey = await surveyor.post("", {"name": "Shop", "form": shop_form()}, 201)
    path = f"/api/v1/surveys/{survey['id']}/draft"
    form = shop_form(languages=["en"])
    saved = await surveyor.owner.put(path, json={"form": form, "revision": 1})
    assert (saved.status_code, saved.json()["revision"]) == (200, 2)
    again = await surveyor.owner.put(path, json={"form": form, "revision": 1})
    assert (again.status_code, again.json()["revision"]) == (200, 2)
    stale = await surveyor.owner.put(path, json={"form": shop_form(), "revision": 1})
    assert (stale.status_code, stale.json()["code"], stale.json()["revision"]) == (409, "stale_survey", 2)


async def test_a_form_that_cannot_be_read_is_refused_with_its_path(surveyor: Surveyor) -> None:
    form = shop_form()
    form["pages"][0]["questions"][0]["kind"] = "telepathy"
    answer = await surveyor.owner.post("/api/v1/surveys", json={"name": "Shop", "form": form})
    assert answer.status_code == 422
    assert "pages[0]" in answer.text


async def test_a_form_with_errors_is_kept_and_not_published(surveyor: Surveyor) -> None:
    form = shop_form()
    form["pages"][0]["next"] = [{"to": "nowhere"}]
    survey = await surveyor.post("", {"name": "Shop", "form": form}, 201)
    assert [one["level"] for one in await surveyor.get(f"/{survey['id']}/problems")].count("error") >= 1
    refused = await surveyor.owner.post(f"/api/v1/surveys/{survey['id']}/publication", json={})
    assert (refused.status_code, refused.json()["code"]) == (422, "survey_unfinished")
    assert refused.json()["problems"][0]["where"].startswith("pages[0]")


async def test_a_version_never_changes(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    assert (survey["state"], survey["version"], survey["has_changes"]) == ("open", 1, False)
    changed = shop_form(languages=["en"])
    await surveyor.owner.put(f"/api/v1/surveys/{survey['id']}/draft", json={"form": changed})
    assert (await surveyor.get(f"/{survey['id']}"))["has_changes"] is True
    assert (await surveyor.get(f"/{survey['id']}/versions/1"))["form"] == shop_form()
    assert (await surveyor.post(f"/{survey['id']}/publication"))["version"] == 2
    assert (await surveyor.post(f"/{survey['id']}/publication"))["version"] == 2
    assert [one["number"] for one in await surveyor.get(f"/{survey['id']}/versions")] == [2, 1]


async def test_nobody_opens_what_was_never_published(surveyor: Surveyor) -> None:
    survey = await surveyor.post("", {"name": "Shop", "form": shop_form()}, 201)
    state = await surveyor.owner.put(f"/api/v1/surveys/{survey['id']}/state", json={"state": "open"})
    assert state.status_code == 409
    assert (await surveyor.nobody.get(f"/v1/survey/{survey['link'].rpartition('/')[2]}")).status_code == 404


async def test_a_copy_has_the_form_and_no_answers(surveyor: Surveyor) -> None:
    survey = await surveyor.makes(may_edit=True)
    await (await surveyor.opens(survey)).answers()
    copy = await surveyor.post(f"/{survey['id']}/copies", {"name": "Again"}, 201)
    assert (copy["form"], copy["state"], copy["settings"]["may_edit"]) == (shop_form(), "draft", True)
    assert (copy["counts"]["complete"], copy["link"] == survey["link"]) == (0, False)


async def test_a_deleted_survey_is_gone_for_everybody(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    lin = await surveyor.opens(survey)
    assert (await surveyor.owner.delete(f"/api/v1/surveys/{survey['id']}")).status_code == 204
    assert (await surveyor.owner.get(f"/api/v1/surveys/{survey['id']}")).status_code == 404
    assert (await surveyor.nobody.get(lin.path)).status_code == 404
    assert survey["id"] not in (await surveyor.owner.get("/api/v1/surveys")).text


async def test_surveys_come_in_pages(surveyor: Surveyor) -> None:
    made = [(await surveyor.post("", {"name": f"Number {one}"}, 201))["id"] for one in range(5)]
    first = await surveyor.get("", limit=2)
    second = await surveyor.get("", limit=2, after=first["next"])
    last = await surveyor.get("", limit=2, after=second["next"])
    found = [one["id"] for page in (first, second, last) for one in page["items"]]
    assert (found, last["next"]) == (made[::-1], None)
    assert [one["name"] for one in (await surveyor.get("", search="number 3"))["items"]] == ["Number 3"]


async def test_a_trial_walks_the_draft_and_writes_nothing(surveyor: Surveyor) -> None:
    survey = await surveyor.post("", {"name": "Shop", "form": shop_form(quotas=[quota("women", 1, sex="f")])}, 201)
    for _ in range(2):
        tried = await surveyor.post(f"/{survey['id']}/trials", {"answers": GOOD[0] | GOOD[1] | GOOD[2]})
        assert (tried["walk"]["end"], tried["quotas"]) == ("thanks", ["women"])
    young = await surveyor.post(f"/{survey['id']}/trials", {"answers": {"sex": "f", "age": 3}, "language": "zh-CN"})
    assert (young["walk"]["kind"], young["walk"]["pages"][0]["questions"][0]["title"]) == ("screened", "sex（中）")
    assert (await surveyor.get(f"/{survey['id']}/responses"))["items"] == []


async def test_responses_come_in_pages_newest_first(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    for age in (21, 22, 23):
        await (await surveyor.opens(survey)).says({"sex": "f", "age": age})
    first = await surveyor.get(f"/{survey['id']}/responses", limit=2)
    last = await surveyor.get(f"/{survey['id']}/responses", limit=2, after=first["next"])
    assert [one["answers"]["age"] for one in first["items"] + last["items"]] == [23, 22, 21]
    one = await surveyor.get(f"/{survey['id']}/responses/{first['items'][0]['id']}")
    assert (one["path"], one["walk"]["page"]["key"]) == (["who", "how"], "how")


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_survey_of_surveyjs_comes_in_with_a_report(dry_run: bool, surveyor: Surveyor) -> None:
    theirs = {
        "title": "Tea",
        "pages": [{"name": "p1", "elements": [{"type": "text", "name": "q1", "title": "Your name"}]}],
    }
    answer = await surveyor.owner.post(
        "/api/v1/surveys/imports", params={"format": "surveyjs", "dry_run": dry_run}, json=theirs
    )
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["form"]["pages"][0]["questions"][0]["kind"] == "text"
    assert (found["survey"] is None) is dry_run
    assert isinstance(found["report"], list)
    assert len((await surveyor.get(""))["items"]) == int(not dry_run)


async def test_our_own_form_comes_in_as_it_went_out(surveyor: Surveyor) -> None:
    answer = await surveyor.owner.post("/api/v1/surveys/imports", params={"format": "feilun"}, json=shop_form())
    survey = await surveyor.get(f"/{answer.json()['survey']}")
    assert (survey["form"]["pages"], survey["name"]) == (shop_form()["pages"], "Shop")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"a":' * 5000, b'{"pages": 3}', b"null"])
@pytest.mark.parametrize("format", ["surveyjs", "qsf", "feilun"])
async def test_a_hostile_file_is_refused(format: str, body: bytes, surveyor: Surveyor) -> None:
    answer = await surveyor.owner.post("/api/v1/surveys/imports", params={"format": format}, content=body)
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 200:
        assert answer.json()["form"]["format"] == 1


async def test_settings_out_of_bounds_are_refused(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    wrong = await surveyor.owner.patch(f"/api/v1/surveys/{survey['id']}", json={"settings": {"partial_after_hours": 0}})
    assert (wrong.status_code, "settings.partial_after_hours" in wrong.text) == (422, True)


async def test_analysts_read_and_only_marketers_change(surveyor: Surveyor, api: Any) -> None:
    survey = await surveyor.makes()
    analyst: httpx.AsyncClient = await api("analyst")
    assert (await analyst.get(f"/api/v1/surveys/{survey['id']}")).status_code == 200
    assert (await analyst.post("/api/v1/surveys", json={"name": "Mine"})).status_code == 403
    agent: httpx.AsyncClient = await api("agent")
    assert (await agent.get("/api/v1/surveys")).status_code == 403


async def test_columns_of_all_versions_stay_readable(surveyor: Surveyor, engines: Engines, workspace: UUID) -> None:
    survey = await surveyor.makes()
    await (await surveyor.opens(survey)).answers()
    form = shop_form()
    form["pages"][2]["questions"] = [question("fruit", "multiple", options=[option("fig"), option("plum")])]
    await surveyor.owner.put(f"/api/v1/surveys/{survey['id']}/draft", json={"form": form})
    await surveyor.post(f"/{survey['id']}/publication")
    await (await surveyor.opens(survey)).answers(GOOD[0], GOOD[1], {"fruit": ["fig"]})
    id = UUID(survey["id"])
    async with engines.tables.transaction() as tx:
        names = [one.name for one in await surveys.columns_of(tx, workspace, id)]
        rows = [row async for row in surveys.stream_responses(tx, workspace, id)]
        flat = [await surveys.flat_of(tx, workspace, id, row) for row in rows]
    assert {"fruit.fig", "why", "nps"} <= set(names)
    assert (flat[0]["why"], flat[1]["fruit.fig"], flat[1]["fruit.plum"]) == (GOOD[2]["why"], 1, 0)
