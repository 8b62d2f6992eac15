"""Which members of staff have a live connection now."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from feilun.delivery.live import methods
from feilun.delivery.live.peer import Peer
from feilun.delivery.live.streams import queries
from feilun.kernel import clock
from feilun.store import Engines, Transaction

# Three missed beats of the node, so that a cut of a moment does not take an agent offline.
LIFE = timedelta(seconds=75)


async def enter(engines: Engines, peer: Peer, connection: UUID) -> None:
    now = clock.now()
    async with engines.tables.transaction() as tx:
        await tx.run(queries.forget_presence, before=now - 4 * LIFE)
        await tx.run(
            queries.enter_presence,
            workspace=peer.workspace,
            person=peer.id,
            connection=connection,
            name=peer.name,
            rights=sorted(peer.rights),
            now=now,
        )
    for heard in methods.ARRIVALS:
        await heard(peer, engines)


async def leave(engines: Engines, peer: Peer, connection: UUID) -> None:
    async with engines.tables.transaction() as tx:
        await tx.run(queries.leave_presence, workspace=peer.workspace, person=peer.id, connection=connection)


async def online(tx: Transaction, workspace: UUID, right: str) -> dict[UUID, str]:
    """The people with a live connection who have the right, and their names."""
    rows = await tx.all(queries.online, workspace=workspace, since=clock.now() - LIFE, right=right)
    return {row["person"]: row["name"] for row in rows}


async def workspaces_online(tx: Transaction, workspaces: Sequence[UUID], right: str) -> list[UUID]:
    """Those of the workspaces in which somebody with the right has a live connection."""
    values = {"workspaces": list(workspaces), "since": clock.now() - LIFE, "right": right}
    return [row["workspace"] for row in await tx.all(queries.workspaces_online, **values)]
