"""A shop whose bot is on: it knows returns, shipping, invoices and opening hours, in Chinese and English."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.conversations.conftest import Agent, Hire, Online, Visit, Visitor, client, hire, online, visit

from feilun.kernel import clock

__all__ = ["Agent", "Hire", "Online", "Visit", "Visitor", "client", "hire", "online", "visit"]

Api = Callable[..., Awaitable[httpx.AsyncClient]]
Drain = Callable[..., Awaitable[int]]

ARTICLES: dict[str, dict[str, list[str]]] = {
    "退货 / Returns": {
        "zh-CN": ["怎么退货", "我想退货", "退货流程是什么", "买错了可以退吗", "东西不喜欢能退吗"],
        "en": ["How do I return a parcel", "I want to send this back", "what is your return policy"],
    },
    "物流 / Shipping": {
        "zh-CN": ["我的包裹到哪了", "什么时候发货", "查一下物流", "快递几天能到", "订单发货了吗"],
        "en": ["Where is my parcel", "when will it arrive", "track my delivery"],
    },
    "发票 / Invoice": {
        "zh-CN": ["怎么开发票", "我要发票", "能开公司抬头的发票吗", "电子发票在哪里下载"],
        "en": ["I need an invoice", "send me the invoice please", "can I get a receipt for tax"],
    },
    "营业时间 / Opening": {
        "zh-CN": ["你们几点开门", "营业时间", "周末营业吗", "几点关门"],
        "en": ["when do you open", "what are your opening hours", "are you open on sunday"],
    },
}


@dataclass
class Shop:
    """The owner's client, and the ids of the articles by the first word of their title."""

    owner: httpx.AsyncClient
    workspace: UUID
    articles: dict[str, str]
    version: int

    async def set(self, **settings: Any) -> dict[str, Any]:
        """Changes settings and puts them live."""
        page = (await self.owner.get("/api/v1/bot-settings")).json()
        body = {"settings": {**page["draft"], **settings}, "revision": page["revision"]}
        kept = await self.owner.put("/api/v1/bot-settings", json=body)
        assert kept.status_code == 200, kept.text
        live = await self.owner.post("/api/v1/bot-settings/publication", json={"revision": kept.json()["revision"]})
        assert live.status_code == 200, live.text
        return dict(live.json())

    async def decisions(self, **filter: Any) -> list[dict[str, Any]]:
        answer = await self.owner.get("/api/v1/bot-decisions", params=filter)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def get(self, path: str, **values: Any) -> Any:
        answer = await self.owner.get(f"/api/v1{path}", params=values)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def handovers(self, conversation: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get(f"/conversations/{conversation}/handovers"))["items"]
        return found


def content(title: str, phrasings: dict[str, list[str]]) -> dict[str, Any]:
    chinese, english = title.split(" / ")
    return {
        "title": chinese,
        "phrasings": [{"language": key, "text": text} for key, texts in phrasings.items() for text in texts],
        "answers": [
            {"language": "zh-CN", "text": f"关于{chinese}的回答。"},
            {"language": "en", "text": f"About {english}."},
        ],
    }


async def approve(owner: httpx.AsyncClient, content: dict[str, Any]) -> str:
    made = await owner.post("/api/v1/articles", json={"content": content})
    assert made.status_code == 201, made.text
    id = str(made.json()["id"])
    approved = await owner.post(f"/api/v1/articles/{id}/approval", json={"revision": 1})
    assert approved.is_success, approved.text
    return id


async def publish(owner: httpx.AsyncClient, drain: Drain) -> int:
    """Trains what is approved and puts it in force."""
    started = await owner.post("/api/v1/bot-versions")
    assert started.is_success, started.text
    await drain()
    number = int(started.json()["number"])
    done = await owner.post(f"/api/v1/bot-versions/{number}/publication")
    assert done.is_success, done.text
    return number


@pytest.fixture
async def shop(api: Api, drain: Drain, workspace: UUID) -> Shop:
    """The bot is on and answers at once."""
    owner = await api("owner")
    articles = {
        title.split(" / ")[1].lower(): await approve(owner, content(title, phrasings))
        for title, phrasings in ARTICLES.items()
    }
    shop = Shop(owner, workspace, articles, await publish(owner, drain))
    await shop.set(is_on=True, quiet_ms=0)
    return shop


async def tap(visitor: Visitor, label: str, kind: str, id: str = "", decision: str = "") -> None:
    body = {"text": label, "tap": {"kind": kind, "id": id, "decision": decision}}
    answer = await visitor.call("msg.send", cid=f"tap-{clock.now().isoformat()}", type="text", body=body)
    assert "error" not in answer, answer


async def later(drain: Drain, **by: float) -> None:
    """The work of a moment later, such as after the quiet window."""
    await drain(now=clock.now() + timedelta(**by))
