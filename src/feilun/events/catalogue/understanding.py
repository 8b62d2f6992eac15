"""Facts of what the bot knows: versions that were trained and came into force. They belong to no customer."""

from typing import ClassVar

from feilun.events.catalogue.facts import Fact


class BotVersionTrained(Fact, frozen=True, kw_only=True):
    """A version was trained and judged by the suite. Emitted by understanding; read by reports."""

    type: ClassVar[str] = "bot.version_trained"
    number: int
    phrasings: int
    weakened: bool = False


class BotVersionPublished(Fact, frozen=True, kw_only=True):
    """A version came into force; `is_return` when it had been so before. Emitted by understanding; read by reports."""

    type: ClassVar[str] = "bot.version_published"
    number: int
    before: int | None
    is_return: bool
    by: str
