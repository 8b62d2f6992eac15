"""Questions that are a method of their own: prices, ladders, Kano, TURF, MaxDiff and choice tasks, as far as counting goes.

Their models (hierarchical Bayes and the rest) belong to studies.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight import research
from feilun.insight.reporting.asking import Asked
from feilun.insight.reporting.frames import AnswerFrame
from feilun.insight.reporting.shapes import AnswerShare, ItemCount
from feilun.kernel.intervals import wilson

Found = dict[str, Any]
_PRICES = ("too_cheap", "cheap", "expensive", "too_expensive")
_INTENTS = ("intent_cheap", "intent_expensive")
_MOST_DRAWN = 200
_MANY = 20_000


def _prices(frame: AnswerFrame, one: Asked, base: NDArray[np.bool_]) -> Found:
    parts = one.parts()
    asked = [frame.numbers(one.column(name))[base] for name in _PRICES]
    intents = [frame.numbers(one.column(name))[base] if name in parts else None for name in _INTENTS]
    found = research.price_sensitivity(
        *asked,
        intent_cheap=intents[0],
        intent_expensive=intents[1],
        weights=frame.weights[base],
        bootstraps=_bootstraps(base),
    )
    return {"prices": _thinned(found)}


def _bootstraps(base: NDArray[np.bool_]) -> int:
    """So that many answers, whose intervals are narrow anyway, do not take seconds."""
    return 200 if base.sum() < _MANY else 40


def _thinned(found: research.PriceSensitivity) -> research.PriceSensitivity:
    """Curves of at most so many points as a drawing can show; the crossings were found on all."""
    if len(found.prices) <= _MOST_DRAWN:
        return found
    kept = np.unique(np.linspace(0, len(found.prices) - 1, _MOST_DRAWN).astype(int)).tolist()
    curves = {name: [curve[place] for place in kept] for name, curve in found.curves.items()}
    demand = found.demand
    if demand is not None and len(demand.prices) > _MOST_DRAWN:
        some = np.unique(np.linspace(0, len(demand.prices) - 1, _MOST_DRAWN).astype(int)).tolist()
        lists = {name: [getattr(demand, name)[place] for place in some] for name in ("prices", "reach", "revenue")}
        demand = msgspec.structs.replace(demand, **lists)
    return msgspec.structs.replace(found, prices=[found.prices[place] for place in kept], curves=curves, demand=demand)


def _ladder(frame: AnswerFrame, one: Asked, base: NDArray[np.bool_]) -> Found:
    steps = [option for option in one.question.options if option.value is not None]
    steps = [option for option in steps if option.code in one.parts()]
    prices = [float(option.value or 0) for option in steps]
    if len(set(prices)) < 2 or len(set(prices)) < len(prices):
        return {}
    answers = np.column_stack([frame.numbers(one.column(option.code))[base] for option in steps])
    found = research.gabor_granger(answers, prices, weights=frame.weights[base], bootstraps=_bootstraps(base))
    return {"ladder": found}


def _kano(frame: AnswerFrame, one: Asked, base: NDArray[np.bool_]) -> Found:
    pairs = {}
    for row in dict.fromkeys(part.partition(".")[0] for part in one.parts()):
        sides = [frame.codes(one.column(f"{row}.{side}")).listed() for side in ("functional", "dysfunctional")]
        pairs[row] = (sides[0], sides[1])
    return {"kano": research.kano(pairs, weights=frame.weights.tolist(), codes={"live_with": "live"})} if pairs else {}


def _turf(frame: AnswerFrame, one: Asked, base: NDArray[np.bool_]) -> Found:
    """Shares of the items, and the best sets up to four."""
    items = [part for part in one.parts() if not part.startswith("other.")]
    if not items:
        return {}
    chosen = np.column_stack([frame.numbers(one.column(item)) for item in items])[base]
    weights = frame.weights[base]
    total, size = float(weights.sum()), research.effective_base(weights)
    options = []
    for place, item in enumerate(items):
        inside = chosen[:, place] == 1
        part = min(1.0, float(weights[inside].sum()) / total) if total else 0.0
        low, high = wilson(part * size, size) if size else (0.0, 1.0)
        label = next((option.label for option in one.question.options if option.code == item), {})
        options.append(
            AnswerShare(
                code=item, label=label, count=int(inside.sum()), weighted=float(weights[inside].sum()), share=part,
                low=low, high=high,
            )
        )  # fmt: skip
    if not total or len(items) > 200:
        return {"options": options}
    sizes = range(1, min(4, len(items)) + 1)
    most = 300_000 if len(weights) < _MANY else 20_000
    best = research.turf(
        (chosen == 1).astype(np.float64), items=items, sizes=list(sizes), weights=weights, shown=3, most_exact=most
    )
    return {"options": options, "turf": best}


def _maxdiff(frame: AnswerFrame, one: Asked, base: NDArray[np.bool_]) -> Found:
    """Counts; an item was shown where the version she got has it in a set that she answered."""
    weights = frame.weights
    codes = [option.code for option in one.question.options]
    tally = {code: [0.0] * 6 for code in codes}
    versions = frame.numbers(one.column("version")) if "version" in one.parts() else np.ones(len(frame))
    for number in dict.fromkeys(part.partition(".")[0] for part in one.parts() if part != "version"):
        said = np.zeros(len(frame), bool)
        for place, side in enumerate(("best", "worst")):
            answers = frame.codes(one.column(f"{number}.{side}"))
            said |= answers.places >= 0
            for code in codes:
                inside = answers.mask(code)
                tally[code][place] += int(inside.sum())
                tally[code][place + 3] += float(weights[inside].sum())
        for version, design in enumerate(one.question.designs, 1):
            if int(number) <= len(design.sets):
                inside = said & (versions == version)
                people, weighted = int(inside.sum()), float(weights[inside].sum())
                for code in design.sets[int(number) - 1]:
                    tally[code][2] += people
                    tally[code][5] += weighted
    labels = {option.code: option.label for option in one.question.options}
    return {"items": [_item(code, labels[code], counts) for code, counts in tally.items()]}


def _item(code: str, label: dict[str, str], counts: list[float]) -> ItemCount:
    best, worst, shown = (int(one) for one in counts[:3])
    score = (counts[3] - counts[4]) / counts[5] if counts[5] > 0 else None
    return ItemCount(code=code, label=label, best=best, worst=worst, shown=shown, score=score)


def _tasks(frame: AnswerFrame, one: Asked, base: NDArray[np.bool_]) -> Found:
    """How many choices were made in all; what they are worth is estimated in a study."""
    return {"tasks": sum(int(frame.answered(one.column(part)).sum()) for part in one.parts() if part != "version")}


RESEARCHED: Mapping[str, Callable[[AnswerFrame, Asked, NDArray[np.bool_]], Found]] = {
    "psm": _prices,
    "gabor_granger": _ladder,
    "kano": _kano,
    "turf": _turf,
    "maxdiff": _maxdiff,
    "choice_task": _tasks,
}
