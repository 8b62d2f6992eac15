"""Journeys over HTTP, for those who may and for nobody else."""

import httpx
from tests.conftest import Api
from tests.journeys.walking import END, WELCOME, email, graph, live, wait
from tests.outbox.mailbox import Mailbox
from tests.outbox.shop import Shop


async def test_a_marketer_drafts_publishes_and_reads_figures(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    marketer = await api("marketer")
    made = await marketer.post("/api/v1/journeys", json={"name": "Welcome"})
    assert made.status_code == 201, made.text
    address = f"/api/v1/journeys/{made.json()['id']}"
    assert made.json()["state"] == "draft"
    draft = await marketer.put(f"{address}/draft", json={"graph": graph(email(subject=""))})
    assert {(one["step"], one["code"]) for one in draft.json()["problems"]} == {
        ("mail", "no_subject"),
        ("mail", "no_next"),
    }
    refused = await marketer.post(f"{address}/versions")
    assert (refused.status_code, refused.json()["code"]) == (422, "unfinished")
    await marketer.put(f"{address}/draft", json={"graph": WELCOME})
    assert (await marketer.post(f"{address}/versions")).json() == {"version": 1}
    lin = await shop.customer("Lin", email="lin@shop.test")
    await shop.customer("Chen", email="chen@shop.test")
    await shop.does("Lin", "Signed Up")
    await shop.drain()
    await shop.later(hours=2)
    await shop.does("Chen", "Signed Up")
    await shop.drain()
    seen = (await marketer.get(address)).json()
    assert (seen["state"], seen["version"], seen["published"][0]["waiting"]) == ("running", 1, 1)
    assert seen["draft"]["steps"][0] == {"id": "wait", "kind": "wait", "minutes": 60, "next": "mail"}
    figures = (await marketer.get(f"{address}/figures")).json()
    steps = {one["step"]: one for one in figures["steps"]}
    assert (steps["wait"]["entered"], steps["wait"]["waiting"], steps["wait"]["left"]) == (2, 1, 1)
    assert (steps["mail"]["sent"], figures["sent"], figures["entered"]) == (1, 1, 2)
    waiting = (await marketer.get(f"{address}/customers", params={"step": "wait", "state": "waiting"})).json()
    assert [one["name"] for one in waiting["items"]] == ["Chen"]
    trace = (await marketer.get(f"{address}/customers/{lin}")).json()
    assert [(one["step"], one["outcome"]) for one in trace["passages"]] == [
        ("wait", "waited"),
        ("mail", "queued"),
        ("end", "ended"),
    ]
    assert trace["entries"][0]["reason"] == "finished"
    page = (await marketer.get("/api/v1/journeys", params={"limit": 1})).json()
    assert (page["items"][0]["name"], page["items"][0]["waiting"], page["next"]) == ("Welcome", 1, None)


async def test_customers_of_a_journey_are_paged(shop: Shop, api: Api) -> None:
    journey = await live(shop, WELCOME)
    for name in ("Lin", "Chen", "Wang"):
        await shop.does(name, "Signed Up")
    await shop.drain()
    analyst = await api("analyst")
    seen: list[str] = []
    after = None
    while True:
        parameters = {"limit": 2, **({"after": after} if after else {})}
        page = (await analyst.get(f"/api/v1/journeys/{journey}/customers", params=parameters)).json()
        seen += [one["customer"] for one in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 3


async def test_a_stranger_finds_no_journey_here(shop: Shop, stranger: httpx.AsyncClient, api: Api) -> None:
    journey = await live(shop, WELCOME)
    address = f"/api/v1/journeys/{journey}"
    lin = await shop.customer("Lin")
    calls = [
        ("GET", address, None),
        ("PATCH", address, {"state": "paused"}),
        ("PUT", f"{address}/draft", {"graph": WELCOME}),
        ("POST", f"{address}/versions", None),
        ("GET", f"{address}/figures", None),
        ("GET", f"{address}/customers", None),
        ("GET", f"{address}/customers/{lin}", None),
    ]
    nobody = await api(None)
    for method, url, body in calls:
        assert (await stranger.request(method, url, json=body)).status_code == 404, url
        assert (await nobody.request(method, url, json=body)).status_code == 401, url
    assert (await stranger.get("/api/v1/journeys")).json()["items"] == []


async def test_an_analyst_reads_but_does_not_start(shop: Shop, api: Api) -> None:
    journey = await live(shop, WELCOME)
    analyst = await api("analyst")
    assert (await analyst.get(f"/api/v1/journeys/{journey}")).status_code == 200
    assert (await analyst.post(f"/api/v1/journeys/{journey}/versions")).status_code == 403
    assert (await analyst.patch(f"/api/v1/journeys/{journey}", json={"state": "stopped"})).status_code == 403
    assert (await analyst.post("/api/v1/journeys", json={"name": "Mine"})).status_code == 403


async def test_a_stopped_journey_is_not_paused(shop: Shop, api: Api) -> None:
    journey = await live(shop, WELCOME)
    marketer = await api("marketer")
    await marketer.patch(f"/api/v1/journeys/{journey}", json={"state": "stopped"})
    answer = await marketer.patch(f"/api/v1/journeys/{journey}", json={"state": "paused"})
    assert answer.status_code == 409


async def test_the_openapi_document_knows_every_kind_of_step(api: Api) -> None:
    document = (await (await api("owner")).get("/api/v1/openapi.json")).text
    for kind in ("wait_until", "WaitStep", "ConditionStep", "EmailStep", "ChatStep", "ExitStep"):
        assert kind in document


async def test_an_editor_is_told_when_another_changed_the_draft_she_draws_on(
    shop: Shop, api: Api, signed_in: Api
) -> None:
    mei, other = await signed_in("marketer"), await api("marketer")
    made = (await mei.post("/api/v1/journeys", json={"name": "Welcome"})).json()
    address = f"/api/v1/journeys/{made['id']}"
    first = await mei.put(f"{address}/draft", json={"graph": WELCOME, "revision": made["revision"]})
    assert first.json()["revision"] == made["revision"] + 1
    late = await other.put(f"{address}/draft", json={"graph": graph(END), "revision": made["revision"]})
    assert (late.status_code, late.json()["code"]) == (409, "stale_draft")
    seen = (await mei.get(address)).json()
    assert late.json()["graph"] == seen["draft"]
    assert late.json()["revision"] == seen["revision"]
    assert late.json()["author_name"] == "Marketer"
    assert late.json()["author"].startswith("staff:")
    anyway = await other.put(f"{address}/draft", json={"graph": graph(END), "revision": late.json()["revision"]})
    assert anyway.status_code == 200
    assert (await mei.get(address)).json()["draft"]["steps"] == [END]


async def test_the_same_draft_sent_twice_is_no_conflict(shop: Shop, api: Api) -> None:
    marketer = await api("marketer")
    made = (await marketer.post("/api/v1/journeys", json={"name": "Welcome"})).json()
    body = {"graph": WELCOME, "revision": made["revision"]}
    answers = [await marketer.put(f"/api/v1/journeys/{made['id']}/draft", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


async def test_a_draft_without_a_revision_overwrites(shop: Shop, api: Api) -> None:
    marketer = await api("marketer")
    made = (await marketer.post("/api/v1/journeys", json={"name": "Welcome", "graph": WELCOME})).json()
    answer = await marketer.put(f"/api/v1/journeys/{made['id']}/draft", json={"graph": graph(END)})
    assert answer.json()["revision"] == made["revision"] + 1


async def test_only_the_draft_that_was_looked_at_is_published(shop: Shop, api: Api) -> None:
    marketer = await api("marketer")
    made = (await marketer.post("/api/v1/journeys", json={"name": "Welcome", "graph": WELCOME})).json()
    address = f"/api/v1/journeys/{made['id']}"
    newer = await marketer.put(f"{address}/draft", json={"graph": graph(wait(), END)})
    late = await marketer.post(f"{address}/versions", params={"revision": made["revision"]})
    assert (late.status_code, late.json()["code"]) == (409, "stale_draft")
    now = await marketer.post(f"{address}/versions", params={"revision": newer.json()["revision"]})
    assert now.json() == {"version": 1}
