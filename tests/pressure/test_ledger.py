"""A person is asked once, whatever device, reload or clock."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from tests.conftest import Api
from tests.outbox.shop import Shop

from feilun.delivery import pressure
from feilun.delivery.pressure import Ask, Repeat
from feilun.events import Handle
from feilun.kernel import clock
from feilun.kernel.errors import Invalid
from feilun.kernel.ids import new_id
from feilun.store import Tables


def wish(workspace: UUID, customer: UUID | None = None, *, subject: str = "nps", **more: object) -> Ask:
    values = {"key": str(new_id()), "kind": "survey", "channel": "webchat", "customer": customer} | more
    return Ask(workspace=workspace, subject=subject, **values)  # type: ignore[arg-type]


async def ask(tables: Tables, wanted: Ask) -> pressure.Asked:
    async with tables.transaction() as tx:
        return await pressure.ask(tx, wanted)


async def test_of_twenty_devices_at_the_same_moment_one_asks(shop: Shop, tables: Tables, workspace: UUID) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    asked = await asyncio.gather(*(ask(tables, wish(workspace, lin)) for _ in range(20)))
    assert sum(one.verdict.may for one in asked) == 1
    assert {one.verdict.rule for one in asked if not one.verdict.may} == {"once"}


async def test_an_unknown_visitor_is_asked_once_by_her_handle(tables: Tables, workspace: UUID) -> None:
    device = [Handle("anonymous_id", "device-1")]
    asked = await asyncio.gather(*(ask(tables, wish(workspace, handles=device)) for _ in range(8)))
    assert sum(one.is_new for one in asked) == 1


async def test_the_same_ask_tried_again_is_allowed_but_not_new(shop: Shop, tables: Tables, workspace: UUID) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    first = wish(workspace, lin, key="mail:1")
    assert (await ask(tables, first)).is_new
    again = await ask(tables, first)
    assert (again.verdict.may, again.is_new) == (True, False)


async def test_what_never_arrived_does_not_count(shop: Shop, tables: Tables, workspace: UUID) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    assert (await ask(tables, wish(workspace, lin, key="mail:1"))).verdict.may
    async with tables.transaction() as tx:
        assert await pressure.release(tx, workspace, "mail:1")
        assert not await pressure.release(tx, workspace, "mail:1")
    assert (await ask(tables, wish(workspace, lin, key="sms:1"))).is_new


async def test_an_ask_that_was_rolled_back_never_happened(shop: Shop, tables: Tables, workspace: UUID) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    with pytest.raises(RuntimeError):
        async with tables.transaction() as tx:
            assert (await pressure.ask(tx, wish(workspace, lin))).verdict.may
            raise RuntimeError
    assert (await ask(tables, wish(workspace, lin))).verdict.may


async def test_all_channels_and_subjects_share_the_rest(shop: Shop, tables: Tables, workspace: UUID) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    assert (await ask(tables, wish(workspace, lin))).verdict.may
    refused = await ask(tables, wish(workspace, lin, subject="csat", channel="email"))
    assert refused.verdict.rule == "rest"
    with clock.shifted(timedelta(days=8)):
        assert (await ask(tables, wish(workspace, lin, subject="csat", channel="email"))).verdict.may


async def test_an_answer_stops_reminders_and_an_answer_without_an_ask_is_remembered(
    shop: Shop, tables: Tables, workspace: UUID
) -> None:
    lin, chen = await shop.customer("Lin", email="lin@shop.test"), await shop.customer("Chen", email="chen@shop.test")
    assert (await ask(tables, wish(workspace, lin))).verdict.may
    assert (await ask(tables, wish(workspace, lin, is_reminder=True))).verdict.may
    async with tables.transaction() as tx:
        assert await pressure.answered(tx, workspace, "survey", "nps", customer=lin, handles=()) == 2
        assert await pressure.answered(tx, workspace, "survey", "nps", customer=chen, handles=()) == 0
    assert (await ask(tables, wish(workspace, lin, is_reminder=True))).verdict.rule == "answered"
    again = Repeat("until_answered", 30)
    with clock.shifted(timedelta(days=60)):
        assert (await ask(tables, wish(workspace, chen, repeat=again))).verdict.rule == "answered"


async def test_who_is_left_in_peace_stays_so(shop: Shop, tables: Tables, workspace: UUID) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    assert (await ask(tables, wish(workspace, lin, hold_out=1.0))).verdict.rule == "hold_out"
    assert (await ask(tables, wish(workspace, lin, hold_out=0.0))).verdict.rule == "hold_out"
    assert (await ask(tables, wish(workspace, lin, subject="csat"))).verdict.may


async def test_nobody_cannot_be_asked(tables: Tables, workspace: UUID) -> None:
    with pytest.raises(Invalid, match="unknown"):
        await ask(tables, wish(workspace, new_id()))


async def test_staff_read_why_and_a_stranger_reads_nothing(
    shop: Shop, tables: Tables, workspace: UUID, api: Api, stranger: httpx.AsyncClient
) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    await ask(tables, wish(workspace, lin))
    for _ in range(3):
        await ask(tables, wish(workspace, lin))
    shown = (await (await api("analyst")).get(f"/api/v1/customers/{lin}/asks")).json()
    assert [(one["subject"], one["state"]) for one in shown["asked"]] == [("nps", "asked")]
    assert [(one["rule"], one["times"]) for one in shown["refused"]] == [("once", 3)]
    assert (await stranger.get(f"/api/v1/customers/{lin}/asks")).status_code == 404
    assert (await (await api(None)).get(f"/api/v1/customers/{lin}/asks")).status_code == 401


async def test_the_rules_are_kept_by_revision(api: Api, stranger: httpx.AsyncClient) -> None:
    owner = await api("owner")
    read = (await owner.get("/api/v1/contact-pressure")).json()
    assert (read["rest_days"], read["revision"]) == (7, 0)
    wanted = read | {"rest_days": 3, "most": 2}
    kept = await owner.put("/api/v1/contact-pressure", json=wanted)
    assert (kept.json()["rest_days"], kept.json()["revision"]) == (3, 1)
    assert (await owner.put("/api/v1/contact-pressure", json=wanted)).status_code == 409
    assert (await owner.put("/api/v1/contact-pressure", json=kept.json() | {"most": -1})).status_code == 400
    assert (await stranger.get("/api/v1/contact-pressure")).json()["rest_days"] == 7
    assert (await (await api("agent")).put("/api/v1/contact-pressure", json=wanted)).status_code == 403


async def test_of_two_that_turn_out_to_be_one_the_stricter_counts(shop: Shop, tables: Tables, workspace: UUID) -> None:
    await shop.customer("Lin", email="lin@shop.test")
    phone = [Handle("anonymous_id", "lins-phone")]
    assert (await ask(tables, wish(workspace, handles=phone))).verdict.may
    await shop.happens("identify", (Handle("user_id", "lin"), *phone), body={"traits": {"name": "Lin"}})
    await shop.drain()
    lin = await shop.id_of("Lin")
    assert (await ask(tables, wish(workspace, lin))).verdict.rule == "once"
