"""What a survey's answers and a conversation hold for feedback: the open texts, the score, its group. Pure."""

import math
from collections.abc import Mapping
from typing import Any

import msgspec

# Longer texts are kept by their beginning and end: a person reads no more, and no reader may hang.
LONGEST = 20_000
_MOST_TEXTS = 50
_STRUCTURED = frozenset({"number", "choice", "choices", "flag"})
# Arrows, hearts and faces stand behind the punctuation of most scripts.
_SIGNS_FROM = 0x2190
# Highest value of the low group and lowest of the high one, per kind of score.
_GROUPS = {"nps": (6, 9), "csat": (2, 4), "ces": (3, 5)}


class Score(msgspec.Struct, frozen=True):
    """One answer to a score question. `group` is low, middle, high (detractor, passive, promoter for NPS) or empty."""

    question: str = ""
    kind: str = ""
    value: float | None = None
    group: str = ""


def score_of(scores: Any) -> Score:
    """The first NPS, else the first other score. A value outside of its scale or of an unknown kind has no group."""
    found = [one for one in map(_score, *_columns(scores)) if one.value is not None]
    return min(found, key=lambda one: one.kind != "nps", default=Score())


def _columns(scores: Any) -> tuple[list[str], list[Any]]:
    known = scores if isinstance(scores, Mapping) else {}
    return [str(key) for key in known], list(known.values())


def _score(question: str, told: Any) -> Score:
    value = number_of(told.get("value")) if isinstance(told, Mapping) else None
    if value is None:
        return Score()
    kind = str(told.get("kind", ""))
    low, high = _bounds(kind, told)
    group = "" if low is None or high is None else "low" if value <= low else "high" if value >= high else "middle"
    return Score(question, kind, value, group)


def _bounds(kind: str, told: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """A declared scale of another length is cut at the same shares; NPS always has eleven steps."""
    low, high = _GROUPS.get(kind, (None, None))
    most = number_of(told.get("highest", told.get("most")))
    usual = {"csat": 5.0, "ces": 7.0}.get(kind)
    if low is None or high is None or not usual or not most or most == usual:
        return low, high
    return math.floor(low / usual * most), math.ceil(high / usual * most)


def open_texts(answers: Any, kinds: Any) -> dict[str, str]:
    """Column to text, of the columns that hold text (without `kinds`: every text that is no code). Blank ones are none."""
    told = answers if isinstance(answers, Mapping) else {}
    known = kinds if isinstance(kinds, Mapping) else {}
    found = {}
    for column, value in told.items():
        is_open = known.get(column) == "text" if known else isinstance(value, str) and " " in value.strip()
        if is_open and isinstance(value, str) and says_something(value):
            found[str(column)] = shortened(value)
        if len(found) == _MOST_TEXTS:
            break
    return found


def says_something(text: str) -> bool:
    """A dash or a dot says nothing; one emoji does."""
    part = text[:LONGEST].strip()
    return any(one.isalnum() or ord(one) > _SIGNS_FROM for one in part)


def shortened(text: str) -> str:
    """No NUL, which no table keeps, and no half of a character."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8").strip()


def structured(answers: Any, kinds: Any) -> dict[str, Any]:
    """The answers for drivers: numbers, choices, flags. Never who or where somebody is, which surveys name as kinds."""
    told = answers if isinstance(answers, Mapping) else {}
    known = kinds if isinstance(kinds, Mapping) else {}
    kept = {
        str(column): value
        for column, value in told.items()
        if (not known or known.get(column) in _STRUCTURED)
        and isinstance(value, int | float | str | bool)
        and len(str(value)) <= 200
    }
    return dict(list(kept.items())[:400])


def number_of(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
