"""Cases, decisions, policies and figures as the API tells them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from feilun.interaction.cases.shapes import CaseRule, Heard, PolicyClause, PolicyText, Severity, Word
from feilun.store import Row

LongText = Annotated[str, msgspec.Meta(max_length=10_000)]


class CaseRow(msgspec.Struct, kw_only=True):
    """A line of the list. `customer` is who she is today; `late` when the time is over and nobody has solved it."""

    id: UUID
    number: int
    title: str
    why: str
    state: str
    severity: str
    customer: UUID | None
    customer_name: str
    owner: UUID | None
    channel: str
    opened_at: datetime
    due_at: datetime
    contacted_at: datetime | None
    solved_at: datetime | None
    late: bool
    recovered: bool | None
    revision: int


class CaseEntryRow(msgspec.Struct, kw_only=True):
    number: int
    kind: str
    text: str
    detail: dict[str, Any]
    by: str
    at: datetime


class CaseDecisionRow(msgspec.Struct, kw_only=True):
    """`checks` are the conditions of the clause as they stood when it was decided."""

    id: UUID
    policy: int
    clause: str
    remedy: dict[str, Any]
    checks: list[dict[str, Any]]
    amount: int
    voucher: str | None
    decided_by: str
    decided_at: datetime
    reversed_by: str | None
    reversed_at: datetime | None
    reversed_why: str | None


class CaseSheet(msgspec.Struct, kw_only=True):
    """A case with everything somebody needs who has never heard of it. `allowed` are the clauses held against it now."""

    case: CaseRow
    heard: Heard
    remedy: str
    root_cause: str
    outcome: str
    resurvey: UUID | None
    entries: list[CaseEntryRow]
    decisions: list[CaseDecisionRow]
    policy: int
    allowed: list[dict[str, Any]]


class CaseChange(msgspec.Struct, kw_only=True):
    """What is left out stays as it is; null takes the owner away."""

    revision: int
    owner: UUID | msgspec.UnsetType | None = msgspec.UNSET
    due_at: Annotated[datetime, msgspec.Meta(tz=True)] | msgspec.UnsetType = msgspec.UNSET
    severity: Severity | msgspec.UnsetType = msgspec.UNSET
    root_cause: Word | msgspec.UnsetType = msgspec.UNSET
    resurvey: UUID | msgspec.UnsetType | None = msgspec.UNSET


class CaseRuleRow(msgspec.Struct, kw_only=True):
    id: UUID
    place: int
    is_on: bool
    rule: CaseRule
    revision: int


class CaseRuleWish(msgspec.Struct, kw_only=True):
    rule: CaseRule
    place: Annotated[int, msgspec.Meta(ge=0, le=1_000)] = 0
    is_on: bool = True
    revision: int = 0


class CasePolicyRow(msgspec.Struct, kw_only=True):
    version: int
    words: str
    clauses: list[PolicyClause]
    written_by: str
    written_at: datetime
    published_by: str | None
    published_at: datetime | None
    in_force: bool


class RootCause(msgspec.Struct, kw_only=True):
    root_cause: str
    cases: int


class CaseFigures(msgspec.Struct, kw_only=True):
    """Of cases opened in the days. Seconds are medians and the ninetieth percentile; intervals are of 95 %.

    `recovered` of `asked_again`: no detractor any more when asked once more. `came_back` of `solved_customers`: did
    something of her own after the remedy. `given` in cents.
    """

    days: int
    opened: int
    running: int
    late: int
    solved: int
    in_time: int
    in_time_interval: list[float]
    contact_seconds: float | None
    contact_seconds_p90: float | None
    remedy_seconds: float | None
    asked_again: int
    recovered: int
    recovered_interval: list[float]
    solved_customers: int
    came_back: int
    decisions: int
    by_machine: int
    reversed: int
    given: int
    root_causes: list[RootCause]


def row_of(row: Row, names: dict[UUID, str], now: datetime) -> CaseRow:
    late = row["due_at"] < now and row["state"] in ("open", "contacted")
    kept = {name: row[name] for name in CaseRow.__struct_fields__ if name in row}
    name = names.get(row["customer"], "") if row["customer"] else ""
    return CaseRow(**kept, why=row["cause"]["why"], late=late, customer_name=name)


def decision_of(row: Row) -> CaseDecisionRow:
    kept = {name: row[name] for name in CaseDecisionRow.__struct_fields__ if name != "checks"}
    return CaseDecisionRow(**kept, checks=row["checks"]["clauses"])


def rule_of(row: Row) -> CaseRuleRow:
    rule = msgspec.convert(row["rule"], CaseRule)
    return CaseRuleRow(id=row["id"], place=row["place"], is_on=row["is_on"], rule=rule, revision=row["revision"])


def policy_of(row: Row, in_force: int | None) -> CasePolicyRow:
    text = msgspec.convert({"words": row["words"], "clauses": row["clauses"]}, PolicyText)
    kept = {name: row[name] for name in ("version", "written_by", "written_at", "published_by", "published_at")}
    return CasePolicyRow(**kept, words=text.words, clauses=text.clauses, in_force=row["version"] == in_force)
