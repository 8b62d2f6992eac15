"""Days she names, by our own rules: 大后天, 下周三, 12月5日, next Friday, in two weeks, 12/11.

Every rule answers with the candidates in order of likelihood; more than one means the flow asks back. Chinese weeks
begin on Monday, so 下周日 said on a Wednesday is the Sunday after the coming one.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from feilun.language.values.numerals import EN_NUMERAL, ZH_NUMERAL, whole

_N = rf"(\d{{1,3}}|{ZH_NUMERAL}{{1,3}})"
_E = rf"(\d{{1,3}}|an?|{EN_NUMERAL})"
_WEEKDAYS = {sign: place for place, sign in enumerate("一二三四五六日")} | {
    "天": 6,
    "1": 0,
    "2": 1,
    "3": 2,
    "4": 3,
    "5": 4,
    "6": 5,
    "7": 6,
}
_ENGLISH_DAYS = {name[:3].lower(): place for place, name in enumerate(calendar.day_name)}
_MONTHS = {name[:3].lower(): place for place, name in enumerate(calendar.month_name) if name}
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur|r)?(?:day)?"
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_RELATIVE_ZH = {"今天": 0, "今日": 0, "今早": 0, "今晚": 0, "今儿": 0, "当天": 0, "今夜": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "明儿": 1, "后天": 2, "後天": 2, "大后天": 3, "大後天": 3, "昨天": -1, "昨日": -1, "昨晚": -1, "前天": -2, "大前天": -3}  # fmt: skip
_RELATIVE_EN = {"today": 0, "tonight": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1, "yesterday": -1, "the day after tomorrow": 2, "day after tomorrow": 2, "the day before yesterday": -2, "day before yesterday": -2}  # fmt: skip
_FEASTS = {"元旦": (1, 1), "情人节": (2, 14), "情人節": (2, 14), "妇女节": (3, 8), "劳动节": (5, 1), "五一": (5, 1), "六一": (6, 1), "国庆": (10, 1), "國慶": (10, 1), "十一国庆": (10, 1), "双十一": (11, 11), "雙十一": (11, 11), "平安夜": (12, 24), "圣诞": (12, 25), "聖誕": (12, 25), "christmas": (12, 25), "christmas eve": (12, 24), "new year's day": (1, 1), "new year's eve": (12, 31), "valentine's day": (2, 14), "halloween": (10, 31)}  # fmt: skip


class Day(msgspec.Struct, frozen=True):
    candidates: tuple[date, ...]
    start: int
    end: int
    is_sure: bool = True


class _At(msgspec.Struct, frozen=True):
    today: date
    region: str
    is_chinese: bool


_Rule = Callable[[re.Match[str], _At], list[date]]


def days_in(text: str, today: date, region: str) -> list[Day]:
    """The days of a text from left to right; where rules overlap the one that reads more words wins."""
    at = _At(today, region, bool(re.search(r"[\u4e00-\u9fff]", text)))
    found: list[Day] = []
    for pattern, rule, is_sure in _RULES:
        for match in pattern.finditer(text):
            try:
                candidates = rule(match, at)
            except (ValueError, OverflowError):
                continue  # 31 February and its like: no day at all.
            if candidates:
                found.append(Day(tuple(dict.fromkeys(candidates)), match.start(), match.end(), is_sure))
    return _longest(found)


def _longest(found: list[Day]) -> list[Day]:
    kept: list[Day] = []
    for one in sorted(found, key=lambda day: (day.start - day.end, day.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda day: day.start)


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def add_months(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _relative(words: dict[str, int]) -> _Rule:
    return lambda match, at: [at.today + timedelta(days=words[match[0].lower()])]


def _zh_span(match: re.Match[str], at: _At) -> list[date]:
    number, unit, way = match[1], match[2], -1 if match[3] == "前" else 1
    many = 0.5 if number == "半" else float(whole(number) or 0)
    if unit in ("天", "日"):
        return [at.today + timedelta(days=int(many) * way)]
    if unit.endswith(("周", "週", "星期", "礼拜", "禮拜")):
        return [at.today + timedelta(days=int(many * 7) * way)]
    if unit.endswith("月"):
        return [at.today + timedelta(days=15 * way)] if number == "半" else [add_months(at.today, int(many) * way)]
    return [add_months(at.today, int(many * 12) * way)]


def _en_span(match: re.Match[str], at: _At) -> list[date]:
    number, unit, way = (
        match["n"].lower(),
        match["unit"].lower(),
        -1 if match["way"] and "ago" in match["way"].lower() else 1,
    )
    many = 1 if number in ("a", "an") else 2 if number == "a couple" else int(whole(number) or 0)
    days = {"day": 1, "week": 7, "fortnight": 14}
    if unit in days:
        return [at.today + timedelta(days=many * days[unit] * way)]
    return [add_months(at.today, many * way * (12 if unit == "year" else 1))]


def _zh_weekday(match: re.Match[str], at: _At) -> list[date]:
    prefix, sign = (match[1] or "").replace("个", "").replace("個", ""), match[2]
    weeks = {"上上": -2, "上": -1, "这": 0, "這": 0, "本": 0, "下": 1, "下下": 2}.get(prefix)
    places = [5, 6] if sign == "末" else [_WEEKDAYS[sign]]
    if weeks is not None:
        return [_monday(at.today) + timedelta(days=7 * weeks + place) for place in places]
    this = [_monday(at.today) + timedelta(days=place) for place in places]
    # A bare 周一 said on a Wednesday: the coming one, but the one gone by is possible ("周一买的").
    return [day for one in this for day in ([one] if one >= at.today else [one + timedelta(days=7), one])]


def _en_weekday(match: re.Match[str], at: _At) -> list[date]:
    place, prefix = _ENGLISH_DAYS[match["day"].lower()], (match["which"] or "").strip().lower()
    coming = at.today + timedelta(days=(place - at.today.weekday()) % 7)
    if prefix == "last":
        return [at.today - timedelta(days=(at.today.weekday() - place) % 7 or 7)]
    if prefix == "next":
        strictly = _monday(at.today) + timedelta(days=7 + place)
        # "Next Friday" said on a Wednesday means two days to some and nine to others.
        return [strictly, coming] if coming > at.today else [strictly]
    return [coming] if coming > at.today else [coming, coming + timedelta(days=7)]


def _yearless(month: int, day: int, at: _At) -> list[date]:
    """The next time this day comes; when it passed a short while ago, that one is possible too."""
    this = date(at.today.year, month, day)
    if this >= at.today:
        return [this] if (this - at.today).days < 300 else [this, date(at.today.year - 1, month, day)]
    return [date(at.today.year + 1, month, day), this]


def _zh_date(match: re.Match[str], at: _At) -> list[date]:
    prefix, month, day = match[1], whole(match[2]) or 0, whole(match[3]) or 0
    if not prefix:
        return _yearless(month, day, at)
    years = {"今年": 0, "明年": 1, "后年": 2, "去年": -1}
    year = at.today.year + years[prefix] if prefix in years else whole(prefix.rstrip("年")) or 0
    return [date(year + 2000 if year < 100 else year, month, day)]


def _zh_month_day(match: re.Match[str], at: _At) -> list[date]:
    months = {"上": -1, "这": 0, "這": 0, "本": 0, "当": 0, "下": 1, "下下": 2}[
        match[1].replace("个", "").replace("個", "")
    ]
    first = add_months(at.today.replace(day=1), months)
    return [first.replace(day=whole(match[2]) or 0)]


def _day_of_month(match: re.Match[str], at: _At) -> list[date]:
    day = whole(match[1]) or 0
    this = at.today.replace(day=day)
    return [this] if this >= at.today else [add_months(at.today.replace(day=1), 1).replace(day=day), this]


def _written(match: re.Match[str], at: _At) -> list[date]:
    return [date(int(match[1]), int(match[2]), int(match[3]))]


def _slashes(match: re.Match[str], at: _At) -> list[date]:
    first, second, year = int(match[1]), int(match[2]), match[3]
    orders = [(first, second)] if at.is_chinese else [(first, second), (second, first)]
    if not at.is_chinese and at.region in ("GB", "AU", "NZ", "IE", "IN", "DE", "FR", "SG"):
        orders.reverse()
    candidates: list[date] = []
    for month, day in orders:
        if 1 <= month <= 12 and 1 <= day <= 31:
            if year:
                candidates.append(date(int(year) + (2000 if len(year) == 2 else 0), month, day))
            else:
                candidates.extend(_yearless(month, day, at))
    return candidates


def _month_name(match: re.Match[str], at: _At) -> list[date]:
    month, day, year = _MONTHS[match["month"][:3].lower()], int(match["date"]), match["year"]
    return [date(int(year), month, day)] if year else _yearless(month, day, at)


def _feast(match: re.Match[str], at: _At) -> list[date]:
    return _yearless(*_FEASTS[match[0].lower()], at)[:1]


def _edge(match: re.Match[str], at: _At) -> list[date]:
    first = at.today.replace(day=1) if match[0][0] != "下" else add_months(at.today.replace(day=1), 1)
    if match[0].endswith(("初", "beginning of the month")):
        return [first if first >= at.today else add_months(first, 1)]
    if match[0].startswith("年"):
        return [date(at.today.year, 12, 31)]
    return [add_months(first, 1) - timedelta(days=1)]


def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written, re.IGNORECASE)


def _listed(words: dict[str, object] | dict[str, int] | dict[str, tuple[int, int]]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_RULES: tuple[tuple[re.Pattern[str], _Rule, bool], ...] = (
    (_pattern(_listed(_RELATIVE_ZH)), _relative(_RELATIVE_ZH), True),
    (_pattern(rf"\b(?:{_listed(_RELATIVE_EN)})\b"), _relative(_RELATIVE_EN), True),
    (_pattern(rf"(\d{{1,3}}|{ZH_NUMERAL}{{1,3}}|半)(天|日|个?(?:周|週|星期|礼拜|禮拜)|[个個]?月|年)(?:之|以)?(后|後|前)"), _zh_span, True),
    (_pattern(r"(上上|上|这|這|本|下下|下)?[个個]?(?:周|週|星期|礼拜|禮拜)([一二三四五六日天末1-7])(?![0-9])"), _zh_weekday, True),
    (_pattern(rf"(?:(\d{{4}}年|\d{{2}}年|[一二三四五六七八九零〇]{{4}}年|今年|明年|后年|去年)的?)?(?<!\d){_N}月{_N}(?:[日号號]|(?!\d))"), _zh_date, True),
    (_pattern(rf"(上|这|這|本|当|下下|下)[个個]?月的?{_N}[日号號]"), _zh_month_day, True),
    (_pattern(rf"(?<![月\d一二三四五六七八九十单單型房楼樓栋棟]){_N}[号號](?![楼樓栋棟院线線店门門])"), _day_of_month, True),
    (_pattern(r"(?<![\d/.\-])(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?![\d/\-])"), _written, True),
    (_pattern(r"(?<![\d/.\-])(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?(?![\d/.\-])"), _slashes, True),
    (_pattern(rf"\b(?:in\s+|within\s+)(?P<n>{_E[1:-1]}|a couple)(?:\s+of)?\s+(?P<unit>day|week|month|year|fortnight)s?\b(?P<way>(?!\s+ago))"), _en_span, True),
    (_pattern(rf"\b(?P<n>{_E[1:-1]}|a couple)(?:\s+of)?\s+(?P<unit>day|week|month|year|fortnight)s?\s+(?P<way>from (?:now|today)|ago|later)\b"), _en_span, True),
    (_pattern(rf"\b(?:on\s+)?(?P<which>next|last|this|this coming|coming)?\s*\b(?P<day>{_DAY[1:_DAY.index(')')]}){_DAY[_DAY.index(')') + 1 :]}\b"), _en_weekday, True),
    (_pattern(rf"\b(?P<month>{_MONTH[1:_MONTH.index(')')]})[a-z]{{0,6}}\.?\s+(?:the\s+)?(?P<date>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?"), _month_name, True),
    (_pattern(rf"\b(?P<date>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH[1:_MONTH.index(')')]})[a-z]{{0,6}}\.?(?:,?\s+(?P<year>\d{{4}}))?\b"), _month_name, True),
    (_pattern(r"\bthe\s+(\d{1,2})(?:st|nd|rd|th)\b"), _day_of_month, True),
    (_pattern(_listed(_FEASTS)), _feast, False),
    (_pattern(r"(?:这个|本|下个?)?月[底初末]|年底|\bend of (?:the|this) month\b|\bbeginning of the month\b"), _edge, False),
)  # fmt: skip
