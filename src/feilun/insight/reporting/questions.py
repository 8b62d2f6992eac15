"""What one question found: shares, numbers, rows, counts, by its kind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from feilun.insight.forms import FormColumn, FormValue, Words
from feilun.insight.reporting.asking import Asked, answered, score_of
from feilun.insight.reporting.counting import any_of, numbers_of, points_of, share, shares_of
from feilun.insight.reporting.frames import AnswerFrame, Codes
from feilun.insight.reporting.researched import RESEARCHED
from feilun.insight.reporting.shapes import AnswerLine, AnswerShare, AnswerTexts, QuestionResult
from feilun.insight.research import effective_base

YES_NO = (
    FormValue("1", {"en": "Yes", "zh-CN": "是", "zh-TW": "是"}),
    FormValue("0", {"en": "No", "zh-CN": "否", "zh-TW": "否"}),
)
Found = dict[str, Any]


def result_of(frame: AnswerFrame, one: Asked, least_base: int) -> QuestionResult:
    """Texts have their count only; their newest words are read apart."""
    base = answered(frame, one)
    asked = base | frame.saw(one.key) if one.key == one.prefix else base
    weights = frame.weights[base]
    found = _KINDS.get(_kind(one), _texts)(frame, one, base)
    if one.question.id in frame.book.scores:
        found["score"] = score_of(frame, one, asked, least_base)
    others = [name for name in one.columns if _part(one, name).startswith("other.")]
    if others:
        wrote = any_of((frame.answered(name) for name in others), len(frame))
        found["texts"] = AnswerTexts(count=int(wrote.sum()), newest=[])
    return QuestionResult(
        question=one.question.id,
        item=one.item,
        key=one.prefix,
        kind=one.question.kind,
        title=one.title,
        page=one.page,
        asked=int(asked.sum()),
        base=int(base.sum()),
        missing=int((asked & ~base).sum()),
        weighted_base=float(weights.sum()),
        effective_base=effective_base(weights),
        columns=list(one.columns),
        **found,
    )


def is_multiple(one: Asked) -> bool:
    """Whether somebody may choose several options: a flag column for each."""
    kind = one.question.kind
    return kind in ("multiple", "turf") or (kind == "image_choice" and one.question.many)


def _kind(one: Asked) -> str:
    return "multiple" if is_multiple(one) and one.question.kind != "turf" else one.question.kind


def _part(one: Asked, name: str) -> str:
    return name[len(one.prefix) + 1 :]


def own_columns(frame: AnswerFrame, one: Asked) -> list[tuple[str, FormColumn]]:
    """(part, column) of the question, without the words beside an open option."""
    parts = [(_part(one, name), frame.book.columns[name]) for name in one.columns]
    return [(part, column) for part, column in parts if not part.startswith("other.") and part != "version"]


def label_of(one: Asked, code: str, column: FormColumn | None = None) -> Words:
    """What an option, a row or a column of the question is called now, else the label of the column."""
    for option in (*one.question.options, *one.question.rows, *one.question.columns):
        if option.code == code:
            return option.label
    return column.label if column is not None else {}


def _choice(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    column = frame.book.columns.get(one.prefix)
    return {"options": shares_of(frame.codes(one.prefix), frame.weights, column.values if column else [])}


def _flag(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    return {"options": shares_of(frame.codes(one.prefix), frame.weights, YES_NO)}


def flags(frame: AnswerFrame, one: Asked, base: Any, columns: Sequence[tuple[str, FormColumn]]) -> list[AnswerShare]:
    """Each option as a share of those who answered the question, so the shares may add up to more than one."""
    weights = frame.weights[base]
    total, size = float(weights.sum()), effective_base(weights)
    return [
        share(part, label_of(one, part, column), frame.ticked(column.name)[base], weights, total, size)
        for part, column in columns
    ]


def _multiple(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    return {"options": flags(frame, one, base, own_columns(frame, one))}


def _number(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    values, weights = frame.numbers(one.prefix), frame.weights
    found: Found = {"numbers": numbers_of(values, weights)}
    score = frame.book.scores.get(one.question.id)
    least, most = (score.least, score.most) if score else _scale(one)
    if one.question.kind in ("rating", "nps", "csat", "ces") and least is not None and most is not None:
        found["options"] = points_of(values, weights, least, most)
    return found


def _scale(one: Asked) -> tuple[float | None, float | None]:
    least, most = one.question.least, one.question.most
    return (1.0 if least is None else least), (5.0 if most is None else most)


def _time(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    """Dates by month, times by hour."""
    codes = frame.codes(one.prefix)
    length = 7 if one.question.kind == "date" else 2
    known: dict[str, int] = {}
    places = [known.setdefault(word[:length], len(known)) for word in codes.words]
    cut = Codes(np.array([*places, -1], np.int32)[codes.places], list(known))
    return {"options": shares_of(cut, frame.weights, [FormValue(word, {}) for word in sorted(known)[:200]])}


def _hidden(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    kind = frame.book.columns[one.prefix].kind
    if kind == "number":
        numbers = frame.numbers(one.prefix)
        if not np.isnan(numbers[base]).any():
            return {"numbers": numbers_of(numbers, frame.weights)}
    return {"options": shares_of(frame.codes(one.prefix), frame.weights, YES_NO if kind == "flag" else [])}


def _texts(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    return {"texts": AnswerTexts(count=int(base.sum()), newest=[])}


def _contact(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    """How many told it, field by field; what they told is read at the response, not here."""
    lines = [
        AnswerLine(code=part, label=column.label, base=int(frame.answered(column.name).sum()), options=[])
        for part, column in own_columns(frame, one)
    ]
    return {"rows": lines}


def _files(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    return {"files": int(base.sum())}


def _places(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    return {"places": int(base.sum())}


def _choice_line(frame: AnswerFrame, one: Asked, part: str, column: FormColumn, label: Words) -> AnswerLine:
    codes = frame.codes(column.name)
    options = shares_of(codes, frame.weights, column.values)
    return AnswerLine(code=part, label=label, base=int((codes.places >= 0).sum()), options=options)


def _matrix(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    lines = [
        _choice_line(frame, one, part, column, label_of(one, part, column)) for part, column in own_columns(frame, one)
    ]
    return {"rows": lines}


def _levels(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    lines = []
    for part, column in own_columns(frame, one):
        line = _choice_line(frame, one, part, column, {})
        lines.append(msgspec.structs.replace(line, options=[each for each in line.options if each.count]))
    return {"rows": lines}


def _groups(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    columns = [(part, column) for part, column in own_columns(frame, one) if not part.endswith(".rank")]
    return {"rows": [_choice_line(frame, one, part, column, label_of(one, part, column)) for part, column in columns]}


def _matrix_multiple(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    rows: dict[str, list[tuple[str, FormColumn]]] = {}
    for part, column in own_columns(frame, one):
        row, _, code = part.partition(".")
        rows.setdefault(row, []).append((code, column))
    lines = []
    for row, columns in rows.items():
        said = any_of((frame.answered(column.name) for _, column in columns), len(frame))
        options = flags(frame, one, said, columns)
        lines.append(AnswerLine(code=row, label=label_of(one, row), base=int(said.sum()), options=options))
    return {"rows": lines}


def _ranking(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    """Per option the share of those who ranked anything that put it first, second …, and its mean rank where ranked."""
    weights, lines = frame.weights[base], []
    total, size = float(weights.sum()), effective_base(weights)
    columns = own_columns(frame, one)
    for part, column in columns:
        ranks = frame.numbers(column.name)
        said = ranks[base]
        top = int(np.nanmax(said)) if np.isfinite(said).any() else 0
        options = [share(f"{rank}", {}, said == rank, weights, total, size) for rank in range(1, top + 1)]
        numbers, label = numbers_of(ranks, frame.weights), label_of(one, part, column)
        number = int(np.isfinite(ranks).sum())
        lines.append(AnswerLine(code=part, label=label, base=number, options=options, numbers=numbers))
    return {"rows": lines}


def _points(frame: AnswerFrame, one: Asked, base: Any) -> Found:
    """An option that got nothing got 0 of those who gave points."""
    lines = []
    for part, column in own_columns(frame, one):
        values = np.nan_to_num(frame.numbers(column.name)[base])
        numbers = numbers_of(values, frame.weights[base])
        label = label_of(one, part, column)
        lines.append(AnswerLine(code=part, label=label, base=len(values), options=[], numbers=numbers))
    return {"rows": lines}


_KINDS: Mapping[str, Callable[[AnswerFrame, Asked, Any], Found]] = {
    **dict.fromkeys(("single", "dropdown", "image_choice"), _choice),
    **dict.fromkeys(("boolean", "consent"), _flag),
    **dict.fromkeys(("number", "rating", "slider", "nps", "csat", "ces"), _number),
    **dict.fromkeys(("date", "time"), _time),
    **dict.fromkeys(("hidden", "calculated"), _hidden),
    **dict.fromkeys(("file", "signature"), _files),
    "multiple": _multiple, "matrix": _matrix, "matrix_multiple": _matrix_multiple, "constant_sum": _points,
    "ranking": _ranking, "group_rank": _groups, "drill_down": _levels, "location": _places, "contact": _contact,
    **RESEARCHED,
}  # fmt: skip
