"""What the suite's answers are worth, and what keeps a version from being published: pure."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from feilun.interaction.understanding import rules
from feilun.interaction.understanding.shapes import (
    Comparison,
    DialogResult,
    DialogTurn,
    Expected,
    Played,
    SuiteCase,
    SuiteFigures,
    SuiteReport,
    SuiteSettings,
)
from feilun.kernel.ids import new_id

RETURNS, SHIPPING = UUID(int=1), UUID(int=2)
KNOWN = {RETURNS, SHIPPING}


def case(article: UUID | None, answered: UUID | None, **more: Any) -> SuiteCase:
    first = more.pop("first", answered)
    return SuiteCase(
        id=new_id(), text="?", language="en", article=article, answered=answered, first=first,
        top=[first] if first else [], outcome="sure" if answered else "unknown", confidence=more.pop("confidence", 0.9),
        **more,
    )  # fmt: skip


def report(cases: Sequence[SuiteCase], before: Sequence[SuiteCase] | None = None, **more: Any) -> SuiteReport:
    figures = rules.figures(cases, KNOWN, 0.2)
    against = (
        rules.compare(1, cases, before, rules.figures(before, KNOWN, 0.2)) if before else more.pop("against", None)
    )
    return SuiteReport(figures=figures, against=against, **more)


def codes(judged: SuiteReport, **settings: float) -> list[str]:
    return [one.code for one in rules.gate(judged, SuiteSettings(**settings))]


def test_a_share_knows_how_sure_it_is() -> None:
    few, many = rules.estimate(9, 10), rules.estimate(900, 1000)
    assert few
    assert many
    assert few.low < many.low < 0.9 < many.high < few.high
    assert rules.estimate(0, 0) is None


@pytest.mark.parametrize(("right", "of"), [(0, 5), (5, 5), (1, 1)])
def test_an_interval_stays_within_nothing_and_all(right: int, of: int) -> None:
    found = rules.estimate(right, of)
    assert found
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_questions_out_of_scope_weigh_as_much_as_in_real_traffic() -> None:
    inside = [case(RETURNS, RETURNS) for _ in range(80)]
    outside = [case(None, RETURNS)]
    found = rules.figures([*inside, *outside], KNOWN, 0.2)
    assert found.precision
    assert found.precision.value == pytest.approx(0.8)
    assert found.oos_recall
    assert found.oos_recall.value == 0


def test_the_half_that_set_the_threshold_does_not_judge_it() -> None:
    found = rules.figures([case(RETURNS, RETURNS), case(None, RETURNS, half="fit")], KNOWN, 0.2)
    assert found.oos_recall is None
    assert found.precision
    assert found.precision.value == 1


def test_what_was_learned_word_for_word_does_not_count() -> None:
    found = rules.figures([case(RETURNS, RETURNS, is_leaked=True), case(RETURNS, None)], KNOWN, 0.2)
    assert (found.in_scope, found.leaked) == (1, 1)
    assert found.answered
    assert found.answered.value == 0


def test_a_question_for_an_article_that_is_gone_is_not_covered() -> None:
    found = rules.figures([case(UUID(int=9), None), case(RETURNS, RETURNS)], KNOWN, 0.2)
    assert found.uncovered == 1
    assert found.coverage
    assert found.coverage.value == 0.5


def test_without_questions_there_is_no_figure_and_no_reason() -> None:
    judged = report([])
    assert judged.figures == SuiteFigures()
    assert codes(judged) == []


def test_a_few_mistakes_that_may_be_chance_refuse_nothing() -> None:
    assert codes(report([case(RETURNS, RETURNS)] * 9 + [case(RETURNS, SHIPPING)])) == []


def test_precision_below_the_target_beyond_chance_refuses() -> None:
    assert codes(report([case(RETURNS, RETURNS)] * 30 + [case(RETURNS, SHIPPING)] * 12)) == ["precision_below_target"]


def test_more_wrong_answers_than_chance_explains_refuse() -> None:
    before = [case(RETURNS, RETURNS)] * 95 + [case(RETURNS, None)] * 5
    now = [case(RETURNS, RETURNS)] * 90 + [case(RETURNS, SHIPPING)] * 5 + [case(RETURNS, None)] * 5
    assert codes(report(now, before), precision=0.9) == ["precision_fell"]
    assert codes(report(before, before), precision=0.9) == []


def test_keeping_silent_more_often_is_no_fall_of_precision() -> None:
    before = [case(RETURNS, RETURNS)] * 20
    assert codes(report([case(RETURNS, None)] * 20, before)) == []


@pytest.mark.parametrize(
    ("worse", "better", "is_fall"), [(1, 0, False), (4, 0, False), (5, 0, True), (9, 8, False), (20, 5, True)]
)
def test_a_fall_is_more_than_chance(worse: int, better: int, is_fall: bool) -> None:
    assert rules.is_fall(worse, better) is is_fall


def test_one_more_answer_out_of_scope_refuses_in_a_small_suite_but_not_in_a_big_one() -> None:
    small = [case(None, None)] * 9
    assert codes(report([*small, case(None, RETURNS)], [*small, case(None, None)])) == ["recall_fell"]
    big = [case(None, None)] * 199
    assert codes(report([*big, case(None, RETURNS)], [*big, case(None, None)])) == []


def test_too_few_questions_left_alone_refuse() -> None:
    assert codes(report([case(None, RETURNS), case(None, None)]), minimum_recall=0.7) == ["recall_below_minimum"]


def test_a_dialog_refuses_when_it_went_well_before() -> None:
    failed = DialogResult(id=RETURNS, name="Greeting", passed=False)
    went_well = DialogResult(id=RETURNS, name="Greeting", passed=True)
    against = Comparison(number=1, figures=SuiteFigures(), broken_dialogs=rules.broken([failed], [went_well]))
    assert codes(report([], dialogs=[failed], against=against)) == ["dialog_failed"]
    against = Comparison(number=1, figures=SuiteFigures(), broken_dialogs=rules.broken([failed], [failed]))
    assert codes(report([], dialogs=[failed], against=against)) == []


def test_the_first_turn_that_differs_is_named() -> None:
    turns = [DialogTurn(say="hi"), DialogTurn(say="where", expect=Expected(route="answer", article=SHIPPING))]
    good = [Played(route="unknown"), Played(route="answer", article=SHIPPING)]
    assert rules.first_fault(turns, good) is None
    assert rules.first_fault(turns, good[:1]) == (2, "the dialog ended before this turn")
    wrong = rules.first_fault(turns, [good[0], Played(route="answer", article=RETURNS)])
    assert wrong
    assert wrong[0] == 2
    assert str(RETURNS) in wrong[1]


def test_halves_stay_even_whatever_is_added() -> None:
    fits = judges = 0
    for _ in range(11):
        half = rules.half_of(fits, judges)
        fits, judges = fits + (half == "fit"), judges + (half == "judge")
    assert (fits, judges) == (5, 6)


def test_confidence_that_says_what_happens_has_no_error() -> None:
    sure = [case(RETURNS, RETURNS, confidence=0.95)] * 19 + [case(RETURNS, SHIPPING, confidence=0.95)]
    assert rules.calibration_error(sure) == pytest.approx(0, abs=1e-9)
