"""Choice and MaxDiff designs: known errors, better than chance, and what must not be shown is not."""

from itertools import combinations

import numpy as np
import pytest

from feilun.insight.research.design_blocks import blocks_of
from feilun.insight.research.designs import Priors, choice_design, d_error, report
from feilun.insight.research.maxdiff_designs import maxdiff_design
from feilun.insight.research.maxdiff_designs import report as maxdiff_report
from feilun.insight.research.profiles import Attribute
from feilun.kernel.errors import Invalid

# Three tasks of two alternatives with three attributes of two levels.
EXAMPLE = np.array([[[0, 1, 0], [1, 0, 1]], [[0, 1, 1], [1, 0, 0]], [[1, 1, 0], [0, 0, 1]]], dtype=float)
BELIEVED = np.array([0.5, -0.5, 0.8])


def four() -> list[Attribute]:
    return [Attribute(name, ("low", "middle", "high")) for name in "abcd"]


def phones() -> list[Attribute]:
    return [
        Attribute("brand", ("own", "rival", "store")),
        Attribute("price", (100.0, 200.0, 300.0, 400.0), "linear"),
        Attribute("size", ("s", "m"), "effects"),
    ]


def test_the_errors_of_the_worked_example() -> None:
    assert d_error(EXAMPLE, np.zeros((1, 3))) == pytest.approx(1.5874010520, abs=1e-9)
    assert d_error(EXAMPLE, BELIEVED) == pytest.approx(2.1324719708, abs=1e-9)
    draws = Priors(BELIEVED, np.full(3, 0.5), 2**14).sample()
    assert d_error(EXAMPLE, draws) == pytest.approx(2.551, abs=0.01)


def test_eight_starts_end_a_quarter_below_the_best_of_a_thousand_random_designs() -> None:
    attributes, generator = four(), np.random.default_rng(1)
    result = choice_design(attributes, tasks=12, alternatives=3, starts=8)
    codes = attributes[0].matrix
    random = generator.integers(0, 3, (1000, 12, 3, 4))
    best = min(d_error(codes[levels].reshape(12, 3, 8), np.zeros(8)) for levels in random)
    assert result.d_error <= 0.75 * best
    assert len(result.d_errors_of_starts) == 8 and result.d_error == min(result.d_errors_of_starts)
    assert result.criterion == "D0" and not result.warnings


def test_the_stated_error_is_that_of_the_design() -> None:
    result = choice_design(phones(), tasks=8, alternatives=3, priors={"price": -0.01}, starts=2)
    levels = [attribute.levels for attribute in phones()]
    rows = [
        [np.concatenate([a.matrix[levels[i].index(row[i])] for i, a in enumerate(phones())]) for row in task]
        for task in result.tasks
    ]
    assert result.parameters == ["brand:rival", "brand:store", "price", "size:m"]
    assert d_error(np.array(rows), np.array([0, 0, -0.01, 0])) == pytest.approx(result.d_error)
    assert result.criterion == "Dp"


def test_the_same_seed_gives_the_same_design() -> None:
    one, again = (choice_design(phones(), tasks=6, alternatives=2, starts=2, seed=5) for _ in range(2))
    assert one == again
    assert one.tasks != choice_design(phones(), tasks=6, alternatives=2, starts=2, seed=6).tasks


def test_prohibited_pairs_are_never_shown_and_it_is_said() -> None:
    rules = [{"brand": "own", "price": 100.0}, {"brand": "store", "size": "m"}]
    result = choice_design(phones(), tasks=12, alternatives=3, prohibited=rules, starts=3)
    shown = [tuple(product) for task in result.tasks for product in task]
    assert not any(product[:2] == ("own", 100.0) for product in shown)
    assert not any(product[0] == "store" and product[2] == "m" for product in shown)
    assert "prohibitions" in {one.code for one in result.warnings}
    assert np.isfinite(result.d_error)


def test_no_task_shows_the_same_product_twice() -> None:
    result = choice_design(four(), tasks=10, alternatives=4, starts=2)
    for task in result.tasks:
        assert all(one != other for one, other in combinations(task, 2))


