"""What a template may cost. Every worker renders for every workspace, so one text must not take its memory or its time.

The library limits loops and output; a chain of filters alone can still make a text of gigabytes from a line.
"""

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from liquid.exceptions import LiquidSyntaxError, ResourceLimitError

# Characters, or elements of a list: of one value, and of all that the filters of one text read and write.
LARGEST_VALUE = 200_000
_MOST_WORK = 5_000_000
_LONGEST_NUMBER = 4_096
MOST_TAGS = 1_000
_spent: ContextVar[list[int]] = ContextVar("spent")


def bound(filters: MutableMapping[str, Callable[..., Any]]) -> None:
    """Puts the limits around all filters of an environment."""
    for name, apply in list(filters.items()):
        filters[name] = _bounded(name, apply)


@contextmanager
def one_text() -> Iterator[None]:
    """Counts the work of one rendering."""
    token = _spent.set([0])
    try:
        yield
    finally:
        _spent.reset(token)


def check_tags(text: str) -> None:
    """Loops that follow each other are not limited by the library. Raises LiquidSyntaxError."""
    if text.count("{%") > MOST_TAGS:
        raise LiquidSyntaxError(f"has more than {MOST_TAGS} tags", token=None)


def _bounded(name: str, apply: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(apply)  # Keeps the marks by which the library knows what else to pass.
    def limited(value: Any, *values: Any, **named: Any) -> Any:
        _spend(value, *values)
        if name == "replace" and len(values) == 2:
            _check_replaced(str(value), str(values[0]), str(values[1]))
        elif name == "join" and values and issubclass(type(value), list | tuple | range):
            _check(len(value) * len(str(values[0])))
        found = apply(value, *values, **named)
        _spend(found)
        return found

    return limited


def _check_replaced(text: str, old: str, new: str) -> None:
    _check(len(text) + (text.count(old) if old else len(text) + 1) * len(new))


def _spend(*values: Any) -> None:
    weight = sum(_weight(one) for one in values)
    _check(weight)
    spent = _spent.get(None)
    if spent is not None:
        spent[0] += weight + 1
        if spent[0] > _MOST_WORK:
            raise ResourceLimitError("the template has too much to do", token=None)


def _check(weight: int) -> None:
    if weight > LARGEST_VALUE:
        raise ResourceLimitError("a filter makes too long a text", token=None)


def _weight(value: Any) -> int:
    kind = type(value)  # A variable that nobody has raises at everything else one asks it, even its class.
    if issubclass(kind, str | range):
        return len(value)
    if issubclass(kind, int):
        return LARGEST_VALUE + 1 if value.bit_length() > _LONGEST_NUMBER else 1
    if issubclass(kind, list | tuple):
        _check(len(value))
        return len(value) + sum(_weight(one) for one in value)
    return 1
