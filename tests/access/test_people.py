"""People, tokens, write keys and the audit trail."""

from typing import Any
from uuid import UUID

import argon2
import httpx

from feilun import access
from feilun.access import people
from feilun.store import Tables

CHEN = {"email": "chen@feilun.example", "name": "Chen", "role": "agent", "password": "a long password"}


async def _audit(owner: httpx.AsyncClient) -> list[str]:
    return [row["action"] for row in (await owner.get("/api/v1/audit")).json()["items"]]


async def test_an_added_person_can_sign_in_and_is_in_the_audit(api: Any) -> None:
    owner = await api("owner")
    added = await owner.post("/api/v1/people", json={**CHEN, "email": "chen-1@feilun.example"})
    assert added.status_code == 201
    assert added.json()["disabled"] is False
    browser = await api(None)
    answer = await browser.post(
        "/api/v1/session", json={"email": "chen-1@feilun.example", "password": CHEN["password"]}
    )
    assert answer.status_code == 201
    assert await _audit(owner) == ["session.opened", "person.added"]


async def test_the_same_address_twice_is_a_conflict(api: Any) -> None:
    owner = await api("owner")
    await owner.post("/api/v1/people", json=CHEN)
    assert (await owner.post("/api/v1/people", json=CHEN)).status_code == 409


async def test_a_person_who_is_locked_out_is_out_at_once(api: Any, signed_in: Any) -> None:
    owner, agent = await api("owner"), await signed_in("agent")
    person = (await agent.get("/api/v1/session")).json()["person"]["id"]
    changed = await owner.patch(f"/api/v1/people/{person}", json={"disabled": True})
    assert changed.json()["disabled"] is True
    assert (await agent.get("/api/v1/session")).status_code == 401
    assert "person.changed" in await _audit(owner)


async def test_a_lost_role_is_lost_with_the_next_request(api: Any, signed_in: Any) -> None:
    owner, admin = await api("owner"), await signed_in("admin")
    person = (await admin.get("/api/v1/session")).json()["person"]["id"]
    await owner.patch(f"/api/v1/people/{person}", json={"role": "agent"})
    assert (await admin.get("/api/v1/people")).status_code == 403


async def test_the_last_owner_can_neither_leave_nor_step_down(signed_in: Any) -> None:
    owner = await signed_in("owner")
    person = (await owner.get("/api/v1/session")).json()["person"]["id"]
    for change in ({"role": "agent"}, {"disabled": True}):
        assert (await owner.patch(f"/api/v1/people/{person}", json=change)).status_code == 409


async def test_a_stranger_changes_nobody_of_ours(signed_in: Any, stranger: httpx.AsyncClient) -> None:
    agent = await signed_in("agent")
    person = (await agent.get("/api/v1/session")).json()["person"]["id"]
    assert (await stranger.patch(f"/api/v1/people/{person}", json={"role": "owner"})).status_code == 404
    assert person not in (await stranger.get("/api/v1/people")).text


async def test_a_token_acts_as_its_role_until_it_is_revoked(api: Any, stranger: httpx.AsyncClient) -> None:
    owner, program = await api("owner"), await api(None)
    made = (await owner.post("/api/v1/tokens", json={"name": "Report", "role": "analyst"})).json()
    program.headers["Authorization"] = f"Bearer {made['secret']}"
    assert (await program.get("/api/v1/events")).status_code == 200
    assert (await program.get("/api/v1/people")).status_code == 403
    assert made["secret"] not in (await owner.get("/api/v1/tokens")).text
    assert (await stranger.delete(f"/api/v1/tokens/{made['id']}")).status_code == 404
    assert (await owner.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204
    assert (await program.get("/api/v1/events")).status_code == 401
    assert (await _audit(owner))[:2] == ["token.revoked", "token.added"]


async def test_a_write_key_names_its_source_until_it_is_switched_off(api: Any, tables: Tables, workspace: UUID) -> None:
    owner = await api("owner")
    made = (await owner.post("/api/v1/write-keys", json={"name": "Shop", "channel": "web"})).json()
    async with tables.transaction() as tx:
        source = await access.source_of(tx, made["secret"])
    assert source is not None
    assert (source.workspace, source.name, source.channel) == (workspace, "Shop", "web")
    await owner.delete(f"/api/v1/write-keys/{made['id']}")
    async with tables.transaction() as tx:
        assert await access.source_of(tx, made["secret"]) is None


async def test_a_list_is_read_page_by_page_without_gap_or_repeat(api: Any) -> None:
    owner = await api("owner")
    names = [f"Key {number}" for number in range(7)]
    for name in names:
        await owner.post("/api/v1/write-keys", json={"name": name})
    seen: list[str] = []
    after = None
    while True:
        params = {"limit": "3", **({"after": after} if after else {})}
        page = (await owner.get("/api/v1/write-keys", params=params)).json()
        seen += [row["name"] for row in page["items"]]
        after = page["next"]
        if not after:
            break
    assert seen == names


async def test_the_first_steps_are_ticked_as_they_are_done(api: Any) -> None:
    owner = await api("owner")

    async def done() -> dict[str, bool]:
        return {row["id"]: row["done"] for row in (await owner.get("/api/v1/checklist")).json()}

    assert (await done())["write_key"] is False
    await owner.post("/api/v1/write-keys", json={"name": "Shop"})
    assert (await done())["write_key"] is True


async def test_a_wrong_time_zone_is_refused_by_name(api: Any) -> None:
    owner = await api("owner")
    answer = await owner.patch("/api/v1/workspace", json={"zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert answer.json()["field"] == "zone"
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_shops_passwords_are_hashed_as_rfc_9106_wants() -> None:
    """The tests hash more cheaply. A stranger's try costs as much as that of somebody whose password is known."""
    used = argon2.extract_parameters(argon2.PasswordHasher().hash("a password of the shop"))
    assert used == argon2.extract_parameters(people._NOBODY)
    assert (used.type, used.memory_cost, used.time_cost) == (argon2.Type.ID, 65_536, 3)
