"""Latent-class logit: an independent optimiser, a truth that is known, and doubts that are told."""

from typing import Any

import numpy as np
import pytest
from tests.research.choice_data import SPECS, choices_in, file_of

from feilun.insight.research import (
    Cancelled,
    Choices,
    Spec,
    Watch,
    choices_of,
    frame_of,
    latent_class,
    latent_class_report,
    mnl,
    read_frame,
    run_latent_class,
)
from feilun.insight.research.latent_class import _Likelihood
from feilun.kernel.errors import Invalid


def test_an_independent_optimiser_without_slopes_ends_at_the_same_top_of_electricity() -> None:
    from scipy.optimize import minimize

    choices = choices_in("mlogit_Electricity.csv.gz")
    found = latent_class(choices, 2, starts=2)
    tasks, starts = np.arange(len(choices.chosen)), np.unique(choices.person, return_index=True)[1]

    def loss(theta: Any) -> float:
        utility = choices.attributes @ theta[1:].reshape(2, 6).T
        logs = utility[tasks, choices.chosen] - np.log(np.exp(utility).sum(axis=1))
        share = 1 / (1 + np.exp(theta[0]))
        return -float(np.log(np.exp(np.add.reduceat(logs, starts)) @ np.array([share, 1 - share])).sum())

    ours = np.concatenate([found.estimates.values[:1], found.coefficients.ravel()])
    other = minimize(loss, ours * 0.98, method="BFGS", options={"gtol": 1e-3})
    assert found.estimates.log_likelihood == pytest.approx(-4526.8290, abs=1e-3)
    assert loss(ours) == pytest.approx(-found.estimates.log_likelihood, abs=1e-6)
    assert other.fun == pytest.approx(-found.estimates.log_likelihood, abs=1e-4)
    assert other.x == pytest.approx(ours, abs=2e-3)


def test_more_classes_of_electricity_end_where_they_should() -> None:
    """Best of 10 starts; of 50 starts none ended higher."""
    choices = choices_in("mlogit_Electricity.csv.gz")
    three = latent_class(choices, 3, starts=2)
    assert three.estimates.log_likelihood == pytest.approx(-4298.0275, abs=1e-3)
    assert three.shares == pytest.approx([0.39406, 0.31454, 0.29140], abs=1e-4)
    assert three.estimates["class1:pf"] == pytest.approx(-0.65472, abs=1e-4)
    assert [one.code for one in three.estimates.warnings] == ["starts_lower"]


def test_one_class_is_the_multinomial_logit() -> None:
    choices = choices_in("mlogit_Electricity.csv.gz")
    found, pooled = latent_class(choices, 1), mnl(choices)
    assert found.estimates.log_likelihood == pytest.approx(pooled.log_likelihood, abs=1e-6)
    assert found.estimates.values == pytest.approx(pooled.values, abs=1e-6)
    assert found.estimates.standard_errors == pytest.approx(pooled.standard_errors, rel=1e-4)
    assert found.estimates.robust_errors == pytest.approx(pooled.robust_errors, rel=1e-4)
    assert found.shares == pytest.approx([1.0])
    assert found.certainty == 1.0


TASTES = np.array([[2.0, -1.0], [-1.0, 1.5]])


def made(seed: int, people: int = 200, tasks: int = 6, shares: tuple[float, ...] = (0.7, 0.3)) -> Choices:
    """`person % 100` says the class: below a hundred times its share the second."""
    chance = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), tasks)
    belongs = (np.arange(people) % 100 < round(100 * shares[1])).astype(int)
    attributes = chance.normal(size=(people * tasks, 3, 2))
    utility = np.einsum("tjk,tk->tj", attributes, TASTES[belongs[person]]) + chance.gumbel(size=(people * tasks, 3))
    available = np.ones(utility.shape, bool)
    available[::4, 2] = False
    chosen = np.where(available, utility, -np.inf).argmax(axis=1)
    kept = np.arange(len(person)) % 11 != 0  # People differ in their number of tasks.
    return choices_of(attributes[kept], chosen[kept], ["x", "y"], available=available[kept], person=person[kept])


