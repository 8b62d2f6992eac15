"""Which rule opens a case, and what a clause allows: the rules alone."""

from typing import Any

import msgspec
import pytest

from feilun.interaction.cases.hearing import scores_of, texts_of
from feilun.interaction.cases.rules import Spent, fits, judged, opened_by
from feilun.interaction.cases.shapes import CaseRule, Heard, HeardAspect, HeardScore, Opening, PolicyClause


def opening(**parts: Any) -> Opening:
    return msgspec.convert(parts, Opening)


def heard(value: float = 3, **parts: Any) -> Heard:
    return Heard(scores=[HeardScore(question="q1", kind="nps", value=value)], **parts)


@pytest.mark.parametrize(
    ("wanted", "what", "fits_it"),
    [
        ({"kind": "score", "score": "nps", "at_most": 6}, heard(6), True),
        ({"kind": "score", "score": "nps", "at_most": 6}, heard(6.5), False),
        ({"kind": "score", "score": "nps", "at_least": 9}, heard(9), True),
        ({"kind": "score", "score": "csat", "at_most": 6}, heard(3), False),
        ({"kind": "score", "score": "nps", "at_most": 6, "question": "q2"}, heard(3), False),
        ({"kind": "drop", "score": "nps", "by": 3}, heard(6, before={"nps": 9}), True),
        ({"kind": "drop", "score": "nps", "by": 3}, heard(7, before={"nps": 9}), False),
        ({"kind": "drop", "score": "nps", "by": 3}, heard(1), False),
        ({"kind": "words", "words": ["Lawyer"]}, heard(9, texts=["my LAWYER will call"]), True),
        ({"kind": "words", "words": ["律师"]}, heard(9, texts=["我要找律师"]), True),
        ({"kind": "words", "words": ["lawyer"]}, heard(9, texts=["fine"]), False),
        ({"kind": "topic", "names": ["Delivery"]}, heard(9, aspects=[HeardAspect(name="delivery", sentiment="negative")]), True),
        ({"kind": "topic", "names": ["delivery"]}, heard(9, aspects=[HeardAspect(name="delivery", sentiment="positive")]), False),
        ({"kind": "topic", "names": ["delivery"], "sentiment": ""}, heard(9, aspects=[HeardAspect(name="delivery", sentiment="positive")]), True),
    ],
)  # fmt: skip
def test_what_opens_a_case(wanted: dict[str, Any], what: Heard, fits_it: bool) -> None:
    found = fits(opening(**wanted), what)
    assert (found is not None) is fits_it
    assert found is None or found.why


def test_the_first_rule_that_fits_opens_the_case_and_nobody_is_let_down_and_invited_at_once() -> None:
    low = CaseRule(name="low", opening=opening(kind="score", score="nps", at_most=6))
    very_low = CaseRule(name="very low", opening=opening(kind="score", score="nps", at_most=2))
    high = CaseRule(name="high", does="refer", opening=opening(kind="score", score="nps", at_least=9))
    rude = CaseRule(name="rude", opening=opening(kind="words", words=["awful"]))
    rules = [very_low, low, high, rude]
    assert [rule.name for rule, _ in opened_by(rules, heard(1))] == ["very low"]
    assert [rule.name for rule, _ in opened_by(rules, heard(5))] == ["low"]
    assert [rule.name for rule, _ in opened_by(rules, heard(10))] == ["high"]
    assert [rule.name for rule, _ in opened_by(rules, heard(10, texts=["awful queue"]))] == ["rude"]
    assert opened_by(rules, heard(8)) == []


@pytest.mark.parametrize(
    ("parts", "spent", "has_customer", "unmet"),
    [
        ({}, Spent(), True, []),
        ({}, Spent(), False, ["customer"]),
        ({"score": "nps", "at_most": 4}, Spent(), True, []),
        ({"score": "nps", "at_most": 2}, Spent(), True, ["score"]),
        ({"words": ["late"]}, Spent(), True, []),
        ({"words": ["rude"]}, Spent(), True, ["words"]),
        ({"topics": ["delivery"]}, Spent(), True, []),
        ({"topics": ["price"]}, Spent(), True, ["topics"]),
        ({"trait": "tier", "trait_is": "gold"}, Spent(), True, []),
        ({"trait": "tier", "trait_is": "black"}, Spent(), True, ["trait"]),
        ({"limits": {"times": 1}}, Spent(times=1), True, ["times"]),
        ({"limits": {"times": 0}}, Spent(times=9), True, []),
        ({"limits": {"month_budget": 100}, "remedy": {"amount": 60}}, Spent(month=40), True, []),
        ({"limits": {"month_budget": 100}, "remedy": {"amount": 60}}, Spent(month=41), True, ["budget"]),
    ],
)
def test_every_condition_of_a_clause_is_held_and_named(
    parts: dict[str, Any], spent: Spent, has_customer: bool, unmet: list[str]
) -> None:
    clause = msgspec.convert({"id": "c", "title": "c"} | parts, PolicyClause)
    aspects = [HeardAspect(name="delivery", sentiment="negative"), HeardAspect(name="price", sentiment="positive")]
    what = heard(3, texts=["much too late"], aspects=aspects)
    found = judged(clause, what, "", {"tier": "gold"}, spent, has_customer)
    assert [one.name for one in found.checks if not one.is_met] == unmet
    assert found.is_allowed is not bool(unmet)


def test_a_fact_of_another_shape_holds_up_nobody() -> None:
    assert scores_of([]) == [] and scores_of(None) == [] and scores_of({"score": 9}) == []
    assert texts_of({"kinds": [], "answers": None}) == []
    told = {"kinds": {"why": "text"}, "answers": {"why": "late"}}
    assert [one.value for one in scores_of({"q": {"kind": "nps", "value": 3}})] == [3.0] and texts_of(told) == ["late"]
