"""What an answer claims that can be checked word for word: numbers with their units, dates, prices, links, promises.

Pure. A number alone is not enough: where the passage says 30 yuan and 7 days, "30 days" is a lie.
"""

import re
from collections.abc import Sequence

import msgspec

from feilun.language.values import numbers_in, plain

_UNITS = (
    ("percent", r"%|％|percent|per cent"),
    (
        "money",
        r"元|块|塊|圆|圓|美元|港币|台币|新台币|欧元|英镑|yuan|rmb|cny|dollars?|bucks|usd|euros?|eur|pounds?|gbp|cents?",
    ),
    ("discount", r"折"),
    ("minute", r"分钟|分鐘|minutes?|mins?"),
    ("hour", r"(?:个|個)?(?:小时|小時|钟头)|hours?|hrs?"),
    ("workday", r"(?:个|個)?(?:工作日|营业日|營業日)|(?:working|business|work)\s*-?\s*days?"),
    ("day", r"天|日|号|號|-?\s*(?:calendar\s+)?days?|nights?"),
    ("week", r"(?:个|個)?(?:周|週|星期|礼拜|禮拜)|-?\s*weeks?"),
    ("month", r"(?:个|個)?月|-?\s*months?"),
    ("year", r"年|周年|-?\s*years?"),
    ("clock", r"点|點|时|時|o'?clock|a\.?m\.?|p\.?m\.?"),
    ("length", r"厘米|毫米|千米|公里|公分|米|cm|mm|km|meters?|metres?|inch(?:es)?"),
    ("weight", r"公斤|千克|斤|克|kg|grams?|g|lbs?"),
    ("piece", r"个|個|件|次|人|位|台|双|雙|盒|箱|项|項|条|條|种|種|items?|pieces?|times?|people|orders?"),
)
_UNIT = re.compile(
    r"^\s*(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS) + r")(?![a-z])", re.IGNORECASE
)
_CURRENCY_BEFORE = re.compile(r"(?:[¥￥$€£]|RMB|CNY|USD|人民币|NT\$|HK\$)\s*$", re.IGNORECASE)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'，。；、（）()]+|\b[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.(?:com|cn|net|org|io|example|tw|hk|shop|top|xyz|co|me)(?:/[^\s<>\"'，。；、（）()]*)?(?![a-z])",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_LONG_NUMBER = re.compile(r"(?<![0-9])\+?[0-9](?:[0-9]|[ \-](?=[0-9])){6,}(?![0-9])")
_LIST_MARK = re.compile(r"^\s*(?:\d{1,2}[.、)]|[（(]\d{1,2}[)）])\s*(?!\d)", re.MULTILINE)
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])")
_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
_MONTH_NAME = re.compile(
    r"\b("
    + "|".join(name if len(name) < 4 else f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS)
    + r")\b\.?(?=\s*\d|\s*$|[^a-z]*\d)|(?<=\d )\b("
    + "|".join(_MONTHS)
    + r")\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:周|週|星期|礼拜|禮拜)([一二三四五六日天])|\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE
)
_WEEKDAYS_ZH, _WEEKDAYS_EN = "一二三四五六日", ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")

_PROMISES = (
    ("guarantee", r"保证|保證|担保|擔保|确保|確保|\bguarant(?:ee[sd]?|eed)\b|\bassure[sd]?\b|\bensure[sd]?\b"),
    ("promise", r"承诺|承諾|\bpromis(?:e[sd]?|ing)\b|\bpledge[sd]?\b"),
    (
        "certainly",
        r"一定(?!程度)|必定|绝对|絕對|肯定|百分之?百|百分百|毫无疑问|\b(?:definitely|certainly|absolutely|surely|undoubtedly|without fail|100 ?%)",
    ),
    ("always", r"永远|永遠|永久|终身|終身|\b(?:always|forever|lifetime|never)\b"),
    ("free", r"免费|免費|包邮|包郵|不收费|\b(?:free of charge|for free|free|no charge|at no cost|complimentary)\b"),
    (
        "full refund",
        r"全额|全額|无条件|無條件|无理由|無理由|假一赔|退一赔|\b(?:full refund|in full|unconditional(?:ly)?|no questions asked|money[- ]back)\b",
    ),
    ("at once", r"立即|立刻|马上|馬上|当天|當天|即刻|\b(?:immediately|right away|at once|instantly|same[- ]day)\b"),
    (
        "compensate",
        r"赔偿|賠償|补偿|補償|赔付|赠送|贈送|\b(?:compensat\w+|reimburse\w*|gift|bonus|discount|voucher|coupon)\b",
    ),
)
_PROMISE_PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _PROMISES)
_DENIED = re.compile(
    r"(?:不|没|沒|无法|無法|未|非|勿|别|不能|不会|不會|不可|无需|不予|\bnot|n't|\bno|\bnever|\bcannot|\bwithout|\bunable to)\s*(?:\w{1,8}\s+)?(?:能|会|會|可|需|做|作)?\s*$",
    re.IGNORECASE,
)
# Words whose meaning turns round with a "not"; an answer may not turn them.
_TURNING = re.compile(
    r"支持|可以|提供|包含|包括|接受|需要|收取|收费|收費|退货|退貨|退款|换货|換貨|享受|适用|適用|允许|允許|发货|發貨|配送|开具|能(?=退|换|用|寄|送|改)"
    r"|\b(?:can|accept(?:s|ed)?|offers?|includes?|included|supports?|supported|allow(?:s|ed)?|ships?|delivers?|refundable|refunds?|charges?|available|eligible|possible|required|valid)\b",
    re.IGNORECASE,
)


