"""Picks the text of a language, and puts the voucher's code into it."""

from collections.abc import Mapping

_VOUCHER = "{{ voucher }}"


def worded(words: Mapping[str, str], language: str) -> str:
    """The exact language, else one of the same family, else English, else the first."""
    family = language.split("-")[0]
    order = [language, *(one for one in words if one.split("-")[0] == family), "en", *words]
    return next((words[one] for one in order if words.get(one)), "")


def with_voucher(text: str, code: str) -> str:
    return text.replace(_VOUCHER, code).replace(_VOUCHER.replace(" ", ""), code)
