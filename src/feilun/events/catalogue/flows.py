"""How customers go through the flows of the bot."""

from typing import ClassVar
from uuid import UUID

from feilun.events.catalogue.facts import Fact


class FlowStarted(Fact, frozen=True, kw_only=True):
    """A customer entered a flow of the bot. Emitted by flows; read by profiles (timeline)."""

    type: ClassVar[str] = "flow.started"
    flow: UUID
    version: int
    conversation: UUID


class FlowEnded(Fact, frozen=True, kw_only=True):
    """Her way through a flow ended: finished, cancelled, handed_over, expired, replaced or declined. Emitted by flows;
    read by profiles (timeline) and audiences."""

    type: ClassVar[str] = "flow.ended"
    flow: UUID
    version: int
    conversation: UUID
    outcome: str
    seconds: float
