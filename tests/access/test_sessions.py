"""Signing in, staying in, getting out."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from feilun import access
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Tables

PASSWORD = "a long enough password"


@pytest.fixture
def email() -> str:
    return f"mei-{new_id().hex[-10:]}@feilun.example"


@pytest.fixture
async def mei(tables: Tables, workspace: UUID, email: str) -> UUID:
    async with tables.transaction() as tx:
        return await access.add_person(tx, workspace, email, "Mei", "agent", PASSWORD)


async def _sign_in(browser: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/api/v1/session", json={"email": email, "password": password})


async def test_the_right_password_opens_a_session_with_role_and_rights(
    api: Any, mei: UUID, email: str, workspace: UUID
) -> None:
    browser = await api(None)
    answer = await _sign_in(browser, email.upper())
    assert answer.status_code == 201
    assert answer.json()["person"] == {"id": str(mei), "name": "Mei", "email": email, "role": "agent"}
    assert answer.json()["workspace"]["id"] == str(workspace)
    rights = ["customers.read", "desk.read", "desk.write", "bot.read", "case.read", "case.write"]
    assert answer.json()["rights"] == rights
    assert (await browser.get("/api/v1/session")).json() == answer.json()


async def test_the_session_cookie_is_closed_to_scripts_and_the_csrf_cookie_is_open(
    api: Any, mei: UUID, email: str
) -> None:
    answer = await _sign_in(await api(None), email)
    cookies = {line.split("=")[0]: line.lower() for line in answer.headers.get_list("set-cookie")}
    assert "httponly" in cookies["feilun_session"] and "samesite=lax" in cookies["feilun_session"]
    assert "httponly" not in cookies["feilun_csrf"] and "samesite=lax" in cookies["feilun_csrf"]


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(api: Any, mei: UUID, email: str) -> None:
    browser = await api(None)
    wrong = await _sign_in(browser, email, "not her password")
    unknown = await _sign_in(browser, f"nobody-{email}")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


async def test_after_five_failures_the_sixth_attempt_waits_even_with_the_right_password(
    api: Any, mei: UUID, email: str, tables: Tables
) -> None:
    browser = await api(None)
    for _ in range(5):
        assert (await _sign_in(browser, email, "wrong password")).status_code == 401
    refused = await _sign_in(browser, email)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 901
    with clock.shifted(timedelta(minutes=16)):
        assert (await _sign_in(browser, email)).status_code == 201
    async with tables.transaction() as tx:
        await tx.run("delete from sign_in_failure")


async def test_many_attempts_at_once_are_no_more_than_five_tries(
    api: Any, mei: UUID, email: str, tables: Tables
) -> None:
    browser = await api(None)
    answers = await asyncio.gather(*(_sign_in(browser, email, f"wrong password {n}") for n in range(12)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 7
    async with tables.transaction() as tx:
        await tx.run("delete from sign_in_failure")


async def test_a_change_by_cookie_needs_the_csrf_header(signed_in: Any) -> None:
    browser: httpx.AsyncClient = await signed_in("owner")
    good = browser.headers.pop("X-CSRF-Token")
    assert (await browser.post("/api/v1/write-keys", json={"name": "x"})).status_code == 403
    forged = await browser.post("/api/v1/write-keys", json={"name": "x"}, headers={"X-CSRF-Token": good[:-2]})
    assert forged.status_code == 403
    assert forged.json()["code"] == "wrong_csrf"
    right = await browser.post("/api/v1/write-keys", json={"name": "x"}, headers={"X-CSRF-Token": good})
    assert right.status_code == 201


async def test_the_csrf_value_of_another_session_does_not_fit(signed_in: Any) -> None:
    browser, other = await signed_in("owner"), await signed_in("owner")
    headers = {"X-CSRF-Token": other.cookies["feilun_csrf"]}
    assert (await browser.post("/api/v1/write-keys", json={"name": "x"}, headers=headers)).status_code == 403


async def test_signing_out_ends_the_session_and_not_only_the_cookie(signed_in: Any, api: Any) -> None:
    browser: httpx.AsyncClient = await signed_in("agent")
    stolen = browser.cookies["feilun_session"]
    assert (await browser.delete("/api/v1/session")).status_code == 204
    thief = await api(None)
    answer = await thief.get("/api/v1/session", headers={"Cookie": f"feilun_session={stolen}"})
    assert answer.status_code == 401


async def test_a_person_sees_and_ends_her_other_sessions(signed_in: Any, api: Any, email: str) -> None:
    browser: httpx.AsyncClient = await signed_in("agent", email)
    lost = await api(None)
    await _sign_in(lost, email)
    others = [one for one in (await browser.get("/api/v1/sessions")).json() if not one["is_this"]]
    assert len(others) == 1
    assert (await browser.delete(f"/api/v1/sessions/{others[0]['id']}")).status_code == 204
    assert (await lost.get("/api/v1/session")).status_code == 401
    assert (await browser.get("/api/v1/session")).status_code == 200


async def test_nobody_ends_the_session_of_somebody_else(signed_in: Any) -> None:
    mei, chen = await signed_in("agent"), await signed_in("agent")
    session = (await chen.get("/api/v1/sessions")).json()[0]["id"]
    assert (await mei.delete(f"/api/v1/sessions/{session}")).status_code == 404
    assert (await chen.get("/api/v1/session")).status_code == 200


async def test_a_new_password_ends_the_other_sessions_and_the_old_password(
    signed_in: Any, api: Any, email: str
) -> None:
    browser: httpx.AsyncClient = await signed_in("agent", email)
    lost = await api(None)
    await _sign_in(lost, email)
    wrong = await browser.put("/api/v1/password", json={"old": "no", "new": "another long password"})
    assert wrong.status_code == 422
    changed = await browser.put("/api/v1/password", json={"old": PASSWORD, "new": "another long password"})
    assert changed.status_code == 204
    assert (await browser.get("/api/v1/session")).status_code == 200
    assert (await lost.get("/api/v1/session")).status_code == 401
    assert (await _sign_in(lost, email)).status_code == 401
    assert (await _sign_in(lost, email, "another long password")).status_code == 201


async def test_a_session_ends_by_itself_after_two_weeks_without_use(signed_in: Any) -> None:
    browser: httpx.AsyncClient = await signed_in("agent")
    with clock.shifted(timedelta(days=13)):
        assert (await browser.get("/api/v1/session")).status_code == 200
    with clock.shifted(timedelta(days=26)):
        assert (await browser.get("/api/v1/session")).status_code == 200
    with clock.shifted(timedelta(days=41)):
        assert (await browser.get("/api/v1/session")).status_code == 401


@pytest.mark.parametrize(
    "cookie",
    ["feilun_session=", "feilun_session=x; feilun_session=y", "\x80\x81=\xff; ;;;=", "feilun_session=" + "a" * 20_000],
)
async def test_a_hostile_cookie_is_nobody(api: Any, cookie: str) -> None:
    browser = await api(None)
    answer = await browser.get("/api/v1/session", headers={"Cookie": cookie.encode("latin-1")})
    assert answer.status_code == 401


async def test_headers_without_end_are_refused(api: Any) -> None:
    browser = await api(None)
    answer = await browser.get("/api/v1/session", headers={"Cookie": "a" * 40_000})
    assert answer.status_code == 431


async def test_a_person_of_two_workspaces_says_which_one(api: Any, tables: Tables, mei: UUID, email: str) -> None:
    async with tables.transaction() as tx:
        second = await access.add_workspace(tx, "Second shop")
        await access.add_person(tx, second, email, "Mei", "owner", PASSWORD)
    browser = await api(None)
    asked = await _sign_in(browser, email)
    assert asked.status_code == 409
    assert str(second) in asked.json()["workspaces"]
    answer = await browser.post(
        "/api/v1/session", json={"email": email, "password": PASSWORD, "workspace": str(second)}
    )
    assert answer.json()["person"]["role"] == "owner"
