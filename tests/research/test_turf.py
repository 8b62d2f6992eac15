"""TURF: the digits of turfR, and the same answer by exchange as by trying all."""

from itertools import combinations

import numpy as np
import pytest
from tests.research.market_data import public

from feilun.insight.research.turf import report, turf
from feilun.kernel.errors import Invalid

ITEMS = [f"item_{number}" for number in range(1, 11)]


def names(*numbers: int) -> list[str]:
    return [f"item_{number}" for number in numbers]


def test_the_digits_of_turfr() -> None:
    table = public("turfR_ex_data.csv.gz")
    result = turf(table.matrix(ITEMS), items=ITEMS, sizes=[2, 3, 4], weights=table.numbers("wgt"))
    two, three, four = (one.best for one in result.sizes)
    assert (two[0].items, round(two[0].reach, 6)) == (names(9, 10), 0.988225)
    assert (three[0].items, round(three[0].reach, 7)) == (names(8, 9, 10), 0.9986732)
    assert (three[1].items, round(three[1].reach, 7)) == (names(7, 9, 10), 0.9986732)
    assert (round(three[0].frequency, 6), round(three[1].frequency, 6)) == (2.448993, 2.431064)
    assert (four[0].items, round(four[0].reach, 9), round(four[0].frequency, 6)) == (names(6, 8, 9, 10), 1, 3.077334)
    assert result.sizes[1].tied == 2
    assert {"tie", "full_reach"} == {one.code for one in result.warnings}


def test_the_digits_of_turfr_for_at_least_two_items() -> None:
    table = public("turfR_ex_data.csv.gz")
    result = turf(table.matrix(ITEMS), items=ITEMS, sizes=[3, 4], depth=2, weights=table.numbers("wgt"))
    three, four = (one.best[0] for one in result.sizes)
    assert (three.items, round(three.reach, 6)) == (names(8, 9, 10), 0.923063)
    assert (four.items, round(four.reach, 6)) == (names(7, 8, 9, 10), 0.977)


def people(seed: int, number: int, items: int) -> np.ndarray:
    return (np.random.default_rng(seed).random((number, items)) < 0.2).astype(float)


@pytest.mark.parametrize("depth", [1, 2])
def test_all_sets_are_tried_when_there_are_few(depth: int) -> None:
    liked = people(3, 80, 8)
    best = max((liked[:, list(one)].sum(1) >= depth).mean() for one in combinations(range(8), 3))
    result = turf(liked, items=ITEMS[:8], sizes=[3], depth=depth)
    assert result.sizes[0].is_exact
    assert result.sizes[0].best[0].reach == pytest.approx(best)


@pytest.mark.parametrize("seed", range(5))
def test_exchange_comes_close_to_trying_all_and_says_what_it_is(seed: int) -> None:
    liked = people(seed, 200, 12)
    items = [str(number) for number in range(12)]
    exact = turf(liked, items=items, sizes=[4]).sizes[0].best[0]
    result = turf(liked, items=items, sizes=[4], most_exact=10)
    assert not result.sizes[0].is_exact
    assert "not_exact" in {one.code for one in result.warnings}
    assert exact.reach - 0.015 <= result.sizes[0].best[0].reach <= exact.reach + 1e-12


def test_forced_items_are_in_every_set_and_the_ladder_only_grows() -> None:
    result = turf(people(1, 60, 6), items=ITEMS[:6], sizes=[2, 3], forced=["item_4"])
    assert all("item_4" in one.items for size in result.sizes for one in size.best)
    assert result.ladder[0].item == "item_4"
    assert [step.gain >= 0 for step in result.ladder] == [True] * 3


def test_a_weight_is_worth_as_many_people() -> None:
    liked = people(8, 40, 5)
    weights = np.random.default_rng(8).integers(1, 4, 40)
    once = turf(liked, items=ITEMS[:5], sizes=[2], weights=weights.astype(float)).sizes[0].best
    repeated = turf(np.repeat(liked, weights, axis=0), items=ITEMS[:5], sizes=[2]).sizes[0].best
    assert [one.reach for one in once] == pytest.approx([one.reach for one in repeated])


def test_the_report_names_the_items_in_both_languages() -> None:
    result = turf(people(1, 60, 6), items=ITEMS[:6], sizes=[2])
    for language in ("en", "zh-CN"):
        words = report(result, language)
        assert all(item in words.says[0] for item in result.sizes[0].best[0].items)
        assert words.sure and words.do


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sizes": [9]}, "sizes"),
        ({"sizes": [2], "depth": 3}, "depth"),
        ({"sizes": [2], "forced": ["nothing"]}, "items"),
        ({"sizes": [2], "weights": np.zeros(20)}, "weights"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict, field: str) -> None:
    with pytest.raises(Invalid, match=field):
        turf(people(1, 20, 4), items=ITEMS[:4], **wrong)
