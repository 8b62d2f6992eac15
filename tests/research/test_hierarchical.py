"""Hierarchical Bayes: as good as the reference sampler, judged on tasks it has not seen."""

import numpy as np
import pytest
from tests.research.choice_data import choices_in

from feilun.insight.research import Cancelled, Choices, Sampling, Watch, choices_of, hierarchical, report
from feilun.insight.research.diagnostics import effective_size, split_rhat
from feilun.kernel.errors import Invalid

MEANS = np.array([-1.1672, -0.2793, 2.7611, 2.0657, -10.9521, -11.1795])
ERRORS = np.array([0.0694, 0.0316, 0.1630, 0.1227, 0.5681, 0.5703])
SPREADS = np.array([0.9442, 0.5127, 2.3758, 1.7027, 8.0036, 7.6539])


def test_electricity_agrees_with_bayesm_and_predicts_held_out_tasks_as_well() -> None:
    found = hierarchical(choices_in("mlogit_Electricity.csv.gz"), Sampling(4000, 1500, seed=3))
    # Half a posterior deviation is well within what two chains of this length differ by.
    assert np.abs((found.mean - MEANS) / ERRORS).max() < 0.5
    assert found.mean_draws.std(axis=0) == pytest.approx(ERRORS, rel=0.25)
    assert found.population_sd == pytest.approx(SPREADS, rel=0.08)
    assert found.facts["in_sample_hit"] == pytest.approx(0.848, abs=0.006)
    assert found.held is not None
    assert found.held.tasks == 722
    assert found.held.model.hit >= 0.685
    assert found.held.model.log_likelihood >= -0.797
    assert found.held.model.share_error < 0.025
    assert found.held.mnl.hit == pytest.approx(0.4280, abs=1e-3)
    assert found.held.mnl.log_likelihood == pytest.approx(-1.2001, abs=1e-3)
    assert found.rhat.max() < 1.1


def study(seed: int, number: int = 60, tasks: int = 8) -> tuple[Choices, np.ndarray]:
    chance = np.random.default_rng(seed)
    beta = np.array([1.0, -1.0]) + chance.normal(size=(number, 2)) * [1.0, 0.5]
    attributes = chance.normal(size=(number * tasks, 4, 2))
    attributes[:, 3] = 0.0  # None.
    person = np.repeat(np.arange(number), tasks)
    utility = np.einsum("tjk,tk->tj", attributes, beta[person]) + chance.gumbel(size=(number * tasks, 4))
    kept = np.arange(len(person)) % 9 != 0
    return choices_of(attributes[kept], utility.argmax(axis=1)[kept], ["a", "b"], person=person[kept]), beta


def test_individuals_are_recovered_and_the_same_seed_gives_the_same_draws() -> None:
    choices, beta = study(1)
    one, two = (hierarchical(choices, Sampling(1500, 500, seed=5, holdout=1)) for _ in range(2))
    assert one.draws.tolist() == two.draws.tolist()
    assert np.corrcoef(one.individual[:, 0], beta[:, 0])[0, 1] > 0.7
    assert one.draws.shape[1:] == (60, 2)


def test_individuals_shrink_towards_the_population() -> None:
    choices, _ = study(2)
    found = hierarchical(choices, Sampling(1500, 500, holdout=0))
    assert found.individual[:, 0].std() < found.population_sd[0]
    assert "nothing_held_out" in [one.code for one in found.warnings]


def test_the_interval_of_the_population_covers_the_truth_about_as_often_as_it_claims() -> None:
    covered = 0
    for seed in range(12):
        low, high = np.quantile(
            hierarchical(study(seed, number=50, tasks=6)[0], Sampling(900, 300, holdout=0)).mean_draws,
            (0.025, 0.975),
            axis=0,
        )
        covered += int(((low < [1.0, -1.0]) & (high > [1.0, -1.0])).sum())
    # 24 intervals of 95 %: fewer than 19 happen once in two hundred times.
    assert covered >= 19


def test_a_short_chain_is_told() -> None:
    found = hierarchical(study(3)[0], Sampling(220, 20, holdout=1))
    assert "few_effective_draws" in [one.code for one in found.warnings]


def test_a_job_hears_how_far_it_is_and_can_stop() -> None:
    heard: list[float] = []
    hierarchical(study(4)[0], Sampling(300, 100), watch=Watch(heard.append))
    assert heard == sorted(heard)
    with pytest.raises(Cancelled):
        hierarchical(study(4)[0], Sampling(300, 100), watch=Watch(is_cancelled=lambda: len(heard) > 0))


@pytest.mark.parametrize(
    ("sampling", "said"), [(Sampling(200, 150), "at least 100 draws"), (Sampling(200, -1), "at least 100 draws")]
)
def test_a_wrong_wish_is_answered_by_a_sentence(sampling: Sampling, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        hierarchical(study(5)[0], sampling)


def test_one_person_is_no_population() -> None:
    choices, _ = study(6, number=2)
    with pytest.raises(Invalid, match="several people"):
        hierarchical(choices.where(choices.person == 0), Sampling(300, 100))


@pytest.mark.parametrize(("language", "word"), [("en", "held out"), ("zh-CN", "留出的题")])
def test_the_report_says_what_was_predicted(language: str, word: str) -> None:
    found = hierarchical(study(7)[0], Sampling(400, 100))
    assert any(word in sentence for sentence in report(found, language))


def test_diagnostics_know_a_drift_and_a_slow_chain() -> None:
    chance = np.random.default_rng(1)
    still = chance.normal(size=4000)
    slow = np.zeros(4000)
    for place in range(1, 4000):
        slow[place] = 0.9 * slow[place - 1] + still[place]
    assert split_rhat(still) < 1.01
    assert split_rhat(still + np.linspace(0, 3, 4000)) > 1.2
    assert effective_size(still) == pytest.approx(4000, rel=0.15)
    # An autoregression of 0.9 is worth (1 − 0.9)/(1 + 0.9) of its length.
    assert effective_size(slow) == pytest.approx(4000 / 19, rel=0.4)


def test_people_who_are_alike_are_seen_as_alike_under_a_prior_that_allows_it() -> None:
    chance = np.random.default_rng(8)
    attributes = chance.normal(size=(480, 3, 2))
    utility = attributes @ np.array([0.5, -0.5]) + chance.gumbel(size=(480, 3))
    choices = choices_of(attributes, utility.argmax(axis=1), ["a", "b"], person=np.repeat(np.arange(60), 8))
    wide, narrow = (
        hierarchical(choices, Sampling(800, 300, holdout=2, prior_variance=variance)) for variance in (1.0, 0.02)
    )
    assert (narrow.population_sd < 0.7 * wide.population_sd).all()
    assert wide.held is not None
    assert narrow.held is not None
    assert narrow.held.model.log_likelihood > wide.held.model.log_likelihood
