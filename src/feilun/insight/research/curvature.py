"""The top of a likelihood to its last digits, and what the curvature there says: errors, and directions that are flat."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.optimiser import Peak, maximise
from feilun.insight.research.results import Warned

Floats = NDArray[np.float64]
# Of the largest eigenvalue of the scaled Hessian: below it the likelihood is flat in some direction.
_FLAT = 1e-5
# Twice the log-likelihood still to be gained, in parts of it: coefficients then stand to about 1e-7 standard errors.
_DONE = 1e-15
_MOST_POLISH = 20


class Likelihood(Protocol):
    """Independent rows with analytic slopes; neither part of the answer is weighted yet."""

    @property
    def weights(self) -> Floats:
        """(rows,)"""

    def rows(self, theta: Floats) -> tuple[Floats, Floats]:
        """(rows,) log-likelihoods and (rows, parameters) scores."""


class Top(NamedTuple):
    theta: Floats
    value: float
    slope: Floats
    covariance: Floats  # (parameters, parameters): inverse of the Hessian.
    sandwich: Floats  # The same, robust to rows of a cluster being alike.
    information: Floats  # The Hessian with its sign turned.
    meat: Floats  # Outer product of the scores of clusters.
    is_flat: bool
    steepness: float  # Largest slope times its error.


# Far from the top numbers overflow; what is not finite is stepped back from, or ends as not converged.
@np.errstate(all="ignore")
def climb(likelihood: Likelihood, theta: Floats, most: int, told: Callable[[int], None] = lambda done: None) -> Peak:
    """To a top, by BHHH and BFGS."""

    def at(here: Floats) -> tuple[float, Floats, Floats]:
        values, scores = likelihood.rows(here)
        weighted = scores * likelihood.weights[:, None]
        return float(likelihood.weights @ values), weighted.sum(axis=0), weighted.T @ scores

    return maximise(at, theta, most, told)


def starts_lower(peaks: Sequence[Peak], within: float) -> list[Warned]:
    """A warning where some starts ended lower than the best by `within` log-likelihood or more."""
    values = [peak.value for peak in peaks]
    reached = sum(value > max(values) - within for value in values)
    if reached == len(values):
        return []
    figures = {"best": max(values), "worst": min(values), "reached": reached, "starts": len(values)}
    return [Warned("starts_lower", (), figures)]


@np.errstate(all="ignore")
def top_of(likelihood: Likelihood, peak: Peak, cluster: NDArray[np.intp]) -> Top:
    """Polished by Newton's steps. `cluster` (rows,) numbers what belongs together from 0."""
    rough = 1 / np.sqrt(np.maximum(np.diag(peak.outer), 1e-12))
    information = -hessian(likelihood, peak.theta, rough)
    covariance, is_flat = inverse_of(information)
    theta, value, scores = peak.theta, peak.value, _scores(likelihood, peak.theta)
    for _ in range(_MOST_POLISH if peak.converged and not is_flat else 0):
        slope = scores.sum(axis=0)
        step = covariance @ slope
        if slope @ step < _DONE * max(1.0, abs(value)):
            break
        values = likelihood.rows(theta + step)[0]
        if not likelihood.weights @ values >= value:
            break
        theta, value = theta + step, float(likelihood.weights @ values)
        scores = _scores(likelihood, theta)
    slope = scores.sum(axis=0)
    together = np.zeros((int(cluster.max()) + 1, len(theta)))
    np.add.at(together, cluster, scores)
    meat = together.T @ together
    sandwich = covariance @ meat @ covariance
    steepness = float(np.abs(slope * rough).max(initial=0.0))
    return Top(theta, value, slope, covariance, sandwich, information, meat, is_flat, steepness)


def _scores(likelihood: Likelihood, theta: Floats) -> Floats:
    found: Floats = likelihood.rows(theta)[1] * likelihood.weights[:, None]
    return found


def hessian(likelihood: Likelihood, theta: Floats, errors: Floats) -> Floats:
    """By central differences of the analytic slope, each step a part of the parameter or of its error."""
    columns = []
    for place in range(len(theta)):
        step = np.zeros(len(theta))
        step[place] = max(1e-5 * abs(theta[place]), 1e-3 * min(errors[place], 1.0), 1e-7)
        ahead, behind = (likelihood.weights @ likelihood.rows(theta + way * step)[1] for way in (1, -1))
        columns.append((ahead - behind) / (2 * step[place]))
    matrix = np.array(columns)
    found: Floats = (matrix + matrix.T) / 2
    return found


@np.errstate(over="ignore")
def inverse_of(information: Floats) -> tuple[Floats, bool]:
    """Inverse, and whether a direction is flat or bends upwards, in which case its error is unknown."""
    if not len(information):
        return information, False
    spread = np.sqrt(np.maximum(np.abs(np.diag(information)), 1e-300))
    sizes, directions = np.linalg.eigh(information / np.outer(spread, spread))
    is_flat = bool(sizes[0] < _FLAT * sizes[-1])
    inverse = (directions / np.where(np.abs(sizes) < 1e-12, 1e-12, sizes)) @ directions.T
    found: Floats = inverse / np.outer(spread, spread)
    return found, is_flat


def roots(covariance: Floats) -> Floats:
    """Standard errors; nan where a variance is not positive."""
    variances = np.diag(covariance)
    found: Floats = np.sqrt(np.where(variances > 0, variances, np.nan))
    return found
