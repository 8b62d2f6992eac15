"""Jobs: writes to the audience of a reach, reminds those who owe an answer, ends what is over.

Whether she owes one is asked of the answers themselves in the transaction that queues the reminder, so a worker that
is killed in between leaves neither a reminder nor a word of one.
"""

from datetime import datetime, timedelta
from uuid import UUID

from feilun.delivery import directory, pressure
from feilun.insight import segments, surveys
from feilun.insight.invitations import rules
from feilun.insight.invitations.asking import Wanted, ask_key, handles_of, invite, send
from feilun.insight.invitations.hearing import is_enough
from feilun.insight.invitations.keeper import queries, reach_by_id, reach_of
from feilun.insight.invitations.shapes import Reach
from feilun.kernel.errors import NotFound
from feilun.store import Engines, Row, Transaction

_BATCH = 500
# Who comes into an audience later is written to within this time.
_AGAIN = timedelta(minutes=5)
_LATER = timedelta(hours=1)


class _NotOwedError(Exception):
    """Ends the transaction without a trace: no reminder is due after all. `reason` is kept when it is final."""

    def __init__(self, reason: str, is_final: bool = True) -> None:
        self.reason, self.is_final = reason, is_final
        super().__init__(reason)


async def sweep(engines: Engines, now: datetime) -> int:
    """One reach: those of its audience who were not asked yet, each in a transaction of her own; 0 when none is due."""
    async with engines.tables.transaction() as tx:
        row = await tx.first(queries.claim_sweep, now=now, next=now + _AGAIN)
        customers, survey = await _candidates(tx, row, now) if row else ([], None)
    if row is None:
        return 0
    if survey is None:
        # Nobody to ask here, but the next reach must not wait for it.
        return 1
    for customer in customers:
        async with engines.tables.transaction() as tx:
            how = reach_of(row)
            wanted = Wanted(
                workspace=row["workspace"], survey=survey, reach=row["id"], how=how, customer=customer,
                due_at=now + rules.minutes(how.trigger.delay_minutes) if how.trigger.delay_minutes else None,
            )  # fmt: skip
            await invite(tx, engines, wanted)
    if len(customers) == _BATCH:
        async with engines.tables.transaction() as tx:
            await tx.run(queries.sweep_again, workspace=row["workspace"], id=row["id"], next=now)
    return max(1, len(customers))


async def _candidates(tx: Transaction, row: Row, now: datetime) -> tuple[list[UUID], Row | None]:
    how = reach_of(row)
    survey = await _open_survey(tx, row["workspace"], row["survey"])
    # A reach with an event waits for the event; its audience only says who of those counts.
    if survey is None or how.audience is None or how.trigger.event or await is_enough(tx, row, how):
        return [], None
    found = await not_invited(tx, row["workspace"], row["id"], how, now, _BATCH)
    return found, survey


async def not_invited(
    tx: Transaction, workspace: UUID, reach: UUID, how: Reach, now: datetime, limit: int
) -> list[UUID]:
    """Members of the audience whom the reach may ask now, as far as it knows itself."""
    members = await segments.members(tx, workspace, how.audience) if how.audience else []
    chosen = [one for one in members if rules.is_chosen(reach, str(one), how.trigger.share)]
    rows = await tx.all(queries.not_invited, workspace=workspace, reach=reach, customers=chosen, now=now, limit=limit)
    return [row["customer"] for row in rows]


async def _open_survey(tx: Transaction, workspace: UUID, survey: UUID) -> Row | None:
    try:
        row = await surveys.survey_row(tx, workspace, survey)
    except NotFound:
        return None
    return row if row["state"] == "open" else None


async def remind(engines: Engines, now: datetime) -> int:
    """Those whose next reminder is due, each in a transaction of her own; how many rows were looked at."""
    async with engines.tables.transaction() as tx:
        due = await tx.all(queries.due, now=now, limit=_BATCH)
    for row in due:
        try:
            async with engines.tables.transaction() as tx:
                await _remind(tx, engines, row, now)
        except _NotOwedError as error:
            async with engines.tables.transaction() as tx:
                await _note(tx, row, error, now)
    return len(due)


