"""A shop that asks its customers, a mailbox that gets the mails, and the live connection for the widget."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.conftest import Api
from tests.conversations.conftest import client, hire, visit
from tests.live.conftest import http as wire_http
from tests.live.conftest import wire
from tests.outbox.fixtures import mailbox, shop
from tests.outbox.mailbox import Mailbox, html_of, text_of
from tests.outbox.shop import Shop

__all__ = ["Asking", "asking", "client", "hire", "mailbox", "shop", "visit", "wire", "wire_http"]

_LINK = re.compile(r"http://feilun\.test/invitation/(iv[\w-]+)(?:\?first=(\w+))?")


def form(*questions: dict[str, Any]) -> dict[str, Any]:
    """NPS first, a word of her own on the next page."""
    first = questions or ({"id": "nps", "kind": "nps", "required": True, "title": _words("Recommend us?")},)
    return {
        "format": 1, "languages": ["en", "zh-CN"], "title": _words("Shop"),
        "pages": [
            {"id": "one", "questions": list(first)},
            {"id": "two", "questions": [{"id": "why", "kind": "long_text", "title": _words("Why?")}]},
        ],
        "ends": [{"id": "thanks", "kind": "done", "text": _words("Thanks")}],
    }  # fmt: skip


def _words(text: str) -> dict[str, str]:
    return {"en": text, "zh-CN": f"{text}（中）"}


class Asking:
    """A marketer who reaches people, and customers who answer."""

    def __init__(self, shop: Shop, mailbox: Mailbox, http: httpx.AsyncClient, visitor: httpx.AsyncClient) -> None:
        self.shop, self.mailbox, self.http, self.visitor = shop, mailbox, http, visitor
        self.survey = ""
        self.link = ""

    async def publish(self, *questions: dict[str, Any]) -> str:
        made = await self.http.post("/api/v1/surveys", json={"name": "After", "form": form(*questions)})
        assert made.status_code == 201, made.text
        done = await self.http.post(f"/api/v1/surveys/{made.json()['id']}/publication", json={})
        assert done.status_code == 200, done.text
        self.survey, self.link = made.json()["id"], done.json()["link"].rpartition("/")[2]
        return self.survey

    async def audience(self) -> str:
        """Everybody with a name."""
        wish = {"name": "All", "rule": {"trait": "name", "is": "exists"}}
        made = await self.http.post("/api/v1/audiences", json=wish)
        assert made.status_code == 201, made.text
        await self.shop.drain()
        return str(made.json()["id"])

    async def rest(self, days: int = 0, **more: Any) -> None:
        """How long between any two asks."""
        before = (await self.http.get("/api/v1/contact-pressure")).json()
        rules = before | {"rest_days": days, "most": 0, "period_days": 90, "reminders_exempt": True} | more
        answer = await self.http.put("/api/v1/contact-pressure", json=rules)
        assert answer.status_code == 200, answer.text

    async def reach(self, kind: str = "email", is_on: bool = True, **parts: Any) -> dict[str, Any]:
        wish = {"reach": {"kind": kind, **parts}, "is_on": is_on}
        made = await self.http.post(f"/api/v1/surveys/{self.survey}/reaches", json=wish)
        assert made.status_code == 201, made.text
        return dict(made.json())

    async def invitations(self, **query: Any) -> list[dict[str, Any]]:
        answer = await self.http.get(f"/api/v1/surveys/{self.survey}/invitations", params=query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def state(self) -> str:
        """Of the only invitation there is."""
        [row] = await self.invitations()
        return str(row["state"])

    async def figures(self, **query: Any) -> dict[str, Any]:
        answer = await self.http.get(f"/api/v1/surveys/{self.survey}/reach-figures", params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def tokens(self) -> list[str]:
        async with self.shop.engines.tables.transaction() as tx:
            rows = await tx.all(
                "select token from survey_invitation where workspace = %(w)s and token is not null order by id",
                w=self.shop.workspace,
            )
        return [row["token"] for row in rows]

    async def confirm(self, token: str, first: str = "") -> str:
        """Presses the button of the page; the token of her response."""
        answer = await self.visitor.post(f"/invitation/{token}", data={"first": first} if first else {})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].rpartition("/")[2].partition("?")[0]

    async def finish(self, response: str) -> dict[str, Any]:
        """Answers all that is left."""
        place = (await self.visitor.get(f"/v1/survey/{response}")).json()
        while place["state"] in ("started", "partial"):
            answers = {"nps": 9} if place["page"]["key"] == "one" else {"why": "good"}
            body = {"seq": place["seq"] + 1, "page": place["page"]["key"], "answers": answers}
            answer = await self.visitor.put(f"/v1/survey/{response}/answers", json=body)
            assert answer.status_code == 200, answer.text
            place = answer.json()
        return dict(place)

    async def set_back(self, subscriber: str) -> None:
        """The subscriber hears the whole log once more."""
        async with self.shop.engines.tables.transaction() as tx:
            await tx.run("update subscription set writer = '0', position = 0 where name = %(n)s", n=subscriber)
        await self.shop.drain()


def links_of(mail: Any, is_plain: bool = False) -> list[tuple[str, str]]:
    """(token, code) of the personal links, those led through our click counter too."""
    import base64

    text = text_of(mail) if is_plain else html_of(mail)
    for sealed in re.findall(r"/m/click/([\w-]+)", text):
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        text += " " + raw[41:].decode()
    return _LINK.findall(text)


@pytest.fixture
async def asking(shop: Shop, mailbox: Mailbox, api: Api) -> Asking:
    made = Asking(shop, mailbox, await api("owner"), await api(None))
    await made.publish()
    await made.rest()
    return made


async def person(asking: Asking, name: str, **more: Any) -> UUID:
    return await asking.shop.customer(name, email=f"{name.lower()}@shop.test", **more)
