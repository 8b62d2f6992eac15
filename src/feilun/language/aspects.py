"""What an opinion is about: delivery, price, quality …, and whether that clause praises or blames it.

"物流很慢，但质量不错" is blame of the delivery and praise of the quality. The words are a start for every shop; a workspace
adds its own. Whoever has labels of its own may judge the clauses with its own model.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

import msgspec

from feilun.language.aspect_words import ASPECTS_EN, ASPECTS_ZH
from feilun.language.sentiment import Sentiment, sentiments_of
from feilun.language.text_grams import plain
from feilun.language.text_model import TextModel

ASPECTS = tuple(sorted(ASPECTS_ZH))
_CLAUSE = re.compile(
    r"[。！？!?;；\n]+|[,，、](?=.)|(?:但是|不过|可是|然而|只是|而且|另外|就是|但)|\b(?:but|however|although|though|while|yet|except)\b|\.(?:\s|$)"
)
_MOST_CLAUSES = 60
_WORD = re.compile(r"[a-z]+(?:[-'][a-z]+)*")
# A clause that only names its aspect takes the opinion of the next one: "物流方面，太慢了".
_SHORT = 12


class Aspect(msgspec.Struct, frozen=True):
    """One aspect of one text. `clause` is the words it was read from, folded; `word` is the sign in it."""

    aspect: str
    sentiment: Literal["negative", "neutral", "positive"]
    score: float
    word: str
    clause: str


def aspects_of(
    texts: Sequence[str],
    families: Sequence[str],
    own: TextModel | None = None,
    added: Mapping[str, Sequence[str]] | None = None,
) -> list[list[Aspect]]:
    """Per text its aspects, each once, in the order they appear. `added`: aspect to more words, of any language."""
    mentions = [list(_mentions(text, family, added or {})) for text, family in zip(texts, families, strict=True)]
    clauses = [window for found in mentions for _, _, window in found]
    kinds = [family for found, family in zip(mentions, families, strict=True) for _ in found]
    judged = iter(sentiments_of(clauses, kinds, own))
    return [_joined([(one, next(judged)) for one in found]) for found in mentions]


def _joined(found: Sequence[tuple[tuple[str, str, str], Sentiment]]) -> list[Aspect]:
    """Of several clauses on one aspect the one that says most."""
    best: dict[str, Aspect] = {}
    for (aspect, word, clause), sentiment in found:
        made = Aspect(aspect, sentiment.label, round(sentiment.score, 4), word, clause[:200])
        if aspect not in best or abs(made.score) > abs(best[aspect].score):
            best[aspect] = made
    return list(best.values())


def clauses_of(text: str) -> list[str]:
    """The parts of a text that have an opinion of their own; the first sixty."""
    parts = (part.strip(" ,.，") for part in _CLAUSE.split(plain_lines(text)))
    return [part for part in parts if part][:_MOST_CLAUSES]


def plain_lines(text: str) -> str:
    """Folded, with ends of lines kept as ends of sentences."""
    return plain(text.replace("\n", "。" if any("一" <= one <= "鿿" for one in text[:2000]) else ". "))


def _mentions(text: str, family: str, added: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    clauses = clauses_of(text)
    for place, clause in enumerate(clauses):
        after = clauses[place + 1] if place + 1 < len(clauses) else ""
        found = {**dict(_named(clause, family)), **dict(_added(clause, added))}
        for aspect, word in found.items():
            bare = len(clause) <= _SHORT if family == "zh" else len(clause.split()) <= 3
            window = f"{clause}，{after}" if bare and after and not dict(_named(after, family)) else clause
            yield aspect, word, window


def _named(clause: str, family: str) -> Iterator[tuple[str, str]]:
    if family == "zh":
        for aspect, words in _chinese().items():
            word = next((one for one in words if one in clause), "")
            if word:
                yield aspect, word
    elif family == "en":
        whole, stems = _english()
        for word in _WORD.findall(clause):
            aspect = whole.get(word) or next(
                (stems[word[:size]] for size in range(len(word), 2, -1) if word[:size] in stems), ""
            )
            if aspect:
                yield aspect, word


def _added(clause: str, added: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for aspect, words in added.items():
        word = next((one for one in words if plain(one) and plain(one) in clause), "")
        if word:
            yield aspect, word


@cache
def _chinese() -> dict[str, tuple[str, ...]]:
    return {aspect: tuple(sorted(words.split(), key=len, reverse=True)) for aspect, words in ASPECTS_ZH.items()}


@cache
def _english() -> tuple[dict[str, str], dict[str, str]]:
    """Whole words and beginnings of words, each with its aspect."""
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    for aspect, words in ASPECTS_EN.items():
        for word in words.split():
            (stems if word.endswith("*") else whole).setdefault(word.rstrip("*"), aspect)
    return whole, stems
