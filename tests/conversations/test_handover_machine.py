"""Any interleaving of customer, bot, agents, time-out and crash, on a real database: one speaker, one message."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.conversations.clerk import Clerk

from feilun import access
from feilun.access import Caller
from feilun.delivery import live
from feilun.delivery.live import Peer
from feilun.delivery.live.presence import enter, leave
from feilun.events import Handle
from feilun.interaction import conversations
from feilun.interaction.conversations import BotLine, desk, limits
from feilun.interaction.conversations import asking as visitors
from feilun.interaction.conversations.wishes import Wish
from feilun.interaction.conversations.writer import write
from feilun.kernel import clock
from feilun.kernel.errors import Error
from feilun.kernel.ids import new_id
from feilun.store import Engines, Row, Transaction

RIGHTS = frozenset({"desk.read", "desk.write", "desk.supervise"})
Deed = Callable[[Transaction], Awaitable[Any]]


class Crash(Exception):
    """The process dies before the commit."""


class Talking(RuleBasedStateMachine):
    """Two agents, one customer, one bot, one conversation."""

    engines: ClassVar[Engines]
    clerk: ClassVar[Clerk]
    loop: ClassVar[asyncio.AbstractEventLoop]

    @initialize()
    def open_shop(self) -> None:
        self._wait(self._open())
        # From an agent's words to the end of her turn: no word of the bot may stand in between.
        self.quiet_from = 0
        self.quiet: list[tuple[int, int]] = []

    async def _open(self) -> None:
        self.people = [new_id(), new_id()]
        async with self.engines.tables.transaction() as tx:
            self.workspace = await access.add_workspace(tx, "Machine")
            self.thread = (await live.thread_for(tx, self.workspace, Handle("anonymous_id", "lin"))).id
        for person in self.people:
            await desk.meet(self.engines, self._caller(person))
        self.clerk.workspaces.add(self.workspace)
        self.clerk.breaks.clear()
        self.clerk.comes = False
        await self._do(self._writes("first"))
        self.conversation: UUID = (await self._all("select id from conversation where workspace = %(w)s"))[0]["id"]

    # What everybody does. `dies` says that the process ends before the commit.

    @rule(dies=st.booleans(), breaks=st.booleans())
    def customer_writes(self, dies: bool, breaks: bool) -> None:
        self.clerk.breaks = {"heard", "words"} if breaks else set()
        self._run(self._writes("a word"), dies)
        self.clerk.breaks = set()

    @rule(behind=st.integers(0, 2), dies=st.booleans())
    def bot_answers(self, behind: int, dies: bool) -> None:
        before = self._wait(self._row())
        expected = before["customer_seq"] - behind
        line = BotLine(
            workspace=self.workspace, conversation=self.conversation, cid=str(new_id()),
            body={"text": "an answer"}, expected_seq=expected,
        )  # fmt: skip
        landed = self._run(lambda tx: conversations.bot_say(tx, self.engines, line), dies)
        may = before["speaker"] in ("bot", "offline") and behind == 0
        assert dies or (landed is not None) == may

    @rule(
        reason=st.sampled_from(["wish", "anger", "second_miss", "failure"]),
        comes=st.booleans(),
        dies=st.booleans(),
    )
    def bot_hands_over(self, reason: str, comes: bool, dies: bool) -> None:
        self.clerk.comes = comes
        before = self._wait(self._row())
        number = self._run(
            lambda tx: conversations.hand_over(
                tx, self.engines, workspace=self.workspace, conversation=self.conversation, reason=reason,
                briefing={}, expected_seq=before["customer_seq"],
            ),
            dies,
        )  # fmt: skip
        assert dies or number == (before["handovers"] + 1 if before["speaker"] == "bot" else None)

    @rule()
    def customer_asks_for_a_person(self) -> None:
        self._wait(visitors.person(self._visitor(), self.engines, {}))
        self._look_at_quiet()

    @rule()
    def customer_leaves_the_queue(self) -> None:
        self._try(visitors.leave(self._visitor(), self.engines, {}))

    @rule(who=st.integers(0, 1), dies=st.booleans())
    def agent_writes(self, who: int, dies: bool) -> None:
        person = self.people[who]
        wish = self._wish("staff", f"staff:{person}", "text", person=person, conversation=self.conversation)
        landed = self._run(lambda tx: write(tx, self.engines, [wish]), dies)
        if not dies and not self.quiet_from:
            self.quiet_from = landed[0].message.seq

    @rule(who=st.integers(0, 1))
    def agent_notes(self, who: int) -> None:
        before = self._wait(self._row())
        person = self.people[who]
        wish = self._wish("staff", f"staff:{person}", "note", person=person, conversation=self.conversation)
        self._run(lambda tx: write(tx, self.engines, [wish]), False)
        assert self._wait(self._row())["speaker"] == before["speaker"]

    @rule(who=st.integers(0, 1), gives=st.booleans(), dies=st.booleans())
    def agent_claims_or_puts_back(self, who: int, gives: bool, dies: bool) -> None:
        caller = self._caller(self.people[who])
        owner = self._wait(self._row())["assignee"]
        wanted = None if gives else caller.person
        self._run(lambda tx: desk.assign(tx, self.engines, caller, self.conversation, wanted, owner, True), dies)
        self._look_at_quiet()

    @rule(dies=st.booleans())
    def agent_gives_back(self, dies: bool) -> None:
        self._run(
            lambda tx: conversations.give_back(
                tx, self.engines, workspace=self.workspace, conversation=self.conversation, by="staff:x"
            ),
            dies,
        )
        self._look_at_quiet()

    @rule(dies=st.booleans())
    def agent_resolves(self, dies: bool) -> None:
        caller = self._caller(self.people[0])
        self._run(lambda tx: desk.resolve(tx, self.engines, caller, self.conversation), dies)
        self._look_at_quiet()

    @rule(dies=st.booleans())
    def agent_reopens(self, dies: bool) -> None:
        caller = self._caller(self.people[0])
        self._run(lambda tx: desk.reopen(tx, self.engines, caller, self.conversation), dies)

    @rule(dies=st.booleans())
    def bot_closes(self, dies: bool) -> None:
        before = self._wait(self._row())
        done = self._run(lambda tx: conversations.close_idle(tx, self.engines, self.workspace, self.conversation), dies)
        assert dies or done == (before["speaker"] == "bot")

    @rule(who=st.integers(0, 1))
    def agent_comes_and_goes(self, who: int) -> None:
        self._wait(self._visit_desk(self.people[who]))

    @rule()
    def time_passes(self) -> None:
        self._wait(limits.end_waiting(self.engines, clock.now() + timedelta(hours=1)))

    # What must hold after every step.

    @invariant()
    def there_is_one_speaker_and_its_way_has_no_gap(self) -> None:
        row = self._wait(self._row())
        assert row["speaker"] in ("bot", "waiting", "agent", "offline", "closed")
        assert (row["speaker"] == "closed") == (row["state"] == "resolved")
        moves = self._wait(self._of("handover_move", "step"))
        assert [one["step"] for one in moves] == list(range(1, row["moves"] + 1))
        way = ["closed", *(one["to_speaker"] for one in moves)]
        assert [one["from_speaker"] for one in moves] == way[:-1]
        assert way[-1] == row["speaker"]

    @invariant()
    def the_bots_conversations_wait_for_nobody(self) -> None:
        row = self._wait(self._row())
        if row["speaker"] == "bot":
            assert (row["assignee"], row["waiting_since"], row["handover_reason"]) == (None, None, "")

    @invariant()
    def messages_are_numbered_without_gaps(self) -> None:
        row = self._wait(self._row())
        assert [one["seq"] for one in self._wait(self._of("message", "seq"))] == list(range(1, row["top"] + 1))

    @invariant()
    def each_hand_over_has_its_own_number_and_one_message(self) -> None:
        row = self._wait(self._row())
        rows = self._wait(self._of("handover", "number"))
        assert [one["number"] for one in rows] == list(range(1, row["handovers"] + 1))
        asked = {one["number"] for one in rows if one["reason"] != "taken_over"}
        said = [
            one["body"]["handover"]["number"]
            for one in self._wait(self._of("message", "seq"))
            if "handover" in one["body"]
        ]
        assert sorted(said) == sorted(asked)
        assert [one["number"] for one in rows if one["ended_at"] is None] == (
            [row["handovers"]] if row["handover_reason"] else []
        )
        told = self._wait(self._facts("handover.requested"))
        assert sorted(told) == sorted(asked)

    @invariant()
    def nothing_of_the_bot_follows_an_agents_words(self) -> None:
        messages = self._wait(self._of("message", "seq"))
        spans = [*self.quiet, (self.quiet_from, len(messages) + 1)] if self.quiet_from else self.quiet
        for begins, ends in spans:
            heard = [one["seq"] for one in messages if one["sender"] == "bot:attendant"]
            assert not [seq for seq in heard if begins < seq < ends]

    def _look_at_quiet(self) -> None:
        """The agent's turn ends where the bot may speak again."""
        row = self._wait(self._row())
        if self.quiet_from and row["speaker"] != "agent":
            self.quiet.append((self.quiet_from, row["top"] + 1))
            self.quiet_from = 0

    def _run(self, deed: Deed, dies: bool) -> Any:
        before = self._wait(self._everything()) if dies else None
        answer = self._wait(self._do(deed, dies))
        if dies:
            assert self._wait(self._everything()) == before
        return answer

    async def _do(self, deed: Deed, dies: bool = False) -> Any:
        try:
            async with self.engines.tables.transaction() as tx:
                answer = await deed(tx)
                if dies:
                    raise Crash
                return answer
        except (Crash, Error):
            return None

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def _try(self, work: Coroutine[Any, Any, Any]) -> None:
        with contextlib.suppress(Error):
            self._wait(work)

    def _writes(self, text: str) -> Deed:
        wish = self._wish("customer", f"customer:{self.thread}", "text", text, thread=self.thread)
        return lambda tx: write(tx, self.engines, [wish])

    def _wish(self, kind: str, sender: str, type: str, text: str = "words", **more: Any) -> Wish:
        return Wish(
            workspace=self.workspace, sender_kind=kind, sender=sender, cid=str(new_id()), type=type,
            body={"text": text}, at=clock.now(), **more,
        )  # fmt: skip

    def _caller(self, person: UUID) -> Caller:
        return Caller(workspace=self.workspace, person=person, name="Mei", rights=RIGHTS)

    def _visitor(self) -> Peer:
        return Peer(workspace=self.workspace, kind="visitor", id=self.thread)

    async def _visit_desk(self, person: UUID) -> None:
        peer = Peer(workspace=self.workspace, kind="staff", id=person, name="Mei", rights=RIGHTS)
        connection = new_id()
        await enter(self.engines, peer, connection)
        await leave(self.engines, peer, connection)

    async def _row(self) -> Row:
        return (await self._all("select * from conversation where workspace = %(w)s and id = %(c)s"))[0]

    async def _of(self, table: str, order: str) -> list[Row]:
        where = "where workspace = %(w)s and conversation = %(c)s"
        return await self._all(f"select * from {table} {where} order by {order}")

    async def _facts(self, type: str) -> list[int]:
        rows = await self._all(
            f"select (body->'properties'->>'number')::int as n from event where workspace = %(w)s and type = '{type}'"
        )
        return [row["n"] for row in rows]

    async def _everything(self) -> list[Any]:
        tables = [("message", "seq"), ("handover", "number"), ("handover_move", "step")]
        return [
            await self._row(),
            *[await self._of(*one) for one in tables],
            await self._facts("handover.requested"),
        ]

    async def _all(self, statement: str) -> list[Row]:
        values = {"w": self.workspace, "c": getattr(self, "conversation", None)}
        async with self.engines.tables.transaction() as tx:
            return await tx.all(statement, **values)


async def test_any_interleaving_has_one_speaker_and_one_hand_over_message(engines: Engines, clerk: Clerk) -> None:
    bound = {"engines": engines, "clerk": clerk, "loop": asyncio.get_running_loop()}
    # The steps run in a thread of their own, their work in the loop of this session.
    made = type("Bound", (Talking,), bound)
    bounds = settings(
        max_examples=25, stateful_step_count=25, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    await asyncio.to_thread(run_state_machine_as_test, made, settings=bounds)
