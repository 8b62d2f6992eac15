"""What became of surveys. The handles are the respondent's, so answers stand on her profile; most have none."""

from typing import Any, ClassVar
from uuid import UUID

import msgspec

from feilun.events.catalogue.facts import Fact


class SurveyStarted(Fact, frozen=True, kw_only=True):
    """A respondent opened a survey. `invitation` is empty when she came by the open link.

    Emitted by surveys; read by invitations, profiles (timeline) and journeys.
    """

    type: ClassVar[str] = "survey.started"
    survey: UUID
    version: int
    response: UUID
    name: str = ""
    channel: str = ""
    language: str = ""
    page: str = ""
    invitation: str = ""


class SurveyAnswered(Fact, frozen=True, kw_only=True):
    """A respondent finished a survey, or changed her answers afterwards (`edit` 1 and more). In one commit with them.

    `state` is complete. `scores` holds only declared score questions: {question: {"kind": "nps", "value": 9}};
    `answers` is flat, {column: value}; `kinds` says what each column of the survey holds: text, number, choice, flag,
    date, time, or contact, file, signature, location (which nobody should read as words).

    Emitted by surveys; read by feedback, cases, invitations, profiles (timeline, and by an `identify` beside it the
    traits), audiences and journeys.
    """

    type: ClassVar[str] = "survey.answered"
    survey: UUID
    version: int
    response: UUID
    state: str
    name: str = ""
    edit: int = 0
    scores: dict[str, Any] = msgspec.field(default_factory=dict)
    answers: dict[str, Any] = msgspec.field(default_factory=dict)
    kinds: dict[str, str] = msgspec.field(default_factory=dict)
    channel: str = ""
    language: str = ""
    page: str = ""
    invitation: str = ""
    seconds: int = 0


class SurveyScreened(Fact, frozen=True, kw_only=True):
    """A respondent was led out before the end: `state` is screened (not wanted) or full (her quota was).

    Emitted by surveys; read by invitations, profiles (timeline) and journeys.
    """

    type: ClassVar[str] = "survey.screened"
    survey: UUID
    version: int
    response: UUID
    state: str
    name: str = ""
    quota: str = ""
    channel: str = ""
    language: str = ""
    page: str = ""
    invitation: str = ""