def test_the_slope_is_the_change_of_the_likelihood() -> None:
    likelihood = _Likelihood(made(1, people=20), 3)
    theta = np.random.default_rng(2).normal(size=8)
    slope = likelihood.rows(theta)[1].sum(axis=0)
    for place, step in enumerate(np.eye(8) * 1e-6):
        change = (likelihood.rows(theta + step)[0].sum() - likelihood.rows(theta - step)[0].sum()) / 2e-6
        assert slope[place] == pytest.approx(change, rel=1e-6, abs=1e-6)


def test_the_truth_is_found_with_honest_errors_and_the_largest_class_stands_first() -> None:
    found = [latent_class(made(seed), 2, starts=1) for seed in range(20)]
    assert all(one.shares[0] >= one.shares[1] for one in found)
    assert np.mean([one.shares[0] for one in found]) == pytest.approx(0.7, abs=0.03)
    tastes = np.array([one.coefficients for one in found])
    assert np.abs(tastes.mean(axis=0) - TASTES).max() < 0.12
    for errors in ("standard_errors", "robust_errors"):
        claimed = np.mean([getattr(one.estimates, errors)[1:] for one in found], axis=0)
        assert claimed == pytest.approx(tastes.std(axis=0).ravel(), rel=0.5)


def test_people_are_sorted_into_the_class_they_come_from() -> None:
    choices = made(3)
    found = latent_class(choices, 2, starts=2)
    true = np.array([int(one) % 100 < 30 for one in found.people])
    assert np.mean((found.membership[:, 1] > 0.5) == true) > 0.95
    assert found.membership.sum(axis=1) == pytest.approx(np.ones(len(true)))
    assert found.membership.mean(axis=0) == pytest.approx(found.shares, abs=1e-6)
    assert 0.8 < found.certainty <= 1


def test_the_lowest_bic_finds_the_true_number_of_classes() -> None:
    choices = made(4)
    bic = [latent_class(choices, classes, starts=4).bic for classes in (1, 2, 3)]
    assert min(bic) == bic[1]


def test_the_same_seed_gives_the_same_figures_and_another_the_same_top() -> None:
    choices = made(5)
    one, same, other = (latent_class(choices, 2, starts=3, seed=seed) for seed in (1, 1, 2))
    assert one.estimates.values == pytest.approx(same.estimates.values, rel=1e-12)
    assert one.estimates.values == pytest.approx(other.estimates.values, abs=1e-5)


def test_a_weight_of_two_is_the_same_person_twice() -> None:
    once = made(6, people=80)
    first = once.person < 40
    tasks = np.concatenate([np.arange(len(first)), np.flatnonzero(first)])
    twice = choices_of(
        once.attributes[tasks], once.chosen[tasks], once.names, available=once.available[tasks],
        person=np.concatenate([once.person, once.person[first] + 1000]),
    )  # fmt: skip
    weights = np.where(first, 2.0, 1.0)
    weighted = choices_of(
        once.attributes, once.chosen, once.names, available=once.available, person=once.person, weights=weights
    )
    one, other = (latent_class(choices, 2, starts=3).estimates for choices in (weighted, twice))
    assert one.values == pytest.approx(other.values, abs=1e-5)
    assert one.standard_errors == pytest.approx(other.standard_errors, rel=1e-3)
    weights[0] = 9.0
    uneven = choices_of(once.attributes, once.chosen, once.names, person=once.person, weights=weights)
    with pytest.raises(Invalid, match="same for all tasks"):
        latent_class(uneven, 2)


def test_a_class_that_is_nearly_empty_is_told() -> None:
    found = latent_class(made(7, shares=(0.97, 0.03)), 2, starts=3)
    assert found.shares.min() < 0.05
    assert "class_small" in [one.code for one in found.estimates.warnings]


