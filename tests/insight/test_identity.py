"""Who is who: linking, merging, refusing and splitting, seen through the API."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from feilun import events
from feilun.events import Event, Handle
from feilun.insight import identity
from feilun.insight.identity.rules import POLICY, normal, usable
from feilun.kernel import clock
from feilun.store import Engines

LIN, CHEN, WANG = Handle("user_id", "lin"), Handle("user_id", "chen"), Handle("user_id", "wang")
PHONE, TABLET = Handle("anonymous_id", "phone-of-lin"), Handle("anonymous_id", "family-tablet")


def touch(workspace: UUID, *handles: Handle, type: str = "track", name: str = "Seen", **more: Any) -> Event:
    at = more.pop("at", None) or clock.now() - timedelta(minutes=5)
    return Event(workspace=workspace, id=str(uuid4()), type=type, name=name, occurred_at=at, handles=handles, **more)


async def tell(engines: Engines, *told: Event) -> None:
    async with engines.tables.transaction() as tx:
        await events.append(tx, told)


async def who(engines: Engines, workspace: UUID, handle: Handle) -> UUID | None:
    async with engines.tables.transaction() as tx:
        return await identity.resolve(tx, workspace, [handle])


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        "000",
        "-1",
        "null",
        "None",
        "UNDEFINED",
        "anonymous",
        "Guest",
        "NaN",
        "[object Object]",
        "0-0",
        "x" * 301,
    ],
)
def test_a_value_that_many_share_is_no_handle(value: str) -> None:
    assert usable([Handle("user_id", value)]) == []


def test_handles_have_one_spelling() -> None:
    assert normal(Handle("email", " Lin@Shop.CN ")).value == "lin@shop.cn"
    assert normal(Handle("phone", "138 0000 0000")).value == "+8613800000000"


def test_the_most_trusted_handle_comes_first() -> None:
    mixed = [Handle("anonymous_id", "a"), Handle("zalo", "z"), Handle("email", "e@x.cn"), Handle("user_id", "u1")]
    assert [one.kind for one in usable(mixed)] == ["user_id", "email", "zalo", "anonymous_id"]
    assert POLICY.limit("user_id") == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
async def test_anonymous_history_joins_in_every_order_of_arrival(
    engines: Engines, workspace: UUID, drain: Any, api: Any, order: tuple[int, ...]
) -> None:
    told = [
        touch(workspace, PHONE, name="Before"),
        touch(workspace, LIN, PHONE, type="identify", name=""),
        touch(workspace, LIN, name="After"),
    ]
    for number in order:
        await tell(engines, told[number])
        await drain()
    customer = await who(engines, workspace, LIN)
    assert customer == await who(engines, workspace, PHONE)
    client = await api("analyst")
    rows = (await client.get(f"/api/v1/customers/{customer}/timeline")).json()["items"]
    assert {row["name"] for row in rows if row["type"] != "customers.merged"} == {"Before", "", "After"}


async def test_a_login_switch_on_a_shared_device_is_no_merge(engines: Engines, workspace: UUID, drain: Any) -> None:
    await tell(
        engines,
        touch(workspace, TABLET),
        touch(workspace, LIN, TABLET, type="identify"),
        touch(workspace, CHEN, TABLET, type="identify"),
        touch(workspace, CHEN, TABLET, name="Of Chen"),
        touch(workspace, TABLET, name="Of whom"),
    )
    await drain()
    lin, chen = await who(engines, workspace, LIN), await who(engines, workspace, CHEN)
    assert lin != chen
    assert await who(engines, workspace, TABLET) == lin
    async with engines.tables.transaction() as tx:
        edges = await identity.edges_of(tx, workspace, chen)  # type: ignore[arg-type]
    assert [(edge["kind"], edge["rule"]) for edge in edges] == [("block", "limit:user_id")]


async def test_two_known_user_ids_never_merge(engines: Engines, workspace: UUID, drain: Any) -> None:
    mail = Handle("email", "shared@shop.cn")
    await tell(engines, touch(workspace, LIN, mail), touch(workspace, WANG, mail), touch(workspace, WANG, LIN))
    await drain()
    assert await who(engines, workspace, LIN) != await who(engines, workspace, WANG)


async def test_a_customer_keeps_to_her_limit_of_each_kind(engines: Engines, workspace: UUID, drain: Any) -> None:
    await tell(engines, *(touch(workspace, LIN, Handle("email", f"{n}@shop.cn")) for n in range(7)))
    await drain()
    lin = await who(engines, workspace, LIN)
    async with engines.tables.transaction() as tx:
        rows = await identity.handles_of(tx, workspace, lin)  # type: ignore[arg-type]
    assert [row["kind"] for row in rows] == ["email"] * 5 + ["user_id"]


async def test_an_absorbed_id_leads_to_the_living_customer(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    await tell(engines, touch(workspace, PHONE), touch(workspace, LIN))
    await drain()
    absorbed, lin = await who(engines, workspace, PHONE), await who(engines, workspace, LIN)
    await tell(engines, touch(workspace, LIN, PHONE, type="identify"))
    await drain()
    client = await api("agent")
    assert (await client.get(f"/api/v1/customers/{absorbed}")).json()["id"] == str(lin)
    await tell(engines, touch(workspace, Handle("customer", str(absorbed)), type="message.received", name=""))
    await drain()
    rows = (await client.get(f"/api/v1/customers/{lin}/timeline")).json()["items"]
    assert {row["type"] for row in rows} == {"track", "identify", "customers.merged", "message.received"}


async def test_a_merge_says_why(engines: Engines, workspace: UUID, drain: Any, api: Any, stranger: Any) -> None:
    cause = touch(workspace, LIN, PHONE, type="identify", source="shop page")
    await tell(engines, touch(workspace, PHONE), touch(workspace, LIN), cause)
    await drain()
    lin = await who(engines, workspace, LIN)
    rows = (await (await api("agent")).get(f"/api/v1/customers/{lin}/merges")).json()["items"]
    assert [(row["event"], row["source"], row["rule"], row["undone"]) for row in rows] == [
        (cause.id, "shop page", "identified", False)
    ]
    assert (await stranger.get(f"/api/v1/customers/{lin}/merges")).status_code == 404


async def test_a_split_gives_each_side_its_own_events_back(
    engines: Engines, workspace: UUID, drain: Any, api: Any, stranger: Any
) -> None:
    await tell(
        engines,
        touch(workspace, PHONE, name="On the phone"),
        touch(workspace, LIN, type="identify", body={"traits": {"name": "Lin"}}),
        touch(workspace, LIN, PHONE, name="Together"),
        touch(workspace, PHONE, name="On the phone again", at=clock.now() - timedelta(minutes=1)),
    )
    await drain()
    lin = await who(engines, workspace, LIN)
    client = await api("marketer")
    edge = (await client.get(f"/api/v1/customers/{lin}/merges")).json()["items"][0]["id"]
    assert (await stranger.post(f"/api/v1/customers/{lin}/splits", json={"edge": edge})).status_code == 404
    assert (await client.post(f"/api/v1/customers/{lin}/splits", json={"edge": edge})).status_code == 201
    await drain()
    other = await who(engines, workspace, PHONE)
    assert other != lin

    async def did(customer: UUID | None) -> set[str]:
        rows = (await client.get(f"/api/v1/customers/{customer}/timeline")).json()["items"]
        return {row["name"] for row in rows if row["type"] == "track"}

    assert await did(lin) == {"Together"}
    assert await did(other) == {"On the phone", "On the phone again"}
    assert (await client.get(f"/api/v1/customers/{other}")).json()["traits"] == []
    assert (await client.get(f"/api/v1/customers/{lin}")).json()["name"] == "Lin"
    again = await client.post(f"/api/v1/customers/{lin}/splits", json={"edge": edge})
    assert again.status_code in (404, 409)


async def test_what_a_person_parted_never_joins_again(engines: Engines, workspace: UUID, drain: Any, api: Any) -> None:
    mail = Handle("email", "lin@shop.cn")
    await tell(engines, touch(workspace, LIN, mail), touch(workspace, LIN, PHONE))
    await drain()
    client = await api("owner")
    lin = await who(engines, workspace, LIN)
    rows = (await client.get(f"/api/v1/customers/{lin}/merges")).json()["items"]
    edge = next(row["id"] for row in rows if row["b"]["kind"] == "anonymous_id")
    await client.post(f"/api/v1/customers/{lin}/splits", json={"edge": edge})
    await drain()
    await tell(engines, touch(workspace, LIN, PHONE), touch(workspace, mail, PHONE, type="identify"))
    await drain()
    assert await who(engines, workspace, PHONE) != lin
    assert await who(engines, workspace, mail) == lin


async def test_a_handle_of_another_company_is_unknown_here(
    engines: Engines, workspace: UUID, drain: Any, stranger: Any
) -> None:
    await tell(engines, touch(workspace, LIN))
    await drain()
    answer = await stranger.get("/api/v1/customers/by-handle", params={"kind": "user_id", "value": "lin"})
    assert answer.status_code == 404
