"""The bot speaks: checked under the conversation's lock, in the transaction that inserts the words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from feilun.interaction.conversations import speakers
from feilun.interaction.conversations.passing import BOT
from feilun.interaction.conversations.pen import Pen
from feilun.interaction.conversations.pen import queries as talk_queries
from feilun.interaction.conversations.wishes import Landed, Wish, message_of
from feilun.store import Engines, Transaction


@dataclass(frozen=True, kw_only=True)
class BotLine:
    """What the bot wants to say. `expected_seq` is the customer's message it answers; None answers none.

    The same `cid` lands once, for ever.
    """

    workspace: UUID
    conversation: UUID
    cid: str
    type: str = "text"
    body: dict[str, Any]
    expected_seq: int | None = None
    sender_name: str = ""


@dataclass(frozen=True)
class Standing:
    """How a conversation stands while its lock is held."""

    speaker: str
    customer_seq: int
    language: str
    handover: int
    # How often it was closed; writing again after that is another matter.
    closings: int = 0

    @property
    def bot_may_speak(self) -> bool:
        return self.speaker in speakers.BOT_SPEAKS


async def hold(tx: Transaction, engines: Engines, workspace: UUID, conversation: UUID) -> Standing:
    """Locks the conversation until the commit and says how it stands. Raises NotFound.

    Take this lock before rows of your own that `Attendant.heard` touches too: it runs under the same lock, and two
    who take two locks in two orders wait for each other for ever. One conversation per transaction.
    """
    pen = Pen(tx, engines)
    await pen.load([], [(workspace, conversation)])
    talk = pen.talk(workspace, conversation)
    return Standing(talk.speaker, talk.customer_seq, talk.language, talk.handovers, talk.closings)


async def bot_say(tx: Transaction, engines: Engines, line: BotLine) -> Landed | None:
    """Says it, or None: it is somebody else's turn, or the customer wrote after `expected_seq`. Raises NotFound.

    Whoever writes a message holds the conversation's row until it commits, and so do we: once an agent's words are
    committed, what we read here says so.
    """
    pen = Pen(tx, engines)
    await pen.load([], [(line.workspace, line.conversation)])
    talk = pen.talk(line.workspace, line.conversation)
    known = await tx.first(
        talk_queries.known_messages,
        workspaces=[line.workspace], threads=[talk.thread], senders=[BOT], cids=[line.cid],
    )  # fmt: skip
    if known:
        return Landed(talk.id, message_of(known), 0, False)
    if not speakers.may_speak(talk.speaker, talk.customer_seq, line.expected_seq):
        return None
    wish = Wish(
        workspace=line.workspace, sender_kind="bot", sender=BOT, sender_name=line.sender_name,
        cid=line.cid, type=line.type, body=line.body, at=pen.now,
    )  # fmt: skip
    message = pen.say(talk, wish)
    draft = pen.echo(talk, wish)
    publications = await pen.close()
    return Landed(talk.id, message, publications[draft].seq, True)