def test_what_settles_every_choice_of_a_class_gets_no_figure_there() -> None:
    whole = made(8)
    second = np.array([int(one) % 100 < 30 for one in whole.people])[whole.person]
    best = np.where(whole.available, whole.attributes[:, :, 1], -np.inf).argmax(axis=1)
    choices = choices_of(
        whole.attributes, np.where(second, best, whole.chosen), whole.names, available=whole.available,
        person=whole.person,
    )  # fmt: skip
    found = latent_class(choices, 2, starts=3)
    (warned,) = [one for one in found.estimates.warnings if one.code == "class_separated"]
    assert "class2:y" in warned.about
    assert np.isnan(found.estimates["class2:y"])
    assert not found.estimates.converged
    assert found.coefficients[0] == pytest.approx(TASTES[0], abs=0.4)
    assert np.isfinite(found.share_errors).all()


def test_a_job_hears_how_far_it_is_and_can_stop() -> None:
    heard: list[float] = []
    latent_class(made(9, people=40), 2, starts=3, watch=Watch(heard.append))
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0.0, 1.0)
    with pytest.raises(Cancelled):
        latent_class(made(9, people=40), 2, watch=Watch(is_cancelled=lambda: True))


def electricity(**more: Any) -> dict[str, Any]:
    spec = {**SPECS["mlogit_Electricity.csv.gz"], "starts": 2, **more}
    return run_latent_class(read_frame(file_of("mlogit_Electricity.csv.gz")), Spec(spec))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("2 classes have the lowest BIC", "class1 (51.3% of people): drawn by")),
        ("zh-CN", ("BIC(按人数)最低的是 2 类", "class1(51.3% 的人):偏好")),
    ],
)
def test_the_answer_compares_numbers_of_classes_and_describes_each(language: str, words: tuple[str, str]) -> None:
    answer = electricity(classes=[1, 2], price="pf", individuals=True, language=language)
    assert [one["classes"] for one in answer["by_number_of_classes"]] == [1, 2]
    assert answer["bic"] == min(one["bic"] for one in answer["by_number_of_classes"])
    assert sum(one["share"] for one in answer["classes"]) == pytest.approx(1)
    assert sum(one["people"] for one in answer["classes"]) == answer["people"] == len(answer["individuals"]) == 361
    paid = {(one["class"], one["name"]): one["willingness_to_pay"] for one in answer["willingness"]}
    assert paid["class1", "loc"] == pytest.approx(1.9032 / 0.4616, rel=0.1)
    assert all(any(sentence.startswith(word) for sentence in answer["report"]) for word in words)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "classes: is missing"),
        ({"classes": 0}, "from 1 to 20"),
        ({"classes": [1.5]}, "a whole number from 1 to 20"),
        ({"classes": []}, "a whole number from 1 to 20"),
        ({"classes": 4}, "there are 3 people for 4 classes"),
        ({"classes": 2, "id": None}, "id: is missing"),
        ({"classes": 2, "price": "cost"}, "cost is no term"),
    ],
)
def test_a_wrong_wish_is_answered_by_a_sentence(more: dict[str, Any], said: str) -> None:
    columns = {
        "who": [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3],
        "task": [1, 1, 2, 2] * 3,
        "taken": [1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0],
        "x": [1, 2, 1, 3, 2, 1, 1, 2, 3, 1, 2, 4],
    }
    spec = {"id": "who", "task": "task", "choice": "taken", "attributes": ["x"], **more}
    with pytest.raises(Invalid, match=said):
        run_latent_class(frame_of(columns), Spec(spec))


def test_a_report_of_one_number_of_classes_compares_nothing() -> None:
    found = latent_class(made(10, people=60), 2, starts=2)
    assert not any("BIC" in sentence for sentence in latent_class_report(found, [found]))
