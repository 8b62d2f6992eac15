"""A journey as data: what the console draws and a version keeps. A draft may be unfinished, so all has defaults."""

from typing import Any, Literal
from uuid import UUID

import msgspec


class JourneyEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Who comes in. `again`: once for ever, every time she is not inside, or every time after the cool-down.

    `include_members`: publishing for the first time also takes in who is in the audience already.
    """

    kind: Literal["audience", "event"] = "audience"
    audience: UUID | None = None
    event: str | None = None
    again: Literal["once", "every", "cooldown"] = "once"
    cooldown_days: int = 30
    include_members: bool = False


class JourneyGoal(msgspec.Struct, frozen=True, kw_only=True):
    """What the journey is for: who does it within the days has reached the goal and leaves."""

    event: str = ""
    within_days: int = 14


class JourneyQuiet(msgspec.Struct, frozen=True, kw_only=True):
    """No message between these times of the customer's day."""

    starts: str = msgspec.field(name="from", default="")
    ends: str = msgspec.field(name="to", default="")


class JourneyExit(msgspec.Struct, frozen=True, kw_only=True):
    """Who leaves before the end: those who left the audience they came in by."""

    audience_left: bool = False


class _Step(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    id: str


class WaitStep(_Step, frozen=True, kw_only=True, tag="wait"):
    """Waits a duration. A day is 24 hours here; `wait_until` knows the calendar."""

    minutes: int = 0
    next: str | None = None


class WaitUntilStep(_Step, frozen=True, kw_only=True, tag="wait_until"):
    """Waits for the next time the clock on the customer's wall shows HH:MM."""

    time: str = ""
    next: str | None = None


class ConditionStep(_Step, frozen=True, kw_only=True, tag="condition"):
    """Goes one way or the other by an audience rule, read when the customer is here."""

    rule: dict[str, Any] = {}
    yes: str | None = None
    no: str | None = None


class EmailStep(_Step, frozen=True, kw_only=True, tag="email"):
    """Sends a mail; the texts are Liquid."""

    subject: str = ""
    html: str = ""
    text: str = ""
    topic: str = ""
    next: str | None = None


class ChatStep(_Step, frozen=True, kw_only=True, tag="chat"):
    """Says something in the customer's chat; the text is Liquid."""

    text: str = ""
    topic: str = ""
    next: str | None = None


class SurveyStep(_Step, frozen=True, kw_only=True, tag="survey"):
    """Asks her to answer a survey, if the ledger of contact pressure lets us, and goes on at once either way.

    An empty channel takes the first she has of the survey's reach for journeys, or mail where it has none.
    """

    survey: UUID | None = None
    channel: Literal["", "email", "webchat"] = ""
    next: str | None = None


class ExitStep(_Step, frozen=True, kw_only=True, tag="exit"):
    """The way ends."""


Step = WaitStep | WaitUntilStep | ConditionStep | EmailStep | ChatStep | SurveyStep | ExitStep


class JourneyGraph(msgspec.Struct, frozen=True, kw_only=True):
    """The whole journey. `first` is the id of the first step."""

    entry: JourneyEntry = JourneyEntry()
    holdout_percent: float = 0
    goal: JourneyGoal | None = None
    quiet: JourneyQuiet | None = None
    exit: JourneyExit = JourneyExit()
    steps: list[Step] = []
    first: str | None = None


def read_graph(value: Any) -> JourneyGraph:
    """A graph from its stored form."""
    return msgspec.convert(value, JourneyGraph)


def written(graph: JourneyGraph) -> dict[str, Any]:
    """Its stored form."""
    found: dict[str, Any] = msgspec.to_builtins(graph)
    return found
