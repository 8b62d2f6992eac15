"""Which workspace a write key belongs to, remembered for half a minute."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from uuid import UUID

from feilun.store import Tables, Transaction

_REMEMBER_SECONDS = 30.0
_REMEMBER_WRONG_SECONDS = 5.0
_MOST_REMEMBERED = 10_000


class KnownSource(Protocol):
    """The owner of a write key, as the folder that keeps the keys tells it."""

    @property
    def workspace(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def channel(self) -> str: ...


Find = Callable[[Transaction, str], Awaitable[Any]]
_finders: list[Find] = []


def find_sources_with(find: Find) -> None:
    """Says who knows the write keys. They are kept above the log, so the knower reports itself down here."""
    _finders[:] = [find]


class Sources:
    """Looks a key up once per half minute: a key that is switched off stops within that time."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._known: dict[str, tuple[float, KnownSource | None]] = {}

    def remembered(self, key: str) -> KnownSource | None:
        """The hot path: no waiting."""
        kept = self._known.get(key)
        return kept[1] if kept and kept[0] > time.monotonic() else None

    async def of(self, key: str) -> KnownSource | None:
        kept = self._known.get(key)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        async with self._tables.transaction() as tx:
            source: KnownSource | None = await _finders[0](tx, key)
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        seconds = _REMEMBER_SECONDS if source else _REMEMBER_WRONG_SECONDS
        self._known[key] = (time.monotonic() + seconds, source)
        return source
