"""What the rules decided, as lines that a bot says and a call that it makes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from feilun.interaction.flows.graph import FlowGraph, WebhookStep
from feilun.interaction.flows.place import (
    Answer,
    Ask,
    CallWebhook,
    Finish,
    FlowPlace,
    FlowScene,
    HandOver,
    Say,
    Stepped,
)
from feilun.interaction.flows.texts import filled, filled_url, filled_value
from feilun.interaction.flows.webhook import PendingCall
from feilun.kernel.ids import stable_id

_MOST_HEADERS = 20


class FlowTurn(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot does with one message. It says `lines` in their order, then exactly one of the others holds.

    A line is a message body `{"text", "buttons"?}`, or `{"article": id}` where the answer of an article comes.
    `webhook` is to be called outside the transaction, and its answer given to `answered`; `hand_over` is a reason.
    Otherwise the last line is a question, or `finished` says that the flow is over (`outcome` how).
    """

    lines: list[dict[str, Any]] = []
    hand_over: str | None = None
    webhook: PendingCall | None = None
    finished: bool = False
    outcome: str = ""
    article: str | None = None
    flow: UUID | None = None
    step: str | None = None
    slots: dict[str, str] = {}


def turn_of(stepped: Stepped, flow: UUID | None = None, webhook: PendingCall | None = None) -> FlowTurn:
    lines = [body for body in map(_line, stepped.actions) if body]
    return FlowTurn(
        lines=lines,
        hand_over=next((one.reason for one in stepped.actions if isinstance(one, HandOver)), None),
        webhook=webhook,
        finished=stepped.place.waits == "ended",
        outcome=stepped.place.outcome,
        article=next((one.article for one in stepped.actions if isinstance(one, Answer)), None),
        flow=flow,
        step=stepped.place.step,
        slots=stepped.place.shown,
    )


def _line(action: Any) -> dict[str, Any] | None:
    match action:
        case Say(text=text):
            return {"text": text} if text.strip() else None
        case Ask(text=text, buttons=buttons) if buttons:
            taps = [{"label": one.label, "tap": {"kind": "option", "id": one.id}} for one in buttons]
            return {"text": text, "buttons": taps}
        case Ask(text=text):
            return {"text": text}
        case Answer(article=article):
            return {"article": article}
        case CallWebhook() | Finish() | HandOver():
            return None
    return None


def wanted_call(stepped: Stepped) -> CallWebhook | None:
    last = stepped.actions[-1] if stepped.actions else None
    return last if isinstance(last, CallWebhook) else None


def pending_call(
    graph: FlowGraph,
    place: FlowPlace,
    scene: FlowScene,
    wanted: CallWebhook,
    secrets: Mapping[str, str],
    *,
    workspace: UUID,
    conversation: UUID,
    id: UUID,
) -> PendingCall:
    """The call as it goes out. Without one of its secrets it has no address, and fails."""
    step = next(one for one in graph.steps if isinstance(one, WebhookStep) and one.id == wanted.step)
    names = {"slots": place.values, "values": place.values, "customer": scene.customer}
    headers = {name: _header(filled(text, names)) for name, text in list(step.headers.items())[:_MOST_HEADERS]}
    has_all = all(name in secrets for name in step.secrets.values())
    kept = {header: secrets[name] for header, name in step.secrets.items()} if has_all else {}
    return PendingCall(
        workspace=workspace,
        conversation=conversation,
        place=id,
        step=step.id,
        key=call_key(id, step.id, wanted.visit),
        url=filled_url(step.url, names) if has_all else "",
        method=step.method,
        headers={**headers, **kept},
        body={name: filled_value(text, names) for name, text in step.body.items()},
        timeout_ms=step.timeout_ms,
        retries=step.retries,
    )


def call_key(place: UUID, step: str, visit: int) -> str:
    """The same walk, step and visit: the same call, also when the walk went on in another conversation."""
    return stable_id("flow", place, step, visit).hex


def _header(text: str) -> str:
    """A header is one line of ASCII: whatever a customer writes must not begin another one."""
    return "".join(sign if sign.isascii() and sign.isprintable() else "?" for sign in text)[:1000].strip()
