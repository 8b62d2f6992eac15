"""Is a text glad, sad or neither? The workspace's own model when it has one, else a shipped one with a word list.

The shipped weights are made by bench/_sentiment.py; docs/text.md says from what and how well they do. A word list beside
them reads negation ("不是不好", "not bad"), keeps plain questions neutral, and can say why.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np

from feilun.language import sentiment_words as words
from feilun.language.text_grams import plain
from feilun.language.text_model import TextModel
from feilun.language.tongues import tongue_of

SentimentLabel = Literal["negative", "neutral", "positive"]
LABELS: tuple[SentimentLabel, ...] = ("negative", "neutral", "positive")
FOLDER = Path(__file__).parent
# A plain question is neither glad nor sad, whatever the reviews say that asked one.
_ASKS = re.compile(
    r"^(?:请问|問一下|问一下|我想问|想问)|[吗呢么哪]了?[?？]*$|什么时候|多少|怎么(?:办|弄|用)|^(?:where|what|when|how|who|which|can|could|do|does|is|are)\b.*\?$",
    re.IGNORECASE,
)
_ASKED_WITHIN = 200
# Nothing reaches over the end of a clause.
_STOPS = re.compile(r"[，。,.!?！？;；、\s]")
_TOKEN_EN = re.compile(r"[a-z]+(?:[-'][a-z]+)*")
# How far before a word its negation and degree are looked for: characters in Chinese, words in English.
_BEFORE_ZH, _BEFORE_EN = 4, 3
_LONGEST_ZH = 6
# How the parts of the shipped judge weigh; from the development half of the corpus in tests/language.
_WORD_WEIGHT, _MODEL_WEIGHT = 0.8, 0.8
_NEUTRAL_WITH_WORDS, _NEUTRAL_WITHOUT, _NEUTRAL_ASKED = -0.4, 0.8, 1.8
_TURNED = 0.3
_MOST_SCORE = 3.0


class Sentiment(msgspec.Struct, frozen=True):
    """`probabilities` in the order negative, neutral, positive, sum 1; `by` is own (trained here), shipped or words."""

    label: SentimentLabel
    probabilities: tuple[float, float, float]
    by: Literal["own", "shipped", "words"]
    why: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """From -1 to 1."""
        return self.probabilities[2] - self.probabilities[0]


def sentiments_of(
    texts: Sequence[str], families: Sequence[str] | None = None, own: TextModel | None = None
) -> list[Sentiment]:
    """A batch; CPU bound. `families` are zh, en or empty (another language: words and emoji alone) per text."""
    kinds = list(families) if families is not None else [tongue_of(text).family for text in texts]
    said = [_opinion(plain(text), family) for text, family in zip(texts, kinds, strict=True)]
    if own is not None and set(own.labels) <= set(LABELS):
        return [_own(own, row, why) for row, (_, why) in zip(own.probabilities(texts), said, strict=True)]
    margins = _margins(texts, kinds)
    asked = [bool(_ASKS.search(text[:_ASKED_WITHIN])) for text in texts]
    return [_shipped(*one, margin, asks) for one, margin, asks in zip(said, margins, asked, strict=True)]


def _own(model: TextModel, row: Any, why: tuple[str, ...]) -> Sentiment:
    """A label the workspace never gave has no chance."""
    chances = [float(row[model.labels.index(label)]) if label in model.labels else 0.0 for label in LABELS]
    return _judged(chances, "own", why)


def _judged(chances: Sequence[float], by: Literal["own", "shipped", "words"], why: tuple[str, ...]) -> Sentiment:
    total = float(sum(chances)) or 1.0
    shares = [round(float(chance) / total, 4) for chance in chances]
    return Sentiment(LABELS[int(np.argmax(shares))], (shares[0], shares[1], shares[2]), by, why)


def _shipped(score: float, why: tuple[str, ...], margin: float | None, asks: bool) -> Sentiment:
    # The weights read words, the list reads what turns them: "not bad" is bad to the one and praise to the other.
    trust = _MODEL_WEIGHT * (_TURNED if any(one.startswith("-") for one in why) else 1.0)
    direction = _WORD_WEIGHT * score + (trust * margin if margin is not None else 0.0)
    neutral = _NEUTRAL_WITH_WORDS if why else _NEUTRAL_ASKED if asks else _NEUTRAL_WITHOUT
    raised = np.exp(np.array([-direction, neutral, direction]))
    return _judged(list(raised / raised.sum()), "words" if margin is None else "shipped", why)


def _margins(texts: Sequence[str], families: Sequence[str]) -> list[float | None]:
    """Per text half the log-odds of praise against blame by the shipped model of its language."""
    found: list[float | None] = [None] * len(texts)
    for family in ("zh", "en"):
        mine = [place for place, kind in enumerate(families) if kind == family]
        model = shipped(family) if mine else None
        if model is None:
            continue
        rows = model.probabilities([texts[place] for place in mine])
        praise, blame = model.labels.index("positive"), model.labels.index("negative")
        odds = 0.5 * np.log((rows[:, praise] + 0.01) / (rows[:, blame] + 0.01))
        for place, value in zip(mine, odds, strict=True):
            found[place] = float(value)
    return found


@functools.cache
def shipped(family: str) -> TextModel | None:
    """The weights that come with Feilun, or none for another language."""
    path = FOLDER / f"sentiment_{family}.bin"
    return TextModel.from_bytes(path.read_bytes()) if path.exists() else None


def opinion_of(text: str, family: str) -> tuple[float, tuple[str, ...]]:
    """By the word list alone: a score from -3 to 3 and the words it came from, `-` before those that were turned."""
    return _opinion(plain(text), family)


def _opinion(text: str, family: str) -> tuple[float, tuple[str, ...]]:
    finder = _english if family == "en" else _chinese if family == "zh" else _nothing
    found = [*finder(text), *_signs(text)]
    # The last word counts more: "was bad at first, but now all is well".
    weights = np.linspace(0.8, 1.2, len(found)) if len(found) > 1 else np.ones(len(found))
    score = float(sum(value * weight for (_, value), weight in zip(found, weights, strict=True)))
    bounded = max(-_MOST_SCORE, min(_MOST_SCORE, score / max(1.0, len(found) ** 0.5)))
    return bounded, tuple(dict.fromkeys(word for word, _ in found))[:6]


def _nothing(text: str) -> Iterator[tuple[str, float]]:
    return iter(())


def _signs(text: str) -> Iterator[tuple[str, float]]:
    for one in text:
        if one in words.PRAISE_SIGNS:
            yield one, 1.0
        elif one in words.BLAME_SIGNS:
            yield one, -1.0


def _chinese(text: str) -> Iterator[tuple[str, float]]:
    """Longest words first, so that 不错 is praise and not a turned 错."""
    place = 0
    while place < len(text):
        word = _word_at(text, place)
        if not word:
            place += 1
            continue
        before = _STOPS.split(text[max(0, place - _BEFORE_ZH) : place])[-1]
        yield _turned(word, 1.0 if word in words.PRAISE_ZH else -1.0, _ends_with(before, words.TURN_ZH),
                      _ends_with(before, words.STRONG_ZH), _ends_with(before, words.WEAK_ZH))  # fmt: skip
        place += len(word)


def _word_at(text: str, place: int) -> str:
    for length in range(_LONGEST_ZH, 0, -1):
        word = text[place : place + length]
        if len(word) == length and (word in words.PRAISE_ZH or word in words.BLAME_ZH):
            return word if not _is_lookalike(text, place, word) else ""
    return ""


def _is_lookalike(text: str, place: int, word: str) -> bool:
    """One character is often a part of another word: 你好, 好像, 价值, 香港, 好几天."""
    if len(word) > 1:
        return False
    around = text[max(0, place - 1) : place + 2]
    return any(one in around for one in _OTHERS) or (word == "好" and text[place + 1 : place + 2] in _AFTER_GOOD)


_OTHERS = (
    "你好", "您好", "好像", "好几", "好多", "好久", "只好", "最好", "正好", "刚好", "好友", "好的", "爱好", "价值", "值班", "香港", "香蕉", "时差", "差不", "差点", "相差",
    "出差", "断货", "破解", "卡片", "会员卡", "银行卡", "刷卡", "打卡", "点卡", "办卡", "迟早", "催化", "漏斗", "拖鞋", "拖把", "凶手", "贵公", "贵司", "贵店", "贵姓", "贵方",
)  # fmt: skip
_AFTER_GOOD = frozenset("不了吗么几久多像友在")


def _ends_with(before: str, known: frozenset[str]) -> bool:
    """Whether one of the words stands in the few characters before."""
    return any(
        before[first:last] in known for first in range(len(before)) for last in range(first + 1, len(before) + 1)
    )


def _english(text: str) -> Iterator[tuple[str, float]]:
    tokens = _TOKEN_EN.findall(text.replace("’", "'"))
    for place, word in enumerate(tokens):
        value = 1.0 if word in words.PRAISE_EN else -1.0 if word in words.BLAME_EN else 0.0
        if value:
            before = tokens[max(0, place - _BEFORE_EN) : place]
            is_turned = any(one in words.TURN_EN for one in before) and word not in words.TURN_EN
            is_strong = any(one in words.STRONG_EN for one in before[-1:])
            yield _turned(word, value, is_turned, is_strong, any(one in words.WEAK_EN for one in before[-2:]))


def _turned(word: str, value: float, is_turned: bool, is_strong: bool, is_weak: bool) -> tuple[str, float]:
    degree = 1.4 if is_strong else 0.6 if is_weak else 1.0
    if not is_turned:
        return word, value * degree
    # "not good" is blame; "not bad" is a smaller praise.
    return f"-{word}", -value * (0.9 if value > 0 else 0.7)
