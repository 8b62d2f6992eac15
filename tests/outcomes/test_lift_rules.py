"""The arithmetic of lift equals a statistics library's."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from feilun.insight.outcomes import rules

ARMS = [(1000, 120, 500, 40), (50, 3, 50, 3), (10, 0, 12, 12), (3, 1, 2000, 9), (7, 7, 9, 9)]


@pytest.mark.parametrize(("n1", "x1", "n2", "x2"), ARMS)
def test_the_rate_lift_is_newcombes_interval(n1: int, x1: int, n2: int, x2: int) -> None:
    found = rules.rate_lift(rules.Arm(customers=n1, converted=x1), rules.Arm(customers=n2, converted=x2))
    assert found is not None
    low, high = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff")
    assert found[0].value == pytest.approx(x1 / n1 - x2 / n2)
    assert (found[0].low, found[0].high) == pytest.approx((low, high))


@pytest.mark.parametrize(("n1", "x1", "n2", "x2"), ARMS[:4])
def test_the_p_value_is_the_pooled_z_test(n1: int, x1: int, n2: int, x2: int) -> None:
    found = rules.rate_lift(rules.Arm(customers=n1, converted=x1), rules.Arm(customers=n2, converted=x2))
    assert found is not None
    assert found[1] == pytest.approx(proportions_ztest([x1, x2], [n1, n2])[1])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_revenue_lift_is_welchs_interval(seed: int) -> None:
    random = np.random.default_rng(seed)
    one, two = random.gamma(1.2, 90, 230), random.gamma(1.1, 70, 40)
    found = rules.revenue_lift(_arm(one), _arm(two))
    assert found is not None
    low, high = CompareMeans(DescrStatsW(one), DescrStatsW(two)).tconfint_diff(usevar="unequal")
    assert (found.value, found.low, found.high) == pytest.approx((one.mean() - two.mean(), low, high), rel=1e-6)


def test_an_empty_side_gives_no_lift() -> None:
    assert rules.rate_lift(rules.Arm(customers=5, converted=1), rules.Arm()) is None
    assert rules.revenue_lift(rules.Arm(customers=5, converted=1, revenue=9), rules.Arm(customers=1)) is None


def test_the_interval_covers_the_truth_as_often_as_it_claims() -> None:
    random = np.random.default_rng(7)
    hits = 0
    for x1, x2 in zip(random.binomial(400, 0.11, 1500), random.binomial(90, 0.08, 1500), strict=True):
        found = rules.rate_lift(rules.Arm(customers=400, converted=int(x1)), rules.Arm(customers=90, converted=int(x2)))
        assert found is not None
        hits += found[0].low <= 0.03 <= found[0].high
    # 95 % of 1,500 with four standard errors of room.
    assert abs(hits / 1500 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 1500)


def _arm(amounts: np.ndarray) -> rules.Arm:
    return rules.Arm(
        customers=len(amounts),
        converted=int((amounts > 0).sum()),
        revenue=float(amounts.sum()),
        revenue_squares=float((amounts**2).sum()),
    )


def test_a_t_quantile_is_used_for_few_customers() -> None:
    few = rules.revenue_lift(_arm(np.array([1.0, 2.0, 4.0])), _arm(np.array([0.0, 1.0, 3.0])))
    assert few is not None
    result = stats.ttest_ind([1.0, 2.0, 4.0], [0.0, 1.0, 3.0], equal_var=False).confidence_interval()
    assert (few.low, few.high) == pytest.approx((result.low, result.high))
