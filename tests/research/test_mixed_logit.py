"""Mixed logit: published digits, slopes that are right, draws that are stated, and doubts that are told."""

from typing import Any

import numpy as np
import pytest
from tests.research.choice_data import ELECTRICITY, choices_in

from feilun.insight.research import Cancelled, Choices, Draws, Watch, choices_of, mixed_logit, report, terms_of
from feilun.insight.research.choice_words import _CHINESE, _ENGLISH
from feilun.insight.research.draws import uniform_draws
from feilun.insight.research.simulated import Simulated
from feilun.kernel.errors import Invalid


def test_electricity_with_100_halton_draws_is_mlogits_to_four_digits() -> None:
    choices = choices_in("mlogit_Electricity.csv.gz")
    found = mixed_logit(choices, terms_of(choices.names, dict.fromkeys(ELECTRICITY, "normal")), Draws(100, "halton"))
    means = [-0.9733844, -0.2055565, 2.0757333, 1.4756497, -9.0525423, -9.1037717]
    spreads = [0.2199450, 0.3783044, 1.4829803, 1.0000609, 2.2894889, 1.1808827]
    assert found.log_likelihood == pytest.approx(-3952.4877, abs=1e-3)
    assert found.values == pytest.approx(np.array(means + spreads), rel=1e-4)
    assert found.converged
    assert (found.facts["draws"], found.facts["draw_kind"], found.facts["panel"]) == (100, "halton", True)


def test_electricity_with_600_draws_ends_where_it_should() -> None:
    choices = choices_in("mlogit_Electricity.csv.gz")
    terms = terms_of(choices.names, dict.fromkeys(ELECTRICITY, "normal"))
    plain = mixed_logit(choices, terms, Draws(600, "halton"))
    assert plain.log_likelihood == pytest.approx(-3888.465, abs=2e-3)
    assert -3890 < mixed_logit(choices, terms, Draws(600, "sobol")).log_likelihood < -3879


def test_swissmetro_without_panel_is_biogemes() -> None:
    choices = choices_in("swissmetro.dat.gz")
    found = mixed_logit(choices, terms_of(choices.names, {"time": "normal"}), Draws(300), is_panel=False)
    assert -5216 < found.log_likelihood < -5214
    exact = {"time": -2.2628, "sd:time": 1.6607, "cost": -1.2860, "constant:train": -0.4011, "constant:car": 0.1380}
    assert {name: found[name] for name in exact} == pytest.approx(exact, rel=0.02)


def test_yogurt_reaches_the_best_known_top_by_several_starts_and_says_that_there_are_others() -> None:
    choices = choices_in("logitr_yogurt.csv.gz")
    found = mixed_logit(choices, terms_of(choices.names, {"feat": "normal", "brand": "normal"}), Draws(500), starts=3)
    assert found.log_likelihood > -1245
    assert "starts_differ" in [one.code for one in found.warnings]


def people(seed: int, number: int = 120, tasks: int = 6) -> Choices:
    chance = np.random.default_rng(seed)
    attributes = chance.normal(size=(number * tasks, 3, 3))
    person = np.repeat(np.arange(number), tasks)
    beta = np.array([-1.0, 1.0, 0.5]) + chance.normal(size=(number, 3)) * [0.0, 1.0, 0.0]
    utility = np.einsum("tjk,tk->tj", attributes, beta[person]) + chance.gumbel(size=(number * tasks, 3))
    available = np.ones(utility.shape, bool)
    available[::4, 2] = False
    chosen = np.where(available, utility, -np.inf).argmax(axis=1)
    kept = np.arange(len(person)) % 7 != 0  # People differ in their number of tasks.
    return choices_of(
        attributes[kept], chosen[kept], ["price", "size", "speed"], available=available[kept], person=person[kept]
    )


@pytest.mark.parametrize(
    ("random", "more"),
    [
        ({"size": "normal"}, {}),
        ({"price": "lognormal_negative", "size": "lognormal"}, {}),
        ({"size": "triangular", "speed": "uniform"}, {}),
        ({"price": "normal", "size": "normal", "speed": "normal"}, {"is_correlated": True}),
        ({"size": "normal"}, {"price": "price"}),
        ({"price": "lognormal", "size": "normal", "speed": "normal"}, {"price": "price", "is_correlated": True}),
    ],
)
def test_the_slope_is_the_change_of_the_likelihood(random: dict[str, str], more: dict[str, Any]) -> None:
    choices = people(1, number=9)
    terms = terms_of(choices.names, random, **more)
    z = terms.standardised(uniform_draws("sobol", 9, len(terms.random), 16, 3))
    likelihood = Simulated(choices, terms, np.ones(9))
    theta = np.random.default_rng(5).uniform(0.2, 0.9, len(terms.parameter_names))
    slope = likelihood.at(theta, z)[1].sum(axis=0)
    for place in range(len(theta)):
        step = np.zeros(len(theta))
        step[place] = 1e-5
        change = (likelihood.at(theta + step, z)[0].sum() - likelihood.at(theta - step, z)[0].sum()) / 2e-5
        assert slope[place] == pytest.approx(change, rel=1e-4, abs=1e-5), terms.parameter_names[place]


