"""Opens cases and writes what happens in them; everything a colleague must see goes out with the same commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from feilun.delivery import directory, live
from feilun.events import APPENDED, Handle
from feilun.events.catalogue import Fact, emit
from feilun.events.catalogue.cases import CaseOpened
from feilun.interaction.cases.rules import Found
from feilun.interaction.cases.shapes import CaseOwner, CaseRule, Heard
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Json, Row, Transaction

queries = Queries(__file__)
STREAM = "cases"


@dataclass(frozen=True)
class Party:
    """Whose case it is, as the event knew her."""

    workspace: UUID
    customer: UUID | None
    handles: tuple[Handle, ...]
    channel: str
    language: str


async def open_case(
    tx: Transaction,
    engines: Engines,
    party: Party,
    rule: Row,
    wanted: CaseRule,
    found: Found,
    heard: Heard,
    source: str,
) -> Row | None:
    """The new case, or None when `source` was heard before or another of hers is still running.

    A second complaint belongs to the case that runs: two people must not call her about one thing.
    """
    now = clock.now()
    names = split(party.handles)
    if not await tx.run(queries.hear, workspace=party.workspace, source=source):
        return None
    if party.handles:
        await tx.all(queries.lock_customer, workspace=party.workspace, **names)
        running = await tx.first(queries.running_case, workspace=party.workspace, **names)
        if running is not None:
            await entry(tx, party.workspace, running["id"], "heard", found.why, "feilun", {"source": source})
            await tell(tx, engines, party.workspace, running["id"], "heard")
            return None
    await tx.all(queries.lock_numbers, workspace=party.workspace)
    owner = await _owner(tx, party.workspace, wanted.owner)
    row = await tx.first(
        queries.add_case,
        workspace=party.workspace, id=new_id(), rule=rule["id"], title=wanted.name,
        cause={"why": found.why, "heard": msgspec.to_builtins(heard)}, customer=party.customer,
        handles=Json(msgspec.to_builtins(party.handles)), channel=party.channel, language=party.language,
        severity=wanted.severity, owner=owner, remedy=wanted.remedy, resurvey=wanted.resurvey, now=now,
        due_at=now + timedelta(minutes=wanted.minutes),
    )  # fmt: skip
    assert row is not None
    await tx.run(queries.add_case_handles, workspace=party.workspace, case=row["id"], **names)
    await entry(tx, party.workspace, row["id"], "opened", found.why, "feilun", {"rule": wanted.name})
    fact = CaseOpened(
        case=row["id"], number=row["number"], title=wanted.name, why=found.why, severity=wanted.severity,
        survey=heard.survey, response=heard.response,
    )  # fmt: skip
    await announce(tx, engines, party.workspace, fact, party.handles, f"case:{row['id']}", now)
    await tell(tx, engines, party.workspace, row["id"], "opened")
    return await tx.first(queries.case_row, workspace=party.workspace, id=row["id"])


async def _owner(tx: Transaction, workspace: UUID, wanted: CaseOwner) -> UUID | None:
    if wanted.kind == "person":
        return wanted.person
    online = await live.online(tx, workspace, "case.write") if wanted.kind == "fewest" else {}
    if not online:
        return None
    rows = await tx.all(queries.owned, workspace=workspace, people=sorted(online))
    open_now = {row["owner"]: row["open"] for row in rows}
    return min(sorted(online), key=lambda person: open_now.get(person, 0))


async def entry(
    tx: Transaction, workspace: UUID, case: UUID, kind: str, text: str, by: str, detail: Mapping[str, Any] | None = None
) -> None:
    await tx.run(
        queries.add_entry,
        workspace=workspace, case=case, kind=kind, text=text, detail=dict(detail or {}), by=by, now=clock.now(),
    )  # fmt: skip


async def announce(
    tx: Transaction, engines: Engines, workspace: UUID, fact: Fact, handles: Sequence[Handle], id: str, at: datetime
) -> None:
    await emit(tx, workspace, fact, occurred_at=at, id=f"{fact.type}:{id}", handles=handles)
    tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))


async def tell(tx: Transaction, engines: Engines, workspace: UUID, case: UUID, what: str) -> None:
    """News for the desk: call it last, since it holds the stream until the commit."""
    draft = live.Draft(
        workspace=workspace, stream=STREAM, sender="system:", cid=str(new_id()), type="case",
        body={"case": str(case), "what": what}, at=clock.now(),
    )  # fmt: skip
    await live.publish(tx, engines, [draft])


async def known_by(
    tx: Transaction, workspace: UUID, customer: UUID | None, handles: Sequence[Handle]
) -> tuple[Handle, ...]:
    """These handles and all that the customer has today."""
    people = await directory.people(tx, workspace, [customer]) if customer else {}
    hers = [one for person in people.values() for one in (*person.handles, Handle("customer", str(person.customer)))]
    return tuple(dict.fromkeys([*handles, *hers]))


def split(handles: Sequence[Handle]) -> dict[str, list[str]]:
    return {"kinds": [one.kind for one in handles], "values": [one.value for one in handles]}


def handles_of(row: Row) -> tuple[Handle, ...]:
    return tuple(msgspec.convert(row["handles"], list[Handle]))