class Claim(msgspec.Struct, frozen=True):
    kind: str  # number, date, price, link
    text: str
    value: float = 0.0
    unit: str = ""


def claims_in(text: str) -> list[Claim]:
    claims = [Claim("link", found[0].rstrip(".,;:!?").lower()) for found in _EMAIL.finditer(text)]
    rest = _EMAIL.sub(" ", text)
    claims += [Claim("link", found[0].rstrip(".,;:!?/").lower()) for found in _LINK.finditer(rest)]
    rest = _LIST_MARK.sub(" ", plain(_LINK.sub(" ", rest)))
    claims += [Claim("number", found[0], unit="digits") for found in _LONG_NUMBER.finditer(rest)]
    rest = _LONG_NUMBER.sub(" ; ", rest)
    claims += [
        Claim("date", found[0], float(int(found[1]) * 60 + int(found[2])), "time") for found in _TIME.finditer(rest)
    ]
    rest = _TIME.sub(" ; ", rest)
    return claims + _weekdays(rest) + _months(rest) + _numbers(_WEEKDAY.sub(" ; ", rest))


def without_links(text: str) -> str:
    """The words alone, to tell their language."""
    return _LINK.sub(" ", _EMAIL.sub(" ", text)).strip()


def _weekdays(text: str) -> list[Claim]:
    claims = []
    for found in _WEEKDAY.finditer(text):
        place = _WEEKDAYS_ZH.index(found[1].replace("天", "日")) if found[1] else _WEEKDAYS_EN.index(found[2].lower())
        claims.append(Claim("date", found[0], float(place), "weekday"))
    return claims


def _months(text: str) -> list[Claim]:
    starts = [name[:3] for name in _MONTHS]
    return [
        Claim("date", found[0], float(1 + starts.index((found[1] or found[2])[:3].lower())), "month")
        for found in _MONTH_NAME.finditer(text)
    ]


def _numbers(text: str) -> list[Claim]:
    claims = []
    for number in numbers_in(text):
        written, behind = text[number.start : number.end], text[number.end :]
        found = _UNIT.match(behind)
        unit = "money" if _CURRENCY_BEFORE.search(text[: number.start]) else found.lastgroup or "" if found else ""
        if not any(sign.isdigit() for sign in written) and _is_speech(number.value, unit, text[: number.start]):
            continue
        kind = "price" if unit == "money" else "date" if unit in ("day", "month", "year", "clock") else "number"
        claims.append(Claim(kind, f"{written}{found[0] if found else ''}", number.value, unit))
    return claims


def _is_speech(value: float, unit: str, before: str) -> bool:
    """一般, 十分, "one of them", 一点: numerals in words that state no figure."""
    if not unit:
        return True
    is_hour = unit == "clock" and re.search(r"(?:上午|下午|中午|晚上|凌晨|早上)$", before)
    return value == 1 and unit in ("piece", "clock") and not is_hour


def is_supported(claim: Claim, passage_claims: Sequence[Claim], passages: str) -> bool:
    if claim.kind == "link":
        return any(one.kind == "link" and one.text == claim.text for one in passage_claims)
    if claim.unit == "digits":
        return re.sub(r"\D", "", claim.text) in {
            re.sub(r"\D", "", one.text) for one in passage_claims if one.unit == "digits"
        }
    same = [
        one
        for one in passage_claims
        if one.kind != "link" and one.unit != "digits" and abs(one.value - claim.value) < 1e-9
    ]
    if claim.unit in ("weekday", "time"):
        return any(one.unit == claim.unit for one in same)
    if claim.unit == "clock":
        return any(one.unit in ("clock", "") for one in same) or any(
            one.unit == "time" and one.value % 720 == claim.value * 60 % 720 for one in passage_claims
        )
    return any(one.unit in (claim.unit, "") or not claim.unit for one in same)


def unsupported_promise(answer: str, passages: str) -> str:
    """A word that binds the business and that the passages do not say, or say with a "not"."""
    for _, pattern in _PROMISE_PATTERNS:
        for found in pattern.finditer(answer):
            if not _is_denied(answer, found) and not _says(pattern, passages):
                return found[0]
    return ""


def _says(pattern: re.Pattern[str], passages: str) -> bool:
    return any(not _is_denied(passages, found) for found in pattern.finditer(passages))


def _is_denied(text: str, found: re.Match[str]) -> bool:
    return bool(_DENIED.search(text[max(0, found.start() - 24) : found.start()]))


def unsupported_turn(answer: str, passages: str) -> str:
    """A word the passages only deny and the answer only affirms, or the other way round."""
    said = _polarity(passages)
    for word, ways in _polarity(answer).items():
        if word in said and not ways & said[word]:
            return word
    return ""


def _polarity(text: str) -> dict[str, set[bool]]:
    ways: dict[str, set[bool]] = {}
    for found in _TURNING.finditer(text):
        ways.setdefault(found[0].lower(), set()).add(_is_denied(text, found))
    return ways
