"""Designs, estimates and their words, without a server: made-up people whose tastes we know."""

import math

import numpy as np
import pytest
from tests.studies.people import (
    SPREAD,
    TRUTH,
    buyers,
    design,
    items_plan,
    plain,
    rankers,
    thermos,
    words,
)

from feilun.insight.research import Cancelled, Watch
from feilun.insight.studies import keeping, markets, wording
from feilun.insight.studies.answers import Answers, read
from feilun.insight.studies.designing import effort_of
from feilun.insight.studies.estimating import EstimateOrder, estimate
from feilun.insight.studies.plans import design_print
from feilun.insight.studies.readiness import readiness_of
from feilun.insight.studies.results import EstimateResult, EstimateSettings
from feilun.insight.studies.shapes import (
    StudyLevel,
    StudyMarket,
    StudyModel,
    StudyPick,
    StudyPlan,
    StudyPriceWish,
    StudyProduct,
    StudySimulationWish,
)
from feilun.insight.studies.terms import ConjointTerms
from feilun.kernel.errors import Invalid

PLAN = thermos()
MADE = design(PLAN)


def estimated(
    answers: Answers, model: StudyModel = "mnl", plan: StudyPlan = PLAN, **settings: object
) -> EstimateResult:
    given = EstimateSettings(**settings)  # type: ignore[arg-type]
    return estimate(EstimateOrder("conjoint", plan, model, given, answers)).result


def test_intervals_hold_the_truth_in_95_of_100_studies() -> None:
    """The large run, hierarchical Bayes and mixed logit are in bench/studies.py."""
    inside: list[bool] = []
    for seed in range(60):
        found = estimated(buyers(PLAN, MADE, 150, seed=1000 + seed))
        rows = zip(found.utilities, TRUTH, strict=True)
        inside += [(one.low or 0.0) <= truth <= (one.high or 0.0) for one, truth in rows]
    share = sum(inside) / len(inside)
    # 360 intervals: three standard errors of a share of .95 are .034.
    assert 0.916 <= share <= 0.984


def test_part_worths_hold_the_truth_as_well_as_utilities() -> None:
    found = estimated(buyers(PLAN, MADE, 400, seed=7))
    terms = ConjointTerms(PLAN)
    truth = np.concatenate([terms.part_matrix(one.code) @ TRUTH for one in PLAN.attributes])
    rows = [one for one in found.part_worths if one.attribute != "none"]
    away = [abs((one.value or 0.0) - true) / (one.standard_error or 1.0) for one, true in zip(rows, truth, strict=True)]
    assert max(away) < 3.5
    for attribute in PLAN.attributes:
        parts = [one.value or 0.0 for one in rows if one.attribute == attribute.code]
        assert abs(sum(parts)) < 1e-9


def test_hierarchical_bayes_finds_how_people_differ() -> None:
    found = estimated(buyers(PLAN, MADE, 150, spread=SPREAD), "hb", draws=1500, holdout=1, twice=False)
    away = [
        abs((one.value or 0.0) - true) / (one.standard_error or 1.0)
        for one, true in zip(found.utilities, TRUTH, strict=True)
    ]
    assert max(away) < 3.5, [(one.name, one.value) for one in found.utilities]
    price = next(one for one in found.utilities if one.name == "price")
    assert price.population_sd is not None
    assert 0.0015 < price.population_sd < 0.012, "the prior must not drown the taste for one yuan"
    assert found.held_out is not None
    assert found.held_out.hit > found.held_out.chance_hit
    assert [one for one in found.report["en"].sure if "draws of everybody are kept" in one]
    assert not [one for one in found.warnings if one.code == "draws_thinned"]


def test_a_mixed_logit_can_be_simulated_too() -> None:
    order = EstimateOrder(
        "conjoint", PLAN, "mixed-logit", EstimateSettings(draws=60, starts=1), buyers(PLAN, MADE, 100, spread=SPREAD)
    )
    found = estimate(order)
    assert "few_draws" in [one.code for one in found.result.warnings]
    kept = keeping.from_bytes(found.draws or b"")
    assert kept.names == tuple(ConjointTerms(PLAN).names)
    assert np.isfinite(kept.betas).all()


