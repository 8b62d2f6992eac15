"""Sealed blocks among the blobs, and the newest of them in memory."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from uuid import UUID

import pyarrow as pa
import structlog

from feilun.insight.reporting import columns
from feilun.insight.reporting.columns import Batch
from feilun.kernel.errors import NotFound
from feilun.store import Engines

_log = structlog.get_logger("feilun.reporting")
_MOST_BYTES = 256_000_000


class _Memory:
    """Blocks without free texts, the longest unused dropped first. A block never changes, so none is ever stale."""

    def __init__(self) -> None:
        self.found: OrderedDict[tuple[UUID, int], Batch] = OrderedDict()
        self.bytes = 0

    def get(self, key: tuple[UUID, int]) -> Batch | None:
        if key in self.found:
            self.found.move_to_end(key)
        return self.found.get(key)

    def put(self, key: tuple[UUID, int], batch: Batch) -> None:
        if key not in self.found:
            self.found[key] = batch
            self.bytes += batch.size
        while self.bytes > _MOST_BYTES and len(self.found) > 1:
            self.bytes -= self.found.popitem(last=False)[1].size

    def drop(self, key: tuple[UUID, int]) -> None:
        gone = self.found.pop(key, None)
        self.bytes -= gone.size if gone else 0


_memory = _Memory()


def _keys(workspace: UUID, survey: UUID, block: int) -> tuple[str, str]:
    name = f"{workspace}/surveys/blocks/{survey}-{block}"
    return f"{name}.arrow", f"{name}.texts.arrow"


async def load(
    engines: Engines, workspace: UUID, survey: UUID, block: int, *, with_texts: bool = False
) -> Batch | None:
    """None where it is gone meanwhile (its responses were sealed anew) or damaged: the table has them as well."""
    place = (survey, block)
    known = None if with_texts else _memory.get(place)
    if known is not None:
        return known
    main, free = _keys(workspace, survey, block)
    try:
        content, texts = await _bytes(engines, main), await _bytes(engines, free) if with_texts else None
        batch = await asyncio.to_thread(columns.read, content, texts)
    except NotFound:
        return None
    except (pa.ArrowException, OSError) as error:
        # A damaged file costs time, not truth: the table has the same answers.
        _log.error("block_unreadable", survey=str(survey), block=block, error=str(error))
        return None
    if not with_texts:
        _memory.put(place, batch)
    return batch


async def _bytes(engines: Engines, key: str) -> bytes:
    return b"".join([chunk async for chunk in engines.blobs.get(key)])


async def store(engines: Engines, workspace: UUID, survey: UUID, block: int, batch: Batch) -> None:
    """Durable when it returns."""
    contents = await asyncio.to_thread(columns.written, batch)
    for key, content in zip(_keys(workspace, survey, block), contents, strict=True):
        await engines.blobs.put(key, _once(content))


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def remove(engines: Engines, workspace: UUID, survey: UUID, block: int) -> None:
    _memory.drop((survey, block))
    for key in _keys(workspace, survey, block):
        await engines.blobs.delete(key)
