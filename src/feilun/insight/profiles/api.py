"""HTTP: customers, one by one and as a list, with their trace."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import get

from feilun.access import Caller, needs
from feilun.delivery import consent
from feilun.events import Handle
from feilun.insight import identity
from feilun.insight.profiles.projection import queries
from feilun.insight.profiles.reader import Profile, profile, profile_by_handle, profile_of
from feilun.insight.profiles.rules import open_page, text_of
from feilun.kernel import clock
from feilun.kernel.errors import Invalid, NotFound
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Engines, Row, Transaction

ORDER = "Order Completed"
_PAGE_STAYS_OPEN = timedelta(minutes=30)
_LAST_ID = UUID(int=(1 << 128) - 1)


class CustomerRow(msgspec.Struct, frozen=True, kw_only=True):
    """A customer in a list."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    city: str | None
    last_seen: datetime
    order_count: int
    order_amount: float
    channels: list[str]


class CustomerTrait(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    value: Any
    source: str
    at: datetime | None


class CustomerHandle(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    value: str
    first_seen: datetime
    last_seen: datetime


class CustomerCounter(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    count: int
    amount: float
    last_at: datetime


class CustomerAudience(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    since: datetime


class CustomerConsent(msgspec.Struct, frozen=True, kw_only=True):
    channel: str
    topic: str
    state: str
    source: str
    at: datetime | None


class CustomerDetail(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one customer but her trace."""

    id: UUID
    name: str
    traits: list[CustomerTrait]
    handles: list[CustomerHandle]
    counters: list[CustomerCounter]
    zone: str | None
    locale: str | None
    first_seen: datetime
    last_seen: datetime
    audiences: list[CustomerAudience]
    consents: list[CustomerConsent]


class TimelineRow(msgspec.Struct, frozen=True, kw_only=True):
    position: int
    event_id: str
    type: str
    name: str
    channel: str
    source: str
    occurred_at: datetime
    amount: float | None
    properties: dict[str, Any]


class PageOpen(msgspec.Struct, frozen=True, kw_only=True):
    """The page a visitor has before her now."""

    url: str | None
    title: str | None
    since: datetime


# `segments` stands above and puts its reader here.
AudiencesOf = Callable[[Transaction, UUID, UUID], Awaitable[list[CustomerAudience]]]
_audience_readers: list[AudiencesOf] = []


def show_audiences(reader: AudiencesOf) -> None:
    """Says who knows the audiences of a customer."""
    _audience_readers[:] = [reader]


@get("/api/v1/customers", operation_id="list_customers", **needs("customers.read"))
async def list_customers(
    caller: Caller, engines: Engines, search: str = "", after: str = "", limit: int = 50
) -> Page[CustomerRow]:
    """Newest seen first. `search` looks into name, e-mail, phone and company, and finds any handle written in full."""
    limit = checked_limit(limit)
    seen, last = read_cursor(after, tuple[datetime, UUID]) if after else ("infinity", _LAST_ID)
    values: dict[str, Any] = {"workspace": caller.workspace, "seen": seen, "customer": last, "limit": limit + 1}
    async with engines.tables.transaction() as tx:
        if search.strip():
            rows = await tx.all(queries.find_customers, **values, **_looked_for(search.strip()))
        else:
            rows = await tx.all(queries.list_customers, **values)
    more = cursor(rows[limit - 1]["last_seen"], rows[limit - 1]["customer"]) if len(rows) > limit else None
    return Page(items=[customer_row(profile(row)) for row in rows[:limit]], next=more)


@get("/api/v1/customers/by-handle", operation_id="find_customer", **needs("customers.read"))
async def find_customer(caller: Caller, engines: Engines, kind: str, value: str) -> CustomerDetail:
    """The customer a handle points at."""
    async with engines.tables.transaction() as tx:
        found = await profile_by_handle(tx, caller.workspace, Handle(kind, value))
        if found is None:
            raise NotFound(kind="customer", id=f"{kind}:{value}")
        return await _detail(tx, found)


@get("/api/v1/customers/{customer:uuid}", operation_id="get_customer", **needs("customers.read"))
async def get_customer(caller: Caller, engines: Engines, customer: UUID) -> CustomerDetail:
    """An id that was merged into another gives the living customer."""
    async with engines.tables.transaction() as tx:
        return await _detail(tx, await profile_of(tx, caller.workspace, customer))


@get("/api/v1/customers/{customer:uuid}/timeline", operation_id="get_timeline", **needs("customers.read"))
async def get_timeline(
    caller: Caller, engines: Engines, customer: UUID, channel: str | None = None, after: str = "", limit: int = 50
) -> Page[TimelineRow]:
    """What she did and what was done for her, newest first."""
    limit = checked_limit(limit)
    at, position = read_cursor(after, tuple[datetime, int]) if after else ("infinity", 0)
    async with engines.tables.transaction() as tx:
        here = await identity.known(tx, caller.workspace, customer)
        rows = await tx.all(
            queries.timeline,
            workspace=caller.workspace,
            customer=here,
            channel=channel or None,
            at=at,
            position=position,
            limit=limit + 1,
        )
    more = cursor(rows[limit - 1]["occurred_at"], rows[limit - 1]["position"]) if len(rows) > limit else None
    return Page(items=[TimelineRow(**row) for row in rows[:limit]], next=more)


@get("/api/v1/customers/{customer:uuid}/page-open", operation_id="get_page_open", **needs("customers.read"))
async def get_page_open(caller: Caller, engines: Engines, customer: UUID) -> PageOpen | None:
    """The page she has open now, or null."""
    async with engines.tables.transaction() as tx:
        here = await identity.known(tx, caller.workspace, customer)
        since = clock.now() - _PAGE_STAYS_OPEN
        rows = await tx.all(queries.recent, workspace=caller.workspace, customer=here, since=since)
    found = open_page(rows)
    if found is None:
        return None
    properties = found["properties"]
    return PageOpen(
        url=text_of(properties, "url", "path"),
        title=text_of(properties, "title", "name"),
        since=found["occurred_at"],
    )


def customer_row(one: Profile) -> CustomerRow:
    """A profile as a line of a list."""
    orders = one.counters.get(ORDER, {})
    return CustomerRow(
        id=one.customer,
        name=one.name,
        email=text_of(one.traits, "email"),
        phone=text_of(one.traits, "phone"),
        city=text_of(one.traits, "city", "address.city"),
        last_seen=one.last_seen,
        order_count=orders.get("count", 0),
        order_amount=float(orders.get("amount", 0)),
        channels=list(one.channels),
    )


def checked_limit(limit: int) -> int:
    """Raises Invalid on a page size no list gives."""
    if not 1 <= limit <= 500:
        raise Invalid(field="limit", problem="must be between 1 and 500")
    return limit


def _looked_for(search: str) -> dict[str, Any]:
    escaped = search.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    spellings = {
        found.value for kind in ("user_id", "email", "phone") for found in identity.usable([Handle(kind, search)])
    }
    return {"pattern": f"%{escaped}%", "spellings": sorted(spellings)}


async def _detail(tx: Transaction, one: Profile) -> CustomerDetail:
    handles = await identity.handles_of(tx, one.workspace, one.customer)
    consents = await consent.consents_of(tx, one.workspace, one.customer)
    audiences = [found for reader in _audience_readers for found in await reader(tx, one.workspace, one.customer)]
    return CustomerDetail(
        id=one.customer,
        name=one.name,
        traits=[_trait(one, name, value) for name, value in sorted(one.traits.items()) if value is not None],
        handles=[CustomerHandle(**row) for row in handles],
        counters=_counters(one),
        zone=one.zone,
        locale=one.locale,
        first_seen=one.first_seen,
        last_seen=one.last_seen,
        audiences=audiences,
        consents=[
            CustomerConsent(channel=said.channel, topic=said.topic, state=said.state, source=said.source, at=said.at)
            for said in consents
        ],
    )


def _trait(one: Profile, name: str, value: Any) -> CustomerTrait:
    said = one.provenance.get(name, {})
    at = datetime.fromisoformat(said["at"]) if "at" in said else None
    return CustomerTrait(name=name, value=value, source=str(said.get("source", "")), at=at)


def _counters(one: Profile) -> list[CustomerCounter]:
    rows: list[tuple[str, Row]] = sorted(one.counters.items(), key=lambda item: -item[1]["count"])  # type: ignore[arg-type]
    return [
        CustomerCounter(
            name=name,
            count=counter["count"],
            amount=float(counter["amount"]),
            last_at=datetime.fromisoformat(counter["last_at"]),
        )
        for name, counter in rows
    ]


ROUTES = (list_customers, find_customer, get_customer, get_timeline, get_page_open)
