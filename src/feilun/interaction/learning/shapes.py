"""What travels over the API of learning, and what lies in its rows."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from feilun.interaction.knowledge import ArticleConflict
from feilun.interaction.learning.rules import Kind, Reason

Language = Literal["zh-CN", "zh-TW", "en"]
GapState = Literal["open", "drafted", "dismissed", "gone"]
ProposalState = Literal["open", "approved", "dismissed"]
Text = Annotated[str, msgspec.Meta(max_length=5000)]
Sentence = Annotated[str, msgspec.Meta(max_length=500)]


class GapQuestion(msgspec.Struct, kw_only=True):
    """A question of a customer, redacted, and why it is here."""

    decision: UUID
    conversation: UUID
    seq: int
    at: datetime
    text: str
    language: str
    reason: Reason
    page: str


class LearningGap(msgspec.Struct, kw_only=True):
    """Questions that mean the same and were not answered well. `weight` is size times trend."""

    id: UUID
    title: str
    family: str
    size: int
    weeks: list[int]
    trend: float
    weight: float
    reasons: dict[str, int]
    nearest: UUID | None
    nearest_title: str
    nearest_phrasing: str
    likeness: float
    kind: Kind
    state: GapState
    reason: str
    decided_by_name: str
    decided_at: datetime | None
    first_at: datetime
    last_at: datetime
    examples: list[str]
    proposal: UUID | None = None


class LearningRun(msgspec.Struct, kw_only=True):
    """How the grouping stands. `singles` are questions like no other; `encoder` is empty when words alone decide."""

    state: Literal["new", "waiting", "running", "done", "failed"]
    step: str
    progress: float
    problem: str
    finished_at: datetime | None
    questions: int
    singles: int
    encoder: str


class ProposedPhrasing(msgspec.Struct, frozen=True, kw_only=True):
    """One way to ask; `count` says how often it was asked just so."""

    language: Language
    text: Sentence
    count: int = 0


class ProposedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer in one language."""

    language: Language
    text: Text


class AnswerEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a person answered, redacted; `group` numbers answers that mean the same, 0 is the largest."""

    conversation: UUID
    seq: int
    at: datetime
    question: str
    text: str
    group: int
    is_chosen: bool = False


class ProposalFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What stands against it: the same question elsewhere, an approved answer that says otherwise, or colleagues who
    disagree. `article` is null when it is about the evidence itself."""

    kind: Literal["duplicate", "near_duplicate", "contradiction", "disagreement", "personal", "no_answer"]
    article: UUID | None = None
    title: str = ""
    text: str = ""
    likeness: float = 1.0
    conflicts: list[ArticleConflict] = []


class GainChange(msgspec.Struct, frozen=True, kw_only=True):
    """A question that is answered today and would be answered otherwise."""

    text: str
    article: UUID
    title: str


class PredictedGain(msgspec.Struct, frozen=True, kw_only=True):
    """The last four weeks asked again. `exact` of `answered` are word for word among the new phrasings, so the rest
    is what was generalised; `changed` of `right` questions would no longer get today's answer.

    `model`: fitted on the approved knowledge without and with the proposal; `neighbours`: by likeness alone, when
    there is too little knowledge for a model or too much for a quick one.
    """

    method: Literal["model", "neighbours"]
    missed: int
    answered: int
    exact: int
    right: int
    changed: int
    examples: list[str]
    changes: list[GainChange]
    at: datetime


class LearningProposal(msgspec.Struct, kw_only=True):
    """What an article could say, with the evidence behind it. Null `gain` is being computed."""

    id: UUID
    gap: UUID
    kind: Kind
    article: UUID | None
    article_title: str
    title: str
    topic: str
    phrasings: list[ProposedPhrasing]
    answers: list[ProposedAnswer]
    evidence: list[AnswerEvidence]
    findings: list[ProposalFinding]
    gain: PredictedGain | None
    revision: int
    state: ProposalState
    reason: str
    made_at: datetime
    decided_at: datetime | None
    decided_by_name: str
    draft: UUID | None
    draft_revision: int | None


class ProposalWish(msgspec.Struct, kw_only=True):
    """A proposal as a person wants it. `revision` is the one she has seen."""

    revision: int
    kind: Kind
    article: UUID | None = None
    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    topic: Annotated[str, msgspec.Meta(max_length=100)] = ""
    phrasings: Annotated[list[ProposedPhrasing], msgspec.Meta(max_length=200)] = []
    answers: Annotated[list[ProposedAnswer], msgspec.Meta(max_length=20)] = []
