"""Chooses everything that belongs to one set of heads: weights of views, gate, calibration, thresholds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from feilun.language.calibration import Steps, ece, shared_weights, threshold_at
from feilun.language.folds import Judged
from feilun.language.gate import Gate
from feilun.language.part import Scale
from feilun.language.usual import LEAST_SCORE, usual_curve, usual_gate

Numbers = Any
# By number of views. Of three, the second is the encoder for English alone and the better one there.
_WEIGHTS: dict[int, tuple[tuple[float, ...], ...]] = {
    1: ((1.0,),),
    2: ((0.65, 0.35), (0.8, 0.2), (0.5, 0.5), (0.35, 0.65)),
    3: ((1, 1, 1), (1, 2, 1), (1, 2, 2), (1, 1, 2), (2, 2, 1), (2, 1, 1)),
}
# The usual weights: with few phrasings of each label words say little, and the better encoder says most.
_USUAL_WEIGHTS: dict[int, tuple[float, ...]] = {1: (1.0,), 2: (0.65, 0.35), 3: (1, 2, 1)}
_USUAL_WEIGHTS_OF_MANY: dict[int, tuple[float, ...]] = {1: (1.0,), 2: (0.65, 0.35), 3: (1, 1, 1)}
_MANY = 30
# Fewer judged sentences than this cannot choose weights.
_FEW = 200
# Other weights must be better by this share of the sentences.
_LOYALTY = 0.003
# The usual curve counts as so many sentences at first and as none once a base has judged twice as many of its own.
_USUAL = 300
# Buttons are shown down to where one of three is right so often.
_HELPFUL = 0.4


@dataclass(frozen=True)
class Wish:
    """What the threshold is set for."""

    oos_share: float
    precision: float


@dataclass(frozen=True)
class Rows:
    """Judged sentences, whatever model judged them."""

    features: Numbers
    is_right: Numbers
    is_helpful: Numbers
    is_inside: Numbers


def scaled(
    judged: Sequence[Judged], encoders: int, views: int, phrasings_of_each: float, wish: Wish, family: str
) -> tuple[Scale, dict[str, Any]]:
    usual_weights = (_USUAL_WEIGHTS_OF_MANY if phrasings_of_each >= _MANY else _USUAL_WEIGHTS)[views]
    weights = _best_weights(judged, usual_weights, _WEIGHTS[views])
    rows = _gathered(judged, weights)
    shares = shared_weights(rows.is_inside, wish.oos_share)
    usual = usual_gate(encoders)
    scores = _crossed_scores(usual, rows, shares)
    gate = usual.learn(rows.features, rows.is_right, shares)
    scale = _never_below(
        LEAST_SCORE[family], _thresholds(scores, rows, shares, usual_curve(encoders), wish, weights, gate)
    )
    return scale, _figures(scale, scores, rows, shares)


def usual_scale(encoders: int, views: int, wish: Wish, family: str) -> Scale:
    """For a language in which there is nothing to judge by."""
    nothing = Rows(np.zeros((0, 11)), *(np.zeros(0, dtype=bool) for _ in range(3)))
    curve, gate = usual_curve(encoders), usual_gate(encoders)
    found = _thresholds(np.zeros(0), nothing, np.zeros(0), curve, wish, _USUAL_WEIGHTS[views], gate)
    return _never_below(LEAST_SCORE[family], found)


def _never_below(least: float, scale: Scale) -> Scale:
    """Where all that was judged is right, the lowest of its scores would do, however near to nothing it is."""
    return replace(scale, threshold=max(scale.threshold, least))


def _best_weights(
    judged: Sequence[Judged], usual: tuple[float, ...], choices: Sequence[tuple[float, ...]]
) -> tuple[float, ...]:
    """Those with which most questions come out right; the usual ones unless others are better by more than chance."""
    known = sum(int((one.truth >= 0).sum()) for one in judged)
    if known < _FEW:
        return usual
    hits = {weights: sum(_hits(one, weights) for one in judged) for weights in choices}
    hits[usual] += round(_LOYALTY * known)
    return max(choices, key=lambda weights: hits[weights])


def _hits(judged: Judged, weights: tuple[float, ...]) -> int:
    return int((judged.opinions.mixed(weights).argmax(axis=1) == judged.truth).sum())


def _gathered(judged: Sequence[Judged], weights: tuple[float, ...]) -> Rows:
    parts = []
    for one in judged:
        mixed = one.opinions.mixed(weights)
        three = np.argsort(-mixed, axis=1, kind="stable")[:, :3]
        features = one.weigher.evidence(one.opinions, mixed).features
        parts.append((features, three[:, 0] == one.truth, (three == one.truth[:, None]).any(axis=1), one.truth >= 0))
    if not parts:
        return Rows(np.zeros((0, 11)), *(np.zeros(0, dtype=bool) for _ in range(3)))
    return Rows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _crossed_scores(usual: Gate, rows: Rows, shares: Numbers, folds: int = 5) -> Numbers:
    """Each sentence's score by a gate that has not learnt from it."""
    scores = np.zeros(len(shares))
    fold_of = np.random.default_rng(2).permutation(len(shares)) % folds
    for fold in range(folds):
        inside, asked = fold_of != fold, fold_of == fold
        if asked.any():
            gate = usual.learn(rows.features[inside], rows.is_right[inside], shares[inside])
            scores[asked] = gate.scores(rows.features[asked])
    return scores


def _thresholds(
    scores: Numbers, rows: Rows, shares: Numbers, usual: Numbers, wish: Wish, weights: tuple[float, ...], gate: Gate
) -> Scale:
    count = _USUAL * max(0.0, 1 - len(scores) / (2 * _USUAL))
    extra = np.full(len(usual), count / max(len(usual), 1))
    if count == 0 or not len(usual):
        usual, extra = np.zeros((0, 3)), np.zeros(0)
    every = np.concatenate([scores, usual[:, 0]])
    weight = np.concatenate([shares, extra])
    right = np.concatenate([rows.is_right, usual[:, 1]])
    helpful = np.concatenate([rows.is_helpful, usual[:, 2]])
    wrong = weight * (1 - right)
    rest = float((weight * (helpful - right)).sum() / max(wrong.sum(), 1e-9))
    # One row of the usual curve stands for many sentences, so its count is its weight.
    threshold = threshold_at(every, right, weight, wish.precision, np.concatenate([shares, np.sqrt(extra)]))
    plausible = min(Steps.learn(every, helpful, weight).lowest(_HELPFUL), threshold)
    curve = Steps.smooth(every, right, weight)
    return Scale(tuple(weights), gate, curve, threshold, plausible, min(max(rest, 0.0), 1.0))


def _figures(scale: Scale, scores: Numbers, rows: Rows, shares: Numbers) -> dict[str, Any]:
    inside, answered = rows.is_inside, scores >= scale.threshold
    spoken = shares[answered].sum()
    return {
        "judged": len(scores),
        "judged_out_of_scope": int((~inside).sum()),
        "weights": list(scale.weights),
        "accuracy": float(rows.is_right[inside].mean()) if inside.any() else None,
        "top3": float(rows.is_helpful[inside].mean()) if inside.any() else None,
        "answered_share": float(answered[inside].mean()) if inside.any() else None,
        "precision": float((shares * rows.is_right)[answered].sum() / spoken) if spoken else None,
        "ece": ece(scale.curve.at(scores), rows.is_right, shares),
        "threshold": scale.threshold,
        "plausible": scale.plausible,
        "leans_on_usual": round(max(0.0, 1 - len(scores) / (2 * _USUAL)), 3),
    }
