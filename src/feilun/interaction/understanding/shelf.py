"""Versions that this process has loaded. Which one is in force is read at every call, so a roll-back is immediate."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
import structlog

from feilun import language
from feilun.interaction.understanding.snapshot import DamagedVersion, Snapshot, fetch, key_of
from feilun.kernel.errors import NotFound
from feilun.kernel.sql import Queries
from feilun.language import IntentModel, Understood
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
_log = structlog.get_logger("feilun.understanding")
# Models of many workspaces may not fill the memory; the one used longest ago goes first.
_MOST_BYTES = 512_000_000


@dataclass(frozen=True)
class Published:
    """A version, ready to understand. `weakened`: it works without the encoders it deserves, only on words."""

    workspace: UUID
    number: int
    knowledge: Snapshot
    model: IntentModel | None
    weakened: bool = False

    async def understand(self, texts: Sequence[str]) -> list[Understood]:
        """What each text means; in a thread, since it costs milliseconds of CPU. Without a model nothing is known."""
        if self.model is None:
            return [nothing_known(text) for text in texts]
        return await asyncio.to_thread(self.model.understand, texts)


def nothing_known(text: str) -> Understood:
    """The answer where no phrasing was ever learned."""
    return Understood(
        outcome="unknown",
        guesses=(),
        confidence=0.0,
        nearest=0.0,
        nearest_text="",
        language=language.language_of(text),
        exact=False,
    )


@dataclass
class _Shelf:
    """The loaded versions of one set of engines, the last used at the end."""

    loaded: OrderedDict[tuple[UUID, int], tuple[Published, int]] = field(default_factory=OrderedDict)
    loading: dict[tuple[UUID, int], asyncio.Lock] = field(default_factory=dict)

    def take(self, key: tuple[UUID, int]) -> Published | None:
        if key not in self.loaded:
            return None
        self.loaded.move_to_end(key)
        return self.loaded[key][0]

    def keep(self, key: tuple[UUID, int], version: Published, size: int) -> None:
        self.loaded[key] = (version, size)
        while len(self.loaded) > 1 and sum(size for _, size in self.loaded.values()) > _MOST_BYTES:
            self.loaded.popitem(last=False)


_shelves: WeakKeyDictionary[Any, _Shelf] = WeakKeyDictionary()


async def prepare(engines: Engines, workspace: UUID) -> None:
    """Loads the version in force while nothing is held; `serving` then finds it at hand. Call it before a transaction."""
    async with engines.tables.transaction() as tx:
        row = await tx.first(_queries.version_in_force, workspace=workspace)
    if row:
        # A version that is damaged is told where it is asked for.
        with suppress(DamagedVersion):
            await _load(engines, row)


async def serving(tx: Transaction, engines: Engines, workspace: UUID) -> Published | None:
    """The version in force, or None when nothing was ever published. Raises DamagedVersion."""
    row = await tx.first(_queries.version_in_force, workspace=workspace)
    return await _load(engines, row) if row else None


async def load(tx: Transaction, engines: Engines, workspace: UUID, number: int) -> Published:
    """Any trained version. Raises NotFound and DamagedVersion."""
    row = await tx.first(_queries.trained_version, workspace=workspace, number=number)
    if row is None:
        raise NotFound(kind="trained version", id=number)
    return await _load(engines, row)


async def _load(engines: Engines, row: Row) -> Published:
    shelf = _shelves.setdefault(engines.tables, _Shelf())
    key = (row["workspace"], row["number"])
    found = shelf.take(key)
    if found:
        return found
    async with shelf.loading.setdefault(key, asyncio.Lock()):
        found = shelf.take(key)
        if found is None:
            found, size = await _read(engines, row)
            shelf.keep(key, found, size)
    shelf.loading.pop(key, None)
    return found


async def _read(engines: Engines, row: Row) -> tuple[Published, int]:
    workspace, number = row["workspace"], row["number"]
    written = await fetch(engines, workspace, number, "snapshot", row["snapshot"])
    stored = await fetch(engines, workspace, number, "model", row["model"]) if row["model"] else b""
    snapshot = await _snapshot(workspace, row, written)
    model, is_weakened = await _model(engines, row, snapshot, stored)
    version = Published(workspace, number, snapshot, model, is_weakened)
    return version, len(written) + len(stored)


async def _snapshot(workspace: UUID, row: Row, written: bytes) -> Snapshot:
    try:
        return await asyncio.to_thread(Snapshot.from_bytes, written)
    except msgspec.MsgspecError as error:
        key = key_of(workspace, row["number"], "snapshot", row["snapshot"])
        raise DamagedVersion(key=key, number=row["number"]) from error


async def _model(engines: Engines, row: Row, snapshot: Snapshot, stored: bytes) -> tuple[IntentModel | None, bool]:
    """Where the encoders it was trained with are gone, a model of words alone stands in, and says so."""
    if not stored:
        return None, bool(row["weakened"])
    try:
        model = await asyncio.to_thread(IntentModel.from_bytes, stored, engines.encoders)
    except language.WrongEncoders:
        _log.warning("encoders_missing", version=row["number"], wanted=row["encoders"])
        settings = snapshot.settings
        stand_in = await asyncio.to_thread(
            language.fit, snapshot.examples, (), oos_share=settings.oos_share, precision=settings.precision
        )
        return stand_in, True
    except language.Damaged as error:
        key = key_of(row["workspace"], row["number"], "model", row["model"])
        raise DamagedVersion(key=key, number=row["number"]) from error
    return model, bool(row["weakened"])
