"""Plays a dialog on a graph without tables and without calls: the editor's try-out and the suite's dialogs."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from feilun.interaction.flows import rules
from feilun.interaction.flows.graph import FlowGraph
from feilun.interaction.flows.place import FlowPlace, FlowScene, Stepped, WebhookAnswer
from feilun.interaction.flows.reading import Reader, hear, prefill
from feilun.interaction.flows.turns import FlowTurn, pending_call, turn_of, wanted_call

_NOWHERE = UUID(int=0)
_MOST_CALLS = 10
NOT_FAKED = WebhookAnswer(problem="not_faked")


class FlowTrialScene(msgspec.Struct, frozen=True, kw_only=True):
    """Who plays the customer. `webhooks` gives the answer of each webhook step; without one the call fails."""

    reader: Reader
    customer: dict[str, Any] = {}
    webhooks: dict[str, WebhookAnswer] = {}


class TriedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that would have gone out, without its secrets."""

    step: str
    url: str
    method: str
    body: dict[str, Any]
    problem: str


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """Where the trial stands, what the flow says, and which calls it would have made."""

    place: FlowPlace
    turn: FlowTurn
    calls: list[TriedCall] = []


async def try_start(graph: FlowGraph, trial: FlowTrialScene) -> Tried:
    scene = await _scene(graph, trial)
    return _settled(graph, rules.begin(graph, scene), scene, trial)


async def try_go_on(
    graph: FlowGraph,
    place: FlowPlace,
    trial: FlowTrialScene,
    text: str = "",
    tap: Mapping[str, Any] | None = None,
    article: str = "",
) -> Tried:
    """One message; `article` is what the bot understood for sure."""
    scene = await _scene(graph, trial)
    heard = await asyncio.to_thread(
        partial(hear, graph, place, trial.reader, text=text, tap=dict(tap) if tap else None, article=article)
    )
    return _settled(graph, rules.step(graph, place, heard, scene), scene, trial)


async def _scene(graph: FlowGraph, trial: FlowTrialScene) -> FlowScene:
    known = await asyncio.to_thread(prefill, graph, trial.reader, trial.customer) if trial.customer else {}
    return FlowScene(language=trial.reader.language, customer=trial.customer, prefilled=known, today=trial.reader.today)


def _settled(graph: FlowGraph, stepped: Stepped, scene: FlowScene, trial: FlowTrialScene) -> Tried:
    """Answers the calls from what was given, until the flow waits for the customer."""
    actions, calls = list(stepped.actions), []
    for _ in range(_MOST_CALLS):
        wanted = wanted_call(stepped)
        if wanted is None:
            break
        pending = pending_call(
            graph, stepped.place, scene, wanted, _AnySecret(), workspace=_NOWHERE, conversation=_NOWHERE, id=_NOWHERE
        )
        answer = trial.webhooks.get(wanted.step, NOT_FAKED)
        calls.append(
            TriedCall(
                step=wanted.step, url=pending.url, method=pending.method, body=pending.body, problem=answer.problem
            )
        )
        stepped = rules.answered(graph, stepped.place, answer, scene)
        actions += stepped.actions
    return Tried(place=stepped.place, turn=turn_of(Stepped(stepped.place, tuple(actions))), calls=calls)


class _AnySecret(dict[str, str]):
    """In a trial nothing goes out, so any secret is there and says nothing."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return ""
