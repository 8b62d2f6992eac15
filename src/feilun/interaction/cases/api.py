"""HTTP of cases: the list, one case, and what people do in it."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.delivery import directory
from feilun.insight import identity, profiles
from feilun.interaction.cases import deciding, figures, keeper
from feilun.interaction.cases.opening import queries
from feilun.interaction.cases.shapes import Heard, Word
from feilun.interaction.cases.shown import (
    CaseChange,
    CaseDecisionRow,
    CaseEntryRow,
    CaseFigures,
    CaseRow,
    CaseSheet,
    LongText,
    decision_of,
    row_of,
)
from feilun.kernel import clock
from feilun.kernel.errors import Invalid, NotFound
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Engines, Row, Transaction

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Days = Annotated[int, QueryParameter(ge=1, le=366)]
_PATH = "/api/v1/cases/{case:uuid}"
_BOXES: dict[str, tuple[str, ...] | None] = {"running": keeper.RUNNING, "closed": ("solved", "closed"), "all": None}


class CaseEntryWish(msgspec.Struct, kw_only=True):
    """`contact` says that somebody spoke with her; the first one stops the clock of the first answer."""

    kind: Literal["note", "contact"]
    text: LongText
    channel: Word = ""


class CaseSolution(msgspec.Struct, kw_only=True):
    revision: int
    root_cause: Word
    outcome: LongText = ""


class CaseDecisionWish(msgspec.Struct, kw_only=True):
    """A clause of the policy in force."""

    clause: Word


class CaseReversal(msgspec.Struct, kw_only=True):
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


@get("/api/v1/cases", operation_id="list_cases", **needs("case.read"))
async def list_cases(
    caller: Caller,
    engines: Engines,
    box: Literal["running", "closed", "all"] = "running",
    owner: str | None = None,
    late: bool = False,
    customer: UUID | None = None,
    after: str | None = None,
    limit: Limit = 50,
) -> Page[CaseRow]:
    """The newest first. `owner` is an id, `me` or `nobody`."""
    number = read_cursor(after, int) if after else None
    states = _BOXES[box]
    async with engines.tables.transaction() as tx:
        names = await _names_of(tx, caller.workspace, customer)
        rows = await tx.all(
            queries.listed,
            workspace=caller.workspace, states=list(states) if states else None, owner=_owner(caller, owner),
            unowned=owner == "nobody", late=late, now=clock.now(), after_number=number, limit=limit + 1, **names,
        )  # fmt: skip
        items = await _shown(tx, caller.workspace, rows[:limit])
    return Page(items=items, next=cursor(items[-1].number) if len(rows) > limit else None)


@get(_PATH, operation_id="get_case", **needs("case.read"))
async def get_case(caller: Caller, engines: Engines, case: UUID) -> CaseSheet:
    """Everything about it, and what the policy allows at this moment."""
    async with engines.tables.transaction() as tx:
        return await _sheet(tx, await keeper.case_of(tx, caller.workspace, case))


@put(_PATH, operation_id="change_case", **needs("case.write"))
async def change_case(caller: Caller, engines: Engines, case: UUID, data: CaseChange) -> CaseRow:
    """Owner, time, severity, cause, second question. 409 `case_changed` when a colleague was faster."""
    wanted = {
        name: value
        for name in ("owner", "due_at", "severity", "root_cause", "resurvey")
        if (value := getattr(data, name)) is not msgspec.UNSET
    }
    async with engines.tables.transaction() as tx:
        row = await keeper.change(tx, engines, caller, case, data.revision, wanted)
        return (await _shown(tx, caller.workspace, [row]))[0]


@post(f"{_PATH}/entries", operation_id="add_case_entry", **needs("case.write"))
async def add_case_entry(caller: Caller, engines: Engines, case: UUID, data: CaseEntryWish) -> CaseRow:
    if not data.text.strip():
        raise Invalid(field="text", problem="must not be empty")
    async with engines.tables.transaction() as tx:
        row = await keeper.add_entry(tx, engines, caller, case, data.kind, data.text, data.channel)
        return (await _shown(tx, caller.workspace, [row]))[0]


@post(f"{_PATH}/solution", operation_id="solve_case", **needs("case.write"))
async def solve_case(caller: Caller, engines: Engines, case: UUID, data: CaseSolution) -> CaseRow:
    async with engines.tables.transaction() as tx:
        row = await keeper.solve(tx, engines, caller, case, data.revision, data.outcome, data.root_cause)
        return (await _shown(tx, caller.workspace, [row]))[0]


@delete(f"{_PATH}/solution", operation_id="reopen_case", status_code=200, **needs("case.write"))
async def reopen_case(caller: Caller, engines: Engines, case: UUID) -> CaseRow:
    async with engines.tables.transaction() as tx:
        row = await keeper.reopen(tx, engines, caller, case)
        return (await _shown(tx, caller.workspace, [row]))[0]


@post(f"{_PATH}/decisions", operation_id="decide_case", **needs("case.write"))
async def decide_case(caller: Caller, engines: Engines, case: UUID, data: CaseDecisionWish) -> CaseDecisionRow:
    """Gives the remedy of a clause. 409 says which condition does not hold, or that it is for a supervisor."""
    may = ["machine", "agent", *(["supervisor"] if "case.decide" in caller.rights else [])]
    async with engines.tables.transaction() as tx:
        row = await keeper.case_of(tx, caller.workspace, case, is_locked=True)
        made = await deciding.decide(tx, engines, row, data.clause, caller.author, may)
        await note(tx, caller, "case.decided", f"case:{case}", {"clause": data.clause, "amount": made["amount"]})
    return decision_of(made)


@post(f"{_PATH}/decisions/{{decision:uuid}}/reversal", operation_id="reverse_case_decision", **needs("case.write"))
async def reverse_case_decision(
    caller: Caller, engines: Engines, case: UUID, decision: UUID, data: CaseReversal
) -> CaseDecisionRow:
    """Takes a remedy back, the machine's too: its voucher is void, its message stopped if it has not gone."""
    async with engines.tables.transaction() as tx:
        row = await keeper.case_of(tx, caller.workspace, case, is_locked=True)
        made = await deciding.reverse(tx, engines, row, decision, caller.author, data.reason)
        await note(tx, caller, "case.reversed", f"case:{case}", {"decision": str(decision)})
    return decision_of(made)


