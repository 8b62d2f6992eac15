"""What a respondent sent, made into what is kept: the right shape and known codes, and the faults of the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from feilun.insight.forms.days import day_number, is_time
from feilun.insight.forms.expressions import BIGGEST, is_answered
from feilun.insight.forms.formats import FORMATS, parsed_number
from feilun.insight.forms.shapes import FormOption, FormQuestion
from feilun.insight.forms.tasks import tasks_of

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,63}")
LONGEST_TEXT = {"text": 2000, "long_text": 20000}
MOST_ENTRIES = 20
MOST_CODES = 1000
CONTACT_FIELDS = ("name", "email", "phone")
PRICES = ("too_cheap", "cheap", "expensive", "too_expensive")
INTENTS = ("intent_cheap", "intent_expensive")
KANO_SIDES = ("functional", "dysfunctional")
KANO_CODES = ("like", "must", "neutral", "live_with", "dislike")
MANY = ("multiple", "turf")
# The scale where the form gives none.
SCALES: dict[str, tuple[float | None, float | None]] = {
    "nps": (0, 10),
    "csat": (1, 5),
    "ces": (1, 7),
    "rating": (1, 5),
    "slider": (0, 100),
}


@dataclass(frozen=True)
class Codes:
    """The codes that are shown, and those that could be: of options, rows and columns."""

    shown: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    # Carried codes cannot be known beforehand, so an unknown one is a hidden one.
    is_open: bool = False


@dataclass
class Task:
    """One question to be cleaned. `keeps` says that a code which is hidden now stays in the answer."""

    question: FormQuestion
    options: Codes = Codes()
    rows: Codes = Codes()
    columns: Codes = Codes()
    version: int = 0
    keeps: bool = False
    faults: list[tuple[str, float | None]] = field(default_factory=list)

    def fault(self, code: str, number: float | None = None) -> Any:
        """Gives None, which is what is kept of a faulty answer."""
        self.faults.append((code, number))

    def admits(self, code: Any, codes: Codes) -> bool:
        """Whether a code stays; an unknown one is a fault, a hidden one goes quietly."""
        if isinstance(code, str) and code in codes.shown:
            return True
        if not isinstance(code, str) or not (code in codes.known or (codes.is_open and CODE.fullmatch(code))):
            self.fault("invalid")
            return False
        return self.keeps


def scale(question: FormQuestion) -> tuple[float | None, float | None]:
    """The least and most a number may be."""
    least, most = SCALES.get(question.kind, (None, None))
    return (
        least if question.least is None else question.least,
        most if question.most is None else question.most,
    )


def is_many(question: FormQuestion) -> bool:
    """Whether the answer is a list of option codes in no order."""
    return question.kind in MANY or (question.kind == "image_choice" and question.many)


def clean(task: Task, value: Any) -> Any:
    """The answer to keep, or None; what is wrong with it is in `task.faults`."""
    if value is None:
        return None
    kind = "multiple" if is_many(task.question) else task.question.kind
    found = _CLEANERS[kind](task, value)
    return found if is_answered(found) else None


def check_complete(task: Task, value: Any, required: bool) -> None:
    """Faults of an answer that is missing or lacks a part, where one is required."""
    question = task.question
    if value is None or (question.kind == "consent" and value is not True):
        if required and not task.faults:
            task.fault("required")
    elif question.kind == "ranking":
        wanted = len(task.options.shown)
        if question.most is not None:
            wanted = min(wanted, int(question.most))
        if len([one for one in value if one in task.options.shown]) < wanted:
            task.fault("rank")
    elif required and not all(_has(value, part) for part in _parts(task)):
        task.fault("rows")


def _has(value: dict[str, Any], part: tuple[str, ...]) -> bool:
    found: Any = value
    for key in part:
        found = found.get(key) if isinstance(found, dict) else None
    return is_answered(found)


def _parts(task: Task) -> list[tuple[str, ...]]:
    """The parts a complete answer has."""
    question = task.question
    if question.kind in ("matrix", "matrix_multiple"):
        return [(row,) for row in task.rows.shown]
    if question.kind == "kano":
        return [(row, side) for row in task.rows.shown for side in KANO_SIDES]
    if question.kind == "contact":
        return [(one,) for one in question.fields or CONTACT_FIELDS]
    if question.kind == "psm":
        return [(one,) for one in (*PRICES, *(INTENTS if question.intents else ()))]
    if question.kind == "choice_task":
        return [(str(number + 1),) for number in range(len(tasks_of(question, task.version)))]
    if question.kind == "maxdiff":
        numbers = range(len(tasks_of(question, task.version)))
        return [(str(number + 1), side) for number in numbers for side in ("best", "worst")]
    return []


def _text(task: Task, value: Any) -> Any:
    if not isinstance(value, str):
        return task.fault("invalid")
    question, text = task.question, value.strip(" \t\r\n\u00a0\u3000")
    longest = LONGEST_TEXT[question.kind]
    if len(text) > longest:
        return task.fault("long", longest)
    if text:
        if question.least is not None and len(text) < question.least:
            task.fault("short", question.least)
        if question.most is not None and len(text) > question.most:
            task.fault("long", question.most)
        if question.format in FORMATS and not FORMATS[question.format](text):
            task.fault(question.format)
    return text


def _number(task: Task, value: Any) -> Any:
    number = parsed_number(value)
    if number is None:
        return task.fault("invalid")
    question = task.question
    least, most = scale(question)
    if least is not None and number < least:
        task.fault("least", least)
    if most is not None and number > most:
        task.fault("most", most)
    is_scale = question.kind in ("nps", "csat", "ces", "rating") and question.step is None
    if (is_scale or question.format == "whole") and number != int(number):
        task.fault("whole")
    if question.step:
        steps = (number - (least or 0.0)) / question.step
        if abs(steps - int(steps + (0.5 if steps >= 0 else -0.5))) > 1e-9:
            task.fault("step", question.step)
    return number


def _date(task: Task, value: Any) -> Any:
    return value if day_number(value) is not None else task.fault("invalid")


def _time(task: Task, value: Any) -> Any:
    return value if is_time(value) else task.fault("invalid")


def _boolean(task: Task, value: Any) -> Any:
    return value if isinstance(value, bool) else task.fault("invalid")


def _single(task: Task, value: Any) -> Any:
    return value if task.admits(value, task.options) else None


def _codes(task: Task, value: Any, codes: Codes) -> list[str]:
    """A list of different codes that stay."""
    if not isinstance(value, list):
        task.fault("invalid")
        return []
    found: list[str] = []
    for code in value[:MOST_CODES]:
        if task.admits(code, codes) and code not in found:
            found.append(code)
    return found


def _multiple(task: Task, value: Any) -> list[str]:
    found, question = _codes(task, value, task.options), task.question
    alone = {option.code for option in question.options if option.exclusive}
    chosen = [code for code in found if code in task.options.shown]
    if len(chosen) > 1 and any(code in alone for code in chosen):
        task.fault("exclusive")
    elif chosen and chosen[0] not in alone:
        _check_number(task, len(chosen))
    return found


def _check_number(task: Task, number: int) -> None:
    if task.question.least is not None and number < task.question.least:
        task.fault("few", task.question.least)
    if task.question.most is not None and number > task.question.most:
        task.fault("many", task.question.most)


def _ranking(task: Task, value: Any) -> list[str]:
    found = _codes(task, value, task.options)
    if task.question.most is not None and len(found) > task.question.most:
        task.fault("many", task.question.most)
    return found


def _mapping(task: Task, value: Any, codes: Codes, inner: Callable[[Any], Any]) -> dict[str, Any]:
    """{code: inner} for the codes that stay."""
    if not isinstance(value, dict) or len(value) > MOST_CODES:
        task.fault("invalid")
        return {}
    found = {code: inner(one) for code, one in value.items() if one is not None and task.admits(code, codes)}
    return {code: one for code, one in found.items() if is_answered(one)}


def _matrix(task: Task, value: Any) -> dict[str, Any]:
    def column(one: Any) -> Any:
        return one if task.admits(one, task.columns) else None

    return _mapping(task, value, task.rows, column)


def _matrix_multiple(task: Task, value: Any) -> dict[str, Any]:
    return _mapping(task, value, task.rows, lambda one: _codes(task, one, task.columns))


def _constant_sum(task: Task, value: Any) -> dict[str, Any]:
    def share(one: Any) -> Any:
        number = parsed_number(one)
        if number is None:
            return task.fault("invalid")
        if number < (task.question.least or 0.0):
            task.fault("least", task.question.least or 0.0)
        return number

    found = _mapping(task, value, task.options, share)
    total = 0.0
    for code in task.options.shown:
        total += found.get(code, 0.0)
    if found and task.question.total is not None and abs(total - task.question.total) > 1e-9:
        task.fault("total", task.question.total)
    return found


def _group_rank(task: Task, value: Any) -> dict[str, Any]:
    found = _mapping(task, value, task.columns, lambda one: _codes(task, one, task.options))
    placed = [code for codes in found.values() for code in codes]
    if len(placed) != len(set(placed)):
        task.fault("invalid")
    return found


def _drill_down(task: Task, value: Any) -> Any:
    """The codes from the top level down to an option that has no deeper ones."""
    if not isinstance(value, list) or not value or not task.admits(value[0], task.options):
        return task.fault("invalid") if not isinstance(value, list) else None
    level: list[FormOption] = task.question.options
    for code in value:
        option = next((one for one in level if one.code == code), None)
        if option is None:
            return task.fault("invalid")
        level = option.options
    return task.fault("invalid") if level else value


def _file(task: Task, value: Any) -> Any:
    if not isinstance(value, list):
        return task.fault("invalid")
    found = []
    for one in value[:MOST_ENTRIES]:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or not 0 < len(one["id"]) <= 200:
            return task.fault("invalid")
        texts = {key: one[key][:200] for key in ("name", "type") if isinstance(one.get(key), str)}
        size = parsed_number(one.get("size"))
        found.append({"id": one["id"], **texts, **({} if size is None else {"size": size})})
    if found:
        _check_number(task, len(found))
    return found


def _signature(task: Task, value: Any) -> Any:
    return value if isinstance(value, str) and len(value) <= 200 else task.fault("invalid")


def _location(task: Task, value: Any) -> Any:
    if not isinstance(value, dict):
        return task.fault("invalid")
    place = {key: parsed_number(value.get(key)) for key in ("latitude", "longitude")}
    latitude, longitude, accuracy = place["latitude"], place["longitude"], parsed_number(value.get("accuracy"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return task.fault("invalid")
    return {**place, **({} if accuracy is None else {"accuracy": accuracy})}


def _contact(task: Task, value: Any) -> Any:
    fields = task.question.fields or CONTACT_FIELDS
    if not isinstance(value, dict):
        return task.fault("invalid")
    found = {}
    for name in fields:
        text = value.get(name)
        if text is None:
            continue
        if not isinstance(text, str) or len(text) > 500:
            task.fault("invalid")
        elif is_answered(text):
            found[name] = text.strip(" \t\r\n\u00a0\u3000")
            if name in ("email", "phone") and not FORMATS[name](found[name]):
                task.fault(name)
    return found


def _choice_task(task: Task, value: Any) -> dict[str, Any]:
    sets = tasks_of(task.question, task.version)
    found = {}
    for number, alternatives in enumerate(sets if isinstance(value, dict) else []):
        chosen = value.get(str(number + 1))
        allowed = [str(place + 1) for place in range(len(alternatives))]
        if chosen in (*allowed, *(("none",) if task.question.none else ())):
            found[str(number + 1)] = chosen
        elif chosen is not None:
            task.fault("invalid")
    return found if isinstance(value, dict) else task.fault("invalid") or {}


def _maxdiff(task: Task, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return task.fault("invalid") or {}
    found = {}
    for number, items in enumerate(tasks_of(task.question, task.version)):
        given = value.get(str(number + 1))
        if given is None:
            continue
        if not isinstance(given, dict) or any(given.get(side) not in (None, *items) for side in ("best", "worst")):
            task.fault("invalid")
            continue
        pair = {side: given[side] for side in ("best", "worst") if given.get(side) is not None}
        if len(pair) == 2 and pair["best"] == pair["worst"]:
            task.fault("best")
        if pair:
            found[str(number + 1)] = pair
    return found


def _psm(task: Task, value: Any) -> Any:
    if not isinstance(value, dict):
        return task.fault("invalid")
    found = {}
    for name in (*PRICES, *INTENTS):
        if value.get(name) is not None:
            number = parsed_number(value[name])
            most = BIGGEST if name in PRICES else 5
            if number is None or not (0 if name in PRICES else 1) <= number <= most:
                task.fault("invalid")
            else:
                found[name] = number
    return found


def _gabor_granger(task: Task, value: Any) -> dict[str, Any]:
    return _mapping(task, value, task.options, lambda one: _boolean(task, one))


def _kano(task: Task, value: Any) -> dict[str, Any]:
    def pair(one: Any) -> Any:
        if not isinstance(one, dict) or any(one.get(side) not in (None, *KANO_CODES) for side in KANO_SIDES):
            return task.fault("invalid")
        return {side: one[side] for side in KANO_SIDES if one.get(side) is not None}

    return _mapping(task, value, task.rows, pair)


_CLEANERS: dict[str, Callable[[Task, Any], Any]] = {
    "text": _text, "long_text": _text, "date": _date, "time": _time, "boolean": _boolean, "consent": _boolean,
    **dict.fromkeys(("number", "rating", "slider", "nps", "csat", "ces"), _number),
    **dict.fromkeys(("single", "dropdown", "image_choice"), _single),
    "multiple": _multiple, "ranking": _ranking, "matrix": _matrix, "matrix_multiple": _matrix_multiple,
    "constant_sum": _constant_sum, "group_rank": _group_rank, "drill_down": _drill_down, "file": _file,
    "signature": _signature, "location": _location, "contact": _contact, "choice_task": _choice_task,
    "maxdiff": _maxdiff, "psm": _psm, "gabor_granger": _gabor_granger, "kano": _kano,
}  # fmt: skip
