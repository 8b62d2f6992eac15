"""Walks customers through flows: the door of the bot. Reads and writes places; calls others only outside transactions."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import msgspec

from feilun.events import Handle
from feilun.insight import profiles
from feilun.interaction.flows import phrases, rules
from feilun.interaction.flows.graph import AskStep, FlowGraph, WebhookStep, read_graph, written
from feilun.interaction.flows.place import FlowHeard, FlowPlace, FlowScene, Stepped, WebhookAnswer
from feilun.interaction.flows.places import LIFE, Place, Places
from feilun.interaction.flows.reading import Reader, graph_step, hear, prefill
from feilun.interaction.flows.turns import FlowTurn, call_key, pending_call, turn_of, wanted_call
from feilun.interaction.flows.webhook import PendingCall
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.store import Engines, Transaction

# Who comes back later than this is asked whether to go on, unless what she writes answers the open question.
_PAUSE = timedelta(minutes=30)


class FlowContext(msgspec.Struct, frozen=True, kw_only=True):
    """Where a message came: `seq` is its number, `customer` who the thread is known to be."""

    workspace: UUID
    conversation: UUID
    seq: int = 0
    thread: UUID | None = None
    customer: UUID | None = None
    language: str = "zh-CN"
    channel: str = "webchat"
    handles: tuple[Handle, ...] = ()


class Understanding(Protocol):
    """What is read of `language.Understood`."""

    @property
    def outcome(self) -> str: ...
    @property
    def guesses(self) -> Any: ...


async def start(
    tx: Transaction,
    engines: Engines,
    ctx: FlowContext,
    graph: FlowGraph,
    flow: UUID,
    version: int,
    name: str = "",
) -> FlowTurn:
    """Enters a flow; one that was open in this conversation ends. The place keeps this graph whatever comes later."""
    places = Places(tx, ctx)
    await places.end_open("replaced")
    reader, customer = await _surroundings(tx, engines, ctx)
    scene = await _scene(graph, reader, customer)
    stepped = rules.begin(graph, scene)
    place = await places.add(flow, name, version, graph, stepped.place)
    return await _turn(tx, place, graph, stepped, scene)


async def go_on(
    tx: Transaction,
    engines: Engines,
    ctx: FlowContext,
    text: str = "",
    tap: Mapping[str, Any] | None = None,
    understood: Understanding | None = None,
    article: str = "",
) -> FlowTurn | None:
    """What the flow does with a message; None when none is open here and the bot should answer by itself.

    `understood` that is sure, or `article`, is another question's answer: it is given, then the flow asks again.
    """
    places = Places(tx, ctx)
    known = article or _sure(understood)
    place = await places.open_here()
    if place is None:
        return await _come_back(tx, engines, places, text, tap, known)
    if place.is_offered:
        turn = await _accepted(tx, engines, places, place, text, tap)
        if turn is not None:
            return turn
    return await _step(tx, engines, places, place, text, tap, known)


async def _step(
    tx: Transaction,
    engines: Engines,
    places: Places,
    place: Place,
    text: str,
    tap: Mapping[str, Any] | None,
    article: str,
) -> FlowTurn:
    ctx, graph = places.ctx, place.graph
    reader, customer = await _surroundings(tx, engines, ctx)
    scene = await _scene(graph, reader, customer)
    heard = await asyncio.to_thread(
        partial(hear, graph, place.state, reader, text=text, tap=dict(tap) if tap else None, article=article)
    )
    if not place.is_offered and clock.now() - place.changed_at > _PAUSE and not _is_answer(graph, place.state, heard):
        return await _offer(places, place)
    stepped = rules.step(graph, place.state, heard, scene)
    await places.put(place, stepped.place)
    return await _turn(tx, place, graph, stepped, scene)


async def answered(
    tx: Transaction, engines: Engines, ctx: FlowContext, pending: PendingCall, answer: WebhookAnswer
) -> FlowTurn | None:
    """Goes on after a call; None when the flow is no longer there (cancelled, or a person took over)."""
    places = Places(tx, ctx)
    place = await places.open_here()
    if place is None or place.state.waits != "webhook":
        return None
    step = place.state.step or ""
    if call_key(place.id, step, place.state.visits.get(step, 1)) != pending.key:
        return None  # The answer of an earlier visit, from a worker that was thought dead.
    reader, customer = await _surroundings(tx, engines, ctx)
    scene = await _scene(place.graph, reader, customer)
    stepped = rules.answered(place.graph, place.state, answer, scene)
    await places.put(place, stepped.place)
    return await _turn(tx, place, place.graph, stepped, scene)


async def _come_back(
    tx: Transaction, engines: Engines, places: Places, text: str, tap: Mapping[str, Any] | None, article: str
) -> FlowTurn | None:
    """She left a flow in another conversation not long ago: shall we go on with it here?"""
    if not text.strip() and tap is None:
        return None
    asks_for_it = phrases.goes_on(text)
    offered = await places.offered_here()
    if offered is not None and (offered.is_offered or asks_for_it):
        return await _accepted(tx, engines, places, offered, text, tap)
    if offered is not None or (article and not asks_for_it) or tap is not None:
        return None
    elsewhere = await places.elsewhere()
    return await _offer(places, elsewhere) if elsewhere else None


async def _offer(places: Places, place: Place) -> FlowTurn:
    await places.offer(place, True)
    language = places.ctx.language
    text = phrases.phrase("resume", language, name=place.name or phrases.phrase("this", language))
    buttons = [
        {"label": phrases.phrase(one, language), "tap": {"kind": "option", "id": f"|resume|{one}"}}
        for one in ("yes", "no")
    ]
    return FlowTurn(lines=[{"text": text, "buttons": buttons}], flow=place.flow, step=place.state.step)


async def _accepted(
    tx: Transaction, engines: Engines, places: Places, place: Place, text: str, tap: Mapping[str, Any] | None
) -> FlowTurn | None:
    """Her answer to the offer; None when it is none, and the offer is gone."""
    tapped = str((tap or {}).get("id", ""))
    language = places.ctx.language
    if tapped == "|resume|yes" or phrases.is_yes(text) or phrases.goes_on(text):
        await places.take_here(place)
        reader, customer = await _surroundings(tx, engines, places.ctx)
        scene = await _scene(place.graph, reader, customer)
        stepped = rules.again(place.graph, place.state, scene)
        await places.put(place, stepped.place)
        return await _turn(tx, place, place.graph, stepped, scene)
    if tapped == "|resume|no" or phrases.is_no(text) or phrases.is_cancel(text):
        await places.end(place, "declined")
        line = {"text": phrases.phrase("declined", language)}
        return FlowTurn(lines=[line], finished=True, outcome="declined", flow=place.flow)
    await places.offer(place, False)
    return None


def _is_answer(graph: FlowGraph, place: FlowPlace, heard: FlowHeard) -> bool:
    asked = graph_step(graph, place.step)
    is_here = isinstance(asked, AskStep) and asked.slot_kind != "text" and asked.slot in heard.readings
    return is_here or heard.tap is not None or bool(heard.article) or place.waits == "webhook"


def _sure(understood: Understanding | None) -> str:
    is_sure = understood is not None and understood.outcome == "sure" and understood.guesses
    return str(understood.guesses[0].label) if is_sure and understood is not None else ""


async def _surroundings(tx: Transaction, engines: Engines, ctx: FlowContext) -> tuple[Reader, dict[str, Any]]:
    """How to read what she writes, and what we know of her."""
    settings = engines.settings
    zone, traits = settings.default_zone, {}
    if ctx.customer is not None:
        try:
            profile = await profiles.profile_of(tx, ctx.workspace, ctx.customer)
        except NotFound:
            pass  # Merged away or not written yet: then we know nothing of her.
        else:
            zone, traits = profile.zone or zone, dict(profile.traits)
            traits.setdefault("name", profile.name)
    for one in ctx.handles:
        if one.kind in ("phone", "email"):
            traits.setdefault(one.kind, one.value)
    reader = Reader(now=clock.now(), zone=zone, region=settings.default_region, language=ctx.language)
    return reader, traits


async def _scene(graph: FlowGraph, reader: Reader, customer: dict[str, Any]) -> FlowScene:
    has_some = any(isinstance(one, AskStep) and one.from_trait for one in graph.steps)
    known = await asyncio.to_thread(prefill, graph, reader, customer) if has_some and customer else {}
    return FlowScene(language=reader.language, customer=customer, prefilled=known, today=reader.today)


async def _turn(tx: Transaction, place: Place, graph: FlowGraph, stepped: Stepped, scene: FlowScene) -> FlowTurn:
    wanted = wanted_call(stepped)
    if wanted is None:
        return turn_of(stepped, place.flow)
    step = graph_step(graph, wanted.step)
    names = sorted(set(step.secrets.values())) if isinstance(step, WebhookStep) else []
    secrets = await place.secrets(tx, names)
    pending = pending_call(
        graph, stepped.place, scene, wanted, secrets,
        workspace=place.workspace, conversation=place.conversation, id=place.id,
    )  # fmt: skip
    return turn_of(stepped, place.flow, pending)


async def expire(engines: Engines, now: datetime) -> int:
    """Ends what nobody came back to, and forgets old answers of webhooks."""
    async with engines.tables.transaction() as tx:
        return await Places.expire(tx, now, LIFE)


__all__ = ["FlowContext", "answered", "expire", "go_on", "read_graph", "start", "written"]
