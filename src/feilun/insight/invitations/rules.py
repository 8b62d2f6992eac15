"""What is wrong with a reach, who is asked by it, on which channel, until when, and what asking brought. Pure."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import sqrt
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from feilun.delivery.directory import Person
from feilun.delivery.pressure import Repeat
from feilun.events import Handle
from feilun.insight.invitations.shapes import Reach, ReachHours, ReachPlan, ReachProblem
from feilun.kernel.intervals import wilson

RUNNING = ("queued", "sent", "bounced", "opened", "started", "partial")
FINAL = ("complete", "refused", "expired")
# What each state may follow. An answer counts from wherever she was; what comes late moves nothing back.
BELOW: dict[str, list[str]] = {
    "sent": ["queued"],
    "bounced": ["queued", "sent"],
    "opened": ["queued", "sent"],
    "started": ["queued", "sent", "bounced", "opened"],
    "partial": ["queued", "sent", "bounced", "opened", "started"],
    "complete": [*RUNNING, "expired", "refused"],
    "refused": ["queued"],
}
_ADDRESSES = {"email": ("email",), "webchat": ("user_id", "anonymous_id")}
# An event older than this asks nobody: what was a reason to ask last month is none today.
FRESH = timedelta(hours=24)
_FOREVER = datetime.max.replace(year=9000)


@dataclass(frozen=True)
class Shares:
    """A difference of two shares with its 95 % interval."""

    value: float
    low: float
    high: float


def problems(reach: Reach, template_problem: Callable[[str], str | None]) -> list[ReachProblem]:
    """All that keeps it from being switched on."""
    found = []
    if reach.kind == "email" and reach.audience is None and not reach.trigger.event:
        found.append(_problem("audience", "Choose the audience that is written to, or the event that is followed."))
    if reach.kind == "email" and not reach.plan.channels:
        found.append(_problem("plan.channels", "Choose at least one channel."))
    for name, hours in (("trigger.hours", reach.trigger.hours), ("plan.quiet", reach.plan.quiet)):
        if bool(hours.starts) != bool(hours.ends):
            found.append(_problem(name, "Hours have a beginning and an end, or neither."))
        elif hours.starts and hours.starts == hours.ends:
            found.append(_problem(name, "Hours that end when they begin are none."))
    if reach.hold_out and not reach.goal.event:
        found.append(_problem("goal.event", "Choose the event by which those asked are compared with the hold-out."))
    if reach.trigger.share == 0:
        found.append(_problem("trigger.share", "A share of 0 asks nobody."))
    for field, texts in (("subject", reach.texts.subject), ("intro", reach.texts.intro)):
        for language, text in texts.items():
            if problem := template_problem(text):
                found.append(_problem(f"texts.{field}.{language}", f"This text cannot be filled in: {problem}."))
    return found


def _problem(field: str, text: str) -> ReachProblem:
    return ReachProblem(field=field, text=text)


def repeat_of(reach: Reach) -> Repeat:
    """As the ledger of contact pressure wants it."""
    # A second question after a case follows what we did; the ledger's first rule must not forbid it.
    if reach.kind == "resurvey" and reach.repeat.kind == "once":
        return Repeat("every", days=0)
    return Repeat(reach.repeat.kind, reach.repeat.days, reach.repeat.times)


def until(reach: Reach, now: datetime) -> datetime:
    """Until when nobody needs to ask the ledger again for somebody who was asked at `now`."""
    return _FOREVER.replace(tzinfo=now.tzinfo) if reach.repeat.kind == "once" else now + timedelta(reach.repeat.days)


def refused_until(again_at: datetime | None, now: datetime) -> datetime:
    """A rule that names no time holds for ever."""
    return again_at or _FOREVER.replace(tzinfo=now.tzinfo)


def is_chosen(reach: UUID, person: str, share: float) -> bool:
    """Whether she belongs to the share that is asked at all; the same side for ever."""
    digest = hashlib.blake2b(f"{reach}\n{person}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) < share * 2**64


def is_in_hours(hours: ReachHours, now: datetime, zone: ZoneInfo) -> bool:
    """By the clock of the zone; a window may go over midnight."""
    if not hours.starts or not hours.ends:
        return True
    at, start, end = now.astimezone(zone).time(), time.fromisoformat(hours.starts), time.fromisoformat(hours.ends)
    return start <= at < end if start <= end else at >= start or at < end


def channel_for(plan: ReachPlan, person: Person | None, turn: int) -> str:
    """The channel of her `turn`th ask (from 0): those of the plan that she has, in their order; empty for none."""
    mine = [one for one in plan.channels if person is not None and person.address(_ADDRESSES[one])]
    return mine[turn % len(mine)] if mine else ""


def has_other(plan: ReachPlan, person: Person | None, failed: str) -> bool:
    """Whether another channel of the plan could reach her."""
    return any(channel_for(plan, person, turn) not in ("", failed) for turn in range(len(plan.channels)))


def next_reminder(plan: ReachPlan, asks: int, now: datetime) -> datetime | None:
    """After the `asks`th ask; None when no reminder is left."""
    return now + timedelta(hours=plan.spacing_hours) if asks <= plan.reminders else None


def minutes(number: int) -> timedelta:
    """So long."""
    return timedelta(minutes=number)


def person_of(customer: UUID | None, handles: Sequence[Handle]) -> str:
    """One name for one person: her customer, else her first handle."""
    return str(customer) if customer else f"{handles[0].kind}:{handles[0].value}" if handles else ""


def answered_state(response_state: str) -> str:
    """Of an invitation, by its response: led out before the end is an answer too, and nobody owes one any more."""
    return "complete" if response_state in ("complete", "screened", "full") else response_state


def lift(asked: tuple[int, int], held: tuple[int, int]) -> Shares | None:
    """(reached, of) of those asked and of those left in peace: the difference of the two shares with Newcombe's hybrid
    score interval (1998, method 10). None while a side is empty."""
    if not asked[1] or not held[1]:
        return None
    p1, (low1, high1) = asked[0] / asked[1], wilson(*asked)
    p2, (low2, high2) = held[0] / held[1], wilson(*held)
    low = p1 - p2 - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = p1 - p2 + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return Shares(p1 - p2, low, high)


def share_of(hits: int, of: int) -> dict[str, Any]:
    """A share with Wilson's interval; nothing is known of an empty base."""
    low, high = wilson(hits, of) if of else (0.0, 1.0)
    return {"rate": hits / of if of else 0.0, "rate_low": low, "rate_high": high}
