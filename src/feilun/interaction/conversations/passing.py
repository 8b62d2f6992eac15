"""From the bot to a person and back: asking for one, giving back, leaving the queue, closing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from feilun.events.catalogue.conversations import ConversationResolved
from feilun.interaction.conversations import attendants, routing
from feilun.interaction.conversations.moves import Because, queries, turn
from feilun.interaction.conversations.pen import Pen
from feilun.interaction.conversations.wishes import Talk, Wish
from feilun.kernel.errors import Conflict
from feilun.store import Engines, Transaction

BOT = "bot:attendant"


class QueuePlace(msgspec.Struct, kw_only=True):
    """Where a visitor is: who speaks, her place among those who wait (0: not waiting), the usual wait in minutes."""

    speaker: str
    position: int
    minutes: int | None


async def hand_over(
    tx: Transaction,
    engines: Engines,
    *,
    workspace: UUID,
    conversation: UUID,
    reason: str,
    briefing: dict[str, Any],
    expected_seq: int | None = None,
    language: str = "",
    by: str = "bot",
) -> int | None:
    """Calls a person and says so, once; the number of the hand-over.

    None when one is under way, the conversation is closed, or the customer wrote after `expected_seq`: that message
    has a turn of its own. Raises NotFound.
    """
    pen = await _open(tx, engines, workspace, conversation)
    talk = pen.talk(workspace, conversation)
    if expected_seq is not None and talk.customer_seq > expected_seq:
        return None
    number = await ask(pen, talk, Because(by=by, reason=reason, briefing=briefing), language)
    if number is not None:
        await pen.close()
    return number


async def ask(pen: Pen, talk: Talk, because: Because, language: str = "") -> int | None:
    """The same with a pen that is open already."""
    online = len(await pen.online(talk.workspace))
    is_staffed = bool(online) or await attendants.people_come(pen.tx, talk.workspace, talk.channel)
    step = await turn(pen, talk, "asked" if is_staffed else "asked_in_vain", because)
    if step is None or step.says is None:
        return None
    talk.waiting_since = pen.now
    facts = {
        "reason": because.reason, "number": talk.handovers, "online": online,
        "position": 0 if online else await _position(pen.tx, talk), "minutes": await _minutes(pen.tx, talk.workspace, talk),
    }  # fmt: skip
    text = await attendants.words(pen.tx, talk.workspace, step.says, language or talk.language or "zh-CN", facts)
    name = await pen.tx.value(queries.bot_name, workspace=talk.workspace, conversation=talk.id)
    about = {"number": talk.handovers, "moment": step.says, "position": facts["position"]}
    # The number is in the id, and the id lands once: no second message for one hand-over, whatever happens twice.
    wish = Wish(
        workspace=talk.workspace, sender_kind="bot", sender=BOT, sender_name=name or "",
        cid=f"handover:{talk.id}:{talk.handovers}", type="text", body={"text": text, "handover": about}, at=pen.now,
    )  # fmt: skip
    pen.say(talk, wish)
    pen.echo(talk, wish)
    await routing.route(pen, talk, is_patient=False)
    return talk.handovers


async def take_over(
    tx: Transaction, engines: Engines, *, workspace: UUID, conversation: UUID, person: UUID, name: str
) -> None:
    """A member of staff takes it, from the bot or from the queue. Raises NotFound."""
    pen = await _open(tx, engines, workspace, conversation)
    talk = pen.talk(workspace, conversation)
    by = f"staff:{person}"
    if talk.state != "open" or talk.assignee not in (None, person):
        raise Conflict(problem="Somebody has this conversation, or it is closed")
    await turn(pen, talk, "accepted", Because(by=by))
    if talk.assignee is None:
        pen.give(talk, person, by)
        pen.say_system(talk, "conversation.assigned", name=name)
    await pen.close()


async def give_back(tx: Transaction, engines: Engines, *, workspace: UUID, conversation: UUID, by: str) -> None:
    """The bot's turn again; it answers what nobody has answered yet, else waits for her next word. Raises NotFound, Conflict without a bot."""
    pen = await _open(tx, engines, workspace, conversation)
    talk = pen.talk(workspace, conversation)
    await _back(pen, talk, Because(by=by), "returned")


