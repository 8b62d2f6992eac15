"""Reaches, invitations and figures as the API shows them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from feilun.insight.invitations import rules
from feilun.insight.invitations.keeper import reach_of
from feilun.insight.invitations.shapes import InvitationState, Reach, ReachKind, ReachProblem
from feilun.store import Row


class ReachView(msgspec.Struct, kw_only=True):
    """`problems` keep it from being switched on; `link` is the open link with this reach's source word."""

    id: UUID
    survey: UUID
    kind: ReachKind
    reach: Reach
    is_on: bool
    on_since: datetime | None
    revision: int
    changed_at: datetime
    problems: list[ReachProblem]
    link: str


class InvitationRow(msgspec.Struct, kw_only=True):
    """One ask, or one person who was not asked: then `rule` names what refused and `reason` says it in words."""

    id: UUID
    reach: UUID | None
    kind: ReachKind
    customer: UUID | None
    customer_name: str
    channel: str
    state: InvitationState
    rule: str
    reason: str
    asks: int
    first_at: datetime
    last_at: datetime
    next_at: datetime | None
    sent_at: datetime | None
    opened_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    dismissed_at: datetime | None
    response: UUID | None


class ReachRate(msgspec.Struct, kw_only=True):
    """One channel. `rate` is answers among those delivered, with Wilson's 95 % interval."""

    channel: str
    invited: int
    asks: int
    delivered: int
    bounced: int
    opened: int
    started: int
    partial: int
    complete: int
    dismissed: int
    expired: int
    rate: float
    rate_low: float
    rate_high: float


class ReachRefusals(msgspec.Struct, kw_only=True):
    rule: str
    people: int


class ReachArm(msgspec.Struct, kw_only=True):
    """Who was asked, or left in peace; how many of them reached the goal, with Wilson's 95 % interval."""

    people: int
    reached: int
    rate: float
    rate_low: float
    rate_high: float


class ReachLift(msgspec.Struct, kw_only=True):
    """What asking changed: the difference of the shares that did `event` within `days`, with Newcombe's interval."""

    event: str
    days: int
    asked: ReachArm
    held_out: ReachArm
    difference: float | None
    low: float | None
    high: float | None


class ReachFigures(msgspec.Struct, kw_only=True):
    """`lift` is null unless one reach is named."""

    channels: list[ReachRate]
    overall: ReachRate
    refusals: list[ReachRefusals]
    lift: ReachLift | None


class ForecastWish(msgspec.Struct, kw_only=True):
    """`people` is how many will come by, for reaches without an audience."""

    people: int | None = None


class ForecastCellView(msgspec.Struct, kw_only=True):
    """`asked` and `answered` are of the past; `rate` is what is expected, drawn towards the whole where they are few."""

    channel: str
    answered_before: bool
    people: int
    asked: int
    answered: int
    rate: float
    low: float
    high: float


class ReachForecast(msgspec.Struct, kw_only=True):
    """Of `people` so many are asked after the hold-out and `no_address`; `answers` of them are expected to answer."""

    people: int
    held_out: int
    no_address: int
    asked: int
    answers: float
    low: int
    high: int
    rate: float
    rate_low: float
    rate_high: float
    cells: list[ForecastCellView]


_COUNTED = (
    "invited",
    "asks",
    "delivered",
    "bounced",
    "opened",
    "started",
    "partial",
    "complete",
    "dismissed",
    "expired",
)


def view_of(row: Row, problems: list[ReachProblem], link: str) -> ReachView:
    reach = reach_of(row)
    query = f"?channel={'qr' if reach.kind == 'link' else reach.kind}"
    return ReachView(
        id=row["id"], survey=row["survey"], kind=reach.kind, reach=reach, is_on=row["is_on"], on_since=row["on_since"],
        revision=row["revision"], changed_at=row["changed_at"], problems=problems,
        link=link + query + (f"&source={reach.source}" if reach.source else ""),
    )  # fmt: skip


def invitation_of(row: Row, name: str, is_anonymous: bool) -> InvitationRow:
    """Of an anonymous survey one sees who has answered, not which answers are hers."""
    fields = {one: row[one] for one in InvitationRow.__struct_fields__ if one != "customer_name"}
    if is_anonymous:
        fields["response"] = None
    return InvitationRow(**fields, customer_name=name)


def rate_of(row: dict[str, Any]) -> ReachRate:
    return ReachRate(**row, **rules.share_of(row["complete"], max(row["delivered"], row["complete"])))


def overall_of(rows: list[dict[str, Any]]) -> ReachRate:
    return rate_of({"channel": "", **{name: sum(row[name] for row in rows) for name in _COUNTED}})


def lift_of(reach: Reach, rows: list[Row]) -> ReachLift:
    arms = {row["is_held"]: (int(row["reached"]), int(row["people"])) for row in rows}
    asked, held = arms.get(False, (0, 0)), arms.get(True, (0, 0))
    found = rules.lift(asked, held)
    return ReachLift(
        event=reach.goal.event, days=reach.goal.days, asked=_arm(asked), held_out=_arm(held),
        difference=found.value if found else None, low=found.low if found else None,
        high=found.high if found else None,
    )  # fmt: skip


def _arm(one: tuple[int, int]) -> ReachArm:
    return ReachArm(people=one[1], reached=one[0], **rules.share_of(*one))
