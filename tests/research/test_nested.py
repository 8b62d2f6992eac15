"""Nested logit: biogeme's digits, an independent likelihood, and honesty about nests that do not fit."""

from typing import Any

import numpy as np
import pytest
from tests.research.choice_data import choices_in

from feilun.insight.research import Choices, choices_of, mnl, nested, nested_report, nests_of
from feilun.insight.research.nested import _Likelihood
from feilun.kernel.errors import Invalid

EXISTING = {"existing": ["train", "car"]}


def test_swissmetro_is_biogemes_example_with_the_existing_modes_in_one_nest() -> None:
    choices = choices_in("swissmetro.dat.gz")
    found = nested(choices, nests_of(choices, EXISTING))
    assert found.log_likelihood == pytest.approx(-5236.900, abs=1e-3)
    expected = {
        "time": -0.898664,
        "cost": -0.856665,
        "constant:train": -0.511948,
        "constant:car": -0.167155,
        "mu:existing": 2.05406,
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-4)
    assert found.converged
    assert found.warnings == ()
    assert found.gradient_norm < 1e-6
    assert found.facts["likelihood_ratio"] == pytest.approx(2 * (5331.252007 - 5236.900014), abs=2e-3)


def test_an_independent_optimiser_without_slopes_finds_nothing_higher() -> None:
    from scipy.optimize import minimize

    choices = choices_in("swissmetro.dat.gz")
    found = nested(choices, nests_of(choices, EXISTING))
    inside = np.array([name in EXISTING["existing"] for name in choices.alternatives])
    chosen = np.arange(len(choices.chosen)), choices.chosen

    def loss(theta: Any) -> float:
        odds = np.exp(choices.attributes @ theta[:-1]) * choices.available
        powered = odds ** theta[-1] * inside
        nest = powered.sum(axis=1)
        worth = nest ** (1 / theta[-1])
        chances = np.where(inside, (worth / np.where(nest > 0, nest, 1))[:, None] * powered, odds)
        return -float(np.log(chances[chosen] / (worth + (odds * ~inside).sum(axis=1))).sum())

    other = minimize(loss, np.round(found.values, 1), method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-6})
    assert loss(found.values) == pytest.approx(-found.log_likelihood, abs=1e-6)
    assert other.fun == pytest.approx(-found.log_likelihood, abs=1e-3)
    assert other.x == pytest.approx(found.values, abs=1e-3)


def made(seed: int, mu: float = 2.0, tasks: int = 1000) -> Choices:
    """Four alternatives, a and b in one nest; the draw follows the two steps of the model."""
    chance = np.random.default_rng(seed)
    attributes = chance.normal(size=(tasks, 4, 2))
    available = np.ones((tasks, 4), bool)
    available[::5, 1] = False
    available[1::5, [0, 1]] = False
    utility = np.where(available, attributes @ np.array([1.0, -0.5]), -np.inf)
    with np.errstate(divide="ignore"):
        worth = np.log(np.exp(mu * utility[:, :2]).sum(axis=1)) / mu
    upper = np.column_stack([worth, utility[:, 2:]]) + chance.gumbel(size=(tasks, 3))
    within = (mu * utility[:, :2] + chance.gumbel(size=(tasks, 2))).argmax(axis=1)
    chosen = np.where(upper.argmax(axis=1) == 0, within, upper.argmax(axis=1) + 1)
    return choices_of(attributes, chosen, ["x", "y"], available=available, alternatives=list("abcd"))


@pytest.mark.parametrize("is_common", [False, True])
def test_the_slope_is_the_change_of_the_likelihood(is_common: bool) -> None:
    choices = made(1, tasks=50)
    likelihood = _Likelihood(choices, nests_of(choices, {"one": ["a", "b"], "two": ["d", "c"]}, is_common=is_common))
    theta = np.array([0.7, -0.3, 0.5, -0.4])[: 3 if is_common else 4]
    slope = likelihood.rows(theta)[1].sum(axis=0)
    for place, step in enumerate(np.eye(len(theta)) * 1e-6):
        change = (likelihood.rows(theta + step)[0].sum() - likelihood.rows(theta - step)[0].sum()) / 2e-6
        assert slope[place] == pytest.approx(change, rel=1e-6, abs=1e-6)


