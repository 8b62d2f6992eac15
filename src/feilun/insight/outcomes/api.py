"""Reports over HTTP: the flywheel, the overview, the lift of a journey. Every figure opens the rows behind it."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import get
from litestar.params import Parameter

from feilun.access import Caller, needs
from feilun.insight import profiles
from feilun.insight.outcomes import rules
from feilun.kernel import clock
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.kernel.sql import Queries
from feilun.store import Engines, Transaction

_queries = Queries(__file__)

Measure = Literal["known", "talked", "acted", "revenue"]
Limit = Annotated[int, Parameter(ge=1, le=200)]
Weeks = Annotated[int, Parameter(ge=1, le=104)]


class FlywheelWeek(msgspec.Struct, kw_only=True):
    week: date
    known: int
    talked: int
    acted: int
    revenue: float


class Flywheel(msgspec.Struct, kw_only=True):
    """One turn a week: customers seen, talked with, who ordered, and what they spent."""

    zone: str
    weeks: list[FlywheelWeek]


class FlywheelCustomer(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    amount: float


class LiftArm(msgspec.Struct, kw_only=True):
    customers: int
    converted: int
    rate: float
    revenue: float
    revenue_per_customer: float


class RateLift(msgspec.Struct, kw_only=True):
    value: float
    low: float
    high: float
    p_value: float


class JourneyLift(msgspec.Struct, kw_only=True):
    """A journey against its hold-out. A lift is null as long as a side has nobody to compare."""

    journey: UUID
    window_days: int
    treated: LiftArm
    held_out: LiftArm
    rate_lift: RateLift | None
    revenue_lift: rules.Interval | None
    credited_orders: int
    credited_revenue: float


class CreditedOrder(msgspec.Struct, kw_only=True):
    position: int
    customer: UUID
    customer_name: str
    order_id: str
    placed_at: datetime
    amount: float


class OverviewDay(msgspec.Struct, kw_only=True):
    day: date
    orders: int
    revenue: float


class Overview(msgspec.Struct, kw_only=True):
    customers: int
    buyers: int
    orders: int
    revenue: float
    by_journeys: float
    by_conversations: float
    by_day: list[OverviewDay]


async def _zone(tx: Transaction, caller: Caller, engines: Engines) -> str:
    rows = await tx.all(_queries.zones, workspaces=[caller.workspace])
    return str((rows[0]["zone"] if rows else None) or engines.settings.default_zone)


@get("/api/v1/reports/flywheel", operation_id="flywheel", **needs("reports.read"))
async def flywheel(caller: Caller, engines: Engines, weeks: Weeks = 12) -> Flywheel:
    """The last `weeks` weeks up to the present one, Mondays in the workspace's zone."""
    async with engines.tables.transaction() as tx:
        zone = await _zone(tx, caller, engines)
        last = rules.week_of(clock.now(), ZoneInfo(zone))
        first = last - timedelta(weeks=weeks - 1)
        rows = await tx.all(_queries.flywheel, workspace=caller.workspace, zone=zone, first=first, last=last)
    return Flywheel(zone=zone, weeks=[FlywheelWeek(**{**row, "revenue": float(row["revenue"])}) for row in rows])


@get("/api/v1/reports/flywheel/customers", operation_id="flywheel_customers", **needs("reports.read"))
async def flywheel_customers(
    caller: Caller, engines: Engines, week: date, measure: Measure, after: str | None = None, limit: Limit = 50
) -> Page[FlywheelCustomer]:
    """The customers behind one bar."""
    caller.needs("customers.read")
    place = read_cursor(after, tuple[UUID])[0] if after else None
    statements = {
        "known": _queries.week_known,
        "talked": _queries.week_talked,
        "acted": _queries.week_acted,
        "revenue": _queries.week_acted,
    }
    async with engines.tables.transaction() as tx:
        zone = await _zone(tx, caller, engines)
        rows = await tx.all(
            statements[measure], workspace=caller.workspace, week=week, zone=zone, after=place, limit=limit + 1
        )
        names = await profiles.names_of(tx, caller.workspace, [row["customer"] for row in rows[:limit]])
    items = [
        FlywheelCustomer(id=row["customer"], name=names.get(row["customer"], ""), amount=float(row["amount"]))
        for row in rows[:limit]
    ]
    return Page(items=items, next=cursor(items[-1].id) if len(rows) > limit else None)


