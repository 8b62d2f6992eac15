"""Which rule opens a case, and what the policy allows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feilun.interaction.cases.shapes import (
    CaseRule,
    DropOpening,
    Heard,
    HeardScore,
    Opening,
    PolicyClause,
    ScoreOpening,
    TopicOpening,
    WordsOpening,
)


@dataclass(frozen=True)
class Found:
    """What fits an opening, in words for the agent."""

    why: str
    score: HeardScore | None = None


@dataclass(frozen=True)
class Check:
    """One condition of a clause, what it asked for, what there was."""

    name: str
    is_met: bool
    asked: str
    found: str


@dataclass(frozen=True)
class Judged:
    """A clause held against a case: every condition with its outcome, so that a person sees why and why not."""

    clause: PolicyClause
    checks: Sequence[Check]

    @property
    def is_allowed(self) -> bool:
        return all(one.is_met for one in self.checks)


@dataclass(frozen=True)
class Spent:
    """What a clause has given already: to this customer within its days, and in this month in cents."""

    times: int = 0
    month: int = 0


def opened_by(rules: Sequence[CaseRule], heard: Heard) -> list[tuple[CaseRule, Found]]:
    """The first rule that opens a case, else the first that invites to refer: nobody gets both."""
    fitting = [(rule, found) for rule in rules if (found := fits(rule.opening, heard))]
    cases = [one for one in fitting if one[0].does == "case"][:1]
    return cases or [one for one in fitting if one[0].does == "refer"][:1]


def fits(opening: Opening, heard: Heard) -> Found | None:
    if opening.survey is not None and opening.survey != heard.survey:
        return None
    match opening:
        case ScoreOpening():
            return _by_score(opening, heard)
        case DropOpening():
            return _by_drop(opening, heard)
        case WordsOpening():
            return _by_words(opening.words, heard)
        case TopicOpening():
            return _by_topic(opening, heard)


def _by_score(opening: ScoreOpening, heard: Heard) -> Found | None:
    for one in heard.scores:
        is_meant = one.kind == opening.score and opening.question in ("", one.question)
        if is_meant and _is_within(one.value, opening.at_most, opening.at_least):
            return Found(f"{one.kind.upper()} {one.value:g}", one)
    return None


def _by_drop(opening: DropOpening, heard: Heard) -> Found | None:
    for one in heard.scores:
        before = heard.before.get(one.kind)
        if one.kind == opening.score and before is not None and before - one.value >= opening.by:
            return Found(f"{one.kind.upper()} {before:g} → {one.value:g}", one)
    return None


def _by_words(words: Sequence[str], heard: Heard) -> Found | None:
    for text in heard.texts:
        lowered = text.casefold()
        for word in words:
            if word.casefold() in lowered:
                return Found(f"“{word}”", heard.scores[0] if heard.scores else None)
    return None


def _by_topic(opening: TopicOpening, heard: Heard) -> Found | None:
    named = {name.casefold() for name in opening.names}
    for one in heard.aspects:
        if one.name.casefold() in named and opening.sentiment in ("", one.sentiment):
            return Found(one.name, heard.scores[0] if heard.scores else None)
    return None


def _is_within(value: float, at_most: float | None, at_least: float | None) -> bool:
    return (at_most is None or value <= at_most) and (at_least is None or value >= at_least)


def judged(
    clause: PolicyClause, heard: Heard, rule: str, traits: Mapping[str, Any], spent: Spent, has_customer: bool
) -> Judged:
    """Holds every condition of the clause against the case; limits too."""
    checks = [Check("customer", has_customer, "a known customer", "known" if has_customer else "nobody")]
    if clause.score:
        checks.append(_score_check(clause, heard))
    if clause.rules:
        checks.append(
            Check("rule", rule in {str(one) for one in clause.rules}, ", ".join(map(str, clause.rules)), rule)
        )
    if clause.words:
        found = _by_words(clause.words, heard)
        checks.append(Check("words", found is not None, ", ".join(clause.words), found.why if found else ""))
    if clause.topics:
        checks.append(_topic_check(clause, heard))
    if clause.trait:
        value = str(traits.get(clause.trait, ""))
        checks.append(Check("trait", value == clause.trait_is, f"{clause.trait} = {clause.trait_is}", value))
    return Judged(clause, [*checks, *_limit_checks(clause, spent)])


def _score_check(clause: PolicyClause, heard: Heard) -> Check:
    values = [one.value for one in heard.scores if one.kind == clause.score]
    is_met = any(_is_within(one, clause.at_most, clause.at_least) for one in values)
    low = "" if clause.at_least is None else f"{clause.at_least:g} ≤ "
    high = "" if clause.at_most is None else f" ≤ {clause.at_most:g}"
    return Check("score", is_met, f"{low}{clause.score}{high}", ", ".join(f"{one:g}" for one in values))


def _topic_check(clause: PolicyClause, heard: Heard) -> Check:
    named = {one.casefold() for one in clause.topics}
    bad = sorted({one.name for one in heard.aspects if one.sentiment == "negative"})
    return Check("topics", any(one.casefold() in named for one in bad), ", ".join(clause.topics), ", ".join(bad))


def _limit_checks(clause: PolicyClause, spent: Spent) -> list[Check]:
    limits, checks = clause.limits, []
    if limits.times:
        asked = f"≤ {limits.times} / {limits.days} d"
        checks.append(Check("times", spent.times < limits.times, asked, str(spent.times)))
    if limits.month_budget:
        wanted = spent.month + clause.remedy.amount
        checks.append(Check("budget", wanted <= limits.month_budget, f"≤ {limits.month_budget}", str(wanted)))
    return checks


def chosen(judgements: Sequence[Judged], who: str) -> Judged | None:
    """The first clause that is allowed and may be decided by `who`."""
    return next((one for one in judgements if one.is_allowed and one.clause.who == who), None)
