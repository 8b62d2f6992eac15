"""Writes customers, profiles and activity as the log tells them: one pass, a few statements per batch."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec

from feilun.events import Handle, Stored
from feilun.events.catalogue.insight import CustomersSplit
from feilun.insight import identity
from feilun.insight.profiles.rules import Deed, State, deed, search_text
from feilun.kernel import jsonb
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

queries = Queries(__file__)
_COLUMNS = (
    "workspace",
    "position",
    "customer",
    "event_id",
    "type",
    "name",
    "channel",
    "source",
    "occurred_at",
    "amount",
    "properties",
    "context",
    "handle_kind",
    "handle_value",
)
_SPECIAL = re.compile(r"[\\\t\n\r]")
_WRITTEN_AS = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}

# (workspace, customer)
Key = tuple[UUID, UUID]


class Profiles:
    """The subscriber `profiles`: whatever reacts to customers comes after it."""

    name = "profiles"
    after: str | None = None
    batch = 1000

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        touched: set[Key] = set()
        for is_split, group in groupby(events, lambda event: event.type == CustomersSplit.type):
            run = list(group)
            for event in run if is_split else ():
                touched |= await _split(tx, event)
            touched |= await _take_in(tx, run)
        _tell(tx, engines, touched)


def _tell(tx: Transaction, engines: Engines, touched: set[Key]) -> None:
    """Dashboards listen; a lost word is harmless, they ask again."""
    customers: dict[UUID, list[UUID]] = {}
    for workspace, customer in touched:
        customers.setdefault(workspace, []).append(customer)
    for workspace, changed in customers.items():
        payload = msgspec.json.encode(changed)
        subject = f"profiles.changed.{workspace}"
        tx.after_commit(lambda subject=subject, payload=payload: engines.bus.publish(subject, payload))  # type: ignore[misc]


async def _take_in(tx: Transaction, events: Sequence[Stored]) -> set[Key]:
    assigned = await identity.assign(tx, events)
    rows = [
        (event.workspace, customer, lead, deed(event))
        for event, customer, lead in zip(events, assigned.customers, assigned.leads, strict=True)
        if customer and lead
    ]
    workspace_of = {customer: workspace for workspace, customer, _, _ in rows}
    merges = [(workspace_of[into], one, into) for one, into in assigned.merged.items()]
    keys = {(workspace, customer) for workspace, customer, _, _ in rows}
    states = await _load(tx, keys | {(workspace, one) for workspace, one, _ in merges})
    texts = {key: search_text(state.traits) for key, state in states.items()}
    await _merge(tx, states, merges)
    for workspace, customer, _, one in rows:
        key = (workspace, customer)
        state = states.get(key)
        if state is None:
            state = states[key] = State.start(one)
        state.add(one)
    await _write(tx, {key: states[key] for key in keys}, texts)
    if rows:
        await tx.copy("activity", _COLUMNS, b"".join(_line(*row) for row in rows))
    return keys


async def _merge(tx: Transaction, states: dict[Key, State], merges: Sequence[tuple[UUID, UUID, UUID]]) -> None:
    known = [(workspace, one, into) for workspace, one, into in merges if (workspace, one) in states]
    if not known:
        return
    for workspace, one, into in known:
        absorbed = states.pop((workspace, one))
        if (workspace, into) in states:
            states[workspace, into].absorb(absorbed)
        else:
            states[workspace, into] = absorbed
    workspaces, gone, survivors = (list(part) for part in zip(*known, strict=True))
    await tx.run(queries.move_activity, workspaces=workspaces, absorbed=gone, survivors=survivors)
    await tx.run(queries.drop_profiles, workspaces=workspaces, customers=gone)
    await tx.run(queries.drop_search, workspaces=workspaces, customers=gone)


async def _split(tx: Transaction, event: Stored) -> set[Key]:
    """Gives each side its own events back and builds both profiles anew from them."""
    parting = await identity.part(tx, event)
    if parting is None:
        return set()
    handles = [*parting.handles, *(Handle(identity.POINTER, str(one)) for one in parting.pointers)]
    await tx.run(
        queries.part_activity,
        workspace=parting.workspace,
        former=parting.customer,
        to=parting.parted,
        kinds=[one.kind for one in handles],
        values=[one.value for one in handles],
    )
    keys = {(parting.workspace, parting.customer), (parting.workspace, parting.parted)}
    built = {key: state for key in keys if (state := await _rebuilt(tx, *key))}
    await _drop(tx, keys - set(built))
    await _write(tx, built, {})
    return keys


async def _rebuilt(tx: Transaction, workspace: UUID, customer: UUID) -> State | None:
    state: State | None = None
    async for row in tx.stream(queries.deeds, workspace=workspace, customer=customer):
        one = Deed(**row)
        state = state or State.start(one)
        state.add(one)
    return state


async def _drop(tx: Transaction, keys: Iterable[Key]) -> None:
    for workspace, customer in keys:
        await tx.run(queries.drop_profiles, workspaces=[workspace], customers=[customer])
        await tx.run(queries.drop_search, workspaces=[workspace], customers=[customer])


async def _load(tx: Transaction, keys: Iterable[Key]) -> dict[Key, State]:
    pairs = list(keys)
    if not pairs:
        return {}
    rows = await tx.all(
        queries.states, workspaces=[key[0] for key in pairs], customers=[customer for _, customer in pairs]
    )
    return {(row["workspace"], row["customer"]): _state(row) for row in rows}


def _state(row: Row) -> State:
    return State(
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        born=row["born"],
        version=row["version"],
        traits=row["traits"],
        provenance=row["provenance"],
        counters=row["counters"],
        zone=row["zone"],
        locale=row["locale"],
        channels=set(row["channels"]),
    )


async def _write(tx: Transaction, states: dict[Key, State], texts: dict[Key, str]) -> None:
    if not states:
        return
    rows = [_columns(key, state) for key, state in states.items()]
    await tx.run(queries.put_profiles, rows=jsonb.encode(rows).decode())
    await _write_search(tx, list(_changed_texts(states, texts)))


def _columns(key: Key, state: State) -> dict[str, Any]:
    return {
        "workspace": key[0],
        "customer": key[1],
        "traits": state.traits,
        "provenance": state.provenance,
        "counters": state.counters,
        "zone": state.zone,
        "locale": state.locale,
        "channels": sorted(state.channels),
        "first_seen": state.first_seen,
        "last_seen": state.last_seen,
        "born": state.born,
        "version": state.version,
    }


def _changed_texts(states: dict[Key, State], texts: dict[Key, str]) -> Iterator[tuple[UUID, UUID, str]]:
    for (workspace, customer), state in states.items():
        text = search_text(state.traits)
        if texts.get((workspace, customer)) != text:
            yield workspace, customer, text


async def _write_search(tx: Transaction, rows: Sequence[tuple[UUID, UUID, str]]) -> None:
    if rows:
        workspaces, customers, texts = (list(part) for part in zip(*rows, strict=True))
        await tx.run(queries.put_search, workspaces=workspaces, customers=customers, texts=texts)


def _line(workspace: UUID, customer: UUID, lead: Handle, one: Deed) -> bytes:
    """One line of COPY text in the order of _COLUMNS."""
    fields = (
        str(workspace),
        str(one.position),
        str(customer),
        _escaped(one.event_id),
        _escaped(one.type),
        _escaped(one.name),
        _escaped(one.channel),
        _escaped(one.source),
        one.occurred_at.isoformat(),
        "\\N" if one.amount is None else format(one.amount, "f"),
        _json(one.properties),
        _json(one.context) if one.context else "\\N",
        _escaped(lead.kind),
        _escaped(lead.value),
    )
    return ("\t".join(fields) + "\n").encode()


def _json(value: Any) -> str:
    return jsonb.encode(value).decode().replace("\\", "\\\\")


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _WRITTEN_AS[found[0]], text) if _SPECIAL.search(text) else text
