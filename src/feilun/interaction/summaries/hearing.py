"""Hears that a conversation was closed and notes that its summary is due; the job writes it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from feilun.events import Stored
from feilun.events.catalogue.conversations import ConversationResolved
from feilun.kernel.sql import Queries
from feilun.store import Engines, Json, Transaction

queries = Queries(__file__)
DUE = "summaries.due"


class Summaries:
    """The subscriber `summaries`. It comes after `profiles`, whose counters tell a customer from a prospect."""

    name = "summaries"
    after: str | None = "profiles"
    batch = 200

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        closed = [event for event in events if event.type == ConversationResolved.type]
        for event in closed:
            told = event.body["properties"]
            await tx.run(
                queries.add_due,
                workspace=event.workspace, conversation=UUID(told["conversation"]), closing=int(told["closing"]),
                opened_at=datetime.fromisoformat(told["opened_at"]), closed_at=event.occurred_at,
                channel=event.channel, handles=Json(msgspec.to_builtins(event.handles)), position=event.position,
            )  # fmt: skip
        if closed:
            tx.after_commit(lambda: engines.bus.publish(DUE, b""))
