"""Odd bodies, moments beyond the calendar, people of elsewhere, merges and everybody at once: cases stay right."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from tests.cases.conftest import Loop, voucher
from tests.conftest import Api
from tests.surveys.test_survey_attacks import ODD

from feilun.events import Handle
from feilun.kernel.http import cursor
from feilun.kernel.ids import new_id


async def opened(loop: Loop, name: str = "Lin", score: float = 2) -> dict[str, Any]:
    """Her case."""
    await loop.shop.customer(name, email=f"{name.lower()}@shop.test")
    await loop.answers(name, score)
    return next(one for one in await loop.cases() if one["customer_name"] == name)


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
async def test_an_odd_body_is_refused_in_words(loop: Loop, body: str) -> None:
    rule = await loop.rule()
    await loop.policy(voucher("agent"))
    case = await opened(loop)
    one = f"/api/v1/cases/{case['id']}"
    for method, path in (
        ("PUT", one), ("POST", f"{one}/entries"), ("POST", f"{one}/solution"), ("POST", f"{one}/decisions"),
        ("POST", f"{one}/decisions/{new_id()}/reversal"), ("POST", "/api/v1/case-rules"),
        ("PUT", f"/api/v1/case-rules/{rule['id']}"), ("POST", "/api/v1/case-policies"),
        ("POST", f"/api/v1/case-policies/{10**18}/publication"), ("POST", "/api/v1/case-policies/0/publication"),
    ):  # fmt: skip
        headers = {"Content-Type": "application/json"}
        answer = await loop.http.request(method, path, content=body.encode(), headers=headers)
        assert 400 <= answer.status_code < 500, (path, answer.text)
    assert (await loop.sheet(case["id"]))["case"] == case


@pytest.mark.parametrize(
    "query",
    [
        {"after": cursor(10**30)}, {"after": cursor("x")}, {"after": "%"}, {"owner": "me\x00"}, {"owner": "x"},
        {"customer": str(new_id())}, {"limit": 0}, {"box": "none"}, {"late": "perhaps"},
    ],
)  # fmt: skip
async def test_an_odd_question_about_cases_is_refused(loop: Loop, query: Any) -> None:
    assert 400 <= (await loop.http.get("/api/v1/cases", params=query)).status_code < 500


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-12-01T00:00:00", "2126-12-01T00:00:00Z"]
)
async def test_a_case_is_due_at_a_moment_that_everybody_can_read(loop: Loop, moment: str) -> None:
    await loop.rule()
    case = await opened(loop)
    changed = await loop.http.put(f"/api/v1/cases/{case['id']}", json={"revision": case["revision"], "due_at": moment})
    assert changed.status_code in (400, 422), changed.text
    assert await loop.cases() == [case]


async def test_a_rule_names_an_owner_who_works_here(loop: Loop, api: Api) -> None:
    opening = {"kind": "score", "score": "nps", "at_most": 6}
    rule = {"name": "X", "opening": opening, "owner": {"kind": "person", "person": str(new_id())}}
    refused = await loop.http.post("/api/v1/case-rules", json={"rule": rule})
    assert (refused.status_code, refused.json()["field"]) == (422, "owner")
    case = await opened(loop) if await loop.rule() else {}
    nobody = {"revision": case["revision"], "owner": str(new_id())}
    assert (await loop.http.put(f"/api/v1/cases/{case['id']}", json=nobody)).status_code == 422


async def _meet(loop: Loop, *names: str) -> None:
    """They turn out to be one person."""
    handles = tuple(Handle("anonymous_id", name) for name in names)
    await loop.shop.happens("identify", handles, body={"traits": {"tier": "gold"}})
    await loop.shop.drain()


async def _visitor(loop: Loop, device: str, score: float) -> UUID:
    """Known by a device and a trait; the case that her score opened."""
    handles = (Handle("anonymous_id", device),)
    await loop.shop.happens("identify", handles, body={"traits": {"name": device, "email": f"{device}@shop.test"}})
    await loop.shop.drain()
    return await loop.answers_as(handles, score)


async def test_what_was_given_to_one_counts_for_whom_she_is_merged_with(loop: Loop) -> None:
    await loop.rule()
    await loop.policy(voucher("agent"))
    cases = [await _visitor(loop, device, 1) for device in ("phone", "laptop")]
    first, second = (f"/api/v1/cases/{case}/decisions" for case in cases)
    assert (await loop.http.post(first, json={"clause": "ten"})).status_code == 201
    await _meet(loop, "phone", "laptop")
    refused = await loop.http.post(second, json={"clause": "ten"})
    assert (refused.status_code, "times" in refused.json()["detail"]) == (409, True)


async def test_a_policy_reads_the_traits_of_whom_she_was_merged_into(loop: Loop) -> None:
    await loop.rule()
    await loop.policy(voucher("agent", trait="tier", trait_is="gold"))
    cases = [await _visitor(loop, device, 1) for device in ("phone", "laptop")]
    await _meet(loop, "phone", "laptop")
    for case in cases:
        [clause] = (await loop.sheet(str(case)))["allowed"]
        assert {one["name"]: one["is_met"] for one in clause["checks"]}["trait"], case


async def test_ten_colleagues_at_once_leave_one_solution_and_one_remedy(loop: Loop) -> None:
    await loop.rule()
    await loop.policy(voucher("agent"))
    case = await opened(loop)
    path = f"/api/v1/cases/{case['id']}"
    solution = {"revision": case["revision"], "root_cause": "carrier"}
    solved = [loop.http.post(f"{path}/solution", json=solution) for _ in range(10)]
    given = [loop.http.post(f"{path}/decisions", json={"clause": "ten"}) for _ in range(10)]
    found = await asyncio.gather(*solved, *given)
    assert Counter(one.status_code for one in found[:10]) == {201: 1, 409: 9}
    assert Counter(one.status_code for one in found[10:]) == {201: 1, 409: 9}
    sheet = await loop.sheet(case["id"])
    assert [one["kind"] for one in sheet["entries"]].count("closed") == 1
    assert len(sheet["decisions"]) == 1
    await loop.shop.drain()
    assert len(await loop.shop.facts("case.closed")) == 1


async def test_words_of_a_customer_are_words_in_the_case(loop: Loop) -> None:
    await loop.rule(opening={"kind": "words", "words": ["refund"]})
    said = '<script>refund()</script> {{ 7 | times: 6 }} =cmd|"/c calc"!A1'
    await loop.shop.customer("Lin", email="lin@shop.test")
    await loop.answers("Lin", 9, said)
    assert (await loop.one())["heard"]["texts"] == [said]
