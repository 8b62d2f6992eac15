"""Key drivers: the published digits, copies that share, and intervals that hold."""

from itertools import permutations

import numpy as np
import pytest
from tests.research.market_data import public

from feilun.insight.research.drivers import drivers, report
from feilun.kernel.errors import Invalid


def test_the_digits_of_mtcars() -> None:
    table, names = public("R_mtcars.csv"), ["cyl", "disp", "hp", "wt"]
    result = drivers(table.numbers("mpg"), table.matrix(names), names=names, bootstraps=0)
    johnson = [0.2096904, 0.1883043, 0.1799590, 0.2706812]
    assert [one.johnson for one in result.drivers] == pytest.approx(johnson, abs=1e-6)
    lmg = [0.21570939, 0.20069837, 0.17007695, 0.26215009]
    assert [one.lmg for one in result.drivers] == pytest.approx(lmg, abs=1e-6)
    assert result.r_squared == pytest.approx(0.84863479, abs=1e-6)
    shares = [24.70914, 22.18908, 21.20570, 31.89607]
    assert [100 * one.johnson_share for one in result.drivers] == pytest.approx(shares, abs=1e-5)
    assert all(one.direction < 0 for one in result.drivers)


def test_the_digits_of_customer_satisfaction() -> None:
    table, names = public("bayesm_customerSat.csv.gz"), [f"q{number}" for number in range(2, 11)]
    result = drivers(table.numbers("q1"), table.matrix(names), names=names, bootstraps=40)
    johnson = [0.091420, 0.074182, 0.148898, 0.078827, 0.152314, 0.064832, 0.051070, 0.025389, 0.029797]
    lmg = [0.087096, 0.070392, 0.161428, 0.078723, 0.152227, 0.062763, 0.050324, 0.025698, 0.028078]
    assert [one.johnson for one in result.drivers] == pytest.approx(johnson, abs=1e-6)
    assert [one.lmg for one in result.drivers] == pytest.approx(lmg, abs=1e-6)
    assert result.r_squared == pytest.approx(0.716729, abs=1e-6)
    assert all((one.lmg_low or 1) < one.lmg < (one.lmg_high or 0) for one in result.drivers)


def study(number: int = 300, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    causes = generator.normal(size=(number, 4)) + 0.5 * generator.normal(size=(number, 1))
    return causes @ np.array([1.0, 0.6, 0.3, 0.0]) + generator.normal(size=number), causes


def r_squared(outcome: np.ndarray, predictors: np.ndarray) -> float:
    if not predictors.shape[1]:
        return 0.0
    design = np.column_stack([np.ones(len(outcome)), predictors])
    rest = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    return 1 - rest.var() / outcome.var()


def test_lmg_is_the_mean_gain_over_all_orders() -> None:
    outcome, causes = study()
    gains = np.zeros(4)
    for order in permutations(range(4)):
        for place, one in enumerate(order):
            before = list(order[:place])
            gains[one] += r_squared(outcome, causes[:, [*before, one]]) - r_squared(outcome, causes[:, before])
    result = drivers(outcome, causes, names=list("abcd"), bootstraps=0)
    assert [one.lmg for one in result.drivers] == pytest.approx(gains / 24, abs=1e-9)
    assert sum(one.johnson for one in result.drivers) == pytest.approx(result.r_squared)


def test_a_copied_column_shares_its_weight() -> None:
    outcome, causes = study()
    alone = drivers(outcome, causes, names=list("abcd"), bootstraps=0)
    copied = drivers(outcome, np.column_stack([causes, causes[:, 0]]), names=list("abcde"), bootstraps=0)
    first, last = copied.drivers[0], copied.drivers[4]
    assert first.johnson == pytest.approx(last.johnson) and first.lmg == pytest.approx(last.lmg)
    assert copied.r_squared == pytest.approx(alone.r_squared)
    assert sum(one.johnson for one in copied.drivers) == pytest.approx(alone.r_squared)
    assert "copies" in {one.code for one in copied.warnings}


def test_many_predictors_are_sampled_and_it_says_so() -> None:
    outcome, causes = study()
    exact = drivers(outcome, causes, names=list("abcd"), bootstraps=0)
    sampled = drivers(outcome, causes, names=list("abcd"), bootstraps=0, most_exact=3, orders=4000)
    assert not sampled.is_exact and "sampled" in {one.code for one in sampled.warnings}
    for one, other in zip(exact.drivers, sampled.drivers, strict=True):
        assert other.lmg == pytest.approx(one.lmg, abs=0.01)
    again = drivers(outcome, causes, names=list("abcd"), bootstraps=0, most_exact=3, orders=4000)
    assert again == sampled


def test_fifteen_predictors_are_still_exact() -> None:
    generator = np.random.default_rng(1)
    causes = generator.normal(size=(200, 15))
    outcome = causes[:, 0] + generator.normal(size=200)
    result = drivers(outcome, causes, names=[str(one) for one in range(15)], bootstraps=0)
    assert result.is_exact
    assert sum(one.lmg for one in result.drivers) == pytest.approx(r_squared(outcome, causes))


def test_rows_without_an_answer_and_columns_that_never_change_are_reported() -> None:
    outcome, causes = study()
    causes[:5, 0] = np.nan
    causes[:, 3] = 7
    result = drivers(outcome, causes, names=list("abcd"), bootstraps=10)
    assert (result.base, result.left_out, result.drivers[3].lmg) == (295, 5, 0)
    assert {"rows_left_out", "constant", "not_cause"} <= {one.code for one in result.warnings}


def test_a_weight_is_worth_as_many_rows() -> None:
    outcome, causes = study(60)
    weights = np.random.default_rng(3).integers(1, 4, 60)
    weighted = drivers(outcome, causes, names=list("abcd"), weights=weights.astype(float), bootstraps=0)
    repeated = drivers(
        np.repeat(outcome, weights), np.repeat(causes, weights, axis=0), names=list("abcd"), bootstraps=0
    )
    assert [one.lmg for one in weighted.drivers] == pytest.approx([one.lmg for one in repeated.drivers])


def test_the_important_and_weak_one_is_to_be_improved_first() -> None:
    outcome, causes = study()
    causes = causes + np.array([1.0, 5.0, 5.0, 5.0])
    result = drivers(outcome, causes, names=["speed", "price", "taste", "box"], bootstraps=20)
    assert result.drivers[0].quadrant == "improve"
    assert result.drivers[3].quadrant == "overdone"
    assert "speed" in report(result).do[0] and "speed" in report(result, "zh-CN").do[0]


def test_an_outcome_that_never_changes_is_refused() -> None:
    with pytest.raises(Invalid, match="never changes"):
        drivers(np.ones(40), study(40)[1], names=list("abcd"))
