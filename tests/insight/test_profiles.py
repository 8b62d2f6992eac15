"""What is known of a customer: traits, counters, the list, the trace, and the same again after a replay."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feilun import events
from feilun.events import Event, Handle
from feilun.insight import profiles
from feilun.insight.profiles.rules import State, deed, display_name, flatten
from feilun.kernel import clock
from feilun.store import Engines

_TABLES = ("handle", "edge", "customer", "profile", "activity", "profile_search")


def did(workspace: UUID, user: str, name: str = "", type: str = "track", ago: float = 60, **more: Any) -> Event:
    handles = more.pop("handles", (Handle("user_id", user),))
    at = clock.now() - timedelta(seconds=ago)
    return Event(workspace=workspace, id=str(uuid4()), type=type, name=name, occurred_at=at, handles=handles, **more)


def said(workspace: UUID, user: str, ago: float = 60, source: str = "crm", **traits: Any) -> Event:
    return did(workspace, user, type="identify", ago=ago, source=source, body={"traits": traits})


def bought(workspace: UUID, user: str, total: Any, ago: float = 60, **properties: Any) -> Event:
    return did(workspace, user, "Order Completed", ago=ago, body={"properties": {"total": total, **properties}})


async def tell(engines: Engines, *told: Event) -> None:
    async with engines.tables.transaction() as tx:
        await events.append(tx, told)


async def find(client: Any, user: str) -> dict[str, Any]:
    found = await client.get("/api/v1/customers/by-handle", params={"kind": "user_id", "value": user})
    assert found.status_code == 200, found.text
    return dict(found.json())


async def test_the_newest_word_wins_however_late_it_comes(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    await tell(engines, said(workspace, "lin", ago=10, city="Shanghai", source="crm"))
    await drain()
    await tell(engines, said(workspace, "lin", ago=100, city="Beijing", age=30, source="form"))
    await drain()
    lin = await find(await api("agent"), "lin")
    assert {one["name"]: (one["value"], one["source"]) for one in lin["traits"]} == {
        "age": (30, "form"),
        "city": ("Shanghai", "crm"),
    }


async def test_locale_and_zone_come_from_the_context(engines: Engines, workspace: UUID, drain: Any, api: Any) -> None:
    context = {"locale": "zh-CN", "timezone": "Asia/Shanghai"}
    await tell(engines, did(workspace, "lin", "Seen", body={"context": context}))
    await tell(engines, did(workspace, "lin", "Seen", ago=1, body={"context": {"timezone": "Mars/Crater"}}))
    await drain()
    lin = await find(await api("agent"), "lin")
    assert (lin["locale"], lin["zone"]) == ("zh-CN", "Asia/Shanghai")


async def test_orders_are_counted_and_summed_to_the_cent(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    await tell(
        engines, *(bought(workspace, "lin", total) for total in (0.1, "0.2", 19.99)), said(workspace, "lin", name="Lin")
    )
    await drain()
    row = (await (await api("agent")).get("/api/v1/customers")).json()["items"][0]
    assert (row["name"], row["order_count"], row["order_amount"]) == ("Lin", 3, 20.29)


async def test_the_list_pages_newest_first_and_crosses_no_workspace(
    engines: Engines, workspace: UUID, drain: Any, api: Any, stranger: Any
) -> None:
    await tell(engines, *(said(workspace, f"c{n}", ago=n + 1, name=f"Customer {n}") for n in range(5)))
    await drain()
    client = await api("analyst")
    first = (await client.get("/api/v1/customers", params={"limit": 3})).json()
    second = (await client.get("/api/v1/customers", params={"limit": 3, "after": first["next"]})).json()
    assert [row["name"] for row in first["items"] + second["items"]] == [f"Customer {n}" for n in range(5)]
    assert second["next"] is None
    assert (await stranger.get("/api/v1/customers")).json()["items"] == []
    assert (await client.get("/api/v1/customers", params={"limit": 9999})).status_code == 422


async def test_search_finds_by_name_mail_and_whole_handle(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    await tell(
        engines,
        said(workspace, "lin-7", name="林小雨", email="Lin@Shop.cn"),
        said(workspace, "chen-8", name="陈大文", phone="13800000000"),
    )
    await drain()
    client = await api("agent")
    for search, name in [("小雨", "林小雨"), ("lin@shop", "林小雨"), ("chen-8", "陈大文"), ("1380000", "陈大文")]:
        rows = (await client.get("/api/v1/customers", params={"search": search})).json()["items"]
        assert [row["name"] for row in rows] == [name], search
    assert (await client.get("/api/v1/customers", params={"search": "%"})).json()["items"] == []


async def test_the_trace_pages_and_filters_by_channel(engines: Engines, workspace: UUID, drain: Any, api: Any) -> None:
    await tell(
        engines,
        *(did(workspace, "lin", f"Step {n}", ago=10 + n, channel="web") for n in range(4)),
        did(workspace, "lin", "Call", channel="voice"),
    )
    await drain()
    client = await api("agent")
    base = f"/api/v1/customers/{(await find(client, 'lin'))['id']}/timeline"
    first = (await client.get(base, params={"limit": 2, "channel": "web"})).json()
    rest = (await client.get(base, params={"channel": "web", "after": first["next"]})).json()
    assert [row["name"] for row in first["items"] + rest["items"]] == [f"Step {n}" for n in range(4)]


async def test_the_page_she_has_open_is_gone_when_she_leaves(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    page = {"context": {"page": {"url": "https://shop.cn/tea", "title": "Tea"}}}
    await tell(engines, did(workspace, "lin", "Tea", type="page", ago=100, body=page))
    await drain()
    client = await api("agent")
    base = f"/api/v1/customers/{(await find(client, 'lin'))['id']}/page-open"
    assert (await client.get(base)).json()["url"] == "https://shop.cn/tea"
    await tell(engines, did(workspace, "lin", "Page Left", ago=50))
    await drain()
    assert (await client.get(base)).json() is None


async def test_a_stranger_finds_no_door(engines: Engines, workspace: UUID, drain: Any, api: Any, stranger: Any) -> None:
    await tell(engines, said(workspace, "lin", name="Lin"))
    await drain()
    lin = (await find(await api("agent"), "lin"))["id"]
    for path in ("", "/timeline", "/page-open", "/merges"):
        assert (await stranger.get(f"/api/v1/customers/{lin}{path}")).status_code == 404
        assert (await (await api(None)).get(f"/api/v1/customers/{lin}{path}")).status_code == 401


async def test_dashboards_hear_who_changed(engines: Engines, workspace: UUID, drain: Any) -> None:
    heard: list[bytes] = []

    async def hear(_: str, payload: bytes) -> None:
        heard.append(payload)

    subscription = await engines.bus.subscribe(f"profiles.changed.{workspace}", hear)
    await tell(engines, said(workspace, "lin", name="Lin"))
    await drain()
    await subscription.stop()
    async with engines.tables.transaction() as tx:
        names = await profiles.names_of(
            tx, workspace, [UUID(one) for text in heard for one in msgspec.json.decode(text)]
        )
    assert list(names.values()) == ["Lin"]


async def test_a_replay_of_the_log_gives_the_same_tables(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    chance = random.Random(7)
    users = [Handle("user_id", f"u{n}") for n in range(6)]
    devices = [Handle("anonymous_id", f"d{n}") for n in range(12)]
    mails = [Handle("email", f"m{n}@shop.cn") for n in range(6)]
    for _ in range(3):
        told = []
        for number in range(60):
            handles = tuple(chance.sample([*users, *devices, *devices, *mails], chance.choice((1, 1, 1, 2, 3))))
            kind = chance.choice(("identify", "track"))
            body = {"traits": {"n": number}} if kind == "identify" else {"properties": {"total": number / 7}}
            told.append(did(workspace, "", "Order Completed", kind, chance.random() * 1e6, handles=handles, body=body))
        await tell(engines, *told)
        await drain()
        await _split_something(engines, workspace, await api("owner"), chance)
        await drain()
    before = await _tables(engines, workspace)
    assert before["edge"] and before["profile"] and any(row["undone_at"] for row in before["edge"])
    await _forget_all(engines)
    await drain()
    after = await _tables(engines, workspace)
    for table in _TABLES:
        assert after[table] == before[table], table


async def _split_something(engines: Engines, workspace: UUID, client: Any, chance: random.Random) -> None:
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            "select e.id, h.customer from edge e join handle h on (h.workspace, h.kind, h.value) = (e.workspace, e.a_kind, e.a_value)"
            " where e.workspace = %(w)s and e.kind = 'link' and e.undone_at is null order by e.id",
            w=workspace,
        )
    row = chance.choice(rows)
    answer = await client.post(f"/api/v1/customers/{row['customer']}/splits", json={"edge": str(row["id"])})
    assert answer.status_code == 201, answer.text


async def _tables(engines: Engines, workspace: UUID) -> dict[str, list[Any]]:
    async with engines.tables.transaction() as tx:
        found = {}
        for table in _TABLES:
            rows = await tx.all(f"select * from {table} where workspace = %(w)s", w=workspace)
            found[table] = sorted(rows, key=repr)
        return found


async def _forget_all(engines: Engines) -> None:
    async with engines.tables.transaction() as tx:
        for table in _TABLES:
            await tx.run(f"delete from {table}")
        await tx.run("update subscription set writer = '0', position = 0, handled = 0 where name = 'profiles'")


_texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=5)
_anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), _texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_texts, inner, max_size=4)),
    max_leaves=12,
)
_bodies = st.fixed_dictionaries(dict.fromkeys(("properties", "traits", "context"), _anything))


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies=st.lists(st.tuples(st.sampled_from(["identify", "track", "page"]), _bodies), min_size=1, max_size=4))
def test_no_body_stops_the_projection_and_order_does_not_matter(bodies: Any) -> None:
    at = clock.now()
    deeds = [
        deed(
            events.Stored(
                workspace=UUID(int=1), id="e", type=kind, occurred_at=at, received_at=at, position=n, body=body
            )
        )
        for n, (kind, body) in enumerate(bodies)
    ]
    forward, backward = State.start(deeds[0]), State.start(deeds[-1])
    for one, other in zip(deeds, reversed(deeds), strict=True):
        forward.add(one)
        backward.add(other)
    assert forward == backward


async def test_names_without_end_do_not_stop_anybody(engines: Engines, workspace: UUID, drain: Any, api: Any) -> None:
    long = "长" * 3000
    handles = (Handle("user_id", "lin"), Handle("user_id", long), Handle(long, "x"))
    await tell(
        engines,
        did(workspace, "", long, handles=handles, body={"properties": {long: long, "n": {long: 1}}}),
        did(workspace, "", "", "identify", handles=handles, body={"traits": {long: 1, "name": long, "email": long}}),
    )
    await drain()
    lin = await find(await api("agent"), "lin")
    assert [one["value"] for one in lin["handles"]] == ["lin"]
    async with engines.tables.transaction() as tx:
        assert (
            await tx.all(
                "select name from subscription where failures > 0 and name in ('profiles', 'segments', 'history')"
            )
            == []
        )


def test_properties_become_flat() -> None:
    nested = {
        "total": 9,
        "products": [{"category": "BABY", "price": 1}, {"category": "BABY", "price": 2}, "odd"],
        "shop": {"city": {"name": "Xi'an", "deep": {"er": 1}}},
        "none": None,
    }
    assert flatten(nested) == {
        "total": 9,
        "products": ["odd"],
        "products.category": ["BABY"],
        "products.price": [1, 2],
        "shop.city.name": "Xi'an",
        "none": None,
    }
    assert len(flatten({str(n): n for n in range(500)})) == 50


def test_true_and_one_are_two_values() -> None:
    assert flatten({"a": [1, True, 1.0, "1"]}) == {"a": [1, True, 1.0, "1"]}


def test_names_are_written_as_people_write_them() -> None:
    assert display_name({"firstName": "小雨", "lastName": "林"}) == "林小雨"
    assert display_name({"first_name": "Ada", "last_name": "Lin"}) == "Ada Lin"
    assert display_name({}) == ""


def test_a_clock_ahead_does_not_make_an_event_of_tomorrow(workspace: UUID) -> None:
    now = clock.now()
    stored = events.Stored(
        workspace=workspace, id="1", type="track", occurred_at=now + timedelta(days=1), received_at=now, position=1
    )
    assert deed(stored).occurred_at == now


async def test_a_mail_that_we_sent_does_not_make_her_seen(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    await tell(engines, said(workspace, "lin", 7200, name="Lin"))
    await tell(engines, did(workspace, "lin", "", "message.sent", 60, body={"properties": {"channel": "email"}}))
    await drain()
    [row] = (await (await api("owner")).get("/api/v1/customers")).json()["items"]
    assert row["last_seen"] < msgspec.json.decode(msgspec.json.encode(clock.now() - timedelta(hours=1)))
