"""What machines ask a server: is it alive, is it ready, how is it doing."""

import hmac
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from feilun import access
from feilun.kernel.capability import Figure, FirstStep
from feilun.kernel.errors import Error, Forbidden
from feilun.store import Engines, Migration

_OF_PROXIES = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Readiness(msgspec.Struct, kw_only=True):
    """`ok`, or in a few words what is missing."""

    tables: str
    migrations: str
    bus: str


@get("/healthz", operation_id="read_health", include_in_schema=False, **access.public("a load balancer asks"))
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


def readiness(migrations: Sequence[Migration]) -> Any:
    """The route /readyz: the engines answer and the tables are up to date."""

    @get("/readyz", operation_id="read_readiness", include_in_schema=False, **access.public("a load balancer asks"))
    async def readyz(engines: Engines) -> Response[Readiness]:
        tables, missing = await _look_at_tables(engines, migrations)
        found = Readiness(tables=tables, migrations=missing, bus=await _look_at_bus(engines))
        ready = found == Readiness(tables="ok", migrations="ok", bus="ok")
        return Response(found, status_code=200 if ready else 503)

    return readyz


def metrics(figures: Sequence[Figure]) -> Any:
    """The route /metrics: what this process counted, and figures read from the tables at this moment."""

    @get("/metrics", operation_id="read_metrics", include_in_schema=False, **access.public("the token is its own"))
    async def read_metrics(request: Request[Any, Any, Any], engines: Engines) -> Response[bytes]:
        _check_scraper(request, engines.settings.metrics_token)
        registry = CollectorRegistry()
        async with engines.tables.transaction() as tx:
            for figure in figures:
                gauge = Gauge(figure.name, figure.help, ["name"], registry=registry)
                for row in await tx.all(figure.statement):
                    gauge.labels(str(row["name"])).set(float(row["value"] or 0))
        body = generate_latest() + generate_latest(registry)
        return Response(body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return read_metrics


class ChecklistRow(msgspec.Struct, kw_only=True):
    """One step of the first run; the console has the words for each id."""

    id: str
    done: bool


def checklist(steps: Sequence[FirstStep]) -> Any:
    """The route /api/v1/checklist: what a new workspace has done already."""

    @get("/api/v1/checklist", operation_id="read_checklist", **access.needs(access.ANYONE))
    async def read_checklist(caller: access.Caller, engines: Engines) -> list[ChecklistRow]:
        """The first steps of a workspace, in the order in which they make sense."""
        async with engines.tables.transaction() as tx:
            return [
                ChecklistRow(id=step.id, done=bool(await tx.value(step.statement, workspace=caller.workspace)))
                for step in steps
            ]

    return read_checklist


def _check_scraper(request: Request[Any, Any, Any], token: str) -> None:
    """Without a token in the settings only this machine may look, and no proxy on it for others. Raises Forbidden."""
    if token:
        sent = request.headers.get("authorization", "").removeprefix("Bearer ")
        allowed = hmac.compare_digest(sent.encode("utf-8", "replace"), token.encode())
    else:
        is_near = request.client is not None and request.client.host in _LOOPBACK
        allowed = is_near and not any(name in request.headers for name in _OF_PROXIES)
    if not allowed:
        raise Forbidden(right="metrics")


async def _look_at_tables(engines: Engines, migrations: Sequence[Migration]) -> tuple[str, str]:
    try:
        async with engines.tables.transaction() as tx:
            applied = {row["name"] for row in await tx.all("select name from migration")}
    except Error as error:
        return str(error), "unknown"
    missing = [one.name for one in migrations if one.name not in applied]
    return "ok", f"{len(missing)} to apply; run `feilun migrate`" if missing else "ok"


async def _look_at_bus(engines: Engines) -> str:
    try:
        await engines.bus.publish("health", b"")
    except (Error, OSError) as error:
        return str(error)
    return "ok"
