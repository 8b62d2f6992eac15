"""Slots of quotas: reserved at the screening answer, counted at completion, released when she stays away.

Every change goes through the locked rows of the cells, in one order, in the transaction of the answer itself: so taken
and reserved together never pass the limit, however many answer at once.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from feilun.insight.surveys.keeper import queries
from feilun.store import Row, Transaction


class Holder(NamedTuple):
    """A response that holds or wants slots."""

    workspace: UUID
    survey: UUID
    response: UUID


async def hold(
    tx: Transaction, holder: Holder, cells: Collection[str], until: datetime, *, is_counted: bool = False
) -> str | None:
    """Makes exactly `cells` the ones she has a slot in; the first cell that is full, or None.

    When one is full nothing has changed. A slot that she holds or filled already is never asked about again. Whoever
    `is_counted` takes what she moves into at once; others reserve it `until` somebody looks whether they are gone.
    """
    held = await _slots(tx, holder)
    wanted, gone = sorted(set(cells) - set(held)), sorted(set(held) - set(cells))
    if not wanted and not gone:
        return None
    rooms = {row["quota"]: row for row in await _locked(tx, holder, [*wanted, *gone])}
    for quota in wanted:
        room = rooms.get(quota)
        if room and room["taken"] + room["reserved"] >= room["most"]:
            return quota
    for quota in (one for one in wanted if one in rooms):
        await _move(tx, holder, quota, taken=int(is_counted), reserved=int(not is_counted))
        await tx.run(
            queries.put_slot, **holder._asdict(), quota=quota, taken=is_counted, look_at=None if is_counted else until
        )
    await _give_back(tx, holder, {one: held[one] for one in gone})
    return None


async def count(tx: Transaction, holder: Holder) -> None:
    """Her reserved slots are taken for good."""
    held = await _slots(tx, holder)
    reserved = [quota for quota, is_taken in held.items() if not is_taken]
    await _locked(tx, holder, reserved)
    for quota in reserved:
        await _move(tx, holder, quota, taken=1, reserved=-1)
        await tx.run(queries.put_slot, **holder._asdict(), quota=quota, taken=True, look_at=None)


async def release(tx: Transaction, holder: Holder, *, also_taken: bool = False) -> int:
    """Gives back what she has only reserved (or all she has); how many slots."""
    held = await _slots(tx, holder)
    gone = {quota: is_taken for quota, is_taken in held.items() if also_taken or not is_taken}
    await _locked(tx, holder, sorted(gone))
    await _give_back(tx, holder, gone)
    return len(gone)


async def _give_back(tx: Transaction, holder: Holder, gone: dict[str, bool]) -> None:
    for quota, is_taken in gone.items():
        await _move(tx, holder, quota, taken=-int(is_taken), reserved=-int(not is_taken))
    if gone:
        await tx.run(queries.drop_slots, **holder._asdict(), quotas=list(gone))


async def _slots(tx: Transaction, holder: Holder) -> dict[str, bool]:
    return {row["quota"]: row["taken"] for row in await tx.all(queries.slots, **holder._asdict())}


async def _locked(tx: Transaction, holder: Holder, quotas: Collection[str]) -> list[Row]:
    if not quotas:
        return []
    return await tx.all(queries.lock_quotas, workspace=holder.workspace, survey=holder.survey, quotas=sorted(quotas))


async def _move(tx: Transaction, holder: Holder, quota: str, *, taken: int, reserved: int) -> None:
    await tx.run(
        queries.move_quota,
        workspace=holder.workspace, survey=holder.survey, quota=quota, taken=taken, reserved=reserved,
    )  # fmt: skip
