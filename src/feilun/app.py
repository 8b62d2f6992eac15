"""Puts the house together: the only place that knows every capability and every engine."""

import asyncio
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import LitestarDeprecationWarning

from feilun import access, app_documents, app_health, app_worker, demo, events
from feilun.app_engines import open_engines
from feilun.config import Config
from feilun.conversion import journeys
from feilun.delivery import accounts, consent, live, outbox, pressure
from feilun.events import collect
from feilun.insight import (
    exports,
    feedback,
    history,
    identity,
    imports,
    invitations,
    outcomes,
    profiles,
    reporting,
    segments,
    studies,
    surveys,
)
from feilun.interaction import (
    bot,
    cases,
    conversations,
    flows,
    foresight,
    knowledge,
    learning,
    summaries,
    understanding,
    writer,
)
from feilun.kernel.capability import Capability, Job
from feilun.kernel.http import ERROR_HANDLERS
from feilun.kernel.web import Dispatcher, StaticFiles, Watch
from feilun.store import Engines, Migration, read_migrations

CAPABILITIES: Sequence[Capability] = (
    events.CAPABILITY,
    access.CAPABILITY,
    collect.CAPABILITY,
    accounts.CAPABILITY,
    consent.CAPABILITY,
    pressure.CAPABILITY,
    outbox.CAPABILITY,
    live.CAPABILITY,
    identity.CAPABILITY,
    profiles.CAPABILITY,
    history.CAPABILITY,
    segments.CAPABILITY,
    imports.CAPABILITY,
    outcomes.CAPABILITY,
    surveys.CAPABILITY,
    studies.CAPABILITY,
    invitations.CAPABILITY,
    reporting.CAPABILITY,
    exports.CAPABILITY,
    feedback.CAPABILITY,
    knowledge.CAPABILITY,
    flows.CAPABILITY,
    understanding.CAPABILITY,
    conversations.CAPABILITY,
    writer.CAPABILITY,
    summaries.CAPABILITY,
    foresight.CAPABILITY,
    bot.CAPABILITY,
    learning.CAPABILITY,
    cases.CAPABILITY,
    journeys.CAPABILITY,
    demo.CAPABILITY,
)

# The order in which a new shop does things.
_FIRST = ("write_key", "event", "import", "channel", "audience", "journey", "conversation", "colleague")

_STATIC = Path(__file__).with_name("static")
_NOT_BUILT = "This part is not built; run `make build`, or install the wheel, which holds it."
_FOR_ALL_SITES = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
# The chat and a survey as pages of their own may stand in a frame of the business's page; all else may not.
_IN_A_FRAME = {
    "content-security-policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'",
    "cross-origin-resource-policy": "cross-origin",
}

# The address is the key to her answers, so nobody beyond hears it.
_SURVEY = {
    **_IN_A_FRAME,
    "referrer-policy": "no-referrer",
    # A question may ask where she is; the browser asks her before it says.
    "permissions-policy": "camera=(), geolocation=(self), payment=()",
}

# The write keys are kept above the log, so the house tells the log's door who knows them.
collect.find_sources_with(access.source_of)

__all__ = ["CAPABILITIES", "create_app", "create_framework", "open_engines", "openapi_document", "run_worker"]


def create_app(engines: Engines, config: Config, capabilities: Sequence[Capability] = CAPABILITIES) -> Dispatcher:
    """The whole server as one ASGI app; `await app.close()` after the last request."""
    framework = create_framework(engines, capabilities)
    once = access.Idempotency(framework, engines.tables)
    guarded = Watch(access.Door(once, engines.tables, config.calls_per_second))
    console = StaticFiles(_STATIC / "console", fallback="index.html", hint=_NOT_BUILT)
    sdk = StaticFiles(_STATIC / "sdk", "/sdk", headers=_FOR_ALL_SITES, hint=_NOT_BUILT)
    mounts = [("/sdk", sdk), *_pages(), *(mount for one in capabilities for mount in one.mounts)]
    first_words = {route.path.split("/")[1] for route in framework.routes}
    return Dispatcher(mounts, guarded, lambda path: _first_word(path) in first_words, console, engines)


def _first_word(path: str) -> str:
    """A scanner's path may have no slash at all, such as the `*` of OPTIONS."""
    return path.split("/", 2)[1] if "/" in path else ""


def _pages() -> list[tuple[str, StaticFiles]]:
    """Chat and survey on pages of their own, and the demo's shop (which takes a write key by `?key=` elsewhere)."""
    sdk = _STATIC / "sdk"
    framed = StaticFiles(sdk, "/sdk", headers=_IN_A_FRAME, hint=_NOT_BUILT)
    chat = StaticFiles(sdk, "/chat", fallback="chat.html", headers=_IN_A_FRAME, hint=_NOT_BUILT)
    # `/s` is the short way that links of surveys name, in messages and on paper.
    forms = [
        (one, StaticFiles(sdk, one, fallback="survey.html", headers=_SURVEY, hint=_NOT_BUILT))
        for one in ("/survey", "/s")
    ]
    return [
        ("/sdk/chat.html", framed),
        ("/chat", chat),
        *forms,
        ("/shop", StaticFiles(sdk / "shop", "/shop", "index.html")),
    ]


def create_framework(engines: Engines, capabilities: Sequence[Capability] = CAPABILITIES) -> Litestar:
    """The documented API; its routes are what the test of access walks."""
    routes = [route for one in capabilities for route in one.routes]
    figures = [figure for one in capabilities for figure in one.figures]
    steps = sorted((step for one in capabilities for step in one.first_steps), key=lambda step: _FIRST.index(step.id))
    machines = [
        app_health.healthz,
        app_health.readiness(all_migrations(capabilities)),
        app_health.metrics(figures),
        app_health.checklist(steps),
    ]
    with warnings.catch_warnings():
        # Handlers name `caller` and `engines` plainly; Litestar 2 allows it and 3 will not, so we pin 2.
        warnings.simplefilter("ignore", LitestarDeprecationWarning)
        return _framework(engines, [*routes, *machines, *app_documents.ROUTES])


def _framework(engines: Engines, routes: Sequence[Any]) -> Litestar:
    return Litestar(
        route_handlers=routes,
        dependencies={
            "caller": Provide(access.provide_caller),
            "engines": Provide(lambda: engines, sync_to_thread=False),
        },
        exception_handlers=ERROR_HANDLERS,
        openapi_config=app_documents.openapi_config(),
        request_max_body_size=10_000_000,
        logging_config=None,
    )


def openapi_document(capabilities: Sequence[Capability] = CAPABILITIES) -> dict[str, Any]:
    """Needs no engines: nothing is asked."""
    nothing: Any = None
    return app_documents.document_of(create_framework(nothing, capabilities))


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
