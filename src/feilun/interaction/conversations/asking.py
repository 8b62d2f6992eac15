"""What a visitor may do about who speaks: ask for a person, see her place in the queue, leave it."""

from typing import Annotated, Any

import msgspec

from feilun.delivery import live
from feilun.delivery.live import Peer
from feilun.interaction.conversations import attendants, openings, passing
from feilun.interaction.conversations.moves import Because
from feilun.interaction.conversations.pen import Pen, queries
from feilun.interaction.conversations.tongues import known
from feilun.interaction.conversations.wishes import Talk
from feilun.kernel.errors import Forbidden, NotFound
from feilun.store import Engines, Transaction


class PersonWish(msgspec.Struct):
    """RPC `conversation.person`: she wants a person, from the button and not in words."""

    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""
    language: Annotated[str, msgspec.Meta(max_length=20)] = ""
    stream: str = ""


async def person(peer: Peer, engines: Engines, values: Any) -> dict[str, Any]:
    """→ {speaker, position, minutes}. The same again while it is under way; begins a conversation if there is none."""
    wish: PersonWish = live.wish_of(values, PersonWish)
    _check_visitor(peer)
    async with engines.tables.transaction() as tx:
        pen = Pen(tx, engines)
        await pen.load([(peer.workspace, peer.id)], [])
        talk = pen.talk_of(peer.workspace, peer.id, peer.sender)
        talk.language = known(wish.language) or talk.language
        await openings.turn_at_door(pen, talk, peer.sender)
        if talk.speaker == "bot":
            briefing = await attendants.briefing(tx, peer.workspace, talk.id)
            because = Because(by=peer.sender, reason=wish.reason.strip() or "wish", briefing=briefing)
            await passing.ask(pen, talk, because)
        elif talk.speaker != "agent":
            await openings.wait(pen, talk)
        await pen.keep()
        found = msgspec.to_builtins(await passing.place(tx, talk))
        await pen.close()
    return dict(found)


async def leave(peer: Peer, engines: Engines, values: Any) -> dict[str, Any]:
    """The bot's turn again. Raises NotFound, Conflict when no bot is on or an agent speaks already."""
    _check_visitor(peer)
    async with engines.tables.transaction() as tx:
        talk = await _talk(tx, peer)
        await passing.leave_queue(tx, engines, workspace=peer.workspace, conversation=talk.id, by=peer.sender)
    return {}


async def queue(peer: Peer, engines: Engines, values: Any) -> dict[str, Any]:
    """→ {speaker, position, minutes}; `closed` where nothing was said yet."""
    _check_visitor(peer)
    async with engines.tables.transaction() as tx:
        head = await tx.value(queries.head, workspace=peer.workspace, thread=peer.id)
        if head is None:
            return {"speaker": "closed", "position": 0, "minutes": None}
        return dict(msgspec.to_builtins(await passing.place(tx, await _talk(tx, peer))))


async def _talk(tx: Transaction, peer: Peer) -> Talk:
    """Raises NotFound."""
    head = await tx.value(queries.head, workspace=peer.workspace, thread=peer.id)
    row = await tx.first(queries.conversation, workspace=peer.workspace, id=head) if head else None
    if row is None:
        raise NotFound(kind="conversation", id=peer.id)
    return Talk(**row)


def _check_visitor(peer: Peer) -> None:
    if peer.is_staff:
        raise Forbidden(right="to be the customer")


def teach() -> None:
    """Tells the live connection our methods."""
    live.register_rpc("conversation.person", person)
    live.register_rpc("conversation.leave", leave)
    live.register_rpc("conversation.queue", queue)
