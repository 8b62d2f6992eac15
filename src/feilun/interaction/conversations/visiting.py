"""What visitors, and the desk, do over the live connection: send, read, type, rate."""

import weakref
from typing import Annotated, Any
from uuid import UUID

import msgspec

from feilun.delivery import live
from feilun.delivery.live import GroupCommit, Peer
from feilun.events.catalogue.conversations import ConversationRated
from feilun.interaction.conversations import rules
from feilun.interaction.conversations.pen import Pen, queries
from feilun.interaction.conversations.wishes import Landed, Wish
from feilun.interaction.conversations.writer import write
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from feilun.store import Engines

LARGEST_NUMBER = 2**62
_groups: "weakref.WeakKeyDictionary[Any, GroupCommit[Wish, Landed]]" = weakref.WeakKeyDictionary()


class SendWish(msgspec.Struct):
    """RPC `msg.send`."""

    cid: str
    body: dict[str, Any]
    stream: str = ""
    type: str = "text"
    seen_seq: int | None = None
    language: str = ""


class ReadWish(msgspec.Struct):
    """RPC `msg.read`: everything up to `seq` was seen."""

    seq: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_NUMBER)]
    stream: str = ""


class RateWish(msgspec.Struct):
    """RPC `conversation.rate`: 1 to 5, once per closing."""

    score: int
    conversation: UUID | None = None
    comment: str = ""
    stream: str = ""


async def say_later(engines: Engines, wish: Wish) -> Landed:
    """Says it with the next group commit; answers after that commit."""
    group = _groups.get(engines.tables)
    if group is None:

        async def carry_out(tx: Any, wishes: Any) -> list[Landed | Exception]:
            return await write(tx, engines, wishes)

        group = _groups[engines.tables] = GroupCommit(engines.tables, carry_out)
    return await group.add(wish)


async def send(peer: Peer, engines: Engines, values: Any) -> dict[str, Any]:
    """→ {seq, ts} after the commit; for a repeated cid the same answer, for ever."""
    wish: SendWish = live.wish_of(values, SendWish)
    check_words(wish.cid, wish.type, wish.body, rules.FROM_STAFF if peer.is_staff else rules.FROM_CUSTOMER)
    if peer.is_staff and not peer.may("desk.write"):
        raise Forbidden(right="desk.write")
    if not peer.is_staff and wish.stream not in ("", f"u:{peer.id}"):
        raise NotFound(kind="stream", id=wish.stream)
    landed = await say_later(
        engines,
        Wish(
            workspace=peer.workspace,
            sender_kind="staff" if peer.is_staff else "customer",
            sender=peer.sender,
            sender_name=peer.name,
            cid=wish.cid,
            type=wish.type,
            body=wish.body,
            at=clock.now(),
            thread=None if peer.is_staff else peer.id,
            conversation=conversation_in(wish.stream) if peer.is_staff else None,
            person=peer.id if peer.is_staff else None,
            seen_seq=wish.seen_seq,
            origin=peer.connection,
            language=wish.language[:20],
        ),
    )
    seq = landed.message.seq if peer.is_staff else landed.stream_seq
    return {"seq": seq, "ts": landed.message.at}


def check_words(cid: str, type: str, body: dict[str, Any], allowed: frozenset[str]) -> None:
    """Raises Invalid."""
    if not 1 <= len(cid) <= 100:
        raise Invalid(field="cid", problem="must have 1 to 100 characters")
    problem = rules.problem_of(type, body, allowed)
    if problem:
        raise Invalid(field="body" if type in allowed else "type", problem=problem)
    if len(msgspec.json.encode(body)) > rules.LARGEST_BODY:
        raise Invalid(field="body", problem=f"may have at most {rules.LARGEST_BODY} bytes")


def conversation_in(stream: str) -> UUID:
    """The id in `c:<conversation>`. Raises NotFound."""
    try:
        return UUID(stream.removeprefix("c:"))
    except ValueError as error:
        raise NotFound(kind="conversation", id=stream) from error


