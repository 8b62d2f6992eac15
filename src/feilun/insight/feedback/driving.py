"""What moves the score: topics and structured answers as predictors of one model (insight.research tells how much)."""

import asyncio
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from feilun.insight.feedback import asked
from feilun.insight.feedback.figures import statements
from feilun.insight.feedback.filters import UnitFilter, chosen
from feilun.insight.feedback.hearing import queries
from feilun.insight.feedback.rules import number_of
from feilun.insight.feedback.shapes import FeedbackDriver, FeedbackDrivers
from feilun.kernel.errors import Invalid
from feilun.store import Row, Transaction

_MOST_RESPONSES = 20_000
_MOST_TOPICS, _MOST_ANSWERS = 9, 5
# What hardly anybody said, or hardly anybody answered, cannot be weighed.
_LEAST_MENTIONS, _LEAST_ANSWERED = 5, 0.8
_LEAST_RESPONSES = 30


class _Column(msgspec.Struct):
    kind: str
    id: str
    name: str
    values: list[float]
    responses: int
    title: dict[str, str] = {}
    option: dict[str, str] = {}


async def drivers_of(tx: Transaction, wish: UnitFilter, kind: str | None) -> FeedbackDrivers:
    """Of the scores of one kind, by default the one asked most. Raises Invalid with too few responses."""
    values = wish.values()
    kinds = await tx.all(chosen(statements.score_kinds), **values)
    used = kind or (kinds[0]["kind"] if kinds else "")
    rows = await tx.all(chosen(statements.responses), **values, kind=used, limit=_MOST_RESPONSES)
    if len(rows) < _LEAST_RESPONSES:
        problem = f"{len(rows)} responses have a score and a text; at least {_LEAST_RESPONSES} are needed"
        raise Invalid(field="responses", problem=problem)
    names = {row["id"]: row["name"] for row in await tx.all(queries.open_topics, workspace=wish.workspace, family=None)}
    columns = columns_of(rows, names)
    survey = wish.survey or Counter(row["survey"] for row in rows).most_common(1)[0][0]
    _name(columns, await asked.codebook_of(tx, wish.workspace, survey))
    if not columns:
        raise Invalid(field="responses", problem="no topic and no answer was given often enough; look for topics first")
    return await asyncio.to_thread(_weighed, used, [float(row["score"]) for row in rows], columns)


def columns_of(rows: list[Row], names: dict[Any, str]) -> list[_Column]:
    """Topics as 0 and 1, number answers as they are, choices as 0 and 1 of each code, and the time she waited."""
    counts = Counter(topic for row in rows for topic in row["topics"] if topic in names)
    found = [
        _Column("topic", str(topic), names[topic], [float(topic in row["topics"]) for row in rows], count)
        for topic, count in counts.most_common(_MOST_TOPICS)
        if count >= _LEAST_MENTIONS and count < len(rows)
    ]
    # A score explains itself best, and says nothing by it.
    answered = Counter(column for row in rows for column in row["answers"] if column not in row["scores"])
    answers: list[_Column] = []
    for column, count in sorted(answered.items(), key=lambda pair: (-pair[1], pair[0])):
        if count >= _LEAST_ANSWERED * len(rows):
            answers.extend(_answers(column, [row["answers"].get(column) for row in rows]))
    found.extend(answers[:_MOST_ANSWERS])
    waits = [row["waited"] for row in rows]
    if sum(one is not None for one in waits) >= _LEAST_ANSWERED * len(rows):
        # The tenth minute hurts less than the first.
        logged = [math.log1p(one) if one is not None else math.nan for one in waits]
        found.append(_Column("waited", "waited", "waited", logged, len(rows)))
    return found


def _name(columns: list[_Column], book: asked.Codebook) -> None:
    for one in columns:
        if one.kind == "answer":
            column, _, code = one.id.partition("=")
            one.title, one.option = asked.words_of(book, column, code)


def _answers(column: str, values: list[Any]) -> list[_Column]:
    numbers = [number_of(one) for one in values]
    known = [one for one in numbers if one is not None]
    if len(known) >= _LEAST_ANSWERED * len(values) and len(set(known)) > 1:
        return [_Column("answer", column, column, [math.nan if one is None else one for one in numbers], len(known))]
    codes = Counter(str(one) for one in values if isinstance(one, str | bool))
    if not 2 <= len(codes) <= 6:
        return []
    # The last code is what the others are compared with: together all would always sum to one.
    kept = [code for code, count in codes.most_common()[:-1] if count >= _LEAST_MENTIONS]
    return [
        _Column(
            "answer", f"{column}={code}", f"{column}: {code}", [float(str(one) == code) for one in values], codes[code]
        )
        for code in kept
    ]


def _weighed(kind: str, scores: list[float], columns: list[_Column]) -> FeedbackDrivers:
    import numpy as np

    from feilun.insight import research

    # Names need not differ, and warnings name them in the reader's language: so here they are places.
    names = [f"‹{place}›" for place in range(len(columns))]
    table = np.array([column.values for column in columns], dtype=np.float64).T
    told = research.drivers(np.array(scores), table, names=names, outcome_name=kind or "score", bootstraps=200)
    found = [
        FeedbackDriver(
            kind=column.kind, id=column.id, name=column.name, share=one.lmg_share, share_low=one.lmg_share_low,  # type: ignore[arg-type]
            share_high=one.lmg_share_high, direction=one.direction, responses=column.responses, title=column.title,
            option=column.option,
        )
        for column, one in zip(columns, told.drivers, strict=True)
    ]  # fmt: skip
    return FeedbackDrivers(
        score_kind=kind, responses=told.base, explained=told.r_squared,
        drivers=sorted(found, key=lambda one: -one.share),
        warnings=[{"code": one.code, "words": _in_words(one.words, columns)} for one in told.warnings],
    )  # fmt: skip


def _in_words(words: Mapping[str, str], columns: list[_Column]) -> dict[str, str]:
    """A warning with the words of each driver where its place stands."""
    found = dict(words)
    for place, column in enumerate(columns):
        for language, text in found.items():
            found[language] = text.replace(f"‹{place}›", _said(column, language))
    return found


def _said(column: _Column, language: str) -> str:
    if column.kind == "waited":
        return "等待时间" if language.startswith("zh") else "waiting time"
    parts = [_nearest(one, language) for one in (column.title, column.option)]
    return " · ".join(one for one in parts if one) or column.name


def _nearest(words: Mapping[str, str], language: str) -> str:
    near = [text for tag, text in words.items() if tag[:2] == language[:2]]
    return next(iter([*near, *words.values()]), "")
