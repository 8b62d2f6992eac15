"""The bot, a person, and back: what the customer reads, what the desk sees, who may speak."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.conversations.clerk import Clerk
from tests.conversations.conftest import Agent, Hire, Online, Visit, Visitor

from feilun.delivery import live
from feilun.interaction import conversations
from feilun.interaction.conversations import BotLine
from feilun.kernel import clock
from feilun.kernel.errors import Conflict
from feilun.store import Engines


class Desk:
    """The bot's side of one conversation."""

    def __init__(self, engines: Engines, workspace: UUID, conversation: str) -> None:
        self.engines, self.workspace, self.conversation = engines, workspace, UUID(conversation)

    async def say(self, text: str, expected: int | None = None, cid: str = "", **body: Any) -> Any:
        line = BotLine(
            workspace=self.workspace, conversation=self.conversation, cid=cid or f"bot:{text}",
            body={"text": text, **body}, expected_seq=expected, sender_name="Fei",
        )  # fmt: skip
        async with self.engines.tables.transaction() as tx:
            return await conversations.bot_say(tx, self.engines, line)

    async def hand_over(self, reason: str = "wish", expected: int | None = None, **more: Any) -> int | None:
        async with self.engines.tables.transaction() as tx:
            return await conversations.hand_over(
                tx, self.engines, workspace=self.workspace, conversation=self.conversation, reason=reason,
                briefing={"slots": {"order": "A1"}}, expected_seq=expected, **more,
            )  # fmt: skip

    async def close_idle(self) -> bool:
        async with self.engines.tables.transaction() as tx:
            return await conversations.close_idle(tx, self.engines, self.workspace, self.conversation)


@pytest.fixture
async def mei(hire: Hire) -> Agent:
    return await hire("Mei")


@pytest.fixture
async def lin(visit: Visit, clerk: Clerk) -> Visitor:
    return await visit("lin")


@pytest.fixture
async def bot(lin: Visitor, mei: Agent, engines: Engines, workspace: UUID) -> Desk:
    """Lin has written `hello`, and it is the bot's turn."""
    await lin.write("hello")
    return Desk(engines, workspace, (await mei.box("bot"))[0]["id"])


async def of_bot(lin: Visitor) -> list[str]:
    """What the bot said to her."""
    return [one["body"]["text"] for one in await lin.sees() if one["sender"]["kind"] == "bot"]


async def speaker(mei: Agent, bot: Desk) -> str:
    return str((await mei.get(f"/conversations/{bot.conversation}"))["speaker"])


async def test_a_conversation_of_the_bot_waits_for_nobody(
    bot: Desk, mei: Agent, clerk: Clerk, online: Online, engines: Engines
) -> None:
    await online(mei)
    row = (await mei.box("bot"))[0]
    assert (row["speaker"], row["waiting_since"], row["assignee"], row["unread"]) == ("bot", None, None, 0)
    assert (await mei.box("unassigned"), await mei.box("mine")) == ([], [])
    await conversations.routing.assign_waiting(engines, clock.now())
    assert await mei.box("mine") == []
    assert [(one.seq, one.body["text"], one.speaker) for one in clerk.notes] == [(1, "hello", "bot")]


async def test_the_bot_answers_and_the_same_answer_lands_once(bot: Desk, lin: Visitor, mei: Agent) -> None:
    said = await bot.say("We ship daily.", 1, links=[{"label": "Shop", "url": "https://shop.example"}])
    again = await bot.say("We ship daily.", 1)
    assert (said.is_new, again.is_new, said.message.seq) == (True, False, again.message.seq)
    assert await of_bot(lin) == ["We ship daily."]
    assert (await lin.sees())[-1]["body"]["links"][0]["label"] == "Shop"
    assert [one["seq"] for one in await mei.messages(str(bot.conversation))] == [1, 2]


async def test_an_answer_to_an_older_word_is_dropped(bot: Desk, lin: Visitor) -> None:
    await lin.write("and to Taipei?")
    assert await bot.say("To what?", 1) is None
    assert await bot.hand_over(expected=1) is None
    assert await of_bot(lin) == []
    assert await bot.say("Yes.", 2) is not None


