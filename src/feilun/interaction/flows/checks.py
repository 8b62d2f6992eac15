"""What is wrong with a graph, step by step, before anybody walks it; pure."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from feilun.delivery import outbox
from feilun.interaction.flows import limits
from feilun.interaction.flows.graph import (
    LANGUAGES,
    AnswerStep,
    AskStep,
    BranchStep,
    EndStep,
    FlowGraph,
    FlowStep,
    HandoverStep,
    SayStep,
    SetStep,
    WebhookStep,
    Words,
    ways,
)

MOST_STEPS = 200
LONGEST_WORDS = 2000
_SLOT = re.compile(r"^[a-zA-Z_]\w{0,59}$")
_HEADER = re.compile(r"^[A-Za-z0-9-]{1,60}$")
_OWN_HEADERS = {"host", "content-length", "idempotency-key", "transfer-encoding", "connection", "accept-encoding"}


class FlowProblem(msgspec.Struct, frozen=True, kw_only=True):
    """`problem` is a code that the console words, `field` where it is; a fault forbids approval, the rest warns."""

    problem: str
    step: str | None = None
    field: str = ""
    detail: str = ""
    is_fault: bool = True


def problems(graph: FlowGraph, secrets: set[str] | None = None) -> list[FlowProblem]:
    """All of them. `secrets` are the names that are kept, None when that is not known."""
    return [*_of_graph(graph), *(found for step in graph.steps for found in _of_step(step, secrets)), *_of_ways(graph)]


def _of_graph(graph: FlowGraph) -> Iterator[FlowProblem]:
    ids = [step.id for step in graph.steps]
    if not graph.steps:
        yield FlowProblem(problem="empty")
    elif graph.first not in ids:
        yield FlowProblem(problem="no_first", field="first")
    if len(ids) > MOST_STEPS:
        yield FlowProblem(problem="too_many_steps", detail=str(MOST_STEPS))
    for id in sorted({one for one in ids if ids.count(one) > 1}):
        yield FlowProblem(problem="same_id", step=id)
    for id in ids:
        if not 1 <= len(id) <= 60 or "|" in id:
            yield FlowProblem(problem="bad_id", step=id)
    yield from _missing_languages(graph)


def _missing_languages(graph: FlowGraph) -> Iterator[FlowProblem]:
    """A language that some texts have and others lack: she would read a mixture."""
    texts = [(step.id, field, words) for step in graph.steps for field, words in _words(step)]
    used = [one for one in LANGUAGES if any(words.get(one, "").strip() for _, _, words in texts)]
    for step, field, words in texts:
        if not any(text.strip() for text in words.values()):
            continue
        for language in used:
            if not words.get(language, "").strip():
                yield FlowProblem(problem="no_language", step=step, field=field, detail=language, is_fault=False)


def _words(step: FlowStep) -> list[tuple[str, Words]]:
    if isinstance(step, SayStep):
        return [("text", step.text)]
    if isinstance(step, AskStep):
        options = [(f"options.{i}", one.label) for i, one in enumerate(step.options)]
        return [("text", step.text), ("retry_text", step.retry_text), ("label", step.label), *options]
    return []


def _of_step(step: FlowStep, secrets: set[str] | None) -> Iterator[FlowProblem]:
    for field, words in _words(step):
        yield from _of_words(step.id, field, words)
    match step:
        case AskStep():
            yield from _of_ask(step)
        case WebhookStep():
            yield from _of_webhook(step, secrets)
        case AnswerStep():
            if not _is_uuid(step.article):
                yield FlowProblem(problem="no_article", step=step.id, field="article")
        case SetStep():
            yield from _of_slot(step.id, step.slot)
            yield from _of_template(step.id, "value", step.value)
        case BranchStep():
            yield from _of_branch(step)
        case _:
            pass


def _of_words(step: str, field: str, words: Words) -> Iterator[FlowProblem]:
    if field == "text" and not any(text.strip() for text in words.values()):
        yield FlowProblem(problem="no_text", step=step, field=field)
    for language, text in words.items():
        if language not in LANGUAGES:
            yield FlowProblem(problem="unknown_language", step=step, field=field, detail=language[:20])
        if len(text) > LONGEST_WORDS:
            yield FlowProblem(problem="long_text", step=step, field=field, detail=language)
        yield from _of_template(step, field, text)


def _of_template(step: str, field: str, text: str) -> Iterator[FlowProblem]:
    found = outbox.template_problem(text)
    if found:
        yield FlowProblem(problem="template", step=step, field=field, detail=found[:200])


def _of_slot(step: str, slot: str) -> Iterator[FlowProblem]:
    if not _SLOT.match(slot):
        yield FlowProblem(problem="no_slot" if not slot else "bad_slot", step=step, field="slot")


def _of_ask(step: AskStep) -> Iterator[FlowProblem]:
    yield from _of_slot(step.id, step.slot)
    if step.slot_kind == "choice" and not step.options:
        yield FlowProblem(problem="no_options", step=step.id, field="options")
    values = [one.value for one in step.options]
    if len(set(values)) != len(values) or any(not one.strip() or len(one) > 200 for one in values):
        yield FlowProblem(problem="bad_options", step=step.id, field="options")
    if step.slot_kind == "choice" and len(values) > 20:
        yield FlowProblem(problem="many_options", step=step.id, field="options", is_fault=False)
    if not 1 <= step.tries <= 10:
        yield FlowProblem(problem="bad_tries", step=step.id, field="tries")
    if step.confirm and not step.from_trait:
        yield FlowProblem(problem="confirm_nothing", step=step.id, field="confirm", is_fault=False)
    wrong = limits.limit_problem(step)
    if wrong:
        yield FlowProblem(problem=wrong, step=step.id, field=wrong.partition("_")[0])
    pattern = limits.pattern_problem(step.pattern) if step.pattern else ""
    if pattern:
        yield FlowProblem(problem=pattern, step=step.id, field="pattern")


def _of_branch(step: BranchStep) -> Iterator[FlowProblem]:
    if not step.cases:
        yield FlowProblem(problem="no_cases", step=step.id, field="cases")
    for number, case in enumerate(step.cases):
        if not case.when or any(not test.name.strip() for test in case.when):
            yield FlowProblem(problem="empty_case", step=step.id, field=f"cases.{number}")
    if step.otherwise is None:
        yield FlowProblem(problem="no_else", step=step.id, field="else", is_fault=False)


def _of_webhook(step: WebhookStep, secrets: set[str] | None) -> Iterator[FlowProblem]:
    if not is_address(step.url):
        yield FlowProblem(problem="bad_url", step=step.id, field="url")
    if not 100 <= step.timeout_ms <= 10_000:
        yield FlowProblem(problem="bad_timeout", step=step.id, field="timeout_ms")
    if not 0 <= step.retries <= 3:
        yield FlowProblem(problem="bad_retries", step=step.id, field="retries")
    for name in (*step.headers, *step.secrets):
        if not _HEADER.match(name) or name.lower() in _OWN_HEADERS:
            yield FlowProblem(problem="bad_header", step=step.id, field="headers", detail=name[:60])
    for name in sorted(set(step.secrets.values()) - (secrets if secrets is not None else set(step.secrets.values()))):
        yield FlowProblem(problem="no_secret", step=step.id, field="secrets", detail=name[:60])
    for slot in step.save:
        yield from _of_slot(step.id, slot)
    for text in (step.url, *step.headers.values(), *step.body.values()):
        yield from _of_template(step.id, "body", text)
    if step.failed is None:
        yield FlowProblem(problem="no_failed", step=step.id, field="failed", is_fault=False)


def is_address(url: str) -> bool:
    """An http(s) address whose host is written out: a customer's words must never say where we call."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    front = f"{parts.scheme}://{parts.netloc}"
    is_plain = url.startswith(front) and not set("{}@\\ ") & set(front) and port != 0
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_plain and len(url) <= 2000


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _of_ways(graph: FlowGraph) -> Iterator[FlowProblem]:
    steps = {step.id: step for step in graph.steps}
    for step in graph.steps:
        for field, target in ways(step):
            if target is not None and target not in steps:
                yield FlowProblem(problem="dangling", step=step.id, field=field, detail=target[:60])
    reached = _reached(graph, steps)
    for step in graph.steps:
        if step.id not in reached:
            yield FlowProblem(problem="unreachable", step=step.id, is_fault=False)
    for id in _silent_loops(steps):
        yield FlowProblem(problem="loop", step=id)
    if graph.steps and not any(isinstance(one, AskStep | SayStep | AnswerStep | HandoverStep) for one in graph.steps):
        yield FlowProblem(problem="silent")


def _reached(graph: FlowGraph, steps: dict[str, FlowStep]) -> set[str]:
    reached: set[str] = set()
    open_ends = [graph.first] if graph.first else []
    while open_ends:
        here = open_ends.pop()
        if here in steps and here not in reached:
            reached.add(here)
            open_ends += [target for _, target in ways(steps[here]) if target]
    return reached


def _silent_loops(steps: dict[str, FlowStep]) -> list[str]:
    """Steps on a circle on which nothing is asked: without a customer's word it never ends."""
    quiet = {id: step for id, step in steps.items() if not isinstance(step, AskStep | EndStep | HandoverStep)}
    onward = {id: {target for _, target in ways(step) if target in quiet} for id, step in quiet.items()}
    left = dict(onward)
    while True:
        # Who leads nowhere, or is led to by nobody, is on no circle.
        led_to = {target for targets in left.values() for target in targets}
        kept = {id: {one for one in targets if one in left} for id, targets in left.items() if id in led_to}
        kept = {id: targets for id, targets in kept.items() if targets}
        if kept == left:
            return sorted(left)
        left = kept
