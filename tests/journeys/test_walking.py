"""Customers walk through journeys."""

from datetime import UTC, datetime, timedelta

from tests.conftest import Api
from tests.journeys.walking import END, WELCOME, email, graph, live, positions, wait
from tests.outbox.mailbox import Mailbox
from tests.outbox.shop import Shop

from feilun.events import Handle
from feilun.kernel import clock


async def test_who_signs_up_is_written_to_after_the_wait(shop: Shop, mailbox: Mailbox) -> None:
    journey = await live(shop, WELCOME)
    lin = await shop.customer("Lin", email="lin@shop.test")
    await shop.does("Lin", "Signed Up")
    await shop.drain()
    [place] = await positions(shop, journey)
    assert (place["customer"], place["step"], place["state"]) == (lin, "wait", "waiting")
    await shop.later(minutes=59)
    assert not mailbox.mails
    await shop.later(minutes=61)
    assert [mail["Subject"] for mail in mailbox.mails] == ["Hi Lin"]
    [place] = await positions(shop, journey)
    assert (place["state"], place["reason"]) == ("done", "finished")
    sent = (await shop.facts("message.sent"))[0]["cause"]
    assert (sent["journey"], sent["version"], sent["step"]) == (str(journey), 1, "mail")
    assert [fact["reason"] for fact in await shop.facts("journey.left")] == ["finished"]


async def test_once_means_once_for_ever(shop: Shop, mailbox: Mailbox) -> None:
    journey = await live(shop, WELCOME)
    await shop.customer("Lin", email="lin@shop.test")
    for hours in (0, 2, 50):
        with clock.shifted(timedelta(hours=hours)):
            await shop.does("Lin", "Signed Up")
            await shop.drain()
    await shop.later(hours=60)
    assert len(mailbox.mails) == 1
    assert len(await positions(shop, journey)) == 1


async def test_every_lets_her_in_again_but_not_while_she_is_inside(shop: Shop, mailbox: Mailbox) -> None:
    entry = {"kind": "event", "event": "Signed Up", "again": "every"}
    journey = await live(shop, {**WELCOME, "entry": entry})
    await shop.customer("Lin", email="lin@shop.test")
    for minutes in (0, 10, 90):
        with clock.shifted(timedelta(minutes=minutes)):
            await shop.drain()
            await shop.does("Lin", "Signed Up")
            await shop.drain()
    await shop.later(hours=10)
    assert len(await positions(shop, journey)) == 2
    assert len(mailbox.mails) == 2


async def test_a_cool_down_keeps_her_out_until_it_is_over(shop: Shop) -> None:
    entry = {"kind": "event", "event": "Signed Up", "again": "cooldown", "cooldown_days": 10}
    journey = await live(shop, {**WELCOME, "entry": entry})
    await shop.customer("Lin", email="lin@shop.test")
    for days, entries in ((0, 1), (9, 1), (11, 2)):
        with clock.shifted(timedelta(days=days)):
            await shop.does("Lin", "Signed Up")
            await shop.drain()
            await shop.later(hours=2)
        assert len(await positions(shop, journey)) == entries


async def test_who_orders_leaves_and_gets_no_mail(shop: Shop, mailbox: Mailbox) -> None:
    goal = {"event": "Order Completed", "within_days": 14}
    journey = await live(shop, {**WELCOME, "goal": goal})
    await shop.customer("Lin", email="lin@shop.test")
    await shop.does("Lin", "Signed Up")
    await shop.drain()
    with clock.shifted(timedelta(minutes=10)):
        await shop.does("Lin", "Order Completed", total=10)
        await shop.drain()
    await shop.later(hours=3)
    [place] = await positions(shop, journey)
    assert (place["state"], place["reason"]) == ("left", "goal")
    assert len(await shop.facts("journey.goal_reached")) == 1
    assert not mailbox.mails


async def test_an_order_takes_back_a_mail_that_waits_in_quiet_hours(shop: Shop, mailbox: Mailbox) -> None:
    hour = clock.now() + timedelta(hours=8)  # Shanghai's clock.
    quiet = {"from": f"{(hour.hour - 1) % 24:02}:00", "to": f"{(hour.hour + 2) % 24:02}:00"}
    goal = {"event": "Order Completed", "within_days": 14}
    await live(shop, graph(email(), END, goal=goal, quiet=quiet))
    await shop.customer("Lin", email="lin@shop.test")
    await shop.does("Lin", "Signed Up")
    await shop.drain()
    assert [row["state"] for row in await shop.outbox()] == ["planned"]
    await shop.does("Lin", "Order Completed")
    await shop.drain()
    await shop.later(hours=12)
    [row] = await shop.outbox()
    assert (row["state"], row["reason"]) == ("suppressed", "goal")
    assert not mailbox.mails


