"""From scores to honest probabilities, and where to stop answering; pure arithmetic on arrays."""

from typing import Any

import numpy as np
from scipy.special import betaincinv, logit

from feilun.language.gate import Gate

Numbers = Any
# The bound is one-sided: of twenty thresholds set so, one is too low.
_DOUBT = 0.05
# Nothing is certain, however few the rows that say so.
_SURELY_NOT = 0.005
# A smooth curve is stored by so many points besides its steps.
_KNOTS = 41


class Steps:
    """A rising curve through knots; outside of them the outermost value."""

    def __init__(self, scores: Numbers, shares: Numbers) -> None:
        self.scores = np.asarray(scores, dtype=np.float64)
        self.shares = np.asarray(shares, dtype=np.float64)

    @classmethod
    def learn(cls, scores: Numbers, is_right: Numbers, weights: Numbers) -> "Steps":
        """Isotonic regression: the rising curve nearest to what was right."""
        from sklearn.isotonic import IsotonicRegression

        if len(scores) == 0:
            return cls([0.0, 1.0], [0.0, 1.0])
        fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
        fitted.fit(scores, is_right, sample_weight=weights)
        return cls(fitted.X_thresholds_, np.clip(fitted.y_thresholds_, _SURELY_NOT, 1 - _SURELY_NOT))

    @classmethod
    def smooth(cls, scores: Numbers, is_right: Numbers, weights: Numbers) -> "Steps":
        """Half of it isotonic, half a logistic curve: the steps alone trust a handful of rows at both ends too much."""
        steps = cls.learn(scores, is_right, weights)
        if len(scores) == 0:
            return steps
        logistic = Gate(np.zeros(1), np.full(1, 2.0), np.array([2.0, 0.0])).learn(_odds(scores), is_right, weights)
        knots = np.union1d(steps.scores, np.linspace(0, 1, _KNOTS))
        shares = (steps.at(knots) + logistic.scores(_odds(knots))) / 2
        return cls(knots, np.clip(np.maximum.accumulate(shares), _SURELY_NOT, 1 - _SURELY_NOT))

    def lowest(self, share: float) -> float:
        """The lowest score that means at least this share; above 1 when none does."""
        reached = np.flatnonzero(self.shares >= share)
        return float(self.scores[reached[0]]) if len(reached) else 2.0

    def at(self, scores: Numbers) -> Numbers:
        return np.interp(scores, self.scores, self.shares)


def _odds(scores: Numbers) -> Numbers:
    return logit(np.clip(scores, 1e-4, 1 - 1e-4))[:, None]


def shared_weights(is_in_scope: Numbers, oos_share: float) -> Numbers:
    """Weights under which questions without an answer make up the share they have where the bot works."""
    inside = np.asarray(is_in_scope, dtype=bool)
    known, others = int(inside.sum()), int((~inside).sum())
    if not others or not known:
        return np.ones(len(inside))
    return np.where(inside, (1 - oos_share) / known, oos_share / others) * len(inside)


def threshold_at(
    scores: Numbers, is_right: Numbers, weights: Numbers, precision: float, roots: Numbers | None = None
) -> float:
    """The lowest score from which on the lower confidence bound of precision meets the target.

    Weighted Clopper-Pearson with the effective number of rows; above 1 when no score does. `is_right` may be a share,
    and a row that stands for many says so by the root of their number: it counts as squared weight.
    """
    order = np.argsort(-np.asarray(scores), kind="stable")
    ranked, right, share = np.asarray(scores)[order], np.asarray(is_right, dtype=float)[order], weights[order]
    squares = np.cumsum((share if roots is None else roots[order]) ** 2)
    total, good = np.cumsum(share), np.cumsum(share * right)
    effective = total**2 / np.maximum(squares, 1e-12)
    met = lower_bound(good / np.maximum(total, 1e-12), effective) >= precision
    # Rows of the same score stand or fall together.
    last_of_score = np.append(ranked[1:] != ranked[:-1], True)
    fit = np.flatnonzero(met & last_of_score[: len(ranked)])
    return float(ranked[fit[-1]]) if len(fit) else 2.0


def lower_bound(share: Numbers, number: Numbers) -> Numbers:
    """Clopper-Pearson: the share that is right in truth lies below this in one case of twenty."""
    good = share * number
    bound = betaincinv(np.maximum(good, 1e-9), np.maximum(number - good, 0) + 1, _DOUBT)
    return np.where(good <= 0, 0.0, bound)


def ece(confidences: Numbers, is_right: Numbers, weights: Numbers | None = None, bins: int = 15) -> float:
    """Expected calibration error: how far confidence and truth lie apart, over bins of equal width."""
    sure, right = np.asarray(confidences, dtype=float), np.asarray(is_right, dtype=float)
    share = np.ones(len(sure)) if weights is None else np.asarray(weights, dtype=float)
    if not len(sure):
        return 0.0
    bin_of = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = np.bincount(bin_of, weights=share * (sure - right), minlength=bins)
    return float(np.abs(gaps).sum() / share.sum())
