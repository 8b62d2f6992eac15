"""Holds our reading against the libraries': whoever differs makes the reading unsure, and names what else it can be."""

import re
from datetime import date, datetime

import msgspec

from feilun.language.values import libraries
from feilun.language.values.dates import day_reading, moment_reading, time_reading
from feilun.language.values.numerals import ZH_NUMERAL
from feilun.language.values.reading import Reading, Setting

_SHAPES = {
    "date": re.compile(r"^\d{4}-\d{2}-\d{2}$"),
    "time": re.compile(r"^\d{2}:\d{2}$"),
    "datetime": re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$"),
}


# The recognizers need minutes for a long row of numerals; nobody answers a question with one.
_TOO_LONG = re.compile(rf"^.{{120}}|(?:{ZH_NUMERAL}|\d){{24}}", re.DOTALL)


def second_opinion(kind: str, text: str, own: Reading | None, setting: Setting) -> Reading | None:
    if kind not in ("number", *_SHAPES):
        return own
    if _TOO_LONG.search(text):
        return msgspec.structs.replace(own, is_sure=False) if own else None
    if kind == "number":
        return _number(text, own)
    if own is not None and not own.is_sure:
        return own  # It is asked back anyway.
    chinese = bool(re.search(r"[\u4e00-\u9fff]", text))
    seen, spans = libraries.moments(text, setting.local, chinese=chinese)
    if own is not None and any(start <= str(own.value) <= end for start, end in spans):
        return own  # "In two weeks" is a week's span to one of them.
    fitting = sorted({one for one in (_of_kind(kind, written) for written in seen) if one})
    others = [_reading(kind, one, chinese, setting) for one in fitting]
    if own is None:
        return _doubtful(others[0], others[1:]) if others else None
    return own if not others or any(one.value == own.value for one in others) else _doubtful(own, others)


def _of_kind(kind: str, written: str) -> str | None:
    if kind == "time" and _SHAPES["datetime"].match(written):
        return written[-5:]
    return written if _SHAPES[kind].match(written) else None


def _reading(kind: str, written: str, chinese: bool, setting: Setting) -> Reading:
    if kind == "date":
        return day_reading(date.fromisoformat(written), chinese, True)
    if kind == "time":
        return time_reading(int(written[:2]) * 60 + int(written[3:]))
    return moment_reading(datetime.fromisoformat(written).replace(tzinfo=setting.zone), chinese)


def _number(text: str, own: Reading | None) -> Reading | None:
    if own is None or not own.is_sure or isinstance(own.value, bool) or not isinstance(own.value, int | float):
        return own
    chinese = bool(re.search(r"[\u4e00-\u9fff]", text))
    seen = libraries.amounts(text, chinese=chinese)
    if not seen or any(abs(one - own.value) < 1e-6 * max(1.0, abs(one)) for one in seen):
        return own
    return _doubtful(own, [Reading(int(one) if one == int(one) else one, f"{one:,.10g}") for one in sorted(seen)])


def _doubtful(first: Reading, others: list[Reading]) -> Reading:
    return msgspec.structs.replace(first, is_sure=False, alternatives=(*first.alternatives, *others)[:4])
