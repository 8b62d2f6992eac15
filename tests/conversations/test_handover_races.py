"""An agent's first word against the bot's answer, on connections of their own, many times."""

import asyncio
import random
from typing import Any
from uuid import UUID

from tests.conversations.clerk import Clerk

from feilun.delivery import live
from feilun.events import Handle
from feilun.interaction import conversations
from feilun.interaction.conversations import BotLine, desk
from feilun.interaction.conversations.wishes import Wish
from feilun.interaction.conversations.writer import write
from feilun.kernel import clock
from feilun.kernel.caller import Caller
from feilun.kernel.ids import new_id
from feilun.store import Engines, Row

ROUNDS = 40


class Race:
    """One conversation in which everybody starts at once."""

    def __init__(self, engines: Engines, workspace: UUID, name: str) -> None:
        self.engines, self.workspace, self.name = engines, workspace, name
        self.person = new_id()

    async def begin(self) -> "Race":
        async with self.engines.tables.transaction() as tx:
            self.thread = (await live.thread_for(tx, self.workspace, Handle("anonymous_id", self.name))).id
        self.conversation: UUID = (await self.write("customer", f"customer:{self.thread}", thread=self.thread))[
            0
        ].conversation
        return self

    async def write(self, kind: str, sender: str, **more: Any) -> list[Any]:
        wish = Wish(
            workspace=self.workspace, sender_kind=kind, sender=sender, cid=str(new_id()), type="text",
            body={"text": "words"}, at=clock.now(), **more,
        )  # fmt: skip
        async with self.engines.tables.transaction() as tx:
            return await write(tx, self.engines, [wish])

    async def agent(self) -> None:
        await asyncio.sleep(random.random() * 0.01)
        await self.write("staff", f"staff:{self.person}", person=self.person, conversation=self.conversation)

    async def claim(self) -> None:
        caller = Caller(workspace=self.workspace, person=self.person, name="Mei", rights=frozenset({"desk.write"}))
        await desk.meet(self.engines, caller)
        async with self.engines.tables.transaction() as tx:
            await desk.assign(tx, self.engines, caller, self.conversation, self.person, None, False)

    async def bot(self, number: int) -> Any:
        await asyncio.sleep(random.random() * 0.01)
        line = BotLine(
            workspace=self.workspace, conversation=self.conversation, cid=f"bot:{number}",
            body={"text": "an answer"}, expected_seq=None,
        )  # fmt: skip
        async with self.engines.tables.transaction() as tx:
            landed = await conversations.bot_say(tx, self.engines, line)
            # As a slow answer does: the commit comes a little after the check.
            await asyncio.sleep(random.random() * 0.005)
        return landed

    async def hand_over(self) -> int | None:
        async with self.engines.tables.transaction() as tx:
            return await conversations.hand_over(
                tx, self.engines, workspace=self.workspace, conversation=self.conversation, reason="wish", briefing={}
            )

    async def messages(self) -> list[Row]:
        async with self.engines.tables.transaction() as tx:
            return await tx.all(
                "select seq, sender_kind, sender, body from message"
                " where workspace = %(w)s and conversation = %(c)s order by seq",
                w=self.workspace, c=self.conversation,
            )  # fmt: skip


def _quiet_after_staff(messages: list[Row]) -> bool:
    first = next(one["seq"] for one in messages if one["sender_kind"] == "staff")
    return not [one for one in messages if one["sender"] == "bot:attendant" and one["seq"] > first]


async def test_no_answer_of_the_bot_lands_after_an_agents_first_word(
    engines: Engines, workspace: UUID, clerk: Clerk
) -> None:
    dropped = 0
    for round in range(ROUNDS):
        race = await Race(engines, workspace, f"v{round}").begin()
        answers = await asyncio.gather(race.bot(1), race.agent(), race.bot(2), race.bot(3), race.bot(4))
        messages = await race.messages()
        assert _quiet_after_staff(messages)
        assert [one["seq"] for one in messages] == list(range(1, len(messages) + 1))
        dropped += sum(answers[at] is None for at in (0, 2, 3, 4))
    assert 0 < dropped < 4 * ROUNDS  # Both orders came up, or this is no race.


async def test_of_many_who_ask_at_once_one_hand_over_comes(engines: Engines, workspace: UUID, clerk: Clerk) -> None:
    for round in range(ROUNDS // 2):
        race = await Race(engines, workspace, f"v{round}").begin()
        numbers = await asyncio.gather(*(race.hand_over() for _ in range(4)), race.bot(1))
        assert sorted(one for one in numbers[:4] if one) == [1]
        messages = await race.messages()
        assert [one["body"]["handover"]["number"] for one in messages if "handover" in one["body"]] == [1]


async def test_a_claim_and_a_hand_over_at_once_leave_one_speaker(
    engines: Engines, workspace: UUID, clerk: Clerk
) -> None:
    for round in range(ROUNDS // 2):
        race = await Race(engines, workspace, f"v{round}").begin()
        await asyncio.gather(race.hand_over(), race.claim(), race.bot(1))
        async with engines.tables.transaction() as tx:
            rows = await conversations.handovers(tx, workspace, race.conversation)
            speaker = await tx.value("select speaker from conversation where id = %(id)s", id=race.conversation)
        assert speaker == "agent"
        assert [(one.number, one.ended_at) for one in rows] == [(1, None)]
        assert len([one for one in await race.messages() if "handover" in one["body"]]) <= 1
