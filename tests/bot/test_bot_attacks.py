"""What strangers, races and broken parts may do to the bot, and what they may not."""

import asyncio
import random
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.bot.conftest import Drain, Hire, Online, Shop, Visit, later, tap

from feilun.interaction.bot import ledger, turns
from feilun.interaction.bot.keeper import queries
from feilun.interaction.understanding import Published
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines


async def bot_lines(shop: Shop, conversation: str) -> list[dict[str, Any]]:
    items = (await shop.get(f"/conversations/{conversation}/messages", limit=200))["items"]
    return [one for one in items if one["sender"]["kind"] == "bot"]


async def test_taps_on_what_is_not_hers_do_nothing(
    shop: Shop, visit: Visit, drain: Drain, stranger: httpx.AsyncClient
) -> None:
    """Ids of another company, unknown ids, wrong shapes: her label counts as words, and nothing breaks."""
    theirs = (await stranger.post("/api/v1/articles", json={"content": {"title": "Theirs"}})).json()["id"]
    lin, chen = await visit("lin"), await visit("chen")
    await chen.write("怎么退货")
    await drain()
    [hers] = await shop.decisions()
    for kind, id, decision in [
        ("article", theirs, hers["id"]), ("article", "x" * 200, ""), ("flow", str(new_id()), ""), ("flow", "x", ""),
        ("menu", "../../etc", ""), ("none", "", hers["id"]), ("article", shop.articles["invoice"], hers["id"]),
        ("foresight", theirs, "not-an-id"), ("option", "a|o|b", ""), ("shell", "rm", ""),
    ]:  # fmt: skip
        await tap(lin, "按钮", kind, id, decision)
        await drain()
    assert (await shop.decisions(conversation=hers["conversation"]))[0]["outcomes"] == {}
    assert "Theirs" not in str(await lin.sees())


async def test_a_huge_body_is_refused_at_the_door(shop: Shop, visit: Visit) -> None:
    lin = await visit("lin")
    body = {"text": "x", "tap": {"kind": "article", "id": "y" * 40_000}}
    assert "error" in await lin.call("msg.send", cid="1", type="text", body=body)
    deep: Any = {}
    for _ in range(2_000):
        deep = {"a": deep}
    answer = await lin.http.post("/api/v1/bot-trials", json={"text": "x", "tap": {"kind": "menu"}, "state": "x"})
    assert answer.status_code == 401


