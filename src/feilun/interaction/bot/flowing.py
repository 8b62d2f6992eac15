"""Flows as the bot walks them: what the flow says becomes lines, its calls go out between two transactions."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from feilun.delivery import live
from feilun.interaction import flows
from feilun.interaction.bot import ledger
from feilun.interaction.bot.composing import Line, article_lines
from feilun.interaction.bot.room import Room, Scene
from feilun.interaction.bot.rules import Decision, Turn, Why
from feilun.interaction.flows import FlowContext, FlowTurn, PendingCall
from feilun.language import Understood
from feilun.store import Engines, Transaction


@dataclass(frozen=True)
class Place:
    """Where a flow is walked. `seq` is the customer's message that moves it."""

    engines: Engines
    room: Room
    scene: Scene
    conversation: UUID
    thread: UUID
    seq: int

    @property
    def context(self) -> FlowContext:
        return FlowContext(
            workspace=self.room.workspace, conversation=self.conversation, seq=self.seq, thread=self.thread,
            customer=self.scene.customer, language=self.scene.language, channel=self.scene.channel,
            handles=self.scene.handles,
        )  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """What a flow did with a message."""

    lines: list[Line]
    hand_over: str | None = None
    pending: PendingCall | None = None
    flow: str = ""
    article: str = ""


async def is_open(tx: Transaction, place: Place) -> bool:
    """Whether a flow waits for her answer, here or where she left it."""
    return await flows.open_flow(tx, place.context) is not None


async def begin(tx: Transaction, place: Place, flow: str) -> Moved | None:
    """Enters a flow of the version in force; None when it has none with this id."""
    version = place.room.version
    found = version.knowledge.flows.get(UUID(flow)) if version else None
    if found is None or version is None:
        return None
    turn = await flows.start(tx, place.engines, place.context, found.graph, found.id, version.number, found.name)
    return moved_of(place, turn)


async def go_on(tx: Transaction, place: Place, turn: Turn, recognised: Understood | None) -> Moved | None:
    """None when no flow wants the message."""
    tap = msgspec.to_builtins(turn.tap) if turn.tap else None
    found = await flows.go_on(tx, place.engines, place.context, text=turn.text, tap=tap, understood=recognised)
    return moved_of(place, found) if found else None


async def call_again(tx: Transaction, place: Place) -> PendingCall | None:
    """The call that was under way when somebody died; its key is the same, so it is made once."""
    found = await flows.go_on(tx, place.engines, place.context)
    return found.webhook if found else None


async def answered(tx: Transaction, place: Place, pending: PendingCall, reply: Any) -> Moved:
    """Nothing when the flow is gone."""
    found = await flows.answered(tx, place.engines, place.context, pending, reply)
    return moved_of(place, found) if found else Moved([])


async def call(engines: Engines, pending: PendingCall) -> Any:
    """Asks the other system; never raises for what it does."""
    return await flows.call(engines, pending)


async def end(tx: Transaction, place: Place) -> None:
    """A person takes over: a flow that is open is over."""
    await flows.end(tx, place.context)


def moved_of(place: Place, turn: FlowTurn) -> Moved:
    lines = lines_of(place, turn)
    # An article that is gone, or has nothing for her, must not end in silence.
    is_mute = not lines and bool(turn.lines) and turn.webhook is None
    return Moved(
        lines=lines, hand_over=turn.hand_over or ("flow_problem" if is_mute else None), pending=turn.webhook,
        flow=str(turn.flow or ""), article=turn.article or "",
    )  # fmt: skip


def with_flow(decision: Decision, moved: Moved | None) -> Decision:
    """A flow may end with a person, or show an article in between."""
    if moved is None:
        return decision
    more = {"flow": decision.flow or moved.flow, "article": decision.article or moved.article}
    if moved.hand_over is None:
        return msgspec.structs.replace(decision, **more)
    why = (*decision.why, Why("flow_calls_person", {"reason": moved.hand_over}))
    return msgspec.structs.replace(decision, route="handover", reason=moved.hand_over, why=why, **more)


def lines_of(place: Place, turn: FlowTurn) -> list[Line]:
    """A line `{"article": id}` is where the answer of an article comes."""
    lines: list[Line] = []
    for body in turn.lines:
        if "article" in body:
            decision = ledger.decision_id(place.conversation, place.seq)
            url = str(place.engines.settings.public_url or "")
            lines += article_lines(place.room, place.scene, str(body["article"]), decision, url, asks=False)
        else:
            lines.append(Line("text", body))
    return lines


async def show_typing(engines: Engines, workspace: UUID, thread: UUID) -> None:
    """Something takes a moment."""
    body = {"type": "typing", "typing": True, "sender": {"kind": "bot"}}
    await live.node_of(engines).signal(workspace, f"u:{thread}", body)
