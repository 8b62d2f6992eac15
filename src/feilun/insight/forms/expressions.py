"""Expressions are total: whatever was answered, they give a value or nothing (None), and never fail.

Values are numbers (float), texts, booleans, lists and mappings. A wrong type, a missing answer or a division by zero
gives None. A comparison with None is false, except `!=`, which is the opposite of `=`.
"""

from collections.abc import Callable, Mapping
from math import floor, isfinite
from typing import Any, Protocol

from feilun.insight.forms.days import day_number, is_time

BLANK = " \t\r\n\u00a0\u3000"
BIGGEST = 1e15
_DEEPEST = 10
LEAVES = ("answer", "score", "value", "variable", "given", "item", "full")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class Scope(Protocol):
    """What an expression may ask for."""

    def answer(self, question: str, part: str) -> Any: ...
    def score(self, question: str) -> float | None: ...
    def variable(self, name: str) -> Any: ...
    def given(self, name: str) -> Any: ...
    def item(self, part: str) -> Any: ...
    def full(self, quota: str) -> bool: ...


def evaluate(tree: Any, scope: Scope) -> Any:
    """The value of an expression, or None."""
    if "op" in tree:
        operator = tree["op"]
        if operator in _LAZY:
            return _LAZY[operator](tree["of"], scope)
        return _EAGER[operator](*[evaluate(one, scope) for one in tree["of"]])
    if "answer" in tree:
        return scope.answer(tree["answer"], tree.get("part", ""))
    if "value" in tree:
        return known(tree["value"])
    if "score" in tree:
        return scope.score(tree["score"])
    if "variable" in tree:
        return scope.variable(tree["variable"])
    if "given" in tree:
        return known(scope.given(tree["given"]))
    if "item" in tree:
        return scope.item(tree["item"])
    return scope.full(tree["full"])


def holds(tree: Any, scope: Scope) -> bool:
    """Whether a condition is true; none at all is."""
    return tree is None or evaluate(tree, scope) is True