async def test_an_order_before_she_came_in_is_no_goal(shop: Shop) -> None:
    journey = await live(shop, {**WELCOME, "goal": {"event": "Order Completed", "within_days": 14}})
    await shop.customer("Lin", email="lin@shop.test")
    await shop.does("Lin", "Order Completed", at=clock.now() - timedelta(hours=1))
    await shop.does("Lin", "Signed Up")
    await shop.drain()
    assert [place["state"] for place in await positions(shop, journey)] == ["waiting"]


async def test_the_held_out_are_told_of_but_never_written_to(shop: Shop, mailbox: Mailbox) -> None:
    entry = {"kind": "event", "event": "Signed Up", "again": "every"}
    journey = await live(shop, {**WELCOME, "entry": entry, "holdout_percent": 50})
    for n in range(20):
        await shop.happens(
            "identify",
            (Handle("user_id", f"c{n}"), Handle("email", f"c{n}@shop.test")),
            body={"traits": {"name": f"C{n}"}},
        )
        await shop.does(f"C{n}", "Signed Up")
    await shop.drain()
    entered = await shop.facts("journey.entered")
    held = {fact["customer"] for fact in entered if fact["held_out"]}
    assert len(entered) == 20
    assert 2 <= len(held) <= 18
    await shop.later(hours=2)
    assert len(mailbox.mails) == 20 - len(held)
    # On a second entry everybody is on the same side.
    with clock.shifted(timedelta(hours=3)):
        for n in range(20):
            await shop.does(f"C{n}", "Signed Up")
        await shop.drain()
    again = (await shop.facts("journey.entered"))[20:]
    assert {fact["customer"] for fact in again if fact["held_out"]} == held
    assert len(await positions(shop, journey)) == 40


async def test_wait_until_goes_by_the_clock_on_her_wall(shop: Shop, mailbox: Mailbox) -> None:
    step = {"id": "ten", "kind": "wait_until", "time": "10:00"}
    journey = await live(shop, graph(step, email(), END))
    await shop.customer("Lin", zone="America/New_York", email="lin@shop.test")
    await shop.customer("Chen", email="chen@shop.test")
    await shop.does("Lin", "Signed Up")
    await shop.does("Chen", "Signed Up")
    now = datetime(2031, 3, 9, 5, 0, tzinfo=UTC)  # The clocks of New York jump in this night; Shanghai's show 13:00.
    with clock.shifted(now - clock.now()):
        await shop.drain()
        due = {place["customer"]: place["due_at"] for place in await positions(shop, journey)}
    assert due[await shop.id_of("Lin")] == datetime(2031, 3, 9, 14, 0, tzinfo=UTC)
    assert due[await shop.id_of("Chen")] == datetime(2031, 3, 10, 2, 0, tzinfo=UTC)
    await shop.drain(now=datetime(2031, 3, 9, 14, 0, tzinfo=UTC))
    assert [mail["To"] for mail in mailbox.mails] == ["lin@shop.test"]


