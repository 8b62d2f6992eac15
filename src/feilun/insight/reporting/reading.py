"""The doors: a frame of the chosen answers, and the chosen answers in blocks of bounded memory."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from feilun.insight import segments, surveys
from feilun.insight.reporting import blocks, people
from feilun.insight.reporting.books import book_of
from feilun.insight.reporting.filters import AnswerFilter, AnswerRule, checked
from feilun.insight.reporting.flattening import Flat, Version, batch_of, flattened
from feilun.insight.reporting.frames import AnswerFrame, Part
from feilun.insight.reporting.lines import Lines, lines_of, queries
from feilun.store import Engines, Row, Transaction

_CHUNK = 500
_MOST_REMEMBERED = 3_000


@asynccontextmanager
async def snapshot(engines: Engines) -> AsyncIterator[Transaction]:
    """A transaction that reads only, and all of it at one moment."""
    async with engines.tables.transaction() as tx:
        await tx.run(queries.one_moment)
        yield tx


async def frame_of(
    tx: Transaction,
    engines: Engines,
    workspace: UUID,
    survey: UUID,
    filter: AnswerFilter,
    *,
    all_states: bool = False,
    with_texts: bool = False,
    with_blocks: bool = True,
) -> AnswerFrame:
    """The chosen answers by column. Use a transaction of `snapshot`, so that all is of one moment.

    `all_states` leaves the filter's states for the caller to ask; `with_texts` loads free texts as well;
    `with_blocks` off reads everything from the table, which says the same and takes longer. Raises NotFound, Invalid.
    """
    wish = checked(filter)
    book = await book_of(tx, workspace, survey, is_simulated=wish.is_simulated)
    lines = await lines_of(tx, workspace, survey, wish, with_blocks=with_blocks)
    if not all_states:
        lines = lines.where(lines.in_states(wish.states))
    needs_texts = with_texts or any(one.column in book.free for one in wish.answers if one.is_answered is None)
    parts = await _parts(tx, engines, workspace, survey, lines, needs_texts)
    frame = AnswerFrame(workspace, survey, book, lines, parts, wish.is_weighted)
    kept = await people.chosen(tx, workspace, survey, lines.uuids() if wish.traits or wish.segment else [], wish)
    for place, rule in enumerate(wish.answers):
        mask = fits(frame, rule, f"filter.answers[{place}].column")
        kept = mask if kept is None else kept & mask
    return frame if kept is None else frame.where(kept)


async def check_filter(tx: Transaction, workspace: UUID, survey: UUID, filter: AnswerFilter) -> None:
    """What `frame_of` refuses it for, before a job takes it up. Raises NotFound, Invalid."""
    wish = checked(filter)
    book = await book_of(tx, workspace, survey, is_simulated=wish.is_simulated)
    for place, rule in enumerate(wish.answers):
        book.column(rule.column, f"filter.answers[{place}].column")
    if wish.segment is not None:
        await segments.audience_row(tx, workspace, wish.segment)


def fits(frame: AnswerFrame, rule: AnswerRule, where: str = "column") -> NDArray[np.bool_]:
    """Which responses a rule keeps. Raises Invalid for an unknown column."""
    kind = frame.column(rule.column, where).kind
    if rule.is_answered is not None:
        return np.asarray(frame.answered(rule.column) == rule.is_answered)
    if rule.codes is None:
        return _within(frame.numbers(rule.column), rule)
    codes, texts = frame.codes(rule.column), set(rule.texts)
    begins = tuple(one for one in texts if one) if kind in ("date", "time") else ()
    wanted = {place for place, word in enumerate(codes.words) if word in texts or (begins and word.startswith(begins))}
    if "" in texts:
        wanted.add(-1)
    return np.isin(codes.places, list(wanted))


def _within(numbers: NDArray[np.float64], rule: AnswerRule) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = ~np.isnan(numbers)
    if rule.least is not None:
        found &= numbers >= rule.least
    if rule.most is not None:
        found &= numbers <= rule.most
    if rule.below is not None:
        found &= numbers < rule.below
    return found


async def _parts(
    tx: Transaction, engines: Engines, workspace: UUID, survey: UUID, lines: Lines, with_texts: bool
) -> list[Part]:
    parts: list[Part] = []
    loose = lines.blocks == 0
    for block in np.unique(lines.blocks[~loose]).tolist():
        at = np.flatnonzero(lines.blocks == block)
        batch = await blocks.load(engines, workspace, survey, block, with_texts=with_texts)
        if batch is None:
            loose[at] = True
        else:
            parts.append(Part(batch, lines.places[at].astype(np.intp), at))
    at = np.flatnonzero(loose)
    ids = lines.where(at).uuids()
    reader = Reader(tx, workspace, survey)
    for start in range(0, len(ids), _CHUNK):
        asked = ids[start : start + _CHUNK]
        found = await reader.flats(asked)
        batch = await asyncio.to_thread(batch_of, found, reader.free)
        parts.append(Part(batch, np.arange(len(asked)), at[start : start + _CHUNK]))
    return parts


class Reader:
    """Reads answers from the table, and lays them out; those of the last minutes are remembered, as they stand."""

    def __init__(self, tx: Transaction, workspace: UUID, survey: UUID) -> None:
        self.tx, self.workspace, self.survey = tx, workspace, survey
        self.versions: dict[int, Version] = {}
        self.free: set[str] = set()
        self.stamps: dict[UUID, tuple[int, Any]] = {}

    async def flats(self, ids: Sequence[UUID]) -> list[Flat]:
        """In the order of the ids; of one that is gone, nothing."""
        rows = await self.tx.all(queries.answers, workspace=self.workspace, survey=self.survey, ids=list(ids))
        for number in {row["version"] for row in rows}:
            await self._version(number)
        found = await asyncio.to_thread(self._flattened, rows)
        return [found.get(one, _NOTHING) for one in ids]

    async def _version(self, number: int) -> None:
        if number not in self.versions:
            form = await surveys.version_form(self.tx, self.workspace, self.survey, number)
            self.versions[number] = Version.of(form)
            self.free |= self.versions[number].free

    def _flattened(self, rows: list[Row]) -> dict[UUID, Flat]:
        found = {}
        for row in rows:
            stamp = (row["seq"], row["updated_at"])
            self.stamps[row["id"]] = stamp
            place = (self.workspace, self.survey, row["id"])
            known = _remembered.get(place)
            if known is None or known[0] != (*stamp, row["state"]) or not row["version"]:
                known = ((*stamp, row["state"]), flattened(self.versions[row["version"]], row))
                _remember(place, known)
            found[row["id"]] = known[1]
        return found


_NOTHING = Flat({}, (), "", "")
_remembered: OrderedDict[tuple[UUID, UUID, UUID], tuple[tuple[Any, ...], Flat]] = OrderedDict()


def _remember(place: tuple[UUID, UUID, UUID], flat: tuple[tuple[Any, ...], Flat]) -> None:
    _remembered.pop(place, None)
    _remembered[place] = flat
    while len(_remembered) > _MOST_REMEMBERED:
        _remembered.popitem(last=False)
