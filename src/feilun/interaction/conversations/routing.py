"""Who answers: the online agent with the fewest open conversations, else the first one who comes online."""

from datetime import datetime
from uuid import UUID

from feilun.delivery import live
from feilun.delivery.live import Peer
from feilun.interaction.conversations import moves, rules
from feilun.interaction.conversations.pen import Pen, queries
from feilun.interaction.conversations.wishes import Talk
from feilun.store import Engines


async def route(pen: Pen, talk: Talk, *, is_patient: bool = True) -> bool:
    """Gives it to the online agent with the fewest; False when nobody is there.

    Who is not patient does not wait for another routing under way; then the job finds somebody a moment later.
    """
    tx, workspace = pen.tx, talk.workspace
    online = await pen.online(workspace)
    if not online:
        return False
    for person, name in online.items():
        await tx.run(queries.meet_agent, workspace=workspace, person=person, name=name, can_answer=True)
    if is_patient:
        await tx.run(queries.lock_routing, workspace=workspace)
    elif not await tx.value(moves.queries.try_routing, workspace=workspace):
        return False
    rows = await tx.all(queries.loads, workspace=workspace, people=sorted(online))
    chosen = rules.fewest(
        [rules.Load(row["person"], row["open"] + pen.given[row["person"]], row["assigned_at"]) for row in rows]
    )
    if chosen is None:
        return False
    pen.give(talk, chosen, "routing", len(online))
    await moves.turn(pen, talk, "routed", moves.Because(by="routing"))
    pen.say_system(talk, "conversation.assigned", name=online[chosen])
    await tx.run(queries.note_assigned, workspace=workspace, person=chosen, now=pen.now)
    return True


async def assign_waiting(engines: Engines, now: datetime) -> int:
    """A job: conversations that wait for anybody go to whoever came online, the longest waiting first."""
    async with engines.tables.transaction() as tx:
        waiting = [row["workspace"] for row in await tx.all(queries.waiting_workspaces)]
        workspaces = await live.workspaces_online(tx, waiting, "desk.write")
    return sum([await assign_in(engines, workspace) for workspace in workspaces])


async def assign_in(engines: Engines, workspace: UUID) -> int:
    """The same for one workspace; how many found somebody."""
    async with engines.tables.transaction() as tx:
        if not await live.online(tx, workspace, "desk.write"):
            return 0
        waiting = [row["id"] for row in await tx.all(queries.claim_waiting, workspace=workspace)]
        pen = Pen(tx, engines)
        await pen.load([], [(workspace, id) for id in waiting])
        done = [await route(pen, pen.talk(workspace, id)) for id in waiting]
        await pen.close()
        return sum(done)


async def greet(peer: Peer, engines: Engines) -> None:
    """Somebody of the staff came online: who waits for anybody need not wait for the job."""
    if peer.may("desk.write"):
        await assign_in(engines, peer.workspace)


async def trim_inbox(engines: Engines, now: datetime) -> int:
    """A job: the inbox stream only says what moved; the conversations themselves are kept for ever."""
    async with engines.tables.transaction() as tx:
        await live.trim(tx, "inbox", kept=10_000)
    return 0
