"""How often what was offered was what she asked. Pure: rates with intervals, and the replay of a log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import sqrt
from typing import NamedTuple

import msgspec

from feilun.interaction.foresight import rules
from feilun.kernel.intervals import wilson

_Z = 1.959963984540054


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """Hits of all, with Wilson's 95 % interval."""

    hits: int
    of: int
    value: float
    low: float
    high: float


class RateDifference(msgspec.Struct, frozen=True, kw_only=True):
    """The difference of two rates on the same visits, with its 95 % interval."""

    value: float
    low: float
    high: float


class Asked(NamedTuple):
    """A question as it was asked: where, when, and what answered it."""

    at: datetime
    article: str
    features: Sequence[str]
    strength: float = 1.0


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """The log judged question by question, each with what was known before it."""

    foresight: Rate
    menu: Rate
    popular: Rate
    difference: RateDifference


def rate(hits: int, of: int) -> Rate:
    if not of:
        return Rate(hits=0, of=0, value=0.0, low=0.0, high=1.0)
    low, high = wilson(hits, of)
    return Rate(hits=hits, of=of, value=hits / of, low=low, high=high)


def difference(only_first: int, only_second: int, of: int) -> RateDifference:
    """Adjusted Wald for paired shares (Bonett and Price 2012): both were judged on the same visits."""
    if not of:
        return RateDifference(value=0.0, low=-1.0, high=1.0)
    first, second = (only_first + 1) / (of + 2), (only_second + 1) / (of + 2)
    reach = _Z * sqrt((first + second - (first - second) ** 2) / (of + 2))
    middle = first - second
    value = (only_first - only_second) / of
    return RateDifference(value=value, low=max(-1.0, middle - reach), high=min(1.0, middle + reach))


class Log:
    """Counts that grow question by question, decayed the same way as those in the table."""

    def __init__(self) -> None:
        self._weights: dict[str, dict[str, int]] = {}

    def learn(self, one: Asked) -> None:
        weight = rules.weight_at(one.at, one.strength)
        for name in {*one.features, rules.EVERYWHERE}:
            row = self._weights.setdefault(name, {})
            row[one.article] = row.get(one.article, 0) + weight

    def counts(self, features: Iterable[str], at: datetime) -> rules.Counts:
        today = rules.weight_at(at)
        found: dict[str, Mapping[str, float]] = {}
        for name in (*features, rules.EVERYWHERE):
            found[name] = {article: weight / today for article, weight in self._weights.get(name, {}).items()}
        return found


def replay(asked: Sequence[Asked], menu: Sequence[str], *, judged: int = 1000) -> Replayed:
    """Walks through the questions in their order: first what would have been offered, then learning from it.

    Only the last `judged` are judged; all are learned from. An article is offered once it is in the menu or was asked.
    """
    log = Log()
    known: dict[str, int | None] = {article: place for place, article in enumerate(menu)}
    hits: list[tuple[bool, bool, bool]] = []
    for number, one in enumerate(asked):
        if number >= len(asked) - judged:
            hits.append(_judge(log, known, menu, one))
        log.learn(one)
        known.setdefault(one.article, None)
    return Replayed(
        foresight=rate(sum(one for one, _, _ in hits), len(hits)),
        menu=rate(sum(one for _, one, _ in hits), len(hits)),
        popular=rate(sum(one for _, _, one in hits), len(hits)),
        difference=difference(
            sum(one and not other for one, other, _ in hits),
            sum(other and not one for one, other, _ in hits),
            len(hits),
        ),
    )


def _judge(log: Log, known: Mapping[str, int | None], menu: Sequence[str], one: Asked) -> tuple[bool, bool, bool]:
    candidates = list(known.items())
    counts = log.counts(one.features, one.at)
    offered = rules.ranked(candidates, one.features, counts)
    popular = rules.ranked(candidates, (), counts)
    return (
        any(found.article == one.article for found in offered),
        one.article in menu[: rules.MOST_SHOWN],
        any(found.article == one.article for found in popular),
    )
