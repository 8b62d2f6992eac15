"""Which language a text is in: script rules for Chinese and English, a model of 97 languages for the others.

A text too short or too mixed to say is `unknown`: a wrong language sends an answer to a model that cannot read it.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

import msgspec

from feilun.language.words import simplified

UNKNOWN = "unknown"
_MOST = 1_000
# Fewer letters than that say nothing, unless the script itself does.
_LEAST_LETTERS = 4
_SURE = 0.7
_LINKS = re.compile(r"https?://\S+|\S+@\S+|[@#]\w+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_KANA = re.compile("[\u3041-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_LETTERS = re.compile(r"[^\W\d_]")
_LATIN_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
# Scripts of one language in practice; others that share them (Mongolian in Cyrillic …) are left to the model.
_SCRIPTS = {
    "HANGUL": "ko", "THAI": "th", "HEBREW": "he", "GREEK": "el", "GEORGIAN": "ka", "ARMENIAN": "hy", "KHMER": "km",
    "LAO": "lo", "TAMIL": "ta", "TELUGU": "te", "GUJARATI": "gu", "MALAYALAM": "ml", "KANNADA": "kn", "SINHALA": "si",
}  # fmt: skip


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that only stand in English, and often: one of them in a short text is enough.
_ENGLISH = _set(
    """the and you your is are was were have has had not this that with for what where when why how which they them
    my it's i'm don't didn't can't won't isn't wasn't very would could should about because been from please
    thanks thank good great bad nice love excellent terrible awful order delivery delivered shipping slow fast
    never nothing everything"""
)


class Tongue(msgspec.Struct, frozen=True):
    """`language` is zh-CN, zh-TW, en, another ISO 639-1 code, or unknown; `by` says who decided: script, words, model."""

    language: str
    by: Literal["script", "words", "model", ""] = ""

    @property
    def family(self) -> str:
        """The family of models for it: zh, en, or nothing."""
        return "zh" if self.language.startswith("zh") else "en" if self.language == "en" else ""


def tongue_of(text: str) -> Tongue:
    """The language of one text, from its first thousand characters."""
    letters = _LINKS.sub(" ", text[:_MOST])
    han, all_letters = len(_HAN.findall(letters)), len(_LETTERS.findall(letters))
    if not all_letters:
        return Tongue(UNKNOWN)
    if _KANA.search(letters):
        return Tongue("ja", "script")
    # One Chinese character says about as much as a word of three letters.
    if han and 3 * han >= all_letters - han:
        return Tongue(_chinese(letters), "script")
    if script := _script(letters):
        return Tongue(script, "script")
    words = _LATIN_WORD.findall(letters.casefold().replace("’", "'"))
    if letters.isascii() and words and _is_english(words):
        return Tongue("en", "words")
    if all_letters < _LEAST_LETTERS * 3:
        return Tongue(UNKNOWN)
    return _told(letters)


def tongues_of(texts: Iterable[str]) -> list[Tongue]:
    return [tongue_of(text) for text in texts]


def _chinese(text: str) -> str:
    """Whichever kind of characters changes when it is written in the other way; simplified where both read the same."""
    traditional = sum(one != other for one, other in zip(text, simplified(text), strict=False))
    if not traditional:
        return "zh-CN"
    simple = sum(one != other for one, other in zip(text, _traditional(text), strict=False))
    return "zh-TW" if traditional > simple else "zh-CN"


@cache
def _to_traditional() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")


def _traditional(text: str) -> str:
    return str(_to_traditional().convert(text))


def _script(text: str) -> str:
    """The language whose own script most letters are in."""
    names = [unicodedata.name(one, "").split(" ")[0] for one in text if one.isalpha()]
    first = max(set(names), key=names.count) if names else ""
    return _SCRIPTS.get(first, "") if names.count(first) * 2 > len(names) else ""


def _is_english(words: list[str]) -> bool:
    known = sum(word in _ENGLISH for word in words)
    return known * 4 >= len(words)


def _told(text: str) -> Tongue:
    language, score = _model().classify(text)
    return Tongue(str(language), "model") if score >= _SURE and language != "zh" else Tongue(UNKNOWN)


@cache
def _model() -> Any:
    # Its table of languages is read at the first use.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
