"""MaxDiff designs: which items to show together, so that each is seen equally often, also beside each other.

Incomplete blocks, balanced by exchange: a swap of two items between two sets keeps how often each is shown and is
taken when the counts of pairs become more even. Where a balanced incomplete block design exists it is usually found.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, warn
from feilun.kernel.errors import Invalid

WORDING = {
    "disconnected": (
        "Some items never meet, directly or through others, so they cannot be compared.",
        "有些项目从未直接或间接同组出现，无法比较。",
    ),
    "rarely_shown": (
        "Some item is shown fewer than {least} times per respondent; estimates of single people will be weak.",
        "有项目对每位受访者展示不足 {least} 次；个体估计会较弱。",
    ),
    "uneven_pairs": (
        "Pairs meet between {low} and {high} times; more sets or versions would be more even.",
        "项目两两同组次数在 {low} 至 {high} 之间；增加题组或版本会更均衡。",
    ),
    "says": (
        "{sets} sets of {size} items in {versions} versions; each item is shown {low} to {high} times.",
        "共 {versions} 个版本，每版 {sets} 组、每组 {size} 项；每个项目出现 {low} 至 {high} 次。",
    ),
    "sure": ("Pairs of items meet {low} to {high} times.", "项目两两同组 {low} 至 {high} 次。"),
    "do": (
        "Give the versions to respondents in turn, and shuffle the sets.",
        "将各版本轮流分配给受访者，并随机排列题组。",
    ),
}
_LEAST_SHOWN = 3


class MaxDiffDesign(msgspec.Struct, frozen=True, kw_only=True):
    """Sets of items in the order to be shown, version by version; counts over all versions."""

    items: list[str]
    versions: list[list[list[str]]]
    frequencies: dict[str, int]
    lowest_pair: int
    highest_pair: int
    positions: dict[str, list[int]]
    seed: int
    warnings: list[MarketWarning]


def maxdiff_design(
    items: Sequence[str], *, per_set: int, sets: int, versions: int = 1, starts: int = 20, seed: int = 1
) -> MaxDiffDesign:
    """`sets` sets of `per_set` different items for each of `versions`; the same for the same seed. Raises Invalid."""
    if len(set(items)) < len(items) or not 2 <= per_set <= len(items):
        raise Invalid(field="per_set", problem="it must lie between 2 and the number of different items")
    if sets < 1 or versions < 1 or sets * versions * per_set > 20_000:
        raise Invalid(field="sets", problem="there must be some, and no more than 20,000 places in all versions")
    generator = np.random.default_rng(seed)
    tries = max(1, starts // versions)
    found: list[NDArray[np.intp]] = []
    seen = np.zeros((len(items), len(items)))
    for _ in range(versions):
        found.append(_balanced(seen, per_set, sets, tries, generator))
        seen += _pairs(found[-1], len(items))
    design = _in_order(np.concatenate(found), len(items))
    pairs = _pairs(design, len(items))
    off = pairs[np.triu_indices(len(items), 1)]
    counts = np.bincount(design.ravel(), minlength=len(items))
    positions = np.array([np.bincount(column, minlength=len(items)) for column in design.T]).T
    named = [[items[place] for place in row] for row in design]
    return MaxDiffDesign(
        items=list(items),
        versions=[named[start : start + sets] for start in range(0, len(named), sets)],
        frequencies={item: int(count) for item, count in zip(items, counts, strict=True)},
        lowest_pair=int(off.min()),
        highest_pair=int(off.max()),
        positions={item: [int(one) for one in row] for item, row in zip(items, positions, strict=True)},
        seed=seed,
        warnings=_warnings(pairs, counts / versions, off),
    )


def report(result: MaxDiffDesign, language: str = "en") -> MarketReport:
    speaker = Speaker(WORDING, language)
    sets = result.versions[0]
    counts = result.frequencies.values()
    facts = {"low": min(counts), "high": max(counts), "versions": len(result.versions)}
    says = speaker.say("says", sets=len(sets), size=len(sets[0]), **facts)
    sure = speaker.say("sure", low=result.lowest_pair, high=result.highest_pair)
    return speaker.report([says], [sure], [speaker.say("do")], result.warnings)


def _balanced(
    seen: NDArray[np.float64], per_set: int, sets: int, tries: int, generator: np.random.Generator
) -> NDArray[np.intp]:
    """The most even of some tries, (sets, per_set), together with the pairs `seen` in other versions."""
    best, lowest, number = None, np.inf, len(seen)
    for _ in range(tries):
        design = _exchange(_even_start(number, per_set, sets, generator), seen, generator)
        off = (seen + _pairs(design, number))[np.triu_indices(number, 1)]
        unevenness = float(off.var())
        if best is None or unevenness < lowest - 1e-12:
            best, lowest = design, unevenness
        if off.max() - off.min() <= 1:
            break
    assert best is not None
    return best


def _even_start(number: int, per_set: int, sets: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """Each set takes the items shown least so far, in random order among equals, so no set holds one twice."""
    shown = np.zeros(number)
    found = []
    for _ in range(sets):
        chosen = np.lexsort((generator.random(number), shown))[:per_set]
        shown[chosen] += 1
        found.append(chosen)
    return np.array(found, dtype=np.intp)


def _exchange(design: NDArray[np.intp], seen: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.intp]:
    pairs = seen + _pairs(design, len(seen))
    improved = True
    while improved:
        improved = False
        for one in generator.permutation(len(design)):
            for other in range(len(design)):
                if one != other and _swap(design, pairs, int(one), other):
                    improved = True
    return design


def _swap(design: NDArray[np.intp], pairs: NDArray[np.float64], one: int, other: int) -> bool:
    """Makes the best swap between two sets, if any makes the squares of pair counts smaller."""
    first = [item for item in design[one].tolist() if item not in design[other]]
    second = [item for item in design[other].tolist() if item not in design[one]]
    if not first or not second:
        return False
    best, chosen = -1e-9, None
    for leaving in first:
        stay_one = [item for item in design[one].tolist() if item != leaving]
        for entering in second:
            stay_other = [item for item in design[other].tolist() if item != entering]
            gain = pairs[entering, stay_one].sum() - pairs[leaving, stay_one].sum()
            gain += pairs[leaving, stay_other].sum() - pairs[entering, stay_other].sum()
            change = 2 * gain + 2 * (len(stay_one) + len(stay_other))
            # An item that stays in both sets wins and loses the same pair, which costs nothing.
            change -= 4 * len(set(stay_one) & set(stay_other))
            if change < best:
                best, chosen = change, (leaving, entering)
    if chosen is None:
        return False
    leaving, entering = chosen
    _count(pairs, design[one], -1)
    _count(pairs, design[other], -1)
    design[one][design[one] == leaving] = entering
    design[other][design[other] == entering] = leaving
    _count(pairs, design[one], 1)
    _count(pairs, design[other], 1)
    return True


def _count(pairs: NDArray[np.float64], members: NDArray[np.intp], sign: int) -> None:
    pairs[np.ix_(members, members)] += sign


def _pairs(design: NDArray[np.intp], number: int) -> NDArray[np.float64]:
    """(items, items): how often two items meet; the diagonal says how often one is shown."""
    pairs = np.zeros((number, number))
    for members in design:
        _count(pairs, members, 1)
    return pairs


def _in_order(design: NDArray[np.intp], number: int) -> NDArray[np.intp]:
    """Items of each set in the places where they were seen least, since the first place is chosen more often."""
    from scipy.optimize import linear_sum_assignment

    seen = np.zeros((number, design.shape[1]))
    found = np.empty_like(design)
    for row, members in enumerate(design):
        # The squares grow by 2 seen + 1, so the cheapest assignment evens out.
        chosen, places = linear_sum_assignment(seen[members])
        found[row, places] = members[chosen]
        seen[members[chosen], places] += 1
    return found


def _warnings(pairs: NDArray[np.float64], shown: NDArray[np.float64], off: NDArray[np.float64]) -> list[MarketWarning]:
    from scipy.sparse.csgraph import connected_components

    found = []
    if connected_components(pairs > 0, directed=False)[0] > 1:
        found.append(warn(WORDING, "disconnected"))
    if shown.min() < _LEAST_SHOWN:
        found.append(warn(WORDING, "rarely_shown", least=_LEAST_SHOWN))
    if off.max() - off.min() > 1:
        found.append(warn(WORDING, "uneven_pairs", low=int(off.min()), high=int(off.max())))
    return found
