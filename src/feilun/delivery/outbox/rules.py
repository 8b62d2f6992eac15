"""When a message may go: quiet hours, the cap, the pace, the pause before another try. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_ATTEMPTS = 12
_FIRST_PAUSE = 30.0
_LONGEST_PAUSE = 3600.0
# Programs that look at mail before people do; GoogleImageProxy is not one of them, a person opened that mail.
_MACHINES = re.compile(
    r"bot\b|crawl|spider|preview|scan|barracuda|mimecast|proofpoint|symantec|safelinks|curl|wget|python|httpx|go-http|java/",
    re.IGNORECASE,
)
_TOO_FAST = timedelta(seconds=2)


@dataclass(frozen=True)
class Go:
    """Send it to this address."""

    address: str


@dataclass(frozen=True)
class Suppress:
    """Never send it."""

    reason: str


@dataclass(frozen=True)
class Postpone:
    """Look again then."""

    until: datetime
    reason: str


Decision = Go | Suppress | Postpone


def quiet_end(now: datetime, zone: ZoneInfo, starts: str, ends: str) -> datetime | None:
    """The moment the customer's quiet hours end, or None outside of them. A window may cross midnight.

    The end is a time on her wall, so a day of 23 or 25 hours is still quiet until that time.
    """
    if not starts or not ends or starts == ends:
        return None
    local = now.astimezone(zone)
    first, last, at = time.fromisoformat(starts), time.fromisoformat(ends), local.time()
    if first < last:
        is_quiet, days = first <= at < last, 0
    else:
        is_quiet, days = at >= first or at < last, 1 if at >= first else 0
    if not is_quiet:
        return None
    wall = datetime.combine(local.date() + timedelta(days=days), last, tzinfo=zone)
    return wall.astimezone(now.tzinfo)


def after_quiet(now: datetime, zone: ZoneInfo, windows: list[tuple[str, str]]) -> datetime | None:
    """The first moment outside of all windows, or None when that is now."""
    moment = now
    for _ in range(4):  # Two windows that touch are left in two hops; more hops would mean the whole day is quiet.
        ends = [end for window in windows if (end := quiet_end(moment, zone, *window))]
        if not ends:
            break
        moment = max(ends)
    return moment if moment > now else None


def pause_before(attempt: int, asked: float) -> timedelta:
    """How long to wait after the given attempt failed: doubling, at least what the provider asked, at most an hour."""
    return timedelta(seconds=min(max(asked, _FIRST_PAUSE * 2 ** min(attempt - 1, 10)), max(_LONGEST_PAUSE, asked)))


def allowed_now(per_second: float) -> int:
    """How many messages of a channel may be claimed at once: one second's worth."""
    return max(1, int(per_second))


def is_machine(agent: str, sent_at: datetime | None, now: datetime) -> bool:
    """Whether an open or a click is plainly not a person's: its program says so, or it came faster than reading."""
    return not agent or bool(_MACHINES.search(agent)) or (sent_at is not None and now - sent_at < _TOO_FAST)
