"""Whether a person may be asked once more: the rules alone."""

from datetime import UTC, datetime, timedelta

import pytest

from feilun.delivery.pressure import Policy, Repeat
from feilun.delivery.pressure.rules import Past, decided, is_held_out, reminded

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
FREE = Policy(rest_days=0, most=0)


def days_ago(days: float, state: str = "asked", subject: str = "nps", is_reminder: bool = False) -> Past:
    return Past("survey", subject, state, NOW - timedelta(days=days), is_reminder)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("past", "repeat", "rule"),
    [
        ([], Repeat("once"), ""),
        ([days_ago(900)], Repeat("once"), "once"),
        ([days_ago(900, "volunteered")], Repeat("once"), "once"),
        ([days_ago(1, "released")], Repeat("once"), ""),
        ([days_ago(1, subject="csat")], Repeat("once"), ""),
        ([days_ago(31)], Repeat("until_answered", 30), ""),
        ([days_ago(29.9)], Repeat("until_answered", 30), "too_soon"),
        ([days_ago(99, "answered")], Repeat("until_answered", 30), "answered"),
        ([days_ago(99, "volunteered")], Repeat("until_answered", 30), "answered"),
        ([days_ago(31, "answered")], Repeat("every", 30), ""),
        ([days_ago(29, "answered")], Repeat("every", 30), "too_soon"),
        ([days_ago(99), days_ago(60)], Repeat("times", 30, 3), ""),
        ([days_ago(99), days_ago(60), days_ago(31)], Repeat("times", 30, 3), "times"),
        ([days_ago(900, "held")], Repeat("every", 1), "hold_out"),
    ],
)
def test_the_rule_of_a_subject(past: list[Past], repeat: Repeat, rule: str) -> None:
    verdict = decided(past, "survey", "nps", repeat, FREE, NOW)
    assert (verdict.may, verdict.rule) == (not rule, rule)
    assert bool(verdict.reason) is bool(rule)


@pytest.mark.parametrize(
    ("past", "policy", "rule"),
    [
        ([days_ago(6, subject="csat")], Policy(rest_days=7, most=0), "rest"),
        ([days_ago(7, subject="csat")], Policy(rest_days=7, most=0), ""),
        ([days_ago(6, "volunteered", "csat")], Policy(rest_days=7, most=0), ""),
        ([days_ago(n, subject=f"s{n}") for n in (10, 20)], Policy(rest_days=0, most=2, period_days=30), "period"),
        ([days_ago(n, subject=f"s{n}") for n in (10, 31)], Policy(rest_days=0, most=2, period_days=30), ""),
    ],
)
def test_the_rules_over_all_subjects(past: list[Past], policy: Policy, rule: str) -> None:
    assert decided(past, "survey", "nps", Repeat("once"), policy, NOW).rule == rule


def test_a_refusal_says_when_it_will_be_otherwise() -> None:
    past = [days_ago(n, subject=f"s{n}") for n in (10, 20, 25)]
    verdict = decided(past, "survey", "nps", Repeat("once"), Policy(rest_days=0, most=2, period_days=30), NOW)
    assert verdict.again_at == NOW + timedelta(days=10)
    later = decided(
        past, "survey", "nps", Repeat("once"), Policy(rest_days=0, most=2, period_days=30), NOW + timedelta(days=10)
    )
    assert later.may


@pytest.mark.parametrize(
    ("past", "policy", "rule"),
    [
        ([], FREE, "never_asked"),
        ([days_ago(3)], FREE, ""),
        ([days_ago(3, "answered")], FREE, "answered"),
        ([days_ago(3), days_ago(2, "volunteered")], FREE, "answered"),
        ([days_ago(3, "released")], FREE, "never_asked"),
        ([days_ago(3), days_ago(1, subject="csat")], Policy(rest_days=7), ""),
        ([days_ago(3), days_ago(1, subject="csat")], Policy(rest_days=7, reminders_exempt=False), "rest"),
        ([days_ago(3)], Policy(rest_days=7, reminders_exempt=False), ""),
        ([days_ago(3), days_ago(2)], Policy(rest_days=0, most=2, reminders_exempt=False), "period"),
    ],
)
def test_a_reminder_goes_to_who_owes_an_answer(past: list[Past], policy: Policy, rule: str) -> None:
    assert reminded(past, "survey", "nps", policy, NOW).rule == rule


def test_the_share_left_in_peace_is_as_large_as_asked_and_always_the_same() -> None:
    people = [f"p{n}" for n in range(20_000)]
    held = [one for one in people if is_held_out("w", "survey", "nps", one, 0.1)]
    assert 0.09 < len(held) / len(people) < 0.11
    assert held == [one for one in people if is_held_out("w", "survey", "nps", one, 0.1)]
    assert set(held) <= {one for one in people if is_held_out("w", "survey", "nps", one, 0.2)}
    assert not [one for one in people if is_held_out("w", "survey", "nps", one, 0.0)]
