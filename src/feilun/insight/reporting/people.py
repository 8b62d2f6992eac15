"""Whose the answers are, as she is known now: for traits, audiences and the names behind a bar."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.events import Handle
from feilun.insight import identity, segments
from feilun.insight.reporting.filters import AnswerFilter
from feilun.insight.reporting.lines import queries
from feilun.store import Transaction

_CHUNK = 5_000


async def customers_of(tx: Transaction, workspace: UUID, survey: UUID, responses: Sequence[UUID]) -> dict[UUID, UUID]:
    """Response to customer, as `surveys.customers_of` says of one, for any number in few statements."""
    found: dict[UUID, UUID] = {}
    for start in range(0, len(responses), _CHUNK):
        asked = list(responses[start : start + _CHUNK])
        rows = await tx.all(queries.owners, workspace=workspace, survey=survey, ids=asked)
        found |= {row["id"]: row["customer"] for row in rows if row["customer"]}
        handles = {row["id"]: msgspec.convert(row["handles"], list[Handle]) for row in rows if not row["customer"]}
        known = await identity.customers_of(tx, workspace, {one for listed in handles.values() for one in listed})
        for response, listed in handles.items():
            customer = next((known[one] for one in listed if one in known), None)
            if customer:
                found[response] = customer
    return found


async def chosen(
    tx: Transaction, workspace: UUID, survey: UUID, responses: Sequence[UUID], wish: AnswerFilter
) -> NDArray[np.bool_] | None:
    """Which responses are of customers who fit; None where the filter asks nothing of customers.

    Raises NotFound for an audience that this workspace does not have.
    """
    if wish.segment is None and not wish.traits:
        return None
    owners = await customers_of(tx, workspace, survey, responses)
    fitting = set(owners.values())
    if wish.segment is not None:
        await segments.audience_row(tx, workspace, wish.segment)
        fitting &= set(await segments.members(tx, workspace, wish.segment))
    for trait in wish.traits:
        rows = await tx.all(
            queries.with_trait, workspace=workspace, customers=list(fitting), name=trait.name, texts=trait.texts
        )
        fitting &= {row["customer"] for row in rows}
    return np.array([owners.get(one) in fitting if one in owners else False for one in responses], bool)


async def traits_of(
    tx: Transaction, workspace: UUID, owners: dict[UUID, UUID], responses: Sequence[UUID], name: str
) -> list[str | None]:
    """Per response the trait of its customer as text, None where none is known."""
    customers = list(set(owners.values()))
    rows: list[dict[str, Any]] = []
    for start in range(0, len(customers), _CHUNK):
        asked = customers[start : start + _CHUNK]
        rows += await tx.all(queries.traits, workspace=workspace, customers=asked, name=name)
    known = {row["customer"]: row["value"] for row in rows}
    return [known.get(owners[one]) if one in owners else None for one in responses]
