"""The columns of an export, and one respondent's answers laid out in them. Codes, never texts of options."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from feilun.insight.forms.cleaning import (
    CONTACT_FIELDS,
    INTENTS,
    KANO_CODES,
    KANO_SIDES,
    MOST_ENTRIES,
    PRICES,
    is_many,
    scale,
)
from feilun.insight.forms.expressions import is_answered
from feilun.insight.forms.index import MOST_TURNS, Index, Place
from feilun.insight.forms.shapes import (
    Form,
    FormColumn,
    FormOption,
    FormQuestion,
    FormValue,
    ScoreQuestion,
    Words,
)
from feilun.insight.forms.state import OPTION_KINDS

ColumnKind = Literal["number", "text", "choice", "flag", "date", "time"]
# Part, label of the part, kind, values.
_Line = tuple[str, Words, ColumnKind, list[FormOption]]
_SIMPLE: dict[str, ColumnKind] = {
    "text": "text", "long_text": "text", "date": "date", "time": "time", "boolean": "flag", "consent": "flag",
    "file": "text", "signature": "text", "calculated": "number",
    **dict.fromkeys(("number", "rating", "slider", "nps", "csat", "ces"), "number"),
}  # fmt: skip
_GIVEN: dict[str, ColumnKind] = {"number": "number", "boolean": "flag", "date": "date"}


def score_questions(form: Form) -> list[ScoreQuestion]:
    """The questions declared to be a score. Nothing else is ever taken for one."""
    found = []
    for place in Index(form).places.values():
        if place.question.kind in ("nps", "csat", "ces"):
            least, most = scale(place.question)
            score = (float(least or 0), float(most or 0), place.question.direction)
            found.append(ScoreQuestion(place.question.id, place.question.kind, *score))
    return found


def columns(form: Form) -> list[FormColumn]:
    """The codebook: one line per column, `question@turn.part`, in the order of the form."""
    index = Index(form)
    return [line for place in index.places.values() if not place.panel for line in _columns_of(index, place)]


def flat_answers(form: Form, answers: Mapping[str, Any], known: Sequence[FormColumn] = ()) -> dict[str, Any]:
    """{column: value} of what was answered. Flags are 1 and 0; `known` is `columns(form)`, for those with many answers."""
    kinds = _kinds(form)
    found: dict[str, Any] = {}
    for column in known or columns(form):
        key = f"{column.question}@{column.item}" if column.item else column.question
        value = _read(kinds, column, key, answers)
        if value is not None:
            found[column.name] = int(value) if isinstance(value, bool) else value
    return found


def _kinds(form: Form) -> dict[str, str]:
    questions = [one for page in form.pages for top in page.questions for one in (top, *top.questions)]
    return {one.id: "multiple" if is_many(one) else one.kind for one in questions}


def _columns_of(index: Index, place: Place) -> Iterator[FormColumn]:
    for item, item_label in _items(index, place):
        for part, label, kind, values in _lines(index, place.question):
            key = f"{place.question.id}@{item}" if item else place.question.id
            name = f"{key}.{part}" if part else key
            title = _joined(index.form, place.question.title, item_label, label)
            listed = [FormValue(one.code, one.label) for one in values]
            yield FormColumn(name, place.question.id, item, part, title, kind, listed)


def _items(index: Index, place: Place) -> list[tuple[str, Words]]:
    """The turns a question may be asked in."""
    repeat = index.sections[place.section].repeat
    if repeat is None:
        return [("", {})]
    if repeat.times is not None:
        return [(str(number + 1), {}) for number in range(min(repeat.most, MOST_TURNS))]
    return [(one.code, one.label) for one in source_options(index, repeat.question, 0)]


def source_options(index: Index, question: str, depth: int) -> list[FormOption]:
    """All that a question could hand on to a loop or a later question."""
    place = index.places.get(question)
    if place is None:
        return []
    if place.question.kind == "panel":
        return [FormOption(str(number + 1)) for number in range(int(place.question.most or MOST_ENTRIES))]
    if place.question.kind in ("text", "long_text"):
        return [FormOption(question, place.question.title)]
    name = "rows" if place.question.kind in ("matrix", "matrix_multiple", "kano") else "options"
    return all_options(index, place.question, name, depth)


def all_options(index: Index, question: FormQuestion, name: str, depth: int = 0) -> list[FormOption]:
    """Own and carried options, each code once."""
    found: dict[str, FormOption] = {}
    for carry in question.carry:
        if carry.to == name and depth < 20:
            for option in source_options(index, carry.question, depth + 1):
                found.setdefault(option.code, FormOption(option.code, option.label, value=option.value))
    own: list[FormOption] = getattr(question, name)
    for option in own:
        found.setdefault(option.code, option)
    return list(found.values())


def _joined(form: Form, *texts: Words) -> Words:
    """The texts one after another in each language; the first language stands in for a missing one."""
    found = {}
    for language in form.languages:
        pieces = [text.get(language) or text.get(form.languages[0], "") for text in texts]
        found[language] = " – ".join(piece for piece in pieces if piece)
    return found


def _lines(index: Index, question: FormQuestion) -> Iterator[_Line]:
    kind = question.kind
    if kind in _SIMPLE:
        yield "", {}, _SIMPLE[kind], []
    elif kind == "hidden":
        yield "", {}, _GIVEN.get(index.form.given.get(question.given or question.id, "text"), "text"), []
    elif kind == "panel":
        for number in range(int(question.most or MOST_ENTRIES)):
            for inner in question.questions:
                for part, label, column, values in _lines(index, inner):
                    path = f"{number + 1}.{inner.id}" + (f".{part}" if part else "")
                    yield path, _joined(index.form, inner.title, label), column, values
    elif kind in _PARTS:
        yield from _PARTS[kind](index, question)
    elif kind != "html":
        yield from _choices(index, question)


def _choices(index: Index, question: FormQuestion) -> Iterator[_Line]:
    options = all_options(index, question, "options")
    if is_many(question):
        for option in options:
            yield option.code, option.label, "flag", []
    elif question.kind == "ranking":
        for option in options:
            yield option.code, option.label, "number", []
    else:
        yield "", {}, "choice", options
    for option in options:
        if option.other:
            yield f"other.{option.code}", option.label, "text", []


def _matrix(index: Index, question: FormQuestion) -> Iterator[_Line]:
    for row in all_options(index, question, "rows"):
        yield row.code, row.label, "choice", all_options(index, question, "columns")


def _matrix_multiple(index: Index, question: FormQuestion) -> Iterator[_Line]:
    for row in all_options(index, question, "rows"):
        for column in all_options(index, question, "columns"):
            yield f"{row.code}.{column.code}", _joined(index.form, row.label, column.label), "flag", []


def _constant_sum(index: Index, question: FormQuestion) -> Iterator[_Line]:
    for option in all_options(index, question, "options"):
        yield option.code, option.label, "number", []


def _gabor_granger(index: Index, question: FormQuestion) -> Iterator[_Line]:
    for option in all_options(index, question, "options"):
        yield option.code, option.label, "flag", []


def _group_rank(index: Index, question: FormQuestion) -> Iterator[_Line]:
    for option in all_options(index, question, "options"):
        yield option.code, option.label, "choice", all_options(index, question, "columns")
        yield f"{option.code}.rank", option.label, "number", []


def _drill_down(index: Index, question: FormQuestion) -> Iterator[_Line]:
    level, number = question.options, 1
    while level:
        yield str(number), {}, "choice", list({one.code: one for one in level}.values())
        level, number = [inner for one in level for inner in one.options], number + 1


def _location(index: Index, question: FormQuestion) -> Iterator[_Line]:
    for name in ("latitude", "longitude", "accuracy"):
        yield name, {}, "number", []


def _contact(index: Index, question: FormQuestion) -> Iterator[_Line]:
    for name in question.fields or CONTACT_FIELDS:
        yield name, {}, "text", []


def _psm(index: Index, question: FormQuestion) -> Iterator[_Line]:
    for name in (*PRICES, *(INTENTS if question.intents else ())):
        yield name, {}, "number", []


def _kano(index: Index, question: FormQuestion) -> Iterator[_Line]:
    for row in all_options(index, question, "rows"):
        for side in KANO_SIDES:
            yield f"{row.code}.{side}", row.label, "choice", [FormOption(code) for code in KANO_CODES]


def _choice_task(index: Index, question: FormQuestion) -> Iterator[_Line]:
    yield "version", {}, "number", []
    for number in range(max((len(one.tasks) for one in question.designs), default=0)):
        sizes = [len(one.tasks[number]) for one in question.designs if number < len(one.tasks)]
        options = [FormOption(str(place + 1)) for place in range(max(sizes))]
        yield str(number + 1), {}, "choice", [*options, *([FormOption("none", question.none)] if question.none else [])]


def _maxdiff(index: Index, question: FormQuestion) -> Iterator[_Line]:
    yield "version", {}, "number", []
    for number in range(max((len(one.sets) for one in question.designs), default=0)):
        for side in ("best", "worst"):
            yield f"{number + 1}.{side}", {}, "choice", all_options(index, question, "options")


_PARTS: dict[str, Callable[[Index, FormQuestion], Iterator[_Line]]] = {
    "matrix": _matrix, "matrix_multiple": _matrix_multiple, "constant_sum": _constant_sum, "group_rank": _group_rank,
    "drill_down": _drill_down, "location": _location, "contact": _contact, "psm": _psm, "kano": _kano,
    "gabor_granger": _gabor_granger, "choice_task": _choice_task, "maxdiff": _maxdiff,
}  # fmt: skip


def _read(kinds: Mapping[str, str], column: FormColumn, key: str, answers: Mapping[str, Any]) -> Any:
    question, value, part = column.question, answers.get(key), column.part
    if kinds[question] == "panel" and part:
        number, _, rest = part.partition(".")
        inner, _, part = rest.partition(".")
        entries = value if isinstance(value, list) else []
        place = int(number) - 1
        answers = entries[place] if place < len(entries) and isinstance(entries[place], dict) else {}
        question, value, key = inner, answers.get(inner), inner
    kind = kinds[question]
    if part == "version" and kind in ("choice_task", "maxdiff"):
        return answers.get(f"{key}.version")
    if part.startswith("other.") and kind in OPTION_KINDS:
        texts = answers.get(f"{key}.other")
        return texts.get(part[6:]) if isinstance(texts, dict) else None
    return _cell(kind, value, part) if is_answered(value) else None


def _cell(kind: str, value: Any, part: str) -> Any:
    if kind in ("multiple", "turf"):
        return int(part in value)
    if kind == "ranking":
        return value.index(part) + 1 if part in value else None
    if kind == "drill_down":
        return value[int(part) - 1] if int(part) <= len(value) else None
    if kind == "file":
        return " ".join(one["id"] for one in value)
    if kind == "group_rank":
        code, _, rank = part.partition(".")
        group = next((name for name, codes in value.items() if code in codes), None)
        return group if group is None or not rank else value[group].index(code) + 1
    first, _, second = part.partition(".")
    if kind == "matrix_multiple":
        return int(second in value[first]) if first in value else None
    for step in (first, second):
        if step:
            value = value.get(step) if isinstance(value, dict) else None
    return value
