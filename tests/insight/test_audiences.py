"""Audiences live: who enters, who leaves, when time alone does it, told once, explained, previewed."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from feilun import app, events
from feilun.events import Event, Handle
from feilun.insight import segments
from feilun.insight.segments import jobs
from feilun.kernel import clock
from feilun.store import Engines

BABY_TWICE = {
    "event": "Order Completed",
    "measure": "count",
    "is": "ge",
    "value": 2,
    "within_days": 60,
    "where": [{"property": "products.category", "is": "eq", "value": "BABY"}],
}
QUIET = {"event": "Order Completed", "measure": "count", "is": "eq", "value": 0, "within_days": 21}
IN_SHANGHAI = {"trait": "city", "is": "eq", "value": "Shanghai"}
_TABLES = ("handle", "edge", "customer", "profile", "activity", "profile_search")
_MEMBERS = ("audience_member", "audience_turn", "audience_recheck", "audience_field")


def did(workspace: UUID, user: str, name: str = "Seen", days: float = 0.01, type: str = "track", **body: Any) -> Event:
    at = clock.now() - timedelta(days=days)
    handles = (Handle("user_id", user),) if user else ()
    return Event(workspace=workspace, id=str(uuid4()), type=type, name=name, occurred_at=at, handles=handles, body=body)


def baby(workspace: UUID, user: str, days: float, category: str = "BABY") -> Event:
    products = [{"category": category}, {"category": "FOOD"}]
    return did(workspace, user, "Order Completed", days, properties={"total": 20, "products": products})


def said(workspace: UUID, user: str, **traits: Any) -> Event:
    return did(workspace, user, "", type="identify", traits=traits)


async def tell(engines: Engines, *told: Event) -> None:
    async with engines.tables.transaction() as tx:
        await events.append(tx, told)


async def make(client: Any, rule: Any, name: str = "An audience") -> str:
    answer = await client.post("/api/v1/audiences", json={"name": name, "rule": rule})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def inside(client: Any, audience: str) -> set[str]:
    answer = await client.get(f"/api/v1/audiences/{audience}/members")
    assert answer.status_code == 200, answer.text
    return {row["name"] for row in answer.json()["items"]}


async def facts(engines: Engines, audience: str) -> list[tuple[str, int]]:
    return [(kind, turn) for kind, turn, _ in await told_of(engines, audience)]


async def told_of(engines: Engines, audience: str) -> list[tuple[str, int, str]]:
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            "select type, body->'properties'->>'turn' as turn, body->'properties'->>'customer' as who from event"
            " where body->'properties'->>'audience' = %(a)s order by writer, position",
            a=audience,
        )
    return [(row["type"].removeprefix("audience."), int(row["turn"]), row["who"]) for row in rows]


async def test_a_customer_enters_and_leaves_as_she_changes(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    client = await api("marketer")
    audience = await make(client, IN_SHANGHAI)
    await tell(
        engines, said(workspace, "lin", name="Lin", city="Shanghai"), said(workspace, "chen", name="Chen", city="Xi'an")
    )
    await drain()
    assert await inside(client, audience) == {"Lin"}
    lin = (await client.get("/api/v1/customers/by-handle", params={"kind": "user_id", "value": "lin"})).json()
    assert [one["name"] for one in lin["audiences"]] == ["An audience"]
    await tell(engines, did(workspace, "lin", "", 0, "identify", traits={"city": "Beijing"}))
    await drain()
    assert await inside(client, audience) == set()
    assert await facts(engines, audience) == [("entered", 1), ("left", 2)]


async def test_a_new_audience_finds_those_who_fit_already(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    await tell(
        engines,
        said(workspace, "lin", name="Lin"),
        said(workspace, "chen", name="Chen"),
        said(workspace, "wang", name="Wang"),
        *(baby(workspace, "lin", days) for days in (50, 30)),
        *(baby(workspace, "chen", days) for days in (50, 5)),
        baby(workspace, "wang", 30),
        baby(workspace, "wang", 31, "TOYS"),
    )
    await drain()
    client = await api("marketer")
    audience = await make(client, {"all": [BABY_TWICE, QUIET]}, "Baby, then quiet")
    assert (await client.get(f"/api/v1/audiences/{audience}")).json()["state"] == "filling"
    await drain()
    assert await inside(client, audience) == {"Lin"}
    row = (await client.get("/api/v1/audiences")).json()["items"][0]
    assert (row["state"], row["size"]) == ("live", 1)
    assert await facts(engines, audience) == [("entered", 1)]


async def test_time_alone_brings_in_and_takes_out(engines: Engines, workspace: UUID, drain: Any, api: Any) -> None:
    client = await api("marketer")
    await tell(engines, said(workspace, "chen", name="Chen"), baby(workspace, "chen", 50), baby(workspace, "chen", 5))
    await drain()
    audience = await make(client, {"all": [BABY_TWICE, QUIET]})
    await drain()
    assert await inside(client, audience) == set()
    now = clock.now()
    with clock.shifted(timedelta(days=9)):
        await drain(now + timedelta(days=9))
        assert await inside(client, audience) == set(), "quiet for 14 days, and only one order is left in the window"
    quiet = await make(client, QUIET, "Quiet")
    await drain()
    assert await inside(client, quiet) == set()
    with clock.shifted(timedelta(days=17)):
        await drain(now + timedelta(days=17))
        assert await inside(client, quiet) == {"Chen"}
        assert await facts(engines, quiet) == [("entered", 1)]


async def test_a_live_window_empties_by_a_timer(engines: Engines, workspace: UUID, drain: Any, api: Any) -> None:
    client = await api("marketer")
    audience = await make(client, {**BABY_TWICE, "value": 1, "where": []})
    await drain()
    await tell(engines, said(workspace, "lin", name="Lin"), baby(workspace, "lin", 59))
    await drain()
    assert await inside(client, audience) == {"Lin"}
    with clock.shifted(timedelta(days=5)):
        await drain(clock.now())
        assert await inside(client, audience) == set()
    assert await facts(engines, audience) == [("entered", 1), ("left", 2)]


async def test_a_stranger_to_all_conditions_enters_at_once(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    client = await api("marketer")
    audience = await make(client, {"all": [{"trait": "city", "is": "missing"}, {**QUIET, "within_days": None}]})
    await drain()
    await tell(engines, did(workspace, "chen"))
    await drain()
    assert (await client.get(f"/api/v1/audiences/{audience}")).json()["size"] == 1


async def test_a_changed_rule_moves_the_members(engines: Engines, workspace: UUID, drain: Any, api: Any) -> None:
    client = await api("marketer")
    await tell(
        engines, said(workspace, "lin", name="Lin", city="Shanghai"), said(workspace, "chen", name="Chen", city="Xi'an")
    )
    audience = await make(client, IN_SHANGHAI)
    await drain()
    answer = await client.patch(
        f"/api/v1/audiences/{audience}", json={"rule": {"trait": "city", "is": "starts", "value": "X"}}
    )
    assert answer.json()["state"] == "filling"
    await drain()
    assert await inside(client, audience) == {"Chen"}
    assert sorted(await facts(engines, audience)) == [("entered", 1), ("entered", 1), ("left", 2)]


async def test_fill_timers_and_live_events_at_once_tell_each_change_once(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    client = await api("marketer")
    await tell(engines, *(said(workspace, f"c{n}", name=f"C{n}", city="Shanghai") for n in range(30)))
    profiles_first = [one for one in app.all_subscribers() if one.name in ("profiles", "segments")]

    async def flip(step: int) -> None:
        for n in range(step, 30, 3):
            city = "Shanghai" if (n + step) % 2 else "Xi'an"
            await tell(engines, did(workspace, f"c{n}", "", 0, "identify", traits={"city": city}))
            for subscriber in profiles_first:
                await events.deliver(engines, subscriber, clock.now())

    async def fill() -> None:
        for _ in range(20):
            await jobs.fill(engines, clock.now())
            await jobs.recheck(engines, clock.now())

    audience = await make(client, {"all": [IN_SHANGHAI, {**QUIET, "is": "le", "value": 3}]})
    await asyncio.gather(*(flip(step) for step in range(3)), fill(), fill())
    await drain()
    listed = await client.get("/api/v1/customers", params={"limit": 100})
    here = {row["name"] for row in listed.json()["items"] if row["city"] == "Shanghai"}
    assert await inside(client, audience) == here
    turns: dict[str, list[tuple[str, int]]] = {}
    for kind, turn, who in await told_of(engines, audience):
        turns.setdefault(who, []).append((kind, turn))
    assert turns and all(
        changes == [("entered" if n % 2 else "left", n) for n in range(1, len(changes) + 1)]
        for changes in turns.values()
    )


async def test_a_merge_does_not_make_anybody_enter_twice(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    client = await api("marketer")
    audience = await make(client, {"event": "Seen", "measure": "count", "is": "ge", "value": 1})
    device = Handle("anonymous_id", "d1")
    seen = Event(workspace=workspace, id="s1", type="track", name="Seen", occurred_at=clock.now(), handles=(device,))
    await tell(engines, seen)
    await drain()
    both = (Handle("user_id", "lin"), device)
    await tell(engines, said(workspace, "lin", name="Lin"))
    await drain()
    await tell(engines, Event(workspace=workspace, id="i1", type="identify", occurred_at=clock.now(), handles=both))
    await drain()
    assert await inside(client, audience) == {"Lin"}
    assert (await client.get(f"/api/v1/audiences/{audience}")).json()["size"] == 1
    assert await facts(engines, audience) == [("entered", 1)]


async def test_the_audience_says_why(engines: Engines, workspace: UUID, drain: Any, api: Any, stranger: Any) -> None:
    client = await api("analyst")
    await tell(
        engines, said(workspace, "lin", name="Lin", city="Xi'an"), baby(workspace, "lin", 40), baby(workspace, "lin", 2)
    )
    audience = await make(await api("marketer"), {"all": [BABY_TWICE, {"any": [IN_SHANGHAI, {"not": QUIET}]}]})
    await drain()
    lin = (await client.get("/api/v1/customers")).json()["items"][0]["id"]
    answer = (await client.get(f"/api/v1/audiences/{audience}/members/{lin}")).json()
    assert answer["is_member"] is True and answer["explanation"]["holds"] is True
    orders, either = answer["explanation"]["parts"]
    assert (orders["figure"], orders["holds"], orders["within_days"]) == (2.0, True, 60.0)
    assert orders["changes_at"] is not None
    assert [(one["kind"], one["holds"]) for one in either["parts"]] == [("trait", False), ("not", True)]
    assert either["parts"][0]["figure"] == "Xi'an"
    assert (await stranger.get(f"/api/v1/audiences/{audience}/members/{lin}")).status_code == 404


async def test_a_preview_counts_and_keeps_nothing(engines: Engines, workspace: UUID, drain: Any, api: Any) -> None:
    client = await api("analyst")
    await tell(
        engines, *(said(workspace, f"c{n}", name=f"C{n}", city="Shanghai" if n < 7 else "Xi'an") for n in range(10))
    )
    await drain()
    answer = (await client.post("/api/v1/audience-previews", json={"rule": IN_SHANGHAI})).json()
    assert (answer["size"], answer["total"], len(answer["sample"])) == (7, 10, 7)
    assert all(one["name"].startswith("C") for one in answer["sample"])
    assert (await client.get("/api/v1/audiences")).json()["items"] == []


async def test_a_preview_knows_what_history_has_not_heard_yet(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    client = await api("analyst")
    await tell(engines, said(workspace, "lin", name="Lin", city="Shanghai"), said(workspace, "chen", city="Shanghai"))
    await drain()
    await tell(engines, said(workspace, "wang", name="Wang", city="Shanghai"), said(workspace, "chen", city="Xi'an"))
    profiles_only = next(one for one in app.all_subscribers() if one.name == "profiles")
    while await events.deliver(engines, profiles_only, clock.now()):
        pass
    answer = (await client.post("/api/v1/audience-previews", json={"rule": IN_SHANGHAI})).json()
    assert (answer["size"], {one["name"] for one in answer["sample"]}) == (2, {"Lin", "Wang"})


async def test_the_catalogue_knows_what_rules_may_name(
    engines: Engines, workspace: UUID, drain: Any, api: Any, stranger: Any
) -> None:
    await tell(
        engines,
        said(workspace, "lin", name="Lin", email="lin@shop.cn", age=30, city="Shanghai"),
        baby(workspace, "lin", 2),
    )
    await drain()
    answer = (await (await api("analyst")).get("/api/v1/audience-fields")).json()
    traits = {one["name"]: (one["type"], one["examples"]) for one in answer["traits"]}
    assert traits == {
        "name": ("text", []),
        "email": ("text", []),
        "age": ("number", [30]),
        "city": ("text", ["Shanghai"]),
    }
    properties = {one["name"]: one["examples"] for event in answer["events"] for one in event["properties"]}
    assert properties == {"total": [20], "products.category": ["BABY", "FOOD"]}
    assert (await stranger.get("/api/v1/audience-fields")).json() == {"traits": [], "events": []}


def _deep(levels: int) -> Any:
    return {"not": _deep(levels - 1)} if levels else IN_SHANGHAI


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"all": 1},
        {"all": [], "any": []},
        {"trait": "city"},
        {"trait": "", "is": "exists"},
        {"trait": "city", "is": "like", "value": "%"},
        {"trait": "city", "is": "eq", "value": {"a": 1}},
        {"trait": "age", "is": "gt", "value": "5"},
        {"trait": "age", "is": "gt", "value": True},
        {"trait": "born", "is": "before", "value": "yesterday"},
        {"trait": "city", "is": "in", "value": []},
        {"trait": "city", "is": "eq", "value": "x", "sql": "1=1"},
        {"event": "Order Completed", "measure": "avg", "is": "ge", "value": 1},
        {"event": "Order Completed", "is": "ge", "value": -1},
        {"event": "Order Completed", "is": "ge", "value": 1.5},
        {"event": "Order Completed", "is": "ge", "value": 1, "within_days": 0},
        {"event": "Order Completed", "is": "ge", "value": 1, "within_days": 1e12},
        {"event": "Order Completed", "is": "ge", "value": 1, "where": [{"trait": "x"}]},
        {"event": "audience.entered", "is": "ge", "value": 1},
        _deep(11),
        {"any": [IN_SHANGHAI] * 201},
        {"trait": "city", "is": "eq", "value": "x" * 501},
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused_with_a_sentence(workspace: UUID, api: Any, rule: Any) -> None:
    answer = await (await api("marketer")).post("/api/v1/audiences", json={"name": "Odd", "rule": rule})
    assert answer.status_code == 422
    assert answer.json()["field"].startswith("rule")


@pytest.mark.parametrize("text", ["'; drop table audience; --", "\\", "%", "$.x", '"]', "{}", "${1}"])
async def test_text_in_a_rule_is_only_text(engines: Engines, workspace: UUID, drain: Any, api: Any, text: str) -> None:
    await tell(engines, said(workspace, "lin", name="Lin", **{text: text}))
    await drain()
    client = await api("marketer")
    for rule in ({"trait": text, "is": "eq", "value": text}, {"trait": text, "is": "contains", "value": text}):
        answer = await client.post("/api/v1/audience-previews", json={"rule": rule})
        assert (answer.status_code, answer.json().get("size")) == (200, 1), answer.text
        audience = await make(client, rule)
        await drain()
        assert await inside(client, audience) == {"Lin"}


async def test_a_stranger_meets_no_audience(workspace: UUID, api: Any, stranger: Any) -> None:
    audience = await make(await api("marketer"), IN_SHANGHAI)
    base = f"/api/v1/audiences/{audience}"
    for method, path in [("GET", base), ("PATCH", base), ("DELETE", base), ("GET", f"{base}/members")]:
        answer = await stranger.request(method, path, json={"name": "Mine"} if method == "PATCH" else None)
        assert answer.status_code == 404, (method, path)
    assert (await stranger.get("/api/v1/audiences")).json()["items"] == []
    assert (
        await (await api("analyst")).post("/api/v1/audiences", json={"name": "x", "rule": IN_SHANGHAI})
    ).status_code == 403
    assert (await (await api(None)).get(base)).status_code == 401


async def test_a_deleted_audience_is_gone_with_its_members(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    client = await api("marketer")
    audience = await make(client, IN_SHANGHAI)
    await tell(engines, said(workspace, "lin", name="Lin", city="Shanghai"))
    await drain()
    assert (await client.delete(f"/api/v1/audiences/{audience}")).status_code == 204
    assert (await client.get(f"/api/v1/audiences/{audience}")).status_code == 404
    async with engines.tables.transaction() as tx:
        assert await segments.members(tx, workspace, UUID(audience)) == []


async def test_a_replay_gives_the_same_members_and_tells_nothing_twice(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    client = await api("marketer")
    city, buyers = await make(client, IN_SHANGHAI), await make(client, {**BABY_TWICE, "value": 1})
    for step in range(3):
        await tell(
            engines,
            *(said(workspace, f"c{n}", name=f"C{n}", city=("Shanghai", "Xi'an")[(n + step) % 2]) for n in range(6)),
            *(baby(workspace, f"c{n}", 10) for n in range(step)),
        )
        await drain()
    before = (
        [await inside(client, one) for one in (city, buyers)],
        [await facts(engines, one) for one in (city, buyers)],
    )
    async with engines.tables.transaction() as tx:
        for table in (*_TABLES, *_MEMBERS):
            await tx.run(f"delete from {table}")
        await tx.run("update subscription set writer = '0', position = 0 where name in ('profiles', 'segments')")
    await drain()
    after = [await inside(client, one) for one in (city, buyers)], [await facts(engines, one) for one in (city, buyers)]
    assert after == before
    assert before[0][0] and before[0][1]
