"""What a text claims: amounts with their units, dates, and whether a sentence says no. Pure.

Two answers to one question contradict each other when they claim different amounts of the same thing, or when one
says yes and the other says no in otherwise the same words. Nothing here understands meaning; so a finding is shown
with the words it stands on, and a person judges.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import islice

import msgspec

Amounts = dict[str, set[str]]

_UNITS = {
    "workday": r"个?工作[天日]|business days?|working days?",
    "day": r"天|日(?!期|常)|days?",
    "hour": r"个?小[时時]|个?[钟鐘][头頭]|hours?|hrs?",
    "minute": r"分[钟鐘]|minutes?|mins?",
    "week": r"个?[周週](?!年|末|[一二三四五六日天])|个?星期(?![一二三四五六日天])|weeks?",
    "month": r"个月|個月|months?",
    "year": r"年(?!\d)|years?",
    "cny": r"元|块[钱]?|塊[錢]?|人民[币幣]|rmb|cny|yuan",
    "twd": r"新[台臺][币幣]|台[币幣]|twd|nt dollars?",
    "usd": r"美元|美金|usd|dollars?",
    "percent": r"%|percent|per cent",
    "piece": r"件|items?|pieces?",
    "times": r"次|times?",
    "kilogram": r"公斤|千克|kg|kilograms?",
    "kilometre": r"公里|千米|km|kilometers?|kilometres?",
}
_UNIT_OF = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _UNITS.items()]
_HAN_DIGITS = {letter: place for place, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "萬": 10_000}
_WORDS = {
    word: place
    for place, word in enumerate(
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
        ]
    )
} | {"a": 1, "an": 1, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_NUMBER = r"\d[\d,]*(?:\.\d+)?|[零〇一二两兩三四五六七八九十百千万萬]+"
_WORD_NUMBER = rf"\b(?:{'|'.join(_WORDS)})\b"
_ANY_UNIT = "|".join(f"(?:{pattern})(?![a-z])" for pattern in _UNITS.values())
_AMOUNT = re.compile(
    rf"(?P<sign>[¥￥$]|nt\$|us\$)?\s*(?P<number>{_NUMBER}|{_WORD_NUMBER})\s*[- 个個]?\s*(?P<unit>{_ANY_UNIT})?",
    re.IGNORECASE,
)
_SIGNS = {"¥": "cny", "￥": "cny", "$": "usd", "us$": "usd", "nt$": "twd"}
_DATES = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})(?:\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号號]?|月)"
    r"|(?P<month2>\d{1,2})月(?P<day2>\d{1,2})[日号號]"
)
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})\b")
_PLAIN_SHORTEST = 5

_CLAUSES = re.compile(r"[,，。.;；!！?？\n:：、]+")
_WHETHER = re.compile(
    r"能不能|可不可以|是不是|要不要|有没有|有沒有|会不会|會不會|是否|whether or not|不仅|不僅|不但|不过|不過|不管|不论|不論|不好意思"
)
_NO = re.compile(
    r"不|没有?|沒有?|无法|無法|无需|無需|无须|未|勿|禁止|\bnot\b|n't\b|\bcannot\b|\bcan't\b|\bno longer\b|\bnever\b"
    r"|\bunable to\b|\bno\b",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"可以|能够|能夠|可|能|会|會|的|了|\b(?:do|does|did|can|could|will|would|may|is|are|be|able|to|please|the|a|an)\b",
    re.IGNORECASE,
)
_ALIKE = 0.75
_SHORTEST_CLAUSE = 3
_MOST_CLAUSES = 60


class ArticleConflict(msgspec.Struct, frozen=True, kw_only=True):
    """What two texts say differently: of a unit, or `negation` with the two sentences."""

    about: str
    first: list[str]
    second: list[str]


def amounts(text: str) -> Amounts:
    """By unit all that is claimed; `date`, `clock` and `number` (phone numbers and the like) are units too."""
    # One blank for many: a run of thousands would be walked again from each of its places.
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    found: Amounts = {}
    for unit, value in _read_amounts(text):
        found.setdefault(unit, set()).add(value)
    return found


def _read_amounts(text: str) -> Iterator[tuple[str, str]]:
    rest = []
    place = 0
    for date in _DATES.finditer(text):
        yield "date", _date_of(date)
        rest.append(text[place : date.start()])
        place = date.end()
    remaining = " ".join([*rest, text[place:]])
    for clock in _CLOCK.finditer(remaining):
        yield "clock", f"{int(clock[1]):02}:{clock[2]}"
    for match in _AMOUNT.finditer(_CLOCK.sub(" ", remaining)):
        value = _value(match["number"])
        unit = _unit_of(match)
        if unit == "twd" or unit:
            yield unit, value
        elif len(match["number"]) >= _PLAIN_SHORTEST and match["number"].isdigit():
            yield "number", match["number"]


def _date_of(date: re.Match[str]) -> str:
    if date["year"]:
        day = f"-{int(date['day']):02}" if date["day"] else ""
        return f"{date['year']}-{int(date['month']):02}{day}"
    return f"{int(date['month2']):02}-{int(date['day2']):02}"


def _unit_of(match: re.Match[str]) -> str:
    if match["unit"]:
        for name, pattern in _UNIT_OF:
            if pattern.fullmatch(match["unit"]):
                return name
    return _SIGNS.get((match["sign"] or "").lower(), "")


def _value(number: str) -> str:
    """The same text for the same number: `1,000`, `1000.0` and `一千`."""
    lowered = number.lower()
    if lowered in _WORDS:
        return str(_WORDS[lowered])
    if number[0] in _HAN_DIGITS or number[0] in _HAN_SCALES:
        return str(_han(number))
    try:
        return format(Decimal(number.replace(",", "")).normalize(), "f")
    except InvalidOperation:
        return number


def _han(number: str) -> int:
    if not any(letter in _HAN_SCALES for letter in number):
        return int("".join(str(_HAN_DIGITS[letter]) for letter in number))
    total, section, digit = 0, 0, 0
    for letter in number:
        if letter in _HAN_DIGITS:
            digit = _HAN_DIGITS[letter]
        elif letter in "万萬":
            total, section, digit = total + (section + digit or 1) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * _HAN_SCALES[letter], 0
    return total + section + digit


def contradictions(first: str, second: str) -> list[ArticleConflict]:
    """Two answers to one question: amounts of a unit that have nothing in common, and yes against no."""
    return [*_amount_conflicts(first, second, is_translation=False), *_negations(first, second)]


def mistranslations(first: str, second: str) -> list[ArticleConflict]:
    """One answer in two languages: every unit that both name must have the same amounts."""
    return _amount_conflicts(first, second, is_translation=True)


def _amount_conflicts(first: str, second: str, *, is_translation: bool) -> list[ArticleConflict]:
    one, other = amounts(first), amounts(second)
    found = []
    for unit in sorted(set(one) & set(other)):
        differs = one[unit] != other[unit] if is_translation else not one[unit] & other[unit]
        if differs:
            found.append(ArticleConflict(about=unit, first=sorted(one[unit]), second=sorted(other[unit])))
    return found


def _negations(first: str, second: str) -> Iterator[ArticleConflict]:
    ours, theirs = (list(islice(_clauses(text), _MOST_CLAUSES)) for text in (first, second))
    for clause, says_no, rest in ours:
        for other, says_no_too, other_rest in theirs:
            if says_no != says_no_too and _alike(rest, other_rest):
                yield ArticleConflict(about="negation", first=[clause], second=[other])
                return


def _clauses(text: str) -> Iterator[tuple[str, bool, frozenset[str]]]:
    for clause in _CLAUSES.split(unicodedata.normalize("NFKC", text).replace("’", "'")):
        plain = _WHETHER.sub(" ", clause.casefold())
        rest = _MODAL.sub(" ", _NO.sub(" ", plain))
        words = frozenset(re.findall(r"[a-z0-9]+|[^\W\d_a-z]", rest))
        if len(words) >= _SHORTEST_CLAUSE:
            yield clause.strip(), len(_NO.findall(plain)) % 2 == 1, words


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) / len(one | other) >= _ALIKE
