"""Delete every projection, replay the log: the same profiles, audiences and reports, as a caller sees them."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from feilun.kernel import clock
from feilun.store import Engines

Api = Callable[..., Awaitable[httpx.AsyncClient]]
Drain = Callable[..., Awaitable[int]]

_PROJECTIONS = (
    "handle",
    "edge",
    "customer",
    "profile",
    "activity",
    "profile_search",
    "audience_member",
    "audience_turn",
    "audience_recheck",
    "audience_field",
    "outcome_order",
    "outcome_touch",
    "outcome_entry",
    "outcome_seen",
    "outcome_credit",
)
_SUBSCRIBERS = ["profiles", "segments", "outcomes"]


async def test_every_projection_comes_back_the_same(
    api: Api, drain: Drain, engines: Engines, write_key: str, workspace: UUID
) -> None:
    client = await api("owner")
    rule = {"all": [{"event": "Order Completed", "measure": "sum", "is": "ge", "value": 60, "within_days": 30},
                    {"trait": "city", "is": "eq", "value": "杭州"}]}  # fmt: skip
    audience = (await client.post("/api/v1/audiences", json={"name": "杭州常客", "rule": rule})).json()["id"]
    journey = await _journey(client, audience)
    for number in range(4):
        await _busy_day(client, write_key, random.Random(number))
        await drain()
    await _order_now(client, write_key)
    await drain()
    before = await _seen_by_a_caller(client, audience, journey)
    async with engines.tables.transaction() as tx:
        for table in _PROJECTIONS:
            await tx.run(f"delete from {table}")
        await tx.run(
            "update subscription set writer = '0', position = 0 where name = any(%(names)s)", names=_SUBSCRIBERS
        )
    await drain()
    after = await _seen_by_a_caller(client, audience, journey)
    for name, value in before.items():
        assert after[name] == value, name
    assert before["members"] and before["lift"]["treated"]["converted"]


async def _journey(client: httpx.AsyncClient, audience: str) -> str:
    graph = {
        "entry": {"kind": "audience", "audience": audience, "again": "once"},
        "holdout_percent": 20,
        "steps": [{"id": "w", "kind": "wait", "minutes": 60, "next": "z"}, {"id": "z", "kind": "exit"}],
        "first": "w",
    }
    journey = str((await client.post("/api/v1/journeys", json={"name": "常客"})).json()["id"])
    await client.put(f"/api/v1/journeys/{journey}/draft", json={"graph": graph})
    assert (await client.post(f"/api/v1/journeys/{journey}/versions")).status_code == 201
    return journey


async def _busy_day(client: httpx.AsyncClient, write_key: str, chance: random.Random) -> None:
    """Visitors look, sign in on shared and own devices, and order, in a mixed order."""
    batch: list[dict[str, Any]] = []
    for _ in range(80):
        user, device = f"user-{chance.randrange(12)}", f"device-{chance.randrange(30)}"
        ids = chance.choice(({"userId": user}, {"anonymousId": device}, {"userId": user, "anonymousId": device}))
        at = (clock.now() - timedelta(minutes=chance.randrange(1, 3000))).isoformat()
        one: dict[str, Any] = {**ids, "messageId": str(uuid4()), "timestamp": at}
        kind = chance.random()
        if kind < 0.3:
            traits = {"city": chance.choice(("杭州", "上海")), "name": f"客户{user}", "email": f"{user}@shop.example"}
            one |= {"type": "identify", "traits": traits if "userId" in ids else {}}
        elif kind < 0.7:
            one |= {"type": "track", "event": "Order Completed", "properties": {"total": chance.randrange(5, 90)}}
        else:
            one |= {"type": "page", "name": "首页", "properties": {"url": "https://shop.example/"}}
        batch.append(one)
    answer = await client.post("/v1/batch", json={"batch": batch, "writeKey": write_key})
    assert answer.status_code == 200, answer.text


async def _order_now(client: httpx.AsyncClient, write_key: str) -> None:
    """Everybody orders once more: after entry, so it counts for the lift."""
    batch = [
        {"type": "track", "event": "Order Completed", "userId": f"user-{n}", "properties": {"total": 10 + n}}
        for n in range(12)
    ]
    assert (await client.post("/v1/batch", json={"batch": batch, "writeKey": write_key})).status_code == 200


async def _seen_by_a_caller(client: httpx.AsyncClient, audience: str, journey: str) -> dict[str, Any]:
    async def read(path: str) -> Any:
        answer = await client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    customers = (await read("customers?limit=200"))["items"]
    each = {
        one["id"]: (await read(f"customers/{one['id']}"), await read(f"customers/{one['id']}/timeline"))
        for one in customers
    }
    return {
        "customers": sorted(customers, key=lambda one: str(one["id"])),
        "each": each,
        "members": sorted((await read(f"audiences/{audience}/members"))["items"], key=str),
        "flywheel": await read("reports/flywheel?weeks=2"),
        "lift": await read(f"reports/journeys/{journey}/lift"),
        "overview": await read("reports/overview"),
    }
