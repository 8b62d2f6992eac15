"""Ordered logit: statsmodels' digits, thresholds that rise, and honesty about what a scale cannot say."""

from typing import Any

import numpy as np
import pytest
from tests.research.choice_data import file_of

from feilun.insight.research import (
    Answers,
    Spec,
    answers_of,
    frame_of,
    ordered,
    ordered_report,
    read_answers,
    read_frame,
    run_ordered,
)
from feilun.insight.research.ordered import _Likelihood
from feilun.kernel.errors import Invalid

SATISFACTION: dict[str, Any] = {"outcome": "q1", "attributes": [f"q{one}" for one in range(2, 11)]}


def satisfaction(**more: Any) -> Answers:
    return read_answers(read_frame(file_of("bayesm_customerSat.csv.gz")), Spec({**SATISFACTION, **more}))


def made(seed: int, beta: list[float], rows: int = 400, cuts: tuple[float, ...] = (-1.0, 0.5, 2.0)) -> Answers:
    chance = np.random.default_rng(seed)
    attributes = chance.normal(size=(rows, len(beta)))
    latent = attributes @ np.array(beta) + chance.logistic(size=rows)
    names = [f"x{place}" for place in range(len(beta))]
    return answers_of(attributes, np.digitize(latent, cuts), list("abcdefgh"[: len(cuts) + 1]), names)


def test_satisfaction_is_statsmodels_to_its_last_digits() -> None:
    from statsmodels.miscmodels.ordinal_model import OrderedModel  # type: ignore[import-untyped]

    answers = satisfaction(attributes=["q4", "q6", "q9"])
    found = ordered(answers)
    # From figures near ours: its own search from zero takes longer.
    model = OrderedModel(answers.level, answers.attributes, distr="logit")
    start = np.concatenate([found.values[:4] + 0.01, np.log(np.diff(found.values[3:]))])
    other = model.fit(method="bfgs", start_params=start, gtol=1e-5, disp=0)
    assert found.log_likelihood == pytest.approx(other.llf, abs=1e-6)
    assert found.null_log_likelihood == pytest.approx(other.llnull, abs=1e-6)
    assert found.values[:3] == pytest.approx(other.params[:3], abs=1e-5)
    assert found.values[3:] == pytest.approx(model.transform_threshold_params(other.params)[1:-1], abs=1e-4)
    assert found.standard_errors[:3] == pytest.approx(other.bse[:3], rel=1e-4)
    assert found.converged
    assert found.gradient_norm < 1e-6


def test_two_levels_are_a_logit() -> None:
    answers = made(1, [0.8, -0.5], cuts=(0.3,))
    found = ordered(answers)
    score = 1 / (1 + np.exp(-(answers.attributes @ found.values[:2] - found.values[2])))
    assert (answers.level - score) @ answers.attributes == pytest.approx(np.zeros(2), abs=1e-6)
    assert found.log_likelihood == pytest.approx(
        float(np.log(np.where(answers.level == 1, score, 1 - score)).sum()), abs=1e-9
    )


def test_the_slope_is_the_change_of_the_likelihood() -> None:
    answers = made(2, [0.8, -0.5], rows=60)
    likelihood = _Likelihood(answers, answers.attributes)
    theta = np.array([0.7, -0.3, -0.8, 0.2, -0.5])
    slope = likelihood.rows(theta)[1].sum(axis=0)
    for place, step in enumerate(np.eye(5) * 1e-6):
        change = (likelihood.rows(theta + step)[0].sum() - likelihood.rows(theta - step)[0].sum()) / 2e-6
        assert slope[place] == pytest.approx(change, rel=1e-6, abs=1e-6)


def test_errors_are_the_spread_over_many_samples_and_the_mean_is_the_truth() -> None:
    found = [ordered(made(seed, [0.8, -0.5])) for seed in range(50)]
    values = np.array([one.values for one in found])
    truth = np.array([0.8, -0.5, -1.0, 0.5, 2.0])
    assert np.abs(values.mean(axis=0) - truth).max() < 0.08
    for errors in ("standard_errors", "robust_errors"):
        claimed = np.mean([getattr(one, errors) for one in found], axis=0)
        assert claimed == pytest.approx(values.std(axis=0), rel=0.3)


