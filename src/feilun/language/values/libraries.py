"""A second opinion on numbers, dates and times: Microsoft's recognizers, for Chinese and English.

They have slips of their own ("in two weeks" becomes a span), so they are not asked first: where our rules and they
differ the flow asks the customer. They cost half a second and some 50 MB at first use, hence the late import. They open
no connection; a test holds that. jionlp would be a third voice, but it imports jiojio, which is GPL: decision 0008.
"""

import threading
import warnings
from datetime import datetime
from functools import cache
from types import ModuleType

# The tables behind the recognizers are built at first use and two threads would build them twice.
_LOCK = threading.RLock()


class _Libraries:
    def __init__(self, dates: ModuleType, numbers: ModuleType) -> None:
        self.dates, self.numbers = dates, numbers


@cache
def _libraries() -> _Libraries:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Old regular expressions warn when they are compiled.
        import recognizers_date_time
        import recognizers_number

    return _Libraries(recognizers_date_time, recognizers_number)


def warm() -> None:
    """Loads the tables of both languages; call it in a thread before the first customer needs them."""
    moment = datetime(2026, 1, 1, 12)
    for text, chinese in (("明天下午三点", True), ("tomorrow at 3pm", False)):
        moments(text, moment, chinese=chinese)
        amounts(text, chinese=chinese)


def moments(text: str, now: datetime, *, chinese: bool) -> tuple[set[str], set[tuple[str, str]]]:
    """What they read: `2026-12-01`, `15:00`, `2026-12-01 15:00`; and spans by their two ends."""
    culture = "zh-cn" if chinese else "en-us"
    seen: set[str] = set()
    spans: set[tuple[str, str]] = set()
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _libraries().dates.recognize_datetime(text, culture, reference=now.replace(tzinfo=None))
    for value in [value for one in found for value in (one.resolution or {}).get("values", [])]:
        if value.get("value") and value["value"] != "not resolved":
            seen.add(_short(value["value"]))
        if value.get("start") and value.get("end"):
            spans.add((_short(value["start"]), _short(value["end"])))
    return seen, spans


def amounts(text: str, *, chinese: bool) -> set[float]:
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _libraries().numbers.recognize_number(text, "zh-cn" if chinese else "en-us")
    values = [one.resolution.get("value") for one in found if one.resolution]
    return {float(value) for value in values if isinstance(value, str) and _is_number(value)}


def _is_number(written: str) -> bool:
    return written.replace(".", "", 1).lstrip("-").isdecimal()


def _short(written: str) -> str:
    """Seconds off: `15:00:00` → `15:00`, `2026-12-01 15:00:00` → `2026-12-01 15:00`."""
    return written[:-3] if written.count(":") == 2 else written