def test_people_who_guess_are_seen_and_told_first() -> None:
    honest, guessed = buyers(PLAN, MADE, 200, truth=1.5 * TRUTH), buyers(PLAN, MADE, 200, truth=0 * TRUTH, seed=9)
    assert "near_chance" not in [one.code for one in estimated(honest).warnings]
    honest.values[:80] = guessed.values[:80]
    found = estimated(honest)
    assert found.quality is not None
    assert 0.15 < found.quality.guessing < 0.6
    assert "guessing" in found.report["en"].warnings[0]
    assert "随意作答" in found.report["zh-CN"].warnings[0]


def test_an_estimate_stops_when_it_is_told_to() -> None:
    order = EstimateOrder("conjoint", PLAN, "hb", EstimateSettings(draws=5000), buyers(PLAN, MADE, 20))
    with pytest.raises(Cancelled):
        estimate(order, Watch(is_cancelled=lambda: True))


def test_levels_that_the_plan_dropped_are_left_out_and_told() -> None:
    answers = buyers(PLAN, MADE, 50)
    fewer = thermos(attributes=[PLAN.attributes[0], PLAN.attributes[1], _without_dearest()])
    seen = read("conjoint", fewer, answers)
    assert seen.left_out > 0
    assert len(seen.choices.chosen) + seen.left_out == 400
    assert "plan_differs" in [one.code for one in estimated(answers, plan=fewer).warnings]


def _without_dearest() -> "StudyPlan | object":
    from msgspec.structs import replace

    return replace(PLAN.attributes[2], levels=PLAN.attributes[2].levels[:-1])


def test_prohibited_products_are_never_shown() -> None:
    rule = [StudyPick(attribute="brand", level="own"), StudyPick(attribute="price", level="p199")]
    plan = thermos(prohibited=[rule])
    made = design(plan)
    shown = [one for version in made.tasks for task in version for one in task]
    assert made.prohibited_kept
    assert not [one for one in shown if one["brand"] == "own" and one["price"] == "p199"]
    assert [one for one in shown if one["brand"] == "own"]
    assert len(made.tasks) == 2
    assert all(len(version) == 8 for version in made.tasks)


def test_expected_errors_are_those_that_come_out() -> None:
    """The design promises standard errors at no taste at all; people without tastes keep the promise."""
    found = estimated(buyers(PLAN, MADE, 200, truth=0 * TRUTH))
    for promised, one in zip(MADE.parameters, found.utilities, strict=True):
        assert promised.standard_error == pytest.approx(one.standard_error, rel=0.25)


def test_more_people_find_the_best_product_more_often() -> None:
    few, many = design(thermos(expected=30)), design(thermos(expected=1000))
    assert few.finds_best is not None
    assert many.finds_best is not None
    assert few.finds_best + 0.1 < many.finds_best <= 1
    assert few.report["en"].do != many.report["en"].do


def test_a_design_is_stale_when_what_it_is_made_of_changes() -> None:
    assert design_print("conjoint", PLAN) == design_print("conjoint", thermos(title={"en": "Else"}, currency="€"))
    assert design_print("conjoint", PLAN) != design_print("conjoint", thermos(tasks=9))


def test_a_large_design_is_no_work_for_a_thread() -> None:
    assert effort_of("conjoint", PLAN) < 1
    assert effort_of("conjoint", thermos(tasks=20, blocks=10, prior_spread={"brand.acme": 0.5})) > 1


def _market(price: float, **more: float) -> StudyMarket:
    ours = StudyProduct(name="Ours", levels={"brand": "own", "size": "ml500", "price": price}, is_own=True, cost=30)
    rival = StudyProduct(name="Acme", levels={"brand": "acme", "size": "ml500", "price": "p99"})
    return StudyMarket(products=[ours, rival], **more)  # type: ignore[arg-type]


def _row() -> dict[str, object]:
    from msgspec import to_builtins

    return {"id": "00000000-0000-0000-0000-000000000001", "model": "mnl", "plan": to_builtins(PLAN)}


def test_shares_are_those_of_the_logit_and_none_is_an_alternative() -> None:
    kept = keeping.Kept(tuple(ConjointTerms(PLAN).names), TRUTH[None, None].astype(np.float32), np.ones(1))
    found = markets.simulated(_row(), kept.utilities, StudySimulationWish(market=_market(120)), "en")
    utilities = np.array([0.6 - 0.012 * 120, -0.5 + 0.6 - 0.012 * 99, -1.2])
    wanted = np.exp(utilities) / np.exp(utilities).sum()
    assert [one.share for one in found.shares] == pytest.approx(wanted.tolist(), abs=1e-6)


