"""TURF: which few items reach the most people (total unduplicated reach and frequency; Miaoulis 1990)."""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from math import comb

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, figure, percent, warn
from feilun.insight.research.scores import LEAST_BASE, effective_base
from feilun.kernel.errors import Invalid
from feilun.kernel.intervals import wilson

MOST_EXACT = 300_000
_CHUNK_CELLS = 8_000_000
_SAME = 1e-9

WORDING = {
    "not_exact": (
        "There are too many sets to try all ({sets}); this is the best found by greedy choice and exchange.",
        "组合过多（{sets} 个），无法全部尝试；这是贪心与交换所得的最佳结果。",
    ),
    "tie": (
        "{number} sets of {size} reach the same share; the one with the highest frequency comes first.",
        "{size} 项组合中有 {number} 个触达率相同，频次最高者排在最前。",
    ),
    "full_reach": (
        "Everybody is reached already; more items only add frequency.",
        "已触达所有人，再增加项目只会提高频次。",
    ),
    "small_base": ("Only {base} answers; at least {least} are advised.", "只有 {base} 个回答，建议至少 {least} 个。"),
    "says": (
        "The best {size} items, {items}, reach {reach} with {frequency} items a person.",
        "最佳的 {size} 项组合（{items}）触达 {reach} 的人，人均 {frequency} 项。",
    ),
    "sure": (
        "The 95 % interval of its reach is {low} to {high} on {base} answers.",
        "其触达率的 95% 区间为 {low} 至 {high}，样本 {base}。",
    ),
    "do": ("Take {items}; if one is not feasible, use the next set in the list.", "选择 {items}；若其中一项不可行，可用列表中的下一组。"),
}  # fmt: skip


class TurfSet(msgspec.Struct, frozen=True, kw_only=True):
    """Items and the weighted share of people who have at least `depth` of them; frequency is items per person asked."""

    items: list[str]
    reach: float
    frequency: float
    low: float
    high: float


class TurfStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of adding the item that helps most."""

    item: str
    reach: float
    gain: float


class TurfSize(msgspec.Struct, frozen=True, kw_only=True):
    """The best sets of one size, first by reach, then by frequency. `tied` counts those with the best reach."""

    size: int
    best: list[TurfSet]
    tied: int
    is_exact: bool


class TurfResult(msgspec.Struct, frozen=True, kw_only=True):
    """The best sets of each size, and the ladder of single items."""

    base: int
    effective_base: float
    depth: int
    sizes: list[TurfSize]
    ladder: list[TurfStep]
    warnings: list[MarketWarning]


def turf(
    chosen: NDArray[np.float64],
    *,
    items: Sequence[str],
    sizes: Sequence[int],
    depth: int = 1,
    weights: NDArray[np.float64] | None = None,
    forced: Sequence[str] = (),
    shown: int = 10,
    most_exact: int = MOST_EXACT,
    least_base: int = LEAST_BASE,
) -> TurfResult:
    """Best sets of each size.

    `chosen` (people, items) is 1 where the item appeals, 0 or nan where not. All sets are tried while there are at
    most `most_exact`, otherwise greedy choice followed by exchange until no swap helps; the result says which.
    """
    liked = np.nan_to_num(np.asarray(chosen, dtype=np.float64), nan=0.0)
    _check(liked, items, sizes, depth, forced)
    weighted = np.ones(len(liked)) if weights is None else np.asarray(weights, dtype=np.float64)
    if weighted.shape != (len(liked),) or not np.isfinite(weighted).all() or (weighted < 0).any() or not weighted.sum():
        raise Invalid(field="weights", problem="there must be one of at least 0 for each person, and not all 0")
    people = _People(liked > 0, weighted, depth)
    fixed = tuple(items.index(name) for name in forced)
    found = [_best_of(people, len(items), size, fixed, shown, most_exact) for size in sizes]
    base, size_worth = len(liked), effective_base(weighted)
    return TurfResult(
        base=base,
        effective_base=size_worth,
        depth=depth,
        sizes=[
            TurfSize(
                size=size,
                best=[_set_of(row, items, size_worth) for row in rows],
                tied=tied,
                is_exact=is_exact,
            )
            for size, (rows, tied, is_exact) in zip(sizes, found, strict=True)
        ],
        ladder=_ladder(people, items, max(sizes), fixed),
        warnings=_warnings(sizes, found, len(items), base, least_base),
    )


def report(result: TurfResult, language: str = "en") -> MarketReport:
    speaker = Speaker(WORDING, language)
    says, sure, advice = [], [], []
    for one in result.sizes:
        best, names = one.best[0], speaker.join(one.best[0].items)
        reach, frequency = percent(best.reach), figure(best.frequency)
        says.append(speaker.say("says", size=one.size, items=names, reach=reach, frequency=frequency))
        sure.append(speaker.say("sure", low=percent(best.low), high=percent(best.high), base=result.base))
        advice = [speaker.say("do", items=names)]
    return speaker.report(says, sure, advice, result.warnings)


Row = tuple[tuple[int, ...], float, float]
"""Items by place, reach, frequency."""


class _People:
    """People with the same answers are counted once, so that many sets can be tried."""

    def __init__(self, liked: NDArray[np.bool_], weights: NDArray[np.float64], depth: int) -> None:
        patterns, places = np.unique(liked, axis=0, return_inverse=True)
        self.liked = patterns.astype(np.uint8)
        self.weights = np.bincount(places.ravel(), weights=weights) / weights.sum()
        self.depth = depth
        self.single = self.weights @ self.liked

    def reach(self, sets: NDArray[np.intp]) -> NDArray[np.float64]:
        """(sets,): the share reached by each row of item places."""
        counts = np.zeros((len(self.liked), len(sets)), dtype=np.uint8)
        for column in sets.T:
            counts += self.liked[:, column]
        reached: NDArray[np.float64] = self.weights @ (counts >= self.depth)
        return reached

    def frequency(self, sets: NDArray[np.intp]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = self.single[sets].sum(axis=1)
        return found

    def rows(self, sets: NDArray[np.intp]) -> list[Row]:
        triples = zip(sets.tolist(), self.reach(sets).tolist(), self.frequency(sets).tolist(), strict=True)
        return [(tuple(places), reach, frequency) for places, reach, frequency in triples]


def _best_of(
    people: _People, number: int, size: int, fixed: tuple[int, ...], shown: int, most_exact: int
) -> tuple[list[Row], int, bool]:
    free = [place for place in range(number) if place not in fixed]
    if comb(len(free), size - len(fixed)) <= most_exact:
        rows, tied = _all_sets(people, free, size, fixed, shown)
        return rows, tied, True
    best = _exchanged(people, free, size, fixed)
    neighbours = people.rows(np.array([best, *_swaps(best, free, fixed)]))
    ordered = sorted(neighbours, key=_rank)
    return ordered[:shown], sum(row[1] > ordered[0][1] - _SAME for row in ordered), False


def _all_sets(people: _People, free: list[int], size: int, fixed: tuple[int, ...], shown: int) -> tuple[list[Row], int]:
    sets = combinations(free, size - len(fixed))
    kept: list[Row] = []
    highest, tied = -1.0, 0
    while chunk := list(islice(sets, max(1, _CHUNK_CELLS // max(1, len(people.liked))))):
        places = np.array([sorted((*fixed, *one)) for one in chunk], dtype=np.intp)
        reach, frequency = people.reach(places), people.frequency(places)
        top = float(reach.max())
        if top > highest + _SAME:
            highest, tied = top, 0
        tied += int((reach > highest - _SAME).sum())
        # Rounded, so that sums in another order do not break ties.
        order = np.lexsort((-frequency.round(9), -reach.round(9)))[:shown]
        rows = [(tuple(places[one].tolist()), float(reach[one]), float(frequency[one])) for one in order]
        kept = sorted([*kept, *rows], key=_rank)[:shown]
    return kept, tied


def _exchanged(people: _People, free: list[int], size: int, fixed: tuple[int, ...]) -> tuple[int, ...]:
    current = fixed
    while len(current) < size:
        options = np.array([(*current, place) for place in free if place not in current], dtype=np.intp)
        current = min(people.rows(options), key=_rank)[0]
    best = people.rows(np.array([sorted(current)], dtype=np.intp))[0]
    while True:
        challenger = min(people.rows(np.array(list(_swaps(best[0], free, fixed)), dtype=np.intp)), key=_rank)
        if _rank(challenger)[:2] >= _rank(best)[:2]:
            return best[0]
        best = challenger


def _swaps(current: Sequence[int], free: list[int], fixed: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for out in current:
        if out not in fixed:
            for entering in free:
                if entering not in current:
                    yield tuple(sorted([*(one for one in current if one != out), entering]))


def _rank(row: Row) -> tuple[float, float, tuple[int, ...]]:
    return -round(row[1], 9), -round(row[2], 9), row[0]


def _ladder(people: _People, items: Sequence[str], size: int, fixed: tuple[int, ...]) -> list[TurfStep]:
    steps: list[TurfStep] = []
    current: tuple[int, ...] = ()
    before = 0.0
    while len(current) < size:
        left = [place for place in (fixed if len(current) < len(fixed) else range(len(items))) if place not in current]
        current, reach, _ = min(people.rows(np.array([(*current, place) for place in left], dtype=np.intp)), key=_rank)
        steps.append(TurfStep(item=items[current[-1]], reach=reach, gain=reach - before))
        before = reach
    return steps


def _set_of(row: Row, items: Sequence[str], size: float) -> TurfSet:
    reach = min(1.0, row[1])
    low, high = wilson(reach * size, size)
    return TurfSet(items=[items[place] for place in row[0]], reach=reach, frequency=row[2], low=low, high=high)


def _warnings(
    sizes: Sequence[int], found: Sequence[tuple[list[Row], int, bool]], number: int, base: int, least_base: int
) -> list[MarketWarning]:
    warnings = [] if base >= least_base else [warn(WORDING, "small_base", base=base, least=least_base)]
    for size, (rows, tied, is_exact) in zip(sizes, found, strict=True):
        if not is_exact:
            warnings.append(warn(WORDING, "not_exact", sets=comb(number, size)))
        if tied > 1:
            warnings.append(warn(WORDING, "tie", number=tied, size=size))
        if rows[0][1] > 1 - _SAME:
            warnings.append(warn(WORDING, "full_reach"))
            break
    return warnings


def _check(
    liked: NDArray[np.float64], items: Sequence[str], sizes: Sequence[int], depth: int, forced: Sequence[str]
) -> None:
    if liked.ndim != 2 or liked.shape[1] != len(items) or not len(liked):
        raise Invalid(field="items", problem="the table needs one row per person and one column per item")
    if not np.isin(liked, (0.0, 1.0)).all():
        raise Invalid(field="items", problem="each cell must be 0 or 1")
    if not 1 <= len(items) <= 200:
        raise Invalid(field="items", problem="1 to 200 can be compared")
    if not sizes or not all(max(1, len(forced)) <= size <= len(items) for size in sizes):
        raise Invalid(field="sizes", problem="each must lie between the number of forced items and all items")
    if depth < 1 or depth > min(sizes):
        raise Invalid(field="depth", problem="it must lie between 1 and the smallest size")
    unknown = [name for name in forced if name not in items]
    if unknown or len(set(items)) < len(items):
        raise Invalid(field="items", problem=f"{unknown[0]} is none of them" if unknown else "two have the same name")
