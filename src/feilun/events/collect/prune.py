"""Forgets event ids that are too old to be repeated."""

from datetime import datetime, timedelta

from feilun.kernel.capability import Job
from feilun.kernel.sql import Queries
from feilun.store import Engines

# Whole days are counted, so eight of them remember an id for at least seven.
KEEP = timedelta(days=8)
_PIECE = 20_000
_queries = Queries(__file__)


async def prune_keys(engines: Engines, now: datetime) -> int:
    """The number of ids forgotten; 0 ends the round."""
    async with engines.tables.transaction() as tx:
        return await tx.run(_queries.prune_keys, before=(now - KEEP).date(), limit=_PIECE)


PRUNE = Job(name="collect.prune_keys", run=prune_keys, every=3600.0)
