"""Kano: the table cell by cell, and what follows from counts."""

from itertools import product

import pytest

from feilun.insight.research.kano import ANSWERS, category_of, feature_table, kano, report
from feilun.kernel.errors import Invalid

# Rows: functional; columns: dysfunctional; both in the order like, must, neutral, live with, dislike.
PUBLISHED = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")


@pytest.mark.parametrize(("row", "column"), list(product(range(5), range(5))))
def test_each_cell_is_the_published_one(row: int, column: int) -> None:
    assert category_of(ANSWERS[row], ANSWERS[column]) == PUBLISHED[row][column]


def test_over_all_cells_the_counts_are_known() -> None:
    pairs = list(product(range(1, 6), range(1, 6)))
    feature = kano({"all": ([a for a, _ in pairs], [b for _, b in pairs])}).features[0]
    assert feature.counts == {"I": 9, "R": 7, "A": 3, "M": 3, "Q": 2, "O": 1}
    assert (feature.category, feature.second) == ("I", "R")
    assert feature.better == pytest.approx(4 / 16)
    assert feature.worse == pytest.approx(-4 / 16)
    assert feature.category_strength == pytest.approx(2 / 25)
    assert feature.total_strength == pytest.approx(7 / 25)


def test_texts_codes_and_own_words_are_read_and_the_rest_is_counted() -> None:
    answers = (["like", "1", 1.0, "喜欢", "perhaps", None], ["dislike", "5", 5, "不喜欢", "like", 2])
    result = kano({"x": answers}, codes={"喜欢": "like", "不喜欢": "dislike"})
    assert (result.features[0].base, result.features[0].invalid) == (4, 1)
    assert result.features[0].counts["O"] == 4
    assert {one.code for one in result.warnings} == {"small_base", "invalid"}


def test_a_clear_category_is_told_from_a_close_one() -> None:
    clear = kano({"x": ([1] * 60 + [3] * 20, [3] * 80)})
    close = kano({"x": ([1] * 41 + [3] * 39, [3] * 80)})
    assert clear.features[0].is_clear and not clear.warnings
    assert not close.features[0].is_clear
    assert [one.code for one in close.warnings] == ["tie"]
    words = close.warnings[0].words
    assert "“delights” and “indifferent”" in words["en"] and "“魅力”与“无差异”" in words["zh-CN"]


def test_contradictions_and_nothing_at_all_are_said() -> None:
    result = kano({"odd": ([1] * 40, [1] * 40), "empty": ([None], [None])})
    assert "questionable" in {one.code for one in result.warnings}
    assert (result.features[1].category, result.features[1].better) == (None, None)
    assert len(report(result, "zh-CN").says) == 2
    assert feature_table(result).shape == (2, 2)


def test_weights_count_in_shares_and_not_in_the_base() -> None:
    feature = kano({"x": ([1, 3], [5, 5])}, weights=[3.0, 1.0]).features[0]
    assert (feature.base, feature.better, feature.category) == (2, 0.75, "O")


def test_answers_that_do_not_pair_are_refused() -> None:
    with pytest.raises(Invalid, match="x"):
        kano({"x": ([1], [1, 2])})
