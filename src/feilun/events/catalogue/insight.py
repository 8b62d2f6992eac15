"""Facts about who the customer is and which audience she belongs to."""

from typing import ClassVar
from uuid import UUID

from feilun.events.catalogue.facts import Fact


class CustomersMerged(Fact, frozen=True, kw_only=True):
    """Two customers turned out to be one; `absorbed` points at `survivor` from now on.

    Emitted by insight.profiles; read by insight.segments, insight.outcomes and whoever keeps customer ids.
    """

    type: ClassVar[str] = "customers.merged"
    survivor: UUID
    absorbed: UUID
    edge: UUID
    event: str
    rule: str


class CustomersSplit(Fact, frozen=True, kw_only=True):
    """A person said that an edge was wrong: its two sides are two customers again.

    Emitted by insight.identity; read by insight.profiles, which parts what the two did, and by insight.segments.
    """

    type: ClassVar[str] = "customers.split"
    edge: UUID
    customer: UUID
    author: str = ""


class AudienceEntered(Fact, frozen=True, kw_only=True):
    """A customer began to fit an audience. `turn` counts her changes there: odd is in, even is out.

    Emitted by insight.segments; read by conversion.journeys and insight.segments.
    """

    type: ClassVar[str] = "audience.entered"
    audience: UUID
    customer: UUID
    turn: int = 1


class AudienceLeft(Fact, frozen=True, kw_only=True):
    """A customer no longer fits an audience. `turn` counts her changes there: odd is in, even is out.

    Emitted by insight.segments; read by conversion.journeys and insight.segments.
    """

    type: ClassVar[str] = "audience.left"
    audience: UUID
    customer: UUID
    turn: int = 2
