"""The door for readers: one customer, her activity, many names."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from feilun.events import Handle
from feilun.insight import identity
from feilun.insight.profiles.projection import queries
from feilun.insight.profiles.rules import display_name
from feilun.kernel.errors import NotFound
from feilun.store import Row, Transaction


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What we know of one customer. `provenance` says per trait who told it, when, in which event."""

    workspace: UUID
    customer: UUID
    traits: Mapping[str, Any]
    provenance: Mapping[str, Mapping[str, Any]]
    counters: Mapping[str, Mapping[str, Any]]
    zone: str | None
    locale: str | None
    channels: Sequence[str]
    first_seen: datetime
    last_seen: datetime
    version: int

    @property
    def name(self) -> str:
        return display_name(self.traits)


async def profile_of(tx: Transaction, workspace: UUID, customer: UUID) -> Profile:
    """Follows merges. Raises NotFound."""
    here = await identity.known(tx, workspace, customer)
    row = await tx.first(queries.profile, workspace=workspace, customer=here)
    if row is None:
        raise NotFound(kind="customer", id=customer)
    return profile(row)


async def profile_by_handle(tx: Transaction, workspace: UUID, handle: Handle) -> Profile | None:
    """One indexed read."""
    for one in identity.usable([handle]):
        if one.kind == identity.POINTER:
            here = await identity.resolve(tx, workspace, [one])
            return (await profiles_of(tx, workspace, [here])).get(here) if here else None
        row = await tx.first(queries.profile_by_handle, workspace=workspace, kind=one.kind, value=one.value)
        return profile(row) if row else None
    return None


async def profiles_of(tx: Transaction, workspace: UUID, customers: Iterable[UUID]) -> dict[UUID, Profile]:
    """Living customers only: ids that were merged into another are absent."""
    rows = await tx.all(queries.profiles, workspace=workspace, customers=list(customers))
    return {row["customer"]: profile(row) for row in rows}


async def names_of(tx: Transaction, workspace: UUID, customers: Iterable[UUID]) -> dict[UUID, str]:
    """The names people see; empty text for one who told none."""
    return {key: one.name for key, one in (await profiles_of(tx, workspace, customers)).items()}


async def activity_of(
    tx: Transaction,
    workspace: UUID,
    customers: Iterable[UUID],
    labels: Iterable[str] | None = None,
    since: datetime | None = None,
) -> dict[UUID, list[Row]]:
    """Per customer what she did, newest first. A label is a tracked event's name, or the type of any other."""
    rows = await tx.all(
        queries.activity_of,
        workspace=workspace,
        customers=list(customers),
        labels=None if labels is None else sorted(labels),
        since=since or "-infinity",
    )
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row["customer"], []).append(row)
    return found


async def customers_of_events(tx: Transaction, workspace: UUID, positions: Iterable[int]) -> dict[int, UUID]:
    """Whose events these are, by their places in the log."""
    rows = await tx.all(queries.customers_of_events, workspace=workspace, positions=list(positions))
    return {row["position"]: row["customer"] for row in rows}


async def customer_of_event(tx: Transaction, workspace: UUID, position: int) -> UUID | None:
    return (await customers_of_events(tx, workspace, [position])).get(position)


def profile(row: Row) -> Profile:
    """A row of the table as a Profile."""
    return Profile(**{name: row[name] for name in Profile.__struct_fields__})