def test_the_truth_lies_in_the_interval_and_errors_are_the_spread_over_many_samples() -> None:
    found = [nested(choices, nests_of(choices, {"ab": ["a", "b"]}), starts=1) for choices in map(made, range(40))]
    values = np.array([one.values for one in found])
    claimed = np.mean([one.standard_errors for one in found], axis=0)
    assert np.abs(values.mean(axis=0) - np.array([1.0, -0.5, 2.0])).max() < 0.1
    assert claimed == pytest.approx(values.std(axis=0), rel=0.35)
    assert np.mean([one.robust_errors for one in found], axis=0) == pytest.approx(claimed, rel=0.1)


def test_a_weight_of_two_is_the_same_task_twice() -> None:
    once = made(3, tasks=200)
    rows = np.concatenate([np.arange(200), np.arange(100)])
    twice = choices_of(
        once.attributes[rows], once.chosen[rows], once.names, available=once.available[rows], alternatives=list("abcd")
    )
    weights = np.where(np.arange(200) < 100, 2.0, 1.0)
    weighted = choices_of(
        once.attributes, once.chosen, once.names, available=once.available, weights=weights, alternatives=list("abcd")
    )
    one, other = (nested(choices, nests_of(choices, {"ab": ["a", "b"]})) for choices in (weighted, twice))
    assert one.values == pytest.approx(other.values, abs=1e-6)
    assert one.standard_errors == pytest.approx(other.standard_errors, rel=1e-4)


def test_without_a_nest_in_the_truth_mu_is_one_and_the_report_sends_to_mnl() -> None:
    choices = made(5, mu=1.0)
    found = nested(choices, nests_of(choices, {"ab": ["a", "b"]}))
    assert abs(found.facts["nests"][0]["z_from_one"]) < 2.5
    assert found.log_likelihood >= mnl(choices).log_likelihood
    assert "use mnl" in nested_report(found)[-1]
    assert "请用 mnl" in nested_report(found, "zh-CN")[-1]


def test_a_nest_whose_alternatives_stand_in_less_for_each_other_is_told() -> None:
    choices = made(6, mu=0.4)
    found = nested(choices, nests_of(choices, {"ab": ["a", "b"]}))
    assert [one.code for one in found.warnings] == ["nest_below_one"]
    assert found.facts["nests"][0]["correlation"] is None


def test_a_scale_that_runs_away_gets_no_figure() -> None:
    """Within the nest the better one is always taken, outside there is chance: mu rises for ever."""
    whole = made(7, tasks=400)
    available = np.ones((400, 4), bool)
    inside = whole.chosen < 2
    better = (whole.attributes[:, :2] @ np.array([1.0, -0.5])).argmax(axis=1)
    chosen = np.where(inside, better, whole.chosen)
    choices = choices_of(whole.attributes, chosen, whole.names, available=available, alternatives=list("abcd"))
    found = nested(choices, nests_of(choices, {"ab": ["a", "b"]}))
    assert np.isnan(found["mu:ab"])
    assert not found.converged
    assert "nest_ran_away" in [one.code for one in found.warnings]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({}, "at least one nest"),
        ({"one": ["a", "e"]}, "e in one is no alternative"),
        ({"one": ["a", "b"], "two": ["b", "c"]}, "b is named twice"),
        ({"one": ["a"]}, "no task shows two alternatives of one"),
    ],
)
def test_wrong_nests_are_answered_by_a_sentence(wanted: dict[str, list[str]], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        nests_of(made(8, tasks=20), wanted)


def test_an_attribute_that_settles_every_choice_is_refused_by_name() -> None:
    whole = made(9, tasks=200)
    sure = np.zeros((200, 4, 1))
    sure[np.arange(200), whole.chosen] = 1.0
    attributes = np.concatenate([whole.attributes, sure], axis=2)
    choices = choices_of(
        attributes, whole.chosen, ["x", "y", "sure"], available=whole.available, alternatives=list("abcd")
    )
    with pytest.raises(Invalid, match="sure settles every choice"):
        nested(choices, nests_of(choices, {"ab": ["a", "b"]}))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "are seen as alike: mu = 2.054"), ("zh-CN", "被视为相似:mu = 2.054")]
)
def test_the_report_says_what_a_nest_means(language: str, words: str) -> None:
    choices = choices_in("swissmetro.dat.gz")
    said = nested_report(nested(choices, nests_of(choices, EXISTING)), language)
    assert any(words in sentence for sentence in said)
