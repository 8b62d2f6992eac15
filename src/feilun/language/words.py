"""From text to the words in it, for Chinese and English; pure and quick, since it runs for every question."""

import logging
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

FAMILIES = ("zh", "en")
# Longer texts are no questions; what stands at their end must not cost time.
LONGEST = 2_000

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿𠀀-𲎯]")
_LATIN = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"\w+")
_SPACES = re.compile(r"\s+")


def language_of(text: str) -> str:
    """The family of models for it: `zh` when it has at least as many Chinese characters as other words, else `en`."""
    text = text[:LONGEST]
    han = len(_HAN.findall(text))
    if not han:
        return "en"
    others = len(_LATIN.findall(_HAN.sub(" ", text)))
    return "zh" if han >= others else "en"


def normalise(text: str) -> str:
    """The same for texts that differ only in case, width, punctuation, spaces or in simplified and traditional."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    words = _SPACES.sub(" ", "".join(one if _is_kept(one) else " " for one in plain)).strip()
    # An emoji alone is all that was said.
    return simplified(words or _SPACES.sub(" ", plain).strip())


def _is_kept(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def simplified(text: str) -> str:
    """Traditional characters replaced by simplified ones, so that one model serves both."""
    return _converter().convert(text) if _HAN.search(text) else text


def folded(texts: Iterable[str]) -> list[str]:
    """As encoders read them: in traditional characters they find 2 points less (measured on LCQMC)."""
    return [simplified(text) for text in texts]


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def terms_of(text: str, language: str) -> Iterator[str]:
    """Words and pairs of words, then pieces of words; marked, so that a word is not taken for a piece."""
    plain = normalise(text)
    words = chinese_words(plain) if language == "zh" else _WORD.findall(plain)
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))
    if language == "zh":
        joined = plain.replace(" ", "")
        for size in (1, 2, 3):
            yield from (f"#{joined[place : place + size]}" for place in range(len(joined) - size + 1))
    else:
        for word in words:
            padded = f" {word} "
            for size in (2, 3, 4, 5):
                yield from (f"#{padded[place : place + size]}" for place in range(len(padded) - size + 1))


def chinese_words(text: str) -> list[str]:
    return [word for word in _cutter().cut(text, HMM=False) if word.strip()]


@cache
def _cutter() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Its old regular expressions warn when Python compiles them.
        import jieba

    # jieba tells standard error how long it loaded.
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer
