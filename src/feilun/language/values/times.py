"""Times of day, by our own rules: 下午三点半, 20:15, half past three, noon."""

import re
from datetime import timedelta

import msgspec

from feilun.language.values.numerals import EN_NUMERAL, ZH_NUMERAL, whole

_N = rf"(\d{{1,2}}|{ZH_NUMERAL}{{1,3}})"
_PART = r"(凌晨|清晨|早晨|早上|今早|明早|早|上午|中午|下午|午后|傍晚|今晚|明晚|昨晚|晚上|夜里|夜裡|晚|半夜|深夜)?"
_ZH = re.compile(
    rf"{_PART}的?\s*(?<![\d.:]){_N}(?:[点點时時](?!间|間|候)钟?)\s*(?:(半)|([一三])刻|过?\s*{_N}分?(?![\d天个人]))?"
)
_CLOCK = re.compile(
    rf"{_PART}\s*(?<![\d.:\-/])(\d{{1,2}})[:：](\d{{2}})(?::\d{{2}})?(?![\d:])\s*(a\.?m\.?|p\.?m\.?)?", re.IGNORECASE
)
_EN_HOURS = rf"(\d{{1,2}}|{EN_NUMERAL})"
_EN = re.compile(
    rf"(?:\b(half past|quarter past|quarter to|a quarter past|a quarter to)\s+)?(?<![\d:.$])\b{_EN_HOURS}(?:[.](\d{{2}}))?\s*"
    r"(a\.?m\b\.?|p\.?m\b\.?|o'?clock)?(?:\s+in the (morning|afternoon|evening)|\s+at (night))?",
    re.IGNORECASE,
)
_EN_AT = re.compile(r"\b(?:at|by|around|about|until|from)\s*$", re.IGNORECASE)
_NAMED = {"正午": (12, 0), "午夜": (0, 0), "noon": (12, 0), "midday": (12, 0), "midnight": (0, 0)}
_NAMED_PATTERN = re.compile(r"正午|午夜|\b(?:noon|midday|midnight)\b", re.IGNORECASE)
_SPAN = re.compile(
    rf"(半|一个半|\d{{1,3}}|{ZH_NUMERAL}{{1,3}})\s*(?:个|個)?(半)?(小时|小時|钟头|鐘頭|分钟|分鐘|刻钟)(?:之|以)?(?:后|後)"
)
_SPAN_EN = re.compile(
    rf"\bin\s+(half an|\d{{1,3}}|an?|{EN_NUMERAL})\s+(hour|minute|hr|min)s?\b|\b(\d{{1,3}}|an?|{EN_NUMERAL})\s+(hour|minute)s? from now\b",
    re.IGNORECASE,
)
NOW = re.compile(r"^(?:就)?(?:现在|現在|马上|馬上|立刻|立即|right now|now|asap|immediately)[。.!！]?$", re.IGNORECASE)


class Clock(msgspec.Struct, frozen=True):
    """Minutes of the day; candidates in order of likelihood. `next_day`: 晚上十二点 belongs to the day after."""

    candidates: tuple[int, ...]
    start: int
    end: int
    next_day: bool = False


