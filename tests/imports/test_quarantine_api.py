"""Refused events in the API: seen by those who may, put away by fewer, and never by a stranger."""

from typing import Any

import httpx


async def refuse(server: Any, write_key: str, count: int) -> None:
    transport = httpx.ASGITransport(app=server)
    async with httpx.AsyncClient(transport=transport, base_url="http://feilun.test", auth=(write_key, "")) as shop:
        for number in range(count):
            answer = await shop.post("/v1/batch", json={"batch": [{"type": "track", "userId": f"wang-{number}"}]})
            assert answer.status_code == 200


async def test_refused_events_are_listed_newest_first_in_pages(server: Any, api: Any, write_key: str) -> None:
    await refuse(server, write_key, 5)
    owner = await api("owner")
    first = (await owner.get("/api/v1/quarantine?limit=3")).json()
    second = (await owner.get("/api/v1/quarantine", params={"limit": 3, "after": first["next"]})).json()
    payloads = [one["payload"] for one in first["items"] + second["items"]]
    assert [f"wang-{n}" in payload for n, payload in zip((4, 3, 2, 1, 0), payloads, strict=True)] == [True] * 5
    assert second["next"] is None
    assert {one["code"] for one in first["items"]} == {"no_name"}


async def test_a_refused_event_is_put_away_once_and_noted(server: Any, api: Any, write_key: str) -> None:
    await refuse(server, write_key, 1)
    owner = await api("owner")
    [one] = (await owner.get("/api/v1/quarantine")).json()["items"]
    assert (await owner.delete(f"/api/v1/quarantine/{one['id']}")).status_code == 204
    assert (await owner.delete(f"/api/v1/quarantine/{one['id']}")).status_code == 404
    assert (await owner.get("/api/v1/quarantine")).json()["items"] == []
    actions = [row["action"] for row in (await owner.get("/api/v1/audit")).json()["items"]]
    assert "quarantine.removed" in actions


async def test_a_stranger_neither_sees_nor_removes_it(
    server: Any, api: Any, write_key: str, stranger: httpx.AsyncClient
) -> None:
    await refuse(server, write_key, 1)
    [one] = (await (await api("owner")).get("/api/v1/quarantine")).json()["items"]
    assert (await stranger.get("/api/v1/quarantine")).json()["items"] == []
    assert (await stranger.delete(f"/api/v1/quarantine/{one['id']}")).status_code == 404


async def test_an_analyst_sees_it_but_may_not_remove_it(server: Any, api: Any, write_key: str) -> None:
    await refuse(server, write_key, 1)
    analyst = await api("analyst")
    [one] = (await analyst.get("/api/v1/quarantine")).json()["items"]
    assert (await analyst.delete(f"/api/v1/quarantine/{one['id']}")).status_code == 403
    assert (await (await api("agent")).get("/api/v1/quarantine")).status_code == 403
