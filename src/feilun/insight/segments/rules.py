"""The rule of an audience: parsed and checked. Pure.

A rule is JSON: {"all": […]} {"any": […]} {"not": rule}, a trait, or an event that was done so often or for so much.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any, Union

from feilun.insight.segments.values import COMPARISONS, moment
from feilun.kernel.errors import Invalid

DEEPEST = 10
MOST_NODES = 200
_LONGEST_TEXT = 500
_LONGEST_LIST = 1000
_LONGEST_WINDOW = 3650
_BIGGEST = 10**14

_NO_VALUE = ("exists", "missing")
_ORDERED = ("lt", "le", "gt", "ge")
OPERATORS = ("eq", "ne", *_ORDERED, "in", "contains", "starts", *_NO_VALUE, "before", "after")
MEASURES = ("count", "sum")
MEASURE_OPERATORS = ("ge", "le", "eq", "gt", "lt")


@dataclass(frozen=True)
class All:
    rules: tuple["Rule", ...]


@dataclass(frozen=True)
class AnyOf:
    rules: tuple["Rule", ...]


@dataclass(frozen=True)
class Not:
    rule: "Rule"


@dataclass(frozen=True)
class Trait:
    """Also the shape of a condition on a property of an event."""

    name: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class Did:
    """An event counted, or its amounts summed, over the last days or over all time. Count equal 0 is absence."""

    event: str
    measure: str
    operator: str
    value: Decimal
    within: timedelta | None = None
    where: tuple[Trait, ...] = ()

    def cutoff(self, now: datetime) -> datetime | None:
        """Events later than this count."""
        return now - self.within if self.within else None

    @property
    def is_counted(self) -> bool:
        """The counters of the profile answer it without reading activity."""
        return self.within is None and not self.where


Rule = Union[All, AnyOf, Not, Trait, Did]  # noqa: UP007


def parse(document: Any) -> Rule:
    """Raises Invalid with the place and a sentence."""
    return _Parser().rule(document, "rule", 1)


def leaves(rule: Rule) -> Iterator[Trait | Did]:
    """All conditions, each place it occurs, from left to right."""
    if isinstance(rule, All | AnyOf):
        for one in rule.rules:
            yield from leaves(one)
    elif isinstance(rule, Not):
        yield from leaves(rule.rule)
    else:
        yield rule


def traits_in(rule: Rule) -> frozenset[str]:
    return frozenset(leaf.name for leaf in leaves(rule) if isinstance(leaf, Trait))


def events_in(rule: Rule) -> frozenset[str]:
    return frozenset(leaf.event for leaf in leaves(rule) if isinstance(leaf, Did))


def deeds_in(rule: Rule) -> list[Did]:
    """The different event conditions."""
    return list(dict.fromkeys(leaf for leaf in leaves(rule) if isinstance(leaf, Did)))


def may_be(rule: Rule, answer: bool) -> bool:
    """Whether the rule can give this answer for somebody who did nothing it names, whatever her traits."""
    if isinstance(rule, Not):
        return may_be(rule.rule, not answer)
    if isinstance(rule, All | AnyOf):
        needs_each = isinstance(rule, All) == answer
        return (all if needs_each else any)(may_be(one, answer) for one in rule.rules)
    return isinstance(rule, Trait) or COMPARISONS[rule.operator](0, rule.value) == answer


class _Parser:
    def __init__(self) -> None:
        self._nodes = 0

    def rule(self, document: Any, at: str, depth: int) -> Rule:
        self._nodes += 1
        if depth > DEEPEST:
            _refuse(at, f"lies deeper than {DEEPEST} levels")
        if self._nodes > MOST_NODES:
            _refuse("rule", f"has more than {MOST_NODES} conditions")
        if not isinstance(document, Mapping):
            _refuse(at, "must be an object")
        kinds = [kind for kind in ("all", "any", "not", "trait", "event") if kind in document]
        if len(kinds) != 1:
            _refuse(at, "must have exactly one of all, any, not, trait, event")
        if kinds[0] == "not":
            _only(document, at, "not")
            return Not(self.rule(document["not"], f"{at}.not", depth + 1))
        if kinds[0] in ("all", "any"):
            return self._group(document, kinds[0], at, depth)
        return self._did(document, at) if kinds[0] == "event" else _trait(document, at, "trait")

    def _group(self, document: Mapping[str, Any], kind: str, at: str, depth: int) -> Rule:
        _only(document, at, kind)
        listed = document[kind]
        if not isinstance(listed, list):
            _refuse(f"{at}.{kind}", "must be a list")
        rules = tuple(self.rule(one, f"{at}.{kind}[{n}]", depth + 1) for n, one in enumerate(listed))
        return All(rules) if kind == "all" else AnyOf(rules)

    def _did(self, document: Mapping[str, Any], at: str) -> Did:
        _only(document, at, "event", "measure", "is", "value", "within_days", "where")
        event = _text(document["event"], f"{at}.event")
        if event.startswith("audience."):
            _refuse(f"{at}.event", "may not be an event of audiences themselves: they would chase each other")
        measure = _one_of(document.get("measure", "count"), MEASURES, f"{at}.measure")
        operator = _one_of(document.get("is", "ge"), MEASURE_OPERATORS, f"{at}.is")
        where = document.get("where") or []
        if not isinstance(where, list) or len(where) > 20:
            _refuse(f"{at}.where", "must be a list of at most 20 conditions")
        self._nodes += len(where)
        return Did(
            event,
            measure,
            operator,
            _figure(document.get("value", 1), measure, f"{at}.value"),
            _window(document.get("within_days"), f"{at}.within_days"),
            tuple(_trait(one, f"{at}.where[{n}]", "property") for n, one in enumerate(where)),
        )


def _refuse(at: str, problem: str) -> Any:
    raise Invalid(field=at, problem=problem)


def _only(document: Mapping[str, Any], at: str, *names: str) -> None:
    for name in document:
        if name not in names:
            _refuse(at, f"does not know {str(name)[:50]!r}")


def _text(value: Any, at: str) -> str:
    if not isinstance(value, str) or not value or len(value) > _LONGEST_TEXT or "\x00" in value:
        _refuse(at, f"must be a text of 1 to {_LONGEST_TEXT} characters")
    return str(value)


def _one_of(value: Any, allowed: tuple[str, ...], at: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        _refuse(at, f"must be one of {', '.join(allowed)}")
    return str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and abs(value) < _BIGGEST


def _figure(value: Any, measure: str, at: str) -> Decimal:
    if not _is_number(value):
        _refuse(at, "must be a number")
    number = Decimal(str(value))
    if measure == "count" and (number < 0 or number != number.to_integral_value()):
        _refuse(at, "must be a whole number, 0 or more")
    if number != number.quantize(Decimal("0.0001")):
        _refuse(at, "must have at most four decimals")
    return number


def _window(value: Any, at: str) -> timedelta | None:
    if value is None:
        return None
    if not _is_number(value) or not 0 < value <= _LONGEST_WINDOW:
        _refuse(at, f"must be more than 0 and at most {_LONGEST_WINDOW} days")
    window = timedelta(days=value)
    if not window:
        _refuse(at, "is shorter than a clock can tell")
    return window


def _trait(document: Any, at: str, kind: str) -> Trait:
    if not isinstance(document, Mapping) or kind not in document:
        _refuse(at, f"must be an object with {kind}")
    _only(document, at, kind, "is", "value")
    name = _text(document[kind], f"{at}.{kind}")
    operator = _one_of(document.get("is", "eq"), OPERATORS, f"{at}.is")
    if operator in _NO_VALUE:
        return Trait(name, operator)
    return Trait(name, operator, _value(document.get("value"), operator, f"{at}.value"))


def _value(value: Any, operator: str, at: str) -> Any:
    if operator == "in":
        if not isinstance(value, list) or not value or len(value) > _LONGEST_LIST:
            _refuse(at, f"must be a list of 1 to {_LONGEST_LIST} values")
        return tuple(_scalar(one, f"{at}[{n}]") for n, one in enumerate(value))
    if operator in _ORDERED:
        if not _is_number(value):
            _refuse(at, "must be a number; for dates use before or after")
    elif operator in ("contains", "starts"):
        return _text(value, at)
    elif operator in ("before", "after"):
        if moment(value) is None:
            _refuse(at, "must be a date such as 2026-05-31, or a date with a time")
    else:
        return _scalar(value, at)
    return value


def _scalar(value: Any, at: str) -> Any:
    if isinstance(value, bool) or _is_number(value):
        return value
    if isinstance(value, str) and len(value) <= _LONGEST_TEXT and "\x00" not in value:
        return value
    return _refuse(at, "must be a text, a number, true or false")
