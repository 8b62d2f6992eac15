"""What importers of other tools' forms share: names made fit, texts made plain, and the report of what was lost."""

import re
from typing import Any, Literal

import msgspec

from feilun.insight.forms.expressions import BIGGEST
from feilun.insight.forms.reading import LONGEST_TEXT, check_expression, check_size, read_form
from feilun.insight.forms.shapes import Expression, Imported, ImportNote
from feilun.kernel.errors import Invalid

_TAG = re.compile(r"<[A-Za-z/!][^<>]{0,2000}>")
_ODD = re.compile(r"[^A-Za-z0-9_]+")
_ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&"}
MOST_NOTES = 1000


class Porter:
    """Collects the report; `names` are the ids that were made of foreign names, `codes` those of values, by question."""

    def __init__(self) -> None:
        self.report: list[ImportNote] = []
        self.names: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self._taken: set[str] = set()

    def note(self, what: str, where: str, text: str, level: Literal["lost", "changed", "note"] = "lost") -> None:
        found = ImportNote(what[:100], where[:300], level, text[:500])
        if len(self.report) < MOST_NOTES and found not in self.report[-20:]:
            self.report.append(found)

    def name(self, foreign: str, prefix: str) -> str:
        """A fit and free id; the same for the same foreign name."""
        if foreign in self.names:
            return self.names[foreign]
        found = self.free(foreign, prefix)
        if found != foreign:
            self.note("name", foreign, f"is called {found} here", "note")
        self.names[foreign] = found
        return found

    def free(self, foreign: str, prefix: str) -> str:
        base = _ODD.sub("_", foreign).strip("_")[:50]
        if not base or not base[0].isalpha():
            base = f"{prefix}{base}"
        found, number = base, 2
        while found in self._taken:
            found, number = f"{base}_{number}", number + 1
        self._taken.add(found)
        return found

    def code(self, question: str, value: Any, number: int) -> str:
        """A code for a value of a question; the same for the same value."""
        known = self.codes.setdefault(question, {})
        foreign = plain_value(value)
        if foreign not in known:
            base = _ODD.sub("_", foreign.replace("-", "m", 1) if foreign[:1] == "-" else foreign).strip("_")[:50]
            base = base or f"c{number + 1}"
            found, count = base, 2
            while found in known.values():
                found, count = f"{base}_{count}", count + 1
            known[foreign] = found
        return known[foreign]

    def done(self, raw: dict[str, Any]) -> Imported:
        """The form as read; a fault here is told with its path."""
        return Imported(read_form(raw), self.report)


def is_fit(tree: Expression) -> bool:
    """Whether an expression may stand in a form: neither too deep nor too long."""
    try:
        check_expression(tree, "expression")
    except Invalid:
        return False
    return True


def opened(raw: Any, what: str) -> dict[str, Any]:
    """The document: an object, or JSON of one. Raises Invalid where it is too big, too deep or something else."""
    if isinstance(raw, str | bytes):
        try:
            raw = msgspec.json.decode(raw)
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            raise Invalid(field="form", problem=f"this is no JSON of {what}") from None
    check_size(raw)
    if not isinstance(raw, dict):
        raise Invalid(field="form", problem=f"a form of {what} is an object")
    return raw


def plain_value(value: Any) -> str:
    """A value as its name: 3 for 3.0, true for True."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def plain_text(text: str) -> str:
    """Without tags; entities read."""
    found = _TAG.sub(" ", text) if "<" in text else text
    for entity, sign in _ENTITIES.items():
        found = found.replace(entity, sign)
    return " ".join(found.split())[:LONGEST_TEXT]


def listed(value: Any) -> list[Any]:
    """A list as it is; the values of an object; nothing of anything else."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def mapped(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def number_of(value: Any) -> float | None:
    """A number, or a text that is one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) <= BIGGEST else None


def all_of(*conditions: Expression | None) -> Expression | None:
    """What is true when all that are there are true."""
    there = [one for one in conditions if one is not None]
    return {"op": "and", "of": there} if len(there) > 1 else (there[0] if there else None)


def pruned(raw: dict[str, Any]) -> dict[str, Any]:
    """Without keys that say nothing."""
    return {key: value for key, value in raw.items() if value not in (None, "", [], {}, False)}
