"""Puts the house together: the only place that knows every capability and every engine."""

import asyncio
import warnings
from collections.abc import Sequence
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import LitestarDeprecationWarning
from litestar.openapi import OpenAPIConfig

from feilun import __version__, access, app_worker, events
from feilun.app_engines import open_engines
from feilun.config import Config
from feilun.conversion import journeys
from feilun.delivery import accounts, consent, live, outbox
from feilun.events import collect
from feilun.insight import identity, imports, outcomes, profiles, segments
from feilun.interaction import conversations
from feilun.kernel.capability import Capability, Job
from feilun.kernel.http import ERROR_HANDLERS
from feilun.kernel.web import Dispatcher
from feilun.store import Engines, Migration, read_migrations

CAPABILITIES: Sequence[Capability] = (
    events.CAPABILITY,
    access.CAPABILITY,
    collect.CAPABILITY,
    accounts.CAPABILITY,
    consent.CAPABILITY,
    outbox.CAPABILITY,
    live.CAPABILITY,
    identity.CAPABILITY,
    profiles.CAPABILITY,
    segments.CAPABILITY,
    imports.CAPABILITY,
    outcomes.CAPABILITY,
    conversations.CAPABILITY,
    journeys.CAPABILITY,
)

# The write keys are kept above the log, so the house tells the log's door who knows them.
collect.find_sources_with(access.source_of)

__all__ = ["CAPABILITIES", "create_app", "open_engines", "run_worker"]


def create_app(engines: Engines, config: Config, capabilities: Sequence[Capability] = CAPABILITIES) -> Dispatcher:
    """The whole server as one ASGI app; `await app.close()` after the last request."""
    framework = create_framework(engines, capabilities)
    mounts = [mount for one in capabilities for mount in one.mounts]
    return Dispatcher(mounts, access.Door(framework, engines.tables), engines)


def create_framework(engines: Engines, capabilities: Sequence[Capability] = CAPABILITIES) -> Litestar:
    """The documented API; its routes are what the test of access walks."""
    with warnings.catch_warnings():
        # Handlers name `caller` and `engines` plainly; Litestar 2 allows it and 3 will not, so we pin 2.
        warnings.simplefilter("ignore", LitestarDeprecationWarning)
        return _framework(engines, [route for one in capabilities for route in one.routes])


def _framework(engines: Engines, routes: Sequence[Any]) -> Litestar:
    return Litestar(
        route_handlers=routes,
        dependencies={
            "caller": Provide(access.provide_caller),
            "engines": Provide(lambda: engines, sync_to_thread=False),
        },
        exception_handlers=ERROR_HANDLERS,
        openapi_config=OpenAPIConfig(title="Feilun", version=__version__, path="/api/v1"),
        logging_config=None,
    )


async def run_worker(engines: Engines, stop: asyncio.Event, capabilities: Sequence[Capability] = CAPABILITIES) -> None:
    """Subscribers and jobs of all capabilities, until `stop`."""
    subscribers: list[Any] = all_subscribers(capabilities)
    await app_worker.run_worker(engines, stop, subscribers, all_jobs(capabilities))


def all_migrations(capabilities: Sequence[Capability] = CAPABILITIES) -> list[Migration]:
    """Every migration, owners of facts before their readers."""
    return [
        migration for one in capabilities if one.migrations for migration in read_migrations(one.name, one.migrations)
    ]


def all_subscribers(capabilities: Sequence[Capability] = CAPABILITIES) -> list[events.Subscriber]:
    return [subscriber for one in capabilities for subscriber in one.subscribers]


def all_jobs(capabilities: Sequence[Capability] = CAPABILITIES) -> list[Job]:
    return [job for one in capabilities for job in one.jobs]
