"""Keeps orders, talks, entries and credit as the log tells them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from feilun.events import Handle, Stored, is_hers
from feilun.insight import identity
from feilun.insight.outcomes import rules
from feilun.kernel.sql import Queries
from feilun.store import Engines, Transaction

_queries = Queries(__file__)

# Facts that change who a handle belongs to.
_MOVES = frozenset({"customers.merged", "customers.split"})


class Outcomes:
    """The subscriber `outcomes`. A customer is whoever the event's most trusted handle belongs to at the moment."""

    name = "outcomes"
    after: str | None = "profiles"
    batch = 1000

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        owners = await _owners(tx, events)
        known = [(event, *owners[event.position]) for event in events if event.position in owners]
        await _add_orders(tx, known)
        await _add_touches(tx, known)
        await _add_entries(tx, known)
        await _add_seen(tx, known, await _zones(tx, events, engines.settings.default_zone))
        moved = await _move(tx, events)
        await _credit(tx, [event for event, _, _ in known], moved)


_Known = tuple[Stored, Handle, UUID]


async def _owners(tx: Transaction, events: Sequence[Stored]) -> dict[int, tuple[Handle, UUID]]:
    """Per position the most trusted handle that is known, and its customer: the same one whom `profiles` chose."""
    trusted = {event.position: identity.usable(event.handles) for event in events}
    asked: dict[UUID, set[Handle]] = defaultdict(set)
    for event in events:
        asked[event.workspace].update(trusted[event.position])
    found = {workspace: await identity.customers_of(tx, workspace, sorted(hs)) for workspace, hs in asked.items() if hs}
    owners = {}
    for event in events:
        here = found.get(event.workspace, {})
        handle = next((one for one in trusted[event.position] if one in here), None)
        if handle is not None:
            owners[event.position] = (handle, here[handle])
    return owners


def _columns(known: Iterable[_Known]) -> dict[str, list[Any]]:
    rows = list(known)
    return {
        "workspaces": [event.workspace for event, _, _ in rows],
        "positions": [event.position for event, _, _ in rows],
        "customers": [customer for _, _, customer in rows],
        "kinds": [handle.kind for _, handle, _ in rows],
        "values": [handle.value for _, handle, _ in rows],
        "times": [event.occurred_at for event, _, _ in rows],
    }


def _properties(event: Stored) -> dict[str, Any]:
    found = event.body.get("properties")
    return found if isinstance(found, dict) else {}


async def _add_orders(tx: Transaction, known: Sequence[_Known]) -> None:
    orders = [one for one in known if one[0].type == "track" and one[0].name == rules.ORDER]
    if orders:
        properties = [_properties(event) for event, _, _ in orders]
        await tx.run(
            _queries.add_orders,
            **_columns(orders),
            orders=[
                str(one.get("order_id") or event.id) for one, (event, _, _) in zip(properties, orders, strict=True)
            ],
            amounts=[rules.order_amount(one) for one in properties],
        )


async def _add_touches(tx: Transaction, known: Sequence[_Known]) -> None:
    pairs = [(one, rules.touch_of(one[0].type, _properties(one[0]))) for one in known]
    touches = [(one, touch) for one, touch in pairs if touch]
    if touches:
        await tx.run(
            _queries.add_touches,
            **_columns(one for one, _ in touches),
            touch_kinds=[touch.kind for _, touch in touches],
            subjects=[touch.subject for _, touch in touches],
        )


async def _add_entries(tx: Transaction, known: Sequence[_Known]) -> None:
    entries = [one for one in known if one[0].type == "journey.entered"]
    if entries:
        properties = [_properties(event) for event, _, _ in entries]
        await tx.run(
            _queries.add_entries,
            **_columns(entries),
            journeys=[str(one["journey"]) for one in properties],
            entry_keys=[str(one.get("entry_key", "")) for one in properties],
            held_outs=[bool(one.get("held_out")) for one in properties],
        )


async def _add_seen(tx: Transaction, known: Sequence[_Known], zones: dict[UUID, ZoneInfo]) -> None:
    seen: dict[tuple[UUID, date, Handle], UUID] = {
        (event.workspace, rules.week_of(event.occurred_at, zones[event.workspace]), handle): customer
        for event, handle, customer in known
        if is_hers(event.type, _properties(event))
    }
    if seen:
        keys = list(seen)
        await tx.run(
            _queries.add_seen,
            workspaces=[workspace for workspace, _, _ in keys],
            weeks=[week for _, week, _ in keys],
            kinds=[handle.kind for _, _, handle in keys],
            values=[handle.value for _, _, handle in keys],
            customers=[seen[key] for key in keys],
        )


async def _zones(tx: Transaction, events: Sequence[Stored], default: str) -> dict[UUID, ZoneInfo]:
    workspaces = sorted({event.workspace for event in events})
    rows = await tx.all(_queries.zones, workspaces=workspaces)
    zones = {row["id"]: ZoneInfo(row["zone"] or default) for row in rows}
    return {workspace: zones.get(workspace, ZoneInfo(default)) for workspace in workspaces}


async def _move(tx: Transaction, events: Sequence[Stored]) -> set[tuple[UUID, UUID]]:
    """Brings rows to the customers their handles belong to now; the customers whose rows moved."""
    touched: dict[UUID, set[UUID]] = defaultdict(set)
    for event in events:
        if event.type in _MOVES:
            touched[event.workspace].update(_customers_in(_properties(event)))
    moved: set[tuple[UUID, UUID]] = set()
    for workspace, customers in touched.items():
        handles = await tx.all(_queries.handles_here, workspace=workspace, customers=sorted(customers))
        asked = [Handle(row["handle_kind"], row["handle_value"]) for row in handles]
        owners = await identity.customers_of(tx, workspace, asked)
        values = {
            "workspace": workspace,
            "customers": sorted(customers),
            "kinds": [handle.kind for handle in owners],
            "values": [handle.value for handle in owners],
            "owners": list(owners.values()),
        }
        for statement in (_queries.move_orders, _queries.move_touches, _queries.move_entries, _queries.move_seen):
            await tx.run(statement, **values)
        moved |= {(workspace, customer) for customer in customers | set(owners.values())}
    return moved


def _customers_in(properties: dict[str, Any]) -> set[UUID]:
    """Every customer a merge or split names, whatever the field is called."""
    found: set[UUID] = set()
    for value in properties.values():
        for one in value if isinstance(value, list) else [value]:
            try:
                found.add(UUID(str(one)))
            except ValueError:
                continue
    return found


async def _credit(tx: Transaction, events: Sequence[Stored], moved: set[tuple[UUID, UUID]]) -> None:
    """Gives orders to their last touch; the same whatever order touches, orders and merges arrived in."""
    orders = await tx.all(
        _queries.orders_to_credit,
        workspaces=[event.workspace for event in events],
        positions=[event.position for event in events],
        moved_workspaces=[workspace for workspace, _ in sorted(moved)],
        moved=[customer for _, customer in sorted(moved)],
        window=rules.CREDIT_WINDOW,
    )
    if orders:
        values: dict[str, Any] = {
            "workspaces": [row["workspace"] for row in orders],
            "positions": [row["position"] for row in orders],
        }
        await tx.run(_queries.forget_credits, **values)
        await tx.run(_queries.credit_orders, **values, window=rules.CREDIT_WINDOW)
