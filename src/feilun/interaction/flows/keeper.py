"""Makes flows, keeps their revisions, approves them, and keeps the secrets of their webhooks."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from feilun.interaction.flows.checks import FlowProblem, problems
from feilun.interaction.flows.graph import FlowGraph, read_graph, written
from feilun.kernel import clock
from feilun.kernel.errors import Error, Invalid, NotFound
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Row, Transaction

_queries = Queries(__file__)
MOST_BYTES = 300_000


class FlowUnfinished(Error):
    """The flow cannot be approved yet: {problems}."""

    status = 422


class StaleFlow(Error):
    """{author_name} changed the flow meanwhile: it is at revision {revision} now."""

    status = 409


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """An approved flow: what is trained, published and walked."""

    id: UUID
    name: str
    revision: int
    graph: FlowGraph


@dataclass(frozen=True)
class Author:
    """Who draws."""

    id: str
    name: str


SYSTEM = Author("system", "Feilun")


async def approved(tx: Transaction, workspace: UUID) -> list[Flow]:
    """All flows in force, oldest first."""
    rows = await tx.all(_queries.approved_flows, workspace=workspace)
    return [
        Flow(id=row["id"], name=row["name"], revision=row["revision"], graph=read_graph(row["graph"])) for row in rows
    ]


async def is_any_approved(tx: Transaction) -> bool:
    """Whether anybody on this installation has a flow in force."""
    return bool(await tx.value(_queries.is_any_approved))


async def create(
    tx: Transaction, workspace: UUID, name: str, graph: FlowGraph | dict[str, Any], author: Author = SYSTEM
) -> UUID:
    """A new draft; its id. Raises Invalid."""
    flow = new_id()
    await tx.run(_queries.add_flow, workspace=workspace, id=flow, name=_checked_name(name), now=clock.now())
    shaped = graph if isinstance(graph, FlowGraph) else read_graph(graph)
    await _add_revision(tx, workspace, flow, 1, name, shaped, author)
    return flow


async def save(
    tx: Transaction,
    workspace: UUID,
    flow: UUID,
    name: str,
    graph: FlowGraph,
    author: Author = SYSTEM,
    based_on: int | None = None,
) -> int:
    """A further revision, however unfinished; its number. Raises NotFound, StaleFlow when there is a newer one.

    What is kept already adds none, and is no conflict: the answer to the first try may have been lost.
    """
    await lock(tx, workspace, flow)
    newest = await flow_row(tx, workspace, flow)
    if newest["graph"] == written(graph) and newest["name"] == name.strip():
        return int(newest["revision"])
    _check_newest(newest, based_on)
    revision = int(newest["revision"]) + 1
    await _add_revision(tx, workspace, flow, revision, name, graph, author)
    return revision


async def _add_revision(
    tx: Transaction, workspace: UUID, flow: UUID, revision: int, name: str, graph: FlowGraph, author: Author
) -> None:
    kept, name, now = written(graph), _checked_name(name), clock.now()
    if len(msgspec.json.encode(kept)) > MOST_BYTES:
        raise Invalid(field="graph", problem=f"may have at most {MOST_BYTES} bytes")
    await tx.run(
        _queries.add_revision,
        workspace=workspace,
        flow=flow,
        revision=revision,
        name=name,
        graph=kept,
        author=author.id,
        author_name=author.name,
        now=now,
    )
    await tx.run(_queries.set_newest, workspace=workspace, flow=flow, revision=revision, name=name, now=now)


def _check_newest(newest: Row, based_on: int | None) -> None:
    if based_on is not None and newest["revision"] != based_on:
        raise StaleFlow(
            author_name=newest["author_name"] or "Somebody",
            revision=newest["revision"],
            name=newest["name"],
            graph=newest["graph"],
        )


async def approve(
    tx: Transaction, workspace: UUID, flow: UUID, author: str = "system", revision: int | None = None
) -> int:
    """Puts the newest revision in force. Raises NotFound, StaleFlow, FlowUnfinished."""
    await lock(tx, workspace, flow)
    newest = await flow_row(tx, workspace, flow)
    _check_newest(newest, revision)
    found = await problems_of(tx, workspace, flow, read_graph(newest["graph"]))
    faults = [one for one in found if one.is_fault]
    if faults:
        raise FlowUnfinished(problems="; ".join(f"{one.step or 'flow'}: {one.problem}" for one in faults))
    names = {"workspace": workspace, "flow": flow, "revision": newest["revision"], "now": clock.now()}
    await tx.run(_queries.approve, **names)
    await tx.run(_queries.note_approval, **names, author=author)
    return int(newest["revision"])


async def withdraw(tx: Transaction, workspace: UUID, flow: UUID) -> None:
    """No revision is in force any more; who is under way goes on. Raises NotFound."""
    await lock(tx, workspace, flow)
    await tx.run(_queries.approve, workspace=workspace, flow=flow, revision=None, now=clock.now())


async def restore(tx: Transaction, workspace: UUID, flow: UUID, revision: int, author: Author = SYSTEM) -> int:
    """An old revision becomes the newest draft again. Raises NotFound."""
    await lock(tx, workspace, flow)
    old = await revision_row(tx, workspace, flow, revision)
    return await save(tx, workspace, flow, old["name"], read_graph(old["graph"]), author)


async def remove(tx: Transaction, workspace: UUID, flow: UUID) -> None:
    """Who is under way finishes: a place has its own graph. Raises NotFound."""
    await lock(tx, workspace, flow)
    await tx.run(_queries.remove_flow, workspace=workspace, flow=flow)


async def problems_of(tx: Transaction, workspace: UUID, flow: UUID | None, graph: FlowGraph) -> list[FlowProblem]:
    """What is wrong with a graph; secrets that were never set count only for a flow that is kept."""
    kept = await tx.all(_queries.secret_names, workspace=workspace, flow=flow) if flow else []
    return problems(graph, None if flow is None else {row["name"] for row in kept})


async def put_secret(tx: Transaction, workspace: UUID, flow: UUID, name: str, value: str) -> None:
    """Keeps what a webhook needs; it is never read back. Raises Invalid, NotFound."""
    if not name.isidentifier() or len(name) > 60:
        raise Invalid(field="name", problem="must be letters, digits and underscores, at most 60")
    if not 1 <= len(value) <= 4000 or not value.isprintable() or not value.isascii():
        raise Invalid(field="value", problem="must have 1 to 4000 printable ASCII characters")
    await lock(tx, workspace, flow)
    await tx.run(_queries.put_secret, workspace=workspace, flow=flow, name=name, value=value, now=clock.now())


async def remove_secret(tx: Transaction, workspace: UUID, flow: UUID, name: str) -> None:
    await lock(tx, workspace, flow)
    if not await tx.run(_queries.remove_secret, workspace=workspace, flow=flow, name=name):
        raise NotFound(kind="secret", id=name)


async def secret_names(tx: Transaction, workspace: UUID, flow: UUID) -> list[str]:
    return [row["name"] for row in await tx.all(_queries.secret_names, workspace=workspace, flow=flow)]


async def lock(tx: Transaction, workspace: UUID, flow: UUID) -> Row:
    """Raises NotFound."""
    row = await tx.first(_queries.lock_flow, workspace=workspace, flow=flow)
    if row is None:
        raise NotFound(kind="flow", id=flow)
    return row


async def flow_row(tx: Transaction, workspace: UUID, flow: UUID) -> Row:
    """The flow with its newest revision. Raises NotFound."""
    row = await tx.first(_queries.flow_row, workspace=workspace, flow=flow)
    if row is None:
        raise NotFound(kind="flow", id=flow)
    return row


async def revision_row(tx: Transaction, workspace: UUID, flow: UUID, revision: int) -> Row:
    """Raises NotFound."""
    names = {"workspace": workspace, "flow": flow, "revision": revision}
    row = await tx.first(_queries.revision_row, **names) if -(2**31) <= revision < 2**31 else None
    if row is None:
        raise NotFound(kind="revision", id=revision)
    return row


def _checked_name(name: str) -> str:
    if not 1 <= len(name.strip()) <= 200:
        raise Invalid(field="name", problem="must have 1 to 200 characters")
    return name.strip()
