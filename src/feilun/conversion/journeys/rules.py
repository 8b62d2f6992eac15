"""What is wrong with a graph, where a step leads, who is held out, when a clock shows a time. Pure."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from feilun.conversion.journeys.graph import (
    ChatStep,
    ConditionStep,
    EmailStep,
    ExitStep,
    JourneyGraph,
    Step,
    SurveyStep,
    WaitStep,
    WaitUntilStep,
)

LONGEST_WAIT = 366 * 24 * 60
MOST_STEPS = 200
Judge = Callable[[str], str | None]


class JourneyProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to repair before publishing; `step` is null when it is about the journey as a whole."""

    step: str | None
    code: str
    problem: str


@dataclass(frozen=True)
class Outside:
    """What only others know: audiences and surveys there are, what is wrong with a rule, with a template."""

    audiences: Collection[UUID]
    rule_problem: Callable[[Mapping[str, object]], str | None]
    template_problem: Judge
    # Those that take answers.
    surveys: Collection[UUID] = frozenset()


@dataclass(frozen=True)
class Plan:
    """A graph that was checked, ready to be walked. `repeating` are the steps one entry may pass more than once."""

    graph: JourneyGraph
    steps: Mapping[str, Step]
    repeating: frozenset[str]

    def arrival(self, step: str | None, now: datetime) -> datetime | None:
        """When a customer who comes to the step at `now` is to be moved on; None at the end."""
        if step is None:
            return None
        found = self.steps[step]
        return now + timedelta(minutes=found.minutes) if isinstance(found, WaitStep) else now


def compiled(graph: JourneyGraph) -> Plan:
    """For a graph without problems."""
    steps = {step.id: step for step in graph.steps}
    return Plan(graph, steps, frozenset(id for id in steps if id in _reached(steps, exits(steps[id]))))


def exits(step: Step) -> list[str]:
    """The ids of the steps that may follow."""
    if isinstance(step, ExitStep):
        return []
    ways = [step.yes, step.no] if isinstance(step, ConditionStep) else [step.next]
    return [way for way in ways if way]


def is_held_out(journey: UUID, customer: UUID, percent: float) -> bool:
    """The same side for ever: after a restart, on a second entry, in a replay."""
    digest = hashlib.blake2b(journey.bytes + customer.bytes, digest_size=8).digest()
    return int.from_bytes(digest, "big") % 10_000 < percent * 100


def next_time(now: datetime, zone: ZoneInfo, wall: str) -> datetime:
    """The next moment the customer's clock shows `wall`; now itself when it shows it this minute.

    A time that the clock jumps over comes when the clock is past it; one that comes twice counts the first time.
    """
    local = now.astimezone(zone)
    asked = time.fromisoformat(wall)
    if (local.hour, local.minute) == (asked.hour, asked.minute):
        return now
    for days in range(3):
        at = datetime.combine(local.date() + timedelta(days=days), asked, tzinfo=zone).astimezone(now.tzinfo)
        if at > now:
            return at
    raise ValueError(f"No {wall} within two days in {zone}")


def problems(graph: JourneyGraph, outside: Outside) -> list[JourneyProblem]:
    """All that keeps the graph from being published."""
    steps = {step.id: step for step in graph.steps}
    found = [*_whole_problems(graph, steps, outside)]
    for step in graph.steps:
        found += [_at(step, code, text) for code, text in _step_problems(step, steps, outside)]
    if graph.first in steps:
        reached = _reached(steps, [graph.first])
        found += [_at(step, "unreachable", "no step leads here") for step in graph.steps if step.id not in reached]
    found += [_at(steps[id], "endless", "this loop has no wait in it") for id in _endless(steps)]
    return found


def _at(step: Step | None, code: str, problem: str) -> JourneyProblem:
    return JourneyProblem(step=step.id if step else None, code=code, problem=problem)


