"""Facts of conversations. Their handles are the visitor's, so they are part of her activity."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from feilun.events.catalogue.facts import Fact


class ConversationOpened(Fact, frozen=True, kw_only=True):
    """A conversation began, or began again after it was resolved.

    Emitted by conversations; read by profiles, outcomes and journeys.
    """

    type: ClassVar[str] = "conversation.opened"
    conversation: UUID
    by: str
    again: bool = False


class MessageReceived(Fact, frozen=True, kw_only=True):
    """The customer wrote.

    Emitted by conversations; read by profiles, outcomes and journeys.
    """

    type: ClassVar[str] = "message.received"
    conversation: UUID
    seq: int
    text: str = ""


class MessageReplied(Fact, frozen=True, kw_only=True):
    """A member of staff answered the customer.

    Emitted by conversations; read by profiles and outcomes.
    """

    type: ClassVar[str] = "message.replied"
    conversation: UUID
    seq: int
    staff: str
    text: str = ""
    waited_since: datetime | None = None


class ConversationAssigned(Fact, frozen=True, kw_only=True):
    """Somebody became responsible, or nobody any more. `by` is a person, a token, or `routing`.

    Emitted by conversations; read by profiles and reports.
    """

    type: ClassVar[str] = "conversation.assigned"
    conversation: UUID
    assignee: UUID | None
    by: str
    online: int = 0


class ConversationResolved(Fact, frozen=True, kw_only=True):
    """Staff closed the conversation; a new message of the customer opens it again.

    Emitted by conversations; read by profiles, outcomes and journeys.
    """

    type: ClassVar[str] = "conversation.resolved"
    conversation: UUID
    by: str
    closing: int
    opened_at: datetime


class ConversationRated(Fact, frozen=True, kw_only=True):
    """The customer said how it was, from 1 to 5, once per closing.

    Emitted by conversations; read by profiles and outcomes.
    """

    type: ClassVar[str] = "conversation.rated"
    conversation: UUID
    closing: int
    score: int
    comment: str = ""
    assignee: UUID | None = None


class HandoverRequested(Fact, frozen=True, kw_only=True):
    """A person is wanted instead of the bot; `number` counts the hand-overs of the conversation.

    Emitted by conversations; read by profiles and journeys.
    """

    type: ClassVar[str] = "handover.requested"
    conversation: UUID
    number: int
    reason: str
    by: str


class HandoverAccepted(Fact, frozen=True, kw_only=True):
    """A member of staff took the conversation over, after so many seconds; from here the bot is silent.

    Emitted by conversations; read by profiles and journeys.
    """

    type: ClassVar[str] = "handover.accepted"
    conversation: UUID
    number: int
    reason: str
    by: str
    waited: int = 0


class HandoverReturned(Fact, frozen=True, kw_only=True):
    """Staff gave the conversation back to the bot, which answers only what nobody has answered.

    Emitted by conversations; read by profiles and journeys.
    """

    type: ClassVar[str] = "handover.returned"
    conversation: UUID
    number: int
    reason: str
    by: str
    waited: int = 0


class HandoverCancelled(Fact, frozen=True, kw_only=True):
    """The customer did not want to wait for a person any longer.

    Emitted by conversations; read by profiles and journeys.
    """

    type: ClassVar[str] = "handover.cancelled"
    conversation: UUID
    number: int
    reason: str
    by: str
    waited: int = 0
