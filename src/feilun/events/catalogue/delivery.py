"""What happens to messages out, and what customers allow."""

from typing import Any, ClassVar

from feilun.events.catalogue.facts import Fact


class ConsentGiven(Fact, frozen=True, kw_only=True):
    """A customer allowed messages of a topic on a channel. Emitted by consent; read by profiles (timeline)."""

    type: ClassVar[str] = "consent.given"
    channel: str
    topic: str
    source: str


class ConsentWithdrawn(Fact, frozen=True, kw_only=True):
    """A customer forbade messages of a topic on a channel. Emitted by consent; read by profiles (timeline)."""

    type: ClassVar[str] = "consent.withdrawn"
    channel: str
    topic: str
    source: str


class MessageSent(Fact, frozen=True, kw_only=True):
    """The provider took a message. Emitted by outbox; read by profiles (timeline) and outcomes (talks)."""

    type: ClassVar[str] = "message.sent"
    message: int
    channel: str
    topic: str
    subject: str = ""
    cause: dict[str, Any] = {}


class MessageSuppressed(Fact, frozen=True, kw_only=True):
    """A message was held back, and why. Emitted by outbox; read by profiles (timeline)."""

    type: ClassVar[str] = "message.suppressed"
    message: int
    channel: str
    topic: str
    reason: str
    cause: dict[str, Any] = {}


class MessageFailed(Fact, frozen=True, kw_only=True):
    """A message could not be sent, and why. Emitted by outbox; read by profiles (timeline)."""

    type: ClassVar[str] = "message.failed"
    message: int
    channel: str
    topic: str
    reason: str
    cause: dict[str, Any] = {}


class MessageBounced(Fact, frozen=True, kw_only=True):
    """A sent message came back. Emitted by outbox; read by profiles (timeline)."""

    type: ClassVar[str] = "message.bounced"
    message: int
    channel: str
    reason: str
    is_final: bool = True
    cause: dict[str, Any] = {}


class MessageOpened(Fact, frozen=True, kw_only=True):
    """A message was opened, or a machine looked at it. Emitted by outbox; read by profiles (timeline)."""

    type: ClassVar[str] = "message.opened"
    message: int
    channel: str
    by_machine: bool = False
    cause: dict[str, Any] = {}


class MessageClicked(Fact, frozen=True, kw_only=True):
    """A link in a message was followed. Emitted by outbox; read by profiles (timeline) and outcomes."""

    type: ClassVar[str] = "message.clicked"
    message: int
    channel: str
    url: str
    by_machine: bool = False
    cause: dict[str, Any] = {}
