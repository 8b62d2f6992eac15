"""Nobody came: who waited too long is told so, and the bot takes her message instead."""

from datetime import datetime
from uuid import UUID

from feilun.interaction.conversations import speakers
from feilun.interaction.conversations.moves import Because, queries, turn
from feilun.interaction.conversations.pen import Pen
from feilun.store import Engines


async def end_waiting(engines: Engines, now: datetime) -> int:
    """A job: hand-overs nobody took within the limit; the conversation still waits for whoever comes on duty."""
    async with engines.tables.transaction() as tx:
        late = await tx.all(queries.waited_too_long, before=now - speakers.WAIT_LIMIT)
    return sum([await _end(engines, row["workspace"], row["id"], now) for row in late])


async def _end(engines: Engines, workspace: UUID, conversation: UUID, now: datetime) -> bool:
    async with engines.tables.transaction() as tx:
        pen = Pen(tx, engines)
        await pen.load([], [(workspace, conversation)])
        talk = pen.talk(workspace, conversation)
        # Somebody may have taken it between the look and the lock.
        if talk.assignee or talk.waiting_since is None or talk.waiting_since >= now - speakers.WAIT_LIMIT:
            return False
        if await turn(pen, talk, "timed_out", Because(by="system")) is None:
            return False
        pen.say_system(talk, "conversation.unanswered")
        await pen.close()
    return True
