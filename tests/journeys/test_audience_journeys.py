"""Journeys that audiences enter, and conditions on the way."""

from typing import Any
from uuid import UUID

import httpx
from tests.conftest import Api
from tests.journeys.walking import END, email, graph, live, positions, wait
from tests.outbox.mailbox import Mailbox
from tests.outbox.shop import Shop

BUYERS = {"event": "Order Completed", "measure": "count", "is": "ge", "value": 2}


async def _audience(client: httpx.AsyncClient, rule: dict[str, Any]) -> str:
    answer = await client.post("/api/v1/audiences", json={"name": "Buyers", "rule": rule})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _entered_by(audience: str, *steps: dict[str, Any], **parts: Any) -> dict[str, Any]:
    entry = {"kind": "audience", "audience": audience, **parts.pop("entry", {})}
    return {**graph(*steps, **parts), "entry": entry}


async def test_who_enters_the_audience_enters_the_journey(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    audience = await _audience(await api("marketer"), BUYERS)
    await shop.drain()
    await live(shop, _entered_by(audience, email(), END))
    await shop.customer("Lin", email="lin@shop.test")
    await shop.customer("Chen", email="chen@shop.test")
    for name in ("Lin", "Chen", "Lin"):
        await shop.does(name, "Order Completed", total=10)
    await shop.drain()
    assert [mail["To"] for mail in mailbox.mails] == ["lin@shop.test"]


async def test_members_of_today_come_in_when_the_journey_says_so(shop: Shop, api: Api) -> None:
    audience = await _audience(await api("marketer"), {"trait": "city", "is": "eq", "value": "上海"})
    lin = await shop.customer("Lin", city="上海")
    await shop.drain()
    quiet = await live(shop, _entered_by(audience, wait(), END))
    wide = await live(shop, _entered_by(audience, wait(), END, entry={"include_members": True}))
    await shop.drain()
    assert await positions(shop, quiet) == []
    assert [place["customer"] for place in await positions(shop, wide)] == [lin]


async def test_who_leaves_the_audience_leaves_the_journey(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    audience = await _audience(await api("marketer"), {"trait": "city", "is": "eq", "value": "上海"})
    await shop.drain()
    journey = await live(shop, _entered_by(audience, wait(), email(), END, exit={"audience_left": True}))
    await shop.customer("Lin", email="lin@shop.test", city="上海")
    await shop.drain()
    assert [place["state"] for place in await positions(shop, journey)] == ["waiting"]
    await shop.customer("Lin", email="lin@shop.test", city="北京")
    await shop.later(hours=2)
    [place] = await positions(shop, journey)
    assert (place["state"], place["reason"]) == ("left", "audience_left")
    assert not mailbox.mails


async def test_a_condition_sends_each_her_way(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    split = {"id": "split", "kind": "condition", "rule": BUYERS, "yes": "thanks", "no": "end"}
    journey = await live(shop, graph(wait(), split, email("thanks", subject="Thanks"), END))
    for name in ("Lin", "Chen"):
        await shop.customer(name, email=f"{name.lower()}@shop.test")
        await shop.does(name, "Signed Up")
    await shop.drain()
    for _ in range(2):
        await shop.does("Lin", "Order Completed", total=10)
    await shop.drain()
    await shop.later(hours=2)
    assert [mail["To"] for mail in mailbox.mails] == ["lin@shop.test"]
    marketer = await api("marketer")
    outcomes = {}
    for name in ("Lin", "Chen"):
        trace = await marketer.get(f"/api/v1/journeys/{journey}/customers/{await shop.id_of(name)}")
        outcomes[name] = [one["outcome"] for one in trace.json()["passages"]]
    assert outcomes == {"Lin": ["waited", "yes", "queued", "ended"], "Chen": ["waited", "no", "ended"]}


async def test_a_journey_of_a_strangers_audience_is_not_published(
    shop: Shop, api: Api, stranger: httpx.AsyncClient
) -> None:
    audience = await _audience(stranger, BUYERS)
    marketer = await api("marketer")
    made = await marketer.post("/api/v1/journeys", json={"name": "Spy", "graph": _entered_by(audience, email(), END)})
    assert [one["code"] for one in made.json()["problems"]] == ["unknown_audience"]
    answer = await marketer.post(f"/api/v1/journeys/{made.json()['id']}/versions")
    assert answer.status_code == 422
    assert UUID(audience)
