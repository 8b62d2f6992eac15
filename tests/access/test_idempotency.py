"""A create that is sent twice."""

import asyncio
from datetime import timedelta
from typing import Any

from feilun.kernel import clock

PERSON = {"email": "lin@feilun.example", "name": "Lin", "role": "agent", "password": "a long password"}
KEY = {"Idempotency-Key": "order-1"}


async def test_a_repeated_create_gets_the_first_answer_and_makes_nothing(api: Any) -> None:
    owner = await api("owner")
    first = await owner.post("/api/v1/people", json=PERSON, headers=KEY)
    second = await owner.post("/api/v1/people", json=PERSON, headers=KEY)
    assert (second.status_code, second.json()) == (201, first.json())
    assert second.headers["idempotency-replayed"] == "true"
    assert len((await owner.get("/api/v1/people")).json()["items"]) == 1


async def test_a_refusal_is_repeated_too(api: Any) -> None:
    owner = await api("owner")
    await owner.post("/api/v1/people", json=PERSON)
    refused = [await owner.post("/api/v1/people", json=PERSON, headers=KEY) for _ in range(2)]
    assert [one.status_code for one in refused] == [409, 409]


async def test_the_same_key_with_another_body_is_refused(api: Any) -> None:
    owner = await api("owner")
    await owner.post("/api/v1/people", json=PERSON, headers=KEY)
    answer = await owner.post("/api/v1/people", json={**PERSON, "name": "Chen"}, headers=KEY)
    assert answer.status_code == 422
    assert answer.json()["code"] == "key_reused"


async def test_a_key_belongs_to_one_caller(api: Any, stranger: Any) -> None:
    owner = await api("owner")
    first = await owner.post("/api/v1/people", json=PERSON, headers=KEY)
    second = await stranger.post("/api/v1/people", json=PERSON, headers=KEY)
    assert second.status_code == 201
    assert first.json()["id"] != second.json()["id"]


async def test_twenty_at_once_make_one(api: Any) -> None:
    owner = await api("owner")
    answers = await asyncio.gather(
        *(owner.post("/api/v1/people", json=PERSON, headers={"Idempotency-Key": "race"}) for _ in range(20))
    )
    assert {one.status_code for one in answers} <= {201, 409}
    assert len({one.json()["id"] for one in answers if one.status_code == 201}) == 1
    assert len((await owner.get("/api/v1/people")).json()["items"]) == 1


async def test_a_secret_is_not_kept_for_a_repeat(api: Any) -> None:
    owner = await api("owner")
    body = {"name": "Report", "role": "analyst"}
    assert (await owner.post("/api/v1/tokens", json=body, headers=KEY)).status_code == 201
    again = await owner.post("/api/v1/tokens", json=body, headers=KEY)
    assert (again.status_code, again.json()["code"]) == (409, "shown_once")
    assert len((await owner.get("/api/v1/tokens")).json()["items"]) == 2  # This one, and the test's own.


async def test_after_a_day_a_key_is_free_again(api: Any) -> None:
    owner = await api("owner")
    await owner.post("/api/v1/write-keys", json={"name": "Shop"}, headers=KEY)
    with clock.shifted(timedelta(hours=25)):
        answer = await owner.post("/api/v1/write-keys", json={"name": "Other shop"}, headers=KEY)
    assert answer.status_code == 201
