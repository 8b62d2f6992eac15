"""Amounts she says: how many, how much."""

import re

from feilun.language.values.money import CURRENCY, REGION_CURRENCY, currency_of
from feilun.language.values.numerals import Number, numbers_in, plain
from feilun.language.values.reading import Reading, Setting, best

_MEASURE = re.compile(
    r"^\s*(?:个|個|件|台|套|双|雙|只|隻|箱|盒|包|瓶|位|人|次|天|年|岁|歲|斤|公斤|张|張|本|支|枚|份|pieces?|items?|people|persons?|pcs|units?|boxes|pairs?|times|days?)"
)
_MENDED = re.compile(
    r"改成|改为|改為|换成|換成|不对|不對|应该是|應該是|说错|說錯|错了|錯了|(?:不是|不要).{1,12}?[,，]?\s*(?:是|要)|\b(?:i mean|i meant|sorry|actually|make it|change (?:it|that) to|not .{1,20}? but|no,)",
    re.IGNORECASE,
)


def after_correction(text: str) -> str:
    """ "不是三个，是五个", "two, sorry, three": what stands behind the correction counts."""
    mended = list(_MENDED.finditer(text))
    rest = text[mended[-1].end() :] if mended else ""
    return rest if rest.strip(" ，,。.!！") else text


def read_number(text: str, setting: Setting) -> Reading | None:
    said = plain(text)
    mended = after_correction(said)
    numbers = numbers_in(mended) or numbers_in(said)
    where = mended if numbers_in(mended) else said
    counted = [one for one in numbers if _MEASURE.match(where[one.end :])]
    ordered = counted + [one for one in numbers if one not in counted]
    return best([reading for one in ordered for reading in _readings(one)])


def _readings(number: Number) -> list[Reading]:
    readings = [Reading(_tidy(number.value), _shown(number.value), is_sure=not number.is_about)]
    if number.other is not None:
        readings.append(Reading(_tidy(number.other), _shown(number.other), is_sure=False))
    return readings


def _tidy(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _shown(value: float) -> str:
    return f"{_tidy(value):,}"


def read_money(text: str, setting: Setting) -> Reading | None:
    said = plain(text)
    mended = after_correction(said)
    where = mended if numbers_in(mended) else said
    numbers = numbers_in(where)
    priced = [(one, currency_of(where[: one.start], where[one.end :])) for one in numbers]
    named = [(one, currency) for one, currency in priced if currency]
    chosen = named or priced
    default = REGION_CURRENCY.get(setting.region, "CNY")
    readings = []
    for one, currency in chosen:
        cents = _cents_behind(where[one.end :])
        for value in (one.value, one.other):
            if value is not None:
                amount = f"{value + cents:.2f}"
                code = currency or default
                readings.append(
                    Reading(
                        {"amount": amount, "currency": code},
                        f"{CURRENCY[code]}{float(amount):,.2f}",
                        is_sure=not one.is_about,
                    )
                )
    return best(readings)


def _cents_behind(rest: str) -> float:
    """ "九十九块五" is 99.50, "12块8毛" is 12.80."""
    found = re.match(r"\s*[块塊](?:[钱錢])?([0-9一二三四五六七八九])(?:毛|角)?(?![0-9一二三四五六七八九个個])", rest)
    if not found:
        return 0.0
    digit = found[1]
    return (int(digit) if digit.isdecimal() else "零一二三四五六七八九".index(digit)) / 10
