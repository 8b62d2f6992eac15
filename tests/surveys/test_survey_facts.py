"""What the log and the profile hear of answers."""

import time
from typing import Any
from uuid import UUID

import httpx
from tests.conftest import Drain
from tests.serving import Served
from tests.surveys.conftest import GOOD, Surveyor, shop_form

from feilun.events import Event, Handle, append
from feilun.insight import surveys
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines


async def _events(engines: Engines, workspace: UUID, kind: str) -> list[dict[str, Any]]:
    async with engines.tables.transaction() as tx:
        return await tx.all(
            "select id, handles, channel, body from event where workspace = %(w)s and type = %(t)s order by position",
            w=workspace, t=kind,
        )  # fmt: skip


def _traits(customer: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one["value"] for one in customer["traits"]}


async def test_the_log_hears_of_start_and_end(surveyor: Surveyor, engines: Engines, workspace: UUID) -> None:
    survey = await surveyor.makes()
    lin = await surveyor.opens(survey, anonymous_id="lins-phone", channel="widget", page="https://shop.example/tea")
    await lin.answers()
    response = (await surveyor.response(survey))["id"]
    [started] = await _events(engines, workspace, "survey.started")
    [answered] = await _events(engines, workspace, "survey.answered")
    assert (started["id"], answered["id"]) == (f"survey:{response}:started", f"survey:{response}")
    assert answered["handles"] == [{"kind": "anonymous_id", "value": "lins-phone"}]
    told = answered["body"]["properties"]
    assert told["scores"] == {"nps": {"kind": "nps", "value": 9}}
    assert told["answers"]["why"] == GOOD[2]["why"]
    assert (told["answers"]["parts.price"], told["kinds"]["parts.price"], told["kinds"]["why"]) == (
        "good",
        "choice",
        "text",
    )
    assert (told["channel"], told["page"], told["language"]) == ("widget", "https://shop.example/tea", "en")


async def test_a_screened_one_is_told_as_screened(surveyor: Surveyor, engines: Engines, workspace: UUID) -> None:
    lin = await surveyor.opens(await surveyor.makes())
    await lin.says({"sex": "f", "age": 5})
    [event] = await _events(engines, workspace, "survey.screened")
    assert event["body"]["properties"]["state"] == "screened"
    assert await _events(engines, workspace, "survey.answered") == []


async def test_each_correction_is_told_once(surveyor: Surveyor, engines: Engines, workspace: UUID) -> None:
    survey = await surveyor.makes(may_edit=True)
    lin = await surveyor.opens(survey)
    await lin.answers()
    first = await lin.put({"nps": 3}, "correct")
    again = await lin.put({"nps": 3}, "correct")
    assert (first.status_code, again.status_code) == (200, 200)
    events = await _events(engines, workspace, "survey.answered")
    response = (await surveyor.response(survey))["id"]
    assert [one["id"] for one in events] == [f"survey:{response}", f"survey:{response}:1"]
    assert [one["body"]["properties"]["scores"]["nps"]["value"] for one in events] == [9, 3]


async def test_only_a_declared_score_becomes_a_trait(
    surveyor: Surveyor, engines: Engines, workspace: UUID, drain: Drain
) -> None:
    lin = await surveyor.opens(await surveyor.makes(), anonymous_id="lins-phone")
    await lin.answers()
    await drain()
    by = {"kind": "anonymous_id", "value": "lins-phone"}
    profile = (await surveyor.owner.get("/api/v1/customers/by-handle", params=by)).json()
    traits = _traits(profile)
    assert traits["last_nps"] == 9
    assert not any("age" in name for name in traits)


async def test_what_was_answered_anonymously_is_hers_once_she_is_known(
    surveyor: Surveyor, engines: Engines, workspace: UUID, drain: Drain
) -> None:
    survey = await surveyor.makes()
    await (await surveyor.opens(survey, anonymous_id="lins-phone")).answers()
    handles = (Handle("user_id", "lin"), Handle("anonymous_id", "lins-phone"))
    lin = Event(
        workspace=workspace, id=str(new_id()), type="identify", occurred_at=clock.now(), handles=handles,
        body={"traits": {"name": "Lin"}},
    )  # fmt: skip
    async with engines.tables.transaction() as tx:
        await append(tx, [lin])
    await drain()
    by = {"kind": "user_id", "value": "lin"}
    customer = (await surveyor.owner.get("/api/v1/customers/by-handle", params=by)).json()
    assert _traits(customer)["last_nps"] == 9
    assert (await surveyor.response(survey))["customer"] == customer["id"]
    async with engines.tables.transaction() as tx:
        assert len(await surveys.responses_of(tx, workspace, UUID(customer["id"]))) == 1


