"""The time now. One place, so that a test may move it."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

_shift = timedelta(0)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _shift


@contextlib.contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """For tests: the whole process lives `by` later while the block runs."""
    global _shift
    before, _shift = _shift, _shift + by
    try:
        yield
    finally:
        _shift = before


def back() -> None:
    """For tests: ends every shift, also one whose block was never left."""
    global _shift
    _shift = timedelta(0)
