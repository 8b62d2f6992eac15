"""A flow as data: what the console draws and a revision keeps. A draft may be unfinished, so all has defaults."""

from typing import Any, Literal

import msgspec

# Words people read: `zh-CN`, `zh-TW`, `en`, at least one of them.
Words = dict[str, str]
LANGUAGES = ("zh-CN", "zh-TW", "en")
SlotKind = Literal["text", "number", "date", "time", "datetime", "phone", "email", "money", "choice", "order", "yes_no"]
Check = Literal["is", "is_not", "less", "more", "contains", "exists", "missing"]


class FlowOption(msgspec.Struct, frozen=True, kw_only=True):
    """One button of a choice: what is shown, and what the slot then holds."""

    value: str
    label: Words = {}


class FlowTest(msgspec.Struct, frozen=True, kw_only=True):
    """Compares a slot (`slots.x`, or plain `x`) or a trait (`customer.x`) with a value."""

    name: str = ""
    check: Check = "is"
    value: str | float | bool | None = None


class FlowCase(msgspec.Struct, frozen=True, kw_only=True):
    """One way out of a branch: taken when all its tests hold."""

    when: list[FlowTest] = []
    next: str | None = None


class _Step(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    id: str


class SayStep(_Step, frozen=True, kw_only=True, tag="say"):
    """Says something and goes on."""

    text: Words = {}
    next: str | None = None


class AskStep(_Step, frozen=True, kw_only=True, tag="ask"):
    """Asks for a slot until it is filled: the kind reads the answer, the limits check it.

    `from_trait` fills it in advance from the customer's profile (`phone`, `email` or any trait); `confirm` asks her
    whether that still holds. After `tries` answers that did not fit it goes to `failed`, or to a person without one.
    """

    slot: str = ""
    slot_kind: SlotKind = "text"
    label: Words = {}
    text: Words = {}
    retry_text: Words = {}
    options: list[FlowOption] = []
    required: bool = True
    from_trait: str = ""
    confirm: bool = False
    minimum: str | float | None = None
    maximum: str | float | None = None
    pattern: str = ""
    tries: int = 3
    next: str | None = None
    failed: str | None = None


class BranchStep(_Step, frozen=True, kw_only=True, tag="branch"):
    """The first case that holds, or else the other way."""

    cases: list[FlowCase] = []
    otherwise: str | None = msgspec.field(name="else", default=None)


class WebhookStep(_Step, frozen=True, kw_only=True, tag="webhook"):
    """Asks another system. `body` and `headers` are templates; `secrets` names the kept secret of a header.

    `save` fills slots from the JSON answer by path (`order.items.0.state`). Whatever goes wrong leads to `failed`, or
    to a person without one.
    """

    url: str = ""
    method: Literal["GET", "POST"] = "POST"
    headers: dict[str, str] = {}
    secrets: dict[str, str] = {}
    body: dict[str, str] = {}
    save: dict[str, str] = {}
    timeout_ms: int = 5000
    retries: int = 2
    next: str | None = None
    failed: str | None = None


class AnswerStep(_Step, frozen=True, kw_only=True, tag="answer"):
    """Gives the answer of an article of the knowledge."""

    article: str = ""
    next: str | None = None


class HandoverStep(_Step, frozen=True, kw_only=True, tag="handover"):
    """Calls a person; the flow ends here."""

    reason: str = ""


class SetStep(_Step, frozen=True, kw_only=True, tag="set"):
    """Fills a slot by itself; the value is a template."""

    slot: str = ""
    value: str = ""
    next: str | None = None


class EndStep(_Step, frozen=True, kw_only=True, tag="end"):
    """The flow is done."""


FlowStep = SayStep | AskStep | BranchStep | WebhookStep | AnswerStep | HandoverStep | SetStep | EndStep


class FlowGraph(msgspec.Struct, frozen=True, kw_only=True):
    """The whole flow. `first` is the id of the first step."""

    first: str | None = None
    steps: list[FlowStep] = []


def read_graph(value: Any) -> FlowGraph:
    """A graph from its stored form. Raises msgspec.ValidationError."""
    return msgspec.convert(value, FlowGraph)


def written(graph: FlowGraph) -> dict[str, Any]:
    """Its stored form."""
    found: dict[str, Any] = msgspec.to_builtins(graph)
    return found


def ways(step: FlowStep) -> list[tuple[str, str | None]]:
    """Each way out of a step: which field names it, and where it leads."""
    match step:
        case BranchStep():
            return [(f"cases.{i}", case.next) for i, case in enumerate(step.cases)] + [("else", step.otherwise)]
        case HandoverStep() | EndStep():
            return []
        case AskStep() | WebhookStep() if step.failed:
            return [("next", step.next), ("failed", step.failed)]
        case _:
            return [("next", step.next)]
