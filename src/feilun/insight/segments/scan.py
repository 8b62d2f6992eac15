"""The second reading of a rule: one Ibis expression over all customers at once.

It asks for a table `profile(customer, traits)` and a table `activity(customer, type, name, occurred_at, amount,
properties)`; traits and properties are JSON as PostgreSQL writes it: letters of all scripts as themselves.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from feilun.insight.segments.rules import All, AnyOf, Did, Not, Rule, Trait, deeds_in, may_be
from feilun.insight.segments.values import COMPARISONS, DATE_TEXT, NUMBER_TEXT, is_number_text, moment

# Types of events are these five and our own facts, two words with a dot. Other names can only be those of tracked
# events: one plain filter.
_TYPE = re.compile(r"page|screen|identify|group|alias|[a-z_]+\.[a-z_.]+")
_PLAIN_NAME = re.compile(r"[\w.\- ]+")
_FEW = 5
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
    known = profile.select("customer", **({"traits": _string(profile.traits)} if _asks_traits(rule) else {}))
    if not deeds:
        due = ibis.null(_UTC)
        return known.select("customer", fits=_fits(rule, known, {}), due=due)
    figures = _figures(deeds, activity, now)
    # Whoever did nothing can be left out early when nothing done means no.
    how = "left" if may_be(rule, True) else "inner"
    joined = known.join(figures, known.customer == figures.who, how=how)
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
    needed = _one_deed(deeds[0], activity, now) if len(deeds) == 1 else _many_deeds(deeds, activity, now)
    measures: dict[str, Any] = {}
    for n, did in enumerate(deeds):
        where = needed[f"counts_{n}"] if len(deeds) > 1 else None
        figure = needed.count(where=where) if did.measure == "count" else needed.amount.sum(where=where)
        measures[f"figure_{n}"] = figure
        if did.within:
            measures[f"oldest_{n}"] = needed["at"].min(where=where)
    return needed.group_by(who=needed.customer).aggregate(**measures)


def _one_deed(did: Did, activity: Any, now: datetime) -> Any:
    named = activity.filter(_is_named(did, activity, now))
    kept = named.filter(_where(did, named)) if did.where else named
    return kept.select("customer", at=kept.occurred_at, amount=kept.amount.cast(_MONEY))


def _many_deeds(deeds: Sequence[Did], activity: Any, now: datetime) -> Any:
    named = activity.filter(reduce(or_, (_is_named(did, activity, now) for did in deeds)))
    counting = {f"counts_{n}": _counts(did, named, now) for n, did in enumerate(deeds)}
    return named.select("customer", at=named.occurred_at, amount=named.amount.cast(_MONEY), **counting)


def _counts(did: Did, named: Any, now: datetime) -> Any:
    is_named = _is_named(did, named, now)
    return _rarely(is_named, _where(did, named)) if did.where else is_named.fill_null(False)


def _where(did: Did, named: Any) -> Any:
    properties = _string(named.properties)
    return reduce(and_, (_test(_part(properties, one.name), one.operator, one.value) for one in did.where))


def _is_named(did: Did, activity: Any, now: datetime) -> Any:
    named = (activity.type == "track") & (activity.name == did.event)
    if did.event != "track" and _TYPE.fullmatch(did.event):
        named = named | (activity.type == did.event)
    cutoff = did.cutoff(now)
    return named if cutoff is None else named & (activity.occurred_at > _literal_time(activity.occurred_at, cutoff))


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


def _string(column: Any) -> Any:
    """JSON as its text: a cast to JSON would read every document once more only to check it."""
    return column.cast("string") if column.type().is_json() else column


def _part(document: Any, name: str) -> "_Found":
    """A member by its whole name. As a JSON pointer, since a plain key with a dot or `$` would be read as a path."""
    pointer = "/" + name.replace("~", "~0").replace("/", "~1")
    return _Found(_text_at(document, pointer), _value_at(document, pointer), document, name)


@ibis.udf.scalar.builtin(name="json_extract_string", signature=(("string", "string"), "string"))  # type: ignore[untyped-decorator]
def _text_at(document: Any, path: str) -> Any:
    """The text of a text, of anything else its JSON; nothing and null are null. One parse where types would cost three."""


@ibis.udf.scalar.builtin(name="json_extract", signature=(("string", "string"), "json"))  # type: ignore[untyped-decorator]
def _value_at(document: Any, path: str) -> Any:
    """The member as JSON."""


@ibis.udf.scalar.builtin(name="json_extract_string", signature=(("string", "string"), "array<string>"))  # type: ignore[untyped-decorator]
def _texts_at(document: Any, path: str) -> Any:
    """The texts of all elements of a list, for a path that ends in `[*]`; of anything else no texts."""


@dataclass(frozen=True)
class _Found:
    """A value in two shapes: `text` is cheap and enough for nearly all rows, `exact` settles the rest.

    `document` is the whole text that it was found in.
    """

    text: Any
    exact: Any
    document: Any = None
    name: str = ""


def _test(found: _Found, operator: str, value: Any) -> Any:
    if operator == "exists":
        return ~_is_missing(found)
    if operator == "missing":
        return _is_missing(found)
    if operator == "ne":
        return ~_is_missing(found) & ~_test(found, "eq", value)
    holds = _test_scalar(found, operator, value).fill_null(False) | _test_list(found, operator, value)
    words = _words(operator, value)
    if found.document is None or not words:
        return holds
    # Looking for the word in the whole text is far cheaper than reading the text as JSON.
    written = reduce(or_, (found.document.contains(f'"{word}"') for word in words))
    if _PLAIN_NAME.fullmatch(found.name):
        elements = _texts_at(found.document, f'$."{found.name}"[*]')
        holds = found.text.isin(words) | reduce(or_, (elements.contains(word) for word in words))
    return _rarely(written, holds)


def _words(operator: str, value: Any) -> list[str]:
    """What must stand in the text of a document for the condition to hold, if a few words tell."""
    listed = [value] if operator == "eq" else list(value) if operator == "in" else []
    written = [json.dumps(one, ensure_ascii=False) for one in listed]
    are_plain = all(_is_word(one) and text == f'"{one}"' for one, text in zip(listed, written, strict=True))
    return listed if are_plain and len(listed) <= _FEW else []


def _is_missing(found: _Found) -> Any:
    text = found.text.fill_null("")
    # The text "[]" is a value; the empty list is none.
    return (text == "") | _rarely(text == "[]", found.exact.array.notnull())


def _test_list(found: _Found, operator: str, value: Any) -> Any:
    holds = found.exact.array.notnull() & found.exact.array.map(lambda one: _test_element(one, operator, value)).anys()
    return _rarely(found.text.startswith("["), holds)


def _test_element(element: Any, operator: str, value: Any) -> Any:
    text = _text_at(element.cast("string"), "$")
    return _test_scalar(_Found(text, element), operator, value).fill_null(False)


def _rarely(condition: Any, holds: Any) -> Any:
    """Asked only where the cheap condition is true."""
    return ibis.ifelse(condition.fill_null(False), holds.fill_null(False), False)


def _is_word(value: Any) -> bool:
    """Text that is not the JSON of something else: where it is found, a text was found."""
    return (
        isinstance(value, str)
        and value[:1] not in tuple('[{"-0123456789')
        and value not in ("", "true", "false", "null")
    )


def _test_scalar(found: _Found, operator: str, value: Any) -> Any:
    if operator == "eq":
        return _equal(found, value)
    if operator == "in":
        words = [one for one in value if _is_word(one)]
        others = [_equal(found, one).fill_null(False) for one in value if not _is_word(one)]
        return reduce(or_, others, found.text.isin(words).fill_null(False) if words else ibis.literal(False))
    if operator in ("contains", "starts"):
        holds = found.text.contains(value) if operator == "contains" else found.text.startswith(value)
        return _rarely(holds, found.exact.str.notnull())
    if operator in ("before", "after"):
        there, wanted = _moment(found), ibis.literal(moment(value), type=_UTC)
        return there < wanted if operator == "before" else there > wanted
    return _compare(found, operator, value)


def _equal(found: _Found, value: Any) -> Any:
    if isinstance(value, bool):
        return found.text == ("true" if value else "false")
    if isinstance(value, int | float):
        return _compare(found, "eq", value)
    if _is_word(value) or value in ("true", "false"):
        return found.text == value
    exact = found.exact.str == value
    if is_number_text(value):
        return exact.fill_null(False) | (_finite(found.exact.float) == float(value))
    return exact


def _compare(found: _Found, operator: str, value: float) -> Any:
    """The cast takes more for a number than a rule does (` 5`, `1e3`, `nan`), so what it lets through is looked at."""
    is_number = ibis.ifelse(found.text.re_search(NUMBER_TEXT), True, _finite(found.exact.float).notnull())
    return _rarely(COMPARISONS[operator](found.text.try_cast("float64"), float(value)), is_number)


def _finite(number: Any) -> Any:
    return ibis.ifelse(number.isinf(), None, number)


def _moment(found: _Found) -> Any:
    return ibis.ifelse(found.text.re_search(DATE_TEXT), found.text, None).try_cast(_UTC)
