"""More of what hostile people and half-broken contents may do to the bot: nobody may be left without an answer."""

import asyncio
from typing import Any

import pytest
from tests.bot.conftest import ARTICLES, Api, Drain, Hire, Shop, Visit, approve, content, publish
from tests.bot.test_bot_flows import Stock, shop, stock

from feilun.interaction.bot import flowing
from feilun.interaction.flows.place import WebhookAnswer

__all__ = ["Stock", "shop", "stock"]


async def speaker(shop: Shop) -> str:
    [row] = (await shop.get("/conversations", box="any"))["items"]
    return str(row["speaker"])


@pytest.mark.parametrize("depth", [900, 3_300])
async def test_a_bottomless_menu_is_refused(api: Api, depth: int) -> None:
    owner = await api("owner")
    item = '{"id":"a","label":{"en":"x"},"kind":"children","children":['
    body = '{"settings":{"menu":[' + item * depth + "]}" * depth + "]}}"
    answer = await owner.put("/api/v1/bot-settings", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 413, 422), (answer.status_code, answer.text[:300])


async def test_a_flow_whose_article_says_nothing_calls_a_person(
    shop: Shop, stock: Stock, visit: Visit, drain: Drain
) -> None:
    graph = {"first": "a", "steps": [{"id": "a", "kind": "answer", "article": "0198c0de-0000-7000-8000-000000000001"}]}
    flow = (await shop.owner.post("/api/v1/flows", json={"name": "空", "graph": graph})).json()["id"]
    approved = await shop.owner.post(f"/api/v1/flows/{flow}/approval", json={"revision": 1})
    assert approved.is_success, approved.text
    await approve(
        shop.owner, {**content("物流 / Shipping", {"zh-CN": ARTICLES["物流 / Shipping"]["zh-CN"]}), "flow": flow}
    )
    await publish(shop.owner, drain)
    lin = await visit("lin")
    await lin.write("我的包裹到哪了")
    await drain()
    newest = (await shop.decisions())[0]
    assert newest["route"] == "handover", newest
    assert await speaker(shop) in ("waiting", "offline", "requested")


async def test_a_flow_that_breaks_is_over_when_a_person_is_called(
    shop: Shop, stock: Stock, visit: Visit, drain: Drain, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("查询订单状态")
    await drain()

    async def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("the flow is broken")

    with monkeypatch.context() as patched:
        patched.setattr(flowing, "go_on", broken)
        await lin.write("A1001")
        await drain()
    [row] = (await shop.get("/conversations", box="any"))["items"]
    await mei.reply(row["id"], "我来")
    assert (await mei.http.delete(f"/api/v1/conversations/{row['id']}/handover")).is_success
    await lin.write("怎么退货")
    await drain()
    assert (await shop.decisions())[0]["route"] == "answer"


async def test_a_flow_is_over_when_she_asked_for_a_person_by_the_button(
    shop: Shop, stock: Stock, visit: Visit, drain: Drain, hire: Hire
) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("查询订单状态")
    await drain()
    assert "error" not in await lin.call("conversation.person")
    [row] = (await shop.get("/conversations", box="any"))["items"]
    await mei.reply(row["id"], "我来")
    await mei.post(f"/conversations/{row['id']}/resolution")
    await lin.write("怎么退货")
    await drain()
    assert (await shop.decisions())[0]["route"] == "answer"


async def test_a_dialog_with_an_impossible_tap_does_not_stop_training(shop: Shop, drain: Drain) -> None:
    dialog: dict[str, Any] = {"name": "坏", "turns": [{"say": "", "tap": {"kind": 5}, "expect": {"route": "unknown"}}]}
    assert (await shop.owner.post("/api/v1/bot-suite/dialogs", json=dialog)).status_code == 422
    dialog["turns"][0]["tap"] = {"kind": "shell", "id": "x" * 900}
    assert (await shop.owner.post("/api/v1/bot-suite/dialogs", json=dialog)).status_code == 201
    wanted = (await shop.owner.post("/api/v1/bot-versions")).json()["number"]
    await drain()
    assert (await shop.get(f"/bot-versions/{wanted}"))["version"]["state"] == "trained"


async def test_a_system_that_hangs_for_some_holds_up_nobody_else(
    shop: Shop, stock: Stock, visit: Visit, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [await visit(f"slow-{number}") for number in range(12)]
    for one in waiting:
        await one.write("查询订单状态")
    await drain()
    answered, begun = asyncio.Event(), 0

    async def hangs(*_: Any) -> WebhookAnswer:
        nonlocal begun
        begun += 1
        await asyncio.wait_for(answered.wait(), 60)
        return WebhookAnswer(status=200, body={"state": "已发货"})

    monkeypatch.setattr(flowing, "call", hangs)
    for one in waiting:
        await one.write("A1001")
    work = asyncio.create_task(drain())
    zoe = await visit("zoe")
    async with asyncio.timeout(120):
        while begun < len(waiting):
            await asyncio.sleep(0.05)
        await zoe.write("怎么退货")
        while len(await zoe.reads()) < 2:
            await asyncio.sleep(0.1)
    assert not work.done()
    answered.set()
    await work
    assert (await zoe.reads())[-1] == "关于退货的回答。"
    assert {(await one.reads())[-1] for one in waiting} == {"订单A1001：已发货。"}


async def test_what_she_asked_before_an_agent_gave_her_back_is_answered(
    shop: Shop, stock: Stock, visit: Visit, drain: Drain, hire: Hire
) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("你好")
    [row] = (await shop.get("/conversations", box="any"))["items"]
    await mei.reply(row["id"], "我来")
    await lin.write("怎么退货")
    assert (await mei.http.delete(f"/api/v1/conversations/{row['id']}/handover")).is_success
    await drain()
    assert (await lin.reads())[-1] == "关于退货的回答。"
