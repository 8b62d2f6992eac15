"""Doors for those who read answers: one response, a stream of all, whose they are, and how to erase them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from feilun.events import Handle
from feilun.insight import forms, identity
from feilun.insight.surveys.keeper import codebook_of, form_of, queries, survey_row
from feilun.insight.surveys.uploads import key_of
from feilun.kernel.errors import NotFound
from feilun.kernel.ids import new_secret
from feilun.store import Engines, Json, Row, Transaction

STATES = ("started", "partial", "complete", "screened", "full")
_COUNTED = ("complete",)
_MOST_OF_ONE = 1_000


async def response_row(tx: Transaction, workspace: UUID, survey: UUID, response: UUID) -> Row:
    """Raises NotFound."""
    row = await tx.first(queries.response, workspace=workspace, survey=survey, response=response)
    if row is None:
        raise NotFound(kind="response", id=response)
    return row


async def stream_responses(
    tx: Transaction,
    workspace: UUID,
    survey: UUID,
    *,
    states: Sequence[str] = _COUNTED,
    with_simulated: bool = False,
    with_excluded: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
) -> AsyncIterator[Row]:
    """Rows of `survey_response` in the order of their start, one by one through a server cursor: for any number.

    `answers` is {key: value}; `columns_of` and `flat_of` make columns of it. `weight` is what a person gave it.
    """
    rows = tx.stream(
        queries.stream_responses,
        workspace=workspace, survey=survey, states=list(states), with_simulated=with_simulated,
        with_excluded=with_excluded, since=since, until=until,
    )  # fmt: skip
    async for row in rows:
        yield row


async def columns_of(tx: Transaction, workspace: UUID, survey: UUID) -> list[forms.FormColumn]:
    """The codebook over all versions: columns of the newest first, then those that only older ones have.

    A column keeps its name over versions as long as its question keeps its id. Raises NotFound.
    """
    row = await survey_row(tx, workspace, survey)
    found: dict[str, forms.FormColumn] = {}
    for number in range(row["version"], 0, -1):
        for column in forms.columns(await form_of(tx, workspace, survey, number)):
            found.setdefault(column.name, column)
    return list(found.values()) or list(forms.columns(forms.read_form(row["draft"])))


async def flat_of(tx: Transaction, workspace: UUID, survey: UUID, row: Row) -> dict[str, Any]:
    """The answers of a row of `stream_responses` as {column: value}, by the form of its own version."""
    form = await version_form(tx, workspace, survey, row["version"])
    book = codebook_of(form, {"workspace": workspace, "survey": survey, "version": row["version"]})
    return forms.flat_answers(form, row["answers"], book)


async def version_form(tx: Transaction, workspace: UUID, survey: UUID, version: int) -> forms.Form:
    """Version 0 is the draft, which simulated respondents answer. Raises NotFound."""
    if version:
        return await form_of(tx, workspace, survey, version)
    return forms.read_form((await survey_row(tx, workspace, survey))["draft"])


async def customers_of(tx: Transaction, workspace: UUID, rows: Iterable[Row]) -> dict[UUID, UUID]:
    """Response to customer as she is known now: by the customer of her invitation, else by her handles.

    So what was answered anonymously belongs to whoever the device turned out to be.
    """
    rows = list(rows)
    handles = {row["id"]: msgspec.convert(row["handles"], list[Handle]) for row in rows}
    known = await identity.customers_of(tx, workspace, {one for listed in handles.values() for one in listed})
    found = {}
    for row in rows:
        named = await identity.current(tx, workspace, row["customer"]) if row["customer"] else None
        customer = named or next((known[one] for one in handles[row["id"]] if one in known), None)
        if customer:
            found[row["id"]] = customer
    return found


async def responses_of(tx: Transaction, workspace: UUID, customer: UUID) -> list[Row]:
    """Rows of survey and id: all responses of a customer, newest first, also those of before she was known."""
    here = await identity.current(tx, workspace, customer)
    handles = await identity.handles_of(tx, workspace, here)
    return await tx.all(
        queries.responses_of_handles,
        workspace=workspace, customers=[here, customer],
        handles=[Json([{"kind": one["kind"], "value": one["value"]}]) for one in handles], limit=_MOST_OF_ONE,
    )  # fmt: skip


async def erase(tx: Transaction, engines: Engines, workspace: UUID, customer: UUID) -> int:
    """Takes away what a customer answered and her files; how many responses.

    The row stays without a word of hers, in state `erased`, so that quotas and counts of the past stay true.
    """
    rows = await responses_of(tx, workspace, customer)
    for row in rows:
        place = {"workspace": workspace, "survey": row["survey"], "response": row["id"]}
        for file in await tx.all(queries.delete_files, **place):
            _forget_later(tx, engines, key_of(workspace, file["id"]))
        await tx.run(queries.delete_prints, **place)
        await tx.run(queries.erase_response, **place, token=new_secret("rx")[:40])
    return len(rows)


def _forget_later(tx: Transaction, engines: Engines, key: str) -> None:
    tx.after_commit(lambda: engines.blobs.delete(key))
