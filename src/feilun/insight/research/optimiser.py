"""Maximises a likelihood: quasi-Newton (BFGS) whose first Hessian is the outer product of scores (BHHH)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# (log-likelihood, slope, outer product of the scores) at a point.
Slopes = Callable[[Floats], tuple[float, Floats, Floats]]
# Half the decrement is the likelihood still to be gained: 3e-4 standard errors.
_DONE = 1e-7
_LEAST_STEP = 1e-8


class Peak(NamedTuple):
    theta: Floats
    value: float
    slope: Floats
    outer: Floats
    iterations: int
    converged: bool


def maximise(at: Slopes, theta: Floats, most: int, told: Callable[[int], None]) -> Peak:
    """`told(iteration)` may raise to stop."""
    value, slope, outer = at(theta)
    inverse, converged, iterations, fresh = _inverse(outer), False, 0, True
    while iterations < most:
        direction = inverse @ slope
        gain = float(slope @ direction)
        if gain < _DONE:
            converged = True
            break
        told(iterations)
        iterations += 1
        moved = _searched(at, theta, value, direction, gain)
        if moved is None:
            if fresh:
                break
            # The approximation went astray; the scores of this place give a new one.
            inverse, fresh = _inverse(outer), True
            continue
        size, (new_value, new_slope, outer) = moved
        change, bent = size * direction, slope - new_slope
        theta, value, slope = theta + change, new_value, new_slope
        # Far from the peak the scores know more than two slopes do.
        inverse, fresh = (_inverse(outer), True) if gain > 5.0 else (_updated(inverse, change, bent), False)
    return Peak(theta, value, slope, outer, iterations, converged)


def _searched(
    at: Slopes, theta: Floats, value: float, direction: Floats, gain: float
) -> tuple[float, tuple[float, Floats, Floats]] | None:
    size = 1.0
    while size > _LEAST_STEP:
        found = at(theta + size * direction)
        if np.isfinite(found[0]) and found[0] >= value + 1e-4 * size * gain - 1e-10 * abs(value):
            return size, found
        size /= 4 if size == 1.0 else 2
    return None


def _inverse(outer: Floats) -> Floats:
    """Of the outer product, with small directions held back rather than run away."""
    spread = np.sqrt(np.maximum(np.diag(outer), 1e-12))
    sizes, directions = np.linalg.eigh(outer / np.outer(spread, spread))
    scaled = (directions / np.maximum(sizes, 1e-6 * sizes[-1])) @ directions.T
    found: Floats = scaled / np.outer(spread, spread)
    return found


def _updated(inverse: Floats, change: Floats, bent: Floats) -> Floats:
    curvature = float(change @ bent)
    if curvature <= 1e-12:
        return inverse
    left = np.eye(len(change)) - np.outer(change, bent) / curvature
    found: Floats = left @ inverse @ left.T + np.outer(change, change) / curvature
    return found