def clocks_in(text: str) -> list[Clock]:
    found = [
        *_by(_CLOCK, _digital, text),
        *_by(_ZH, _chinese, text),
        *_by(_NAMED_PATTERN, _named, text),
        *_english_clocks(text),
    ]
    kept: list[Clock] = []
    for one in sorted(found, key=lambda clock: (clock.start - clock.end, clock.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda clock: clock.start)


def span_in(text: str) -> timedelta | None:
    """两小时后, in half an hour."""
    found = _SPAN.search(text)
    if found:
        many = {"半": 0.5, "一个半": 1.5}.get(found[1]) or float(whole(found[1]) or 0)
        minutes = {"小": 60, "钟": 60, "鐘": 60, "分": 1, "刻": 15}[found[3][0]]
        return timedelta(minutes=(many + (0.5 if found[2] else 0)) * minutes)
    english = _SPAN_EN.search(text)
    if not english:
        return None
    number, unit = (english[1] or english[3]).lower(), (english[2] or english[4]).lower()
    count = 0.5 if number == "half an" else 1.0 if number in ("a", "an") else float(whole(number) or 0)
    return timedelta(minutes=count * (60 if unit.startswith("h") else 1))


def _by(pattern: re.Pattern[str], rule: object, text: str) -> list[Clock]:
    clocks = [rule(match) for match in pattern.finditer(text)]  # type: ignore[operator]
    return [clock for clock in clocks if clock is not None]


def _named(match: re.Match[str]) -> Clock:
    hour, minute = _NAMED[match[0].lower()]
    return Clock((hour * 60 + minute,), match.start(), match.end())


def _digital(match: re.Match[str]) -> Clock | None:
    part, hour, minute, half = match[1], int(match[2]), int(match[3]), (match[4] or "").replace(".", "").lower()
    if hour > 24 or minute > 59:
        return None
    if half:
        return _clock(match, (hour % 12 + (12 if half == "pm" else 0)) * 60 + minute)
    if part:
        return _in_part(match, part, hour, minute)
    is_plain = hour == 0 or hour >= 8 or match[2].startswith("0")
    return _clock(match, hour % 24 * 60 + minute) if is_plain else _either(match, hour, minute)


def _chinese(match: re.Match[str]) -> Clock | None:
    part, hour = match[1], whole(match[2])
    minute = 30 if match[3] else {"一": 15, "三": 45}.get(match[4] or "") or (whole(match[5]) if match[5] else 0)
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    if part:
        return _in_part(match, part, hour, minute)
    if hour == 0 or hour > 12:
        return _clock(match, hour % 24 * 60 + minute)
    return _either(match, hour, minute)


def _in_part(match: re.Match[str], part: str, hour: int, minute: int) -> Clock:
    is_night = part in ("今晚", "明晚", "昨晚", "晚上", "晚", "夜里", "夜裡", "半夜", "深夜")
    if hour > 12:
        return _clock(match, hour % 24 * 60 + minute)
    if hour == 12 and is_night:
        return Clock((minute,), match.start(), match.end(), next_day=True)
    if is_night:
        late = part in ("半夜", "深夜", "夜里", "夜裡")
        return _clock(match, (hour + (0 if late and hour < 6 else 12)) * 60 + minute)
    if part in ("下午", "午后", "傍晚") or (part == "中午" and hour < 10):
        return _clock(match, (hour % 12 + 12) * 60 + minute)
    return _clock(match, (hour % 12 if part == "凌晨" else hour) * 60 + minute)


def _english_clocks(text: str) -> list[Clock]:
    clocks = []
    for match in _EN.finditer(text):
        relation, hour, minute = (match[1] or "").lower(), whole(match[2].lower()), int(match[3] or 0)
        half, part = (match[4] or "").replace(".", "").lower(), (match[5] or match[6] or "").lower()
        is_said = relation or half or part or _EN_AT.search(text[: match.start()])
        if not is_said or hour is None or hour > 24 or minute > 59 or (hour > 12 and half in ("am", "pm")):
            continue
        minute += 30 if "half" in relation else 15 if relation.endswith("quarter past") else 0
        shift = -15 if relation.endswith("quarter to") else 0
        clocks.append(_english(match, hour, minute + shift, half, part))
    return clocks


def _english(match: re.Match[str], hour: int, minute: int, half: str, part: str) -> Clock:
    if half in ("am", "pm") or part:
        is_late = half == "pm" or part in ("afternoon", "evening", "night")
        return _clock(match, (hour % 12 + (12 if is_late else 0)) * 60 + minute)
    return _clock(match, hour % 24 * 60 + minute) if hour == 0 or hour > 12 else _either(match, hour, minute)


def _either(match: re.Match[str], hour: int, minute: int) -> Clock:
    """Three o'clock without a part of the day: business hours first."""
    early, late = hour % 12 * 60 + minute, (hour % 12 + 12) * 60 + minute
    order = (early, late) if 8 <= hour <= 11 else (late, early)
    return Clock(order, match.start(), match.end())


def _clock(match: re.Match[str], minutes: int) -> Clock:
    return Clock((minutes % 1440,), match.start(), match.end())
