"""Numbers of one column against numpy and hand counts."""

import random

import numpy as np
import pytest

from feilun.insight.forms import FormValue
from feilun.insight.reporting.counting import numbers_of, points_of, shares_of
from feilun.insight.reporting.frames import Codes


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("is_whole", [True, False])
def test_quantiles_are_numpys(seed: int, is_whole: bool) -> None:
    chance = np.random.default_rng(seed)
    values = chance.normal(40, 20, size=chance.integers(1, 60))
    values = np.rint(values) if is_whole else values
    found = numbers_of(values, np.ones(len(values)))
    assert found is not None
    assert [found.p25, found.median, found.p75] == pytest.approx(np.quantile(values, [0.25, 0.5, 0.75]).tolist())
    assert (found.mean, found.min, found.max) == pytest.approx((values.mean(), values.min(), values.max()))
    assert found.sd == (pytest.approx(values.std(ddof=1)) if len(values) > 1 else None)
    assert sum(one.count for one in found.histogram) == len(values)


@pytest.mark.parametrize("seed", range(20))
def test_a_weight_of_two_counts_like_two_people(seed: int) -> None:
    chance = random.Random(seed)
    values = np.array([float(chance.randint(0, 10)) for _ in range(30)])
    weights = np.array([float(chance.randint(1, 3)) for _ in values])
    found = numbers_of(values, weights)
    twice = np.repeat(values, weights.astype(int))
    assert found is not None
    assert [found.p25, found.median, found.p75] == np.quantile(twice, [0.25, 0.5, 0.75], method="inverted_cdf").tolist()
    assert found.mean == pytest.approx(twice.mean())
    assert {one.start: one.share for one in found.histogram if one.count} == pytest.approx(
        {value: (twice == value).mean() for value in np.unique(values).tolist()}
    )


def test_nothing_is_no_number() -> None:
    assert numbers_of(np.array([]), np.array([])) is None
    assert numbers_of(np.array([np.nan]), np.array([1.0])) is None
    assert numbers_of(np.array([3.0]), np.array([0.0])) is None


def test_one_answer_has_no_interval() -> None:
    found = numbers_of(np.array([3.0]), np.array([1.0]))
    assert found is not None
    assert (found.mean, found.low, found.sd, len(found.histogram)) == (3.0, None, None, 1)


def test_giant_numbers_break_nothing() -> None:
    found = numbers_of(np.array([-1e90, 0.5, 1e90, 1e300, np.inf]), np.ones(5))
    assert found is not None
    assert (sum(one.count for one in found.histogram), found.max) == (3, 1e90)


def test_unknown_codes_come_after_those_of_the_form() -> None:
    codes = Codes(np.array([0, 1, 1, -1], np.int32), ["zzz", "b"])
    found = shares_of(codes, np.ones(4), [FormValue("a", {"en": "A"}), FormValue("b", {"en": "B"})])
    assert [(one.code, one.count, one.label) for one in found] == [
        ("a", 0, {"en": "A"}),
        ("b", 2, {"en": "B"}),
        ("zzz", 1, {}),
    ]
    assert sum(one.share for one in found) == pytest.approx(1)


def test_a_scale_with_answers_between_its_points_has_no_bars() -> None:
    ones = np.ones(2)
    assert points_of(np.array([1.0, 4.5]), ones, 1, 5) is None
    assert points_of(np.array([1.0, 7.0]), ones, 1, 5) is None
    points = points_of(np.array([1.0, 5.0]), ones, 1, 5)
    assert points is not None
    assert [one.count for one in points] == [1, 0, 0, 0, 1]
