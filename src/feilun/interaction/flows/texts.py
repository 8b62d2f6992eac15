"""Liquid in the texts of flows: an unknown name is empty, what a customer wrote stays text, and length is bounded."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from feilun.delivery import outbox

LONGEST = 4000
_ALONE = re.compile(r"^\s*\{\{\s*(slots|values|customer)\.([\w-]+)\s*\}\}\s*$")
_SLOT = re.compile(r"\{[{%].*?\b(?:slots|values)\b")


def filled(text: str, names: Mapping[str, Any], longest: int = LONGEST) -> str:
    """The text with its variables; a template that breaks on odd values gives what it had no variable for."""
    return outbox.lenient(text, names)[:longest]


def reads_slots(text: str) -> bool:
    return bool(_SLOT.search(text))


def filled_value(text: str, names: Mapping[str, Any]) -> Any:
    """A template that is one variable and nothing else gives the value itself, so a number stays a number."""
    alone = _ALONE.match(text)
    if alone:
        found = names.get(alone.group(1), {})
        return found.get(alone.group(2)) if isinstance(found, Mapping) else None
    return filled(text, names)


def filled_url(url: str, names: Mapping[str, Any]) -> str:
    """The address with its values escaped. They may fill the path and the query only, never say where to go."""
    parts = urlsplit(url)
    front = f"{parts.scheme}://{parts.netloc}"
    if not url.startswith(front) or "{" in front:
        return ""
    return front + filled(url[len(front) :], {key: _escaped(value) for key, value in names.items()})


def _escaped(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _escaped(one) for key, one in value.items()}
    return quote(str(value), safe="") if value is not None else ""
