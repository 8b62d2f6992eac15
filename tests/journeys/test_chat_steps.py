"""A journey speaks in the customer's chat."""

from tests.journeys.walking import END, graph, live
from tests.outbox.shop import Shop

CHAT = {"id": "chat", "kind": "chat", "text": "Hello {{ customer.name }}, your tea is back."}


async def test_a_chat_step_says_it_in_her_thread(shop: Shop) -> None:
    journey = await live(shop, graph(CHAT, END))
    await shop.customer("Lin")
    await shop.does("Lin", "Signed Up")
    await shop.drain()
    [row] = await shop.outbox()
    assert (row["channel"], row["state"]) == ("webchat", "sent"), row["reason"]
    [sent] = await shop.facts("message.sent")
    assert (sent["channel"], sent["cause"]["journey"]) == ("webchat", str(journey))
