"""The second reading of a rule: one Ibis expression over all customers at once.

It asks for a table `profile(customer, traits)` and a table `activity(customer, type, name, occurred_at, amount,
properties)`; traits and properties are JSON or JSON text. Nothing here knows an engine.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from feilun.insight.segments.rules import All, AnyOf, Did, Not, Rule, Trait, deeds_in
from feilun.insight.segments.values import COMPARISONS, DATE_TEXT, NUMBER_TEXT, is_number_text, moment

_MONEY = "decimal(24, 4)"
_SUM = "decimal(38, 4)"
_UTC = "timestamp('UTC')"


def scan(rule: Rule, profile: Any, activity: Any, now: datetime) -> Any:
    """A table of `customer` (as in the tables given) and `due`, for all who fit.

    `due` is the first moment a window lets go of an event of hers, or null: before it, time changes nothing.
    """
    verdicts = judged(rule, profile, activity, now)
    return verdicts.filter(verdicts.fits).drop("fits")


def judged(rule: Rule, profile: Any, activity: Any, now: datetime) -> Any:
    """All customers with `fits` and `due`."""
    deeds = deeds_in(rule)
    known = profile.select("customer", **({"traits": _json(profile.traits)} if _asks_traits(rule) else {}))
    if not deeds:
        due = ibis.null(_UTC)
        return known.select("customer", fits=_fits(rule, known, {}), due=due)
    figures = _figures(deeds, activity, now)
    joined = known.left_join(figures, known.customer == figures.who)
    columns = {did: _figure(did, joined[f"figure_{n}"]) for n, did in enumerate(deeds)}
    return joined.select("customer", fits=_fits(rule, joined, columns), due=_due(deeds, joined))


def _asks_traits(rule: Rule) -> bool:
    if isinstance(rule, All | AnyOf):
        return any(_asks_traits(one) for one in rule.rules)
    return _asks_traits(rule.rule) if isinstance(rule, Not) else isinstance(rule, Trait)


def _fits(rule: Rule, table: Any, figures: dict[Did, Any]) -> Any:
    if isinstance(rule, All):
        return reduce(and_, (_fits(one, table, figures) for one in rule.rules), ibis.literal(True))
    if isinstance(rule, AnyOf):
        return reduce(or_, (_fits(one, table, figures) for one in rule.rules), ibis.literal(False))
    if isinstance(rule, Not):
        return ~_fits(rule.rule, table, figures)
    if isinstance(rule, Trait):
        return _test(_part(table.traits, rule.name), rule.operator, rule.value)
    wanted = ibis.literal(int(rule.value)) if rule.measure == "count" else ibis.literal(rule.value, type=_SUM)
    return COMPARISONS[rule.operator](figures[rule], wanted)


def _figures(deeds: Sequence[Did], activity: Any, now: datetime) -> Any:
    """One pass over the events that any condition names; one row per customer who has some."""
    named = activity.filter(reduce(or_, (_is_named(did, activity, now) for did in deeds)))
    counting = {f"counts_{n}": _counts(did, named, now) for n, did in enumerate(deeds)}
    needed = (
        named.select(
            "customer", at=named.occurred_at, amount=named.amount.cast(_MONEY), **(counting if len(deeds) > 1 else {})
        )
        if len(deeds) > 1
        else _only_counting(deeds[0], named)
    )
    measures: dict[str, Any] = {}
    for n, did in enumerate(deeds):
        where = needed[f"counts_{n}"] if len(deeds) > 1 else None
        measures[f"figure_{n}"] = (
            needed.count(where=where) if did.measure == "count" else needed.amount.sum(where=where)
        )
        if did.within:
            measures[f"oldest_{n}"] = needed["at"].min(where=where)
    return needed.group_by(who=needed.customer).aggregate(**measures)


def _only_counting(did: Did, named: Any) -> Any:
    kept = (
        named.filter([_test(_part(_json(named.properties), one.name), one.operator, one.value) for one in did.where])
        if did.where
        else named
    )
    return kept.select("customer", at=kept.occurred_at, amount=kept.amount.cast(_MONEY))


def _is_named(did: Did, activity: Any, now: datetime) -> Any:
    tracked = (activity.type == "track") & (activity.name == did.event)
    named = tracked if did.event == "track" else tracked | (activity.type == did.event)
    cutoff = did.cutoff(now)
    return named if cutoff is None else named & (activity.occurred_at > _literal_time(activity.occurred_at, cutoff))


def _counts(did: Did, named: Any, now: datetime) -> Any:
    conditions = [_test(_part(_json(named.properties), one.name), one.operator, one.value) for one in did.where]
    return reduce(and_, conditions, _is_named(did, named, now)).fill_null(False)


def _figure(did: Did, column: Any) -> Any:
    return column.fill_null(0) if did.measure == "count" else column.cast(_SUM).fill_null(ibis.literal(0, type=_SUM))


def _due(deeds: Sequence[Did], joined: Any) -> Any:
    moments = [joined[f"oldest_{n}"].cast(_UTC) + _interval(did.within) for n, did in enumerate(deeds) if did.within]
    if not moments:
        return ibis.null(_UTC)
    return ibis.least(*moments) if len(moments) > 1 else moments[0]


def _interval(window: timedelta) -> Any:
    return ibis.interval(microseconds=window // timedelta(microseconds=1))


def _literal_time(column: Any, at: datetime) -> Any:
    """A column without a zone holds UTC."""
    zone = column.type().timezone
    return ibis.literal(at if zone else at.replace(tzinfo=None), type=column.type())


def _json(column: Any) -> Any:
    return column if column.type().is_json() else column.cast("json")


def _part(column: Any, name: str) -> Any:
    """A member by its whole name. As a JSON pointer, since a plain key with a dot or `$` would be read as a path."""
    return column["/" + name.replace("~", "~0").replace("/", "~1")]


def _test(found: Any, operator: str, value: Any) -> Any:
    if operator == "exists":
        return ~_is_missing(found)
    if operator == "missing":
        return _is_missing(found)
    if operator == "ne":
        return ~_is_missing(found) & ~_test(found, "eq", value)
    return _any_of(found, lambda one: _test_scalar(one, operator, value))


def _is_missing(found: Any) -> Any:
    return found.isnull() | found.cast("string").isin(["null", '""', "[]"])


def _any_of(found: Any, holds: Callable[[Any], Any]) -> Any:
    elements = found.array.map(lambda one: holds(one).fill_null(False)).anys()
    return holds(found).fill_null(False) | elements.fill_null(False)


def _test_scalar(found: Any, operator: str, value: Any) -> Any:
    if operator == "eq":
        return _equal(found, value)
    if operator == "in":
        return reduce(or_, (_equal(found, one).fill_null(False) for one in value))
    if operator == "contains":
        return found.str.contains(value)
    if operator == "starts":
        return found.str.startswith(value)
    if operator in ("before", "after"):
        there, wanted = _moment(found), ibis.literal(moment(value), type=_UTC)
        return there < wanted if operator == "before" else there > wanted
    return COMPARISONS[operator](_number(found), float(value))


def _equal(found: Any, value: Any) -> Any:
    if isinstance(value, bool):
        return (found.bool == value).fill_null(False) | (found.str == ("true" if value else "false"))
    if isinstance(value, int | float):
        return _number(found) == float(value)
    same = found.str == value
    if value in ("true", "false"):
        return same.fill_null(False) | (found.bool == (value == "true"))
    if is_number_text(value):
        return same.fill_null(False) | (_finite(found.float) == float(value))
    return same


def _number(found: Any) -> Any:
    text = found.str
    return ibis.coalesce(_finite(found.float), ibis.ifelse(text.re_search(NUMBER_TEXT), text, None).try_cast("float64"))


def _finite(number: Any) -> Any:
    return ibis.ifelse(number.isinf(), None, number)


def _moment(found: Any) -> Any:
    text = found.str
    return ibis.ifelse(text.re_search(DATE_TEXT), text, None).try_cast(_UTC)
