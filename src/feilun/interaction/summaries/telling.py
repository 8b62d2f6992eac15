"""Puts a summary into the log: a fact for the timeline, and traits for the profile, so that audiences can use it."""

from datetime import datetime

import msgspec

from feilun.events import APPENDED, Event, Handle, append
from feilun.events.catalogue import emit
from feilun.events.catalogue.summaries import ConversationSummarised
from feilun.store import Engines, Row, Transaction


async def tell(tx: Transaction, engines: Engines, row: Row, now: datetime) -> None:
    """Once per revision: the ids are made of it, so a repetition lands on itself."""
    handles = tuple(msgspec.convert(row["handles"], list[Handle]))
    id = f"summaries:{row['conversation']}:{row['closing']}:{row['revision']}"
    fact = ConversationSummarised(
        conversation=row["conversation"],
        closing=row["closing"],
        revision=row["revision"],
        need=row["need"]["text"],
        result=row["result"]["text"],
        next_step=row["next_step"]["text"],
        outcome=row["outcome"],
        code=row["code"],
        visitor_class=row["visitor_class"],
        is_confirmed=row["is_code_judged"],
    )
    at = row["closed_at"] if row["revision"] == 1 else now
    await emit(tx, row["workspace"], fact, occurred_at=at, id=id, handles=handles, channel=row["channel"])
    if handles:
        await append(tx, [_traits(row, id, handles)])
    tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))


def _traits(row: Row, id: str, handles: tuple[Handle, ...]) -> Event:
    """What we think of her, said with the moment of her last word: an `identify` of now would look like a visit.

    A correction has the same moment and a later place in the log, so it wins; so does a later conversation.
    """
    traits = {
        "last_wrapup": row["code"] or None,
        "visitor_class": row["visitor_class"] or None,
        "last_outcome": row["outcome"] or None,
    }
    return Event(
        workspace=row["workspace"],
        id=f"{id}:traits",
        type="identify",
        occurred_at=row["last_at"] or row["opened_at"],
        channel=row["channel"],
        source="feilun",
        handles=handles,
        body={"traits": traits},
    )