async def test_a_hand_over_says_one_thing_and_the_desk_sees_why(
    bot: Desk, lin: Visitor, mei: Agent, drain: Any, api: Any
) -> None:
    assert await bot.hand_over("anger") == 1
    assert await bot.hand_over("anger") is None
    assert await of_bot(lin) == ["offline en 1 anger"]
    row = (await mei.box("unassigned"))[0]
    assert (row["speaker"], row["handover_reason"], row["unread"]) == ("offline", "anger", 1)
    found = (await mei.get(f"/conversations/{bot.conversation}/handovers"))["items"]
    assert (found[0]["number"], found[0]["reason"], found[0]["briefing"]) == (1, "anger", {"slots": {"order": "A1"}})
    assert [(one["from_speaker"], one["to_speaker"]) for one in found[0]["moves"]] == [
        ("bot", "requested"), ("requested", "offline"),
    ]  # fmt: skip


async def test_somebody_online_gets_the_conversation_with_the_hand_over(
    bot: Desk, lin: Visitor, mei: Agent, online: Online
) -> None:
    await online(mei)
    await bot.hand_over("complaint")
    row = (await mei.box("mine"))[0]
    assert (row["speaker"], row["assignee_name"]) == ("waiting", "Mei")
    assert [one["type"] for one in await lin.sees()] == ["text", "text", "system"]
    assert await bot.say("One more thing", None) is None
    await mei.reply(row["id"], "I am Mei.")
    assert await speaker(mei, bot) == "agent"
    accepted = (await mei.get(f"/conversations/{row['id']}/handovers"))["items"][0]
    assert (accepted["accepted_name"], accepted["accepted_at"] is None) == ("Mei", False)


async def test_hours_with_people_make_the_customer_wait_and_not_leave(
    bot: Desk, lin: Visitor, mei: Agent, clerk: Clerk
) -> None:
    clerk.comes = True
    await bot.hand_over()
    assert await of_bot(lin) == ["waiting en 1 wish"]
    assert (await lin.call("conversation.queue"))["data"] == {"speaker": "waiting", "position": 1, "minutes": None}


async def test_who_came_later_stands_further_back(bot: Desk, visit: Visit, clerk: Clerk) -> None:
    clerk.comes = True
    await bot.hand_over()
    chen = await visit("chen")
    asked = await chen.call("conversation.person", reason="button")
    assert asked["data"] == {"speaker": "waiting", "position": 2, "minutes": None}
    assert (await chen.call("conversation.person"))["data"]["position"] == 2
    assert await of_bot(chen) == ["waiting zh-CN 2 button"]


async def test_who_comes_on_duty_finds_what_was_left_in_the_night(
    bot: Desk, lin: Visitor, mei: Agent, online: Online
) -> None:
    await bot.hand_over()
    await lin.write("my number is 13800138000")
    assert await bot.say("Thank you, I noted it.", 3) is not None
    await online(mei)
    row = (await mei.box("mine"))[0]
    assert (row["id"], row["speaker"]) == (str(bot.conversation), "waiting")


async def test_an_agents_word_silences_the_bot(bot: Desk, lin: Visitor, mei: Agent) -> None:
    await mei.reply(str(bot.conversation), "Let me see.")
    assert await bot.say("We ship daily.", 1) is None
    await lin.write("thanks")
    assert await bot.say("You are welcome.", 3) is None
    row = (await mei.box("mine"))[0]
    assert (row["speaker"], row["handover_reason"]) == ("agent", "taken_over")
    assert await of_bot(lin) == []


async def test_a_note_does_not_silence_the_bot(bot: Desk, mei: Agent) -> None:
    await mei.reply(str(bot.conversation), "watch this one", type="note")
    assert await bot.say("We ship daily.", 1) is not None


