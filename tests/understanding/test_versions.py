"""Versions through the front door: train, judge, publish, refuse, roll back."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx

Api = Callable[..., Awaitable[httpx.AsyncClient]]
Drain = Callable[..., Awaitable[int]]

RETURNS = ["How do I return a parcel", "I want to send this back", "return policy please", "can I give back my order"]
SHIPPING = ["Where is my parcel", "when will it arrive", "track my delivery", "has my order been shipped"]
INVOICE = ["I need an invoice", "send me the invoice", "can I get a receipt for tax", "invoice for my company"]


async def approve(client: httpx.AsyncClient, title: str, phrasings: list[str], **more: Any) -> str:
    content = {
        "title": title,
        "phrasings": [{"language": "en", "text": text} for text in phrasings],
        "answers": [{"language": "en", "text": f"About {title}."}],
        **more,
    }
    made = await client.post("/api/v1/articles", json={"content": content})
    assert made.status_code == 201, made.text
    article = made.json()["id"]
    approved = await client.post(f"/api/v1/articles/{article}/approval", json={"revision": 1})
    assert approved.is_success, approved.text
    return str(article)


async def train(client: httpx.AsyncClient, drain: Drain) -> int:
    answer = await client.post("/api/v1/bot-versions")
    assert answer.status_code == 201, answer.text
    await drain()
    number = answer.json()["number"]
    version = (await client.get(f"/api/v1/bot-versions/{number}")).json()["version"]
    assert version["state"] == "trained", version
    return int(number)


async def test_a_version_is_trained_and_comes_into_force(api: Api, drain: Drain) -> None:
    client = await api("owner")
    for title, phrasings in (("returns", RETURNS), ("shipping", SHIPPING), ("invoice", INVOICE)):
        await approve(client, title, phrasings)
    number = await train(client, drain)
    assert number == 1
    published = await client.post("/api/v1/bot-versions/1/publication")
    assert published.status_code == 200, published.text
    assert published.json()["version"]["is_in_force"]
