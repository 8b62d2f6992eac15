"""Where customers stand in flows, kept in the tables with the commit of what was said."""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import msgspec

from feilun.events import Handle
from feilun.events.catalogue.facts import emit
from feilun.events.catalogue.flows import FlowEnded, FlowStarted
from feilun.interaction.flows.graph import FlowGraph, read_graph, written
from feilun.interaction.flows.place import FlowPlace
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Row, Transaction

_queries = Queries(__file__)
# How long a walk waits for its customer, and how long the answers of webhooks are kept.
LIFE = timedelta(hours=24)
_BATCH = 500
# How long ended walks are kept: the list of flows counts those of the last month.
_KEPT = timedelta(days=90)


class _Where(Protocol):
    workspace: UUID
    conversation: UUID
    seq: int
    thread: UUID | None
    customer: UUID | None
    handles: tuple[Handle, ...]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One row with its graph."""

    workspace: UUID
    id: UUID
    conversation: UUID
    flow: UUID
    name: str
    version: int
    state: FlowPlace
    graph: FlowGraph
    started_at: datetime
    changed_at: datetime
    is_offered: bool = False

    async def secrets(self, tx: Transaction, names: list[str]) -> dict[str, str]:
        """The kept secrets of its flow by name."""
        if not names:
            return {}
        rows = await tx.all(_queries.secrets, workspace=self.workspace, flow=self.flow, names=names)
        return {row["name"]: row["value"] for row in rows}


class Places:
    """The places of one conversation within one transaction."""

    def __init__(self, tx: Transaction, ctx: Any) -> None:
        self.tx = tx
        self.ctx = ctx
        self.now = clock.now()

    async def open_here(self) -> Place | None:
        """Locked until the commit: two messages never move one place at once."""
        return _place(await self.tx.first(_queries.open_place, **self._here()))

    async def offered_here(self) -> Place | None:
        return _place(await self.tx.first(_queries.offered_place, **self._here()))

    async def elsewhere(self) -> Place | None:
        names = {"customer": self.ctx.customer, "thread": self.ctx.thread, "since": self.now - LIFE}
        return _place(await self.tx.first(_queries.place_elsewhere, **self._here(), **names))

    def _here(self) -> dict[str, Any]:
        return {"workspace": self.ctx.workspace, "conversation": self.ctx.conversation}

    async def add(self, flow: UUID, name: str, version: int, graph: FlowGraph, state: FlowPlace) -> Place:
        digest = await self._keep(graph)
        place = Place(
            workspace=self.ctx.workspace, id=new_id(), conversation=self.ctx.conversation, flow=flow, name=name[:200],
            version=version, state=state, graph=graph, started_at=self.now, changed_at=self.now,
        )  # fmt: skip
        await self.tx.run(
            _queries.add_place, **self._moved(place, state), conversation=place.conversation,
            thread=self.ctx.thread, flow=flow, flow_name=place.name, version=version, digest=digest,
        )  # fmt: skip
        fact = FlowStarted(flow=flow, version=version, conversation=place.conversation)
        await self._tell(fact, f"flow.started:{place.id}")
        if state.waits == "ended":
            await self._tell_end(place, state.outcome)
        return place

    async def _keep(self, graph: FlowGraph) -> bytes:
        kept = written(graph)
        digest = hashlib.sha256(msgspec.json.encode(kept, order="sorted")).digest()
        await self.tx.run(_queries.keep_graph, workspace=self.ctx.workspace, digest=digest, graph=kept)
        return digest

    def _moved(self, place: Place, state: FlowPlace) -> dict[str, Any]:
        has_ended = state.waits == "ended"
        return {
            "workspace": place.workspace,
            "id": place.id,
            "place": msgspec.to_builtins(state),
            "seq": self.ctx.seq,
            "customer": self.ctx.customer,
            "now": self.now,
            "expires_at": self.now + LIFE,
            "ended_at": self.now if has_ended else None,
            "outcome": state.outcome,
        }

    async def put(self, place: Place, state: FlowPlace) -> None:
        await self.tx.run(_queries.put_place, **self._moved(place, state))
        if state.waits == "ended":
            await self._tell_end(place, state.outcome)

    async def end(self, place: Place, outcome: Any) -> None:
        await self.put(place, msgspec.structs.replace(place.state, waits="ended", outcome=outcome))

    async def end_open(self, outcome: str) -> None:
        """Whatever is open in this conversation ends, such as when a person takes over."""
        place = await self.open_here()
        if place is not None:
            await self.end(place, outcome)

    async def offer(self, place: Place, is_offered: bool) -> None:
        await self.tx.run(_queries.offer, **self._here(), id=place.id, is_offered=is_offered)

    async def take_here(self, place: Place) -> None:
        """The walk goes on in this conversation."""
        names = {"id": place.id, "seq": self.ctx.seq, "now": self.now, "expires_at": self.now + LIFE}
        await self.tx.run(_queries.move_place, **self._here(), **names)

    async def _tell(self, fact: Any, id: str) -> None:
        await emit(
            self.tx, self.ctx.workspace, fact, occurred_at=self.now, id=id, handles=_handles(self.ctx), source="feilun"
        )

    async def _tell_end(self, place: Place, outcome: str) -> None:
        seconds = round((self.now - place.started_at).total_seconds(), 1)
        fact = FlowEnded(
            flow=place.flow, version=place.version, conversation=self.ctx.conversation, outcome=outcome, seconds=seconds
        )
        await self._tell(fact, f"flow.ended:{place.id}")

    @staticmethod
    async def expire(tx: Transaction, now: datetime, life: timedelta) -> int:
        """Ends what nobody came back to; how many."""
        rows = await tx.all(_queries.expire, now=now, limit=_BATCH)
        for row in rows:
            seconds = round((now - row["started_at"]).total_seconds(), 1)
            fact = FlowEnded(
                flow=row["flow"], version=row["version"], conversation=row["conversation"], outcome="expired",
                seconds=seconds,
            )  # fmt: skip
            handles = [Handle("customer", str(row["customer"]))] if row["customer"] else []
            id = f"flow.ended:{row['id']}"
            await emit(tx, row["workspace"], fact, occurred_at=now, id=id, handles=handles)
        forgotten = await tx.run(_queries.forget_calls, before=now - life, limit=_BATCH)
        gone = await tx.run(_queries.forget_places, before=now - _KEPT, limit=_BATCH)
        return len(rows) + forgotten + gone


def _handles(ctx: Any) -> tuple[Handle, ...]:
    if ctx.handles:
        return tuple(ctx.handles)
    return (Handle("customer", str(ctx.customer)),) if ctx.customer else ()


def _place(row: Row | None) -> Place | None:
    if row is None:
        return None
    return Place(
        workspace=row["workspace"],
        id=row["id"],
        conversation=row["conversation"],
        flow=row["flow"],
        name=row["flow_name"],
        version=row["version"],
        state=msgspec.convert(row["place"], FlowPlace),
        graph=read_graph(row["graph"]),
        started_at=row["started_at"],
        changed_at=row["changed_at"],
        is_offered=row["is_offered"],
    )


class OpenFlow(msgspec.Struct, frozen=True, kw_only=True):
    """A flow somebody is in. `is_here` is False for one that she left in another conversation and may go on with."""

    flow: UUID
    name: str
    version: int
    step: str | None
    slots: dict[str, str]
    is_here: bool = True


async def open_flow(tx: Transaction, ctx: Any) -> OpenFlow | None:
    """Whether `go_on` should be asked about a message of this conversation."""
    places = Places(tx, ctx)
    place = await places.open_here()
    if place is not None:
        return _shown(place, True)
    place = await places.offered_here() or await places.elsewhere()
    return _shown(place, False) if place else None


def _shown(place: Place, is_here: bool) -> OpenFlow:
    return OpenFlow(
        flow=place.flow, name=place.name, version=place.version, step=place.state.step, slots=place.state.shown,
        is_here=is_here,
    )  # fmt: skip


async def slots_of(tx: Transaction, workspace: UUID, conversation: UUID) -> dict[str, str]:
    """What the customer told in the last flow of a conversation, as people read it: for whoever takes over."""
    row = await tx.first(_queries.last_place, workspace=workspace, conversation=conversation)
    return msgspec.convert(row["place"], FlowPlace).shown if row else {}


async def end(tx: Transaction, ctx: Any, outcome: str = "handed_over") -> None:
    """A flow that is open in this conversation is over: a person took the conversation, or it was closed."""
    await Places(tx, ctx).end_open(outcome)
