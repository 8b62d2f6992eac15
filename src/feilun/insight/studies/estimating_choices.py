"""Estimates of a conjoint study: multinomial logit, mixed logit, hierarchical Bayes. Pure."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight import research
from feilun.insight.research import (
    Choices,
    Draws,
    Estimates,
    MarketReport,
    MarketWarning,
    Posterior,
    Sampling,
    Watch,
    report,
    terms_of,
)
from feilun.insight.studies import describing, wording
from feilun.insight.studies.answers import Answers, Read, read
from feilun.insight.studies.describing import Spread
from feilun.insight.studies.fitness import broad, chance_of, quality_of
from feilun.insight.studies.keeping import MOST_DRAWS, Kept, to_bytes
from feilun.insight.studies.results import EstimateQuality, EstimateResult, EstimateSettings, PartWorth
from feilun.insight.studies.shapes import StudyModel, StudyPlan
from feilun.insight.studies.terms import NONE, ConjointTerms, said
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
WANTED_PEOPLE = 100
_NEAR_CHANCE = 0.1
_APART = 0.5
# People drawn from a mixed logit's population, and draws of the population they are drawn from.
_MADE_UP, _POPULATIONS = 200, 200
# By how much tastes vary, in utility over half a range or for a level: bounds, and what is taken where nothing is known.
_LEAST_SPREAD, _USUAL, _MOST_SPREAD = 0.2, 0.6, 3.0
_QUICK_DRAWS = 100
Found = tuple[EstimateResult, int, int, bytes | None]


def conjoint(plan: StudyPlan, model: StudyModel, settings: EstimateSettings, answers: Answers, watch: Watch) -> Found:
    """The result, people, tasks, and draws where a market can be simulated. Raises Invalid, Cancelled."""
    terms = ConjointTerms(plan)
    seen = read("conjoint", plan, answers)
    watch.tell(0.02)
    maker = {"mnl": _mnl, "mixed-logit": _mixed, "hb": _hb}[model]
    result, kept = maker(terms, seen.choices, settings, watch)
    people, tasks = len(seen.choices.people), len(seen.choices.chosen)
    result.left_out = seen.left_out
    result.warnings = [*warnings_of(seen, people, result.quality), *result.warnings]
    if kept is None or not np.isfinite(kept.betas).all():
        lost = [said(one.label, "en", one.name) for one in result.utilities if one.value is None]
        result.warnings.insert(0, wording.warning("unidentified", names=", ".join(lost[:8])))
        return result, people, tasks, None
    return result, people, tasks, to_bytes(kept)


def warnings_of(seen: Read, people: int, quality: EstimateQuality | None) -> list[MarketWarning]:
    """What is wrong with the answers, whatever the model."""
    found = []
    if people < WANTED_PEOPLE:
        found.append(wording.warning("few_answers", base=people, wanted=WANTED_PEOPLE))
    if quality and quality.guessing > _NEAR_CHANCE:
        share = wording.percent(quality.guessing)
        found.append(wording.warning("near_chance", number=quality.suspects, people=people, share=share))
    if seen.left_out:
        found.append(wording.warning("plan_differs", number=seen.left_out))
    if seen.straight_lines:
        found.append(wording.warning("straight_lines", number=seen.straight_lines))
    if seen.fast:
        found.append(wording.warning("fast", number=seen.fast))
    return found


def _mnl(
    terms: ConjointTerms, choices: Choices, settings: EstimateSettings, watch: Watch
) -> tuple[EstimateResult, Kept | None]:
    found = research.mnl(choices)
    spread = Spread.of_logit(found, len(terms.names))
    draws = describing.normal_draws(spread, seed=settings.seed) if np.isfinite(spread.mean).all() else None
    kept = None if draws is None else Kept(tuple(terms.names), draws[None].astype(np.float32), np.ones(1))
    result = _logit_result(terms, choices, found, spread, kept, draws)
    result.warnings.append(wording.warning("one_taste"))
    return result, kept


def _mixed(
    terms: ConjointTerms, choices: Choices, settings: EstimateSettings, watch: Watch
) -> tuple[EstimateResult, Kept | None]:
    random = terms_of(choices.names, dict.fromkeys(choices.names, "normal"), is_correlated=settings.is_correlated)
    draws = Draws(settings.draws or 500, "sobol", settings.seed)
    found = research.mixed_logit(choices, random, draws, starts=settings.starts, watch=_part(watch, 0.02, 0.95))
    spread = Spread.of_logit(found, len(terms.names))
    generator = np.random.default_rng(settings.seed)
    theta = describing.normal_draws(Spread(np.asarray(found.values), found.covariance), _POPULATIONS, settings.seed)
    normal = generator.standard_normal((_MADE_UP, _POPULATIONS, len(terms.names)))
    factors = np.array([random.factor(one) for one in theta])
    betas = theta[None, :, : len(terms.names)] + np.einsum("rkl,prl->prk", factors, normal)
    kept = Kept(tuple(terms.names), betas.astype(np.float32), np.ones(_MADE_UP))
    result = _logit_result(terms, choices, found, spread, kept, theta[:, : len(terms.names)])
    by_name = {one["name"]: one for one in found.facts["population"]}
    for one in result.utilities:
        one.population_sd = by_name.get(one.name, {}).get("sd")
    return result, kept


def _logit_result(
    terms: ConjointTerms, choices: Choices, found: Estimates, spread: Spread, kept: Kept | None, draws: Floats | None
) -> EstimateResult:
    worth, is_disliked = describing.willingness_in(terms, draws) if draws is not None else ([], True)
    names = {one: terms.names_in(one) for one in wording.LANGUAGES}
    warnings = describing.warned_in_words(found.warnings, names)
    if not is_disliked:
        warnings.append(wording.warning("price_liked"))
    result = EstimateResult(
        model=found.model,
        utilities=describing.utilities_in(terms, spread),
        part_worths=describing.part_worths(terms, spread),
        importances=describing.importances_in(terms, kept.utilities) if kept else [],
        willingness=worth,
        fit=describing.fit_of(found),
        quality=quality_of(choices, spread.mean, broad(choices)),
        warnings=warnings,
    )
    for language in wording.LANGUAGES:
        result.report[language] = _report(terms, result, report(_renamed(found, names[language]), language), language)
    return result


def _renamed(found: Estimates, names: dict[str, str]) -> Estimates:
    """With words in the place of codes."""
    facts = dict(found.facts)
    if "population" in facts:
        facts["population"] = [{**one, "name": names.get(one["name"], one["name"])} for one in facts["population"]]
    return replace(found, names=tuple(names.get(one, one) for one in found.names), facts=facts)


def _hb(
    terms: ConjointTerms, choices: Choices, settings: EstimateSettings, watch: Watch
) -> tuple[EstimateResult, Kept | None]:
    found, differs = chains(choices, settings, watch, _units(terms, choices))
    spread = Spread.of_posterior(found)
    kept = kept_of(found)
    names = {one: terms.names_in(one) for one in wording.LANGUAGES}
    worth, is_disliked = describing.willingness_in(terms, found.mean_draws)
    warnings = [*describing.warned_in_words(found.warnings, names), *seeds_warning(differs, names)]
    if not is_disliked:
        warnings.append(wording.warning("price_liked"))
    result = EstimateResult(
        model="hb",
        utilities=describing.utilities_in(terms, spread, _chain_figures(found)),
        part_worths=describing.part_worths(terms, spread),
        importances=describing.importances_in(terms, kept.utilities),
        willingness=worth,
        fit=describing.fit_of_posterior(found),
        chain=describing.chain_of(found),
        held_out=describing.held_out_of(found, chance_of(choices)),
        quality=quality_of(choices, found.mean, found.covariance_draws.mean(axis=0)),
        warnings=warnings,
    )
    for language in wording.LANGUAGES:
        renamed = replace(found, names=tuple(names[language].get(one, one) for one in found.names))
        sentences = [*report(renamed, language), *_thinned(found, kept, language)]
        result.report[language] = _report(terms, result, sentences, language)
    return result, kept


def _thinned(found: Posterior, kept: Kept, language: str) -> list[str]:
    """How many draws the simulator works with; it loses little by it, so this is no warning."""
    drawn, left = int(found.facts["draws"]) - int(found.facts["burn_in"]), min(len(kept.utilities.betas[0]), MOST_DRAWS)
    return [wording.say(language, "draws_thinned", kept=left, all=drawn)] if left < drawn else []


def _units(terms: ConjointTerms, choices: Choices) -> Floats:
    """(parameters,): what columns are divided by, so that tastes vary by about 1 in each.

    The prior lets all tastes vary by the same, worth parameters + 3 people. For one yuan of a price that would be far too
    much, and it would bias what the few tasks of a person cannot correct; so a quick mixed logit says by how much.
    """
    ranges = np.ones(len(terms.names))
    for attribute in terms.attributes:
        if attribute.coding == "linear":
            values = [float(one) for one in attribute.levels if not isinstance(one, str)]
            ranges[terms.names.index(attribute.name)] = (max(values) - min(values)) / 2
    scaled = replace(choices, attributes=choices.attributes / ranges)
    random = terms_of(choices.names, dict.fromkeys(choices.names, "normal"))
    try:
        quick = research.mixed_logit(scaled, random, Draws(_QUICK_DRAWS))
        spread = np.abs(np.asarray(quick.values)[len(terms.names) :])
    except (Invalid, np.linalg.LinAlgError):
        spread = np.full(len(terms.names), _USUAL)
    spread = np.clip(np.nan_to_num(spread, nan=_USUAL), _LEAST_SPREAD, _MOST_SPREAD)
    found: Floats = ranges / spread
    return found


def chains(
    choices: Choices, settings: EstimateSettings, watch: Watch, units: Floats | None = None
) -> tuple[Posterior, dict[str, float]]:
    """The posterior, and by how many standard errors a second chain of half the length puts a mean elsewhere.

    Columns are multiplied so that tastes vary by about 1 in `units`, and utilities are given back as they were asked for.
    """
    units = np.ones(len(choices.names)) if units is None else units
    choices = replace(choices, attributes=choices.attributes / units)
    draws = settings.draws or 10_000
    burn_in = settings.burn_in if settings.burn_in is not None else draws // 2
    sampling = Sampling(
        draws, burn_in, settings.seed, settings.prior_variance, settings.prior_freedom, settings.holdout
    )
    share = 0.75 if settings.twice else 0.96
    found = research.hierarchical(choices, sampling, watch=_part(watch, 0.02, share))
    if not settings.twice or draws < 400:
        return _in_units(found, units), {}
    half = replace(sampling, draws=draws // 2, burn_in=min(burn_in, draws // 4), seed=settings.seed + 1000, holdout=0)
    other = research.hierarchical(choices, half, watch=_part(watch, share, 0.96))
    away = np.abs(found.mean - other.mean) / found.mean_draws.std(axis=0, ddof=1)
    differs = {name: float(one) for name, one in zip(found.names, away, strict=True) if one > _APART}
    return _in_units(found, units), differs


def _in_units(found: Posterior, units: Floats) -> Posterior:
    return replace(
        found,
        mean_draws=found.mean_draws / units,
        covariance_draws=found.covariance_draws / np.outer(units, units),
        draws=(found.draws / units).astype(np.float32),
        individual=found.individual / units,
    )


def seeds_warning(differs: dict[str, float], names: dict[str, dict[str, str]]) -> list[MarketWarning]:
    if not differs:
        return []
    most = f"{max(differs.values()):.1f}"
    found = {
        language: wording.say(
            language,
            "seeds_differ",
            names=wording.joined(language, [names[language].get(one, one) for one in differs]),
            most=most,
        )
        for language in wording.LANGUAGES
    }
    return [MarketWarning(code="seeds_differ", words=found)]


def kept_of(found: Posterior) -> Kept:
    people = len(found.people)
    return Kept(
        tuple(found.names),
        found.draws.transpose(1, 0, 2),
        np.ones(people),
        tuple(found.people),
        found.individual.astype(np.float32),
    )


def _chain_figures(found: Posterior) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "population_sd": describing.number(found.population_sd[place]),
            "rhat": describing.number(found.rhat[place]),
            "effective_draws": describing.number(found.effective[place]),
        }
        for place, name in enumerate(found.names)
    }


def _report(terms: ConjointTerms, result: EstimateResult, sentences: list[str], language: str) -> MarketReport:
    """What is liked, what it is worth, how sure it is, what to do."""
    best = [one for code in terms.by_code if (one := _best(result, code)) is not None]
    says = [
        wording.say(
            language,
            "best_levels",
            names=wording.joined(language, [said(one.label, language, one.level) for one in best]),
        )
    ]
    top = max(result.importances, key=lambda one: one.importance or 0.0, default=None)
    if top is not None and top.importance is not None:
        says.append(
            wording.say(
                language,
                "most_important",
                name=said(top.label, language, top.attribute),
                share=wording.percent(top.importance),
            )
        )
    says += _money(terms, result, language)
    levels = [
        one for one in result.part_worths if one.attribute != NONE and one.low is not None and one.high is not None
    ]
    beyond = sum((one.low or 0.0) * (one.high or 0.0) > 0 for one in levels)
    sure = [wording.say(language, "sure_parts", sure=beyond, all=len(levels)), *sentences]
    if result.quality:
        facts = {"mean": wording.figure(result.quality.mean), "chance": wording.figure(result.quality.chance)}
        sure.append(wording.say(language, "quality_says", share=wording.percent(result.quality.guessing), **facts))
    return wording.report_of(language, says, sure, [wording.say(language, "do_simulate")], [])


def _best(result: EstimateResult, attribute: str) -> PartWorth | None:
    rows = [one for one in result.part_worths if one.attribute == attribute and one.value is not None]
    return max(rows, key=lambda one: one.value or 0.0, default=None)


def _money(terms: ConjointTerms, result: EstimateResult, language: str) -> list[str]:
    """The three levels worth most against the first of their attribute."""
    rows = sorted((one for one in result.willingness if one.level), key=lambda one: -abs(one.value or 0.0))
    found = []
    for one in rows[:3]:
        attribute = terms.by_code[one.attribute]
        first = attribute.levels[0]
        # Less by so much, where that is sure; an interval round zero keeps its signs.
        is_less = one.high is not None and one.high < 0
        sign = -1.0 if is_less else 1.0
        ends = sorted(sign * (end or 0.0) for end in (one.low, one.high))
        value, low, high = (_amount(terms, figure) for figure in (sign * (one.value or 0.0), *ends))
        found.append(
            wording.say(
                language, "worth_less" if is_less else "worth", name=said(one.label, language, one.name),
                first=said(first.label, language, first.code), value=value, low=low, high=high,
            )
        )  # fmt: skip
    return found


def _amount(terms: ConjointTerms, value: float) -> str:
    return f"{terms.plan.currency} {wording.figure(value)}".strip()


def _part(watch: Watch, first: float, last: float) -> Watch:
    """A part of the work told as a share of the whole."""
    return replace(watch, progress=lambda share: watch.progress(first + (last - first) * share))