@get("/api/v1/reports/journeys/{journey:uuid}/lift", operation_id="journey_lift", **needs("reports.read"))
async def journey_lift(
    caller: Caller, engines: Engines, journey: UUID, window_days: Annotated[int, Parameter(ge=1, le=365)] = 14
) -> JourneyLift:
    """Orders in the days after entry: those the journey spoke to against those held out."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            _queries.arms, workspace=caller.workspace, journey=str(journey), window=timedelta(days=window_days)
        )
        credited = await tx.first(
            _queries.credited, workspace=caller.workspace, kind="journey", subject=str(journey)
        ) or {"orders": 0, "revenue": 0}
    arms = {
        row["held_out"]: rules.Arm(
            customers=row["customers"],
            converted=row["converted"],
            revenue=float(row["revenue"]),
            revenue_squares=float(row["revenue_squares"]),
        )
        for row in rows
    }
    treated, held_out = arms.get(False, rules.Arm()), arms.get(True, rules.Arm())
    rate = rules.rate_lift(treated, held_out)
    return JourneyLift(
        journey=journey,
        window_days=window_days,
        treated=_arm(treated),
        held_out=_arm(held_out),
        rate_lift=RateLift(value=rate[0].value, low=rate[0].low, high=rate[0].high, p_value=rate[1]) if rate else None,
        revenue_lift=rules.revenue_lift(treated, held_out),
        credited_orders=credited["orders"],
        credited_revenue=float(credited["revenue"]),
    )


def _arm(arm: rules.Arm) -> LiftArm:
    each = max(1, arm.customers)
    return LiftArm(
        customers=arm.customers,
        converted=arm.converted,
        rate=arm.converted / each,
        revenue=arm.revenue,
        revenue_per_customer=arm.revenue / each,
    )


@get("/api/v1/reports/journeys/{journey:uuid}/orders", operation_id="journey_orders", **needs("reports.read"))
async def journey_orders(
    caller: Caller, engines: Engines, journey: UUID, after: str | None = None, limit: Limit = 50
) -> Page[CreditedOrder]:
    """The orders credited to a journey, newest first."""
    caller.needs("customers.read")
    place = read_cursor(after, tuple[int])[0] if after else None
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            _queries.credited_orders,
            workspace=caller.workspace,
            kind="journey",
            subject=str(journey),
            after=place,
            limit=limit + 1,
        )
        names = await profiles.names_of(tx, caller.workspace, [row["customer"] for row in rows[:limit]])
    items = [
        CreditedOrder(**{**row, "amount": float(row["amount"])}, customer_name=names.get(row["customer"], ""))
        for row in rows[:limit]
    ]
    return Page(items=items, next=cursor(items[-1].position) if len(rows) > limit else None)


@get("/api/v1/reports/overview", operation_id="overview", **needs("reports.read"))
async def overview(caller: Caller, engines: Engines, days: Annotated[int, Parameter(ge=1, le=366)] = 30) -> Overview:
    """The totals of the workspace, and orders day by day."""
    async with engines.tables.transaction() as tx:
        zone = await _zone(tx, caller, engines)
        last = clock.now().astimezone(ZoneInfo(zone)).date()
        totals = await tx.first(_queries.totals, workspace=caller.workspace) or {}
        rows = await tx.all(
            _queries.days, workspace=caller.workspace, zone=zone, first=last - timedelta(days=days - 1), last=last
        )
    return Overview(
        customers=totals["customers"],
        buyers=totals["buyers"],
        orders=totals["orders"],
        revenue=float(totals["revenue"]),
        by_journeys=float(totals["by_journeys"]),
        by_conversations=float(totals["by_conversations"]),
        by_day=[OverviewDay(day=row["day"], orders=row["orders"], revenue=float(row["revenue"])) for row in rows],
    )


ROUTES = (flywheel, flywheel_customers, journey_lift, journey_orders, overview)
