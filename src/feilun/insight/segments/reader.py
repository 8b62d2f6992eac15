"""The door for readers: who is in an audience, and in which audiences somebody is."""

from datetime import datetime
from uuid import UUID

from feilun.insight import identity, profiles
from feilun.insight.segments.keeper import Audience, activity_for, queries
from feilun.insight.segments.match import Explanation, explain, matches
from feilun.insight.segments.rules import Rule
from feilun.kernel.errors import NotFound
from feilun.store import Row, Transaction


async def members(tx: Transaction, workspace: UUID, audience: UUID) -> list[UUID]:
    """Everybody who is in it now."""
    return [row["customer"] for row in await tx.all(queries.all_members, workspace=workspace, audience=audience)]


async def audiences_of(tx: Transaction, workspace: UUID, customer: UUID) -> list[profiles.CustomerAudience]:
    """The audiences a customer is in, by name."""
    rows = await tx.all(queries.audiences_of, workspace=workspace, customer=customer)
    return [profiles.CustomerAudience(**row) for row in rows]


async def audience_row(tx: Transaction, workspace: UUID, id: UUID) -> Row:
    """Raises NotFound."""
    row = await tx.first(queries.audience, workspace=workspace, id=id)
    if row is None:
        raise NotFound(kind="audience", id=id)
    return row


async def fitting(tx: Transaction, workspace: UUID, rule: Rule, customers: list[UUID], now: datetime) -> set[UUID]:
    """Those of the customers who fit the rule now: the live reading, for conditions inside a journey."""
    people = await profiles.profiles_of(tx, workspace, customers)
    activity = await activity_for(tx, workspace, [rule], list(people), now)
    return {key for key, person in people.items() if matches(rule, person, activity.get(key, []), now)}


async def why(tx: Transaction, one: Audience, customer: UUID, now: datetime) -> Explanation:
    """Each condition with its answer and the figure behind it. Raises NotFound."""
    person = await profiles.profile_of(tx, one.workspace, await identity.known(tx, one.workspace, customer))
    activity = await activity_for(tx, one.workspace, [one.rule], [person.customer], now)
    return explain(one.rule, person, activity.get(person.customer, []), now)
