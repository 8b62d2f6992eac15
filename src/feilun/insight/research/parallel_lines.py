"""Does a column act alike at every threshold of a scale, as an ordered logit takes for granted? (Brant 1990.)"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choices import choices_of
from feilun.insight.research.mnl import mnl

Floats = NDArray[np.float64]
# For each difference that is tested: with fewer a robust test sees differences that are not there.
_PEOPLE = 10


@dataclass(frozen=True)
class Parallel:
    """Chances to see such differences between thresholds if there were none."""

    p: float
    each: Floats  # (names,)


def parallel_lines(
    attributes: Floats, level: NDArray[np.intp], weights: Floats, person: NDArray[np.intp]
) -> Parallel | None:
    """Wald's test that the logits of "above threshold j" have the same coefficients, robust to a person's answers being
    alike. None with fewer than three levels, with few people, or where one of these logits has no finite estimate.

    attributes (rows, names), without constants; level, weights and person (rows,).
    """
    from scipy.stats import chi2

    thresholds, number = int(level.max()), attributes.shape[1]
    if thresholds < 2 or int(person.max()) + 1 < _PEOPLE * (thresholds - 1) * number or not number:
        return None
    own = np.hstack([attributes, np.ones((len(level), 1))])
    coefficients, influences = [], []
    for threshold in range(thresholds):
        found = _above(own, level > threshold, weights, person)
        if found is None:
            return None
        coefficients.append(found[0][:number])
        influences.append(found[1][:, :number])
    stacked = np.hstack(influences)
    contrasts = np.kron(
        np.hstack([np.ones((thresholds - 1, 1)), -np.eye(thresholds - 1)]), np.eye(number)
    )  # (differences to the first threshold, all coefficients)
    gaps = np.asarray(contrasts @ np.concatenate(coefficients), np.float64)
    covariance = np.asarray(contrasts @ (stacked.T @ stacked) @ contrasts.T, np.float64)
    each = []
    for place in range(number):
        of_name = np.arange(place, len(gaps), number)
        each.append(chi2.sf(_wald(gaps[of_name], covariance[np.ix_(of_name, of_name)]), len(of_name)))
    return Parallel(float(chi2.sf(_wald(gaps, covariance), len(gaps))), np.array(each))


def _above(
    own: Floats, is_above: NDArray[np.bool_], weights: Floats, person: NDArray[np.intp]
) -> tuple[Floats, Floats] | None:
    """Coefficients of a logit, and (people, coefficients) how far each person moves them."""
    pairs = np.stack([np.zeros(own.shape), own], axis=1)
    names = [str(place) for place in range(own.shape[1])]
    found = mnl(choices_of(pairs, is_above.astype(np.intp), names, weights=weights))
    if not found.converged or not np.isfinite(found.values).all():
        return None
    chance = 1 / (1 + np.exp(-(own @ found.values)))
    scores = np.zeros((int(person.max()) + 1, own.shape[1]))
    np.add.at(scores, person, (weights * (is_above - chance))[:, None] * own)
    return found.values, scores @ found.covariance


def _wald(gaps: Floats, covariance: Floats) -> float:
    return float(gaps @ np.linalg.pinv(covariance, hermitian=True) @ gaps)
