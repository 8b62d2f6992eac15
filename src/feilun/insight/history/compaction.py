"""Puts small files together, so that a question opens few."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from feilun.insight.history.columns import SCHEMAS
from feilun.insight.history.looking import Looking
from feilun.insight.history.reader import living_activity, living_profiles
from feilun.insight.history.roller import HISTORY, queries
from feilun.insight.history.rules import merged_name, place_name, to_merge, uncommitted
from feilun.store import Engines, Lake

_log = structlog.get_logger("feilun.history")

# Any number that nobody else uses: two workers must not compact the same files.
_LOCK = 7_205_760

# Folders with few files, all of committed places.
_settled = Looking()

# Files go one round after they were replaced, so that a question which began before still finds them.
_replaced: dict[tuple[str, UUID], list[str]] = {}


async def compact(engines: Engines, now: datetime) -> int:
    """The job: the number of files that were put together."""
    async with engines.tables.transaction() as tx:
        place = await tx.first(queries.place, name=HISTORY.name)
        if place is None or not await tx.value("select pg_try_advisory_xact_lock(%(lock)s)", lock=_LOCK):
            return 0
        start = place_name(place["writer"], place["position"])
        return await asyncio.to_thread(_compact_all, engines.lake, start)


def _compact_all(lake: Lake, start: str) -> int:
    done = 0
    for name in SCHEMAS:
        for workspace, stamp in _settled.due(lake, name):
            lake.remove(name, workspace, _replaced.pop((name, workspace), []))
            done += _compact(lake, name, workspace, start)
            if covered := lake.covered(name, workspace):
                _replaced[name, workspace] = covered
            elif not uncommitted(lake.files(name, workspace), start):
                _settled.done(name, workspace, stamp)
    return done


def _compact(lake: Lake, name: str, workspace: UUID, start: str) -> int:
    """Only files of committed places: a later one may be written anew."""
    sizes = {file: size for file, size in lake.sizes(name, workspace).items() if file < start}
    files = to_merge(sizes)
    if files:
        together = _together(lake, name, workspace, lake.read(name, workspace, files))
        rows = lake.keep(name, workspace, merged_name(files), together)
        _log.info("files_merged", table=name, workspace=str(workspace), files=len(files), rows=rows)
    return len(files)


def _together(lake: Lake, name: str, workspace: UUID, rows: Any) -> Any:
    """Activity is sorted by what a question asks for, so most row groups are skipped; versions shrink to the newest."""
    if name == "activity":
        rows = living_activity(lake, workspace, rows)
        return rows.order_by(rows.type, rows.name, rows.occurred_at)
    if name == "profile":
        return living_profiles(lake, workspace, rows)
    return rows.order_by(rows.position) if name == "event" else rows