def test_thresholds_rise_even_where_a_level_is_nearly_empty() -> None:
    answers = made(3, [0.5], rows=500, cuts=(-1.0, -0.995, 0.0, 0.001, 1.0))
    found = ordered(answers)
    assert (np.diff(found.values[1:]) > 0).all()
    assert found.converged


def test_the_size_and_the_origin_of_a_unit_do_not_matter() -> None:
    whole = made(4, [0.8, -0.5])
    moved = answers_of(whole.attributes * [1e4, 1e-4] + [1e6, 3.0], whole.level, whole.levels, whole.names)
    one, other = ordered(whole), ordered(moved)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-6)
    assert other.values[:2] * [1e4, 1e-4] == pytest.approx(one.values[:2], rel=1e-5)
    assert other.standard_errors[:2] * [1e4, 1e-4] == pytest.approx(one.standard_errors[:2], rel=1e-4)


def test_a_weight_of_two_is_the_same_answer_twice_and_of_nothing_no_answer() -> None:
    once = made(5, [0.8, -0.5], rows=120)
    weights = np.repeat([2.0, 1.0, 0.0], 40)
    rows = np.concatenate([np.arange(80), np.arange(40)])
    weighted = ordered(answers_of(once.attributes, once.level, once.levels, once.names, weights=weights))
    twice = ordered(answers_of(once.attributes[rows], once.level[rows], once.levels, once.names))
    assert weighted.values == pytest.approx(twice.values, abs=1e-6)
    assert weighted.standard_errors == pytest.approx(twice.standard_errors, rel=1e-4)
    assert weighted.tasks == 80


def test_answers_of_one_person_are_not_counted_as_news() -> None:
    once = made(6, [0.8, -0.5], rows=150)
    rows = np.tile(np.arange(150), 4)
    four = ordered(answers_of(once.attributes[rows], once.level[rows], once.levels, once.names, person=rows))
    assert four.people == 150
    assert four.robust_errors == pytest.approx(ordered(once).robust_errors, rel=1e-3)
    assert four.standard_errors == pytest.approx(ordered(once).standard_errors / 2, rel=1e-3)


def test_a_column_that_settles_every_answer_gets_no_figure() -> None:
    level = np.repeat([0, 1, 2], 20)
    found = ordered(answers_of(np.arange(60.0)[:, None], level, list("abc"), ["x"]))
    assert np.isnan(found.values).all()
    assert not found.converged
    assert ("separated", ("x",)) in [(one.code, one.about) for one in found.warnings]


def test_a_column_that_is_always_followed_by_the_best_answer_is_named_and_the_others_still_right() -> None:
    whole = made(7, [0.8, -0.5], rows=300)
    loved = np.zeros(300)
    loved[:20] = 1
    level = np.where(loved == 1, 3, whole.level)
    found = ordered(answers_of(np.column_stack([whole.attributes, loved]), level, whole.levels, ["a", "b", "loved"]))
    rest = ordered(answers_of(whole.attributes[20:], level[20:], whole.levels, ["a", "b"]))
    assert [(one.code, one.about) for one in found.warnings] == [("separated", ("loved",))]
    assert np.isnan(found["loved"])
    known = [0, 1, 3, 4, 5]
    assert found.values[known] == pytest.approx(rest.values, abs=1e-3)
    assert found.standard_errors[known] == pytest.approx(rest.standard_errors, rel=1e-2)


def test_columns_that_say_the_same_or_nothing_are_named_and_the_others_right() -> None:
    whole = made(8, [0.8, -0.5])
    more = np.column_stack([whole.attributes, whole.attributes[:, 0] * 3 + 7, np.full(400, 5.0)])
    found = ordered(answers_of(more, whole.level, whole.levels, ["a", "b", "copy", "still"]))
    assert {(one.code, one.about) for one in found.warnings} == {
        ("collinear", ("a", "copy")),
        ("constant", ("still",)),
    }
    assert np.isnan([found["a"], found["copy"], found["still"]]).all()
    assert found["b"] == pytest.approx(ordered(whole)["x1"], abs=1e-6)


