"""What an article says: the shapes that travel over the API, lie in revisions and go into published versions."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

Language = Literal["zh-CN", "zh-TW", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-CN", "zh-TW", "en")
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class ArticlePhrasing(msgspec.Struct, frozen=True, kw_only=True):
    """One way to ask."""

    language: Language
    text: str


class ArticleLink(msgspec.Struct, frozen=True, kw_only=True):
    """An address beside the words; http or https only."""

    label: str
    url: str


class ArticleAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was uploaded before. Only `id` is believed; the rest is what we know of that file."""

    id: UUID
    name: str = ""
    url: str = ""
    type: str = ""
    size: int = 0


class ArticleTap(msgspec.Struct, frozen=True, kw_only=True):
    """What a tap asks for: another article, a flow, or a person."""

    kind: Literal["article", "flow", "person"]
    id: str = ""


class ArticleQuickReply(msgspec.Struct, frozen=True, kw_only=True):
    """A word to tap below the answer. Without `tap` it is said as if it had been typed."""

    label: str
    tap: ArticleTap | None = None


class ArticleCardButton(msgspec.Struct, frozen=True, kw_only=True):
    """A button of a card leads to an address or asks for something."""

    label: str
    url: str = ""
    tap: ArticleTap | None = None


class ArticleCard(msgspec.Struct, frozen=True, kw_only=True):
    """A picture with words and buttons. `image` is an address, or `/m/file/…` of an uploaded picture."""

    title: str
    text: str = ""
    image: str = ""
    url: str = ""
    buttons: list[ArticleCardButton] = []


class AnswerVariant(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. Empty `channels` and `audiences` mean everywhere and everybody."""

    language: Language
    channels: list[str] = []
    audiences: list[UUID] = []
    text: str = ""
    links: list[ArticleLink] = []
    attachments: list[ArticleAttachment] = []
    card: ArticleCard | None = None
    quick_replies: list[ArticleQuickReply] = []


class ArticleContent(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its phrasings and answers. `flow` is started instead of an answer; `hand_over` calls a person.

    `small_talk` (a greeting, thanks) is answered but never offered to somebody who has not asked yet.
    """

    title: str = ""
    topic: str = ""
    phrasings: list[ArticlePhrasing] = []
    answers: list[AnswerVariant] = []
    flow: UUID | None = None
    hand_over: bool = False
    small_talk: bool = False
    valid_from: Moment | None = None
    valid_until: Moment | None = None


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """An article as it stands in one of its revisions."""

    id: UUID
    revision: int
    content: ArticleContent


def written(content: ArticleContent) -> dict[str, Any]:
    """As it lies in the tables."""
    kept: dict[str, Any] = msgspec.to_builtins(content)
    return kept


def read_content(stored: Any) -> ArticleContent:
    return msgspec.convert(stored, ArticleContent)
