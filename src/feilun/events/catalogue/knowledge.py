"""What became of the knowledge of the bot. These facts have no customer."""

from typing import ClassVar
from uuid import UUID

from feilun.events.catalogue.facts import Fact


class ArticleApproved(Fact, frozen=True, kw_only=True):
    """A revision of an article is in force for the next version. Emitted by knowledge; read by whoever reads the log."""

    type: ClassVar[str] = "article.approved"
    article: UUID
    revision: int
    title: str
    by: str


class ArticleWithdrawn(Fact, frozen=True, kw_only=True):
    """An article is out of force from the next version on. Emitted by knowledge; read by whoever reads the log."""

    type: ClassVar[str] = "article.withdrawn"
    article: UUID
    revision: int
    title: str
    by: str
