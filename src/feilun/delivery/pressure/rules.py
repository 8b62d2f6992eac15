"""Whether a person may be asked once more. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

RepeatKind = Literal["once", "until_answered", "every", "times"]
AskState = Literal["asked", "answered", "released", "held", "volunteered"]


@dataclass(frozen=True)
class Repeat:
    """How often one subject may be asked of one person.

    `once` for ever; `until_answered` and `every` again after `days`, the first of them only while there is no answer;
    `times` so many in all, `days` apart.
    """

    kind: RepeatKind = "once"
    days: int = 30
    times: int = 1


@dataclass(frozen=True)
class Policy:
    """What holds for all subjects and channels of a workspace. 0 switches a rule off."""

    rest_days: int = 7
    most: int = 4
    period_days: int = 90
    reminders_exempt: bool = True
    revision: int = 0


@dataclass(frozen=True)
class Past:
    """One earlier ask of the same person. `volunteered`: she answered without having been asked."""

    kind: str
    subject: str
    state: AskState
    at: datetime
    is_reminder: bool = False


@dataclass(frozen=True)
class Verdict:
    """`rule` names what refused, `reason` says it in words, `again_at` when it will be otherwise, if ever."""

    may: bool
    rule: str = ""
    reason: str = ""
    again_at: datetime | None = None


def decided(past: Iterable[Past], kind: str, subject: str, repeat: Repeat, policy: Policy, now: datetime) -> Verdict:
    """For a first ask. The rule of the subject speaks first, then the rest, then the number in the period."""
    every = [one for one in past if one.state != "released"]
    own = [one for one in every if (one.kind, one.subject) == (kind, subject)]
    asked = [one for one in every if one.state in ("asked", "answered")]
    return (
        _by_hold_out(own)
        or _by_repeat(own, repeat, now)
        or _by_rest(asked, policy, now)
        or _by_number(asked, policy, now)
        or Verdict(True)
    )


def reminded(past: Iterable[Past], kind: str, subject: str, policy: Policy, now: datetime) -> Verdict:
    """For a reminder: only to somebody who was asked and owes an answer."""
    every = [one for one in past if one.state != "released"]
    own = [one for one in every if (one.kind, one.subject) == (kind, subject)]
    if any(one.state in ("answered", "volunteered") for one in own):
        return Verdict(False, "answered", "she has answered already")
    if not any(one.state == "asked" for one in own):
        return Verdict(False, "never_asked", "she was never asked, so there is nothing to remind of")
    if policy.reminders_exempt:
        return Verdict(True)
    asked = [one for one in every if one.state in ("asked", "answered")]
    others = [one for one in asked if (one.kind, one.subject) != (kind, subject)]
    return _by_rest(others, policy, now) or _by_number(asked, policy, now) or Verdict(True)


def is_held_out(workspace: str, kind: str, subject: str, person: str, share: float) -> bool:
    """Whether the person belongs to the share that is left in peace, to measure what asking does; always the same."""
    named = "\n".join((workspace, kind, subject, person)).encode()
    place = int.from_bytes(hashlib.blake2b(named, digest_size=8).digest())
    return place < share * 2**64


def _by_hold_out(own: Sequence[Past]) -> Verdict | None:
    if any(one.state == "held" for one in own):
        return Verdict(
            False, "hold_out", "she belongs to the share that is not asked, so that the effect can be measured"
        )
    return None


def _by_repeat(own: Sequence[Past], repeat: Repeat, now: datetime) -> Verdict | None:
    if not own:
        return None
    last = max(one.at for one in own)
    again = last + timedelta(days=repeat.days)
    if repeat.kind == "once":
        return Verdict(False, "once", "this is asked once, and she was asked or has answered")
    if repeat.kind == "until_answered" and any(one.state in ("answered", "volunteered") for one in own):
        return Verdict(False, "answered", "she has answered already")
    if repeat.kind == "times" and len(own) >= repeat.times:
        return Verdict(False, "times", f"she was asked {len(own)} times; {repeat.times} are allowed")
    if now < again:
        return Verdict(False, "too_soon", f"she was asked within the last {repeat.days} days", again)
    return None


def _by_rest(asked: Sequence[Past], policy: Policy, now: datetime) -> Verdict | None:
    if not policy.rest_days or not asked:
        return None
    again = max(one.at for one in asked) + timedelta(days=policy.rest_days)
    if now >= again:
        return None
    return Verdict(False, "rest", f"she was asked something within the last {policy.rest_days} days", again)


def _by_number(asked: Sequence[Past], policy: Policy, now: datetime) -> Verdict | None:
    if not policy.most:
        return None
    since = now - timedelta(days=policy.period_days)
    recent = sorted(one.at for one in asked if one.at > since)
    if len(recent) < policy.most:
        return None
    again = recent[len(recent) - policy.most] + timedelta(days=policy.period_days)
    problem = f"she was asked {len(recent)} times within {policy.period_days} days; {policy.most} are allowed"
    return Verdict(False, "period", problem, again)