@get("/api/v1/case-figures", operation_id="get_case_figures", **needs("case.read"))
async def get_case_figures(caller: Caller, engines: Engines, days: Days = 30) -> CaseFigures:
    """Time to the first contact and to the remedy, closed in time, and whether the customers came back."""
    async with engines.tables.transaction() as tx:
        return await figures.figures_of(tx, caller.workspace, days)


def _owner(caller: Caller, owner: str | None) -> UUID | None:
    if owner == "me":
        return caller.person
    if owner in (None, "nobody"):
        return None
    try:
        return UUID(owner)
    except ValueError:
        raise Invalid(field="owner", problem="write an id, `me` or `nobody`") from None


async def _names_of(tx: Transaction, workspace: UUID, customer: UUID | None) -> dict[str, Any]:
    if customer is None:
        return {"kinds": None, "values": None}
    person = (await directory.people(tx, workspace, [customer])).get(customer)
    if person is None:
        raise NotFound(kind="customer", id=customer)
    return {
        "kinds": [*(one.kind for one in person.handles), "customer"],
        "values": [*(one.value for one in person.handles), str(person.customer)],
    }


async def _shown(tx: Transaction, workspace: UUID, rows: Sequence[Row]) -> list[CaseRow]:
    for row in rows:
        if row["customer"] is not None:
            row["customer"] = await identity.current(tx, workspace, row["customer"])
    names = await profiles.names_of(tx, workspace, {row["customer"] for row in rows if row["customer"]})
    return [row_of(row, names, clock.now()) for row in rows]


async def _sheet(tx: Transaction, row: Row) -> CaseSheet:
    workspace, case = row["workspace"], row["id"]
    version, found = await deciding.judgements(tx, row)
    entries = await tx.all(queries.entries, workspace=workspace, case=case)
    decisions = await tx.all(queries.decisions, workspace=workspace, case=case)
    return CaseSheet(
        case=(await _shown(tx, workspace, [row]))[0],
        heard=msgspec.convert(row["cause"]["heard"], Heard),
        remedy=row["remedy"],
        root_cause=row["root_cause"],
        outcome=row["outcome"],
        resurvey=row["resurvey"],
        entries=[CaseEntryRow(**one) for one in entries],
        decisions=[decision_of(one) for one in decisions],
        policy=version,
        allowed=deciding.shown(found),
    )


ROUTES = [
    list_cases,
    get_case,
    change_case,
    add_case_entry,
    solve_case,
    reopen_case,
    decide_case,
    reverse_case_decision,
    get_case_figures,
]
