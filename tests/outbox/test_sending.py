"""What goes out, what is held back, and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.conftest import Api
from tests.outbox.mailbox import Mailbox, html_of, text_of
from tests.outbox.shop import Shop

from feilun.delivery import consent
from feilun.delivery.outbox import cancel_journey, hold_journey, send_due
from feilun.delivery.outbox.claims import claim
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines


async def test_a_message_arrives_with_her_name_in_html_and_plain_text(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin <3", email="lin@shop.test")
    await shop.queue(lin)
    await shop.drain()
    [mail] = mailbox.to("lin@shop.test")
    assert mail["Subject"] == "Hello Lin <3"
    assert "<p>Hi Lin &lt;3</p>" in html_of(mail)
    assert text_of(mail).strip() == "Hi Lin <3"
    assert (await shop.facts("message.sent"))[0]["subject"] == "Hello Lin <3"


async def test_the_same_key_is_one_message(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    assert await shop.queue(lin, key="welcome") == 1
    assert await shop.queue(lin, key="welcome") == 0
    await shop.drain()
    assert await shop.queue(lin, key="welcome") == 0
    await shop.drain()
    assert len(mailbox.mails) == 1


async def test_who_said_no_gets_no_marketing_but_her_receipt(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    async with shop.engines.tables.transaction() as tx:
        proof = consent.Proof(source="test", author="test")
        await consent.record(tx, shop.workspace, lin, "email", "news", "withdrawn", proof)
    await shop.queue(lin)
    await shop.queue(lin, kind="transactional", topic="")
    await shop.drain()
    assert [row["state"] for row in await shop.outbox()] == ["suppressed", "sent"]
    assert "withdrawn" in (await shop.facts("message.suppressed"))[0]["reason"]
    assert len(mailbox.mails) == 1


async def test_opt_in_is_asked_for_where_the_channel_says_so(shop: Shop, mailbox: Mailbox) -> None:
    await shop.set(needs_opt_in=True)
    lin, chen = await shop.customer("Lin", email="lin@shop.test"), await shop.customer("Chen", email="chen@shop.test")
    async with shop.engines.tables.transaction() as tx:
        proof = consent.Proof(source="form", author="customer", ip="203.0.113.7")
        await consent.record(tx, shop.workspace, lin, "email", "*", "given", proof)
    await shop.queue(lin)
    await shop.queue(chen)
    await shop.drain()
    assert [mail["To"] for mail in mailbox.mails] == ["lin@shop.test"]


async def test_the_fourth_marketing_message_within_a_week_is_suppressed(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    for _ in range(5):
        await shop.queue(lin)
    await shop.drain()
    assert [row["state"] for row in await shop.outbox()] == ["sent"] * 3 + ["suppressed"] * 2
    assert (await shop.facts("message.suppressed"))[0]["reason"] == "cap: 3 in 7 days"
    with clock.shifted(timedelta(days=8)):
        await shop.queue(lin)
        await shop.drain()
    assert len(mailbox.mails) == 4


async def test_quiet_hours_move_a_message_to_their_end_on_her_own_clock(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test", zone="America/New_York")
    night = datetime(2031, 3, 9, 4, 30, tzinfo=UTC)  # 23:30 in New York; in this night the clocks jump.
    await shop.queue(lin, quiet=("21:00", "09:00"), due_at=night)
    await shop.drain(now=night)
    [row] = await shop.outbox()
    assert (row["state"], row["due_at"]) == ("planned", datetime(2031, 3, 9, 13, 0, tzinfo=UTC))
    assert "quiet hours" in row["reason"]
    await shop.drain(now=row["due_at"])
    assert len(mailbox.mails) == 1


async def test_a_variable_nobody_has_fails_the_message_instead_of_a_blank(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    await shop.queue(lin, content={"subject": "For {{ customer.nickname }}", "text": "Hi"})
    await shop.drain()
    [row] = await shop.outbox()
    assert row["state"] == "failed"
    assert row["reason"].startswith("missing variable: ") and "nickname" in row["reason"]
    assert not mailbox.mails


async def test_a_trait_too_odd_for_a_filter_fails_its_own_message_alone(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test", joined=-99_999_999_999)
    chen = await shop.customer("Chen", email="chen@shop.test", joined="2026-05-31")
    for customer in (lin, chen):
        await shop.queue(customer, content={"subject": "Since {{ customer.joined | date: '%Y' }}", "text": "Thanks"})
    await shop.drain()
    assert [row["state"] for row in await shop.outbox()] == ["failed", "sent"]
    assert [mail["Subject"] for mail in mailbox.mails] == ["Since 2026"]


async def test_a_customer_without_an_address_is_suppressed(shop: Shop) -> None:
    wang = await shop.customer("Wang")
    await shop.queue(wang)
    await shop.drain()
    assert (await shop.outbox())[0]["reason"] == "no address for email"


async def test_a_busy_server_is_asked_again_later(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    mailbox.answers["lin@shop.test"] = "451 4.3.0 try later"
    await shop.queue(lin)
    await shop.drain()
    [row] = await shop.outbox()
    assert (row["state"], row["attempts"]) == ("planned", 1)
    assert "451" in row["reason"]
    del mailbox.answers["lin@shop.test"]
    await shop.later(minutes=2)
    assert (await shop.outbox())[0]["state"] == "sent"
    assert len(mailbox.mails) == 1


async def test_a_refused_recipient_fails_and_is_never_written_to_again(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    mailbox.answers["lin@shop.test"] = "550 5.1.1 no such user"
    await shop.queue(lin)
    await shop.drain()
    await shop.queue(lin, kind="transactional")
    await shop.drain()
    assert [row["state"] for row in await shop.outbox()] == ["failed", "suppressed"]
    assert "5.1.1" in (await shop.facts("message.failed"))[0]["reason"]


async def test_a_line_that_breaks_after_the_mail_was_handed_over_is_not_sent_again(
    shop: Shop, mailbox: Mailbox, api: Api
) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    mailbox.hang_up_at_data = True
    await shop.queue(lin)
    await shop.drain()
    await shop.later(hours=5)
    [row] = await shop.outbox()
    assert row["state"] == "unknown"
    assert len(mailbox.mails) == 1
    mailbox.hang_up_at_data = False
    marketer = await api("marketer")
    answer = await marketer.post(f"/api/v1/outbox/{row['id']}/resends")
    assert answer.status_code == 201, answer.text
    await shop.drain()
    assert len(mailbox.mails) == 2
    assert (await shop.outbox())[0]["state"] == "sent"


async def test_a_claim_whose_worker_died_is_sent_by_another(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    await shop.queue(lin)
    now = clock.now()
    async with shop.engines.tables.transaction() as tx:
        await tx.run(
            "update outbox set state = 'claimed', attempts = 1, lease_until = %(until)s where workspace = %(w)s",
            w=shop.workspace,
            until=now + timedelta(seconds=60),
        )
    await shop.drain()
    assert not mailbox.mails
    await shop.later(minutes=5)
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(("act", "state"), [(cancel_journey, "suppressed"), (hold_journey, "held")])
async def test_what_is_taken_back_between_claim_and_send_is_not_sent(
    shop: Shop, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, act: Any, state: str
) -> None:
    lin, journey = await shop.customer("Lin", email="lin@shop.test"), new_id()
    await shop.queue(lin, cause={"journey": journey, "version": 1, "step": "mail", "entry": "once"})

    async def claim_and_stop(engines: Engines, now: datetime) -> Any:
        batch = await claim(engines, now)
        async with engines.tables.transaction() as tx:
            await (
                act(tx, shop.workspace, journey, "stopped")
                if act is cancel_journey
                else act(tx, shop.workspace, journey)
            )
        return batch

    monkeypatch.setattr("feilun.delivery.outbox.dispatch.claim", claim_and_stop)
    await shop.later(hours=1)
    assert [row["state"] for row in await shop.outbox()] == [state]
    assert not mailbox.mails


async def test_a_send_whose_worker_died_stays_unknown(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    await shop.queue(lin)
    async with shop.engines.tables.transaction() as tx:
        await tx.run(
            "update outbox set state = 'sending', attempts = 1, lease_until = %(now)s where workspace = %(w)s",
            w=shop.workspace,
            now=clock.now() - timedelta(seconds=1),
        )
    await shop.drain()
    assert (await shop.outbox())[0]["state"] == "unknown"
    assert not mailbox.mails


async def test_the_pace_of_a_channel_holds(shop: Shop, mailbox: Mailbox) -> None:
    await shop.set(sends_per_second=2)
    people = [await shop.customer(f"C{n}", email=f"c{n}@shop.test") for n in range(5)]
    for one in people:
        await shop.queue(one)
    now = clock.now()
    for _ in range(3):
        await send_due(shop.engines, now)
    assert len(mailbox.mails) == 2
    await send_due(shop.engines, now + timedelta(seconds=1))
    assert len(mailbox.mails) == 4


async def test_one_line_carries_many_mails(shop: Shop, mailbox: Mailbox) -> None:
    people = [await shop.customer(f"C{n}", email=f"c{n}@shop.test") for n in range(12)]
    for one in people:
        await shop.queue(one)
    await shop.drain()
    assert len(mailbox.mails) == 12
    assert mailbox.connections <= 8


async def test_the_outbox_shows_what_became_of_messages_but_not_to_a_stranger(
    shop: Shop, api: Api, stranger: httpx.AsyncClient
) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    await shop.queue(lin)
    await shop.queue(lin)
    await shop.drain()
    marketer = await api("marketer")
    page = (await marketer.get("/api/v1/outbox", params={"state": "sent", "limit": 1})).json()
    assert page["items"][0]["subject"] == "Hello Lin"
    rest = (await marketer.get("/api/v1/outbox", params={"after": page["next"], "customer": str(lin)})).json()
    assert len(rest["items"]) == 1 and rest["next"] is None
    assert (await stranger.get("/api/v1/outbox")).json()["items"] == []
    assert (await stranger.post(f"/api/v1/outbox/{page['items'][0]['id']}/resends")).status_code == 404
    assert (await (await api(None)).get("/api/v1/outbox")).status_code == 401


async def test_a_failing_provider_shows_at_its_channel(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    lin = await shop.customer("Lin", email="lin@shop.test")
    await shop.set(port=1)
    await shop.queue(lin)
    await shop.drain()
    shown = (await (await api("admin")).get("/api/v1/channels")).json()
    [account] = next(one["accounts"] for one in shown if one["id"] == "email")
    assert account["health"] == "failing" and "Connect" in account["note"]
    await shop.set(port=mailbox.port)
    await shop.later(minutes=2)
    assert len(mailbox.mails) == 1


async def test_a_line_break_in_a_name_adds_no_header(shop: Shop, mailbox: Mailbox) -> None:
    lin = await shop.customer("Lin\r\nBcc: wang@shop.test", email="lin@shop.test")
    await shop.queue(lin)
    await shop.drain()
    [mail] = mailbox.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hello Lin Bcc: wang@shop.test"