def test_the_best_price_is_the_analytic_optimum() -> None:
    """p − c = 1 / (|b| (1 − s)) in a logit."""
    kept = keeping.Kept(tuple(ConjointTerms(PLAN).names), TRUTH[None, None].astype(np.float32), np.ones(1))
    wish = StudyPriceWish(market=_market(120), product="Ours")
    search = markets.priced(_row(), kept.utilities, wish, "en").search
    assert not search.is_at_bound
    assert search.price - 30 == pytest.approx(1 / (0.012 * (1 - search.share)), abs=1e-3)
    rivals = math.exp(-0.5 + 0.6 - 0.012 * 99) + math.exp(-1.2)
    own = math.exp(0.6 - 0.012 * search.price)
    assert search.share == pytest.approx(own / (own + rivals), abs=1e-6)


def test_draws_are_bounded_and_come_back_as_they_went() -> None:
    chance = np.random.default_rng(1)
    betas = chance.standard_normal((60, 3000, 4)).astype(np.float32)
    kept = keeping.Kept(("a", "b", "c", "none"), betas, np.ones(60), tuple(map(str, range(60))), betas.mean(axis=1))
    stored = keeping.to_bytes(kept)
    found = keeping.from_bytes(stored)
    assert found.betas.shape == (60, 400, 4)
    assert found.names == kept.names
    assert found.people == kept.people
    assert found.individual is not None
    assert np.array_equal(found.individual, betas.mean(axis=1))
    assert found.utilities.draws == 200
    assert found.betas[:, 0].tolist() == betas[:, 0].tolist()
    assert found.betas[:, -1].tolist() == betas[:, -1].tolist()


def test_readiness_says_how_many_more() -> None:
    early = readiness_of("conjoint", PLAN, buyers(PLAN, MADE, 20), "en")
    late = readiness_of("conjoint", PLAN, buyers(PLAN, MADE, 300), "zh-CN")
    assert not early.is_enough
    assert early.wanted >= 100
    assert early.quality is not None
    assert early.warnings[0].code == "few_answers"
    assert late.is_enough
    assert late.largest_error is not None
    assert early.largest_error is not None
    assert late.largest_error < early.largest_error / 3
    assert late.report.do == ["已可以估计。"]
    assert not readiness_of("kano", StudyPlan(), plain([]), "en").is_enough


def test_items_are_ranked_by_the_logit_of_best_and_worst() -> None:
    plan = items_plan(6)
    made = design(plan, "maxdiff")
    worth = np.array([1.2, 0.6, 0.2, 0.0, -0.5, -1.0])
    found = estimate(
        EstimateOrder("maxdiff", plan, "maxdiff", EstimateSettings(), rankers(plan, made, 200, worth))
    ).result
    truth = worth - worth.mean()
    away = [
        abs((one.value or 0.0) - true) / (one.standard_error or 1.0)
        for one, true in zip(found.items, truth, strict=True)
    ]
    assert max(away) < 3.5
    assert max(found.items, key=lambda one: one.share or 0).item == "i1"
    assert made.finds_best is not None
    assert made.highest_pair - made.lowest_pair <= 2


def test_kano_of_features_with_the_same_words_keeps_them_apart() -> None:
    features = [StudyLevel(code=one, label=words("Same", "相同")) for one in ("one", "two")]
    answer = {"functional": "like", "dysfunctional": "dislike"}
    found = estimate(
        EstimateOrder(
            "kano",
            StudyPlan(features=features),
            "kano",
            EstimateSettings(),
            plain([{"one": answer, "two": answer}] * 40),
        )
    ).result
    assert found.kano is not None
    assert [one.category for one in found.kano.features] == ["O", "O"]


def test_nobody_is_no_estimate() -> None:
    with pytest.raises(Invalid, match="nobody has answered"):
        estimate(EstimateOrder("psm", StudyPlan(), "psm", EstimateSettings(), plain([])))


def test_every_sentence_is_said_in_both_languages_with_the_same_facts() -> None:
    import re

    for english, chinese in wording._WORDING.values():
        assert set(re.findall(r"{(\w+)}", english)) == set(re.findall(r"{(\w+)}", chinese)), english