def test_levels_are_balanced_and_overlap_is_stated() -> None:
    result = choice_design(four(), tasks=12, alternatives=4, starts=4)
    for one in result.balance:
        assert sum(one.counts.values()) == 48
        assert max(one.counts.values()) <= 2 * min(one.counts.values())
        assert one.overlap >= one.least_overlap == pytest.approx(1 / 3)


def test_draws_of_priors_and_none_are_used() -> None:
    result = choice_design(
        phones(),
        tasks=8,
        alternatives=2,
        has_none=True,
        priors={"price": -0.01, "none": -1.0},
        prior_spread={"price": 0.005},
        starts=2,
        draws=16,
    )
    assert (result.criterion, result.parameters[-1]) == ("DB", "none")
    assert all(error and error > 0 for error in result.standard_errors)


def test_blocks_are_of_one_size_and_balanced() -> None:
    levels = np.random.default_rng(1).integers(0, 3, (12, 3, 4))
    blocks = np.array(blocks_of(levels, 3))
    assert np.bincount(blocks).tolist() == [4, 4, 4]

    def unevenness(of: np.ndarray) -> float:
        counts = [[(levels[of == b][:, :, a] == k).sum() for b in range(3)] for a in range(4) for k in range(3)]
        return float(np.var(counts, axis=1).sum())

    assert unevenness(blocks) < 0.5 * unevenness(np.arange(12) % 3)


def test_too_few_tasks_are_told_and_not_hidden() -> None:
    result = choice_design(four(), tasks=3, alternatives=2, starts=2)
    assert result.d_error == float("inf")
    assert "not_identified" in {one.code for one in result.warnings}
    assert set(result.standard_errors) == {None}
    assert report(result, "zh-CN").do


@pytest.mark.parametrize(
    "wrong",
    [
        {"priors": {"colour": 1.0}},
        {"prohibited": [{"brand": "nobody"}]},
        {"prohibited": [{"size": "s"}, {"size": "m"}]},
        {"blocks": 9},
        {"alternatives": 1},
    ],
)
def test_what_makes_no_design_is_refused(wrong: dict) -> None:
    with pytest.raises(Invalid):
        choice_design(phones(), **{"tasks": 6, "alternatives": 2, **wrong})


@pytest.mark.parametrize(
    ("items", "size", "sets", "pair"), [(7, 3, 7, 1), (13, 4, 13, 1), (9, 3, 12, 1), (9, 4, 18, 3)]
)
def test_balanced_incomplete_blocks_are_found_where_they_exist(items: int, size: int, sets: int, pair: int) -> None:
    result = maxdiff_design([str(one) for one in range(items)], per_set=size, sets=sets, starts=60)
    assert (result.lowest_pair, result.highest_pair) == (pair, pair)
    assert set(result.frequencies.values()) == {sets * size // items}
    assert not result.warnings


def test_versions_are_balanced_together_and_sets_hold_no_item_twice() -> None:
    result = maxdiff_design([str(one) for one in range(20)], per_set=5, sets=12, versions=3)
    assert len(result.versions) == 3 and all(len(version) == 12 for version in result.versions)
    assert all(len(set(one)) == 5 for version in result.versions for one in version)
    assert max(result.frequencies.values()) - min(result.frequencies.values()) <= 1
    assert result.highest_pair - result.lowest_pair <= 2
    assert all(max(one) - min(one) <= 2 for one in result.positions.values())
    assert result == maxdiff_design([str(one) for one in range(20)], per_set=5, sets=12, versions=3)


def test_items_that_never_meet_are_told() -> None:
    result = maxdiff_design(list("abcdef"), per_set=3, sets=2)
    assert {"disconnected", "rarely_shown"} <= {one.code for one in result.warnings}
    assert maxdiff_report(result).says and maxdiff_report(result, "zh-CN").sure
    with pytest.raises(Invalid):
        maxdiff_design(list("abc"), per_set=4, sets=2)
