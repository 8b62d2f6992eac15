"""Shares with their intervals: pure. A share of nothing is null, never 0 or 1."""

from typing import Any

import msgspec
from scipy import stats

_CONFIDENCE = 0.95


class BotShare(msgspec.Struct, frozen=True, kw_only=True):
    """`count` of `of`, with a 95 % interval. `filter` are the parameters of bot-decisions that list what was counted."""

    count: int
    of: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    filter: dict[str, str] = {}


def share(count: int, of: int, filter: dict[str, str] | None = None) -> BotShare:
    """Clopper-Pearson, which never promises too much, also for few cases."""
    if of <= 0:
        return BotShare(count=0, of=0, filter=filter or {})
    low, high = interval(count, of)
    return BotShare(count=count, of=of, value=count / of, low=low, high=high, filter=filter or {})


def interval(count: int, of: int) -> tuple[float, float]:
    """The exact binomial interval."""
    tail = (1 - _CONFIDENCE) / 2
    beta: Any = stats.beta
    low = 0.0 if count == 0 else float(beta.ppf(tail, count, of - count + 1))
    high = 1.0 if count == of else float(beta.ppf(1 - tail, count + 1, of - count))
    return low, high


def falls_below(audited: BotShare, target: float) -> bool:
    """The whole interval lies below the target: no chance finding any more."""
    return audited.high is not None and audited.high < target
