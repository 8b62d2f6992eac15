"""What goes into a model of questions, and what comes out."""

from typing import Literal

import msgspec

Outcome = Literal["sure", "unsure", "unknown"]
MOST_GUESSES = 5


class Example(msgspec.Struct, frozen=True):
    """A phrasing of a question and the label of its answer."""

    text: str
    label: str


class Guess(msgspec.Struct, frozen=True):
    """`probability` is calibrated: of a hundred guesses at 0.8, eighty are right."""

    label: str
    probability: float


class Understood(msgspec.Struct, frozen=True):
    """`sure` may be answered, `unsure` is worth buttons, `unknown` is like nothing the model has seen.

    `exact` says that the words are those of a phrasing, whatever their case, width and punctuation.
    """

    outcome: Outcome
    guesses: tuple[Guess, ...]
    confidence: float
    nearest: float
    nearest_text: str
    language: str
    exact: bool
