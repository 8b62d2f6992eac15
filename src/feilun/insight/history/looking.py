"""Which folders of the lake need a look: a shop of a thousand workspaces has a few that changed since the last one."""

import time
from uuid import UUID

from feilun.store import Lake

# Two changes within one tick of the file system's clock leave the same stamp, so a fresh one is not trusted.
_FRESH_NS = 1_000_000_000


class Looking:
    """Remembers folders in which there is nothing to do until a file comes or goes there."""

    def __init__(self) -> None:
        self._done: dict[tuple[str, UUID], int] = {}

    def due(self, lake: Lake, table: str) -> list[tuple[UUID, int]]:
        """(workspace, stamp) of the folders that changed since they were `done`, or never were."""
        return [
            (workspace, stamp)
            for workspace, stamp in sorted(lake.stamps(table).items())
            if self._done.get((table, workspace)) != stamp
        ]

    def done(self, table: str, workspace: UUID, stamp: int) -> None:
        """Nothing is left to do there, as of the stamp that `due` gave before the look."""
        if time.time_ns() - stamp > _FRESH_NS:
            self._done[table, workspace] = stamp
