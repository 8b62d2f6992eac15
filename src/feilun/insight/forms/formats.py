"""Formats of texts and numbers, plain enough that the browser judges them alike and no text makes them slow."""

import re
from collections.abc import Callable
from typing import Any

from feilun.insight.forms.expressions import BIGGEST, finite

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_URL = re.compile(r"https?://[A-Za-z0-9][^ \t\r\n<>\"]{0,1999}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{3,23}")
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_HOST_PART = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def _is_email(text: str) -> bool:
    local, _, host = text.partition("@")
    parts = host.split(".")
    return bool(_LOCAL.fullmatch(local)) and 1 < len(parts) < 20 and all(_HOST_PART.fullmatch(one) for one in parts)


FORMATS: dict[str, Callable[[str], bool]] = {
    "email": _is_email,
    "url": lambda text: _URL.fullmatch(text) is not None,
    "phone": lambda text: _PHONE.fullmatch(text) is not None,
}


def parsed_number(value: Any) -> float | None:
    """A number, or a text that is plainly one; nothing above 10^15."""
    if isinstance(value, str):
        text = value.strip(" ")
        value = float(text) if _NUMBER.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = finite(value)
    return number if number is not None and abs(number) <= BIGGEST else None
