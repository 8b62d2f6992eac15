"""The log told again, or told late, moves nobody."""

from datetime import timedelta

from tests.journeys.walking import WELCOME, live, positions
from tests.outbox.mailbox import Mailbox
from tests.outbox.shop import Shop

from feilun.kernel import clock


async def test_a_replay_of_the_log_changes_nothing(shop: Shop, mailbox: Mailbox) -> None:
    await shop.customer("Wang", email="wang@shop.test")
    await shop.does("Wang", "Signed Up")  # Before the journey began.
    await shop.drain()
    entry = {"kind": "event", "event": "Signed Up", "again": "every"}
    goal = {"event": "Order Completed", "within_days": 7}
    journey = await live(shop, {**WELCOME, "entry": entry, "goal": goal, "holdout_percent": 30})
    for name in ("Lin", "Chen", "Mo", "Yu"):
        await shop.customer(name, email=f"{name.lower()}@shop.test")
        await shop.does(name, "Signed Up")
    await shop.drain()
    with clock.shifted(timedelta(minutes=5)):
        await shop.does("Chen", "Order Completed")
        await shop.drain()
    await shop.later(hours=2)
    before = await positions(shop, journey)
    told = [await shop.facts(type) for type in ("journey.entered", "journey.left", "journey.goal_reached")]
    mails = len(mailbox.mails)
    async with shop.engines.tables.transaction() as tx:
        await tx.run("update subscription set writer = '0', position = 0 where name = 'journeys'")
    await shop.drain()
    await shop.later(hours=4)
    assert await positions(shop, journey) == before
    assert [await shop.facts(type) for type in ("journey.entered", "journey.left", "journey.goal_reached")] == told
    assert len(mailbox.mails) == mails
    assert await shop.id_of("Wang") not in {place["customer"] for place in before}


async def test_old_orders_that_are_imported_later_write_to_nobody(shop: Shop, mailbox: Mailbox) -> None:
    journey = await live(shop, WELCOME)
    await shop.customer("Lin", email="lin@shop.test")
    await shop.does("Lin", "Signed Up", at=clock.now() - timedelta(days=30))
    await shop.later(hours=2)
    assert await positions(shop, journey) == []
    assert not mailbox.mails
