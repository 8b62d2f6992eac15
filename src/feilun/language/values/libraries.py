"""A second opinion on numbers, dates and times: jionlp for Chinese, Microsoft's recognizers for both languages.

Both have known slips (jionlp gives weekday ranges an end before their start), so neither is asked first: where our
rules and they differ the flow asks the customer. They cost seconds and 100 MB at first use and jionlp keeps its state
in the parser, hence the late import behind one lock. Neither opens a connection; a test holds that.
"""

import contextlib
import io
import threading
import warnings
from datetime import datetime
from functools import cache
from types import ModuleType

_LOCK = threading.RLock()


class _Libraries:
    def __init__(self, jionlp: ModuleType, dates: ModuleType, numbers: ModuleType) -> None:
        self.jionlp, self.dates, self.numbers = jionlp, dates, numbers


@cache
def _libraries() -> _Libraries:
    # jionlp greets on standard output when it is imported, and old regular expressions in both warn.
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        import jionlp
        import recognizers_date_time
        import recognizers_number

    return _Libraries(jionlp, recognizers_date_time, recognizers_number)


def warm() -> None:
    """Loads both libraries and their tables; call it in a thread before the first customer needs them."""
    moment = datetime(2026, 1, 1, 12)
    for text, chinese in (("明天下午三点", True), ("tomorrow at 3pm", False)):
        moments(text, moment, chinese=chinese)
        amounts(text, chinese=chinese)


def moments(text: str, now: datetime, *, chinese: bool) -> tuple[set[str], set[tuple[str, str]]]:
    """What the libraries read: `2026-12-01`, `15:00`, `2026-12-01 15:00`; and spans by their two ends."""
    with _LOCK, warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        seen, spans = _recognized(text, now, "zh-cn" if chinese else "en-us")
        return (seen | _jionlp(text, now) if chinese else seen), spans


def amounts(text: str, *, chinese: bool) -> set[float]:
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _libraries().numbers.recognize_number(text, "zh-cn" if chinese else "en-us")
    values = [one.resolution.get("value") for one in found if one.resolution]
    return {float(value) for value in values if isinstance(value, str) and _is_number(value)}


def _is_number(written: str) -> bool:
    return written.replace(".", "", 1).lstrip("-").isdecimal()


def _recognized(text: str, now: datetime, culture: str) -> tuple[set[str], set[tuple[str, str]]]:
    seen: set[str] = set()
    spans: set[tuple[str, str]] = set()
    for one in _libraries().dates.recognize_datetime(text, culture, reference=now.replace(tzinfo=None)):
        for value in (one.resolution or {}).get("values", []):
            if value.get("value") and value["value"] != "not resolved":
                seen.add(_short(value["value"]))
            if value.get("start") and value.get("end"):
                spans.add((_short(value["start"]), _short(value["end"])))
    return seen, spans


def _jionlp(text: str, now: datetime) -> set[str]:
    try:
        parsed = _libraries().jionlp.parse_time(text, time_base=now.timestamp())
    except Exception:  # It raises ValueError for "no time here" and IndexError or TypeError for what it trips over.
        return set()
    ends = parsed.get("time")
    if not isinstance(ends, list) or len(ends) != 2 or not all(isinstance(end, str) for end in ends):
        return set()
    is_day = ends[0][:10] == ends[1][:10] and ends[0].endswith("00:00:00") and ends[1].endswith("23:59:59")
    if is_day:
        return {ends[0][:10]}
    return set() if parsed.get("type") == "time_span" else {_short(ends[0])}


def _short(written: str) -> str:
    """Seconds off: `15:00:00` → `15:00`, `2026-12-01 15:00:00` → `2026-12-01 15:00`."""
    return written[:-3] if written.count(":") == 2 else written
