"""Takes what identifies a person out of a text before it leaves the house or is kept, and puts it back.

Each value becomes a mark such as `[phone 1]`; the same value gets the same mark, so a model can still tell two
numbers apart. What is removed: e-mail, links with a query, identity and bank cards, phones, order numbers, postal
addresses, and names that are introduced as names. Better one number too many than one too few.
"""

import re
from collections.abc import Callable, Sequence

import msgspec

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
_SECRET_LINK = re.compile(r"https?://[^\s?#<>\"'，。]+[?#][^\s<>\"'，。]+")
_DIGITS = r"(?<![0-9A-Za-z])(?:[0-9](?:[ \-]?[0-9]){%s})(?![0-9A-Za-z])"
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_TAIWAN_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[A-Z][12][0-9]{8}(?![0-9A-Za-z])")
_CARD = re.compile(_DIGITS % "12,18")
_PHONE = re.compile(
    r"(?<![0-9A-Za-z.])(?:\+[0-9]{1,3}[ \-.]?(?:\(0?[0-9]{1,4}\)[ \-.]?)?[0-9](?:[ \-.]?[0-9]){5,13}"
    r"|(?:86[ \-]?)?1[3-9][0-9](?:[ \-]?[0-9]{4}){2}"
    r"|\(?0[0-9]{1,3}\)?[ \-]?[0-9]{3,4}[ \-]?[0-9]{3,4}"
    r"|\(?[2-9][0-9]{2}\)?[ \-.][0-9]{3}[ \-.][0-9]{4}"
    r"|[48]00[ \-][0-9]{3,4}[ \-][0-9]{3,4})(?![0-9A-Za-z])"
)
_ORDER_SAID = re.compile(
    r"((?:订单|訂單|单|單|运单|運單|快递|快遞|物流|包裹)(?:编|編)?(?:号|號)?(?:码|碼)?(?:是|为|為)?[ :：#]*|"
    r"\b(?:order|tracking|parcel|invoice|booking|reference|ref)\s*(?:number|no\.?|id|code|#)?\s*(?:is\s+)?[:#]?\s*#?)"
    r"([A-Za-z]{0,6}[\-_]?[0-9][0-9A-Za-z\-_]{4,31})",
    re.IGNORECASE,
)
_ORDER_SHAPE = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Z]{1,5}[\-_]?[0-9]{6,30}(?:[\-_][0-9A-Z]+)*|[0-9]{12,30})(?![0-9A-Za-z])"
)
_ADDRESS_ZH = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}(?:省|自治区|自治區))?[\u4e00-\u9fff]{2,8}?(?:市|州|县|縣|区|區)[\u4e00-\u9fff0-9]{0,20}?"
    r"(?:路|街|道|巷|弄|大道|胡同|村|镇|鎮|小区|小區|社区|花园|花園|苑|里)[\u4e00-\u9fff0-9A-Za-z\-]{0,10}?"
    r"[0-9一二三四五六七八九十百]{1,6}(?:号楼|號樓|号|號|弄|栋|棟|幢|座|单元|單元|室|层|樓|楼|房)"
    r"(?:[0-9A-Za-z一二三四五六七八九十\-]{1,6}(?:号楼|号|號|栋|棟|幢|座|单元|單元|室|层|樓|楼|房))*(?:[0-9]{2,5}(?![0-9]))?"
    r"|[\u4e00-\u9fff]{2,8}(?:路|街|大道|胡同|弄)[0-9]{1,5}(?:号|號)(?:[0-9A-Za-z]{1,5}(?:号楼|號樓|号|號|栋|棟|幢|座|单元|單元|室|楼|樓))*(?:[0-9]{2,5}(?![0-9]))?"
)
_ADDRESS_EN = re.compile(
    r"\b[0-9]{1,5}[A-Za-z]?\s+(?:[A-Z][A-Za-z'.]+\s+){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Square|Terrace|Place)\b\.?"
    r"(?:,?\s*(?:Apt|Apartment|Unit|Suite|Flat|#)\.?\s*[0-9A-Za-z\-]+)?(?:,\s*[A-Z][A-Za-z]+(?:\s[A-Z][A-Za-z]+)*)?(?:,?\s*[A-Z]{2}\s+[0-9]{5}(?:-[0-9]{4})?)?",
)
_NAME = re.compile(
    r"((?:我叫|我的名字是|姓名[是:：]?\s*|收件人[是:：]?\s*|联系人[是:：]?\s*|聯繫人[是:：]?\s*|本人)\s*)([\u4e00-\u9fff·]{2,4})(?=[，,。.!！\s;；、的]|$)"
    r"|((?i:\bmy (?:full )?name is|\bname:|\bthis is|\bI am called)\s+)([A-Z][a-z]+(?:[ \-][A-Z][a-z]+){0,2})"
)


class Found(msgspec.Struct, frozen=True):
    kind: str
    value: str
    mark: str  # What stands in the text instead: `[phone 1]`.


class Redacted(msgspec.Struct, frozen=True):
    text: str
    found: tuple[Found, ...] = ()


def redact(text: str, known: Sequence[Found] = ()) -> Redacted:
    """The text without what identifies a person; `known` goes on with the marks of an earlier text."""
    ledger = _Ledger(known, text)
    for kind, pattern, is_one in _RULES:
        text = pattern.sub(ledger.taking(kind, is_one), text)
    text = _ORDER_SAID.sub(lambda found: found[1] + ledger.mark("order", found[2]), text)
    text = _ORDER_SHAPE.sub(ledger.taking("order", _always), text)
    text = _NAME.sub(lambda found: (found[1] or found[3]) + ledger.mark("name", found[2] or found[4]), text)
    return Redacted(text, tuple(ledger.found))


def restore(text: str, redacted: Redacted) -> str:
    """The text with the marks of `redacted` turned back into the values."""
    values = {one.mark: one.value for one in redacted.found}
    if not values:
        return text
    return re.sub("|".join(re.escape(mark) for mark in values), lambda found: values[found[0]], text)


class _Ledger:
    def __init__(self, known: Sequence[Found], text: str) -> None:
        self.found = list(known)
        self._text = text  # A mark she typed herself must not be taken for one of ours.

    def mark(self, kind: str, value: str) -> str:
        for one in self.found:
            if one.kind == kind and one.value == value:
                return one.mark
        number = 1 + sum(one.kind == kind for one in self.found)
        while f"[{kind} {number}]" in self._text:
            number += 1
        self.found.append(Found(kind, value, f"[{kind} {number}]"))
        return self.found[-1].mark

    def taking(self, kind: str, is_one: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
        return lambda found: self.mark(kind, found[0]) if is_one(found[0]) else found[0]


def _always(value: str) -> bool:
    return True


def _is_card(value: str) -> bool:
    """Luhn's sum, which every bank card keeps and nine of ten other numbers break; or it is written as a card is."""
    digits = [int(sign) for sign in value if sign.isdigit()]
    if not 13 <= len(digits) <= 19:
        return False
    if len(digits) >= 16 and (value.startswith("62") or re.match(r"(?:[0-9]{4}[ \-]){3}", value)):
        return True  # Mistyped by a digit it is a card all the same.
    doubled = [digit * 2 - 9 * (digit > 4) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


_RULES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("email", _EMAIL, _always),
    ("link", _SECRET_LINK, _always),
    ("identity", _IDENTITY, _always),
    ("identity", _TAIWAN_IDENTITY, _always),
    ("card", _CARD, _is_card),
    ("address", _ADDRESS_ZH, _always),
    ("address", _ADDRESS_EN, _always),
    ("phone", _PHONE, _always),
)
