"""What the API shows of a summary, and what a person may write back."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from feilun.interaction.summaries.codes import VisitorClass, WrapupCode
from feilun.interaction.summaries.lines import SummaryProposal, SummarySentence
from feilun.store import Row


class ConversationSummary(msgspec.Struct, kw_only=True):
    """What one closing of a conversation came to. `is_code_judged` says that a person confirmed or corrected the code."""

    conversation: UUID
    closing: int
    revision: int
    closed_at: datetime
    language: str
    need: SummarySentence
    result: SummarySentence
    next_step: SummarySentence
    outcome: Literal["confirmed", "answered", "unhappy", "unanswered", ""]
    outcome_because: list[int]
    code: str
    proposed_code: SummaryProposal
    visitor_class: str
    proposed_class: SummaryProposal
    is_code_judged: bool
    is_class_judged: bool
    judged_at: datetime | None


class SummaryCorrection(msgspec.Struct, kw_only=True):
    """What to change; what is left out stays. Naming a code or class, even the proposed one, confirms it: a label."""

    revision: int
    need: str | None = None
    result: str | None = None
    next_step: str | None = None
    code: str | None = None
    visitor_class: str | None = None


class WrapupTree(msgspec.Struct, kw_only=True):
    """The codes as a tree, and the classes of visitors. Send the revision you saw."""

    revision: int
    codes: list[WrapupCode]
    classes: list[VisitorClass]


class SummaryShare(msgspec.Struct, kw_only=True):
    """How many of the proposals people looked at held, with Wilson's 95 % interval; null when nobody looked at one."""

    by: str
    proposals: int
    judged: int
    held: int
    accuracy: float | None
    low: float | None
    high: float | None


class WrapupCount(msgspec.Struct, kw_only=True):
    """How often a code was given; empty for none."""

    code: str
    conversations: int
    judged: int


class SummaryFigures(msgspec.Struct, kw_only=True):
    """Only what a person looked at is judged: silence is no label. `labels_needed` until a model is fitted."""

    days: int
    conversations: int
    proposals: list[SummaryShare]
    classes: SummaryShare
    codes: list[WrapupCount]
    labels: int
    labels_needed: int
    fitted_at: datetime | None


def summary_of(row: Row) -> ConversationSummary:
    return msgspec.convert({name: row[name] for name in ConversationSummary.__struct_fields__}, ConversationSummary)
