"""Shares with their intervals: pure. A share of nothing is null, never 0 or 1."""

import msgspec

from feilun.kernel.intervals import clopper_pearson


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
    low, high = clopper_pearson(count, of)
    return BotShare(count=count, of=of, value=count / of, low=low, high=high, filter=filter or {})


def falls_below(audited: BotShare, target: float) -> bool:
    """The whole interval lies below the target: no chance finding any more."""
    return audited.high is not None and audited.high < target
