"""Which of many statements holds. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

ALL = "*"
GIVEN = "given"
WITHDRAWN = "withdrawn"
NONE = "none"


@dataclass(frozen=True)
class Statement:
    """The last word of one handle on one channel and topic; `*` means every channel, or all marketing."""

    channel: str
    topic: str
    state: str
    source: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """Whether a customer may be written to, and the reason when not."""

    may: bool
    reason: str = ""


def strictest(statements: Iterable[Statement]) -> list[Statement]:
    """One statement for each channel and topic: a no of any handle beats a yes, the newest of equals is shown."""
    kept: dict[tuple[str, str], Statement] = {}
    for one in statements:
        before = kept.get((one.channel, one.topic))
        if before is None or _rank(one) > _rank(before):
            kept[(one.channel, one.topic)] = one
    return [kept[key] for key in sorted(kept)]


def _rank(one: Statement) -> tuple[bool, float]:
    return one.state == WITHDRAWN, one.at.timestamp() if one.at else 0.0


def decided(statements: Iterable[Statement], channel: str, topic: str, needs_opt_in: bool) -> Answer:
    """A no to the topic, to all marketing or to every channel stops the message; a yes is needed only if asked for."""
    heard = [one for one in statements if one.channel in (channel, ALL) and one.topic in (topic, ALL)]
    for one in heard:
        if one.state == WITHDRAWN:
            return Answer(False, f"no consent: {one.topic} on {one.channel} was withdrawn")
    if needs_opt_in and not any(one.state == GIVEN for one in heard):
        return Answer(False, "no consent: marketing needs a yes that was never given")
    return Answer(True)
