"""A customer talks with the bot, through the front door: what she reads, what is written down, who is called."""

from typing import Any

from tests.bot.conftest import Drain, Hire, Online, Shop, Visit, Visitor, later, tap


async def bodies(visitor: Visitor) -> list[dict[str, Any]]:
    """What the bot said, in order."""
    return [
        one["body"]["body"] if "body" in one["body"] else one["body"]
        for one in await visitor.sees()
        if one["type"] in ("text", "card") and one.get("sender", {}).get("kind") == "bot"
    ]


async def test_a_question_in_known_words_is_answered_in_her_language(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("怎么退货？")
    await drain()
    assert await lin.reads() == ["怎么退货？", "关于退货的回答。"]


async def test_an_english_question_gets_the_english_answer(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("Where is my parcel?")
    await drain()
    assert (await lin.reads())[-1] == "About Shipping."


async def test_every_decision_says_why(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    [decision] = await shop.decisions()
    assert decision["route"] == "answer"
    assert decision["article"] == shop.articles["returns"]
    assert decision["why"][0]["code"] == "same_words"
    assert decision["version"] == shop.version
    assert decision["guesses"][0]["title"] == "退货"
    # Both on the scale of the probabilities; none where no score is enough and only the words of a phrasing are answered.
    assert decision["threshold"] is None or decision["threshold"] <= decision["confidence"]
    assert decision["said"] == "关于退货的回答。"


async def test_a_burst_is_one_turn(shop: Shop, visit: Visit, drain: Drain) -> None:
    await shop.set(quiet_ms=600)
    lin = await visit("lin")
    for part in ("你好", "怎么退货", "我想退货"):
        await lin.write(part)
    await later(drain, seconds=2)
    assert len(await bodies(lin)) == 1
    [decision] = await shop.decisions()
    assert decision["text"] == "你好\n怎么退货\n我想退货"


async def test_nothing_is_said_before_the_quiet_window_is_over(shop: Shop, visit: Visit, drain: Drain) -> None:
    await shop.set(quiet_ms=10_000)
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    assert await bodies(lin) == []


async def test_a_wish_for_a_person_calls_one_once_and_says_so_once(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    await lin.write("转人工")
    await drain()
    await lin.write("有人吗，转人工")
    await drain()
    [row] = (await shop.get("/conversations"))["items"]
    [handover] = await shop.handovers(row["id"])
    assert handover["reason"] == "wish"
    said = [one for one in await bodies(lin) if "handover" in one]
    assert len(said) == 1


async def test_the_agent_is_told_what_was_asked_and_tried(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    await lin.write("太差了，我要投诉你们！")
    await drain()
    [row] = (await shop.get("/conversations"))["items"]
    briefing = (await shop.handovers(row["id"]))[0]["briefing"]
    assert briefing["reason"] == "complaint"
    assert briefing["questions"] == ["怎么退货", "太差了，我要投诉你们！"]
    assert briefing["tried"] == [{"article": shop.articles["returns"], "title": "退货"}]
    assert "投诉" in briefing["evidence"]
    assert "退货" in briefing["summary"]["zh-CN"]


async def test_a_question_from_another_world_is_not_answered_and_the_second_calls_a_person(
    shop: Shop, visit: Visit, drain: Drain
) -> None:
    lin = await visit("lin")
    await lin.write("法国的首都是哪里")
    await drain()
    first = await shop.decisions()
    assert first[0]["route"] in ("unknown", "buttons")
    await lin.write("量子力学的基本假设有哪些")
    await drain()
    [row] = (await shop.get("/conversations"))["items"]
    assert (await shop.handovers(row["id"]))[0]["reason"] == "misses"


async def test_a_tap_answers_and_is_a_label_for_what_was_offered(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("法国的首都是哪里")
    await drain()
    [offer] = await shop.decisions()
    await tap(lin, "发票", "article", shop.articles["invoice"], offer["id"])
    await drain()
    assert (await lin.reads())[-1] == "关于发票的回答。"
    newest, offered = await shop.decisions()
    assert (newest["route"], newest["is_tap"]) == ("answer", True)
    assert offered["outcomes"]["tap"] == shop.articles["invoice"]


async def test_none_of_these_is_the_second_miss(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("法国的首都是哪里")
    await drain()
    [offer] = await shop.decisions()
    await tap(lin, "都不是", "none", "", offer["id"])
    await drain()
    newest = (await shop.decisions())[0]
    assert (newest["route"], newest["reason"]) == ("handover", "misses")


async def test_the_same_question_twice_calls_a_person(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    for _ in range(2):
        await lin.write("怎么退货")
        await drain()
    assert (await shop.decisions())[0]["reason"] == "asked_again"


async def test_an_agent_who_writes_silences_the_bot(
    shop: Shop, visit: Visit, drain: Drain, hire: Hire, online: Online
) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await online(mei)
    await lin.write("怎么退货")
    [row] = (await shop.get("/conversations"))["items"]
    assert (await mei.reply(row["id"], "我来帮您")).status_code == 201
    await drain()
    assert await bodies(lin) == []
    assert await shop.decisions() == []


async def test_a_broken_model_leads_to_a_person(shop: Shop, visit: Visit, drain: Drain, monkeypatch: Any) -> None:
    from feilun.interaction.understanding import Published

    async def broken(self: Published, texts: Any) -> Any:
        raise RuntimeError("no vectors today")

    monkeypatch.setattr(Published, "understand", broken)
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    [decision] = await shop.decisions()
    assert (decision["route"], decision["reason"]) == ("handover", "failure")
    assert decision["why"][0]["code"] == "model_failed"


async def test_a_bot_that_knows_nothing_calls_a_person(api: Any, visit: Visit, drain: Drain, workspace: Any) -> None:
    shop = Shop(await api("owner"), workspace, {}, 0)
    await shop.set(is_on=True, quiet_ms=0)
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    assert (await shop.decisions())[0]["why"][0]["code"] == "nothing_published"


async def test_phone_numbers_are_not_kept_in_the_log(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("我的电话是13812345678，怎么退货")
    await drain()
    assert "13812345678" not in (await shop.decisions())[0]["text"]