async def test_erasing_a_customer_takes_her_answers(
    surveyor: Surveyor, engines: Engines, workspace: UUID, drain: Drain
) -> None:
    survey = await surveyor.makes()
    lin = await surveyor.opens(survey, anonymous_id="lins-phone")
    await lin.answers()
    await (await surveyor.opens(survey, anonymous_id="chens-phone")).answers()
    await drain()
    by = {"kind": "anonymous_id", "value": "lins-phone"}
    customer = UUID((await surveyor.owner.get("/api/v1/customers/by-handle", params=by)).json()["id"])
    async with engines.tables.transaction() as tx:
        assert await surveys.erase(tx, engines, workspace, customer) == 1
    rows = (await surveyor.get(f"/{survey['id']}/responses"))["items"]
    assert len(rows) == 1
    assert (await surveyor.nobody.get(lin.path)).status_code == 404


async def test_an_anonymous_survey_keeps_no_trace_of_who_answered(
    surveyor: Surveyor, engines: Engines, workspace: UUID
) -> None:
    survey = await surveyor.makes(is_anonymous=True)
    await (await surveyor.opens(survey, anonymous_id="lins-phone")).answers()
    async with engines.tables.transaction() as tx:
        row = await tx.first("select * from survey_response where workspace = %(w)s", w=workspace)
        prints = await tx.all("select kind from survey_print where workspace = %(w)s", w=workspace)
    assert row
    assert (row["handles"], row["customer"], row["device"], row["address"]) == ([], None, None, None)
    assert {one["kind"] for one in prints} == {"text"}
    [event] = await _events(engines, workspace, "survey.answered")
    assert event["handles"] == []


async def test_an_invitation_opens_one_response_for_its_customer(
    surveyor: Surveyor, engines: Engines, workspace: UUID
) -> None:
    survey = await surveyor.makes()
    handles = [Handle("user_id", "lin")]
    async with engines.tables.transaction() as tx:
        row = await surveys.survey_row(tx, workspace, UUID(survey["id"]))
        opened = [
            await surveys.open_response(tx, engines, row, handles=handles, invitation="inv-1", channel="email")
            for _ in range(2)
        ]
    assert (opened[0].token, opened[0].is_new, opened[1].is_new) == (opened[1].token, True, False)
    place = (await surveyor.nobody.get(f"/v1/survey/{opened[0].token}")).json()
    assert place["page"]["key"] == "who"
    [event] = await _events(engines, workspace, "survey.started")
    assert (event["body"]["properties"]["invitation"], event["handles"][0]["value"]) == ("inv-1", "lin")


async def test_simulated_respondents_are_in_no_log_no_quota_and_no_list(
    surveyor: Surveyor, engines: Engines, workspace: UUID
) -> None:
    survey = await surveyor.makes(
        shop_form(quotas=[{"id": "all", "limit": 5, "when": {"value": True}, "full": "enough"}])
    )
    done = await surveyor.post(f"/{survey['id']}/simulations", {"number": 40, "seed": 3})
    assert sum(done["states"].values()) == 40
    await surveyor.post(f"/{survey['id']}/simulations", {"number": 30, "seed": 3})
    assert (await surveyor.get(f"/{survey['id']}/responses"))["items"] == []
    tests = (await surveyor.get(f"/{survey['id']}/responses", simulated=True, limit=200))["items"]
    assert (len(tests), {one["simulated"] for one in tests}) == (30, {True})
    assert await _events(engines, workspace, "survey.answered") == []
    assert (await surveyor.get(f"/{survey['id']}/quotas"))[0]["taken"] == 0
    async with engines.tables.transaction() as tx:
        rows = [row async for row in surveys.stream_responses(tx, workspace, UUID(survey["id"]))]
    assert rows == []


def test_an_answer_stands_on_the_profile_within_a_second_or_so(served: Served) -> None:
    """Over real HTTP with a real worker; the figure itself is measured by bench/surveys.py."""
    with httpx.Client(base_url=served.url, headers={"Authorization": f"Bearer {served.token}"}, timeout=30) as owner:
        survey = owner.post("/api/v1/surveys", json={"name": "Shop", "form": shop_form()}).json()
        survey = owner.post(f"/api/v1/surveys/{survey['id']}/publication", json={}).json()
        link, device = survey["link"].rpartition("/")[2], f"device-{new_id()}"
        wish = {"respondent": device, "anonymous_id": device}
        place = owner.post(f"/v1/survey/{link}/responses", json=wish).json()
        for seq, answers in enumerate(GOOD):
            body = {"seq": seq + 1, "page": place["page"]["key"], "answers": answers}
            place = owner.put(f"/v1/survey/{place['token']}/answers", json=body).json()
        assert place["state"] == "complete"
        deadline, by = time.monotonic() + 30, {"kind": "anonymous_id", "value": device}
        while time.monotonic() < deadline:
            answer = owner.get("/api/v1/customers/by-handle", params=by)
            if answer.status_code == 200 and _traits(answer.json()).get("last_nps") == 9:
                return
            time.sleep(0.02)
        raise AssertionError("the score never came to the profile")
