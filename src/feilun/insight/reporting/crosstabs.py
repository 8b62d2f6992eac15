"""Cross tables: questions in rows against a banner, each pair of columns tested."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Any, Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from feilun.insight.forms import FormColumn, FormValue, Words
from feilun.insight.reporting.asking import Asked, answered, asked_of, score_of
from feilun.insight.reporting.counting import numbers_of
from feilun.insight.reporting.frames import AnswerFrame
from feilun.insight.reporting.questions import YES_NO, is_multiple, label_of, own_columns
from feilun.insight.reporting.reading import frame_of, snapshot
from feilun.insight.reporting.shapes import (
    CrossColumn,
    CrossFigure,
    CrossLine,
    CrossSection,
    CrossWish,
    SurveyCrossTables,
)
from feilun.insight.reporting.splitting import Group, groups_of
from feilun.insight.research import CrossTable, adjusted, cross_table, effective_base
from feilun.kernel.errors import Invalid
from feilun.kernel.intervals import wilson
from feilun.store import Engines

MOST_ROWS = 40
_MOST_COLUMNS = 20
_MOST_OPTIONS = 100


class _Zone(Protocol):
    default_zone: str


@dataclass(frozen=True)
class _Row:
    """One section: a question with options in one column, in many flags, or a number."""

    name: str
    title: Words
    one: Asked
    column: FormColumn | None
    flags: Sequence[tuple[str, FormColumn]] = ()


@dataclass(frozen=True)
class _Banner:
    """`places` is the group of each person, -1 for none; groups do not overlap."""

    groups: Sequence[Group]
    places: NDArray[np.intp]
    wish: CrossWish


async def cross_tables_of(engines: Engines, workspace: UUID, survey: UUID, wish: CrossWish) -> SurveyCrossTables:
    """Raises NotFound, Invalid."""
    if not 1 <= len(wish.rows) <= MOST_ROWS:
        raise Invalid(field="rows", problem=f"takes 1 to {MOST_ROWS} questions or columns")
    if wish.by.segments is not None:
        raise Invalid(
            field="by.segments", problem="audiences overlap; divide by a column, trait, channel, language or period"
        )
    zone: _Zone = engines.settings
    async with snapshot(engines) as tx:
        frame = await frame_of(tx, engines, workspace, survey, wish.filter)
        rows = _rows(frame, wish.rows)
        groups = await groups_of(tx, frame, wish.by, zone.default_zone, _MOST_COLUMNS)
    return await asyncio.to_thread(_tables, frame, rows, groups, wish)


def _tables(frame: AnswerFrame, rows: list[_Row], groups: list[Group], wish: CrossWish) -> SurveyCrossTables:
    places = np.full(len(frame), -1, np.intp)
    for place, group in enumerate(groups):
        places[group.inside] = place
    banner = _Banner(groups, places, wish)
    columns = [
        CrossColumn(key=group.key, label=group.label, letter=chr(ord("A") + place), base=int(group.inside.sum()))
        for place, group in enumerate(groups)
    ]
    return SurveyCrossTables(
        base=len(frame),
        columns=columns,
        sections=[_section(frame, row, banner) for row in rows],
        method=wish.method,
        level=wish.level,
        least_base=wish.least_base,
    )


def _rows(frame: AnswerFrame, wanted: Sequence[str]) -> list[_Row]:
    """A name is a column, or a question: then all its rows. Raises Invalid, which says why one cannot be counted."""
    found: list[_Row] = []
    for place, name in enumerate(dict.fromkeys(wanted)):
        field = f"rows[{place}]"
        if name in frame.book.columns:
            found += _of_column(frame, name, field)
        elif name in frame.book.questions:
            for one in asked_of(frame.book, [name]):
                found += _of_question(frame, one, field)
        else:
            frame.column(name, field)
    if len(found) > MOST_ROWS:
        raise Invalid(field="rows", problem=f"are {len(found)} tables in all; at most {MOST_ROWS} at once")
    return found


def _of_column(frame: AnswerFrame, name: str, field: str) -> list[_Row]:
    column = frame.book.columns[name]
    if name in frame.book.free:
        raise Invalid(field=field, problem=f"{name} holds free text, which is not counted")
    one = next(one for one in asked_of(frame.book) if name in one.columns)
    return [_Row(name, column.label, one, column)]


def _of_question(frame: AnswerFrame, one: Asked, field: str) -> list[_Row]:
    columns = [(part, column) for part, column in own_columns(frame, one) if column.name not in frame.book.free]
    if is_multiple(one):
        return [_Row(one.prefix, one.title, one, None, columns)]
    if not columns:
        raise Invalid(field=field, problem=f"{one.question.id} holds nothing that can be counted")
    return [_Row(column.name, column.label, one, column) for _, column in columns]


def _section(frame: AnswerFrame, row: _Row, banner: _Banner) -> CrossSection:
    if row.flags:
        return _flag_section(frame, row, banner)
    assert row.column is not None
    values = YES_NO if row.column.kind == "flag" else row.column.values
    codes = frame.codes(row.column.name)
    is_counted = row.column.kind != "number" or len(codes.words) <= _MOST_COLUMNS
    if is_counted and len(codes.words) > _MOST_OPTIONS:
        raise Invalid(
            field="rows", problem=f"{row.name} has {len(codes.words)} different answers; at most {_MOST_OPTIONS}"
        )
    table = _table(codes.places, banner, frame.weights) if is_counted else None
    lines = _lines(table, codes.words, values, row, banner) if table else []
    figures = _figures(frame, row, banner) if row.column.kind == "number" else []
    bases, sizes = _bases(codes.places >= 0, banner, frame.weights)
    return CrossSection(
        row=row.name, title=row.title, kind=row.one.question.kind, is_multiple=False, bases=bases, effective_bases=sizes,
        lines=lines, figures=figures, chi_square=table.chi_square if table else None,
        freedom=table.freedom if table else 0, p=table.p if table else None, warnings=table.warnings if table else [],
    )  # fmt: skip


def _table(places: NDArray[Any], banner: _Banner, weights: NDArray[np.float64]) -> CrossTable:
    """By place of answer and place of group, as whole numbers, so that their order is ours."""
    kept = (places >= 0) & (banner.places >= 0)
    return cross_table(
        places[kept].tolist(),
        banner.places[kept].tolist(),
        weights=weights[kept],  # type: ignore[arg-type]
        method=banner.wish.method,
        level=banner.wish.level,
        least_base=banner.wish.least_base,
    )


def _lines(
    table: CrossTable, words: Sequence[str], values: Sequence[FormValue], row: _Row, banner: _Banner
) -> list[CrossLine]:
    """A line for each option of the form, also those nobody chose, then for other answers."""
    labels = {one.code: one.label for one in values}
    at = {words[int(place)]: number for number, place in enumerate(table.rows)}
    order = [*labels, *sorted((word for word in at if word not in labels), key=_natural)]
    return [
        CrossLine(code=code, label=labels.get(code, {}), cells=_cells(table, at.get(code), banner)) for code in order
    ]


def _natural(word: str) -> tuple[int, float, str]:
    try:
        return 0, float(word), ""
    except ValueError:
        return 1, 0.0, word


def _cells(table: CrossTable, line: int | None, banner: _Banner) -> list[CrossFigure]:
    """In the order of the banner; a group that nobody of the table is in has an empty cell."""
    column_of = {int(place): number for number, place in enumerate(table.columns)}
    letters = {letter: chr(ord("A") + int(place)) for letter, place in zip(table.letters, table.columns, strict=True)}
    found = []
    for place in range(len(banner.groups)):
        number = column_of.get(place)
        if number is None:
            found.append(CrossFigure(base=0, count=0, value=None, low=None, high=None, above=[]))
            continue
        cell = table.cells[line][number] if line is not None else None
        share, size = min(1.0, cell.share) if cell else 0.0, table.effective_bases[number]
        low, high = wilson(share * size, size) if size > 0 else (0.0, 1.0)
        found.append(
            CrossFigure(
                base=table.bases[number], count=cell.count if cell else 0, value=share, low=low, high=high,
                above=[letters[one] for one in cell.above] if cell else [],
            )
        )  # fmt: skip
    return found


def _flag_section(frame: AnswerFrame, row: _Row, banner: _Banner) -> CrossSection:
    """Each option a table of its own, chosen against not chosen, among those who answered the question."""
    said = answered(frame, row.one)
    lines, warnings = [], []
    for part, column in row.flags:
        chosen = np.where(said, (frame.numbers(column.name) == 1).astype(int), -1)
        table = _table(chosen, banner, frame.weights)
        warnings = table.warnings
        line = next((number for number, place in enumerate(table.rows) if place == "1"), None)
        label = label_of(row.one, part, column)
        lines.append(CrossLine(code=part, label=label, cells=_cells(table, line, banner)))
    bases, sizes = _bases(said, banner, frame.weights)
    return CrossSection(
        row=row.name, title=row.title, kind=row.one.question.kind, is_multiple=True, bases=bases, effective_bases=sizes,
        lines=lines, figures=[], chi_square=None, freedom=0, p=None, warnings=warnings,
    )  # fmt: skip


def _bases(said: NDArray[np.bool_], banner: _Banner, weights: NDArray[np.float64]) -> tuple[list[int], list[float]]:
    inside = [said & (banner.places == place) for place in range(len(banner.groups))]
    return [int(one.sum()) for one in inside], [effective_base(weights[one]) for one in inside]


def _figures(frame: AnswerFrame, row: _Row, banner: _Banner) -> list[CrossLine]:
    assert row.column is not None
    name, values = row.column.name, frame.numbers(row.column.name)
    found = [_means(values, banner, frame.weights)]
    if row.one.question.id in frame.book.scores and name == row.one.prefix:
        found.insert(0, _scores(frame, row, banner))
    return found


def _scores(frame: AnswerFrame, row: _Row, banner: _Banner) -> CrossLine:
    said, least = answered(frame, row.one), banner.wish.least_base
    scores = [score_of(frame, row.one, said & (banner.places == place), least) for place in range(len(banner.groups))]
    estimates = [(one.score, one.standard_error) for one in scores]
    above = _above(estimates, banner)
    cells = [
        CrossFigure(base=one.base, count=one.base, value=one.score, low=one.low, high=one.high, above=letters)
        for one, letters in zip(scores, above, strict=True)
    ]
    kind = frame.book.scores[row.one.question.id].kind
    return CrossLine(code=kind, label={"en": kind.upper(), "zh-CN": kind.upper(), "zh-TW": kind.upper()}, cells=cells)


def _means(values: NDArray[np.float64], banner: _Banner, weights: NDArray[np.float64]) -> CrossLine:
    cells, estimates = [], []
    for place in range(len(banner.groups)):
        inside = (banner.places == place) & np.isfinite(values)
        base, size = int(inside.sum()), effective_base(weights[inside])
        found = numbers_of(values[inside], weights[inside]) if base >= banner.wish.least_base else None
        error = found.sd / sqrt(size) if found and found.sd is not None else None
        estimates.append((found.mean if found else None, error))
        cells.append(
            CrossFigure(
                base=base, count=base, value=found.mean if found else None, low=found.low if found else None,
                high=found.high if found else None, above=[],
            )
        )  # fmt: skip
    for cell, letters in zip(cells, _above(estimates, banner), strict=True):
        cell.above = letters
    return CrossLine(code="mean", label={"en": "Mean", "zh-CN": "均值", "zh-TW": "平均值"}, cells=cells)


def _above(estimates: Sequence[tuple[float | None, float | None]], banner: _Banner) -> list[list[str]]:
    """Letters of the columns that each exceeds, by z tests of independent groups with the wished correction."""
    known = [place for place, (value, error) in enumerate(estimates) if value is not None and error is not None]
    pairs = list(combinations(known, 2))
    values = [one[0] or 0.0 for one in estimates]
    errors = [one[1] or 0.0 for one in estimates]
    p_values = adjusted([_p(values[a] - values[b], errors[a], errors[b]) for a, b in pairs], banner.wish.method)
    found: list[list[str]] = [[] for _ in estimates]
    for (a, b), p in zip(pairs, p_values, strict=True):
        if p < banner.wish.level:
            higher, lower = (a, b) if values[a] > values[b] else (b, a)
            found[higher].append(chr(ord("A") + lower))
    return [sorted(one) for one in found]


def _p(difference: float, one: float, two: float) -> float:
    """Without any spread there is nothing to divide by: then any difference is one."""
    error = sqrt(one * one + two * two)
    if error == 0:
        return float(difference == 0)
    return float(2 * ndtr(-abs(difference) / error))
