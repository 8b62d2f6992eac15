"""Whether a value fits what a question asks for, and what a free text is kept as."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from feilun.interaction.flows import phrases
from feilun.interaction.flows.graph import AskStep, FlowOption
from feilun.interaction.flows.place import SlotReading

LONGEST_TEXT = 1000
_LONGEST_MATCHED = 200
_MOST_WAYS = 10_000_000
_RELATIVE = re.compile(r"^today(?:\s*([+-])\s*(\d{1,4})\s*d?)?$")


def fits(step: AskStep, value: Any, today: str) -> bool:
    """Whether a value keeps the limits. A limit that makes no sense limits nothing; the checks of a graph name it."""
    if step.slot_kind in ("text", "order") and step.pattern and not pattern_problem(step.pattern):
        text = str(value)
        if len(text) > _LONGEST_MATCHED or re.fullmatch(step.pattern, text) is None:
            return False
    here = measure(step.slot_kind, value, today)
    low, high = (measure(_limit_kind(step), one, today) for one in (step.minimum, step.maximum))
    if here is None:
        return True
    return (low is None or here >= low) and (high is None or here <= high)


def _limit_kind(step: AskStep) -> str:
    return "number" if step.slot_kind == "text" else step.slot_kind


def measure(kind: str, value: Any, today: str) -> Any:
    """What two values of a kind are compared by: a number, or text that sorts like the time it means."""
    if value is None or value == "":
        return None
    if kind in ("number", "money"):
        return as_number(value)
    if kind in ("date", "datetime"):
        day = _relative(str(value), today)
        return day if kind == "date" else f"{day}T00:00" if len(day) == 10 else day[:16]
    if kind == "time":
        return str(value)[:5]
    return Decimal(len(value)) if kind == "text" and isinstance(value, str) else None


def as_number(value: Any) -> Decimal | None:
    """A finite number from what a slot may hold, or None."""
    if isinstance(value, Mapping):
        value = value.get("amount")
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        found = Decimal(str(value).strip()[:60])
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _relative(value: str, today: str) -> str:
    found = _RELATIVE.match(value.strip().lower())
    if not found or not today:
        return value
    days = int(found.group(2) or 0) * (-1 if found.group(1) == "-" else 1)
    return (date.fromisoformat(today) + timedelta(days=days)).isoformat()


def limit_problem(step: AskStep, today: str = "2026-01-01") -> str:
    """Why a limit cannot work, or empty text."""
    for name, limit in (("minimum", step.minimum), ("maximum", step.maximum)):
        if limit in (None, ""):
            continue
        shape = {"date": r"\d{4}-\d\d-\d\d", "datetime": r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", "time": r"\d\d:\d\d"}
        if step.slot_kind in shape:
            if not re.fullmatch(shape[step.slot_kind], _relative(str(limit), today)):
                return f"{name}_shape"
        elif as_number(limit) is None:
            return f"{name}_shape"
    return ""


def pattern_problem(pattern: str) -> str:
    """Why a pattern may not be used: wrong, or so built that a short text could keep us busy for minutes."""
    if len(pattern) > 200:
        return "pattern_long"
    try:
        parsed = _parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return "pattern_wrong"
    cost = _cost(parsed, False)
    return "pattern_costly" if cost is None or cost * _rounds(parsed) > _MOST_WAYS else ""


def _cost(parsed: Any, is_inside: bool) -> int | None:
    """In how many ways a text may be tried at worst; None when something that varies is repeated itself."""
    total = 1
    for operation, argument in parsed:
        name = str(operation)
        if name in ("GROUPREF", "GROUPREF_EXISTS"):
            return None
        repeats = name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
        ways = min(int(argument[1]), _LONGEST_MATCHED) - int(argument[0]) + 1 if repeats else 1
        ways = len(argument[1]) if name == "BRANCH" else max(ways, 1)
        if is_inside and ways > 1:
            return None
        for inner in _inner(argument):
            found = _cost(inner, is_inside or (repeats and int(argument[1]) > 1))
            if found is None:
                return None
            total *= found
        total *= ways
    return total


def _rounds(parsed: Any) -> int:
    """How many steps the fixed repetitions take in each way: what is repeated need not use up any text."""
    total = 1
    for operation, argument in parsed:
        repeats = str(operation) in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
        inner = sum(_rounds(one) for one in _inner(argument))
        total += int(argument[0]) * inner if repeats and int(argument[0]) > 1 else inner - len(_inner(argument))
    return total


def _inner(argument: Any) -> list[Any]:
    if isinstance(argument, _parser.SubPattern):
        return [argument]
    if isinstance(argument, list | tuple):
        return [found for one in argument for found in _inner(one)]
    return []


def read_text(text: str) -> SlotReading | None:
    kept = text.strip()[:LONGEST_TEXT]
    return SlotReading(kept, kept) if kept else None


def shown(option: FlowOption, language: str) -> str:
    return phrases.said(option.label, language) or option.value
