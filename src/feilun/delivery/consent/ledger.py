"""Writes down what customers allow and answers whether they may be written to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from feilun.delivery import directory
from feilun.delivery.consent import rules
from feilun.delivery.consent.rules import Answer, Statement
from feilun.delivery.directory import Person
from feilun.events import Handle
from feilun.events.catalogue import emit
from feilun.events.catalogue.delivery import ConsentGiven, ConsentWithdrawn
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Transaction

_queries = Queries(__file__)


@dataclass(frozen=True)
class Proof:
    """Where a statement comes from: `unsubscribe`, `console`, `form` …; who wrote it down; from which address."""

    source: str
    author: str
    ip: str = ""
    note: str = ""


async def may_write(
    tx: Transaction,
    workspace: UUID,
    asked: Sequence[tuple[UUID, str, str]],
    *,
    needs_opt_in: bool = False,
    known: dict[UUID, Person] | None = None,
) -> list[Answer]:
    """For each (customer, channel, topic) of marketing, in one read; the strictest of all her handles wins."""
    people = known if known is not None else await directory.people(tx, workspace, [one for one, _, _ in asked])
    said = await _statements(tx, workspace, people)
    return [rules.decided(said.get(customer, ()), channel, topic, needs_opt_in) for customer, channel, topic in asked]


async def consents_of(tx: Transaction, workspace: UUID, customer: UUID) -> list[Statement]:
    """What holds for a customer today, one for each channel and topic that was spoken about."""
    people = await directory.people(tx, workspace, [customer])
    said = await _statements(tx, workspace, people)
    return rules.strictest(said.get(customer, ()))


async def record(
    tx: Transaction, workspace: UUID, customer: UUID, channel: str, topic: str, state: str, proof: Proof
) -> int:
    """Writes the statement for every handle the customer has now; the number of handles, 0 when she is unknown."""
    person = (await directory.people(tx, workspace, [customer])).get(customer)
    if person is None:
        return 0
    handles = list(person.handles) or [Handle("customer", str(person.customer))]
    now = clock.now()
    await tx.run(
        _queries.add_statements,
        workspace=workspace,
        ids=[new_id() for _ in handles],
        kinds=[handle.kind for handle in handles],
        values=[handle.value for handle in handles],
        channel=channel,
        topic=topic,
        state=state,
        source=proof.source,
        author=proof.author,
        ip=proof.ip,
        note=proof.note,
        at=now,
    )
    await _announce(tx, workspace, person.customer, channel, topic, state, proof, now)
    return len(handles)


async def _announce(
    tx: Transaction,
    workspace: UUID,
    customer: UUID,
    channel: str,
    topic: str,
    state: str,
    proof: Proof,
    now: datetime,
) -> None:
    fact = ConsentGiven if state == rules.GIVEN else ConsentWithdrawn
    await emit(
        tx,
        workspace,
        fact(channel=channel, topic=topic, source=proof.source),
        occurred_at=now,
        handles=[Handle("customer", str(customer))],
        channel=channel,
    )


async def _statements(tx: Transaction, workspace: UUID, people: dict[UUID, Person]) -> dict[UUID, list[Statement]]:
    owners: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for asked, person in people.items():
        for handle in (*person.handles, Handle("customer", str(person.customer))):
            owners[(handle.kind, handle.value)].append(asked)
    rows = await tx.all(
        _queries.newest_statements,
        workspace=workspace,
        kinds=[kind for kind, _ in owners],
        values=[value for _, value in owners],
    )
    said: dict[UUID, list[Statement]] = defaultdict(list)
    for row in rows:
        statement = Statement(row["channel"], row["topic"], row["state"], row["source"], row["at"])
        for customer in owners[(row["kind"], row["value"])]:
            said[customer].append(statement)
    return said
