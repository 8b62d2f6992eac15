"""What the log holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

# Facts of ours about what a customer herself did; all others tell what we did.
_HERS = frozenset({"message.received", "message.opened", "message.clicked", "conversation.rated"})


class Handle(msgspec.Struct, frozen=True, order=True):
    """One way to point at a customer, as the sender wrote it: kind `user_id`, `anonymous_id`, `email`, `phone` …"""

    kind: str
    value: str


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One touch. `id` is made by the sender: the same id in a workspace lands once.

    `type` is `track`, `identify`, `page`, `screen`, `group`, `alias`, or a catalogue name such as
    `conversation.resolved`; `name` is the name of a tracked event ("Order Completed"). The body is the
    canonical payload: `properties`, `traits`, `context`.
    """

    workspace: UUID
    id: str
    type: str
    occurred_at: datetime
    name: str = ""
    channel: str = ""
    source: str = ""
    handles: tuple[Handle, ...] = ()
    body: Mapping[str, Any] = {}


class Stored(Event, frozen=True, kw_only=True):
    """An event with its place in the log."""

    position: int
    received_at: datetime


def is_hers(type: str, properties: Mapping[str, Any]) -> bool:
    """Whether the event shows that the customer was here: a mail that we sent, or a scanner that opened it, does not."""
    return "." not in type or (type in _HERS and not properties.get("by_machine"))
