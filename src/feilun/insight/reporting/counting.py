"""Shares, numbers and bases of one column of answers, weighted. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from feilun.insight.forms import FormValue, Words
from feilun.insight.reporting.frames import Codes
from feilun.insight.reporting.shapes import AnswerShare, NumberBin, NumberFigures
from feilun.insight.research import effective_base
from feilun.kernel.intervals import wilson

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
_Z = 1.959963984540054
_BINS = 10
_MOST_POINTS = 21
_TOO_LARGE = 1e100
_MOST_TALLIED = 10_000
_QUARTERS = np.array([0.25, 0.5, 0.75])
# Distinct values of a column beyond this are the rarest ones, and no longer listed one by one.
MOST_OPTIONS = 200


def share(code: str, label: Words, inside: Mask, weights: Floats, total: float, size: float) -> AnswerShare:
    """`inside` and `weights` are of those who answered; `total` is the sum of weights and `size` the effective base."""
    weighted = float(weights[inside].sum())
    return _share(code, label, int(inside.sum()), weighted, total, size)


def _share(code: str, label: Words, count: int, weighted: float, total: float, size: float) -> AnswerShare:
    part = min(1.0, weighted / total) if total > 0 else 0.0
    low, high = wilson(part * size, size) if size > 0 else (0.0, 1.0)
    return AnswerShare(code=code, label=label, count=count, weighted=weighted, share=part, low=low, high=high)


def shares_of(codes: Codes, weights: Floats, values: Sequence[FormValue]) -> list[AnswerShare]:
    """Every option of the codebook, also those nobody chose, then codes that it does not know; places < 0 are left out."""
    there = codes.places >= 0
    places, kept = codes.places[there], weights[there]
    counts = np.bincount(places, minlength=len(codes.words))
    weighted = np.bincount(places, weights=kept, minlength=len(codes.words))
    total, size = float(kept.sum()), effective_base(kept)
    known = {word: place for place, word in enumerate(codes.words)}
    found = []
    for one in values:
        place = known.pop(one.code, None)
        figures = (int(counts[place]), float(weighted[place])) if place is not None else (0, 0.0)
        found.append(_share(one.code, one.label, *figures, total, size))
    others = sorted((word for word in known if counts[known[word]]), key=lambda word: (-counts[known[word]], word))
    for word in others[: max(0, MOST_OPTIONS - len(found))]:
        place = known[word]
        found.append(_share(word, {}, int(counts[place]), float(weighted[place]), total, size))
    return found


def numbers_of(values: Floats, weights: Floats) -> NumberFigures | None:
    """Of the finite values below 1e100. Quantiles are numpy's straight-line ones; where weights differ, the inverted distribution's.

    The interval of the mean is normal on the effective base (Kish 1965); sd is the sample's, with the same base.
    """
    # A calculated number may be so large that its square is none.
    there = np.abs(np.nan_to_num(values, nan=np.inf)) < _TOO_LARGE
    values, weights = values[there], weights[there]
    size = effective_base(weights)
    if not len(values) or size <= 0:
        return None
    mean = float(np.average(values, weights=weights))
    spread = float(np.average((values - mean) ** 2, weights=weights))
    error = sqrt(spread / (size - 1)) if size > 1 else None
    tally = _tally(values, weights)
    p25, median, p75 = _quantiles(values, weights, tally)
    return NumberFigures(
        mean=mean,
        sd=None if error is None else error * sqrt(size),
        low=None if error is None else mean - _Z * error,
        high=None if error is None else mean + _Z * error,
        min=float(values.min()),
        p25=p25,
        median=median,
        p75=p75,
        max=float(values.max()),
        histogram=_histogram(values, weights, tally),
    )


@dataclass(frozen=True)
class _Tally:
    """How often each whole number from `low` on was given: counted once, where sorting 100,000 answers takes long."""

    low: float
    counts: NDArray[np.int64]
    weighted: Floats


def _tally(values: Floats, weights: Floats) -> _Tally | None:
    """None where the numbers are not whole, or lie far apart."""
    low, high = float(values.min()), float(values.max())
    if high - low > _MOST_TALLIED or (values != np.rint(values)).any():
        return None
    places = (values - low).astype(np.int64)
    return _Tally(low, np.bincount(places), np.bincount(places, weights=weights).astype(np.float64))


def _quantiles(values: Floats, weights: Floats, tally: _Tally | None) -> tuple[float, float, float]:
    is_even = bool((weights == weights[0]).all())
    if tally is not None and is_even:
        ranks = (len(values) - 1) * _QUARTERS
        reached = np.cumsum(tally.counts)
        below, above = (np.searchsorted(reached, one, "right") for one in (np.floor(ranks), np.ceil(ranks)))
        found = tally.low + below + (ranks - np.floor(ranks)) * (above - below)
    elif tally is not None:
        reached = np.cumsum(tally.weighted)
        found = tally.low + np.searchsorted(reached, _QUARTERS * reached[-1] * (1 - 1e-12))
    elif is_even:
        found = np.quantile(values, _QUARTERS)
    else:
        found = np.quantile(values, _QUARTERS, weights=weights, method="inverted_cdf")
    return float(found[0]), float(found[1]), float(found[2])


def _histogram(values: Floats, weights: Floats, tally: _Tally | None) -> list[NumberBin]:
    """A bin for each whole number where there are few, else ten of equal width."""
    low, high = float(values.min()), float(values.max())
    total = float(weights.sum())
    if tally is not None and len(tally.counts) <= _MOST_POINTS:
        counts, weighted = tally.counts, tally.weighted
        names = [(low + place, low + place) for place in range(len(counts))]
    elif not np.isfinite(high - low) or high <= low:
        return [NumberBin(start=low, end=high, count=len(values), share=1.0)]
    else:
        edges = np.linspace(low, high, _BINS + 1)
        names = list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
        counts, _ = np.histogram(values, edges)
        weighted, _ = np.histogram(values, edges, weights=weights)
    return [
        NumberBin(start=name[0], end=name[1], count=int(count), share=float(part) / total if total else 0.0)
        for name, count, part in zip(names, counts, weighted, strict=True)
    ]


def points_of(values: Floats, weights: Floats, least: float, most: float) -> list[AnswerShare] | None:
    """A share for each whole point of a scale; None where the scale is long or somebody stands between two points."""
    there = np.isfinite(values)
    values, weights = values[there], weights[there]
    if most - least >= _MOST_POINTS or least != int(least) or (values != np.rint(values)).any():
        return None
    places = (values - least).astype(np.int64)
    number = int(most - least) + 1
    if ((places < 0) | (places >= number)).any():
        return None
    counts = np.bincount(places, minlength=number)
    weighted = np.bincount(places, weights=weights, minlength=number)
    total, size = float(weights.sum()), effective_base(weights)
    return [
        _share(f"{int(least) + place}", {}, int(counts[place]), float(weighted[place]), total, size)
        for place in range(number)
    ]


def any_of(masks: Iterable[Mask], number: int) -> Mask:
    found = np.zeros(number, bool)
    for one in masks:
        found |= one
    return found
