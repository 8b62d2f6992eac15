"""What an operator means for one JSON value. Pure. `scan.py` says the same in Ibis; a property test holds both equal.

A list satisfies a condition when one of its elements does. Text that is a plain number counts as a number.
Nothing, null, empty text and the empty list are all "missing".
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import isinf
from typing import Any

NUMBER_TEXT = r"^-?[0-9]{1,15}(\.[0-9]{1,10})?$"
DATE_TEXT = (
    r"^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)?$"
)
_NUMBER = re.compile(NUMBER_TEXT)
_DATE = re.compile(DATE_TEXT)

COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": lambda a, b: a == b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


def test(found: Any, operator: str, value: Any) -> bool:
    """Whether a value found in a profile or an event satisfies a checked condition."""
    if operator == "exists":
        return not is_missing(found)
    if operator == "missing":
        return is_missing(found)
    if operator == "ne":
        return not is_missing(found) and not test(found, "eq", value)
    if isinstance(found, list):
        return any(_test_scalar(one, operator, value) for one in found)
    return _test_scalar(found, operator, value)


def is_missing(found: Any) -> bool:
    return found is None or found == "" or found == []


def _test_scalar(found: Any, operator: str, value: Any) -> bool:
    if operator == "eq":
        return _equal(found, value)
    if operator == "in":
        return any(_equal(found, one) for one in value)
    if operator == "contains":
        return isinstance(found, str) and value in found
    if operator == "starts":
        return isinstance(found, str) and found.startswith(value)
    if operator in ("before", "after"):
        there, wanted = moment(found), moment(value)
        if there is None or wanted is None:
            return False
        return there < wanted if operator == "before" else there > wanted
    number = number_of(found)
    return number is not None and bool(COMPARISONS[operator](number, float(value)))


def _equal(found: Any, value: Any) -> bool:
    if isinstance(value, bool):
        return found is value or bool(found == ("true" if value else "false"))
    if isinstance(value, int | float):
        return number_of(found) == float(value)
    if isinstance(found, bool):
        return bool(value == ("true" if found else "false"))
    if isinstance(found, int | float):
        return is_number_text(value) and number_of(found) == float(value)
    return bool(found == value)


def is_number_text(value: Any) -> bool:
    return isinstance(value, str) and _NUMBER.match(value) is not None and not value.endswith("\n")


def number_of(found: Any) -> float | None:
    """A finite number from a JSON number or plain number text. As a double, because columns hold doubles."""
    if isinstance(found, bool):
        return None
    if isinstance(found, int | float):
        try:
            number = float(found)
        except OverflowError:
            return None
        return None if isinf(number) else number
    return float(found) if is_number_text(found) else None


def moment(found: Any) -> datetime | None:
    """A time from a date or a date with time in ISO form; without an offset it is UTC."""
    if not isinstance(found, str) or not _DATE.match(found) or found.endswith("\n"):
        return None
    try:
        parsed = datetime.fromisoformat(found.replace("Z", "+00:00"))
    except ValueError:
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
