"""A customer whom we let down: the case, the policy, the way back."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.cases.conftest import Loop, survey_of, voucher
from tests.conftest import Api
from tests.outbox.mailbox import Mailbox

from feilun.events.catalogue import emit
from feilun.events.catalogue.surveys import SurveyAnswered
from feilun.kernel import clock
from feilun.kernel.ids import new_id


async def test_a_low_score_opens_a_case_with_a_deadline_and_everything_she_said(loop: Loop) -> None:
    lin = await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.rule(minutes=60, severity="high", remedy="Call her")
    await loop.answers("Lin", 3, "It came two weeks late")
    sheet = await loop.one()
    case = sheet["case"]
    assert (case["number"], case["title"], case["why"], case["state"]) == (1, "Detractor", "NPS 3", "open")
    assert (case["customer"], case["customer_name"], case["severity"]) == (str(lin), "Lin", "high")
    assert sheet["heard"]["texts"] == ["It came two weeks late"]
    assert sheet["remedy"] == "Call her"
    assert [one["kind"] for one in sheet["entries"]] == ["opened"]
    assert [one["id"] for one in await loop.cases(customer=lin)] == [case["id"]]
    timeline = (await loop.http.get(f"/api/v1/customers/{lin}/timeline")).json()["items"]
    assert "case.opened" in {one["type"] for one in timeline}


async def test_a_fine_score_and_an_event_that_is_heard_twice_open_nothing(loop: Loop) -> None:
    await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.rule()
    await loop.answers("Lin", 7)
    assert await loop.cases() == []
    await loop.answers("Lin", 2)
    [row] = await loop.cases()
    async with loop.shop.engines.tables.transaction() as tx:
        await tx.run("update subscription set writer = '0', position = 0 where name = 'cases'")
    sheet = await loop.one()
    await loop.shop.drain()
    assert await loop.one() == sheet
    assert await loop.cases() == [row]


async def test_a_second_complaint_belongs_to_the_case_that_runs(loop: Loop) -> None:
    await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.rule()
    await loop.answers("Lin", 2)
    await loop.answers("Lin", 1)
    sheet = await loop.one()
    assert [one["kind"] for one in sheet["entries"]] == ["opened", "heard"]


async def test_a_score_that_falls_opens_a_case(loop: Loop) -> None:
    await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.rule(opening={"kind": "drop", "score": "nps", "by": 3})
    await loop.answers("Lin", 10)
    await loop.answers("Lin", 8)
    assert await loop.cases() == []
    await loop.answers("Lin", 5)
    assert [one["why"] for one in await loop.cases()] == ["NPS 8 → 5"]


async def test_somebody_nobody_knows_opens_a_case_without_a_customer(loop: Loop) -> None:
    await loop.rule()
    await loop.policy(voucher())
    async with loop.shop.engines.tables.transaction() as tx:
        fact = SurveyAnswered(
            survey=loop.survey,
            version=1,
            response=new_id(),
            state="complete",
            scores={"q": {"kind": "nps", "value": 0}},
        )
        await emit(tx, loop.shop.workspace, fact, occurred_at=clock.now())
    await loop.shop.drain()
    sheet = await loop.one()
    assert (sheet["case"]["customer"], sheet["decisions"]) == (None, [])


async def test_the_machine_gives_what_the_policy_allows_and_says_why(loop: Loop, mailbox: Mailbox) -> None:
    await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.rule()
    await loop.policy(voucher())
    await loop.answers("Lin", 3)
    sheet = await loop.one()
    [decision] = sheet["decisions"]
    assert (decision["decided_by"], decision["amount"], decision["policy"]) == ("machine", 1_000, 1)
    assert {check["name"]: check["is_met"] for check in decision["checks"][0]["checks"]} == {
        "customer": True, "score": True, "times": True, "budget": True,
    }  # fmt: skip
    [letter] = mailbox.mails
    assert decision["voucher"] in str(letter)


async def test_what_the_policy_does_not_allow_is_left_to_people_with_the_reason(loop: Loop) -> None:
    await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.rule()
    await loop.policy(voucher(at_most=2))
    await loop.answers("Lin", 3)
    sheet = await loop.one()
    assert sheet["decisions"] == []
    assert "score (nps ≤ 2; 3)" in next(one["text"] for one in sheet["entries"] if one["kind"] == "left")


async def test_a_month_has_a_budget_and_a_customer_a_limit_whatever_happens_at_once(loop: Loop, api: Api) -> None:
    names = [f"C{n}" for n in range(8)]
    for name in names:
        await loop.shop.customer(name, email=f"{name}@shop.test")
    await loop.rule()
    await loop.policy(voucher("agent"))
    for name in names:
        await loop.answers(name, 1)
    agent = await api("agent")
    ids = [row["id"] for row in await loop.cases()]
    wishes = [agent.post(f"/api/v1/cases/{id}/decisions", json={"clause": "ten"}) for id in ids for _ in range(2)]
    answers = await asyncio.gather(*wishes)
    assert sorted({one.status_code for one in answers}) == [201, 409]
    assert sum(one.status_code == 201 for one in answers) == 5
    refused = {one.json()["detail"] for one in answers if one.status_code == 409}
    assert all("budget" in text or "times" in text for text in refused)
    figures = (await loop.http.get("/api/v1/case-figures")).json()
    assert (figures["decisions"], figures["given"], figures["by_machine"]) == (5, 5_000, 0)


async def test_a_decision_is_taken_back_with_its_voucher_message_and_budget(loop: Loop, mailbox: Mailbox) -> None:
    await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.rule()
    late = {"limits": {"times": 1, "days": 90, "month_budget": 1_000}}
    await loop.policy(voucher("agent") | late)
    await loop.answers("Lin", 0)
    sheet = await loop.one()
    path = f"/api/v1/cases/{sheet['case']['id']}/decisions"
    made = (await loop.http.post(path, json={"clause": "ten"})).json()
    assert (await loop.http.post(path, json={"clause": "ten"})).status_code == 409
    back = await loop.http.post(f"{path}/{made['id']}/reversal", json={"reason": "Wrong customer"})
    assert (back.status_code, back.json()["reversed_why"]) == (201, "Wrong customer")
    assert (await loop.http.post(f"{path}/{made['id']}/reversal", json={"reason": "Again"})).status_code == 409
    await loop.shop.drain()
    assert mailbox.mails == []
    assert (await loop.http.post(path, json={"clause": "ten"})).status_code == 201
    assert (await loop.http.get("/api/v1/case-figures")).json()["given"] == 1_000


async def test_an_agent_may_not_decide_what_is_for_a_supervisor(loop: Loop, api: Api) -> None:
    await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.rule()
    await loop.policy(voucher("supervisor"))
    await loop.answers("Lin", 0)
    path = f"/api/v1/cases/{(await loop.one())['case']['id']}/decisions"
    refused = await (await api("agent")).post(path, json={"clause": "ten"})
    assert (refused.status_code, "supervisor" in refused.json()["detail"]) == (409, True)
    assert (await loop.http.post(path, json={"clause": "ten"})).status_code == 201


async def test_contact_solution_second_question_and_whether_she_came_back(loop: Loop) -> None:
    await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.rule(resurvey=str(loop.survey))
    await loop.answers("Lin", 2)
    case = (await loop.one())["case"]
    path = f"/api/v1/cases/{case['id']}"
    called = await loop.http.post(f"{path}/entries", json={"kind": "contact", "text": "Called her", "channel": "phone"})
    assert called.json()["state"] == "contacted"
    stale = await loop.http.post(f"{path}/solution", json={"revision": 1, "root_cause": "carrier"})
    assert (stale.status_code, stale.json()["code"]) == (409, "case_changed")
    revision = called.json()["revision"]
    without = await loop.http.post(f"{path}/solution", json={"revision": revision, "root_cause": " "})
    assert without.status_code == 422
    solved = await loop.http.post(
        f"{path}/solution", json={"revision": revision, "root_cause": "carrier", "outcome": "Sent anew"}
    )
    assert solved.json()["state"] == "closed"
    await loop.answers("Lin", 9, at=clock.now() + timedelta(seconds=1))
    [row] = await loop.cases()
    assert row["recovered"] is True
    figures = (await loop.http.get("/api/v1/case-figures")).json()
    assert (figures["solved"], figures["in_time"], figures["asked_again"], figures["recovered"]) == (1, 1, 1, 1)
    assert figures["root_causes"] == [{"root_cause": "carrier", "cases": 1}]
    assert figures["contact_seconds"] >= 0
    assert (await loop.http.delete(f"{path}/solution")).json()["state"] == "contacted"


async def test_a_case_over_its_time_becomes_urgent_once(loop: Loop) -> None:
    await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.rule(minutes=30)
    await loop.answers("Lin", 2)
    await loop.shop.drain(clock.now() + timedelta(minutes=31))
    await loop.shop.drain(clock.now() + timedelta(minutes=32))
    sheet = await loop.one()
    assert sheet["case"]["severity"] == "high"
    assert [one["kind"] for one in sheet["entries"]].count("late") == 1


async def test_a_promoter_is_invited_once(loop: Loop, mailbox: Mailbox) -> None:
    await loop.shop.customer("Lin", email="lin@shop.test")
    wanted = {"kind": "score", "score": "nps", "at_least": 9}
    await loop.rule(name="Tell a friend", opening=wanted, does="refer", invitation={"en": "Tell a friend about us"})
    await loop.answers("Lin", 10)
    await loop.answers("Lin", 10)
    assert len(mailbox.mails) == 1
    assert "Tell a friend about us" in str(mailbox.mails[0])
    assert await loop.cases() == []


async def test_a_stranger_sees_and_changes_nothing(loop: Loop, stranger: httpx.AsyncClient, api: Api) -> None:
    await loop.shop.customer("Lin", email="lin@shop.test")
    rule = await loop.rule()
    await loop.policy(voucher())
    await loop.answers("Lin", 1)
    sheet = await loop.one()
    case, decision = sheet["case"]["id"], sheet["decisions"][0]["id"]
    assert (await stranger.get("/api/v1/cases")).json()["items"] == []
    assert (await stranger.get("/api/v1/case-rules")).json()["items"] == []
    assert (await stranger.get("/api/v1/case-policies")).json()["items"] == []
    for method, path, body in (
        ("GET", f"cases/{case}", None),
        ("PUT", f"cases/{case}", {"revision": 1}),
        ("POST", f"cases/{case}/decisions/{decision}/reversal", {"reason": "mine"}),
        ("PUT", f"case-rules/{rule['id']}", {"rule": rule["rule"], "revision": 1}),
        ("POST", "case-policies/1/publication", None),
    ):
        assert (await stranger.request(method, f"/api/v1/{path}", json=body)).status_code == 404
    assert (await (await api("marketer")).post("/api/v1/case-rules", json={"rule": rule["rule"]})).status_code == 403
    assert (await (await api(None)).get("/api/v1/cases")).status_code == 401
    assert await loop.one() == sheet


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"name": "all", "opening": {"kind": "score", "score": "nps"}}, "rule.opening"),
        ({"name": "all", "opening": {"kind": "words", "words": []}}, "rule.opening"),
        ({"name": "all", "opening": {"kind": "topic", "names": []}}, "rule.opening"),
        ({"name": "x", "opening": {"kind": "words", "words": ["x"]}, "does": "refer"}, "rule.invitation"),
        ({"name": "x", "opening": {"kind": "words", "words": ["x"]}, "owner": {"kind": "person"}}, "rule.owner.person"),
    ],
)
async def test_a_rule_that_cannot_be_meant_is_refused(loop: Loop, rule: dict[str, Any], field: str) -> None:
    answer = await loop.http.post("/api/v1/case-rules", json={"rule": rule})
    assert (answer.status_code, answer.json()["detail"].split(":")[0]) == (422, field)


async def test_a_machine_gives_no_money_without_limits(loop: Loop) -> None:
    for wrong in (
        voucher(limits={"times": 0, "month_budget": 0}),
        voucher() | {"remedy": {"kind": "voucher"}},
        voucher() | {"remedy": {"kind": "voucher", "amount": 1, "text": {"en": "Sorry"}}},
    ):
        answer = await loop.http.post("/api/v1/case-policies", json={"words": "w", "clauses": [wrong]})
        assert answer.status_code == 422, wrong
    twice = await loop.http.post("/api/v1/case-policies", json={"words": "w", "clauses": [voucher(), voucher()]})
    assert twice.status_code == 422


async def test_a_survey_that_is_not_ours_is_neither_asked_again_nor_listened_to(
    loop: Loop, stranger: httpx.AsyncClient
) -> None:
    kept = await loop.rule(resurvey=str(loop.survey))
    opening = {"kind": "score", "score": "nps", "at_most": 6}
    for survey in (new_id(), await survey_of(stranger)):
        for field, parts in (
            ("rule.resurvey", {"resurvey": str(survey)}),
            ("rule.opening.survey", {"opening": opening | {"survey": str(survey)}}),
        ):
            wish = {"rule": kept["rule"] | parts, "revision": kept["revision"]}
            refused = await loop.http.put(f"/api/v1/case-rules/{kept['id']}", json=wish)
            assert (refused.status_code, refused.json()["field"]) == (422, field)
            assert (await loop.http.post("/api/v1/case-rules", json=wish)).status_code == 422
    await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.answers("Lin", 2)
    case = (await loop.one())["case"]
    wish = {"revision": case["revision"], "resurvey": str(await survey_of(stranger))}
    refused = await loop.http.put(f"/api/v1/cases/{case['id']}", json=wish)
    assert (refused.status_code, refused.json()["field"]) == (422, "resurvey")
    assert (await loop.one())["case"]["revision"] == case["revision"]
