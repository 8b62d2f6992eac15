"""How customers move through journeys."""

from typing import ClassVar
from uuid import UUID

from feilun.events.catalogue.facts import Fact


class JourneyEntered(Fact, frozen=True, kw_only=True):
    """A customer entered a journey, or was held out to compare with. Emitted by journeys; read by outcomes."""

    type: ClassVar[str] = "journey.entered"
    journey: UUID
    version: int
    customer: UUID
    entry_key: str
    held_out: bool


class JourneyLeft(Fact, frozen=True, kw_only=True):
    """A customer's way through a journey ended, and why. Emitted by journeys; read by profiles (timeline)."""

    type: ClassVar[str] = "journey.left"
    journey: UUID
    version: int
    customer: UUID
    entry_key: str
    reason: str


class JourneyGoalReached(Fact, frozen=True, kw_only=True):
    """A customer did what a journey is for, within its days. Emitted by journeys; read by profiles (timeline)."""

    type: ClassVar[str] = "journey.goal_reached"
    journey: UUID
    version: int
    customer: UUID
    entry_key: str
    event: str
    held_out: bool = False
