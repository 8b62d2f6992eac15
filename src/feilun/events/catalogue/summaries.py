"""What a closed conversation came to. The handles are the visitor's, so audiences can use it."""

from typing import ClassVar
from uuid import UUID

from feilun.events.catalogue.facts import Fact


class ConversationSummarised(Fact, frozen=True, kw_only=True):
    """A closed conversation got its summary (`revision` 1), or a person corrected or confirmed it (2 and more).

    Emitted by summaries; read by profiles (timeline, and by an `identify` beside it the traits) and segments.
    """

    type: ClassVar[str] = "conversation.summarised"
    conversation: UUID
    closing: int
    revision: int
    need: str = ""
    result: str = ""
    next_step: str = ""
    outcome: str = ""
    code: str = ""
    visitor_class: str = ""
    is_confirmed: bool = False
