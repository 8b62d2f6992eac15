"""What people do in a case: take it, contact her, solve it, open it again. Every step leaves a line in the case."""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from feilun import access
from feilun.access import Caller
from feilun.events.catalogue.cases import CaseClosed
from feilun.insight import surveys
from feilun.interaction.cases.opening import announce, entry, handles_of, queries, tell
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Error, Invalid, NotFound
from feilun.store import Engines, Row, Transaction

RUNNING = ("open", "contacted")
# Further away nobody means it, and the ends of the calendar cannot be read back in every zone.
_FAR = timedelta(days=3_660)
Kind = Literal["note", "contact"]


class CaseChanged(Error):
    """A colleague changed this case meanwhile; look at it again."""

    status = 409


async def case_of(tx: Transaction, workspace: UUID, case: UUID, *, is_locked: bool = False) -> Row:
    """Raises NotFound."""
    row = await tx.first(queries.lock_case if is_locked else queries.case_row, workspace=workspace, id=case)
    if row is None:
        raise NotFound(kind="case", id=case)
    return row


async def change(
    tx: Transaction, engines: Engines, caller: Caller, case: UUID, revision: int, wanted: dict[str, Any]
) -> Row:
    """Owner, due time, severity, cause, second question. Raises CaseChanged for a stale revision."""
    row = await _held(tx, caller, case, revision)
    values = {name: wanted.get(name, row[name]) for name in ("owner", "due_at", "severity", "root_cause", "resurvey")}
    if values["owner"] is not None and values["owner"] != row["owner"]:
        await check_owner(tx, caller.workspace, values["owner"])
    if values["resurvey"] != row["resurvey"]:
        await check_survey(tx, caller.workspace, values["resurvey"], "resurvey")
    if "due_at" in wanted and abs(wanted["due_at"] - clock.now()) > _FAR:
        raise Invalid(field="due_at", problem=f"takes a moment within {_FAR.days} days from now")
    changed = await tx.first(queries.change_case, workspace=caller.workspace, id=case, **values)
    assert changed is not None
    told = {name: str(value) for name, value in values.items() if value != row[name]}
    if told:
        await entry(tx, caller.workspace, case, "changed", "", caller.author, told)
    await tell(tx, engines, caller.workspace, case, "changed")
    return changed


async def add_entry(
    tx: Transaction, engines: Engines, caller: Caller, case: UUID, kind: Kind, text: str, channel: str
) -> Row:
    """A note, or a contact: the first contact stops the clock of the first answer."""
    row = await case_of(tx, caller.workspace, case, is_locked=True)
    await entry(tx, caller.workspace, case, kind, text, caller.author, {"channel": channel} if channel else {})
    if kind == "contact" and row["contacted_at"] is None and row["state"] == "open":
        row = await _move(tx, row, state="contacted", contacted_at=clock.now())
    await tell(tx, engines, caller.workspace, case, kind)
    return row


async def solve(
    tx: Transaction, engines: Engines, caller: Caller, case: UUID, revision: int, outcome: str, root_cause: str
) -> Row:
    """Closes it; her answer to the second question, if the case has one, will say whether she came back."""
    row = await _held(tx, caller, case, revision)
    if row["state"] not in RUNNING:
        raise Conflict(problem="This case is closed already")
    if not root_cause.strip():
        raise Invalid(field="root_cause", problem="say what caused it; that is what the figures learn from")
    now = clock.now()
    contacted = row["contacted_at"] or now
    changed = await _move(
        tx,
        row,
        state="closed",
        contacted_at=contacted,
        solved_at=now,
        closed_at=now,
        outcome=outcome,
        root_cause=root_cause,
    )
    await entry(tx, caller.workspace, case, "closed", outcome, caller.author, {"root_cause": root_cause})
    fact = CaseClosed(
        case=case, number=row["number"], outcome=outcome, root_cause=root_cause, resurvey=row["resurvey"],
        seconds=int((now - row["opened_at"]).total_seconds()),
    )  # fmt: skip
    id = f"{case}:{changed['revision']}"
    await announce(tx, engines, caller.workspace, fact, handles_of(row), id, now)
    await tell(tx, engines, caller.workspace, case, "closed")
    return changed


async def reopen(tx: Transaction, engines: Engines, caller: Caller, case: UUID) -> Row:
    row = await case_of(tx, caller.workspace, case, is_locked=True)
    if row["state"] in RUNNING:
        raise Conflict(problem="This case is open")
    changed = await _move(tx, row, state="contacted", solved_at=None, closed_at=None)
    await entry(tx, caller.workspace, case, "reopened", "", caller.author)
    await tell(tx, engines, caller.workspace, case, "reopened")
    return changed


async def escalate(engines: Engines, now: datetime) -> int:
    """A job: a case over its time becomes urgent, once, and everybody who works on cases sees it."""
    async with engines.tables.transaction() as tx:
        late = await tx.all(queries.late_cases, now=now)
        for row in late:
            await entry(tx, row["workspace"], row["id"], "late", "", "feilun")
        for row in late:
            await tell(tx, engines, row["workspace"], row["id"], "late")
    return len(late)


async def _held(tx: Transaction, caller: Caller, case: UUID, revision: int) -> Row:
    row = await case_of(tx, caller.workspace, case, is_locked=True)
    if row["revision"] != revision:
        raise CaseChanged()
    return row


async def _move(tx: Transaction, row: Row, **changes: Any) -> Row:
    names = ("state", "contacted_at", "solved_at", "closed_at", "outcome", "root_cause")
    values = {name: changes.get(name, row[name]) for name in names}
    changed = await tx.first(queries.move_case, workspace=row["workspace"], id=row["id"], **values)
    assert changed is not None
    return changed


async def check_owner(tx: Transaction, workspace: UUID, owner: UUID) -> None:
    """Raises Invalid for whoever may not work on cases here."""
    rights = (await access.rights_of(tx, [(workspace, owner)])).get((workspace, owner), frozenset())
    if "case.write" not in rights:
        raise Invalid(field="owner", problem="is nobody here who may work on cases")


async def check_survey(tx: Transaction, workspace: UUID, survey: UUID | None, field: str) -> None:
    """Raises Invalid for a survey that is not of this workspace; None is no survey."""
    if survey is None:
        return
    try:
        await surveys.survey_row(tx, workspace, survey)
    except NotFound:
        raise Invalid(field=field, problem="names no survey of this workspace") from None