async def test_who_is_under_way_finishes_her_version(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    journey = await live(shop, WELCOME)
    await shop.customer("Lin", email="lin@shop.test")
    await shop.customer("Chen", email="chen@shop.test")
    await shop.does("Lin", "Signed Up")
    await shop.drain()
    marketer = await api("marketer")
    newer = graph(wait(), email(subject="New"), END)
    assert (await marketer.put(f"/api/v1/journeys/{journey}/draft", json={"graph": newer})).json()["problems"] == []
    assert (await marketer.post(f"/api/v1/journeys/{journey}/versions")).json() == {"version": 2}
    await shop.does("Chen", "Signed Up")
    await shop.drain()
    await shop.later(hours=2)
    assert {mail["To"]: mail["Subject"] for mail in mailbox.mails} == {
        "lin@shop.test": "Hi Lin",
        "chen@shop.test": "New",
    }


async def test_a_loop_with_a_wait_writes_on_each_round(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    await shop.set(marketing_cap=0)
    journey = await live(shop, graph(email(), wait(minutes=60, next="mail")))
    await shop.customer("Lin", email="lin@shop.test")
    await shop.does("Lin", "Signed Up")
    await shop.drain()
    await shop.later(minutes=61)
    await shop.later(minutes=122)
    assert len(mailbox.mails) == 3
    # Else it goes round for months in the next test that moves the clock by months.
    await (await api("marketer")).patch(f"/api/v1/journeys/{journey}", json={"state": "stopped"})


async def test_pausing_holds_customers_and_messages_and_resuming_lets_them_go(
    shop: Shop, mailbox: Mailbox, api: Api
) -> None:
    journey = await live(shop, WELCOME)
    await shop.customer("Lin", email="lin@shop.test")
    await shop.does("Lin", "Signed Up")
    await shop.drain()
    marketer = await api("marketer")
    assert (await marketer.patch(f"/api/v1/journeys/{journey}", json={"state": "paused"})).json()["state"] == "paused"
    await shop.later(hours=5)
    assert not mailbox.mails
    await marketer.patch(f"/api/v1/journeys/{journey}", json={"state": "running"})
    await shop.later(hours=5)
    assert len(mailbox.mails) == 1


async def test_stopping_lets_everybody_leave(shop: Shop, mailbox: Mailbox, api: Api) -> None:
    journey = await live(shop, WELCOME)
    await shop.customer("Lin", email="lin@shop.test")
    await shop.does("Lin", "Signed Up")
    await shop.drain()
    await (await api("marketer")).patch(f"/api/v1/journeys/{journey}", json={"state": "stopped"})
    await shop.drain()
    await shop.later(hours=5)
    [place] = await positions(shop, journey)
    assert (place["state"], place["reason"]) == ("left", "stopped")
    assert [fact["reason"] for fact in await shop.facts("journey.left")] == ["stopped"]
    assert not mailbox.mails


async def test_two_who_turn_out_to_be_one_get_one_mail(shop: Shop, mailbox: Mailbox) -> None:
    journey = await live(shop, WELCOME)
    await shop.customer("Lin", email="lin@shop.test")
    await shop.happens("track", (Handle("anonymous_id", "browser-1"),), name="Signed Up", body={"properties": {}})
    await shop.does("Lin", "Signed Up")
    await shop.drain()
    assert len(await positions(shop, journey)) == 2
    both = (Handle("user_id", "lin"), Handle("anonymous_id", "browser-1"))
    await shop.happens("identify", both, body={"traits": {}})
    await shop.drain()
    await shop.later(hours=2)
    assert len(mailbox.mails) == 1
    assert sorted(place["state"] for place in await positions(shop, journey)) == ["done", "left"]


async def test_a_merge_takes_back_the_mail_that_the_other_way_has_waiting(shop: Shop, mailbox: Mailbox) -> None:
    quiet = {"from": "00:00", "to": "23:59"}
    journey = await live(shop, graph(email("first"), wait(minutes=10_000), END, quiet=quiet))
    for name in ("Lin", "Chen"):
        await shop.happens("identify", (Handle("email", f"{name.lower()}@shop.test"),), body={"traits": {"name": name}})
        await shop.happens("track", (Handle("email", f"{name.lower()}@shop.test"),), name="Signed Up", body={})
    await shop.drain()
    both = (Handle("email", "lin@shop.test"), Handle("email", "chen@shop.test"))
    await shop.happens("identify", both, body={"traits": {}})
    await shop.drain()
    assert sorted(row["state"] for row in await shop.outbox()) == ["planned", "suppressed"]
    assert sorted(place["reason"] for place in await positions(shop, journey)) == ["", "merged"]


async def test_an_order_after_a_merge_takes_back_the_mail_from_before(shop: Shop) -> None:
    quiet, goal = {"from": "00:00", "to": "23:59"}, {"event": "Order Completed", "within_days": 7}
    await live(shop, graph(email("first"), wait(minutes=10_000), END, quiet=quiet, goal=goal))
    await shop.customer("Lin", email="lin@shop.test")
    other = (Handle("email", "lin@home.test"),)
    await shop.happens("track", other, name="Signed Up", body={"properties": {}})
    await shop.drain()
    assert [row["state"] for row in await shop.outbox()] == ["planned"]
    await shop.happens("identify", (Handle("user_id", "lin"), *other), body={"traits": {}})
    await shop.drain()
    await shop.does("Lin", "Order Completed", total=5)
    await shop.drain()
    assert [row["state"] for row in await shop.outbox()] == ["suppressed"]