def _whole_problems(graph: JourneyGraph, steps: Mapping[str, Step], outside: Outside) -> Iterable[JourneyProblem]:
    entry = graph.entry
    if entry.kind == "audience" and entry.audience is None:
        yield _at(None, "no_audience", "choose the audience that enters")
    elif entry.kind == "audience" and entry.audience not in outside.audiences:
        yield _at(None, "unknown_audience", "the audience that enters is gone")
    if entry.kind == "event" and not entry.event:
        yield _at(None, "no_event", "choose the event that enters")
    if entry.again == "cooldown" and entry.cooldown_days < 1:
        yield _at(None, "wrong_cooldown", "the cool-down is at least one day")
    if graph.exit.audience_left and entry.kind != "audience":
        yield _at(None, "wrong_exit", "only an audience can be left")
    if not 0 <= graph.holdout_percent <= 90:
        yield _at(None, "wrong_holdout", "the hold-out is 0 to 90 percent")
    if graph.goal and not graph.goal.event:
        yield _at(None, "no_goal", "choose the event that is the goal")
    if graph.goal and not 1 <= graph.goal.within_days <= 365:
        yield _at(None, "wrong_goal", "the goal has 1 to 365 days")
    if graph.quiet and not (_is_time(graph.quiet.starts) and _is_time(graph.quiet.ends)):
        yield _at(None, "wrong_quiet", "quiet hours are two times of day such as 21:00")
    if not steps:
        yield _at(None, "no_steps", "add a step")
    elif graph.first not in steps:
        yield _at(None, "no_first", "choose the first step")
    if len(graph.steps) > len(steps):
        yield _at(None, "same_id", "two steps have the same id")
    if len(graph.steps) > MOST_STEPS:
        yield _at(None, "too_many_steps", f"a journey has at most {MOST_STEPS} steps")


def _step_problems(step: Step, steps: Mapping[str, Step], outside: Outside) -> Iterable[tuple[str, str]]:
    yield from _way_problems(step, steps)
    if isinstance(step, WaitStep) and not 1 <= step.minutes <= LONGEST_WAIT:
        yield "wrong_wait", "a wait is one minute to one year"
    elif isinstance(step, WaitUntilStep) and not _is_time(step.time):
        yield "wrong_time", "choose a time of day such as 10:00"
    elif isinstance(step, ConditionStep):
        problem = outside.rule_problem(step.rule) if step.rule else "choose a rule"
        if problem:
            yield "wrong_rule", problem
    elif isinstance(step, EmailStep):
        if not step.subject.strip():
            yield "no_subject", "write a subject"
        if not step.html.strip() and not step.text.strip():
            yield "no_text", "write a text"
        yield from _template_problems([step.subject, step.html, step.text], outside)
    elif isinstance(step, SurveyStep):
        if step.survey is None:
            yield "no_survey", "choose the survey she is asked to answer"
        elif step.survey not in outside.surveys:
            yield "unknown_survey", "the survey is gone, or takes no answers"
    elif isinstance(step, ChatStep):
        if not step.text.strip():
            yield "no_text", "write a text"
        yield from _template_problems([step.text], outside)


def _way_problems(step: Step, steps: Mapping[str, Step]) -> Iterable[tuple[str, str]]:
    if isinstance(step, ExitStep):
        return
    ways = {"yes": step.yes, "no": step.no} if isinstance(step, ConditionStep) else {"next": step.next}
    for name, way in ways.items():
        if way is None:
            yield "no_next", f"choose what follows ({name})"
        elif way not in steps:
            yield "unknown_next", f"the step {way} that follows is gone"


def _template_problems(texts: Iterable[str], outside: Outside) -> Iterable[tuple[str, str]]:
    for text in texts:
        problem = outside.template_problem(text)
        if problem:
            yield "wrong_template", problem


def _is_time(text: str) -> bool:
    hour, _, minute = text.partition(":")
    return len(text) == 5 and hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60


def _reached(steps: Mapping[str, Step], start: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    ahead = [id for id in start if id in steps]
    while ahead:
        id = ahead.pop()
        if id not in reached:
            reached.add(id)
            ahead += [way for way in exits(steps[id]) if way in steps]
    return reached


def _endless(steps: Mapping[str, Step]) -> list[str]:
    """The steps from which one comes back without ever waiting."""
    quick = {id: step for id, step in steps.items() if not isinstance(step, WaitStep | WaitUntilStep)}
    return [id for id, step in quick.items() if id in _reached(quick, exits(step))]
