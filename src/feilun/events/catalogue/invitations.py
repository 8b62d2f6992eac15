"""Who was asked to answer a survey. The handles are hers, so an ask stands on her profile."""

from typing import ClassVar
from uuid import UUID

from feilun.events.catalogue.facts import Fact


class SurveyInvited(Fact, frozen=True, kw_only=True):
    """Somebody was asked to answer a survey; `ask` counts from 1, more are reminders.

    Emitted by invitations; read by profiles (timeline), audiences and journeys.
    """

    type: ClassVar[str] = "survey.invited"
    survey: UUID
    invitation: UUID
    kind: str
    channel: str
    ask: int = 1
    name: str = ""
    reach: UUID | None = None


class SurveyDismissed(Fact, frozen=True, kw_only=True):
    """Somebody closed a survey's prompt in the widget. Emitted by invitations; read by profiles (timeline)."""

    type: ClassVar[str] = "survey.dismissed"
    survey: UUID
    invitation: UUID
    channel: str
