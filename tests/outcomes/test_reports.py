"""Reports as a caller sees them: credit, lift, the flywheel, and that replay and merges leave them right."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from feilun import events
from feilun.events import Event, Handle
from feilun.kernel import clock
from feilun.store import Engines, Tables

Api = Callable[..., Awaitable[httpx.AsyncClient]]
Drain = Callable[..., Awaitable[int]]

LIN, CHEN = Handle("user_id", "lin"), Handle("user_id", "chen")


class Story:
    """Writes what happens in one workspace into the log, in order."""

    def __init__(self, tables: Tables, workspace: UUID) -> None:
        self._tables, self._workspace, self._events = tables, workspace, list[Event]()
        self.now = clock.now() - timedelta(days=3)

    def add(
        self, who: Handle | list[Handle], type: str, name: str = "", at: datetime | None = None, **properties: Any
    ) -> None:
        handles = tuple(who if isinstance(who, list) else [who])
        self._events.append(
            Event(
                workspace=self._workspace,
                id=str(uuid4()),
                type=type,
                name=name,
                occurred_at=at or self.now,
                handles=handles,
                body={"properties": properties},
            )
        )

    def orders(self, who: Handle, total: float, at: datetime | None = None) -> None:
        self.add(who, "track", "Order Completed", at, total=total, order_id=str(uuid4()))

    async def tell(self) -> None:
        async with self._tables.transaction() as tx:
            await events.append(tx, self._events)
        self._events.clear()


@pytest.fixture
def story(tables: Tables, workspace: UUID) -> Story:
    return Story(tables, workspace)


async def _lift(api: Api, journey: str, days: int = 14) -> Any:
    client = await api("analyst")
    answer = await client.get(f"/api/v1/reports/journeys/{journey}/lift", params={"window_days": days})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_order_is_credited_to_the_last_talk_within_seven_days(story: Story, api: Api, drain: Drain) -> None:
    journey, other = str(uuid4()), str(uuid4())
    now = story.now
    story.add(LIN, "message.sent", at=now - timedelta(days=5), cause={"journey": other})
    story.add(LIN, "message.sent", at=now - timedelta(days=4), cause={"journey": journey})
    story.orders(LIN, 30.5)
    story.add(CHEN, "message.sent", at=now - timedelta(days=8), cause={"journey": journey})
    story.orders(CHEN, 99)
    await story.tell()
    await drain()
    assert (await _lift(api, journey))["credited_revenue"] == 30.5
    assert (await _lift(api, other))["credited_orders"] == 0


async def test_a_talk_that_arrives_late_still_gets_its_order(story: Story, api: Api, drain: Drain) -> None:
    journey = str(uuid4())
    story.orders(LIN, 12)
    await story.tell()
    await drain()
    story.add(LIN, "message.sent", at=story.now - timedelta(hours=1), cause={"journey": journey})
    await story.tell()
    await drain()
    assert (await _lift(api, journey))["credited_orders"] == 1


async def test_lift_counts_a_customer_once_and_only_orders_after_entry(story: Story, api: Api, drain: Drain) -> None:
    journey = str(uuid4())
    now = story.now
    for number in range(40):
        who = Handle("user_id", f"customer {number}")
        story.orders(who, 5, now - timedelta(days=1))
        story.add(who, "journey.entered", journey=journey, entry_key="1", held_out=number % 4 == 0)
        story.add(who, "journey.entered", journey=journey, entry_key="2", held_out=number % 4 == 0)
        if number % 2:
            story.orders(who, 10, now + timedelta(hours=2))
            story.orders(who, 10, now + timedelta(hours=3))
    await story.tell()
    await drain()
    found = await _lift(api, journey)
    assert (found["treated"]["customers"], found["treated"]["converted"]) == (30, 20)
    assert (found["held_out"]["customers"], found["held_out"]["converted"]) == (10, 0)
    assert found["treated"]["revenue"] == 400
    assert found["rate_lift"]["low"] > 0
    assert found["rate_lift"]["value"] == pytest.approx(20 / 30)


async def test_a_journey_nobody_entered_has_no_lift(api: Api) -> None:
    found = await _lift(api, str(uuid4()))
    assert found["rate_lift"] is None
    assert found["treated"]["customers"] == 0


async def test_every_bar_of_the_flywheel_opens_its_customers(story: Story, api: Api, drain: Drain) -> None:
    story.add(LIN, "identify")
    story.add(CHEN, "page", "Home")
    story.add(LIN, "message.received", conversation=str(uuid4()))
    story.orders(LIN, 20)
    story.orders(LIN, 22)
    await story.tell()
    await drain()
    client = await api("analyst")
    weeks = (await client.get("/api/v1/reports/flywheel", params={"weeks": 3})).json()["weeks"]
    week = next(one for one in weeks if one["known"])
    assert {name: week[name] for name in ("known", "talked", "acted", "revenue")} == {
        "known": 2,
        "talked": 1,
        "acted": 1,
        "revenue": 42.0,
    }
    for measure, count in (("known", 2), ("talked", 1), ("acted", 1), ("revenue", 1)):
        answer = await client.get(
            "/api/v1/reports/flywheel/customers", params={"week": week["week"], "measure": measure}
        )
        assert len(answer.json()["items"]) == count
    assert answer.json()["items"][0]["amount"] == 42.0


async def test_an_order_from_a_shared_device_is_hers_who_gave_her_address(story: Story, api: Api, drain: Drain) -> None:
    device, address = Handle("anonymous_id", f"shop tablet {uuid4()}"), Handle("email", "chen@shop.test")
    story.add([LIN, device], "identify")
    story.add([CHEN, address], "identify")
    story.add([device, address], "track", "Order Completed", total=30)
    await story.tell()
    await drain()
    analyst = await api("analyst")
    chen = (await analyst.get("/api/v1/customers/by-handle", params={"kind": "user_id", "value": "chen"})).json()
    week = (await analyst.get("/api/v1/reports/flywheel", params={"weeks": 2})).json()["weeks"]
    asked = {"week": next(one["week"] for one in week if one["acted"]), "measure": "acted"}
    rows = (await analyst.get("/api/v1/reports/flywheel/customers", params=asked)).json()["items"]
    assert [row["id"] for row in rows] == [chen["id"]]


async def test_a_customer_is_not_seen_because_we_wrote_to_her(story: Story, api: Api, drain: Drain) -> None:
    long_ago = story.now - timedelta(weeks=3)
    for who in (LIN, CHEN):
        story.add(who, "identify", at=long_ago)
        story.add(who, "message.sent", cause={"journey": str(uuid4())})
    story.add(LIN, "message.opened", by_machine=False)
    story.add(CHEN, "message.opened", by_machine=True)
    await story.tell()
    await drain()
    weeks = (await (await api("analyst")).get("/api/v1/reports/flywheel", params={"weeks": 6})).json()["weeks"]
    assert [one["known"] for one in weeks if one["known"]] == [2, 1]


async def test_a_merge_brings_the_orders_of_the_visitor_to_the_customer(story: Story, api: Api, drain: Drain) -> None:
    journey, visitor = str(uuid4()), Handle("anonymous_id", f"visitor {uuid4()}")
    story.add(LIN, "identify")
    story.add(LIN, "message.sent", at=story.now - timedelta(hours=2), cause={"journey": journey})
    story.orders(visitor, 50)
    await story.tell()
    await drain()
    assert (await _lift(api, journey))["credited_orders"] == 0
    story.add([LIN, visitor], "identify")
    await story.tell()
    await drain()
    assert (await _lift(api, journey))["credited_revenue"] == 50
    overview = (await (await api("analyst")).get("/api/v1/reports/overview")).json()
    assert (overview["customers"], overview["buyers"], overview["by_journeys"]) == (1, 1, 50.0)


async def test_projections_replayed_from_the_log_are_the_same(
    story: Story, api: Api, drain: Drain, engines: Engines, workspace: UUID
) -> None:
    journey, visitor = str(uuid4()), Handle("anonymous_id", f"visitor {uuid4()}")
    story.add(LIN, "message.sent", at=story.now - timedelta(hours=2), cause={"journey": journey})
    story.add(LIN, "journey.entered", journey=journey, entry_key="1", held_out=False)
    story.orders(visitor, 50)
    story.add([LIN, visitor], "identify")
    story.orders(CHEN, 7)
    await story.tell()
    await drain()
    before = await _tables_of(engines, workspace)
    async with engines.tables.transaction() as tx:
        for table in ("order", "touch", "entry", "seen", "credit"):
            await tx.run(f"delete from outcome_{table}")
        await tx.run("update subscription set writer = '0', position = 0 where name = 'outcomes'")
    await drain()
    assert await _tables_of(engines, workspace) == before
    assert len(before["credit"]) == 1


async def _tables_of(engines: Engines, workspace: UUID) -> dict[str, list[dict[str, Any]]]:
    async with engines.tables.transaction() as tx:
        return {
            table: sorted(
                await tx.all(f"select * from outcome_{table} where workspace = %(workspace)s", workspace=workspace),
                key=str,
            )
            for table in ("order", "touch", "entry", "seen", "credit")
        }


async def test_a_stranger_sees_none_of_it(story: Story, stranger: httpx.AsyncClient, api: Api, drain: Drain) -> None:
    journey = str(uuid4())
    story.add(LIN, "message.sent", at=story.now - timedelta(hours=1), cause={"journey": journey})
    story.orders(LIN, 20)
    await story.tell()
    await drain()
    lift = (await stranger.get(f"/api/v1/reports/journeys/{journey}/lift")).json()
    assert lift["credited_orders"] == 0
    assert (await stranger.get("/api/v1/reports/overview")).json()["orders"] == 0
    nobody = await api(None)
    assert (await nobody.get("/api/v1/reports/overview")).status_code == 401
    agent = await api("agent")
    assert (await agent.get("/api/v1/reports/overview")).status_code == 403


@pytest.mark.parametrize("after", ["x", "W10", "bm9wZQ", "'; drop table event; --"])
async def test_a_made_up_place_is_refused(api: Api, after: str) -> None:
    client = await api("analyst")
    answer = await client.get(
        "/api/v1/reports/flywheel/customers", params={"week": "2026-11-02", "measure": "known", "after": after}
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"
