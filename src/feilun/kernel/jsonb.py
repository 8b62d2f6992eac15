"""JSON text that PostgreSQL's jsonb takes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

_encode = msgspec.json.Encoder(decimal_format="number").encode
_NUL = b"\\u0000"


def encode(value: Any) -> bytes:
    """The value as JSON without NUL characters: jsonb has none, and one of them would fail a whole COPY.

    Searching the text alone is not enough: the six letters also appear where a sender wrote a backslash, so
    only text that contains them is walked.
    """
    text = _encode(value)
    return (
        _encode(without_nul(msgspec.to_builtins(value, builtin_types=(Decimal, datetime, date, UUID))))
        if _NUL in text
        else text
    )


def without_nul(value: Any) -> Any:
    """The same value with NUL characters taken out of all text, keys too."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {without_nul(name): without_nul(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [without_nul(part) for part in value]
    return value
