"""Reads forms of other tools; what they cannot carry over is in the report, never dropped in silence."""

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from feilun.insight import forms
from feilun.insight.surveys.keeper import MOST_BYTES
from feilun.kernel.errors import Invalid

SurveyFormat = Literal["surveyjs", "qsf", "feilun"]
_DEEPEST = 60


def read(format: SurveyFormat, body: bytes) -> forms.Imported:
    """Raises Invalid for what is no JSON object, and with the path of what cannot be read at all."""
    if len(body) > MOST_BYTES:
        raise Invalid(field="body", problem=f"may have at most {MOST_BYTES} bytes")
    try:
        raw = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Invalid(field="body", problem=f"is no JSON: {str(error)[:200]}") from error
    if not isinstance(raw, dict):
        raise Invalid(field="body", problem="is no JSON object")
    if _is_deeper(raw, _DEEPEST):
        raise Invalid(field="body", problem=f"is nested deeper than {_DEEPEST} levels")
    return _READERS[format](raw)


def _is_deeper(value: Any, levels: int) -> bool:
    level = [value]
    for _ in range(levels):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    found = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [one for one in found if isinstance(one, dict | list)]


def _ours(raw: dict[str, Any]) -> forms.Imported:
    return forms.Imported(form=forms.read_form(raw), report=[])


_READERS: dict[str, Callable[[dict[str, Any]], forms.Imported]] = {
    "surveyjs": forms.from_surveyjs,
    "qsf": forms.from_qsf,
    "feilun": _ours,
}


def written(form: forms.Form) -> dict[str, Any]:
    """The form as its JSON."""
    found: dict[str, Any] = msgspec.to_builtins(form)
    return found


def title_of(form: forms.Form) -> str:
    """A name for the list of surveys."""
    return next((text.strip()[:200] for text in form.title.values() if text.strip()), "Imported survey")
