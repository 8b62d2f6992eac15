"""Flow trials over HTTP: the dialog that a graph gives, with webhooks answered from the request; nothing is kept."""

from typing import Any, Literal

import msgspec
from litestar import post

from feilun.access import Caller, needs
from feilun.interaction.flows import keeper
from feilun.interaction.flows.checks import FlowProblem, problems
from feilun.interaction.flows.graph import FlowGraph
from feilun.interaction.flows.place import WebhookAnswer
from feilun.interaction.flows.reading import Reader
from feilun.interaction.flows.trial import FlowTrialScene, Tried, TriedCall, try_go_on, try_start
from feilun.kernel import clock
from feilun.kernel.errors import Invalid
from feilun.store import Engines

_MOST_SAID = 50


class FlowTrialSaid(msgspec.Struct, kw_only=True):
    """What the customer says or taps; `article` plays a question that the bot understood for sure."""

    text: str = ""
    tap: dict[str, Any] | None = None
    article: str = ""


class FakedAnswer(msgspec.Struct, kw_only=True):
    """What a webhook answers in the trial; `problem` plays a failure (`timeout`, `status`, …)."""

    status: int = 200
    body: Any = None
    problem: str = ""


class FlowTrial(msgspec.Struct, kw_only=True):
    graph: FlowGraph
    said: list[FlowTrialSaid] = []
    language: Literal["zh-CN", "zh-TW", "en"] = "zh-CN"
    customer: dict[str, Any] = {}
    webhooks: dict[str, FakedAnswer] = {}


class FlowTrialLine(msgspec.Struct, kw_only=True):
    """One line of the dialog: a message of the customer or of the bot, or a call, a hand-over, the end."""

    by: Literal["customer", "bot", "event"]
    body: dict[str, Any] = {}
    event: str = ""
    detail: str = ""
    step: str | None = None


class FlowTrialAnswer(msgspec.Struct, kw_only=True):
    """The dialog. `step` is where it stands, `slots` what is known by then as values and as people read them."""

    lines: list[FlowTrialLine]
    step: str | None
    waits: str
    outcome: str
    slots: dict[str, Any]
    shown: dict[str, str]
    calls: list[TriedCall]
    problems: list[FlowProblem]


@post("/api/v1/flow-trials", operation_id="try_flow", status_code=200, **needs("bot.read"))
async def try_flow(caller: Caller, engines: Engines, data: FlowTrial) -> FlowTrialAnswer:
    """Plays a dialog on a graph, saved or not."""
    if len(data.said) > _MOST_SAID:
        raise Invalid(field="said", problem=f"may have at most {_MOST_SAID} messages")
    if len(msgspec.json.encode(data.graph)) > keeper.MOST_BYTES:
        raise Invalid(field="graph", problem=f"may have at most {keeper.MOST_BYTES} bytes")
    settings = engines.settings
    reader = Reader(now=clock.now(), zone=settings.default_zone, region=settings.default_region, language=data.language)
    webhooks = {
        step: WebhookAnswer(status=one.status, body=one.body, problem=one.problem[:40])
        for step, one in data.webhooks.items()
    }
    trial = FlowTrialScene(reader=reader, customer=data.customer, webhooks=webhooks)
    return await _played(data, trial, problems(data.graph))


async def _played(data: FlowTrial, trial: FlowTrialScene, found: list[FlowProblem]) -> FlowTrialAnswer:
    tried = await try_start(data.graph, trial)
    lines, calls = _lines(tried), list(tried.calls)
    for said in data.said:
        if tried.turn.finished:
            break
        lines.append(FlowTrialLine(by="customer", body={"text": said.text[:2000]}))
        tried = await try_go_on(data.graph, tried.place, trial, said.text[:2000], said.tap, said.article)
        lines += _lines(tried)
        calls += tried.calls
    place = tried.place
    return FlowTrialAnswer(
        lines=lines, step=place.step, waits=place.waits, outcome=place.outcome, slots=place.values,
        shown=place.shown, calls=calls, problems=found,
    )  # fmt: skip


def _lines(tried: Tried) -> list[FlowTrialLine]:
    turn = tried.turn
    calls = [
        FlowTrialLine(
            by="event", event="webhook", detail=f"{one.method} {one.url} {one.problem}".strip(), step=one.step
        )
        for one in tried.calls
    ]
    lines = [FlowTrialLine(by="bot", body=body, step=turn.step) for body in turn.lines]
    if turn.hand_over is not None:
        lines.append(FlowTrialLine(by="event", event="handover", detail=turn.hand_over, step=turn.step))
    elif turn.finished:
        lines.append(FlowTrialLine(by="event", event="finish", detail=turn.outcome, step=turn.step))
    return [*calls, *lines]


ROUTES = [try_flow]
