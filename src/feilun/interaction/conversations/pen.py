"""One transaction's work on conversations: locks, numbers, facts and publications.

Locks are taken in one order by everybody (threads, conversations, routing, streams), so writers wait for each other
and never in a circle.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

import msgspec

from feilun.delivery import live
from feilun.events import APPENDED, Event, append
from feilun.events.catalogue.conversations import ConversationAssigned, ConversationOpened
from feilun.events.catalogue.facts import Fact
from feilun.interaction.conversations import rules
from feilun.interaction.conversations.wishes import Message, MessageSender, Talk, Wish
from feilun.kernel import clock, jsonb
from feilun.kernel.errors import NotFound
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Transaction

queries = Queries(__file__)
Key = tuple[UUID, UUID]
_COLUMNS = [one.name for one in fields(Talk) if one.name != "handles"]


class Pen:
    """One transaction's work on conversations. `load`, then `say` and `change`, then `close` writes everything."""

    def __init__(self, tx: Transaction, engines: Engines) -> None:
        self.tx = tx
        self.engines = engines
        self.talks: dict[Key, Talk] = {}
        self._heads: dict[Key, UUID | None] = {}
        self._visitors: dict[Key, live.Visitor] = {}
        self._touched: set[Key] = set()
        self._begun: set[UUID] = set()
        self._lines: list[tuple[Talk, Wish, Message]] = []
        self._written = 0
        self._statements: list[tuple[str, dict[str, Any]]] = []
        self._drafts: list[live.Draft] = []
        self._facts: list[Event] = []
        self.given: Counter[UUID] = Counter()
        self.reopened: set[Key] = set()
        self._online: dict[UUID, dict[UUID, str]] = {}
        self.attended: dict[tuple[UUID, str], bool] = {}
        self.now = clock.now()

    async def load(self, threads: Iterable[Key], conversations: Iterable[Key]) -> None:
        """Locks the visitors' heads, then the conversations."""
        wanted = sorted(set(threads))
        if wanted:
            rows = await self.tx.all(
                queries.lock_heads, workspaces=[one[0] for one in wanted], threads=[one[1] for one in wanted]
            )
            self._heads |= {(row["workspace"], row["thread"]): row["conversation"] for row in rows}
        talks = {(key[0], talk) for key, talk in self._heads.items() if talk} | set(conversations)
        ordered = sorted(talks)
        rows = await self.tx.all(
            queries.lock_conversations, workspaces=[one[0] for one in ordered], ids=[one[1] for one in ordered]
        )
        for row in rows:
            talk = Talk(**row)
            self.talks[talk.workspace, talk.id] = talk
        await self._meet({*wanted, *((talk.workspace, talk.thread) for talk in self.talks.values())})

    def talk(self, workspace: UUID, conversation: UUID) -> Talk:
        """Raises NotFound; a conversation of another workspace is not found either."""
        found = self.talks.get((workspace, conversation))
        if found is None:
            raise NotFound(kind="conversation", id=conversation)
        return found

    def talk_of(self, workspace: UUID, thread: UUID, by: str) -> Talk:
        """The conversation a message of this thread belongs to: the open one, the one just resolved, or a new one."""
        head = self._heads[workspace, thread]
        talk = self.talks.get((workspace, head)) if head else None
        if talk and talk.state == "resolved" and rules.opens_again(talk.resolved_at, self.now):
            self.reopen(talk, by)
        elif talk is None or talk.state == "resolved":
            talk = Talk(
                workspace=workspace, id=new_id(), thread=thread, opened_at=self.now, last_at=self.now,
                handles=self._handles(workspace, thread), language=talk.language if talk else "",
            )  # fmt: skip
            self.talks[workspace, talk.id] = talk
            self._heads[workspace, thread] = talk.id
            self._begun.add(talk.id)
            self.change(talk)
            self.tell(talk, ConversationOpened(conversation=talk.id, by=by), f"{talk.id}:opened:0")
        return talk

    def last_of(self, workspace: UUID, thread: UUID) -> Talk | None:
        """The newest conversation of the thread as it stands, open or closed."""
        head = self._heads[workspace, thread]
        return self.talks.get((workspace, head)) if head else None

    def reopen(self, talk: Talk, by: str) -> None:
        if talk.state == "open":
            return
        talk.state, talk.resolved_at, talk.opened_at, talk.rating = "open", None, self.now, None
        self.change(talk)
        self.reopened.add((talk.workspace, talk.id))
        self.tell(
            talk, ConversationOpened(conversation=talk.id, by=by, again=True), f"{talk.id}:opened:{talk.closings}"
        )

    def give(self, talk: Talk, assignee: UUID | None, by: str, online: int = 0) -> None:
        """Makes somebody responsible, or nobody; checks nothing."""
        talk.assignee = assignee
        self.change(talk)
        if assignee:
            self.given[assignee] += 1
        fact = ConversationAssigned(conversation=talk.id, assignee=assignee, by=by, online=online)
        self.tell(talk, fact, f"{talk.id}:assigned:{talk.top}:{self.now.isoformat()}:{assignee}")

    async def online(self, workspace: UUID) -> dict[UUID, str]:
        """Who may answer and is there, by name; asked once per transaction."""
        if workspace not in self._online:
            self._online[workspace] = await live.online(self.tx, workspace, "desk.write")
        return self._online[workspace]

    def change(self, talk: Talk) -> None:
        self._touched.add((talk.workspace, talk.id))

    def later(self, statement: str, **values: Any) -> None:
        """A statement to run when the conversations are written."""
        self._statements.append((statement, values))

    def tell(self, talk: Talk, fact: Fact, id: str) -> None:
        """A fact with the visitor's handles; the id is made of what happened."""
        self._facts.append(
            Event(
                workspace=talk.workspace,
                id=f"conversations:{id}",
                type=fact.type,
                occurred_at=self.now,
                channel=talk.channel,
                source="feilun",
                handles=talk.handles,
                body={"properties": msgspec.to_builtins(fact)},
            )
        )

    def say(self, talk: Talk, wish: Wish) -> Message:
        """Adds a message with the next number."""
        talk.top += 1
        self.change(talk)
        sender = MessageSender(kind=wish.sender_kind, id=wish.sender.partition(":")[2], name=wish.sender_name)
        message = Message(seq=talk.top, cid=wish.cid, sender=sender, type=wish.type, body=wish.body, at=wish.at)
        if wish.type in rules.SPOKEN:
            talk.last_text, talk.last_at = rules.text_of(wish.type, wish.body), wish.at
        self._lines.append((talk, wish, message))
        return message

    def say_system(self, talk: Talk, event: str, **more: Any) -> Message:
        """A line of the system that the visitor sees too."""
        body = {"event": event, "conversation": str(talk.id), **more}
        wish = Wish(
            workspace=talk.workspace,
            sender_kind="system",
            sender="system:",
            cid=str(new_id()),
            type="system",
            body=body,
            at=self.now,
        )
        self.echo(talk, wish)
        return self.say(talk, wish)

    def echo(self, talk: Talk, wish: Wish) -> int:
        """Puts a message into the visitor's stream too; the index of its draft. Notes never come here."""
        if wish.type == "note":
            raise AssertionError("a note never leaves the desk")
        sender = {"kind": wish.sender_kind, "name": wish.sender_name}
        body = {"conversation": str(talk.id), "sender": sender, "body": wish.body}
        self._drafts.append(self._draft(talk, f"u:{talk.thread}", wish.sender, wish.cid, wish.type, body, wish))
        return len(self._drafts) - 1

    def _draft(
        self, talk: Talk, stream: str, sender: str, cid: str, type: str, body: dict[str, Any], wish: Wish | None = None
    ) -> live.Draft:
        at, origin = (wish.at, wish.origin) if wish else (self.now, "")
        return live.Draft(
            workspace=talk.workspace, stream=stream, sender=sender, cid=cid, type=type, body=body, at=at, origin=origin
        )

    async def close(self) -> list[live.Publication]:
        """Writes what is not written yet, then publishes. Nothing may be added after it."""
        await self.keep()
        self._publish_desk()
        return await live.publish(self.tx, self.engines, self._drafts)

    async def keep(self) -> None:
        """Writes conversations, messages and facts; more may be added, but nothing is published before `close`."""
        touched = [self.talks[key] for key in sorted(self._touched)]
        rows = [{name: getattr(talk, name) for name in _COLUMNS} for talk in touched]
        if rows:
            await self.tx.many(queries.keep_conversation, rows)
        heads = [
            {"workspace": talk.workspace, "thread": talk.thread, "conversation": talk.id}
            for talk in touched
            if talk.id in self._begun
        ]
        if heads:
            await self.tx.many(queries.move_head, heads)
            self._begun.clear()
        for statement, values in self._statements:
            await self.tx.run(statement, **values)
        self._statements.clear()
        await self._keep_lines()
        await self._append()

    async def _keep_lines(self) -> None:
        lines = self._lines[self._written :]
        if not lines:
            return
        self._written = len(self._lines)
        await self.tx.run(
            queries.add_messages,
            workspaces=[talk.workspace for talk, _, _ in lines],
            conversations=[talk.id for talk, _, _ in lines],
            seqs=[message.seq for _, _, message in lines],
            threads=[talk.thread for talk, _, _ in lines],
            cids=[wish.cid for _, wish, _ in lines],
            kinds=[wish.sender_kind for _, wish, _ in lines],
            senders=[wish.sender for _, wish, _ in lines],
            names=[wish.sender_name for _, wish, _ in lines],
            types=[wish.type for _, wish, _ in lines],
            bodies=[_json(wish.body) for _, wish, _ in lines],
            causes=[_json(wish.cause) if wish.cause else None for _, wish, _ in lines],
            ats=[wish.at for _, wish, _ in lines],
        )

    async def _append(self) -> None:
        if self._facts:
            await append(self.tx, self._facts)
            self._facts = []
            self.tx.after_commit(lambda: self.engines.bus.publish(APPENDED, b""))

    def _publish_desk(self) -> None:
        for talk, wish, message in self._lines:
            body = {"seq": message.seq, "sender": msgspec.to_builtins(message.sender), "body": wish.body}
            self._drafts.append(self._draft(talk, f"c:{talk.id}", wish.sender, wish.cid, wish.type, body, wish))
        for key in sorted(self._touched):
            talk = self.talks[key]
            self._drafts.append(
                self._draft(
                    talk,
                    "inbox",
                    "system:",
                    str(new_id()),
                    "conversation",
                    {"conversation": str(talk.id), "row": summary(talk)},
                )
            )

    def _handles(self, workspace: UUID, thread: UUID) -> tuple[Any, ...]:
        visitor = self._visitors.get((workspace, thread))
        return visitor.handles if visitor else ()

    async def _meet(self, threads: set[Key]) -> None:
        for workspace in sorted({one[0] for one in threads}):
            mine = [one[1] for one in threads if one[0] == workspace]
            for id, visitor in (await live.visitors_of(self.tx, workspace, mine)).items():
                self._visitors[workspace, id] = visitor
        for talk in self.talks.values():
            talk.handles = self._handles(talk.workspace, talk.thread)


def summary(talk: Talk) -> dict[str, Any]:
    """The row of a conversation as the inbox stream tells it; names are asked when the list is read."""
    return {
        "id": str(talk.id),
        "channel": talk.channel,
        "state": talk.state,
        "assignee": str(talk.assignee) if talk.assignee else None,
        "last_text": talk.last_text,
        "last_at": talk.last_at,
        "waiting_since": talk.waiting_since,
        "rating": talk.rating,
        "top": talk.top,
        "speaker": talk.speaker,
        "handover_reason": talk.handover_reason,
    }


def _json(value: Any) -> str:
    return jsonb.encode(value).decode()
