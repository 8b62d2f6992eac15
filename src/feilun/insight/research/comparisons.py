"""Whether a difference is more than chance: waves, the same people twice, and columns of a cross table."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from math import sqrt
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtr

from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, percent, warn
from feilun.insight.research.scores import LEAST_BASE, ScoreResult, effective_base
from feilun.kernel.errors import Invalid

_Z = 1.959963984540054

WORDING = {
    "small_base": (
        "Only {base} of {least} answers needed in {name}; it is not compared.",
        "{name} 的回答只有 {base} 个，不足 {least} 个，不作比较。",
    ),
    "unmatched": (
        "{number} people answered only one of the two times; they are left out of this comparison.",
        "{number} 人只回答了其中一次，不计入本次比较。",
    ),
    "up": ("It rose by {change}.", "上升了 {change}。"),
    "down": ("It fell by {change}.", "下降了 {change}。"),
    "same": ("It did not change.", "没有变化。"),
    "sure": (
        "Such a change would come by chance in {p} of cases; the 95 % interval of the change is {low} to {high}.",
        "仅凭偶然出现这种变化的概率为 {p}；变化的 95% 区间为 {low} 至 {high}。",
    ),
    "real": ("Treat it as real and look for its cause.", "可视为真实变化，请寻找原因。"),
    "noise": ("Do not act on it: it may be chance. Ask more people.", "不要据此行动：可能只是偶然。请询问更多人。"),
    "not_compared": ("The bases are too small to compare.", "样本量太小，无法比较。"),
    "table_says": (
        "{number} differences between columns are significant at {level} after {method} correction.",
        "经 {method} 校正，在 {level} 水平上有 {number} 处列间差异显著。",
    ),
    "table_sure": (
        "Rows and columns are unrelated with p = {p} (chi-square, effective bases).",
        "行列无关的检验 p 值为 {p}（卡方，按有效样本量）。",
    ),
    "table_do": ("Act on marked cells only.", "只依据有标记的单元格行动。"),
}


class ScoreChange(msgspec.Struct, frozen=True, kw_only=True):
    """After minus before, in the unit of the score, with 95 % interval; null where a base was too small."""

    method: str
    before: float | None
    after: float | None
    change: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    z: float | None
    p: float | None
    significant: bool
    base_before: int
    base_after: int
    warnings: list[MarketWarning]


class CrossCell(msgspec.Struct, frozen=True, kw_only=True):
    """One cell: people, weighted share within its column, and the letters of columns it exceeds significantly."""

    count: int
    weighted: float
    share: float
    above: list[str]


class CrossTable(msgspec.Struct, frozen=True, kw_only=True):
    """Rows by columns with a test of every pair of column shares; letters A, B, C … name the columns."""

    rows: list[str]
    columns: list[str]
    letters: list[str]
    cells: list[list[CrossCell]]
    bases: list[int]
    effective_bases: list[float]
    chi_square: float | None
    freedom: int
    p: float | None
    method: str
    level: float
    warnings: list[MarketWarning]


def waves(before: ScoreResult, after: ScoreResult, level: float = 0.05) -> ScoreChange:
    """Two-sample z test of two independent waves; the standard errors hold weights already."""
    if (before.kind, before.scale) != (after.kind, after.scale):
        raise Invalid(field="waves", problem="two waves are compared only on the same score and scale")
    sides = (before.score, after.score, before.standard_error, after.standard_error)
    if any(one is None for one in sides):
        found = [_small(name, one) for name, one in (("before", before), ("after", after)) if one.score is None]
        return _change("waves", (before, after), None, None, level, found)
    difference = (after.score or 0.0) - (before.score or 0.0)
    error = sqrt((before.standard_error or 0.0) ** 2 + (after.standard_error or 0.0) ** 2)
    return _change("waves", (before, after), difference, error, level, [])


def trend(periods: Sequence[ScoreResult], level: float = 0.05) -> list[ScoreChange]:
    """Each period against the one before; one fewer than the periods."""
    return [waves(before, after, level) for before, after in pairwise(periods)]


def panel(
    before: Mapping[Hashable, float],
    after: Mapping[Hashable, float],
    *,
    kind: str,
    weights: Mapping[Hashable, float] | None = None,
    least_base: int = LEAST_BASE,
    level: float = 0.05,
) -> ScoreChange:
    """The same people twice, compared pairwise: the mean of each person's change and its standard error.

    `kind` "nps" turns answers 0 to 10 into 100, 0 and -100; "mean" takes them as they are; "share" expects 0 and 1.
    Pairs differ less than strangers, so this finds changes that two waves would not.
    """
    both = [person for person in before if person in after]
    alone = len(before) + len(after) - 2 * len(both)
    found = [warn(WORDING, "unmatched", number=alone)] if alone else []
    first = np.array([_worth(before[person], kind) for person in both], dtype=np.float64)
    second = np.array([_worth(after[person], kind) for person in both], dtype=np.float64)
    weighted = np.array([1.0 if weights is None else weights[person] for person in both], dtype=np.float64)
    size = effective_base(weighted)
    if len(both) < max(2, least_base) or size <= 1:
        found.append(warn(WORDING, "small_base", name="both", base=len(both), least=least_base))
        return _finish("panel", (None, None), (len(both), len(both)), None, None, level, found)
    change = second - first
    mean = float(np.average(change, weights=weighted))
    error = sqrt(float(np.average((change - mean) ** 2, weights=weighted)) / (size - 1))
    ends = (float(np.average(first, weights=weighted)), float(np.average(second, weights=weighted)))
    return _finish("panel", ends, (len(both), len(both)), mean, error, level, found)


def cross_table(
    rows: Sequence[Hashable],
    columns: Sequence[Hashable],
    *,
    weights: Sequence[float] | None = None,
    method: str = "holm",
    level: float = 0.05,
    least_base: int = LEAST_BASE,
) -> CrossTable:
    """Counts and weighted column shares of one answer per person, each pair of columns tested by z on effective bases.

    `method` is bonferroni or holm, over the pairs of columns within a row. Columns below `least_base` show but are
    not tested. A person without row or column is left out.
    """
    if method not in ("bonferroni", "holm"):
        raise Invalid(field="method", problem=f"it must be bonferroni or holm, not {method}")
    if not len(rows) == len(columns) == len(weights if weights is not None else rows):
        raise Invalid(field="columns", problem="rows, columns and weights must be equally many")
    row_names, column_names, counts, weighted, squares = _counted(rows, columns, weights)
    totals, bases = weighted.sum(axis=0), counts.sum(axis=0)
    sizes = np.divide(totals**2, squares, out=np.zeros_like(totals), where=squares > 0)
    shares = np.divide(weighted, totals, out=np.zeros_like(weighted), where=totals > 0)
    tested = [place for place in range(len(column_names)) if bases[place] >= least_base and sizes[place] > 0]
    letters = [_letter(place) for place in range(len(column_names))]
    above = _tested_rows(shares, sizes, tested, method, level)
    chi, freedom, p = _chi_square(shares * sizes)
    small = [(name, int(base)) for name, base in zip(column_names, bases, strict=True) if base < least_base]
    return CrossTable(
        rows=row_names,
        columns=column_names,
        letters=letters,
        cells=_cells(counts, weighted, shares, above, letters),
        bases=[int(base) for base in bases],
        effective_bases=[float(size) for size in sizes],
        chi_square=chi,
        freedom=freedom,
        p=p,
        method=method,
        level=level,
        warnings=[warn(WORDING, "small_base", name=name, base=base, least=least_base) for name, base in small],
    )


def adjusted(p_values: Iterable[float], method: str) -> list[float]:
    """P-values that hold for all tests together: Bonferroni's, or Holm's (1979), which is never weaker."""
    raw = list(p_values)
    if method == "bonferroni":
        return [min(1.0, p * len(raw)) for p in raw]
    found, highest = [0.0] * len(raw), 0.0
    for step, place in enumerate(sorted(range(len(raw)), key=raw.__getitem__)):
        highest = max(highest, min(1.0, raw[place] * (len(raw) - step)))
        found[place] = highest
    return found


def report(result: ScoreChange | CrossTable, language: str = "en") -> MarketReport:
    """In plain words: what changed, how sure it is, what to do."""
    speaker = Speaker(WORDING, language)
    if isinstance(result, CrossTable):
        number = sum(len(cell.above) for row in result.cells for cell in row)
        says = [speaker.say("table_says", number=number, level=f"{result.level:g}", method=result.method)]
        sure = [] if result.p is None else [speaker.say("table_sure", p=f"{result.p:.3g}")]
        return speaker.report(says, sure, [speaker.say("table_do")], result.warnings)
    if result.change is None or result.low is None or result.high is None or result.p is None:
        return speaker.report([speaker.say("not_compared")], [], [speaker.say("noise")], result.warnings)
    direction = "up" if result.change > 0 else "down" if result.change < 0 else "same"
    chance = speaker.say("sure", p=percent(result.p), low=f"{result.low:+.3g}", high=f"{result.high:+.3g}")
    says = [speaker.say(direction, change=f"{abs(result.change):.3g}")]
    return speaker.report(says, [chance], [speaker.say("real" if result.significant else "noise")], result.warnings)


def _change(
    method: str,
    sides: tuple[ScoreResult, ScoreResult],
    difference: float | None,
    error: float | None,
    level: float,
    found: list[MarketWarning],
) -> ScoreChange:
    before, after = sides
    return _finish(method, (before.score, after.score), (before.base, after.base), difference, error, level, found)


def _finish(
    method: str,
    ends: tuple[float | None, float | None],
    bases: tuple[int, int],
    difference: float | None,
    error: float | None,
    level: float,
    found: list[MarketWarning],
) -> ScoreChange:
    z, p, low, high = None, None, None, None
    if difference is not None and error is not None:
        low, high = difference - _Z * error, difference + _Z * error
        # Without any spread (all promoters twice) there is nothing to divide by: no change is no news, any change is.
        z = difference / error if error > 0 else None
        p = float(2 * ndtr(-abs(z))) if z is not None else float(difference == 0)
    return ScoreChange(
        method=method,
        before=ends[0],
        after=ends[1],
        change=difference,
        standard_error=error,
        low=low,
        high=high,
        z=z,
        p=p,
        significant=p is not None and p < level,
        base_before=bases[0],
        base_after=bases[1],
        warnings=found,
    )


def _small(name: str, score: ScoreResult) -> MarketWarning:
    return warn(WORDING, "small_base", name=name, base=score.base, least=score.least_base)


def _worth(answer: float, kind: str) -> float:
    if kind != "nps":
        return float(answer)
    if not 0 <= answer <= 10:
        raise Invalid(field="answers", problem=f"{answer:g} is not on the scale 0 to 10")
    return 100.0 if answer >= 9 else 0.0 if answer >= 7 else -100.0


def _counted(
    rows: Sequence[Hashable], columns: Sequence[Hashable], weights: Sequence[float] | None
) -> tuple[list[str], list[str], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    row_of, row_places = _factored(rows)
    column_of, column_places = _factored(columns)
    kept = (row_places >= 0) & (column_places >= 0)
    cells = row_places[kept] * max(1, len(column_of)) + column_places[kept]
    size = (len(row_of), len(column_of))
    given = np.ones(len(row_places)) if weights is None else np.asarray(weights, dtype=np.float64)
    counts = np.bincount(cells, minlength=size[0] * size[1]).astype(np.float64).reshape(size)
    weighted = np.bincount(cells, given[kept], minlength=size[0] * size[1]).astype(np.float64).reshape(size)
    squares = np.bincount(column_places[kept], given[kept] ** 2, minlength=size[1]).astype(np.float64)
    there = counts.sum(axis=1) > 0, counts.sum(axis=0) > 0
    row_of = [one for one, is_there in zip(row_of, there[0], strict=True) if is_there]
    column_of = [one for one, is_there in zip(column_of, there[1], strict=True) if is_there]
    counts, weighted, squares = counts[np.ix_(*there)], weighted[np.ix_(*there)], squares[there[1]]
    return [_text(one) for one in row_of], [_text(one) for one in column_of], counts, weighted, squares


def _factored(values: Sequence[Hashable]) -> tuple[list[Any], NDArray[np.intp]]:
    """The distinct values in their order, and the place of each among them; -1 for none."""
    order = sorted({one for one in values if _given(one)}, key=_order)
    place_of = {value: place for place, value in enumerate(order)}
    places = (place_of[one] if _given(one) else -1 for one in values)
    return order, np.fromiter(places, np.intp, len(values))


def _tested_rows(
    shares: NDArray[np.float64], sizes: NDArray[np.float64], tested: list[int], method: str, level: float
) -> list[dict[int, list[int]]]:
    """For each row and column, the columns it exceeds."""
    pairs = list(combinations(tested, 2))
    found: list[dict[int, list[int]]] = []
    for row in shares:
        above: dict[int, list[int]] = {}
        p_values = adjusted([_pooled_p(row[a], row[b], sizes[a], sizes[b]) for a, b in pairs], method)
        for (a, b), p in zip(pairs, p_values, strict=True):
            if p < level:
                higher, lower = (a, b) if row[a] > row[b] else (b, a)
                above.setdefault(higher, []).append(lower)
        found.append(above)
    return found


def _pooled_p(one: float, two: float, size_one: float, size_two: float) -> float:
    pooled = (one * size_one + two * size_two) / (size_one + size_two)
    error = sqrt(max(0.0, pooled * (1 - pooled)) * (1 / size_one + 1 / size_two))
    return float(2 * ndtr(-abs(one - two) / error)) if error > 0 else 1.0


def _chi_square(effective: NDArray[np.float64]) -> tuple[float | None, int, float | None]:
    kept = effective[:, effective.sum(axis=0) > 0]
    kept = kept[kept.sum(axis=1) > 0]
    freedom = max(0, (kept.shape[0] - 1) * (kept.shape[1] - 1)) if kept.size else 0
    if freedom == 0:
        return None, 0, None
    expected = kept.sum(axis=1, keepdims=True) * kept.sum(axis=0, keepdims=True) / kept.sum()
    chi = float(((kept - expected) ** 2 / expected).sum())
    return chi, freedom, float(chdtrc(freedom, chi))


def _cells(
    counts: NDArray[np.float64],
    weighted: NDArray[np.float64],
    shares: NDArray[np.float64],
    above: list[dict[int, list[int]]],
    letters: list[str],
) -> list[list[CrossCell]]:
    return [
        [
            CrossCell(
                count=int(counts[row, column]),
                weighted=float(weighted[row, column]),
                share=float(shares[row, column]),
                above=[letters[other] for other in above[row].get(column, [])],
            )
            for column in range(counts.shape[1])
        ]
        for row in range(len(counts))
    ]


def _letter(place: int) -> str:
    return (chr(ord("A") + place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def _given(value: Any) -> bool:
    return value is not None and value != "" and value == value


def _order(value: Any) -> tuple[int, float, str]:
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, str(value))


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
