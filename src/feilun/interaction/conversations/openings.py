"""What a message means for who speaks: the bot's turn, or a person's; and passing it on to the bot."""

from collections.abc import Sequence
from uuid import UUID

from feilun.interaction.conversations import attendants, passing, routing, speakers
from feilun.interaction.conversations import rules as talking
from feilun.interaction.conversations.attendants import Heard
from feilun.interaction.conversations.moves import Because, turn
from feilun.interaction.conversations.pen import Pen
from feilun.interaction.conversations.tongues import tongue
from feilun.interaction.conversations.wishes import Message, Talk, Wish


async def is_attended(pen: Pen, workspace: UUID, channel: str) -> bool:
    """Whether a bot is on; asked once per transaction."""
    key = (workspace, channel)
    if key not in pen.attended:
        pen.attended[key] = await attendants.is_on(pen.tx, pen.engines, workspace, channel)
    return pen.attended[key]


async def turn_for(pen: Pen, talk: Talk, wish: Wish) -> None:
    """Before a message lands: a note changes nothing, staff take over, a customer's word may be the bot's turn."""
    if wish.type == "note":
        return
    if wish.sender_kind == "staff":
        await turn(pen, talk, "accepted", Because(by=wish.sender))
        return
    if wish.sender_kind == "customer" and wish.type in talking.SPOKEN:
        talk.language = tongue(talk.language, wish.language, talking.text_of(wish.type, wish.body))
    await turn_at_door(pen, talk, wish.sender)


async def turn_at_door(pen: Pen, talk: Talk, by: str) -> None:
    """Somebody but staff says something: the bot's turn where one is on and no person has it."""
    if talk.speaker not in ("closed", "bot", "offline"):
        return
    is_on = await is_attended(pen, talk.workspace, talk.channel)
    await turn(pen, talk, "wrote" if is_on else "wrote_alone", Because(by=by))
    if talk.speaker == "bot" and talk.assignee:
        # She answered the last matter; this one is the bot's until somebody is asked for.
        pen.give(talk, None, "bot")


async def turn_reopened(pen: Pen, talk: Talk, by: str) -> None:
    """Staff took the closing back: it is hers who had it, else the bot's, else it waits for anybody."""
    if talk.assignee:
        await turn(pen, talk, "accepted", Because(by=by))
    elif await is_attended(pen, talk.workspace, talk.channel):
        await turn(pen, talk, "wrote", Because(by=by))
    else:
        await turn(pen, talk, "reopened", Because(by=by))


async def wait(pen: Pen, talk: Talk) -> None:
    """She waits for a person and no bot is in between: as if she had written."""
    if talk.assignee is None:
        talk.waiting_since = talk.waiting_since or pen.now
        pen.change(talk)
        await routing.route(pen, talk)


async def tell_attendant(pen: Pen, said: Sequence[tuple[Talk, Wish, Message]]) -> None:
    """Writes the messages, then tells the bot of those it may answer; a person is called when it cannot take them."""
    mine = [one for one in said if one[0].speaker in speakers.BOT_SPEAKS]
    if not mine:
        return
    await pen.keep()
    if await attendants.tell(pen.tx, pen.engines, [_heard(*one) for one in mine]):
        return
    for talk in {talk.id: talk for talk, _, _ in mine}.values():
        await passing.ask(pen, talk, Because(by="system", reason="failure"))


def _heard(talk: Talk, wish: Wish, message: Message) -> Heard:
    return Heard(
        workspace=talk.workspace,
        conversation=talk.id,
        thread=talk.thread,
        seq=message.seq,
        type=message.type,
        body=message.body,
        at=message.at,
        channel=talk.channel,
        handles=talk.handles,
        speaker=talk.speaker,
        language=talk.language,
    )