async def read(peer: Peer, engines: Engines, values: Any) -> dict[str, Any]:
    """Keeps how far somebody has read, and shows it to the desk."""
    wish: ReadWish = live.wish_of(values, ReadWish)
    async with engines.tables.transaction() as tx:
        if peer.is_staff:
            conversation = conversation_in(wish.stream)
            if not await may_see(peer, engines, wish.stream):
                raise NotFound(kind="conversation", id=conversation)
            await tx.run(
                queries.read_by_person,
                workspace=peer.workspace, conversation=conversation, person=peer.id, seq=wish.seq,
            )  # fmt: skip
            return {}
        head = await tx.value(queries.read_by_visitor, workspace=peer.workspace, thread=peer.id, seq=wish.seq)
    if head:
        body = {"type": "read", "seq": wish.seq, "sender": {"kind": "customer"}}
        await live.node_of(engines).signal(peer.workspace, f"c:{head}", body)
    return {}


async def typing(peer: Peer, engines: Engines, values: Any) -> None:
    """Shown to the other side while it lasts, kept nowhere."""
    node = live.node_of(engines)
    body = {"type": "typing", "typing": values.get("typing") is not False}
    async with engines.tables.transaction() as tx:
        if not peer.is_staff:
            head = await tx.value(queries.head, workspace=peer.workspace, thread=peer.id)
            if head:
                body["sender"] = {"kind": "customer"}
                await node.signal(peer.workspace, f"c:{head}", body)
            return
        if not peer.may("desk.write"):
            return
        conversation = conversation_in(str(values.get("stream", "")))
        thread = await tx.value(queries.thread_of, workspace=peer.workspace, id=conversation)
    if thread:
        body["sender"] = {"kind": "staff", "name": peer.name}
        await node.signal(peer.workspace, f"u:{thread}", body)
        colleague = {**body, "sender": {"kind": "staff", "id": str(peer.id), "name": peer.name}}
        await node.signal(peer.workspace, f"c:{conversation}", colleague, peer.connection)


async def rate(peer: Peer, engines: Engines, values: Any) -> dict[str, Any]:
    """The visitor's word on a resolved conversation of hers. Raises NotFound, Conflict, Invalid."""
    wish: RateWish = live.wish_of(values, RateWish)
    if not 1 <= wish.score <= 5:
        raise Invalid(field="score", problem="must be from 1 to 5")
    if peer.is_staff:
        raise Forbidden(right="to be the customer")
    async with engines.tables.transaction() as tx:
        conversation = wish.conversation or await tx.value(queries.head, workspace=peer.workspace, thread=peer.id)
        pen = Pen(tx, engines)
        await pen.load([], [(peer.workspace, conversation)] if conversation else [])
        talk = pen.talks.get((peer.workspace, conversation)) if conversation else None
        if talk is None or talk.thread != peer.id:
            raise NotFound(kind="conversation", id=conversation)
        if talk.state != "resolved":
            raise Conflict(problem="This conversation is still open")
        comment = wish.comment.strip()[:1000]
        values = {"workspace": talk.workspace, "conversation": talk.id, "closing": talk.closings}
        if await tx.value(queries.add_rating, **values, score=wish.score, comment=comment, now=pen.now) is None:
            raise Conflict(problem="This was rated already")
        talk.rating = wish.score
        line = Wish(
            workspace=talk.workspace,
            sender_kind="customer",
            sender=peer.sender,
            cid=f"rating:{talk.id}:{talk.closings}",
            type="rating",
            body={"score": wish.score, "comment": comment, "text": comment},
            at=pen.now,
        )
        pen.say(talk, line)
        pen.echo(talk, line)
        fact = ConversationRated(
            conversation=talk.id, closing=talk.closings, score=wish.score, comment=comment, assignee=talk.assignee
        )
        pen.tell(talk, fact, f"{talk.id}:rated:{talk.closings}")
        await pen.close()
    return {}


async def may_see(peer: Peer, engines: Engines, stream: str) -> bool:
    """`c:<conversation>` of the own workspace, for staff who may read the desk."""
    if not peer.may("desk.read"):
        return False
    try:
        conversation = UUID(stream.removeprefix("c:"))
    except ValueError:
        return False
    async with engines.tables.transaction() as tx:
        return bool(await tx.value(queries.thread_of, workspace=peer.workspace, id=conversation))


async def may_see_inbox(peer: Peer, engines: Engines, stream: str) -> bool:
    return stream == "inbox" and peer.may("desk.read")


def teach() -> None:
    """Tells the live connection our methods and streams."""
    live.register_rpc("msg.send", send)
    live.register_rpc("msg.read", read)
    live.register_rpc("conversation.rate", rate)
    live.register_rpc("rate", rate)
    live.register_send("typing", typing)
    live.register_stream("c", may_see)
    live.register_stream("inbox", may_see_inbox)
