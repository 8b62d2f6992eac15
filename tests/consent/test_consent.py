"""Who may be written to."""

import httpx
import pytest
from tests.conftest import Api
from tests.outbox.shop import Shop

from feilun.delivery.consent import Statement, consents_of, may_write
from feilun.delivery.consent.rules import decided, strictest
from feilun.events import Handle


@pytest.mark.parametrize(
    ("said", "needs_opt_in", "may"),
    [
        ([], False, True),
        ([], True, False),
        ([("email", "news", "given")], True, True),
        ([("sms", "news", "given")], True, False),
        ([("email", "*", "given"), ("email", "news", "withdrawn")], False, False),
        ([("email", "*", "withdrawn"), ("email", "news", "given")], False, False),
        ([("*", "*", "withdrawn")], False, False),
        ([("email", "offers", "withdrawn")], False, True),
    ],
)
def test_a_no_beats_a_yes_and_the_widest_counts(
    said: list[tuple[str, str, str]], needs_opt_in: bool, may: bool
) -> None:
    assert decided([Statement(*one) for one in said], "email", "news", needs_opt_in).may is may


def test_of_two_handles_the_stricter_is_shown() -> None:
    said = [Statement("email", "news", "withdrawn"), Statement("email", "news", "given")]
    assert [one.state for one in strictest(said)] == ["withdrawn"]


async def test_staff_write_down_what_a_customer_said_and_a_stranger_does_not(
    shop: Shop, api: Api, stranger: httpx.AsyncClient
) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    marketer = await api("marketer")
    said = {"channel": "email", "topic": "news", "state": "withdrawn", "note": "on the phone"}
    answer = await marketer.post(f"/api/v1/customers/{lin}/consents", json=said)
    assert answer.status_code == 201, answer.text
    assert [(one["topic"], one["state"]) for one in answer.json()] == [("news", "withdrawn")]
    assert (await stranger.post(f"/api/v1/customers/{lin}/consents", json=said)).status_code == 404
    assert (await (await api("analyst")).post(f"/api/v1/customers/{lin}/consents", json=said)).status_code == 403
    assert (await (await api(None)).post(f"/api/v1/customers/{lin}/consents", json=said)).status_code == 401


async def test_a_yes_after_a_no_counts_again(shop: Shop, api: Api) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    marketer = await api("marketer")
    for state in ("withdrawn", "given"):
        await marketer.post(f"/api/v1/customers/{lin}/consents", json={"channel": "email", "state": state})
    async with shop.engines.tables.transaction() as tx:
        [answer] = await may_write(tx, shop.workspace, [(lin, "email", "news")], needs_opt_in=True)
    assert answer.may


async def test_after_a_merge_the_strictest_holds(shop: Shop, api: Api) -> None:
    marketer = await api("marketer")
    one = await shop.customer("Lin", email="lin@shop.test")
    await shop.happens("identify", (Handle("phone", "+8613800000001"),), body={"traits": {"name": "Lin"}})
    await shop.drain()
    page = await marketer.get("/api/v1/customers/by-handle", params={"kind": "phone", "value": "+8613800000001"})
    other = page.json()["id"]
    await marketer.post(f"/api/v1/customers/{one}/consents", json={"channel": "email", "state": "given"})
    await marketer.post(f"/api/v1/customers/{other}/consents", json={"channel": "email", "state": "withdrawn"})
    both = (Handle("user_id", "lin"), Handle("phone", "+8613800000001"))
    await shop.happens("identify", both, body={"traits": {}})
    await shop.drain()
    lin = await shop.id_of("Lin")
    async with shop.engines.tables.transaction() as tx:
        assert [said.state for said in await consents_of(tx, shop.workspace, lin)] == ["withdrawn"]
        # The id that was merged away answers the same.
        for asked in {one, lin}:
            [answer] = await may_write(tx, shop.workspace, [(asked, "email", "news")])
            assert not answer.may