async def test_a_claim_silences_the_bot_and_a_give_back_lets_it_wait(
    bot: Desk, lin: Visitor, mei: Agent, clerk: Clerk, tables: Any, workspace: UUID
) -> None:
    path = f"/conversations/{bot.conversation}/handover"
    taken = await mei.post(path)
    assert (taken.status_code, taken.json()["speaker"], taken.json()["assignee_name"]) == (200, "agent", "Mei")
    assert await bot.say("We ship daily.", 1) is None
    back = await mei.http.delete(f"/api/v1{path}")
    assert (back.status_code, back.json()["speaker"], back.json()["assignee"]) == (200, "bot", None)
    clerk.notes.clear()
    await lin.write("and now?")
    assert [one.body["text"] for one in clerk.notes] == ["and now?"]
    assert [one["body"].get("event") for one in await lin.sees() if one["type"] == "system"] == [
        "conversation.assigned", "conversation.returned",
    ]  # fmt: skip
    async with tables.transaction() as tx:
        told = await tx.all(
            "select type, body->'properties'->>'reason' as why from event"
            " where workspace = %(w)s and type like 'handover.%%' order by position",
            w=workspace,
        )
    assert [(one["type"], one["why"]) for one in told] == [
        ("handover.accepted", "taken_over"), ("handover.returned", "taken_over"),
    ]  # fmt: skip


async def test_of_two_who_take_over_one_learns_who_was_faster(bot: Desk, mei: Agent, hire: Hire) -> None:
    wu = await hire("Wu")
    path = f"/conversations/{bot.conversation}/handover"
    assert (await mei.post(path)).status_code == 200
    late = await wu.post(path)
    assert (late.status_code, late.json()["owner_name"]) == (409, "Mei")


async def test_a_token_takes_nothing_over(bot: Desk, api: Any) -> None:
    client = await api("agent")
    assert (await client.post(f"/api/v1/conversations/{bot.conversation}/handover")).status_code == 422


async def test_a_stranger_sees_and_moves_nothing(bot: Desk, mei: Agent, stranger: httpx.AsyncClient) -> None:
    path = f"/api/v1/conversations/{bot.conversation}/handover"
    assert (await stranger.get(f"{path}s")).status_code == 404
    assert (await stranger.delete(path)).status_code == 404
    assert await speaker(mei, bot) == "bot"


async def test_who_may_only_read_takes_nothing_over(bot: Desk, hire: Hire) -> None:
    ana = await hire("Ana", "analyst")
    assert (await ana.post(f"/conversations/{bot.conversation}/handover")).status_code == 403


async def test_the_customer_leaves_the_queue(bot: Desk, lin: Visitor, mei: Agent, clerk: Clerk) -> None:
    clerk.comes = True
    await bot.hand_over()
    assert (await lin.call("conversation.leave"))["data"] == {}
    row = (await mei.box("bot"))[0]
    assert (row["speaker"], row["waiting_since"], row["handover_reason"]) == ("bot", None, "")
    assert await bot.hand_over("anger") == 2
    assert await of_bot(lin) == ["waiting en 1 wish", "waiting en 1 anger"]


async def test_nobody_leaves_an_agent_who_speaks(bot: Desk, lin: Visitor, mei: Agent) -> None:
    await mei.reply(str(bot.conversation), "hi")
    assert (await lin.call("conversation.leave"))["error"]["code"] == 1409


async def test_a_new_start_does_not_inherit_the_old_reason(bot: Desk, lin: Visitor, mei: Agent, clerk: Clerk) -> None:
    await bot.hand_over("anger")
    await mei.reply(str(bot.conversation), "I am sorry.")
    await mei.post(f"/conversations/{bot.conversation}/resolution")
    assert await speaker(mei, bot) == "closed"
    clerk.notes.clear()
    await lin.write("hello again")
    row = (await mei.box("bot"))[0]
    assert (row["id"], row["speaker"], row["handover_reason"], row["assignee"]) == (
        str(bot.conversation), "bot", "", None,
    )  # fmt: skip
    assert len(clerk.notes) == 1
    assert await bot.hand_over("wish") == 2
    first = (await mei.get(f"/conversations/{bot.conversation}/handovers"))["items"][1]
    assert (first["number"], first["outcome"]) == (1, "resolved")


async def test_nobody_came_so_the_bot_takes_the_message(
    bot: Desk, lin: Visitor, mei: Agent, clerk: Clerk, engines: Engines
) -> None:
    from feilun.interaction.conversations.limits import end_waiting

    clerk.comes = True
    await bot.hand_over()
    await end_waiting(engines, clock.now() + timedelta(minutes=29))
    assert await speaker(mei, bot) == "waiting"
    await end_waiting(engines, clock.now() + timedelta(minutes=31))
    assert await speaker(mei, bot) == "offline"
    assert (await lin.sees())[-1]["body"]["event"] == "conversation.unanswered"
    assert len(await of_bot(lin)) == 1
    assert len(await mei.box("unassigned")) == 1


