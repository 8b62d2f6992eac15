"""The chosen answers block by block, as rows: for exports of any size in bounded memory, all of one moment."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np

from feilun.insight import forms
from feilun.insight.reporting import blocks, people
from feilun.insight.reporting.columns import Batch, cells_of, plain, taken
from feilun.insight.reporting.filters import AnswerFilter
from feilun.insight.reporting.flattening import batch_of
from feilun.insight.reporting.lines import STATES, Lines
from feilun.insight.reporting.reading import Reader, frame_of, snapshot
from feilun.store import Engines, Transaction

_MOST_OPEN = 6
# Fewer than this of a block that is not open are read from the table rather than opening it.
_FEW = 50
META = (
    "_id", "_state", "_version", "_channel", "_language", "_started_at", "_completed_at", "_seconds", "_flagged", "_weight",
    "_customer",
)  # fmt: skip


@dataclass(frozen=True)
class AnswerBlock:
    """Some rows, in the order they began; each {meta: value, column: value} without what was not answered.

    Names of meta begin with `_`, as no column does: see META. Numbers are whole where they can be, flags 1 and 0, choices
    codes. `done` of `number` rows are out with this block.
    """

    codebook: Sequence[forms.FormColumn]
    rows: list[dict[str, Any]]
    done: int
    number: int


async def blocks_of(
    engines: Engines,
    workspace: UUID,
    survey: UUID,
    filter: AnswerFilter,
    *,
    size: int = 2_000,
    with_customers: bool = True,
    with_blocks: bool = True,
) -> AsyncIterator[AnswerBlock]:
    """All chosen answers at one moment; at least one block, so that the codebook is there. Raises NotFound, Invalid.

    The snapshot is held until the last block is taken; close the iterator when you leave early.
    """
    async with snapshot(engines) as tx:
        frame = await frame_of(tx, engines, workspace, survey, filter, with_blocks=with_blocks)
        lines, book = frame.lines, frame.codebook
        weights = frame.weights
        frame.parts = ()
        shelf = _Shelf(tx, engines, workspace, survey)
        for start in range(0, max(1, len(lines)), size):
            some = lines.where(slice(start, start + size))
            rows = await _rows(tx, shelf, some, weights[start : start + size], with_customers)
            yield AnswerBlock(book, rows, start + len(rows), len(lines))


class _Shelf:
    """A few open blocks with their texts, and the table for all else."""

    def __init__(self, tx: Transaction, engines: Engines, workspace: UUID, survey: UUID) -> None:
        self.engines, self.workspace, self.survey = engines, workspace, survey
        self.reader = Reader(tx, workspace, survey)
        self.open: OrderedDict[int, Batch] = OrderedDict()

    async def batch(self, block: int, wanted: int) -> Batch | None:
        """None where the table is to be asked."""
        if block in self.open:
            self.open.move_to_end(block)
            return self.open[block]
        if not block or wanted < _FEW:
            return None
        found = await blocks.load(self.engines, self.workspace, self.survey, block, with_texts=True)
        if found is not None:
            self.open[block] = found
            if len(self.open) > _MOST_OPEN:
                self.open.popitem(last=False)
        return found


async def _rows(
    tx: Transaction, shelf: _Shelf, lines: Lines, weights: Any, with_customers: bool
) -> list[dict[str, Any]]:
    ids = lines.uuids()
    rows = _beside(lines, ids, weights)
    for block in np.unique(lines.blocks).tolist():
        at = np.flatnonzero(lines.blocks == block)
        batch = await shelf.batch(block, len(at))
        if batch is None:
            flats = await shelf.reader.flats([ids[place] for place in at.tolist()])
            batch = await asyncio.to_thread(batch_of, flats, shelf.reader.free)
        else:
            batch = taken(batch, lines.places[at].astype(np.intp))
        await asyncio.to_thread(_fill, rows, at.tolist(), batch)
    if with_customers:
        owners = await people.customers_of(tx, shelf.workspace, shelf.survey, ids)
        for row in rows:
            row["_customer"] = owners.get(row["_id"])
    return rows


def _fill(rows: list[dict[str, Any]], at: list[int], batch: Batch) -> None:
    for name, column in batch.columns.items():
        for place, value in cells_of(column):
            rows[at[place]][name] = value


def _beside(lines: Lines, ids: Sequence[UUID], weights: Any) -> list[dict[str, Any]]:
    channels, languages = list(lines.channel_words), list(lines.language_words)
    started, completed = _moments(lines.started), _moments(lines.completed)
    return [
        {
            "_id": ids[row],
            "_state": STATES[lines.states[row]],
            "_version": int(lines.versions[row]),
            "_channel": channels[lines.channels[row]],
            "_language": languages[lines.languages[row]],
            "_started_at": started[row],
            "_completed_at": completed[row],
            "_seconds": int(lines.seconds[row]),
            "_flagged": bool(lines.flagged[row]),
            "_weight": plain(float(weights[row])),
            "_customer": None,
        }
        for row in range(len(ids))
    ]


def _moments(times: Any) -> list[datetime | None]:
    return [None if one is None else one.replace(tzinfo=UTC) for one in times.astype("datetime64[us]").tolist()]
