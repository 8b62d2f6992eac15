"""What all market models share to speak plainly: warnings with a code and words, and the shape of a report."""

from collections.abc import Mapping, Sequence

import msgspec

LANGUAGES = ("en", "zh-CN")

Wording = Mapping[str, tuple[str, str]]
"""Sentences by name: (English, Chinese), with {names} of the facts to put in."""


class MarketWarning(msgspec.Struct, frozen=True, kw_only=True):
    """What may be wrong with a result: a code for programs and words for people."""

    code: str
    words: dict[str, str]


class MarketReport(msgspec.Struct, frozen=True, kw_only=True):
    """A result in plain words: what it says, how sure it is, what to do, and what may be wrong."""

    says: list[str]
    sure: list[str]
    do: list[str]
    warnings: list[str]

    def sentences(self) -> list[str]:
        return [*self.says, *self.sure, *self.do, *self.warnings]


def warn(wording: Wording, code: str, /, **facts: object) -> MarketWarning:
    """A fact that is a pair is said in English by its first, in Chinese by its second."""
    words = {
        language: wording[code][place].format(**{
            name: fact[place] if isinstance(fact, tuple) else fact for name, fact in facts.items()
        })
        for place, language in enumerate(LANGUAGES)
    }  # fmt: skip
    return MarketWarning(code=code, words=words)


class Speaker:
    """Says sentences of one wording in one language; an unknown language is answered in English."""

    def __init__(self, wording: Wording, language: str) -> None:
        self.wording, self.place = wording, 1 if language.lower().startswith("zh") else 0

    def say(self, sentence: str, /, **facts: object) -> str:
        return self.wording[sentence][self.place].format(**facts)

    def join(self, names: Sequence[str]) -> str:
        return ("、" if self.place else ", ").join(names)

    def report(
        self, says: list[str], sure: list[str], do: list[str], warnings: Sequence[MarketWarning]
    ) -> MarketReport:
        language = LANGUAGES[self.place]
        return MarketReport(says=says, sure=sure, do=do, warnings=[one.words[language] for one in warnings])


def figure(value: float) -> str:
    """A price or a score as people write it: up to two decimals, no trailing zeros."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.01 or value == 0 else f"{value:.3g}"
    return "0" if text in ("-0", "") else text


def percent(share: float) -> str:
    # Adding nothing turns -0 into 0.
    return f"{100 * share + 0.0:.1f}%"