async def test_the_bot_closes_what_was_left_and_nothing_else(bot: Desk, lin: Visitor, mei: Agent) -> None:
    assert await bot.close_idle()
    assert not await bot.close_idle()
    await lin.write("back")
    await mei.reply(str(bot.conversation), "hi")
    assert not await bot.close_idle()
    assert await speaker(mei, bot) == "agent"


@pytest.mark.parametrize("call", ["heard", "is_on"])
async def test_a_broken_bot_loses_no_message_and_a_person_is_called(
    call: str, lin: Visitor, mei: Agent, clerk: Clerk
) -> None:
    clerk.breaks = {call, "words", "people_come", "briefing"}
    assert await lin.write("hello") == 1
    row = (await mei.box("unassigned"))[0]
    assert (row["last_text"] != "", row["waiting_since"] is None) == (True, False)
    assert (await lin.reads())[0] == "hello"
    assert row["handover_reason"] == ("failure" if call == "heard" else "")


async def test_a_bot_without_words_still_hands_over(bot: Desk, lin: Visitor, clerk: Clerk) -> None:
    clerk.breaks = {"words"}
    assert await bot.hand_over(language="zh-TW") == 1
    assert await of_bot(lin) == ["現在沒有客服在線。請留下您的問題與聯絡方式，我們上班後會盡快回覆您。"]


async def test_a_bot_that_is_switched_off_leaves_its_customers_to_people(
    bot: Desk, lin: Visitor, mei: Agent, clerk: Clerk
) -> None:
    clerk.workspaces.clear()
    await lin.write("still there?")
    assert (await mei.box("unassigned"))[0]["speaker"] == "waiting"
    assert len(clerk.notes) == 1
    back = await mei.http.delete(f"/api/v1/conversations/{bot.conversation}/handover")
    assert back.status_code == 409


async def test_a_person_is_called_without_a_bot_too(visit: Visit, mei: Agent, online: Online) -> None:
    lin = await visit("lin")
    asked = await lin.call("conversation.person")
    assert asked["data"] == {"speaker": "waiting", "position": 1, "minutes": None}
    await online(mei)
    assert len(await mei.box("mine")) == 1


async def test_what_she_writes_and_her_page_say_her_language(
    visit: Visit, clerk: Clerk, mei: Agent, engines: Engines, workspace: UUID
) -> None:
    lin = await visit("lin")
    await lin.call("msg.send", cid="a", type="text", body={"text": "A-77"}, language="zh-TW")
    assert clerk.notes[-1].language == "zh-TW"
    await lin.call("msg.send", cid="b", type="text", body={"text": "where is my order"}, language="zh-TW")
    assert clerk.notes[-1].language == "en"


async def test_a_tap_arrives_whole(lin: Visitor, clerk: Clerk) -> None:
    tap = {"kind": "menu", "id": "returns"}
    await lin.call("msg.send", cid="t", type="text", body={"text": "Returns", "tap": tap})
    assert clerk.notes[-1].body == {"text": "Returns", "tap": tap}


async def test_a_person_cannot_ask_as_the_customer(mei: Agent, engines: Engines, clerk: Clerk) -> None:
    from feilun.kernel.errors import Forbidden

    for name in ("conversation.person", "conversation.leave", "conversation.queue"):
        with pytest.raises(Forbidden):
            await live.RPC[name](mei.peer(), engines, {})


async def test_take_over_at_the_door_refuses_what_a_colleague_has(
    bot: Desk, mei: Agent, hire: Hire, engines: Engines, workspace: UUID
) -> None:
    wu = await hire("Wu")
    async with engines.tables.transaction() as tx:
        await conversations.take_over(
            tx, engines, workspace=workspace, conversation=bot.conversation, person=mei.person, name="Mei"
        )
    with pytest.raises(Conflict):
        async with engines.tables.transaction() as tx:
            await conversations.take_over(
                tx, engines, workspace=workspace, conversation=bot.conversation, person=wu.person, name="Wu"
            )