def known(value: Any, depth: int = 0) -> Any:
    """A value from outside in the types of expressions; None for what is none, or lies too deep."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return finite(value)
    if isinstance(value, list) and depth < _DEEPEST:
        return [known(one, depth + 1) for one in value]
    if isinstance(value, Mapping) and depth < _DEEPEST:
        return {key: known(one, depth + 1) for key, one in value.items()}
    return None


def finite(value: float) -> float | None:
    """As a float without a negative zero, or None where it is not a number we count with."""
    try:
        value = float(value) + 0.0
    except OverflowError:
        return None
    return value if isfinite(value) else None


def is_answered(value: Any) -> bool:
    """Blank texts and empty lists are no answers; False is one."""
    if isinstance(value, str):
        return value.strip(BLANK) != ""
    if isinstance(value, list | dict):
        return len(value) > 0
    return value is not None


def same(one: Any, two: Any) -> bool:
    """Equal in type and value; nothing equals None; lists are equal as sets are."""
    if isinstance(one, list) and isinstance(two, list):
        return all(_within(item, two) for item in one) and all(_within(item, one) for item in two)
    return type(one) is type(two) and isinstance(one, bool | float | str) and bool(one == two)


def _within(value: Any, listed: list[Any]) -> bool:
    return any(same(value, one) for one in listed)


def _and(of: list[Any], scope: Scope) -> bool:
    return all(evaluate(one, scope) is True for one in of)


def _or(of: list[Any], scope: Scope) -> bool:
    return any(evaluate(one, scope) is True for one in of)


def _if(of: list[Any], scope: Scope) -> Any:
    return evaluate(of[1] if evaluate(of[0], scope) is True else of[2], scope)


def _compare(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(one: Any, two: Any) -> bool:
        if isinstance(one, str) and isinstance(two, str):
            return (_is_date(one, two) or (is_time(one) and is_time(two))) and test(one, two)
        return isinstance(one, float) and isinstance(two, float) and test(one, two)

    return compare


def _is_date(*texts: str) -> bool:
    return all(day_number(text) is not None for text in texts)


def _in(value: Any, listed: Any) -> bool:
    return isinstance(listed, list) and _within(value, listed)


def _contains(whole: Any, part: Any) -> bool:
    if isinstance(whole, str) and isinstance(part, str):
        return part.translate(_LOWER) in whole.translate(_LOWER)
    return isinstance(whole, list) and _within(part, whole)


def _contains_any(whole: Any, parts: Any) -> bool:
    return isinstance(whole, list) and isinstance(parts, list) and any(_within(one, whole) for one in parts)


def _contains_all(whole: Any, parts: Any) -> bool:
    return isinstance(whole, list) and isinstance(parts, list) and all(_within(one, whole) for one in parts)


def _arithmetic(work: Callable[[float, float], float]) -> Callable[..., float | None]:
    """From left to right, so that both engines round alike."""

    def count(*values: Any) -> float | None:
        if not values or not all(isinstance(one, float) for one in values):
            return None
        result = values[0]
        for one in values[1:]:
            try:
                result = work(result, one)
            except (ZeroDivisionError, OverflowError, ValueError):
                return None
        return finite(result)

    return count


def _flat(values: Any) -> list[Any]:
    """All single values inside lists and mappings."""
    if isinstance(values, list | tuple):
        return [one for value in values for one in _flat(value)]
    if isinstance(values, Mapping):
        # By key, as a browser puts keys that look like numbers first.
        return [one for key in sorted(values) for one in _flat(values[key])]
    return [values] if is_answered(values) else []


def _numbers(values: Any) -> list[float]:
    return [one for one in _flat(values) if isinstance(one, float)]


def _count(*values: Any) -> float:
    return float(len(_flat(values)))


def _sum(*values: Any) -> float | None:
    total = 0.0
    for one in _numbers(values):
        total += one
    return finite(total)


def _mean(*values: Any) -> float | None:
    total, number = _sum(*values), len(_numbers(values))
    return finite(total / number) if number and total is not None else None


def _least(*values: Any) -> float | None:
    return min(_numbers(values), default=None)


def _most(*values: Any) -> float | None:
    return max(_numbers(values), default=None)


def _round(value: Any) -> float | None:
    """Half goes up."""
    return finite(floor(value + 0.5)) if isinstance(value, float) else None


def _length(value: Any) -> float | None:
    return float(len(value)) if isinstance(value, str) else None


def _days(start: Any, end: Any) -> float | None:
    """Days from one date to another."""
    first, second = day_number(start), day_number(end)
    return None if first is None or second is None else float(second - first)


def _remainder(one: float, two: float) -> float:
    """With the sign of the divisor, as floor division has it."""
    return one - two * float(floor(one / two))


_LAZY: dict[str, Callable[[list[Any], Scope], Any]] = {"and": _and, "or": _or, "if": _if}
_EAGER: dict[str, Callable[..., Any]] = {
    "not": lambda value: value is not True,
    "=": same,
    "!=": lambda one, two: not same(one, two),
    "<": _compare(lambda one, two: one < two),
    "<=": _compare(lambda one, two: one <= two),
    ">": _compare(lambda one, two: one > two),
    ">=": _compare(lambda one, two: one >= two),
    "in": _in,
    "contains": _contains,
    "contains_any": _contains_any,
    "contains_all": _contains_all,
    "answered": is_answered,
    "+": _arithmetic(lambda one, two: one + two),
    "-": _arithmetic(lambda one, two: one - two),
    "*": _arithmetic(lambda one, two: one * two),
    "/": _arithmetic(lambda one, two: one / two),
    "mod": _arithmetic(_remainder),
    "round": _round,
    "count": _count,
    "sum": _sum,
    "mean": _mean,
    "min": _least,
    "max": _most,
    "length": _length,
    "days": _days,
}
# How many operands: least and most.
ARITY: dict[str, tuple[int, int]] = {
    "and": (0, 200), "or": (0, 200), "if": (3, 3), "not": (1, 1), "answered": (1, 1), "round": (1, 1),
    "length": (1, 1), "days": (2, 2), "+": (2, 50), "-": (2, 50), "*": (2, 50), "/": (2, 2), "mod": (2, 2),
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "in", "contains", "contains_any", "contains_all"), (2, 2)),
    **dict.fromkeys(("count", "sum", "mean", "min", "max"), (1, 50)),
}  # fmt: skip
