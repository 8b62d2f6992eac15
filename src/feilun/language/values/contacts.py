"""Phones, e-mail addresses and order numbers."""

import re

import phonenumbers

from feilun.language.values.numbers import after_correction
from feilun.language.values.numerals import DIGITS, plain
from feilun.language.values.reading import Reading, Setting, best

_SPELLED = re.compile(r"[零一二三四五六七八九〇幺]{6,}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
_SPOKEN_AT = re.compile(r"\s+(?:at|艾特)\s+|\s*艾特\s*", re.IGNORECASE)
_SPOKEN_DOT = re.compile(r"\s+dot\s+|\s*点\s*", re.IGNORECASE)
_ORDER = re.compile(
    r"(?<![0-9A-Za-z])#?((?=[0-9A-Za-z\-_]*[0-9]{3})[A-Za-z]{0,8}[\-_]?[0-9][0-9A-Za-z\-_]{3,31})(?![0-9A-Za-z])"
)
_SLIPS = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gmail.con": "gmail.com",
    "qq.con": "qq.com",
    "163.con": "163.com",
    "hotmial.com": "hotmail.com",
    "outlok.com": "outlook.com",
}


def read_phone(text: str, setting: Setting) -> Reading | None:
    said = plain(text)
    said = _SPELLED.sub(lambda found: "".join(str(DIGITS[sign]) for sign in found[0]), said)
    for where in (after_correction(said), said):
        readings = _phones(where, setting.region)
        if readings:
            return best(readings)
    return None


def _phones(text: str, region: str) -> list[Reading]:
    """Valid numbers first; a number that is only possible (a digit too few, say) is asked back."""
    valid = _matches(text, region, phonenumbers.Leniency.VALID)
    if valid:
        return [Reading(*_phone(number)) for number in valid]
    return [
        Reading(*_phone(number), is_sure=False) for number in _matches(text, region, phonenumbers.Leniency.POSSIBLE)
    ]


def _matches(text: str, region: str, leniency: int) -> list[phonenumbers.PhoneNumber]:
    # The matcher skips a number that touches a letter, and Chinese writes "电话13800138000谢谢" without a blank.
    spaced = re.sub(r"[^0-9+()\-. ]+", " ; ", text)
    return [match.number for match in phonenumbers.PhoneNumberMatcher(spaced, region, leniency=leniency)]


def _phone(number: phonenumbers.PhoneNumber) -> tuple[str, str]:
    formats = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, formats.E164), phonenumbers.format_number(number, formats.INTERNATIONAL)


def read_email(text: str, setting: Setting) -> Reading | None:
    said = plain(text)
    found = _EMAIL.findall(after_correction(said)) or _EMAIL.findall(said)
    if found:
        return best([_email(address) for address in found])
    spoken = _EMAIL.findall(_SPOKEN_DOT.sub(".", _SPOKEN_AT.sub("@", said)))
    return best([_email(address) for address in spoken], is_sure=False)


def _email(address: str) -> Reading:
    name, _, domain = address.rpartition("@")
    meant = _SLIPS.get(domain.lower())
    written = f"{name}@{domain.lower()}"
    if meant:
        other = f"{name}@{meant}"
        return Reading(written, written, is_sure=False, alternatives=(Reading(other, other),))
    return Reading(written, written)


def read_order(text: str, setting: Setting) -> Reading | None:
    said = plain(text)
    for where in (after_correction(said), said):
        found = [number.strip("-_") for number in _ORDER.findall(where)]
        if found:
            return best([_order(number, setting.region) for number in found])
    return None


def _order(number: str, region: str) -> Reading:
    """A number that could be her mobile is asked back."""
    looks_like_phone = number.isdecimal() and region == "CN" and re.fullmatch(r"1[3-9][0-9]{9}", number)
    return Reading(number.upper(), number.upper(), is_sure=not looks_like_phone)
