"""The shapes of a summary: lines of a conversation in, sentences with their sources out."""

from typing import Literal

import msgspec

Author = Literal["rules", "writer", "person"]
Outcome = Literal["confirmed", "answered", "unhappy", "unanswered"]


class Said(msgspec.Struct, frozen=True):
    """A text of the conversation."""

    seq: int
    kind: Literal["customer", "staff", "bot"]
    text: str


class SummarySentence(msgspec.Struct, frozen=True):
    """One line of a summary, the numbers of the messages it came from, and who wrote it."""

    text: str = ""
    because: tuple[int, ...] = ()
    by: Author = "rules"


class Extract(msgspec.Struct, frozen=True):
    need: SummarySentence
    result: SummarySentence
    next_step: SummarySentence
    outcome: Outcome
    outcome_because: tuple[int, ...] = ()


class SummaryProposal(msgspec.Struct, frozen=True):
    """What was proposed for a whole conversation: `why` are the words it rests on, or what the model said."""

    value: str = ""
    by: Literal["keywords", "model", "none"] = "none"
    why: str = ""
    because: tuple[int, ...] = ()
