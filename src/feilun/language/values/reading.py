"""What a reading is: a value, how it is shown for confirmation, and whether we would stake an answer on it."""

from __future__ import annotations

from datetime import datetime, tzinfo

import msgspec

Value = str | int | float | bool | dict[str, str]


class Reading(msgspec.Struct, frozen=True):
    value: Value
    shown: str
    is_sure: bool = True  # False: ask "do you mean …?" before it is used.
    alternatives: tuple[Reading, ...] = ()


class Option(msgspec.Struct, frozen=True):
    """One of the answers of a choice: what is stored, and the words she may use for it."""

    value: str
    labels: tuple[str, ...] = ()


class Setting(msgspec.Struct, frozen=True):
    """Where and when the text was written: everything a reading may depend on besides its words."""

    now: datetime
    zone: tzinfo
    region: str = "CN"
    options: tuple[Option, ...] = ()

    @property
    def local(self) -> datetime:
        return self.now.astimezone(self.zone)


def best(readings: list[Reading], *, is_sure: bool = True) -> Reading | None:
    """One reading out of several: the first, unsure as soon as another value is possible."""
    distinct: list[Reading] = []
    for one in readings:
        if all(one.value != other.value for other in distinct):
            distinct.append(one)
    if not distinct:
        return None
    first, others = distinct[0], distinct[1:]
    alternatives = tuple(msgspec.structs.replace(one, alternatives=()) for one in others)
    kept = tuple(one for one in first.alternatives if all(one.value != other.value for other in others))
    return msgspec.structs.replace(
        first, is_sure=is_sure and first.is_sure and not others, alternatives=(alternatives + kept)[:4]
    )
