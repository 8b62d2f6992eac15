"""Estimates of a MaxDiff study: counts and logit of best and worst, or hierarchical Bayes. Pure."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from feilun.insight import research
from feilun.insight.research import MarketReport, MaxDiff, Watch, report
from feilun.insight.studies import describing, wording
from feilun.insight.studies.answers import Answers, best_worst, read
from feilun.insight.studies.describing import Spread
from feilun.insight.studies.estimating_choices import Found, chains, kept_of, seeds_warning, warnings_of
from feilun.insight.studies.fitness import broad, chance_of, quality_of
from feilun.insight.studies.keeping import to_bytes
from feilun.insight.studies.results import EstimateResult, EstimateSettings, ItemWorth
from feilun.insight.studies.shapes import StudyModel, StudyPlan
from feilun.insight.studies.terms import item_words, said

Floats = NDArray[np.float64]


def maxdiff_of(plan: StudyPlan, model: StudyModel, settings: EstimateSettings, answers: Answers, watch: Watch) -> Found:
    """The result, people, sets, and draws of everybody after HB. Raises Invalid, Cancelled."""
    seen = read("maxdiff", plan, answers)
    found = research.maxdiff(best_worst(plan, answers)[0])
    watch.tell(0.05)
    people, tasks = len(seen.choices.people), len(seen.choices.chosen)
    names = {
        language: {one.code: said(item_words(one, plan), language, one.code) for one in plan.items}
        for language in wording.LANGUAGES
    }
    spread = Spread.of_logit(replace(found.estimates, people=people), len(seen.choices.names))
    result = EstimateResult(model="maxdiff", fit=describing.fit_of(found.estimates))
    result.warnings = describing.warned_in_words(found.estimates.warnings, names)
    draws = describing.normal_draws(spread, seed=settings.seed) if np.isfinite(spread.mean).all() else None
    result.items = _rows(plan, found, spread, None if draws is None else draws[:, None])
    result.quality = quality_of(seen.choices, spread.mean, broad(seen.choices))
    kept = None
    if model == "hb":
        posterior, differs = chains(seen.choices, settings, watch)
        kept = kept_of(posterior)
        result.model = "hb"
        result.items = _rows(plan, found, Spread.of_posterior(posterior), kept.utilities.betas.transpose(1, 0, 2))
        result.fit = describing.fit_of_posterior(posterior)
        result.chain = describing.chain_of(posterior)
        result.held_out = describing.held_out_of(posterior, chance_of(seen.choices))
        result.quality = quality_of(seen.choices, posterior.mean, posterior.covariance_draws.mean(axis=0))
        result.warnings = [*describing.warned_in_words(posterior.warnings, names), *seeds_warning(differs, names)]
    result.left_out = seen.left_out
    result.warnings = [*warnings_of(seen, people, result.quality), *result.warnings]
    result.report = {one: _report(result, found, names[one], one) for one in wording.LANGUAGES}
    return result, people, tasks, None if kept is None else to_bytes(kept)


def _rows(plan: StudyPlan, found: MaxDiff, spread: Spread, draws: Floats | None) -> list[ItemWorth]:
    """Utilities add up to 0 over items; `draws` (draws, people, items but the last) give the interval of shares."""
    number = len(plan.items)
    unit = np.vstack([np.eye(number - 1), np.zeros((1, number - 1))])
    values, errors, _, _ = spread.of(unit - unit.mean(axis=0))
    shares, low, high = np.full((3, number), np.nan)
    if draws is not None:
        odds = np.exp(np.concatenate([draws, np.zeros((*draws.shape[:-1], 1))], axis=-1))
        each = (odds / odds.sum(axis=-1, keepdims=True)).mean(axis=1)
        shares, (low, high) = each.mean(axis=0), np.quantile(each, (0.025, 0.975), axis=0)
    counts = {one.item: one for one in found.counts}
    return [
        ItemWorth(
            item=one.code,
            label=item_words(one, plan),
            value=describing.number(values[place]),
            standard_error=describing.number(errors[place]),
            share=describing.number(shares[place]),
            low=describing.number(low[place]),
            high=describing.number(high[place]),
            shown=counts[one.code].shown,
            best=counts[one.code].best,
            worst=counts[one.code].worst,
            score=describing.number(counts[one.code].score),
        )
        for place, one in enumerate(plan.items)
    ]


def _report(result: EstimateResult, found: MaxDiff, names: dict[str, str], language: str) -> MarketReport:
    renamed_estimates = replace(found.estimates, names=tuple(names[one] for one in found.estimates.names))
    renamed = replace(found, items=tuple(names[one] for one in found.items), estimates=renamed_estimates)
    order = sorted(result.items, key=lambda one: -(one.share if one.share is not None else one.score or 0.0))
    named = [said(one.label, language, one.item) for one in order]
    does = [wording.say(language, "do_items", names=wording.joined(language, named[:3]), last=named[-1])]
    sentences = report(renamed, language)
    return wording.report_of(language, sentences[1:], sentences[:1], does, [])