async def _remind(tx: Transaction, engines: Engines, row: Row, now: datetime) -> None:
    """Raises _NotOwedError."""
    how, is_on = await reach_by_id(tx, row["workspace"], row["reach"], row["kind"])
    survey = await _open_survey(tx, row["workspace"], row["survey"])
    if not is_on or survey is None:
        raise _NotOwedError("switched off")
    if row["reach"] and await is_enough(tx, {**row, "id": row["reach"]}, how):
        raise _NotOwedError("target met")
    person = (await directory.people(tx, row["workspace"], [row["customer"]])).get(row["customer"])
    channel = rules.channel_for(how.plan, person, row["asks"])
    if not channel:
        raise _NotOwedError("no address")
    # First her handles, by the ledger, then the row: as everybody does who takes both.
    asked = await pressure.ask(tx, _ask(row, how, channel))
    if not asked.verdict.may or not asked.is_new:
        raise _NotOwedError(asked.verdict.rule or "asked", asked.verdict.again_at is None)
    held = await tx.first(queries.lock_due, workspace=row["workspace"], id=row["id"], now=now)
    if held is None or held["asks"] != row["asks"]:
        raise _NotOwedError("somebody else is at it", is_final=False)
    if await has_answered(tx, held):
        raise _NotOwedError("answered")
    asks = row["asks"] + 1
    next_at = rules.next_reminder(how.plan, asks, now)
    values = {"asks": asks, "now": now, "next_at": next_at, "channel": channel}
    await tx.run(queries.ask_again, workspace=row["workspace"], id=row["id"], **values)
    await send(tx, engines, {**held, "asks": asks, "channel": channel}, survey, how)


def _ask(row: Row, how: Reach, channel: str) -> pressure.Ask:
    """After a bounce it is a first ask on another channel: the one that never arrived does not count."""
    is_reminder = row["state"] != "bounced"
    return pressure.Ask(
        workspace=row["workspace"], key=ask_key(row["key"], row["asks"] + 1), kind="survey",
        subject=str(row["survey"]), channel=channel, customer=row["customer"], handles=handles_of(row),
        repeat=rules.repeat_of(how), is_reminder=is_reminder, is_follow_up=row["kind"] == "resurvey",
    )  # fmt: skip


async def has_answered(tx: Transaction, row: Row) -> bool:
    """By the answers themselves, not by what the log has told so far: on her invitation, or in any other way."""
    place = (row["workspace"], row["survey"])
    if row["response"] and await _is_done(tx, *place, row["response"], None):
        return True
    if row["customer"] is None:
        return False
    for one in await surveys.responses_of(tx, row["workspace"], row["customer"]):
        if one["survey"] == row["survey"] and await _is_done(tx, *place, one["id"], row["first_at"]):
            return True
    return False


async def _is_done(tx: Transaction, workspace: UUID, survey: UUID, response: UUID, since: datetime | None) -> bool:
    found = await surveys.response_row(tx, workspace, survey, response)
    is_done = rules.answered_state(found["state"]) == "complete"
    return is_done and (since is None or found["updated_at"] >= since)


async def _note(tx: Transaction, row: Row, error: _NotOwedError, now: datetime) -> None:
    where = {"workspace": row["workspace"], "id": row["id"]}
    if error.is_final:
        await tx.run(queries.no_more, **where, reason=f"no reminder: {error.reason}")
    elif row["next_at"] <= now:
        await tx.run(queries.try_later, **where, was=row["next_at"], at=now + _LATER)


async def end(engines: Engines, now: datetime) -> int:
    """What ran out is expired; what was begun and left is partial, as the response says."""
    async with engines.tables.transaction() as tx:
        ended = await tx.run(queries.expire, now=now)
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.to_look_at, before=now - _LATER)
        for row in rows:
            place = (row["workspace"], row["survey"], row["response"])
            found = await surveys.response_row(tx, *place)
            await tx.run(
                queries.looked, workspace=row["workspace"], id=row["id"], now=now,
                is_partial=found["state"] == "partial",
            )  # fmt: skip
    return ended + len(rows)
