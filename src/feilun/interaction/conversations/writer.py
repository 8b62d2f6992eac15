"""The one way for a message into a conversation, for a whole batch in one transaction."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from feilun.events.catalogue.conversations import MessageReceived, MessageReplied
from feilun.interaction.conversations import openings, routing, rules
from feilun.interaction.conversations.pen import Key, Pen, queries
from feilun.interaction.conversations.wishes import Landed, Message, StaleReply, Talk, Wish, message_of
from feilun.kernel.errors import NotFound
from feilun.store import Engines, Row, Transaction


async def write(tx: Transaction, engines: Engines, wishes: Sequence[Wish]) -> list[Landed | Exception]:
    """Carries out wishes in order; one that cannot be answers with its error and leaves the others alone."""
    pen = Pen(tx, engines)
    await pen.load(
        [(wish.workspace, wish.thread) for wish in wishes if wish.thread],
        [(wish.workspace, wish.conversation) for wish in wishes if wish.conversation],
    )
    known = await _known(pen, wishes)
    landings: list[tuple[Talk, Message, int | None, bool] | Exception] = []
    waiting: set[Key] = set()
    heard: list[tuple[Talk, Wish, Message]] = []
    for wish in wishes:
        try:
            landing = await _one(pen, wish, known, waiting)
            landings.append(landing)
            if landing[3] and _is_word_of_customer(wish):
                heard.append((landing[0], wish, landing[1]))
        except (NotFound, StaleReply) as error:
            landings.append(error)
    await _route(pen, waiting)
    await openings.tell_attendant(pen, heard)
    publications = await pen.close()
    return [
        one
        if isinstance(one, Exception)
        else Landed(one[0].id, one[1], publications[one[2]].seq if one[2] is not None else 0, one[3])
        for one in landings
    ]


async def _known(pen: Pen, wishes: Sequence[Wish]) -> dict[tuple[Key, str, str], Row]:
    asked = []
    for wish in wishes:
        talk = pen.talks.get((wish.workspace, wish.conversation)) if wish.conversation else None
        thread = wish.thread or (talk.thread if talk else None)
        if thread:
            asked.append((wish.workspace, thread, wish.sender, wish.cid))
    rows = await pen.tx.all(
        queries.known_messages,
        workspaces=[one[0] for one in asked],
        threads=[one[1] for one in asked],
        senders=[one[2] for one in asked],
        cids=[one[3] for one in asked],
    )
    return {((row["workspace"], row["thread"]), row["sender"], row["cid"]): row for row in rows}


async def _one(
    pen: Pen, wish: Wish, known: dict[tuple[Key, str, str], Row], waiting: set[Key]
) -> tuple[Talk, Message, int | None, bool]:
    talk = pen.talk(wish.workspace, wish.conversation) if wish.conversation else None
    thread = talk.thread if talk else wish.thread
    assert thread is not None
    once = ((wish.workspace, thread), wish.sender, wish.cid)
    row = known.get(once)
    if row is not None:
        old = await _talk_of_row(pen, talk, row)
        return old, message_of(row), pen.echo(old, wish) if row["type"] != "note" else None, False
    if talk is None:
        last = pen.last_of(wish.workspace, thread) if wish.keeps_closed else None
        talk = last or pen.talk_of(wish.workspace, thread, wish.sender)
    else:
        await _check_seen(pen, talk, wish)
        if wish.type != "note":
            pen.reopen(talk, wish.sender)
    if talk.state == "open" or not wish.keeps_closed:
        await openings.turn_for(pen, talk, wish)
    before = talk.waiting_since
    message = pen.say(talk, wish)
    known[once] = _as_row(talk, wish, message)
    draft = pen.echo(talk, wish) if wish.type != "note" else None
    _after(pen, talk, wish, message, before, waiting)
    return talk, message, draft, True


def _after(pen: Pen, talk: Talk, wish: Wish, message: Message, before: datetime | None, waiting: set[Key]) -> None:
    """What a message changes: who waits, by which way the answer goes, what the log hears."""
    text = rules.text_of(wish.type, wish.body)
    id = f"{talk.id}:message:{message.seq}"
    if _is_word_of_customer(wish):
        talk.customer_seq = message.seq
        talk.waiting_since = None if talk.speaker == "bot" else talk.waiting_since or wish.at
        if talk.handles:
            talk.route_kind, talk.route_value = talk.handles[0].kind, talk.handles[0].value
        pen.tell(talk, MessageReceived(conversation=talk.id, seq=message.seq, text=text), id)
        if talk.speaker != "bot" and (talk.assignee is None or (talk.workspace, talk.id) in pen.reopened):
            waiting.add((talk.workspace, talk.id))
    elif wish.sender_kind == "staff" and wish.type != "note":
        talk.waiting_since = None
        if talk.assignee is None and wish.person:
            pen.give(talk, wish.person, wish.sender)
        pen.tell(
            talk,
            MessageReplied(conversation=talk.id, seq=message.seq, staff=wish.sender, text=text, waited_since=before),
            id,
        )


def _is_word_of_customer(wish: Wish) -> bool:
    return wish.sender_kind == "customer" and wish.type in rules.SPOKEN


async def _route(pen: Pen, waiting: set[Key]) -> None:
    for key in sorted(waiting):
        talk = pen.talks[key]
        if talk.assignee and key in pen.reopened:
            # She who had it may have gone home; then it is anybody's.
            if talk.assignee in await pen.online(talk.workspace):
                continue
            pen.give(talk, None, "routing")
        if talk.assignee is None and talk.state == "open":
            await routing.route(pen, talk)


async def _talk_of_row(pen: Pen, talk: Talk | None, row: Row) -> Talk:
    """The conversation of a repeated message, which may not be the thread's latest one."""
    key = (row["workspace"], row["conversation"])
    if talk is None and key not in pen.talks:
        found = await pen.tx.first(queries.conversation, workspace=key[0], id=key[1])
        assert found is not None
        return Talk(**found)
    return talk or pen.talks[key]


async def _check_seen(pen: Pen, talk: Talk, wish: Wish) -> None:
    if wish.seen_seq is None or wish.type == "note" or wish.seen_seq >= talk.top:
        return
    rows = await pen.tx.all(
        queries.newer_messages,
        workspace=talk.workspace,
        conversation=talk.id,
        seq=wish.seen_seq,
        sender=wish.sender,
    )
    if rows:
        messages = [msgspec.to_builtins(message_of(row)) for row in rows]
        raise StaleReply(count=len(rows), messages=messages, top=talk.top)


def _as_row(talk: Talk, wish: Wish, message: Message) -> Row:
    return {
        "workspace": talk.workspace, "thread": talk.thread, "conversation": talk.id, "seq": message.seq,
        "cid": wish.cid, "sender_kind": wish.sender_kind, "sender": wish.sender, "sender_name": wish.sender_name,
        "type": wish.type, "body": wish.body, "at": wish.at,
    }  # fmt: skip
