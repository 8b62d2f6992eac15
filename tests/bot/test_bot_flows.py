"""Flows as the bot walks them: asked, cut, corrected, another system asked, a person called."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.bot.conftest import ARTICLES, Api, Drain, Shop, Visit, approve, content, later, publish, tap

from feilun.interaction.bot import flowing, turns
from feilun.kernel import clock
from feilun.store import Engines


@dataclass
class Stock:
    """Another system on loopback: knows orders; counts what it was asked under which key."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    status: int = 200
    pause: float = 0.0
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = next((int(one.split(":")[1]) for one in head.split("\r\n") if one.startswith("content-length")), 0)
        await reader.readexactly(length)
        self.asked.append(next(one.split(":")[1].strip() for one in head.split("\r\n") if "idempotency-key" in one))
        self.begun.set()
        await asyncio.sleep(self.pause)
        body = json.dumps({"state": "已发货"}).encode()
        top = f"HTTP/1.1 {self.status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(top.encode() + body)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def open_stock(engines: Engines) -> AsyncIterator[Stock]:
    stock = Stock()
    server = await asyncio.start_server(stock.serve, "127.0.0.1", 0)
    stock.port = server.sockets[0].getsockname()[1]
    before = engines.settings.webhook_hosts
    object.__setattr__(engines.settings, "webhook_hosts", f"127.0.0.1:{stock.port}")
    try:
        yield stock
    finally:
        object.__setattr__(engines.settings, "webhook_hosts", before)
        server.close()


@pytest.fixture
async def stock(engines: Engines) -> AsyncIterator[Stock]:
    async with open_stock(engines) as stock:
        yield stock


def graph(port: int) -> dict[str, Any]:
    return {
        "first": "ask",
        "steps": [
            {"id": "ask", "kind": "ask", "slot": "order", "slot_kind": "text", "text": {"zh-CN": "请告诉我订单号。"},
             "next": "look"},
            {"id": "look", "kind": "webhook", "url": f"http://127.0.0.1:{port}/orders", "body": {"order": "{{slots.order}}"},
             "save": {"state": "state"}, "timeout_ms": 3000, "retries": 0, "next": "say"},
            {"id": "say", "kind": "say", "text": {"zh-CN": "订单{{slots.order}}：{{slots.state}}。"}, "next": None},
        ],
    }  # fmt: skip


Open = Callable[[], Awaitable[Shop]]


@pytest.fixture
async def shop(api: Api, drain: Drain, workspace: Any, stock: Stock) -> Shop:
    """A shop that also has a flow behind "订单状态"."""
    owner = await api("owner")
    made = await owner.post("/api/v1/flows", json={"name": "订单", "graph": graph(stock.port)})
    assert made.is_success, made.text
    flow = made.json()["id"]
    approved = await owner.post(f"/api/v1/flows/{flow}/approval", json={"revision": 1})
    assert approved.is_success, approved.text
    articles = {"flow": flow}
    for title in ("退货 / Returns", "发票 / Invoice", "营业时间 / Opening"):
        articles[title.split(" / ")[1].lower()] = await approve(owner, content(title, ARTICLES[title]))
    order = {
        **content("订单状态 / Order", {"zh-CN": ["查询订单状态", "我的订单现在什么状态", "订单进度"]}),
        "flow": flow,
    }
    articles["order"] = await approve(owner, order)
    shop = Shop(owner, workspace, articles, await publish(owner, drain))
    await shop.set(is_on=True, quiet_ms=0)
    return shop


async def test_a_flow_asks_calls_and_tells(shop: Shop, stock: Stock, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("查询订单状态")
    await drain()
    assert (await lin.reads())[-1] == "请告诉我订单号。"
    await lin.write("A1001")
    await drain()
    assert (await lin.reads())[-1] == "订单A1001：已发货。"
    assert len(stock.asked) == 1
    assert [one["route"] for one in await shop.decisions()] == ["flow_step", "flow"]


async def test_a_call_that_fails_leads_to_a_person(shop: Shop, stock: Stock, visit: Visit, drain: Drain) -> None:
    stock.status = 500
    lin = await visit("lin")
    await lin.write("查询订单状态")
    await drain()
    await lin.write("A1001")
    await drain()
    newest = (await shop.decisions())[0]
    assert (newest["route"], newest["reason"]) == ("handover", "webhook_failed")
    [row] = (await shop.get("/conversations"))["items"]
    [handover] = await shop.handovers(row["id"])
    assert handover["briefing"]["slots"] == {"order": "A1001"}


async def test_who_dies_during_the_call_leaves_it_to_the_next_who_asks_only_once(
    shop: Shop, stock: Stock, visit: Visit, drain: Drain, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await visit("lin")
    await lin.write("查询订单状态")
    await drain()
    await lin.write("A1001")
    real = flowing.answered

    async def die(*_: Any) -> Any:
        raise asyncio.CancelledError()

    monkeypatch.setattr(flowing, "answered", die)
    await turns.answer_turns(engines, clock.now())
    await asyncio.sleep(0.5)
    assert len(stock.asked) == 1
    monkeypatch.setattr(flowing, "answered", real)

    await later(drain, seconds=30)
    assert (await lin.reads())[-1] == "订单A1001：已发货。"
    assert len(stock.asked) == 1, "the answer of the call was kept"


async def test_what_she_writes_during_the_call_is_a_turn_of_its_own(
    shop: Shop, stock: Stock, visit: Visit, drain: Drain
) -> None:
    stock.pause = 1.0
    lin = await visit("lin")
    await lin.write("查询订单状态")
    await drain()
    await lin.write("A1001")
    work = asyncio.create_task(drain())
    await asyncio.wait_for(stock.begun.wait(), 20)
    await lin.write("怎么退货")
    await work
    await drain()
    said = await lin.reads()
    assert said.count("订单A1001：已发货。") == 1
    assert said.count("关于退货的回答。") == 1
    assert len(stock.asked) == 1


async def test_a_trial_walks_the_flow_and_calls_nobody(shop: Shop, stock: Stock) -> None:
    state = ""
    for text, expected in (("查询订单状态", "请告诉我订单号。"), ("A1001", "")):
        answer = await shop.owner.post("/api/v1/bot-trials", json={"text": text, "state": state})
        assert answer.status_code == 200, answer.text
        state = answer.json()["state"]
        if expected:
            assert answer.json()["lines"][0]["body"]["text"] == expected
    assert answer.json()["decision"]["reason"] == "webhook_failed"
    assert stock.asked == []


async def test_a_person_ends_an_open_flow(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("查询订单状态")
    await drain()
    await lin.write("转人工")
    await drain()
    await lin.call("conversation.leave")
    await tap(lin, "退货", "article", shop.articles["returns"])
    await drain()
    assert (await lin.reads())[-1] == "关于退货的回答。"


async def test_a_flow_that_ends_while_nobody_is_on_duty_is_over(
    shop: Shop, stock: Stock, visit: Visit, drain: Drain, engines: Engines
) -> None:
    stock.pause, stock.status = 1.0, 500
    lin = await visit("lin")
    await lin.write("查询订单状态")
    await drain()
    await lin.write("A1001")
    work = asyncio.create_task(drain())
    await asyncio.wait_for(stock.begun.wait(), 20)
    await lin.call("conversation.person")
    await work
    async with engines.tables.transaction() as tx:
        left = await tx.value("select count(*) from bot_turn where workspace = %(workspace)s", workspace=shop.workspace)
    assert left == 0
