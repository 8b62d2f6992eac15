"""What somebody wants to say, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from feilun.events import Handle
from feilun.interaction.conversations.speakers import Speaker
from feilun.kernel.errors import Error


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One message on its way in: of a visitor or the business by `thread`, of staff by `conversation`."""

    workspace: UUID
    sender_kind: str  # customer, staff, bot, system
    sender: str
    cid: str
    type: str
    body: dict[str, Any]
    at: datetime
    thread: UUID | None = None
    conversation: UUID | None = None
    sender_id: str = ""
    sender_name: str = ""
    person: UUID | None = None
    # The last message the author had read; None when she does not say.
    seen_seq: int | None = None
    # The connection that is answered and needs no echo.
    origin: str = ""
    # What the visitor's page is written in, when it says so.
    language: str = ""
    cause: dict[str, Any] | None = None
    # Words after the closing, such as how it was: a conversation that is closed stays so.
    keeps_closed: bool = False


class MessageSender(msgspec.Struct, frozen=True, kw_only=True):
    """Who said it: kind is customer, staff, bot or system."""

    kind: str
    id: str = ""
    name: str = ""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message of a conversation; `seq` has no gaps."""

    seq: int
    cid: str
    sender: MessageSender
    type: str
    body: dict[str, Any]
    at: datetime


@dataclass(kw_only=True)
class Talk:
    """A conversation while it is being written to; `keep_conversation` writes it back."""

    workspace: UUID
    id: UUID
    thread: UUID
    opened_at: datetime
    last_at: datetime
    channel: str = "webchat"
    route_kind: str = ""
    route_value: str = ""
    state: str = "open"
    assignee: UUID | None = None
    top: int = 0
    waiting_since: datetime | None = None
    resolved_at: datetime | None = None
    closings: int = 0
    rating: int | None = None
    last_text: str = ""
    # Who speaks; `closed` until somebody said the first word. See speakers.py.
    speaker: Speaker = "closed"
    handovers: int = 0
    handover_reason: str = ""
    moves: int = 0
    customer_seq: int = 0
    language: str = ""
    handles: tuple[Handle, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Landed:
    """Where a wish landed: its message, and its number in the visitor's stream (0 for a note)."""

    conversation: UUID
    message: Message
    stream_seq: int
    is_new: bool


class StaleReply(Error):
    """There are {count} newer messages; look at them before you answer."""

    status = 409


class AlreadyAssigned(Error):
    """{owner_name} has this conversation already."""

    status = 409


def message_of(row: dict[str, Any]) -> Message:
    kind, id = row["sender_kind"], row["sender"].partition(":")[2]
    sender = MessageSender(kind=kind, id=id, name=row["sender_name"])
    return Message(seq=row["seq"], cid=row["cid"], sender=sender, type=row["type"], body=row["body"], at=row["at"])
