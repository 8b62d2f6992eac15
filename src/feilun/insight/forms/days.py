"""Dates and times as written: 2026-02-28 and 13:45. By hand, so that the browser judges them alike."""

from typing import Any

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DIGITS = frozenset("0123456789")


def _pieces(text: Any, shape: str) -> list[int] | None:
    """The numbers of a text that is shaped like `0000-00-00`."""
    if not isinstance(text, str) or len(text) != len(shape):
        return None
    for sign, wanted in zip(text, shape, strict=True):
        if (sign not in _DIGITS) if wanted == "0" else (sign != wanted):
            return None
    return [int(piece) for piece in text.replace(":", "-").split("-")]


def day_number(text: Any) -> int | None:
    """Days since a fixed day, or None where it is no date of the Gregorian calendar."""
    pieces = _pieces(text, "0000-00-00")
    if pieces is None:
        return None
    year, month, day = pieces
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not (year >= 1 and 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] + (month == 2 and leap)):
        return None
    before = year - 1
    passed = sum(_DAYS[: month - 1]) + (month > 2 and leap)
    return before * 365 + before // 4 - before // 100 + before // 400 + passed + day


def is_time(text: Any) -> bool:
    """Hours and minutes of a day."""
    pieces = _pieces(text, "00:00")
    return pieces is not None and pieces[0] < 24 and pieces[1] < 60
