"""Tells delivery, which stands below, who a customer is today."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from feilun.delivery.directory import Person
from feilun.events import Handle
from feilun.insight import identity
from feilun.insight.profiles.projection import queries
from feilun.insight.profiles.rules import display_name, text_of
from feilun.store import Row, Transaction

# Traits that name an address although no event used them as a handle.
_ADDRESSES = {"email": ("email",), "phone": ("phone", "mobile")}


class People:
    """The directory that `delivery.directory` asks."""

    async def people(self, tx: Transaction, workspace: UUID, customers: Sequence[UUID]) -> dict[UUID, Person]:
        """By the id asked for, even when it was merged away."""
        rows = await tx.all(queries.people, workspace=workspace, customers=list(customers))
        return {row["asked"]: _person(row) for row in rows}


def _person(row: Row) -> Person:
    handles = [Handle(one["kind"], one["value"]) for one in row["handles"]]
    traits = row["traits"] or {}
    name = display_name(traits)
    return Person(
        customer=row["customer"],
        handles=[*handles, *(one for one in _told(traits) if one not in handles)],
        # A name is what people see of her, also when she told it in two parts.
        traits={"name": name, **traits} if name else traits,
        zone=row["zone"] or "",
        locale=row["locale"] or "",
    )


def _told(traits: Mapping[str, Any]) -> Iterable[Handle]:
    for kind, names in _ADDRESSES.items():
        if value := text_of(traits, *names):
            yield from identity.usable([Handle(kind, value)])
