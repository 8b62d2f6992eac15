"""Numbers as they are written: Chinese numerals, English number words, digits with 万 or k behind them."""

import re
import unicodedata

import msgspec

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "兩": 2, "俩": 2, "倆": 2, "幺": 1, "壹": 1, "贰": 2, "貳": 2, "叁": 3, "參": 3, "肆": 4, "伍": 5,
    "陆": 6, "陸": 6, "柒": 7, "捌": 8, "玖": 9, "仨": 3,
}  # fmt: skip
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
ZH_NUMERAL = "[零一二三四五六七八九〇两兩俩倆幺十百千万萬亿億拾佰仟壹贰貳叁參肆伍陆陸柒捌玖]"

_ENGLISH = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_WORDS = "|".join(sorted([*_ENGLISH, *_SCALES], key=len, reverse=True))
EN_NUMERAL = rf"(?:(?:a|half an?)\s+(?:hundred|thousand|million|dozen|couple)|half a dozen|(?:{_WORDS})(?:(?:[\s-]+(?:and\s+)?)(?:{_WORDS}))*)"

_SUFFIX = {"万": 10**4, "萬": 10**4, "w": 10**4, "千": 1000, "百": 100, "k": 1000, "m": 10**6, "亿": 10**8, "億": 10**8}
_NUMBER = re.compile(
    r"(?P<digits>(?<![A-Za-z0-9_.])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s?(?P<suffix>[万萬千百亿億]|[kKwWmM](?![A-Za-z]))?"
    rf"|(?P<zh>负?(?:{ZH_NUMERAL}+(?:点[零一二三四五六七八九〇]+)?|半(?=个|天|年|小时|斤))(?P<about>几|多|来(?=个|天|件|块|年|岁))?)"
    rf"|(?P<en>\b(?:minus\s+)?{EN_NUMERAL}\b(?:\s+point(?:\s+(?:{_WORDS}))+)?)",
    re.IGNORECASE,
)
_BIGGEST = 10**15
# Signs or words of one number; more would overflow, and no amount is said so.
_LONGEST = 30
_APPROXIMATE = re.compile(r"^[一二两三四五六七八九]{2}$")


class Number(msgspec.Struct, frozen=True):
    """A number found in a text; `other` is the second one of "two or three" said as 两三."""

    value: float
    start: int
    end: int
    other: float | None = None
    is_about: bool = False


def plain(text: str) -> str:
    """Full-width digits, colons and letters as their plain selves."""
    return unicodedata.normalize("NFKC", text).strip()


def numbers_in(text: str) -> list[Number]:
    """All of them from left to right; a row of digits too long to be an amount is none."""
    return [one for one in _all_numbers(text) if abs(one.value) <= _BIGGEST]


def _all_numbers(text: str) -> list[Number]:
    found: list[Number] = []
    for match in _NUMBER.finditer(text.replace("点五万", ".5万")):
        if match["digits"]:
            value = float(match["digits"].replace(",", "").replace("−", "-"))
            found.append(Number(value * _SUFFIX.get((match["suffix"] or "").lower(), 1), match.start(), match.end()))
        elif match["zh"]:
            found.extend(_chinese_number(match))
        else:
            counted = english(match["en"])
            if counted is not None:
                found.append(Number(counted, match.start(), match.end()))
    return found


def _chinese_number(match: re.Match[str]) -> list[Number]:
    written, about = match["zh"], bool(match["about"])
    if about:
        written = written[: -len(match["about"])]
    if _APPROXIMATE.match(written):
        first, second = DIGITS[written[0]], DIGITS[written[1]]
        if second - first == 1 or written in ("三五", "两三"):
            return [Number(first, match.start(), match.end(), other=float(second))]
    value = chinese(written)
    return [] if value is None else [Number(value, match.start(), match.end(), is_about=about)]


def chinese(written: str) -> float | None:
    """一百二十三, 一百五 (150), 两万三 (23,000), 二零二六, 三点五, 半."""
    if written.startswith("负"):
        value = chinese(written[1:])
        return None if value is None else -value
    if written == "半":
        return 0.5
    whole, _, fraction = written.partition("点")
    value = _chinese_whole(whole)
    if value is None or not fraction:
        return value
    return float(f"{int(value)}.{''.join(str(DIGITS[sign]) for sign in fraction)}")


def _chinese_whole(written: str) -> float | None:
    if not written or len(written) > _LONGEST:
        return None
    if all(sign in DIGITS for sign in written):
        return float("".join(str(DIGITS[sign]) for sign in written))
    total, section, digit, last_unit = 0, 0, 0, 1
    for sign in written:
        if sign in DIGITS:
            digit = DIGITS[sign]
            last_unit = 1 if digit == 0 else last_unit  # 一百零五 is 105, 一百五 is 150.
        elif sign in UNITS:
            last_unit = UNITS[sign]
            section += (digit or 1) * last_unit
            digit = 0
        else:
            last_unit = MYRIADS[sign]
            total = (
                (total + section + digit) * last_unit if last_unit == 10**8 else total + (section + digit) * last_unit
            )
            section, digit = 0, 0
    if digit and last_unit >= 100 and written[-1] in DIGITS and written[-2] not in "零〇":
        digit *= last_unit // 10
    return float(total + section + digit)


def english(written: str) -> float | None:
    words = written.lower().replace("-", " ").split()
    if words and words[0] == "minus":
        value = english(" ".join(words[1:]))
        return None if value is None else -value
    joined = " ".join(words)
    if joined in ("a dozen", "half a dozen", "a couple"):
        return {"a dozen": 12.0, "half a dozen": 6.0, "a couple": 2.0}[joined]
    if joined.startswith("half a"):
        return 0.5 * _SCALES.get(words[-1], 12 if words[-1] == "dozen" else 1)
    whole, _, fraction = joined.partition(" point ")
    value = _english_whole(whole.split())
    if value is None or not fraction:
        return value
    return float(f"{int(value)}.{''.join(str(_ENGLISH.get(word, '')) for word in fraction.split())}")


def _english_whole(words: list[str]) -> float | None:
    if len(words) > _LONGEST:
        return None
    total, section = 0, 0
    for word in words:
        if word in _ENGLISH:
            section += _ENGLISH[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _SCALES:
            total += (section or 1) * _SCALES[word]
            section = 0
        elif word not in ("and", "a"):
            return None
    return float(total + section)


def whole(text: str) -> int | None:
    """A small whole number in any of the scripts, for the parts of dates and times."""
    if text.isdecimal():
        return int(text)
    value = chinese(text) if re.fullmatch(f"{ZH_NUMERAL}+", text) else english(text)
    return int(value) if value is not None else None
