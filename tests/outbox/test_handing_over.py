"""When a message counts as handed over, and what becomes of it when its worker goes away before or after."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.outbox.mailbox import Mailbox
from tests.outbox.shop import Shop

from feilun import app_worker
from feilun.delivery import channels
from feilun.delivery.outbox import CAPABILITY, cancel_journey, send_due, sending
from feilun.delivery.outbox.together import Together
from feilun.kernel import clock
from feilun.kernel.ids import new_id

_PATIENCE = 60


async def _sent_until(shop: Shop, mailbox: Mailbox, word: str) -> asyncio.Task[int]:
    """A worker that sends Lin a message and is held by the server at that word."""
    lin = await shop.customer("Lin", email="lin@shop.test")
    await shop.queue(lin, cause={"journey": new_id(), "version": 1, "step": "mail", "entry": "once"})
    mailbox.holds_at = word
    sender = asyncio.create_task(send_due(shop.engines, clock.now()))
    await asyncio.wait_for(mailbox.held.wait(), _PATIENCE)
    return sender


async def _dies(sender: asyncio.Task[int], mailbox: Mailbox) -> None:
    """The worker is gone; the server goes on as before."""
    sender.cancel()
    with suppress(asyncio.CancelledError):
        await sender
    mailbox.holds_at = ""
    mailbox.go_on.set()


async def test_a_worker_that_dies_before_the_recipient_was_accepted_leaves_no_doubt(
    shop: Shop, mailbox: Mailbox
) -> None:
    sender = await _sent_until(shop, mailbox, "RCPT")
    assert [row["state"] for row in await shop.outbox()] == ["claimed"]
    await _dies(sender, mailbox)
    await shop.later(minutes=5)
    assert [row["state"] for row in await shop.outbox()] == ["sent"]
    assert len(mailbox.mails) == 1


async def test_a_worker_that_dies_while_the_mail_is_on_the_line_leaves_it_unknown(shop: Shop, mailbox: Mailbox) -> None:
    sender = await _sent_until(shop, mailbox, "DATA")
    assert [row["state"] for row in await shop.outbox()] == ["sending"]
    await _dies(sender, mailbox)
    await shop.later(hours=1)
    assert [row["state"] for row in await shop.outbox()] == ["unknown"]
    assert len(mailbox.mails) <= 1


async def test_the_log_hears_of_a_mail_whose_worker_died_right_after_it_went_out(
    shop: Shop, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object) -> None:
        raise SystemError("killed")

    lin = await shop.customer("Lin", email="lin@shop.test")
    await shop.queue(lin)
    with monkeypatch.context() as patch:
        patch.setattr(sending, "announce_sent", dies)
        with pytest.raises(SystemError):
            await send_due(shop.engines, clock.now())
    assert [row["state"] for row in await shop.outbox()] == ["sent"]
    assert await shop.facts("message.sent") == []
    await shop.later(hours=1)
    await shop.later(hours=2)
    assert [fact["subject"] for fact in await shop.facts("message.sent")] == ["Hello Lin"]
    assert [row["lease_until"] for row in await shop.outbox()] == [None]
    assert len(mailbox.mails) == 1


async def test_what_is_taken_back_while_the_line_is_opened_is_not_handed_over(shop: Shop, mailbox: Mailbox) -> None:
    sender = await _sent_until(shop, mailbox, "RCPT")
    [row] = await shop.outbox()
    async with shop.engines.tables.transaction() as tx:
        await cancel_journey(tx, shop.workspace, row["journey"], "stopped")
    mailbox.go_on.set()
    await sender
    assert [(row["state"], row["reason"]) for row in await shop.outbox()] == [("suppressed", "stopped")]
    assert not mailbox.mails


async def test_a_refusal_that_comes_after_the_message_was_taken_back_changes_nothing(
    shop: Shop, mailbox: Mailbox
) -> None:
    mailbox.answers["lin@shop.test"] = "550 5.1.1 no such user"
    sender = await _sent_until(shop, mailbox, "RCPT")
    [row] = await shop.outbox()
    async with shop.engines.tables.transaction() as tx:
        await cancel_journey(tx, shop.workspace, row["journey"], "stopped")
    mailbox.go_on.set()
    await sender
    assert [row["state"] for row in await shop.outbox()] == ["suppressed"]
    assert await shop.facts("message.failed") == []


async def test_a_clean_stop_finishes_what_is_on_its_way(
    shop: Shop, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [await shop.customer(f"C{n}", email=f"c{n}@shop.test") for n in range(20)]
    monkeypatch.setattr(sending, "_LONGEST", 0.01)
    for one in people:
        await shop.queue(one)
    mailbox.holds_at = "DATA"
    stop = asyncio.Event()
    worker = asyncio.create_task(app_worker.run_worker(shop.engines, stop, [], CAPABILITY.jobs))
    await asyncio.wait_for(mailbox.held.wait(), _PATIENCE)
    stop.set()
    await asyncio.sleep(0.05)
    assert not worker.done()
    mailbox.go_on.set()
    await asyncio.wait_for(worker, _PATIENCE)
    states = [row["state"] for row in await shop.outbox()]
    assert set(states) == {"sent", "planned"}
    assert states.count("sent") == len(mailbox.mails) <= 8
    assert {row["attempts"] for row in await shop.outbox() if row["state"] == "planned"} == {0}


async def test_a_connector_that_does_not_say_when_is_written_down_before_it_is_called(
    shop: Shop, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(channels()["email"].__dict__, "announces_hand_over", False)
    sender = await _sent_until(shop, mailbox, "RCPT")
    assert [row["state"] for row in await shop.outbox()] == ["sending"]
    mailbox.go_on.set()
    await sender
    assert [row["state"] for row in await shop.outbox()] == ["sent"]


async def test_a_fault_before_the_handing_over_is_tried_again(
    shop: Shop, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        raise LookupError("no letter")

    lin = await shop.customer("Lin", email="lin@shop.test")
    await shop.queue(lin)
    with monkeypatch.context() as patch:
        patch.setattr("feilun.channels.email.connector.letter", broken)
        await shop.drain()
    [row] = await shop.outbox()
    assert (row["state"], row["reason"]) == ("planned", "delayed: LookupError: no letter")
    assert row["due_at"] > datetime.now(clock.now().tzinfo) + timedelta(seconds=20)
    await shop.later(minutes=5)
    assert len(mailbox.mails) == 1


async def test_writes_that_come_while_another_runs_share_the_next() -> None:
    rounds: list[list[int]] = []

    async def write(items: Any) -> None:
        rounds.append(list(items))
        await asyncio.sleep(0)

    together = Together(write)
    await asyncio.gather(*(together.add(number) for number in range(5)))
    await together.add(9)
    assert [number for one in rounds for number in one] == [0, 1, 2, 3, 4, 9]
    assert len(rounds) <= 3


async def test_each_that_waited_hears_of_a_write_that_failed() -> None:
    async def write(items: Any) -> None:
        raise OSError("the disk is full")

    together = Together(write)
    ends = await asyncio.gather(together.add(1), together.add(2), return_exceptions=True)
    assert [type(end) for end in ends] == [OSError, OSError]
