"""Multinomial logit: published digits, and honesty about what the data cannot say."""

from typing import Any

import numpy as np
import pytest
from tests.research.choice_data import choices_in

from feilun.insight.research import Choices, choices_of, mnl, warnings_in

PUBLISHED: list[tuple[str, dict[str, Any], float, dict[str, float]]] = [
    (
        "swissmetro.dat.gz",
        {},
        -5331.252007,
        {"time": -1.277859, "cost": -1.083790, "constant:train": -0.701187, "constant:car": -0.154633},
    ),
    (
        "mlogit_ModeCanada.csv.gz",
        {},
        -1874.3427,
        {
            "cost": -0.03334,
            "freq": 0.09253,
            "ovt": -0.04300,
            "constant:bus": 0.69837,
            "income:bus": -0.08909,
            "constant:car": 1.84411,
            "income:car": -0.02799,
            "constant:train": 3.27420,
            "income:train": -0.03815,
            "ivt:air": 0.05951,
            "ivt:bus": -0.00678,
            "ivt:car": -0.00646,
            "ivt:train": -0.00145,
        },
    ),
    (
        "mlogit_Fishing.csv.gz",
        {},
        -1215.1376,
        {
            "price": -0.02512,
            "catch": 0.35778,
            "constant:boat": 0.52728,
            "constant:charter": 1.69437,
            "constant:pier": 0.77796,
            "thousands:boat": 0.08944,
            "thousands:charter": -0.03329,
            "thousands:pier": -0.12758,
        },
    ),
    ("mlogit_Heating.csv.gz", {}, -1095.2371, {"ic": -0.006232, "oc": -0.004580}),
    (
        "mlogit_Heating.csv.gz",
        {"constants": True, "reference": "hp"},
        -1008.2287,
        {
            "ic": -0.001533,
            "oc": -0.006996,
            "constant:ec": 1.65885,
            "constant:er": 1.85344,
            "constant:gc": 1.71098,
            "constant:gr": 0.30826,
        },
    ),
    (
        "mlogit_Electricity.csv.gz",
        {},
        -4958.6491,
        {"pf": -0.62523, "cl": -0.10830, "loc": 1.44224, "wk": 0.99550, "tod": -5.46276, "seas": -5.84003},
    ),
    (
        "logitr_yogurt.csv.gz",
        {},
        -2656.8879,
        {
            "price": -0.36658,
            "feat": 0.49143,
            "brand:hiland": -3.71560,
            "brand:weight": -0.64118,
            "brand:yoplait": 0.73457,
        },
    ),
    (
        "logitr_cars_us.csv.gz",
        {},
        -4616.9518,
        {"price": -0.07388, "opCost": -0.12087, "accelTime": -0.12537, "bev75": -1.18548},
    ),
    ("logitr_cars_us.csv.gz", {"weights": "weights"}, -3425.6303, {"price": -0.05228}),
    (
        "logitr_cars_china.csv.gz",
        {},
        -6655.5624,
        {"price": -0.03496, "opCost": -0.10326, "accelTime": -0.17225},
    ),
    ("logitr_cars_china.csv.gz", {"weights": "weights"}, -6788.8097, {"price": -0.03316}),
    (
        "bayesm_margarine_choice.csv.gz",
        {},
        -7464.9321,
        {
            "price": -6.65658,
            "constant:2": -0.95431,
            "constant:3": 1.29697,
            "constant:4": -1.71733,
            "constant:5": -2.90400,
            "constant:6": -1.51531,
            "constant:7": 0.25177,
            "constant:8": 1.46487,
            "constant:9": 2.35750,
            "constant:10": -3.89659,
        },
    ),
]


@pytest.mark.parametrize(("file", "more", "log_likelihood", "expected"), PUBLISHED)
def test_it_reaches_the_published_digits(
    file: str, more: dict[str, Any], log_likelihood: float, expected: dict[str, float]
) -> None:
    found = mnl(choices_in(file, **more))
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=1e-3)
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-4)
    assert found.converged
    assert found.gradient_norm < 1e-3


def test_guessing_is_counted_over_what_was_available() -> None:
    assert mnl(choices_in("swissmetro.dat.gz")).null_log_likelihood == pytest.approx(-6964.662979, abs=1e-3)


def made(seed: int, beta: list[float], tasks: int = 400, width: int = 3) -> Choices:
    chance = np.random.default_rng(seed)
    attributes = chance.normal(size=(tasks, width, len(beta)))
    utility = attributes @ np.array(beta) + chance.gumbel(size=(tasks, width))
    return choices_of(attributes, utility.argmax(axis=1), [f"x{place}" for place in range(len(beta))])


def test_standard_errors_are_the_spread_of_estimates_over_many_samples() -> None:
    found = [mnl(made(seed, [1.0, -0.5])) for seed in range(150)]
    spread = np.std([one.values for one in found], axis=0)
    claimed = np.mean([one.standard_errors for one in found], axis=0)
    robust = np.mean([one.robust_errors for one in found], axis=0)
    assert claimed == pytest.approx(spread, rel=0.2)
    assert robust == pytest.approx(spread, rel=0.2)


