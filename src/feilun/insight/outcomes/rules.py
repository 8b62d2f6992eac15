"""What an event means for the outcome, and the arithmetic of lift. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from scipy.special import ndtr, stdtrit

from feilun.kernel.intervals import wilson
from feilun.kernel.money import amount

ORDER = "Order Completed"
CREDIT_WINDOW = timedelta(days=7)

# Facts of ours that mean somebody talked with the customer, and what the talk belonged to.
TALKS = {"message.sent": "journey", "message.received": "conversation", "message.replied": "conversation"}


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """An estimate with its 95 % interval."""

    value: float
    low: float
    high: float


class Arm(msgspec.Struct, frozen=True, kw_only=True):
    """One side of the comparison: how many customers, how many of them ordered, what they spent."""

    customers: int = 0
    converted: int = 0
    revenue: float = 0.0
    revenue_squares: float = 0.0


class Touch(NamedTuple):
    kind: str
    subject: str


def week_of(moment: datetime, zone: ZoneInfo) -> date:
    """The Monday of the moment's week, where the shop is."""
    day = moment.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def order_amount(properties: Mapping[str, Any]) -> Decimal:
    """What an order was worth: total, else revenue, else value (Segment's e-commerce specification, version 2)."""
    for name in ("total", "revenue", "value"):
        found = amount(properties.get(name))
        if found is not None:
            return found
    return Decimal(0)


def touch_of(type: str, properties: Mapping[str, Any]) -> Touch | None:
    """Which journey or conversation a fact of ours belongs to; None when it is no talk or belongs to nothing."""
    kind = TALKS.get(type)
    if kind is None:
        return None
    cause = properties.get("cause") or {}
    subject = cause.get("journey") if kind == "journey" else properties.get("conversation")
    return Touch(kind, str(subject)) if subject else None


def rate_lift(treated: Arm, held_out: Arm) -> tuple[Interval, float] | None:
    """Difference of the two conversion rates with Newcombe's hybrid score interval (1998, method 10), and the
    two-sided p-value of the pooled z test. None when a side is empty."""
    if not treated.customers or not held_out.customers:
        return None
    p1, (low1, high1) = treated.converted / treated.customers, wilson(treated.converted, treated.customers)
    p2, (low2, high2) = held_out.converted / held_out.customers, wilson(held_out.converted, held_out.customers)
    difference = p1 - p2
    low = difference - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = difference + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return Interval(value=difference, low=low, high=high), _pooled_p(treated, held_out)


def revenue_lift(treated: Arm, held_out: Arm) -> Interval | None:
    """Difference of revenue per customer with Welch's interval. None with fewer than two customers on a side."""
    if treated.customers < 2 or held_out.customers < 2:
        return None
    mean1, part1 = _mean_and_error(treated)
    mean2, part2 = _mean_and_error(held_out)
    difference, error = mean1 - mean2, part1 + part2
    if error == 0:
        return Interval(value=difference, low=difference, high=difference)
    freedom = error**2 / (part1**2 / (treated.customers - 1) + part2**2 / (held_out.customers - 1))
    reach = float(stdtrit(freedom, 0.975)) * sqrt(error)
    return Interval(value=difference, low=difference - reach, high=difference + reach)


def _pooled_p(one: Arm, two: Arm) -> float:
    pooled = (one.converted + two.converted) / (one.customers + two.customers)
    error = sqrt(pooled * (1 - pooled) * (1 / one.customers + 1 / two.customers))
    if error == 0:
        return 1.0
    z = (one.converted / one.customers - two.converted / two.customers) / error
    return float(2 * ndtr(-abs(z)))


def _mean_and_error(arm: Arm) -> tuple[float, float]:
    """The mean, and the squared standard error of it."""
    mean = arm.revenue / arm.customers
    variance = max(0.0, arm.revenue_squares - arm.customers * mean * mean) / (arm.customers - 1)
    return mean, variance / arm.customers
