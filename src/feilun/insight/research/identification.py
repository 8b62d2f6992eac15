"""What data cannot say: columns that never differ, columns that say the same, and choices an attribute settles."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Of the largest eigenvalue: below it two columns cannot be told apart in double precision.
_SAME = 1e-11
_INVOLVED = 1e-3


class Trouble(NamedTuple):
    code: str  # constant, collinear or separated
    places: tuple[int, ...]


class HasGaps(Protocol):
    @property
    def gaps(self) -> Floats: ...
    @property
    def weights(self) -> Floats: ...
    @property
    def available(self) -> NDArray[np.bool_]: ...


def constant_columns(gaps: Floats) -> NDArray[np.bool_]:
    """(parameters,): never differs between alternatives of one task."""
    still: NDArray[np.bool_] = np.all(gaps == 0, axis=(0, 1))
    return still


def collinear(problem: HasGaps, kept: NDArray[np.intp]) -> list[int]:
    """Places of the columns that can be written by the others; all of them, for no one can say which is at fault."""
    gaps, weights = problem.gaps[:, :, kept], problem.weights
    if not len(kept):
        return []
    # Alternatives weigh alike, as at β = 0, where the Hessian has full rank if it has it anywhere.
    share = 1.0 / (1.0 + problem.available.sum(axis=1))
    mean = gaps.sum(axis=1) * share[:, None]
    flat = (gaps * np.sqrt(share * weights)[:, None, None]).reshape(-1, len(kept))
    information = flat.T @ flat - (mean * weights[:, None]).T @ mean
    spread = np.sqrt(np.maximum(np.diag(information), 1e-300))
    sizes, directions = np.linalg.eigh(information / np.outer(spread, spread))
    null = directions[:, sizes < _SAME * sizes[-1]]
    return [int(kept[place]) for place in np.flatnonzero(np.abs(null).max(axis=1, initial=0.0) > _INVOLVED)]


def separated(problem: HasGaps) -> list[int]:
    """Places of the columns whose coefficients run to infinity (Albert and Anderson 1984), by a linear program.

    A direction b with b·gap ≤ 0 for every alternative not chosen, and < 0 for some, raises the likelihood for ever.
    """
    from scipy.optimize import linprog

    rows = np.unique(problem.gaps[problem.available], axis=0)
    found = linprog(rows.sum(axis=0), A_ub=rows, b_ub=np.zeros(len(rows)), bounds=(-1, 1), method="highs")
    if not found.success or found.fun > -1e-6:
        return []
    return [int(place) for place in np.flatnonzero(np.abs(found.x) > _INVOLVED)]
