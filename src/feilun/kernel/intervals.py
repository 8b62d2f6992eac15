"""How sure a share is. Pure."""

from functools import lru_cache
from math import sqrt

from scipy.special import betaincinv, ndtri


def clopper_pearson(hits: float, of: float) -> tuple[float, float]:
    """The exact 95 % interval of `hits` in `of` > 0 cases (Clopper and Pearson 1934); weighted cases may be fractions.

    It never promises too much, also for few cases.
    """
    low = float(betaincinv(hits, of - hits + 1, 0.025)) if hits > 0 else 0.0
    high = float(betaincinv(hits + 1, of - hits, 0.975)) if hits < of else 1.0
    return low, high


def wilson(hits: float, of: float, level: float = 0.95) -> tuple[float, float]:
    """The score interval of `hits` in `of` > 0 cases (Wilson 1927); weighted cases may be fractions.

    It covers `level` on average over shares, where the exact one covers at least that much everywhere.
    """
    quantile = _quantile(level)
    share, square = hits / of, quantile * quantile
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = quantile * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)


@lru_cache(maxsize=64)
def _quantile(level: float) -> float:
    """Asked for the same few levels a thousand times in one report."""
    return float(ndtri((1 + level) / 2))
