"""Divides people into groups: by an answer, a trait, a channel, a language, an audience or a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from feilun.insight import segments
from feilun.insight.forms import Words
from feilun.insight.reporting import people
from feilun.insight.reporting.frames import AnswerFrame, Codes
from feilun.insight.reporting.questions import YES_NO
from feilun.insight.reporting.results import days_of
from feilun.insight.reporting.shapes import AnswerSplit, Period
from feilun.kernel.errors import Invalid
from feilun.store import Transaction

MOST_GROUPS = 20
_MOST_PERIODS = 400


@dataclass(frozen=True)
class Group:
    """Some of the people; groups of audiences may overlap, others never do."""

    key: str
    label: Words
    inside: NDArray[np.bool_]


async def groups_of(
    tx: Transaction, frame: AnswerFrame, split: AnswerSplit, zone: str, most: int = MOST_GROUPS
) -> list[Group]:
    """In their natural order; who has no value is in none. Raises Invalid, also where there are more than `most`."""
    chosen = [name for name in split.__struct_fields__ if getattr(split, name) not in (None, False)]
    if len(chosen) != 1:
        raise Invalid(field="by", problem="takes exactly one of column, trait, channel, language, segments, period")
    if split.segments is not None:
        return await _audiences(tx, frame, split.segments, most)
    if split.period is not None:
        found = period_groups(frame, split.period, zone, most, "by.period")
    elif split.trait is not None:
        ids = frame.ids
        owners = await people.customers_of(tx, frame.workspace, frame.survey, ids)
        values = await people.traits_of(tx, frame.workspace, owners, ids, split.trait)
        found = _of_codes(_codes(values), [], most)
    elif split.column is not None:
        found = _of_column(frame, split.column, most)
    else:
        found = _of_codes(frame.channels if split.channel else frame.languages, [], most)
    return found


def _of_column(frame: AnswerFrame, name: str, most: int) -> list[Group]:
    column = frame.column(name, "by.column")
    if name in frame.book.free:
        raise Invalid(field="by.column", problem=f"{name} holds free text; divide by a question with options")
    values = [(one.code, one.label) for one in (YES_NO if column.kind == "flag" else column.values)]
    return _of_codes(frame.codes(name), values, most)


def _codes(values: Sequence[str | None]) -> Codes:
    known: dict[str, int] = {}
    places = [known.setdefault(one, len(known)) if one else -1 for one in values]
    return Codes(np.array(places, np.int32), list(known))


def _of_codes(codes: Codes, values: Sequence[tuple[str, Words]], most: int) -> list[Group]:
    """Options in the order of the form, then others: numbers by size, words by their letters."""
    there = set(np.unique(codes.places[codes.places >= 0]).tolist())
    words = [word for place, word in enumerate(codes.words) if place in there and word]
    labels = dict(values)
    order = {code: place for place, (code, _) in enumerate(values)}
    words.sort(key=lambda word: (order.get(word, len(order)), _natural(word)))
    if len(words) > most:
        raise Invalid(field="by", problem=f"gives {len(words)} groups; at most {most} can be compared")
    return [Group(word, labels.get(word, {}), codes.mask(word)) for word in words]


def _natural(word: str) -> tuple[int, float, str]:
    try:
        return 0, float(word), ""
    except ValueError:
        return 1, 0.0, word


async def _audiences(tx: Transaction, frame: AnswerFrame, wanted: Sequence[UUID], most: int) -> list[Group]:
    if not 1 <= len(wanted) <= most:
        raise Invalid(field="by.segments", problem=f"takes 1 to {most} audiences")
    ids = frame.ids
    owners = await people.customers_of(tx, frame.workspace, frame.survey, ids)
    found = []
    for one in dict.fromkeys(wanted):
        row = await segments.audience_row(tx, frame.workspace, one)
        members = set(await segments.members(tx, frame.workspace, one))
        inside = np.array([owners.get(id) in members for id in ids], bool)
        found.append(Group(str(one), {"en": row["name"]}, inside))
    return found


def period_groups(
    frame: AnswerFrame, period: Period, zone: str, most: int = _MOST_PERIODS, field: str = "period"
) -> list[Group]:
    """By the day, the week (its Monday) or the month in which she finished, in the business's zone; oldest first."""
    days = days_of(frame.moments, zone)
    names = [period_name(day, period) for day in days]
    found = sorted(set(names))
    if len(found) > most:
        raise Invalid(field=field, problem=f"gives {len(found)} periods; at most {most} can be shown")
    codes = _codes(names)
    return [Group(name, {}, codes.mask(name)) for name in found]


def period_name(day: date, period: Any) -> str:
    """2026-05-04, its Monday, or 2026-05."""
    if period == "month":
        return day.isoformat()[:7]
    return (day if period == "day" else day - timedelta(days=day.weekday())).isoformat()
