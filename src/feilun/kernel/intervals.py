"""How sure a share is. Pure."""

from scipy import stats


def clopper_pearson(hits: float, of: float) -> tuple[float, float]:
    """The exact 95 % interval of `hits` in `of` > 0 cases (Clopper and Pearson 1934); weighted cases may be fractions.

    It never promises too much, also for few cases.
    """
    low = float(stats.beta.ppf(0.025, hits, of - hits + 1)) if hits > 0 else 0.0
    high = float(stats.beta.ppf(0.975, hits + 1, of - hits)) if hits < of else 1.0
    return low, high
