"""From scores to honest probabilities; tables and properties, no model."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from statsmodels.stats.proportion import proportion_confint

from feilun.language import ece, threshold_at
from feilun.language.calibration import Steps, lower_bound, shared_weights


@pytest.mark.parametrize(("right", "number"), [(59, 59), (95, 100), (990, 1000), (1, 30), (50, 100)])
def test_the_bound_is_that_of_clopper_and_pearson(right: int, number: int) -> None:
    expected, _ = proportion_confint(right, number, alpha=0.1, method="beta")
    assert lower_bound(np.array([right / number]), np.array([number]))[0] == pytest.approx(expected, abs=1e-9)


def test_nothing_right_bounds_nothing() -> None:
    assert lower_bound(np.array([0.0]), np.array([10]))[0] == 0


def test_a_few_right_answers_are_no_proof() -> None:
    assert threshold_at(np.linspace(0.5, 1, 20), np.ones(20), np.ones(20), 0.95) > 1


def test_enough_right_answers_set_the_threshold_at_the_lowest_of_them() -> None:
    scores = np.linspace(0.5, 1, 100)
    assert threshold_at(scores, np.ones(100), np.ones(100), 0.95) == 0.5


def test_wrong_answers_below_the_threshold_do_not_count() -> None:
    scores = np.concatenate([np.linspace(0.8, 1, 200), np.linspace(0, 0.7, 200)])
    right = np.concatenate([np.ones(200), np.zeros(200)])
    threshold = threshold_at(scores, right, np.ones(400), 0.95)
    assert 0.65 < threshold <= 0.8


def test_equal_scores_stand_or_fall_together() -> None:
    scores = np.concatenate([np.full(100, 0.9), np.full(100, 0.5)])
    right = np.concatenate([np.ones(100), np.arange(100) % 2])
    assert threshold_at(scores, right, np.ones(200), 0.95) == 0.9


def test_more_questions_without_an_answer_raise_the_threshold() -> None:
    random = np.random.default_rng(3)
    scores = np.concatenate([random.beta(5, 2, 2000), random.beta(3, 3, 500)])
    inside = np.arange(2500) < 2000
    right = inside & (random.random(2500) < 0.5 + scores / 2)
    cuts = [threshold_at(scores, right, shared_weights(inside, share), 0.9) for share in (0.02, 0.1, 0.3)]
    assert cuts == sorted(cuts) and cuts[0] < cuts[2]


def test_weights_give_questions_without_an_answer_their_share() -> None:
    inside = np.array([True] * 30 + [False] * 10)
    weights = shared_weights(inside, 0.2)
    assert weights[~inside].sum() / weights.sum() == pytest.approx(0.2)
    assert weights.sum() == pytest.approx(40)


def test_without_such_questions_all_weigh_the_same() -> None:
    assert shared_weights(np.ones(5, dtype=bool), 0.2).tolist() == [1] * 5


@settings(max_examples=50, deadline=None)
@given(some.lists(some.tuples(some.floats(0, 1), some.booleans()), min_size=1, max_size=60))
def test_a_curve_rises_and_stays_a_probability(rows: list[tuple[float, bool]]) -> None:
    scores, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    shares = Steps.learn(scores, right, np.ones(len(rows))).at(np.linspace(-1, 2, 50))
    assert (np.diff(shares) >= -1e-12).all()
    assert 0 < shares.min() <= shares.max() < 1


def test_a_smooth_curve_does_not_take_a_handful_of_rows_for_certainty() -> None:
    random = np.random.default_rng(4)
    scores = random.beta(4, 2, 400)
    right = random.random(400) < scores
    lowest = np.sort(scores)[:8]
    right[np.argsort(scores)[:8]] = False
    smooth, steps = (one(scores, right, np.ones(400)).at(lowest) for one in (Steps.smooth, Steps.learn))
    assert (steps < 0.01).all()
    assert smooth.mean() > 0.04


@settings(max_examples=50, deadline=None)
@given(some.lists(some.tuples(some.floats(0, 1), some.booleans()), max_size=60))
def test_a_smooth_curve_rises_and_stays_a_probability(rows: list[tuple[float, bool]]) -> None:
    scores, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    curve = Steps.smooth(scores, right, np.ones(len(rows)))
    assert (np.diff(curve.at(np.linspace(-1, 2, 50))) >= -1e-12).all()
    assert 0 <= curve.shares.min() <= curve.shares.max() <= 1


def test_honest_confidences_have_no_calibration_error() -> None:
    assert ece([0.75] * 4, [True, True, True, False]) == pytest.approx(0)


def test_boasting_is_the_calibration_error() -> None:
    assert ece([0.9] * 10, [True] * 5 + [False] * 5) == pytest.approx(0.4)
    assert ece([], []) == 0


def test_calibration_error_counts_by_weight() -> None:
    assert ece([1.0, 1.0], [True, False], np.array([3.0, 1.0])) == pytest.approx(0.25)
