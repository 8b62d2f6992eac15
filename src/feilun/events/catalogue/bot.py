"""What the bot did in conversations. The handles are the visitor's, so it is part of her activity."""

from typing import ClassVar
from uuid import UUID

from feilun.events.catalogue.facts import Fact


class BotAnswered(Fact, frozen=True, kw_only=True):
    """The bot answered with an article. `route` says how it came to it, `version` what it knew then.

    Emitted by bot; read by profiles (timeline) and foresight.
    """

    type: ClassVar[str] = "bot.answered"
    conversation: UUID
    seq: int
    article: str
    decision: UUID
    route: str = ""
    language: str = ""
    version: int = 0
    page: str = ""


class BotMissed(Fact, frozen=True, kw_only=True):
    """The bot had no sure answer: it offered buttons, asked, or called a person. Emitted by bot; read by learning."""

    type: ClassVar[str] = "bot.missed"
    conversation: UUID
    seq: int
    decision: UUID
    route: str = ""
    language: str = ""
    version: int = 0
    page: str = ""


class BotTapped(Fact, frozen=True, kw_only=True):
    """The customer took something that the bot offered. `kind` is menu, article, flow, person, none or foresight.

    Emitted by bot; read by profiles (timeline) and foresight.
    """

    type: ClassVar[str] = "bot.tapped"
    conversation: UUID
    seq: int
    kind: str
    target: str = ""
    decision: UUID | None = None
    language: str = ""
    page: str = ""


class BotHelped(Fact, frozen=True, kw_only=True):
    """The customer said whether an answer helped. Emitted by bot; read by profiles (timeline) and learning."""

    type: ClassVar[str] = "bot.helped"
    conversation: UUID
    decision: UUID
    helpful: bool
    article: str = ""