def test_the_same_seed_gives_the_same_figures_and_the_truth_lies_in_the_interval() -> None:
    choices = people(2, number=300)
    terms = terms_of(choices.names, {"size": "normal"})
    one, two = (mixed_logit(choices, terms, Draws(100, seed=7)) for _ in range(2))
    assert one.values == pytest.approx(two.values, rel=1e-9)
    truth = np.array([-1.0, 1.0, 0.5, 1.0])
    assert np.abs((one.values - truth) / one.standard_errors).max() < 3.5


def test_willingness_to_pay_space_is_the_same_model_where_the_price_is_fixed_and_nothing_else_random() -> None:
    choices = people(3)
    plain = mixed_logit(choices, terms_of(choices.names, {"size": "normal"}), Draws(64))
    paid = mixed_logit(choices, terms_of(choices.names, {"size": "normal"}, price="price"), Draws(64))
    assert paid.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-4)
    assert paid["speed"] == pytest.approx(-plain["speed"] / plain["price"], rel=1e-3)


def test_few_draws_are_told() -> None:
    choices = people(4)
    found = mixed_logit(choices, terms_of(choices.names, {"size": "normal"}), Draws(8))
    assert "few_draws" in [one.code for one in found.warnings]


def test_other_draws_that_would_move_an_estimate_are_told() -> None:
    choices = choices_in("mlogit_Electricity.csv.gz")
    found = mixed_logit(choices, terms_of(choices.names, dict.fromkeys(ELECTRICITY, "normal")), Draws(50))
    assert "seeds_differ" in [one.code for one in found.warnings]


def test_weights_of_people_count_as_people() -> None:
    choices = people(5, number=60)
    weights = np.where(choices.person < 30, 2.0, 1.0)
    terms = terms_of(choices.names, {"size": "normal"})
    weighted = choices_of(
        choices.attributes, choices.chosen, choices.names, available=choices.available, person=choices.person,
        weights=weights,
    )  # fmt: skip
    assert (
        mixed_logit(weighted, terms, Draws(64)).log_likelihood < mixed_logit(choices, terms, Draws(64)).log_likelihood
    )
    weights[0] = 9.0
    with pytest.raises(Invalid, match="same for all tasks"):
        mixed_logit(
            choices_of(choices.attributes, choices.chosen, choices.names, available=choices.available,
                       person=choices.person, weights=weights),
            terms, Draws(64),
        )  # fmt: skip


def test_a_job_hears_how_far_it_is_and_can_stop() -> None:
    choices, heard = people(6, number=40), list[float]()
    terms = terms_of(choices.names, {"size": "normal"})
    mixed_logit(choices, terms, Draws(32), watch=Watch(heard.append))
    assert heard == sorted(heard)
    assert 0 <= heard[0] <= heard[-1] <= 1
    with pytest.raises(Cancelled):
        mixed_logit(choices, terms, Draws(32), watch=Watch(is_cancelled=lambda: True))


@pytest.mark.parametrize(
    ("random", "more", "said"),
    [
        ({"colour": "normal"}, {}, "colour is no term"),
        ({"size": "cauchy"}, {}, "must be one of normal"),
        ({}, {}, "at least one random term"),
        ({"size": "uniform"}, {"is_correlated": True}, "only normal and lognormal"),
        ({"price": "normal"}, {"price": "price"}, "must stay positive"),
    ],
)
def test_a_wrong_wish_is_answered_by_a_sentence(random: dict[str, str], more: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        terms_of(("price", "size", "speed"), random, **more)


def test_terms_that_cannot_be_told_apart_are_refused() -> None:
    choices = people(7, number=40)
    doubled = np.concatenate([choices.attributes, choices.attributes[:, :, :1]], axis=2)
    twice = choices_of(doubled, choices.chosen, ["price", "size", "speed", "copy"], available=choices.available,
                       person=choices.person)  # fmt: skip
    with pytest.raises(Invalid, match="cannot be told apart"):
        mixed_logit(twice, terms_of(twice.names, {"size": "normal"}), Draws(32))


@pytest.mark.parametrize("kind", ["sobol", "halton", "random"])
def test_draws_are_uniform_for_each_person(kind: str) -> None:
    found = uniform_draws(kind, 5, 3, 2000, 4)
    assert found.shape == (5, 3, 2000)
    assert 0 < found.min() < found.max() < 1
    assert found.mean(axis=2) == pytest.approx(np.full((5, 3), 0.5), abs=0.03)


def test_draws_that_do_not_fit_into_memory_are_refused() -> None:
    with pytest.raises(Invalid, match="over 2 GB"):
        uniform_draws("sobol", 100_000, 6, 10_000, 1)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Letting people differ raises", "Share of people for whom the term is positive: size")),
        ("zh-CN", ("允许人与人不同", "系数为正的人的比例：size")),
    ],
)
def test_the_report_says_how_people_differ(language: str, words: tuple[str, str]) -> None:
    choices = people(8, number=60)
    said = report(mixed_logit(choices, terms_of(choices.names, {"size": "normal"}), Draws(100)), language)
    assert all(any(sentence.startswith(word) for sentence in said) for word in words)


def test_every_warning_has_words_in_both_languages() -> None:
    assert set(_ENGLISH) == set(_CHINESE)
