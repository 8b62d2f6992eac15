"""The first reading of a rule: does this customer fit, why, and when may time alone change it? Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

import msgspec

from feilun.insight.segments.rules import All, AnyOf, Did, Not, Rule, Trait
from feilun.insight.segments.values import COMPARISONS, test

Deeds = Sequence[Mapping[str, Any]]


class Person(Protocol):
    """What a rule asks of a profile."""

    @property
    def traits(self) -> Mapping[str, Any]: ...

    @property
    def counters(self) -> Mapping[str, Mapping[str, Any]]: ...


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """One node of a rule with its answer. `figure` is what was found: the trait's value, the count, the sum."""

    kind: str
    holds: bool
    name: str = ""
    operator: str = ""
    value: Any = None
    figure: Any = None
    within_days: float | None = None
    changes_at: datetime | None = None
    parts: tuple["Explanation", ...] = ()


def matches(rule: Rule, profile: Person, activity: Deeds, now: datetime) -> bool:
    """`activity` holds rows of type, name, occurred_at, amount, properties: all that the rule's events name."""
    if isinstance(rule, All):
        return all(matches(one, profile, activity, now) for one in rule.rules)
    if isinstance(rule, AnyOf):
        return any(matches(one, profile, activity, now) for one in rule.rules)
    if isinstance(rule, Not):
        return not matches(rule.rule, profile, activity, now)
    if isinstance(rule, Trait):
        return test(profile.traits.get(rule.name), rule.operator, rule.value)
    return _holds(rule, measured(rule, profile, activity, now))


def measured(did: Did, profile: Person, activity: Deeds, now: datetime) -> Decimal:
    """The count or sum that a condition speaks of."""
    if did.is_counted:
        counter = profile.counters.get(did.event, {})
        return Decimal(counter.get("count", 0) if did.measure == "count" else counter.get("amount", 0))
    return sum((_weight(did, row) for row in _counting(did, activity, now)), Decimal(0))


def next_change(rule: Rule, profile: Person, activity: Deeds, now: datetime) -> datetime | None:
    """The first moment after `now` at which a window lets go of an event and a condition turns over; None if never."""
    if isinstance(rule, All | AnyOf):
        moments = [next_change(one, profile, activity, now) for one in rule.rules]
        return min((one for one in moments if one), default=None)
    if isinstance(rule, Not):
        return next_change(rule.rule, profile, activity, now)
    return _turns_at(rule, activity, now) if isinstance(rule, Did) else None


def explain(rule: Rule, profile: Person, activity: Deeds, now: datetime) -> Explanation:
    """The rule with its answer and the figure at every condition."""
    if isinstance(rule, All | AnyOf | Not):
        inner = (rule.rule,) if isinstance(rule, Not) else rule.rules
        return Explanation(
            kind={All: "all", AnyOf: "any", Not: "not"}[type(rule)],
            holds=matches(rule, profile, activity, now),
            parts=tuple(explain(one, profile, activity, now) for one in inner),
        )
    if isinstance(rule, Trait):
        found = profile.traits.get(rule.name)
        return _of_trait(rule, "trait", found)
    return _of_did(rule, profile, activity, now)


def _of_trait(rule: Trait, kind: str, found: Any) -> Explanation:
    return Explanation(
        kind=kind,
        holds=test(found, rule.operator, rule.value),
        name=rule.name,
        operator=rule.operator,
        value=rule.value,
        figure=found,
    )


def _of_did(rule: Did, profile: Person, activity: Deeds, now: datetime) -> Explanation:
    figure = measured(rule, profile, activity, now)
    return Explanation(
        kind=rule.measure,
        holds=_holds(rule, figure),
        name=rule.event,
        operator=rule.operator,
        value=float(rule.value),
        figure=float(figure),
        within_days=rule.within.total_seconds() / 86400 if rule.within else None,
        changes_at=_turns_at(rule, activity, now),
    )


def _holds(did: Did, figure: Decimal) -> bool:
    return bool(COMPARISONS[did.operator](figure, did.value))


def _weight(did: Did, row: Mapping[str, Any]) -> Decimal:
    return Decimal(1) if did.measure == "count" else row["amount"] or Decimal(0)


def _counting(did: Did, activity: Deeds, now: datetime) -> list[Mapping[str, Any]]:
    cutoff = did.cutoff(now)
    return [
        row
        for row in activity
        if (row["name"] if row["type"] == "track" else row["type"]) == did.event
        and (cutoff is None or row["occurred_at"] > cutoff)
        and all(test(row["properties"].get(one.name), one.operator, one.value) for one in did.where)
    ]


def _turns_at(did: Did, activity: Deeds, now: datetime) -> datetime | None:
    if did.within is None:
        return None
    rows = sorted(_counting(did, activity, now), key=lambda row: row["occurred_at"])
    figure = sum((_weight(did, row) for row in rows), Decimal(0))
    holds = _holds(did, figure)
    for place, row in enumerate(rows):
        figure -= _weight(did, row)
        is_last_of_moment = place + 1 == len(rows) or rows[place + 1]["occurred_at"] != row["occurred_at"]
        if is_last_of_moment and _holds(did, figure) != holds:
            moment: datetime = row["occurred_at"] + did.within
            return moment
    return None