def test_a_weight_of_two_is_the_same_task_twice() -> None:
    once = made(3, [1.0, -0.5], tasks=60)
    rows = np.concatenate([np.arange(60), np.arange(30)])
    twice = choices_of(once.attributes[rows], once.chosen[rows], once.names)
    weights = np.where(np.arange(60) < 30, 2.0, 1.0)
    weighted = choices_of(once.attributes, once.chosen, once.names, weights=weights)
    assert mnl(weighted).values == pytest.approx(mnl(twice).values)
    assert mnl(weighted).standard_errors == pytest.approx(mnl(twice).standard_errors)


def test_an_alternative_that_is_not_there_changes_nothing() -> None:
    whole = made(4, [1.0, -0.5])
    wider = np.concatenate([whole.attributes, np.full((400, 1, 2), 99.0)], axis=1)
    available = np.ones((400, 4), bool)
    available[:, 3] = False
    assert mnl(choices_of(wider, whole.chosen, whole.names, available=available)).values == pytest.approx(
        mnl(whole).values
    )


def test_the_size_of_a_unit_does_not_matter() -> None:
    whole = made(5, [1.0, -0.5])
    small = choices_of(whole.attributes * np.array([1e6, 1e-6]), whole.chosen, whole.names)
    assert mnl(small).values * np.array([1e6, 1e-6]) == pytest.approx(mnl(whole).values)


def test_an_attribute_that_settles_every_choice_gets_no_figure() -> None:
    whole = made(6, [0.8, 0.0], tasks=200)
    attributes = np.concatenate([whole.attributes, np.zeros((200, 3, 1))], axis=2)
    attributes[np.arange(200), whole.chosen, 2] = 1.0
    found = mnl(choices_of(attributes, whole.chosen, ["a", "b", "sure"]))
    assert np.isnan(found["sure"])
    assert not found.converged
    assert [one.code for one in found.warnings if "sure" in one.about] == ["separated"]


def test_an_attribute_that_is_always_chosen_where_shown_is_named_and_the_others_still_estimated() -> None:
    whole = made(7, [0.8, -0.4], tasks=300)
    attributes = np.concatenate([whole.attributes, np.zeros((300, 3, 1))], axis=2)
    attributes[np.arange(40), whole.chosen[:40], 2] = 1.0
    found = mnl(choices_of(attributes, whole.chosen, ["a", "b", "loved"]))
    (warned,) = found.warnings
    assert (warned.code, warned.about) == ("separated", ("loved",))
    rest = mnl(choices_of(whole.attributes[40:], whole.chosen[40:], ["a", "b"]))
    assert [found["a"], found["b"]] == pytest.approx(list(rest.values), abs=1e-3)


def test_columns_that_say_the_same_are_named_and_left_empty() -> None:
    whole = made(8, [0.8, -0.4])
    attributes = np.concatenate([whole.attributes, whole.attributes[:, :, :1] * 3 + 7], axis=2)
    found = mnl(choices_of(attributes, whole.chosen, ["a", "b", "copy"]))
    (warned,) = found.warnings
    assert (warned.code, set(warned.about)) == ("collinear", {"a", "copy"})
    assert np.isnan([found["a"], found["copy"]]).all()


def test_columns_that_say_the_same_do_not_leave_their_part_to_the_others() -> None:
    whole = made(11, [1.5, -0.4], tasks=800)
    alike = whole.attributes[:, :, 0] + 0.5 * whole.attributes[:, :, 1]
    attributes = np.stack([alike, whole.attributes[:, :, 1], alike * 3 + 7], axis=2)
    found = mnl(choices_of(attributes, whole.chosen, ["a", "b", "copy"]))
    right = mnl(choices_of(attributes[:, :, :2], whole.chosen, ["a", "b"]))
    assert found["b"] == pytest.approx(right["b"])
    assert found.standard_errors[1] == pytest.approx(right.standard_errors[1])
    assert found.log_likelihood == pytest.approx(right.log_likelihood)
    assert np.isnan([found["a"], found["copy"]]).all()
    assert np.isnan(found.covariance[0]).all()


def test_a_column_that_never_differs_within_a_task_is_named() -> None:
    whole = made(9, [0.8])
    still = np.broadcast_to(np.arange(400.0)[:, None, None], (400, 3, 1))
    found = mnl(choices_of(np.concatenate([whole.attributes, still], axis=2), whole.chosen, ["a", "income"]))
    assert [(one.code, one.about) for one in found.warnings] == [("constant", ("income",))]
    assert found["a"] == pytest.approx(mnl(whole)["x0"])


def test_where_nothing_ever_differs_there_is_no_figure_and_no_fault() -> None:
    found = mnl(choices_of(np.ones((30, 3, 2)), np.zeros(30, np.intp), ["a", "b"]))
    assert np.isnan(found.values).all()
    assert found.log_likelihood == pytest.approx(found.null_log_likelihood)
    assert [(one.code, one.about) for one in found.warnings] == [("constant", ("a", "b"))]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_few_tasks_are_said_in_words(language: str) -> None:
    (said,) = warnings_in(mnl(made(10, [0.5, 0.5, 0.5], tasks=20)).warnings, language)
    assert said["code"] == "few_tasks"
    assert "20" in said["text"]
