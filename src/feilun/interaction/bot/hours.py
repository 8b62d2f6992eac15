"""When people answer: pure, on the workspace's clock."""

from collections.abc import Sequence
from datetime import datetime

from feilun.interaction.bot.settings import OpenHours

_DAYS = {
    "zh-CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "zh-TW": ("週一", "週二", "週三", "週四", "週五", "週六", "週日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_JOIN = {"zh-CN": "；", "zh-TW": "；", "en": "; "}
_TO = {"zh-CN": "至", "zh-TW": "至", "en": "-"}


def is_open(hours: Sequence[OpenHours], local: datetime) -> bool:
    """Whether people are on duty at a local time; without hours nobody can tell, so it is no."""
    clock = f"{local:%H:%M}"
    return any(local.isoweekday() in one.days and one.since <= clock < one.to for one in hours)


def times(hours: Sequence[OpenHours], language: str) -> str:
    """The hours in words: `周一至周五 09:00-18:00`."""
    known = language if language in _DAYS else "zh-CN"
    return _JOIN[known].join(f"{_days(one.days, known)} {one.since}-{one.to}" for one in hours)


def _days(days: Sequence[int], language: str) -> str:
    names, parts, todo = _DAYS[language], [], sorted(set(days))
    while todo:
        run = [todo.pop(0)]
        while todo and todo[0] == run[-1] + 1:
            run.append(todo.pop(0))
        last = f"{_TO[language]}{names[run[-1] - 1]}" if len(run) > 1 else ""
        parts.append(f"{names[run[0] - 1]}{last}")
    return ("、" if language != "en" else ", ").join(parts)