def test_a_level_nobody_answered_is_left_out_and_named() -> None:
    whole = made(9, [0.8])
    found = ordered(answers_of(whole.attributes, whole.level * 2, list("abcdefg"), ["x"]))
    assert [(one.code, one.about) for one in found.warnings] == [("level_unused", ("b", "d", "f"))]
    assert found.names == ("x", "threshold:a|c", "threshold:c|e", "threshold:e|g")
    assert found.values == pytest.approx(ordered(whole).values)


def test_a_column_that_acts_at_one_end_of_the_scale_only_is_named_and_chance_seldom_is() -> None:
    chance = np.random.default_rng(10)
    attributes = chance.normal(size=(1500, 2))
    first = attributes[:, 0] * 1.5 + chance.logistic(size=1500) > 0
    second = attributes[:, 1] + chance.logistic(size=1500) > 0
    found = ordered(answers_of(attributes, first * (1 + second), list("abc"), ["low", "high"]))
    assert [one.code for one in found.warnings] == ["not_parallel"]
    likely = [ordered(made(seed, [0.8, -0.5])).facts["parallel_p"] for seed in range(30)]
    assert 0.25 < np.mean(likely) < 0.75
    assert np.mean(np.array(likely) < 0.01) < 0.1


def test_few_people_say_nothing_of_differences_between_thresholds() -> None:
    assert ordered(made(12, [0.8, -0.5], rows=39)).facts["parallel_p"] is None
    assert ordered(made(12, [0.8, -0.5], rows=60)).facts["parallel_p"] is not None


def test_values_out_of_all_proportion_do_no_harm() -> None:
    whole = made(13, [0.8])
    for size in (1e-12, 1e12):
        found = ordered(answers_of(whole.attributes * size, whole.level, whole.levels, whole.names))
        assert found.values[0] * size == pytest.approx(ordered(whole).values[0], rel=1e-5)
        assert found.converged


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"outcome": "word"}, "list them from the lowest to the highest"),
        ({"outcome": "word", "levels": ["bad", "good"]}, "lack fair, which is an answer"),
        ({"outcome": "word", "levels": ["bad", "bad"]}, "named twice"),
        ({"outcome": "same"}, "all answers are alike"),
        ({"outcome": "hole"}, "lacks 1 of 4 numbers"),
        ({"weights": "minus"}, "must not be negative"),
        ({"filter": "score > 9"}, "leaves no row"),
        ({"outcomes": "score"}, "is not known here"),
    ],
)
def test_a_wrong_wish_is_answered_by_a_sentence(more: dict[str, Any], said: str) -> None:
    columns: dict[str, list[Any]] = {
        "score": [1, 2, 3, 2],
        "word": ["bad", "fair", "good", "fair"],
        "same": [1, 1, 1, 1],
        "hole": [1, None, 2, 3],
        "minus": [1, 1, 1, -1],
        "x": [1, 2, 1, 3],
    }
    with pytest.raises(Invalid, match=said):
        run_ordered(frame_of(columns), Spec({"outcome": "score", "attributes": ["x"], **more}))


def test_texts_stand_in_the_order_the_specification_gives() -> None:
    whole = made(11, [0.8])
    words = np.array(["never", "rarely", "often", "always"])[whole.level]
    frame = frame_of({"word": list(words), "x": whole.attributes[:, 0]})
    spec = {"outcome": "word", "levels": ["never", "rarely", "often", "always"], "attributes": ["x"]}
    answer = run_ordered(frame, Spec(spec))
    assert [one["estimate"] for one in answer["estimates"]] == pytest.approx(list(ordered(whole).values))
    assert [one["level"] for one in answer["levels"]] == spec["levels"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Higher answers with more of: q6, q4", "Surest is q6: one unit more multiplies the odds")),
        ("zh-CN", ("使回答更高的是:q6、q4", "最确定的是 q6")),
    ],
)
def test_the_report_says_what_raises_an_answer(language: str, words: tuple[str, str]) -> None:
    said = ordered_report(ordered(satisfaction()), language)
    assert all(any(sentence.startswith(word) for sentence in said) for word in words)
