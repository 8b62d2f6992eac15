"""What a small shop's bot knows, taught and trained through the front door."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx

Api = Callable[..., Awaitable[httpx.AsyncClient]]
Drain = Callable[..., Awaitable[int]]

RETURNS = ["How do I return a parcel", "I want to send this back", "what is your return policy", "give back my order"]
SHIPPING = ["Where is my parcel", "when will it arrive", "track my delivery", "has my order been shipped"]
INVOICE = ["I need an invoice", "send me the invoice please", "can I get a receipt for tax", "invoice for my company"]
SHOP = {"returns": RETURNS, "shipping": SHIPPING, "invoice": INVOICE}


async def approve(client: httpx.AsyncClient, title: str, phrasings: list[str], answer: str = "") -> str:
    """A new article in force for the next version; its id."""
    content = {
        "title": title,
        "phrasings": [{"language": "en", "text": text} for text in phrasings],
        "answers": [{"language": "en", "text": answer or f"About {title}."}],
    }
    made = await client.post("/api/v1/articles", json={"content": content})
    assert made.status_code == 201, made.text
    article = made.json()["id"]
    approved = await client.post(f"/api/v1/articles/{article}/approval", json={"revision": 1})
    assert approved.is_success, approved.text
    return str(article)


async def teach(client: httpx.AsyncClient) -> dict[str, str]:
    """The shop's articles by title."""
    return {title: await approve(client, title, phrasings) for title, phrasings in SHOP.items()}


async def train(client: httpx.AsyncClient, drain: Drain) -> int:
    """The number of a new, trained version."""
    answer = await client.post("/api/v1/bot-versions")
    assert answer.status_code == 201, answer.text
    await drain()
    number = answer.json()["number"]
    version = (await view(client, number))["version"]
    assert version["state"] == "trained", version
    return int(number)


async def view(client: httpx.AsyncClient, number: int) -> dict[str, Any]:
    answer = await client.get(f"/api/v1/bot-versions/{number}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def publish(client: httpx.AsyncClient, number: int) -> httpx.Response:
    return await client.post(f"/api/v1/bot-versions/{number}/publication")


async def ask(client: httpx.AsyncClient, text: str, article: str | None = None) -> str:
    """A question for the suite; its id."""
    body = {"text": text, "language": "en", "article": article}
    made = await client.post("/api/v1/bot-suite/phrasings", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def codes(answer: httpx.Response) -> list[str]:
    """Why publishing was refused."""
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]
