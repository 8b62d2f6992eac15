"""Tells delivery who a customer is: delivery lies below insight and may not ask it by itself."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from feilun.delivery.directory import Person
from feilun.events import Handle
from feilun.insight import profiles
from feilun.kernel.sql import Queries
from feilun.store import Transaction

_queries = Queries(__file__)


class InsightDirectory:
    """A `delivery.directory.Directory` over handles and profiles; merges are followed."""

    async def people(self, tx: Transaction, workspace: UUID, customers: Sequence[UUID]) -> dict[UUID, Person]:
        rows = await tx.all(_queries.living, workspace=workspace, customers=list(customers))
        living = {row["asked"]: row["customer"] for row in rows}
        here = sorted(set(living.values()))
        known = await profiles.profiles_of(tx, workspace, here)
        handles = await self._handles(tx, workspace, here)
        people = {}
        for customer in here:
            profile = known.get(customer)
            people[customer] = Person(
                customer=customer,
                handles=handles[customer],
                # A name is what people see of her, also when she told it in two parts.
                traits={"name": profile.name, **profile.traits} if profile and profile.name else _traits(profile),
                zone=profile.zone or "" if profile else "",
                locale=profile.locale or "" if profile else "",
            )
        return {asked: people[customer] for asked, customer in living.items()}

    async def _handles(self, tx: Transaction, workspace: UUID, customers: list[UUID]) -> dict[UUID, list[Handle]]:
        found: dict[UUID, list[Handle]] = defaultdict(list)
        for row in await tx.all(_queries.handles, workspace=workspace, customers=customers):
            found[row["customer"]].append(Handle(row["kind"], row["value"]))
        return found


def _traits(profile: profiles.Profile | None) -> dict[str, object]:
    return dict(profile.traits) if profile else {}
