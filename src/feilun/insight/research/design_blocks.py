"""Cuts a design into blocks in which every level appears about equally often."""

import numpy as np
from numpy.typing import NDArray


def blocks_of(levels: NDArray[np.intp], blocks: int) -> list[int]:
    """The block (from 0) of each task of `levels` (tasks, alternatives, attributes); sizes differ by at most one.

    Tasks change places between blocks while that makes the counts of levels more even.
    """
    tasks = len(levels)
    found = np.arange(tasks) % blocks
    if blocks == 1:
        return [0] * tasks
    counts = _counts(levels)
    sums = np.array([counts[found == block].sum(axis=0) for block in range(blocks)])
    improved = True
    while improved:
        improved = False
        for one in range(tasks):
            for other in range(one + 1, tasks):
                a, b = found[one], found[other]
                if a == b:
                    continue
                difference = counts[other] - counts[one]
                # Squares fall by swapping exactly when the two blocks come closer; the mean stays the same.
                change = float((2 * difference * (sums[a] - sums[b]) + 2 * difference**2).sum())
                if change < -1e-9:
                    sums[a] += difference
                    sums[b] -= difference
                    found[one], found[other] = b, a
                    improved = True
    return [int(block) for block in found]


def _counts(levels: NDArray[np.intp]) -> NDArray[np.float64]:
    """(tasks, levels of all attributes): how often each is shown."""
    parts = []
    for attribute in range(levels.shape[2]):
        shown = levels[:, :, attribute]
        parts.append((shown[:, :, None] == np.arange(int(shown.max()) + 1)).sum(axis=1))
    return np.concatenate(parts, axis=1).astype(np.float64)