async def leave_queue(
    tx: Transaction, engines: Engines, *, workspace: UUID, conversation: UUID, by: str = "customer"
) -> None:
    """The customer does not want to wait. Raises NotFound, Conflict without a bot."""
    pen = await _open(tx, engines, workspace, conversation)
    talk = pen.talk(workspace, conversation)
    await _back(pen, talk, Because(by=by), "left")


async def _back(pen: Pen, talk: Talk, because: Because, event: Any) -> None:
    if talk.speaker == "bot":
        return
    if not await attendants.is_on(pen.tx, pen.engines, talk.workspace, talk.channel):
        raise Conflict(problem="No bot is on that could take it")
    if await turn(pen, talk, event, because) is None:
        raise Conflict(problem=f"This cannot be done while the speaker is {talk.speaker}")
    talk.waiting_since = None
    if talk.assignee:
        pen.give(talk, None, because.by)
    pen.say_system(talk, f"conversation.{event}")
    await _pass_on(pen, talk)
    await pen.close()


async def _pass_on(pen: Pen, talk: Talk) -> None:
    """What she wrote and nobody answered is the bot's now; else she would wait for somebody who does not come."""
    rows = await pen.tx.all(queries.unanswered, workspace=talk.workspace, conversation=talk.id)
    if not rows:
        return
    await pen.keep()
    heard = [
        attendants.Heard(
            workspace=talk.workspace, conversation=talk.id, thread=talk.thread, seq=row["seq"], type=row["type"],
            body=row["body"], at=pen.now, channel=talk.channel, handles=talk.handles, speaker=talk.speaker,
            language=talk.language,
        )
        for row in rows
    ]  # fmt: skip
    if not await attendants.tell(pen.tx, pen.engines, heard):
        await ask(pen, talk, Because(by="system", reason="failure"))


async def close_idle(
    tx: Transaction, engines: Engines, workspace: UUID, conversation: UUID, by: str = "bot", name: str = ""
) -> bool:
    """Closes what the bot had and the customer left; False when it is not the bot's any more."""
    pen = await _open(tx, engines, workspace, conversation)
    talk = pen.talk(workspace, conversation)
    if talk.state != "open" or talk.speaker != "bot":
        return False
    await close(pen, talk, by, name)
    await pen.close()
    return True


async def close(pen: Pen, talk: Talk, by: str, name: str) -> None:
    """Resolves an open conversation; whatever hand-over was under way ends with it."""
    await turn(pen, talk, "resolved", Because(by=by))
    talk.state, talk.resolved_at, talk.waiting_since = "resolved", pen.now, None
    talk.closings += 1
    pen.change(talk)
    pen.say_system(talk, "conversation.resolved", name=name)
    fact = ConversationResolved(conversation=talk.id, by=by, closing=talk.closings, opened_at=talk.opened_at)
    pen.tell(talk, fact, f"{talk.id}:resolved:{talk.closings}")


async def place(tx: Transaction, talk: Talk) -> QueuePlace:
    """What a visitor who waits may know."""
    waits = talk.speaker in ("waiting", "requested") and talk.assignee is None and talk.waiting_since is not None
    if not waits:
        return QueuePlace(speaker=talk.speaker, position=0, minutes=None)
    minutes = await _minutes(tx, talk.workspace, talk)
    return QueuePlace(speaker=talk.speaker, position=await _position(tx, talk), minutes=minutes)


async def _position(tx: Transaction, talk: Talk) -> int:
    ahead = await tx.value(
        queries.place_in_queue, workspace=talk.workspace, since=talk.waiting_since, conversation=talk.id
    )
    return int(ahead) + 1


async def _minutes(tx: Transaction, workspace: UUID, talk: Talk) -> int | None:
    since = (talk.waiting_since or talk.last_at) - timedelta(days=7)
    seconds = await tx.value(queries.usual_wait, workspace=workspace, since=since)
    return None if seconds is None else max(1, round(float(seconds) / 60))


async def _open(tx: Transaction, engines: Engines, workspace: UUID, conversation: UUID) -> Pen:
    pen = Pen(tx, engines)
    await pen.load([], [(workspace, conversation)])
    return pen
