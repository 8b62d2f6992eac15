"""Puts the house together: the only place that knows every capability and every engine."""

from collections.abc import Sequence

from feilun import access, events
from feilun.conversion import journeys
from feilun.delivery import consent, live, outbox
from feilun.events import collect
from feilun.insight import identity, imports, outcomes, profiles, segments
from feilun.interaction import conversations
from feilun.kernel.capability import Capability, Job
from feilun.store import Migration, read_migrations

CAPABILITIES: Sequence[Capability] = (
    events.CAPABILITY,
    access.CAPABILITY,
    collect.CAPABILITY,
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


def all_migrations() -> list[Migration]:
    """Every migration, owners of facts before their readers."""
    return [
        migration for one in CAPABILITIES if one.migrations for migration in read_migrations(one.name, one.migrations)
    ]


def all_subscribers() -> list[events.Subscriber]:
    return [subscriber for one in CAPABILITIES for subscriber in one.subscribers]


def all_jobs() -> list[Job]:
    return [job for one in CAPABILITIES for job in one.jobs]
