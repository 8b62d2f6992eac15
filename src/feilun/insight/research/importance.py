"""What an attribute is worth: its importance, and willingness to pay with an interval."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choices import Choices
from feilun.insight.research.results import number

Floats = NDArray[np.float64]
_DRAWS = 4000


def importances(choices: Choices, beta: Floats) -> list[dict[str, Any]]:
    """Range of an attribute's utility over what was shown, in parts of all ranges; mean over people (people, names)."""
    groups: dict[str, list[int]] = {}
    for place, name in enumerate(choices.names):
        groups.setdefault(name.split(":")[0], []).append(place)
    shown = choices.attributes[choices.available]
    ranges = np.column_stack([_range(shown[:, places], beta[:, places]) for places in groups.values()])
    total = ranges.sum(axis=1, keepdims=True)
    shares = (ranges / np.where(total > 0, total, 1.0)).mean(axis=0)
    return [{"attribute": name, "importance": number(share)} for name, share in zip(groups, shares, strict=True)]


def _range(shown: Floats, beta: Floats) -> Floats:
    if shown.shape[1] == 1:
        found: Floats = (shown.max() - shown.min()) * np.abs(beta[:, 0])
        return found
    utilities = np.unique(shown, axis=0) @ beta.T
    spread: Floats = utilities.max(axis=0) - utilities.min(axis=0)
    return spread


def willingness(names: tuple[str, ...], draws: Floats, price: str) -> list[dict[str, Any]]:
    """−β/β_price: median and 95 % interval over draws (draws, names). No interval where the price may be worthless.

    A ratio has no mean when its denominator reaches 0, so draws of both signs make the interval unknown, not wide.
    """
    place = names.index(price)
    by_price = draws[:, place]
    is_sure = bool((by_price < 0).mean() > 0.975)
    found = []
    for other, name in enumerate(names):
        if other != place:
            ratio = -draws[:, other] / by_price
            low, middle, high = np.quantile(ratio, (0.025, 0.5, 0.975))
            found.append(
                {
                    "name": name,
                    "willingness_to_pay": number(middle) if is_sure else None,
                    "low": number(low) if is_sure else None,
                    "high": number(high) if is_sure else None,
                }
            )
    return found


def normal_draws(values: Floats, covariance: Floats, seed: int = 1) -> Floats:
    """(draws, names): Krinsky and Robb 1986; nan stays nan."""
    known = np.isfinite(values)
    drawn = np.full((_DRAWS, len(values)), np.nan)
    inside = covariance[np.ix_(known, known)]
    chance = np.random.default_rng(seed)
    drawn[:, known] = chance.multivariate_normal(
        values[known], inside, size=_DRAWS, method="eigh", check_valid="ignore"
    )
    return drawn
