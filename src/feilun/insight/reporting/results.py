"""The results of a survey: who answered when, where people stopped, and what each question found."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from feilun.insight import profiles
from feilun.insight.reporting import people
from feilun.insight.reporting.asking import Asked, asked_of
from feilun.insight.reporting.columns import text_of
from feilun.insight.reporting.frames import AnswerFrame
from feilun.insight.reporting.lines import STATES
from feilun.insight.reporting.questions import result_of
from feilun.insight.reporting.reading import Reader, frame_of, snapshot
from feilun.insight.reporting.shapes import (
    AnswerText,
    DayCount,
    PageDrop,
    QuestionResult,
    ResultsWish,
    SurveyResults,
)
from feilun.insight.research import effective_base
from feilun.store import Engines, Transaction

_NEWEST = 5
_STOPPED = ("started", "partial")


class _Zone(Protocol):
    default_zone: str


async def results_of(
    engines: Engines, workspace: UUID, survey: UUID, wish: ResultsWish, *, with_blocks: bool = True
) -> SurveyResults:
    """All of one moment. Raises NotFound, Invalid."""
    async with snapshot(engines) as tx:
        whole = await frame_of(tx, engines, workspace, survey, wish.filter, all_states=True, with_blocks=with_blocks)
        asked = asked_of(whole.book, wish.questions)
        frame = whole.where(whole.lines.in_states(wish.filter.states))
        zone: _Zone = engines.settings
        found = await asyncio.to_thread(_counted, whole, frame, asked, wish.least_base, zone.default_zone)
        await _add_texts(tx, frame, asked, found.questions)
    return found


def _counted(whole: AnswerFrame, frame: AnswerFrame, asked: list[Asked], least_base: int, zone: str) -> SurveyResults:
    weights = frame.weights
    finished = frame.lines.seconds[~np.isnat(frame.completed)]
    return SurveyResults(
        base=len(frame),
        weighted_base=float(weights.sum()),
        effective_base=effective_base(weights),
        median_seconds=float(np.median(finished)) if len(finished) else None,
        states=_states(whole),
        by_day=by_day(whole, zone),
        drop_off=_drop_off(whole),
        questions=[result_of(frame, one, least_base) for one in asked],
    )


def _states(whole: AnswerFrame) -> dict[str, int]:
    counts = np.bincount(whole.lines.states, minlength=len(STATES)).tolist()
    return dict(zip(STATES, counts, strict=True))


def by_day(whole: AnswerFrame, zone: str) -> list[DayCount]:
    """Days on which anything happened, in the business's zone."""
    started = Counter(days_of(whole.lines.started, zone))
    complete = Counter(days_of(whole.completed[whole.lines.in_states(["complete"])], zone))
    days = sorted({*started, *complete})
    return [DayCount(day=day, started=started[day], complete=complete[day]) for day in days]


def days_of(times: NDArray[np.datetime64], zone: str) -> list[date]:
    """The day of each moment in a zone; a quarter of an hour is the finest step of any zone's clock."""
    there = times[~np.isnat(times)].astype("datetime64[s]").astype(np.int64)
    quarters, places = np.unique(there // 900, return_inverse=True)
    place = ZoneInfo(zone)
    days = [datetime.fromtimestamp(one * 900, UTC).astimezone(place).date() for one in quarters.tolist()]
    return [days[one] for one in places.tolist()]


def _drop_off(whole: AnswerFrame) -> list[PageDrop]:
    """In the order of the newest form; pages that only older versions had come last."""
    paths, stands = whole.paths(), whole.stands()
    stopped = whole.lines.in_states(_STOPPED)
    reached: Counter[str] = Counter()
    left: Counter[str] = Counter()
    pairs = np.stack([paths.places, np.where(stopped, stands.places, -1)])
    distinct, numbers = np.unique(pairs, axis=1, return_counts=True)
    for (path, stand), number in zip(distinct.T.tolist(), numbers.tolist(), strict=True):
        passed = _pages(paths.words[path]) if path >= 0 else set()
        page = stands.words[stand].partition("@")[0] if stand >= 0 else ""
        reached.update(dict.fromkeys(passed | ({page} if page else set()), number))
        if page:
            left[page] += number
    titles = {page.id: page.title for page in whole.book.form.pages}
    order = [*titles, *sorted(page for page in reached if page not in titles)]
    return [PageDrop(page=one, title=titles.get(one, {}), reached=reached[one], left=left[one]) for one in order]


def _pages(path: str) -> set[str]:
    return {key.partition("@")[0] for key in path.split("\n") if key}


async def _add_texts(tx: Transaction, frame: AnswerFrame, asked: list[Asked], found: list[QuestionResult]) -> None:
    """The newest words, read from the table: only a handful of rows, so no block of texts is opened."""
    wanted: list[tuple[QuestionResult, str, int]] = []
    newest_first = np.argsort(frame.moments, kind="stable")[::-1]
    for one, result in zip(asked, found, strict=True):
        if result.texts is not None and result.texts.count:
            for name in one.columns:
                if name in frame.book.free:
                    rows = newest_first[frame.answered(name)[newest_first]][:_NEWEST]
                    wanted += [(result, name, row) for row in rows.tolist()]
    if wanted:
        await _read_texts(tx, frame, wanted)


async def _read_texts(tx: Transaction, frame: AnswerFrame, wanted: list[tuple[QuestionResult, str, int]]) -> None:
    rows = sorted({row for _, _, row in wanted})
    ids = frame.lines.where(np.array(rows)).uuids()
    flats = dict(zip(rows, await Reader(tx, frame.workspace, frame.survey).flats(ids), strict=True))
    owners = await people.customers_of(tx, frame.workspace, frame.survey, ids)
    names = await profiles.names_of(tx, frame.workspace, set(owners.values()))
    moments, id_of = frame.moments, dict(zip(rows, ids, strict=True))
    for result, name, row in wanted:
        value: Any = flats[row].values.get(name)
        if value is not None and result.texts is not None:
            owner = owners.get(id_of[row])
            result.texts.newest.append(
                AnswerText(
                    response=id_of[row], text=text_of(value), at=moments[row].item().replace(tzinfo=UTC),
                    customer=owner, customer_name=names.get(owner, "") if owner else "",
                )
            )  # fmt: skip
    for result in {id(one): one for one, _, _ in wanted}.values():
        if result.texts is not None:
            result.texts.newest = sorted(result.texts.newest, key=lambda one: one.at, reverse=True)[:_NEWEST]
