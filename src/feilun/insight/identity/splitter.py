"""Undoes a link: the customer becomes two again, each with the handles that hang on its side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from feilun.events import Handle, Stored
from feilun.insight.identity.resolver import queries
from feilun.insight.identity.rules import POLICY, Node, edge_id, id_from, sides
from feilun.kernel.errors import Conflict, NotFound
from feilun.store import Transaction


@dataclass(frozen=True)
class Parting:
    """`parted` left `customer` and took `handles` along; ids that were merged into it follow it in `pointers`."""

    workspace: UUID
    customer: UUID
    parted: UUID
    handles: tuple[Handle, ...]
    pointers: tuple[UUID, ...]


async def check_split(tx: Transaction, workspace: UUID, customer: UUID, edge: UUID) -> None:
    """Raises NotFound when the edge is not one of the customer's, Conflict when it cannot be undone."""
    rows = await tx.all(queries.edges_of, workspace=workspace, customer=customer)
    row = next((one for one in rows if one["id"] == edge), None)
    if row is None:
        raise NotFound(kind="edge", id=edge)
    if row["kind"] != "link" or row["undone_at"]:
        raise Conflict(problem="Only a link that still holds can be undone")


async def part(tx: Transaction, event: Stored) -> Parting | None:
    """Carries out a fact `customers.split`; None when the link does not hold any more. For `profiles` only."""
    properties = event.body.get("properties", {})
    workspace, edge = event.workspace, UUID(str(properties["edge"]))
    row = await tx.first(queries.edge, workspace=workspace, id=edge)
    by = str(properties.get("author", ""))
    if row is None or not await tx.run(queries.undo_edge, workspace=workspace, id=edge, at=event.occurred_at, by=by):
        return None
    a, b = (workspace, row["a_kind"], row["a_value"]), (workspace, row["b_kind"], row["b_value"])
    await _remember(tx, event, a, b)
    customer = await _customer_of(tx, a)
    side_a, side_b = await _sides(tx, workspace, customer, a, b)
    leaving = _leaving(customer, side_a, side_b)
    return await _move(tx, workspace, customer, leaving, row["absorbed"], event.occurred_at)


async def ends_of(tx: Transaction, workspace: UUID, edge: UUID) -> list[UUID]:
    """The customers at the two ends of an edge as things stand now."""
    row = await tx.first(queries.edge, workspace=workspace, id=edge)
    if row is None:
        return []
    rows = await tx.all(
        queries.customers_of,
        workspaces=[workspace] * 2,
        kinds=[row["a_kind"], row["b_kind"]],
        values=[row["a_value"], row["b_value"]],
    )
    return sorted({one["customer"] for one in rows})


async def edges_of(tx: Transaction, workspace: UUID, customer: UUID) -> list[dict[str, Any]]:
    """Why the customer's handles belong together, in the order it happened; undone links and refusals too."""
    return await tx.all(queries.edges_of, workspace=workspace, customer=customer)


async def _remember(tx: Transaction, event: Stored, a: Node, b: Node) -> None:
    """The split itself becomes an edge, so that the two are never joined by themselves again."""
    await tx.run(
        queries.add_edges,
        workspaces=[a[0]],
        ids=[edge_id("split", a, b)],
        kinds=["split"],
        a_kinds=[a[1]],
        a_values=[a[2]],
        b_kinds=[b[1]],
        b_values=[b[2]],
        since=[event.occurred_at],
        sources=[event.source],
        events=[event.id],
        rules=["parted"],
        absorbed=[None],
    )


async def _customer_of(tx: Transaction, node: Node) -> UUID:
    rows = await tx.all(queries.customers_of, workspaces=[node[0]], kinds=[node[1]], values=[node[2]])
    customer: UUID = rows[0]["customer"]
    return customer


async def _sides(tx: Transaction, workspace: UUID, customer: UUID, a: Node, b: Node) -> tuple[set[Node], set[Node]]:
    rows = await tx.all(queries.links_of, workspace=workspace, customer=customer)
    links = [((workspace, row["a_kind"], row["a_value"]), (workspace, row["b_kind"], row["b_value"])) for row in rows]
    return sides([a], links, a), sides([b], links, b)


def _leaving(customer: UUID, side_a: set[Node], side_b: set[Node]) -> list[Node]:
    """The side without the handle that the customer began with, the most trusted handle first."""
    leaving = side_b if customer in map(id_from, side_a) else side_a
    return sorted(leaving, key=lambda node: (POLICY.rank(node[1]), node[2]))


async def _move(
    tx: Transaction, workspace: UUID, customer: UUID, leaving: Sequence[Node], absorbed: UUID | None, at: datetime
) -> Parting:
    """The leaving side takes back an id it had before the merge, so that old references point right again."""
    own = [id_from(node) for node in leaving]
    parted = absorbed if absorbed in own and absorbed is not None else own[0]
    await tx.run(queries.revive, workspace=workspace, id=parted, at=at)
    rows = await tx.all(queries.follow, workspace=workspace, to=parted, ids=own, former=customer)
    await tx.run(
        queries.part_handles,
        workspace=workspace,
        to=parted,
        kinds=[node[1] for node in leaving],
        values=[node[2] for node in leaving],
    )
    handles = tuple(Handle(node[1], node[2]) for node in leaving)
    return Parting(workspace, customer, parted, handles, (parted, *(row["id"] for row in rows)))
