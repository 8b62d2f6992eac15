"""Do 95 % intervals hold the truth, how long does an estimate take, and how quick is the simulator?

    python bench/studies.py                                    # small, about two minutes
    python bench/studies.py --logits 1000 --chains 100 --draws 10000

Made-up people answer a designed conjoint study (three attributes, eight tasks of three and none) by tastes that are known.
Coverage is over utilities, part-worths, and many studies; the simulator is timed as a slider calls it: shares, change
against a baseline, cannibalisation. Beside it stands the same share of one person with plain numpy. The last line is JSON.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time
from typing import Any

from ingest import ROOT

sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "src"))

import msgspec
import numpy as np
from tests.studies.people import SPREAD, TRUTH, buyers, design, thermos
from threadpoolctl import threadpool_limits

from feilun.insight.studies import keeping, markets
from feilun.insight.studies.estimating import EstimateOrder, estimate
from feilun.insight.studies.results import EstimateResult, EstimateSettings
from feilun.insight.studies.shapes import StudyMarket, StudyModel, StudyPriceWish, StudyProduct, StudySimulationWish
from feilun.insight.studies.terms import ConjointTerms

PLAN = thermos()
MADE = design(PLAN)
TERMS = ConjointTerms(PLAN)


def coverage(model: StudyModel, studies: int, people: int, settings: EstimateSettings) -> dict[str, Any]:
    """Of studies in which people are alike (logit) or differ (all else)."""
    if studies < 2:
        return {"studies": 0}
    spread = None if model == "mnl" else SPREAD
    parts = np.concatenate([TERMS.part_matrix(one.code) for one in PLAN.attributes])
    truths = np.concatenate([TRUTH, parts @ TRUTH])
    inside, away = [], []
    started = time.process_time()
    for seed in range(studies):
        answers = buyers(PLAN, MADE, people, spread=spread, seed=10_000 + seed)
        found = estimate(EstimateOrder("conjoint", PLAN, model, settings, answers)).result
        rows = [*found.utilities, *[one for one in found.part_worths if one.attribute != "none"]]
        inside.append([(one.low or 0) <= truth <= (one.high or 0) for one, truth in zip(rows, truths, strict=True)])
        away.append(
            [((one.value or 0) - truth) / (one.standard_error or 1) for one, truth in zip(rows, truths, strict=True)]
        )
    seconds = (time.process_time() - started) / max(1, studies)
    held, z, number = np.array(inside), np.array(away), len(TRUTH)
    return {
        "studies": studies,
        "people": people,
        "utilities_covered": round(float(held[:, :number].mean()), 4),
        "part_worths_covered": round(float(held[:, number:].mean()), 4),
        # Of the mean over a study's intervals, which move together.
        "standard_error": round(float(held.mean(axis=1).std(ddof=1) / studies**0.5), 4),
        "mean_z": [round(float(one), 2) for one in z[:, :number].mean(axis=0)],
        "sd_z": round(float(z[:, :number].std(axis=0).mean()), 3),
        "cpu_seconds_each": round(seconds, 2),
    }


def simulator(people: int, draws: int, calls: int) -> dict[str, Any]:
    """Milliseconds of a simulation and of a price search, over draws as an estimate keeps them."""
    chance = np.random.default_rng(1)
    own = TRUTH + SPREAD * chance.standard_normal((people, 1, len(TRUTH)))
    betas = (own + 0.2 * np.abs(TRUTH) * chance.standard_normal((people, draws, len(TRUTH)))).astype(np.float32)
    stored = keeping.to_bytes(keeping.Kept(tuple(TERMS.names), betas, np.ones(people)))
    utilities = keeping.from_bytes(stored).utilities
    row = {"id": "00000000-0000-0000-0000-000000000001", "model": "hb", "plan": msgspec.to_builtins(PLAN)}
    took: dict[str, list[float]] = {"simulation": [], "price": []}
    worked = time.process_time()
    for call in range(calls):
        market = _market(80 + call % 100)
        started = time.perf_counter()
        markets.simulated(row, utilities, StudySimulationWish(market=market, baseline=_market(99)), "en")
        took["simulation"].append(time.perf_counter() - started)
    worked = (time.process_time() - worked) / calls
    for call in range(max(3, calls // 10)):
        started = time.perf_counter()
        markets.priced(row, utilities, StudyPriceWish(market=_market(80 + call), product="Ours"), "en")
        took["price"].append(time.perf_counter() - started)
    figures = {
        f"{name}_{key}_ms": round(1000 * value, 1)
        for name, times in took.items()
        for key, value in (("p50", statistics.median(times)), ("p95", sorted(times)[int(0.95 * (len(times) - 1))]))
    }
    return {
        "people": people,
        "draws": utilities.draws,
        "blob_bytes": len(stored),
        **figures,
        "bare_ms": _bare(utilities),
    }


def _bare(utilities: Any) -> float:
    """The same market once with plain numpy: no intervals, no baseline, no cannibalisation."""
    started = time.perf_counter()
    rows = np.array([[0, 0, 1, 0, 99.0], [1, 0, 1, 0, 99.0], [0, 1, 0, 1, 149.0]])
    utility = np.concatenate([utilities.betas[..., :-1] @ rows.T, utilities.betas[..., -1:]], axis=-1)
    odds = np.exp(utility - utility.max(axis=-1, keepdims=True))
    (odds / odds.sum(axis=-1, keepdims=True)).mean(axis=(0, 1))
    return round(1000 * (time.perf_counter() - started), 1)


def _market(price: float) -> StudyMarket:
    ours = StudyProduct(name="Ours", levels={"brand": "own", "size": "ml500", "price": price}, is_own=True, cost=40)
    large = StudyProduct(
        name="Ours, large", levels={"brand": "own", "size": "ml750", "price": "p149"}, is_own=True, cost=55
    )
    rivals = [
        StudyProduct(name="Acme", levels={"brand": "acme", "size": "ml500", "price": "p99"}),
        StudyProduct(name="Nord", levels={"brand": "nord", "size": "ml350", "price": "p59"}),
    ]
    return StudyMarket(products=[ours, large, *rivals])


def estimates(people: int, draws: int) -> dict[str, Any]:
    """CPU seconds of each model on one study, and of reading what HB says of held-out tasks."""
    answers = buyers(PLAN, MADE, people, spread=SPREAD, seed=3)
    found: dict[str, Any] = {"people": people}
    wishes: tuple[tuple[StudyModel, EstimateSettings], ...] = (
        ("mnl", EstimateSettings()),
        ("mixed-logit", EstimateSettings(starts=1)),
        ("hb", EstimateSettings(draws=draws)),
    )
    for model, settings in wishes:
        started = time.process_time()
        result: EstimateResult = estimate(EstimateOrder("conjoint", PLAN, model, settings, answers)).result
        found[f"{model}_cpu_seconds"] = round(time.process_time() - started, 2)
        if result.held_out:
            found["held_out"] = {
                name: round(getattr(result.held_out, name), 3) for name in ("hit", "mnl_hit", "chance_hit")
            }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--logits", type=int, default=100, help="studies of the multinomial logit")
    parser.add_argument("--mixed", type=int, default=20, help="studies of the mixed logit")
    parser.add_argument("--chains", type=int, default=4, help="studies of hierarchical Bayes")
    parser.add_argument("--draws", type=int, default=2000, help="draws of each chain")
    parser.add_argument("--people", type=int, default=200, help="people of each study")
    parser.add_argument("--simulated", type=int, default=500, help="people of the market")
    parser.add_argument("--calls", type=int, default=60, help="moves of a slider")
    wanted = parser.parse_args()
    chain = EstimateSettings(draws=wanted.draws, holdout=0, twice=False)
    found = {
        "mnl": coverage("mnl", wanted.logits, wanted.people, EstimateSettings()),
        "mixed_logit": coverage("mixed-logit", wanted.mixed, wanted.people, EstimateSettings(draws=200, starts=1)),
        "hb": coverage("hb", wanted.chains, wanted.people, chain) | {"draws": wanted.draws},
        "estimates": estimates(wanted.people, wanted.draws),
        "simulator": simulator(wanted.simulated, 400, wanted.calls),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    # As in the process that estimates.
    with threadpool_limits(1):
        main()
