"""MaxDiff: the published pair model, counts and closed form; positions count within the set shown."""

import numpy as np
import pytest
from tests.research.choice_data import FOLDER, ITEMS, MAXDIFF_SPEC, file_of

from feilun.insight.research import BestWorst, Frame, Spec, frame_of, maxdiff, read_frame, report
from feilun.insight.research.choice_models import run_maxdiff
from feilun.insight.research.maxdiff import closed_form
from feilun.insight.research.maxdiff_table import read_best_worst
from feilun.kernel.errors import Invalid


def answers() -> BestWorst:
    file_of("supportBWS_mfa.csv.gz")
    design = read_frame(FOLDER / "supportBWS_mfa_design.csv")
    return read_best_worst(read_frame(FOLDER / "supportBWS_mfa.csv.gz"), Spec({**MAXDIFF_SPEC, "design": design}))


def test_the_pair_model_reaches_the_published_digits() -> None:
    found = maxdiff(answers())
    values = [-0.24199, 0.48597, -1.38160, -0.50405, -1.96539, -0.61959, -1.24733, -0.88676, 0.0]
    shares = [0.13911, 0.28807, 0.04451, 0.10704, 0.02482, 0.09536, 0.05090, 0.07300, 0.17719]
    assert found.estimates.log_likelihood == pytest.approx(-2684.4255, abs=1e-3)
    assert found.utilities == pytest.approx(np.array(values), abs=1e-4)
    assert found.shares == pytest.approx(np.array(shares), abs=1e-4)
    assert [one.best for one in found.counts] == [190, 307, 56, 124, 22, 141, 55, 88, 217]


def test_another_reference_moves_utilities_and_not_shares() -> None:
    one, two = maxdiff(answers()), maxdiff(answers(), "Landscape")
    assert two.shares == pytest.approx(one.shares)
    assert two.utilities == pytest.approx(one.utilities - one.utilities[0])


def test_the_closed_form_is_the_published_one() -> None:
    value, error = closed_form(7145, 1733, 1324)
    assert value == pytest.approx(0.115, abs=5e-4)
    assert error == pytest.approx(0.017, abs=5e-4)


def test_an_item_that_was_always_best_has_no_closed_form() -> None:
    assert np.isnan(closed_form(10, 10, 0)).all()
    assert np.isnan(closed_form(0, 0, 0)).all()


LONG = frame_of(
    {
        "who": [1, 1, 1, 1, 1, 2, 2, 2],
        "set": [1, 1, 1, 2, 2, 1, 1, 1],
        "item": ["tea", "milk", "beer", "milk", "beer", "beer", "tea", "milk"],
        "best": [1, 0, 0, 0, 1, 0, 1, 0],
        "worst": [0, 0, 1, 1, 0, 1, 0, 0],
    }
)
LONG_SPEC = {"id": "who", "task": "set", "item": "item", "best": "best", "worst": "worst"}


def test_a_long_table_of_sets_of_different_size_is_read() -> None:
    found = read_best_worst(LONG, Spec(LONG_SPEC))
    assert found.items == ("beer", "milk", "tea")
    assert found.shown.tolist() == [[2, 1, 0], [1, 0, -1], [0, 2, 1]]
    assert (found.best.tolist(), found.worst.tolist()) == ([2, 0, 2], [0, 1, 0])


def wide(**columns: list[int]) -> Frame:
    return frame_of({"who": [1, 2], "B1": [1, 2], "W1": [2, 1], "B2": [3, 1], "W2": [1, 2], **columns})


SETS = [["beer", "tea"], ["beer", "milk", "tea"]]
WIDE_SPEC = {"id": "who", "items": ["beer", "milk", "tea"], "best": "B{}", "worst": "W{}", "sets": SETS}


def test_a_position_counts_within_the_items_shown() -> None:
    found = read_best_worst(wide(), Spec(WIDE_SPEC))
    assert found.best.tolist() == [0, 2, 2, 0]
    assert found.worst.tolist() == [2, 0, 0, 1]
    assert found.person.tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("frame", "change", "said"),
    [
        (wide(B1=[3, 1]), {}, "positions from 1 to 2"),
        (wide(B1=[2, 1]), {}, "no two different items"),
        (wide(), {"sets": [["beer", "wine"]]}, "wine, which is none of items"),
        (wide(), {"best": "B"}, "needs {} where the number"),
        (wide(), {"answers": "items"}, "which is no item"),
        (wide(), {"reference": "wine"}, "wine is no item"),
        (wide(), {"best_of": "B{}"}, "best_of: is not known"),
        (LONG, {**LONG_SPEC, "best": "worst", "sets": None, "items": None}, "no two different items"),
    ],
)
def test_a_mistake_is_answered_by_a_sentence(frame: Frame, change: dict[str, object], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        run_maxdiff(frame, Spec({**WIDE_SPEC, **change}))


def test_hierarchical_bayes_gives_shares_of_people_that_sum_to_one() -> None:
    raw = {**MAXDIFF_SPEC, "hb": True, "draws": 400, "design": read_frame(file_of("supportBWS_mfa_design.csv"))}
    found = run_maxdiff(read_frame(FOLDER / "supportBWS_mfa.csv.gz"), Spec(raw))["hb"]
    assert [one["item"] for one in found["shares"]] == ITEMS
    assert sum(one["share"] for one in found["shares"]) == pytest.approx(1)
    assert found["held_out"]["tasks"] == 200


@pytest.mark.parametrize(("language", "word"), [("en", "Shares of preference"), ("zh-CN", "偏好份额")])
def test_the_report_names_the_items_from_the_top(language: str, word: str) -> None:
    (sentence,) = [one for one in report(maxdiff(answers()), language) if word in one]
    assert sentence.index("Biodiversity") < sentence.index("Cultural") < sentence.index("Water")
