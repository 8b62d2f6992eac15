"""Finds customers by handle, and lets the graph grow with a batch of events in a few statements."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from feilun.events import Event, Handle, Stored, append
from feilun.events.catalogue.insight import CustomersMerged
from feilun.insight.identity.rules import POINTER, Graph, Node, Touch, usable
from feilun.kernel.errors import NotFound
from feilun.kernel.sql import Queries
from feilun.store import Transaction

queries = Queries(__file__)


@dataclass(frozen=True)
class Assigned:
    """What a batch did: the customer and the leading handle of each event, and who was absorbed by whom."""

    customers: list[UUID | None]
    leads: list[Handle | None]
    merged: dict[UUID, UUID]


async def customers_of(tx: Transaction, workspace: UUID, handles: Iterable[Handle]) -> dict[Handle, UUID]:
    """The customers of those handles that are known; looks only. Keys are the handles as given."""
    spelled = {handle: found[0] for handle in handles if (found := usable([handle]))}
    known = await _where(tx, {(workspace, one.kind, one.value) for one in spelled.values()})
    return {
        handle: known[workspace, one.kind, one.value]
        for handle, one in spelled.items()
        if (workspace, one.kind, one.value) in known
    }


async def resolve(tx: Transaction, workspace: UUID, handles: Iterable[Handle]) -> UUID | None:
    """The customer of the most trusted known handle, or None; looks only."""
    trusted = usable(handles)
    known = await customers_of(tx, workspace, trusted)
    return next((known[one] for one in trusted if one in known), None)


async def current(tx: Transaction, workspace: UUID, customer: UUID) -> UUID:
    """The living customer behind an id: merges are followed. An unknown id comes back as it is."""
    return await tx.value(queries.current, workspace=workspace, id=customer) or customer


async def known(tx: Transaction, workspace: UUID, customer: UUID) -> UUID:
    """As `current`, but raises NotFound for an id this workspace does not have."""
    found: UUID | None = await tx.value(queries.current, workspace=workspace, id=customer)
    if found is None:
        raise NotFound(kind="customer", id=customer)
    return found


async def handles_of(tx: Transaction, workspace: UUID, customer: UUID) -> list[dict[str, Any]]:
    """Rows of kind, value, first_seen, last_seen."""
    return await tx.all(queries.handles_of, workspace=workspace, customer=customer)


async def assign(tx: Transaction, events: Sequence[Stored]) -> Assigned:
    """Gives each event its customer, in order, and writes what the graph learned. For the `profiles` subscriber only."""
    paths = [[(event.workspace, one.kind, one.value) for one in usable(event.handles)] for event in events]
    known = await _where(tx, {node for path in paths for node in path})
    graph = await _graph(tx, paths, known)
    customers: list[UUID | None] = []
    for event, path in zip(events, paths, strict=True):
        customers.append(_placed(graph, known, path, event))
    await _write(tx, graph)
    merged = {one: graph.current(one) for one in graph.merged}
    leads = [Handle(path[0][1], path[0][2]) if path else None for path in paths]
    return Assigned([graph.current(one) if one else None for one in customers], leads, merged)


def _placed(graph: Graph, known: dict[Node, UUID], path: Sequence[Node], event: Stored) -> UUID | None:
    if not path:
        return None
    if path[0][1] == POINTER:
        pointed, written = known.get(path[0]), _uuid(path[0][2])
        if pointed:
            return graph.current(pointed)
        return graph.pointed(event.workspace, written) if written else None
    at = min(event.occurred_at, event.received_at)
    return graph.place(path, Touch(at, event.source, event.id, event.type))


async def _graph(tx: Transaction, paths: Sequence[Sequence[Node]], known: dict[Node, UUID]) -> Graph:
    where = {node: customer for node, customer in known.items() if node[1] != POINTER}
    counted = {(node[0], where[node]) for path in paths if len(path) > 1 for node in path if node in where}
    counts: dict[UUID, Counter[str]] = {customer: Counter() for _, customer in counted}
    parted: list[tuple[Node, Node]] = []
    if counted:
        workspaces, customers = [one[0] for one in counted], [one[1] for one in counted]
        for row in await tx.all(queries.counts, workspaces=workspaces, customers=customers):
            counts[row["customer"]][row["kind"]] = row["number"]
        for row in await tx.all(queries.parted, workspaces=list(set(workspaces)), customers=customers):
            a = (row["workspace"], row["a_kind"], row["a_value"])
            b = (row["workspace"], row["b_kind"], row["b_value"])
            where[a], where[b] = row["a_customer"], row["b_customer"]
            parted.append((a, b))
    return Graph(where, counts, parted)


async def _where(tx: Transaction, nodes: set[Node]) -> dict[Node, UUID]:
    pointers = [(node, found) for node in nodes if node[1] == POINTER and (found := _uuid(node[2]))]
    plain = [node for node in nodes if node[1] != POINTER]
    known: dict[Node, UUID] = {}
    if plain:
        workspaces, kinds, texts = (list(part) for part in zip(*plain, strict=True))
        rows = await tx.all(queries.customers_of, workspaces=workspaces, kinds=kinds, values=texts)
        known = {(row["workspace"], row["kind"], row["value"]): row["customer"] for row in rows}
    if pointers:
        rows = await tx.all(
            queries.pointers, workspaces=[node[0] for node, _ in pointers], ids=[found for _, found in pointers]
        )
        by_id = {(row["workspace"], row["id"]): row["customer"] for row in rows}
        known |= {node: by_id[node[0], found] for node, found in pointers if (node[0], found) in by_id}
    return known


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _write(tx: Transaction, graph: Graph) -> None:
    workspace_of = {customer: node[0] for node, customer in graph.where.items()}
    workspace_of |= {edge.absorbed: edge.a[0] for edge in graph.edges.values() if edge.absorbed}
    if graph.created:
        await tx.run(
            queries.add_customers,
            workspaces=[node[0] for node, _ in graph.created.values()],
            ids=list(graph.created),
            created=[touch.at for _, touch in graph.created.values()],
        )
    if graph.merged:
        moves = {
            "workspaces": [workspace_of[one] for one in graph.merged],
            "absorbed": list(graph.merged),
            "survivors": [graph.current(one) for one in graph.merged],
        }
        await tx.run(queries.merge_customers, **moves)
        await tx.run(queries.move_handles, **moves)
    await _write_handles(tx, graph)
    await _write_edges(tx, graph)
    await _tell_merges(tx, graph)


async def _write_handles(tx: Transaction, graph: Graph) -> None:
    if graph.seen:
        nodes = list(graph.seen)
        await tx.run(
            queries.put_handles,
            workspaces=[node[0] for node in nodes],
            kinds=[node[1] for node in nodes],
            values=[node[2] for node in nodes],
            customers=[graph.where[node] for node in nodes],
            first=[graph.seen[node][0] for node in nodes],
            last=[graph.seen[node][1] for node in nodes],
        )


async def _write_edges(tx: Transaction, graph: Graph) -> None:
    edges = list(graph.edges.values())
    if edges:
        await tx.run(
            queries.add_edges,
            workspaces=[edge.a[0] for edge in edges],
            ids=[edge.id for edge in edges],
            kinds=[edge.kind for edge in edges],
            a_kinds=[edge.a[1] for edge in edges],
            a_values=[edge.a[2] for edge in edges],
            b_kinds=[edge.b[1] for edge in edges],
            b_values=[edge.b[2] for edge in edges],
            since=[edge.touch.at for edge in edges],
            sources=[edge.touch.source for edge in edges],
            events=[edge.touch.event for edge in edges],
            rules=[edge.rule for edge in edges],
            absorbed=[edge.absorbed for edge in edges],
        )


async def _tell_merges(tx: Transaction, graph: Graph) -> None:
    """The id is made from the edge, so a replay of the log does not tell it again."""
    facts = [
        Event(
            workspace=edge.a[0],
            id=f"merged:{edge.id}:{edge.absorbed}",
            type=CustomersMerged.type,
            occurred_at=edge.touch.at,
            source="feilun",
            handles=(Handle(POINTER, str(edge.survivor)),),
            body={
                "properties": msgspec.to_builtins(
                    CustomersMerged(
                        survivor=graph.current(edge.survivor),
                        absorbed=edge.absorbed,
                        edge=edge.id,
                        event=edge.touch.event,
                        rule=edge.rule,
                    )
                )
            },
        )
        for edge in graph.edges.values()
        if edge.absorbed and edge.survivor
    ]
    await append(tx, facts)
