"""Has a chain settled, and how many independent draws is it worth? (Gelman et al. 2013, chapter 11; Geyer 1992.)"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def split_rhat(draws: Floats) -> float:
    """R-hat of the two halves of a chain (draws,); 1 when they agree, above 1.05 it has not settled."""
    half = len(draws) // 2
    parts = np.stack([draws[:half], draws[-half:]])
    within = parts.var(axis=1, ddof=1).mean()
    if within == 0:
        return 1.0 if parts[0, 0] == parts[1, 0] else float("inf")
    between = half * parts.mean(axis=1).var(ddof=1)
    return float(np.sqrt((half - 1) / half + between / half / within))


def effective_size(draws: Floats) -> float:
    """Independent draws that would know the mean as well; Geyer's initial monotone sequence."""
    number = len(draws)
    away = draws - draws.mean()
    spectrum = np.fft.rfft(away, 2 * number)
    products = np.fft.irfft(spectrum * np.conj(spectrum))[:number]
    if products[0] <= 0:
        return 1.0
    correlations = products / products[0]
    pairs = correlations[0 : number - 1 : 2] + correlations[1:number:2]
    ends = np.flatnonzero(pairs <= 0)
    pairs = np.minimum.accumulate(pairs[: ends[0]] if len(ends) else pairs)
    return float(min(number, number / max(2 * pairs.sum() - 1, 1 / number)))
