"""Reads a date, a range of dates, a time, or both together, relative to the moment of the conversation."""

import re
from datetime import date, datetime, timedelta

from feilun.language.values.days import Day, days_in
from feilun.language.values.numbers import after_correction
from feilun.language.values.numerals import plain, whole
from feilun.language.values.reading import Reading, Setting, best
from feilun.language.values.times import NOW, Clock, clocks_in, span_in

_TO = re.compile(r"^\s*(?:到|至|[-~—–]+|to|till|until|through|and)\s*(?:周|星期)?\s*$", re.IGNORECASE)
_RANGE_TAIL = re.compile(
    r"^\s*(?:到|至|[-~—–]+)\s*(?:(?:周|週|星期|礼拜|禮拜)?([一二三四五六日天])(?![月号號点點])|(\d{1,2}|[一二三四五六七八九十]{1,3})[日号號])"
)
_REFUSED = re.compile(r"(?:不是|不要|除了|\b(?:not|except|no)(?: on)?)\s*$", re.IGNORECASE)
_WEEKDAYS_ZH, _WEEKDAYS_EN = "一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _is_chinese(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", text))


def _mended_days(text: str, setting: Setting) -> tuple[str, list[Day]]:
    said = plain(text)
    today = setting.local.date()
    mended = after_correction(said)
    days = days_in(mended, today, setting.region)
    mended, days = (mended, days) if days else (said, days_in(said, today, setting.region))
    meant = [day for day in days if not _REFUSED.search(mended[: day.start])]
    return mended, meant or days


def read_date(text: str, setting: Setting) -> Reading | None:
    _, days = _mended_days(text, setting)
    chinese = _is_chinese(text)
    readings = [day_reading(day, chinese, one.is_sure) for one in days for day in one.candidates]
    return best(readings)


def read_date_range(text: str, setting: Setting) -> Reading | None:
    """Two days joined by 到 or "to". The trap: a weekday range whose end lands before its start."""
    said, days = _mended_days(text, setting)
    chinese = _is_chinese(text)
    if len(days) >= 2 and _TO.match(said[days[0].end : days[1].start]):
        return _range(days[0], days[1].candidates[0], chinese)
    if days:
        end = _short_end(days[0], said[days[0].end :])
        if end:
            return _range(days[0], end, chinese)
    return None


def _short_end(start: Day, rest: str) -> date | None:
    """ "下周一到三", "12月5日至8日": the end says only what differs."""
    found = _RANGE_TAIL.match(rest)
    if not found:
        return None
    first = start.candidates[0]
    if found[1]:
        place = _WEEKDAYS_ZH.replace("天", "日").index(found[1].replace("天", "日"))
        return first + timedelta(days=(place - first.weekday()) % 7)
    day = whole(found[2]) or 0
    try:
        return first.replace(day=day)
    except ValueError:
        return None


def _range(start: Day, end: date, chinese: bool) -> Reading:
    first = start.candidates[0]
    if end < first:
        week_later = end + timedelta(days=7 * ((first - end).days // 7 + 1))
        end = week_later if (first - end).days <= 7 else end.replace(year=end.year + 1)
    is_sure = start.is_sure and len(start.candidates) == 1 and end >= first
    shown = f"{_shown(first, chinese)} – {_shown(end, chinese)}"
    return Reading({"from": first.isoformat(), "until": end.isoformat()}, shown, is_sure=is_sure)


def read_time(text: str, setting: Setting) -> Reading | None:
    said = plain(text)
    span = span_in(said)
    if span is not None:
        return time_reading(_minutes(setting.local + span))
    clocks = clocks_in(after_correction(said)) or clocks_in(said)
    return best([time_reading(minutes) for one in clocks for minutes in one.candidates])


def read_datetime(text: str, setting: Setting) -> Reading | None:
    said, days = _mended_days(text, setting)
    chinese = _is_chinese(text)
    if NOW.match(said):
        return moment_reading(setting.local, chinese)
    span = span_in(said)
    if span is not None:
        return moment_reading(setting.local + span, chinese)
    clocks = clocks_in(_without(said, days)) or (clocks_in(plain(text)) if said != plain(text) else [])
    if not clocks:
        return None
    readings = [moment_reading(moment, chinese, sure) for moment, sure in _moments(days, clocks, setting)]
    return best(readings)


def _moments(days: list[Day], clocks: list[Clock], setting: Setting) -> list[tuple[datetime, bool]]:
    today = setting.local.date()
    moments = []
    for clock in clocks:
        for minutes in clock.candidates:
            chosen = [(day, one.is_sure) for one in days for day in one.candidates] or [(today, True)]
            for day, sure in chosen:
                moment = _at(day + timedelta(days=1 if clock.next_day else 0), minutes, setting)
                if not days and moment < setting.local:
                    moment, sure = _at(day + timedelta(days=1), minutes, setting), False
                moments.append((moment, sure and not clock.next_day))
    return moments


def _at(day: date, minutes: int, setting: Setting) -> datetime:
    return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=setting.zone)


def _without(text: str, days: list[Day]) -> str:
    """The text with its days blanked, save for the part of the day that 今晚 or 明早 says along with them."""
    for one in reversed(days):
        named = text[one.start : one.end]
        part = "晚上" if named.endswith("晚") else "早上" if named.endswith("早") else ""
        text = text[: one.start] + part + " " * (0 if part else 1) + text[one.end :]
    return text


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def day_reading(day: date, chinese: bool, is_sure: bool) -> Reading:
    return Reading(day.isoformat(), _shown(day, chinese), is_sure=is_sure)


def _shown(day: date, chinese: bool) -> str:
    if chinese:
        return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS_ZH[day.weekday()]}）"
    return f"{_WEEKDAYS_EN[day.weekday()]} {day.day} {day.strftime('%B')} {day.year}"


def time_reading(minutes: int) -> Reading:
    written = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return Reading(written, written)


def moment_reading(moment: datetime, chinese: bool, is_sure: bool = True) -> Reading:
    moment = moment.replace(second=0, microsecond=0)
    return Reading(moment.isoformat(), f"{_shown(moment.date(), chinese)} {moment:%H:%M}", is_sure=is_sure)