async def test_a_visitor_cannot_judge_answers_of_others(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin, chen = await visit("lin"), await visit("chen")
    await lin.write("怎么退货")
    await drain()
    [decision] = await shop.decisions()
    for wrong in (decision["id"], str(new_id()), "x", None, 5):
        assert "error" in await chen.call("bot.feedback", decision=wrong, helpful=False)
    assert (await shop.decisions())[0]["outcomes"] == {}


async def test_words_that_look_like_code_are_words(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    for text in (
        "{{slots.x}}",
        "'; drop table bot_turn; --",
        "\u202e\u0000反",
        "😀" * 500,
        "<script>alert(1)</script>",
    ):
        await lin.write(text)
        await drain()
    assert len((await shop.get("/conversations"))["items"]) == 1


async def test_a_model_that_hangs_leads_to_a_person(
    shop: Shop, visit: Visit, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs(self: Published, texts: Any) -> Any:
        await asyncio.sleep(60)

    monkeypatch.setattr(Published, "understand", hangs)
    monkeypatch.setattr(turns, "_RECOGNISE_WITHIN", 0.1)
    monkeypatch.setattr(turns, "_FIRST_WITHIN", 0.1)
    await (await visit("lin")).write("怎么退货")
    await drain()
    [decision] = await shop.decisions()
    assert (decision["reason"], decision["why"][0]["code"]) == ("failure", "model_too_slow")


async def test_a_fault_of_ours_leads_to_a_person_and_not_to_silence(
    shop: Shop, visit: Visit, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr(ledger, "write", broken)
    await (await visit("lin")).write("怎么退货")
    await drain()
    [row] = (await shop.get("/conversations"))["items"]
    assert [one["reason"] for one in await shop.handovers(row["id"])] == ["failure"]
    assert len(await bot_lines(shop, row["id"])) == 1


async def test_a_turn_that_kills_whoever_takes_it_is_handed_over(
    shop: Shop, visit: Visit, drain: Drain, engines: Engines
) -> None:
    await (await visit("lin")).write("怎么退货")
    for number in range(4):
        async with engines.tables.transaction() as tx:
            at = clock.now().replace(year=2027 + number)
            rows = await tx.all(queries.claim_turns, claim=new_id(), now=at, until=at, most=32)
        assert [row["attempts"] for row in rows if row["workspace"] == shop.workspace] == [number + 1]
    await later(drain, days=365 * 6)
    [decision] = await shop.decisions(days=365)
    assert decision["why"][0]["code"] == "tried_too_often"


async def test_the_answer_is_dropped_when_she_wrote_on_meanwhile(
    shop: Shop, visit: Visit, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await visit("lin")
    real, calls = Published.understand, 0

    async def slow(self: Published, texts: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 1:
            await lin.write("怎么开发票")
        return await real(self, texts)

    monkeypatch.setattr(Published, "understand", slow)
    await lin.write("请问")
    await drain()
    [decision] = await shop.decisions()
    assert decision["text"] == "请问\n怎么开发票"
    [row] = (await shop.get("/conversations"))["items"]
    assert len(await bot_lines(shop, row["id"])) == 1


async def test_whoever_is_first_agent_or_bot_no_bot_line_follows_the_agents(
    shop: Shop, visit: Visit, drain: Drain, hire: Hire, online: Online
) -> None:
    mei = await hire("Mei")
    await online(mei)
    for number in range(12):
        lin = await visit(f"racer-{number}")
        await lin.write("怎么退货")
        row = next(one for one in (await mei.box("bot")) if one["handle"] == f"racer-{number}")

        async def answer(conversation: str = row["id"]) -> None:
            await asyncio.sleep(random.uniform(0, 0.05))
            await mei.reply(conversation, "我来")

        await asyncio.gather(drain(), answer())
        await drain()
        kinds = [one["sender"]["kind"] for one in await mei.messages(row["id"]) if one["type"] == "text"]
        assert "bot" not in kinds[kinds.index("staff") :], kinds


async def test_many_who_answer_at_once_say_it_once(shop: Shop, visit: Visit, engines: Engines, drain: Drain) -> None:
    visitors = [await visit(f"crowd-{number}") for number in range(20)]
    for one in visitors:
        await one.write("怎么退货")
    for _ in range(6):
        await asyncio.gather(*(turns.answer_turns(engines, clock.now()) for _ in range(4)))
    await drain()
    for one in visitors:
        assert (await one.reads()).count("关于退货的回答。") == 1
    assert len(await shop.decisions(limit=100)) == 20


async def test_a_conversation_of_another_company_is_not_suggested_to(
    shop: Shop, visit: Visit, stranger: httpx.AsyncClient
) -> None:
    await (await visit("lin")).write("怎么退货")
    [row] = (await shop.get("/conversations"))["items"]
    assert (await stranger.get(f"/api/v1/conversations/{row['id']}/suggestions")).status_code == 404


async def test_who_is_offline_is_asked_for_a_contact_once(shop: Shop, visit: Visit, drain: Drain) -> None:
    await shop.set(hours=[{"days": [1], "from": "00:00", "to": "00:01"}])
    lin = await visit("lin")
    for text in ("转人工", "我的包裹坏了", "请尽快", "电话13812345678", "还有吗", "在吗"):
        await lin.write(text)
        await drain()
    said = [one for one in await lin.reads() if "。" in one]
    assert len(said) == 3, said
    assert "人工服务时间" in said[0]
    assert UUID((await shop.get("/conversations"))["items"][0]["id"])


_acts = st.lists(
    st.sampled_from(["ask", "ask2", "odd", "person", "none", "leave", "agent", "back", "resolve", "work"]),
    min_size=3, max_size=9,
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=_acts)
async def test_any_order_of_acts_leaves_nobody_alone(
    shop: Shop, visit: Visit, drain: Drain, hire: Hire, acts: list[str]
) -> None:
    """After the work is done: no turn is left, at most one bot line per turn, and a word without answer has a person."""
    lin, mei = await visit(f"any-{new_id()}"), await hire(f"Mei{new_id().hex[-6:]}")
    texts = {"ask": "怎么退货", "ask2": "怎么开发票", "odd": "法国的首都是哪里", "person": "转人工"}
    await lin.write("你好")
    row = (await shop.get("/conversations", box="any"))["items"][0]
    for act in acts:
        if act in texts:
            await lin.write(texts[act])
        elif act == "none":
            await tap(lin, "都不是", "none")
        elif act == "leave":
            await lin.call("conversation.leave")
        elif act == "agent":
            await mei.reply(row["id"], "我来")
        elif act == "back":
            await mei.http.delete(f"/api/v1/conversations/{row['id']}/handover")
        elif act == "resolve":
            await mei.post(f"/conversations/{row['id']}/resolution")
        else:
            await drain()
    await drain()
    now = await shop.get(f"/conversations/{row['id']}")
    said = [one for one in await mei.messages(row["id"]) if one["type"] == "text"]
    kinds = [one["sender"]["kind"] for one in said]
    assert "bot,bot,bot" not in ",".join(kinds)
    if now["state"] == "open" and kinds[-1] == "customer":
        assert now["speaker"] in ("waiting", "agent", "offline", "requested"), (acts, now["speaker"])
