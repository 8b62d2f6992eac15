"""What may be published; clocks; sides. Tables of the pure rules."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from tests.journeys.walking import END, WELCOME, email, graph, wait

from feilun.conversion.journeys.graph import read_graph, written
from feilun.conversion.journeys.rules import Outside, compiled, is_held_out, next_time, problems

AUDIENCE = UUID("01890000-0000-7000-8000-000000000001")


def found(value: dict[str, Any]) -> list[tuple[str | None, str]]:
    def template(text: str) -> str | None:
        return "broken" if "{%" in text else None

    outside = Outside({AUDIENCE}, lambda rule: None if "trait" in rule else "unknown rule", template)
    return [(one.step, one.code) for one in problems(read_graph(value), outside)]


def condition(yes: str | None, no: str | None, rule: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"id": "c", "kind": "condition", "rule": rule or {"trait": "city"}, "yes": yes, "no": no}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (WELCOME, []),
        ({}, [(None, "no_audience"), (None, "no_steps")]),
        ({**WELCOME, "entry": {"kind": "audience", "audience": str(AUDIENCE)}}, []),
        ({**WELCOME, "entry": {"kind": "audience", "audience": str(uuid4())}}, [(None, "unknown_audience")]),
        ({**WELCOME, "entry": {"kind": "event"}}, [(None, "no_event")]),
        ({**WELCOME, "exit": {"audience_left": True}}, [(None, "wrong_exit")]),
        ({**WELCOME, "holdout_percent": 95}, [(None, "wrong_holdout")]),
        ({**WELCOME, "goal": {"event": ""}}, [(None, "no_goal")]),
        ({**WELCOME, "quiet": {"from": "9pm", "to": "09:00"}}, [(None, "wrong_quiet")]),
        ({**WELCOME, "first": "nowhere"}, [(None, "no_first")]),
        (graph(email(subject=" "), END), [("mail", "no_subject")]),
        (graph(email(text=""), END), [("mail", "no_text")]),
        (graph(email(text="{% if %}"), END), [("mail", "wrong_template")]),
        (graph({"id": "chat", "kind": "chat", "text": ""}, END), [("chat", "no_text")]),
        (graph(wait(minutes=0), END), [("wait", "wrong_wait")]),
        (graph({"id": "t", "kind": "wait_until", "time": "25:00"}, END), [("t", "wrong_time")]),
        (graph(wait()), [("wait", "no_next")]),
        (graph(wait(next="gone"), END), [("wait", "unknown_next"), ("end", "unreachable")]),
        (graph(wait(next="end"), email(next="end"), END), [("mail", "unreachable")]),
        (graph(condition("end", "end"), END), []),
        (graph(condition("end", None), END), [("c", "no_next")]),
        (graph(condition("end", "end", {"moon": "full"}), END), [("c", "wrong_rule")]),
        (graph(email(), wait(next="mail")), []),
        (graph(email("a"), email("b", next="a")), [("a", "endless"), ("b", "endless")]),
        (graph(wait("x"), wait("x", next="x")), [(None, "same_id")]),
    ],
)
def test_a_graph_is_published_only_without_problems(value: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(value) == expected


def test_a_graph_is_read_as_it_was_written() -> None:
    value = {**WELCOME, "quiet": {"from": "21:00", "to": "09:00"}}
    assert written(read_graph(value))["quiet"] == {"from": "21:00", "to": "09:00"}
    assert read_graph(written(read_graph(value))) == read_graph(value)


def test_only_steps_in_a_loop_may_repeat() -> None:
    plan = compiled(read_graph(graph(wait("hello"), email(), wait(next="mail"))))
    assert plan.repeating == {"mail", "wait"}


def test_a_tenth_is_held_out_and_always_the_same() -> None:
    journey = UUID("01890000-0000-7000-8000-000000000007")
    customers = [UUID(int=n) for n in range(10_000)]
    held = {one for one in customers if is_held_out(journey, one, 10)}
    assert 900 < len(held) < 1100
    assert held == {one for one in customers if is_held_out(journey, one, 10)}
    assert held < {one for one in customers if is_held_out(journey, one, 20)}
    other = {one for one in customers if is_held_out(UUID(int=8), one, 10)}
    assert 50 < len(held & other) < 170


@pytest.mark.parametrize(
    ("now", "zone", "wall", "expected"),
    [
        ("2026-05-01T01:00", "Asia/Shanghai", "10:00", "2026-05-01T02:00"),
        ("2026-05-01T02:00", "Asia/Shanghai", "10:00", "2026-05-01T02:00"),
        ("2026-05-01T02:01", "Asia/Shanghai", "10:00", "2026-05-02T02:00"),
        ("2026-03-08T01:00", "America/New_York", "10:00", "2026-03-08T14:00"),  # The clock jumps in between.
        ("2026-11-01T01:00", "America/New_York", "10:00", "2026-11-01T15:00"),  # The clock goes back in between.
        ("2026-03-08T05:00", "America/New_York", "02:30", "2026-03-08T07:30"),  # There is no 02:30: it is 03:30 then.
        ("2026-11-01T05:00", "America/New_York", "01:30", "2026-11-01T05:30"),  # There are two; the first counts.
        ("2026-11-01T05:31", "America/New_York", "01:30", "2026-11-02T06:30"),
    ],
)
def test_a_time_of_day_is_hers(now: str, zone: str, wall: str, expected: str) -> None:
    at = next_time(datetime.fromisoformat(now).replace(tzinfo=UTC), ZoneInfo(zone), wall)
    assert at == datetime.fromisoformat(expected).replace(tzinfo=UTC)
