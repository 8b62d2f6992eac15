"""What a turn is answered with: the settings and the version in force, and who the customer is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from feilun.delivery import live
from feilun.events import Handle
from feilun.insight import identity, profiles, segments
from feilun.interaction import knowledge, understanding
from feilun.interaction.bot import rules
from feilun.interaction.bot.settings import BotSettings, MenuItem, items_of
from feilun.interaction.knowledge import AnswerVariant, ArticleContent
from feilun.kernel.errors import NotFound
from feilun.store import Engines, Transaction


@dataclass(frozen=True)
class Room:
    """One workspace at the moment of answering. `failure` says why there is no version to answer from."""

    workspace: UUID
    settings: BotSettings
    version: understanding.Published | None
    failure: str = ""

    @property
    def number(self) -> int:
        return self.version.number if self.version else 0

    @property
    def flows(self) -> frozenset[str]:
        return frozenset(str(id) for id in self.version.knowledge.flows) if self.version else frozenset()

    @property
    def menu(self) -> dict[str, MenuItem]:
        return {item.id: item for item in items_of(self.settings.menu)}

    def article(self, id: str) -> ArticleContent | None:
        """The article as this version knows it."""
        try:
            found = self.version.knowledge.articles.get(UUID(id)) if self.version else None
        except ValueError:
            return None
        return found.content if found else None


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Who asks, where, in which language."""

    channel: str
    language: str
    now: datetime
    page: str = ""
    title: str = ""
    customer: UUID | None = None
    audiences: frozenset[UUID] = frozenset()
    traits: Mapping[str, Any] | None = None
    handles: tuple[Handle, ...] = ()


async def enter(tx: Transaction, engines: Engines, workspace: UUID, settings: BotSettings) -> Room:
    """The room with the version in force. A damaged version is a failure, and a failure leads to a person."""
    try:
        version = await understanding.serving(tx, engines, workspace)
    except understanding.DamagedVersion:
        return Room(workspace, settings, None, "version_damaged")
    return Room(workspace, settings, version, "" if version else "nothing_published")


async def scene_of(
    tx: Transaction, workspace: UUID, thread: UUID, *, channel: str, language: str, now: datetime, page: str, title: str
) -> Scene:
    """The visitor as a customer, when the log has made one of her."""
    visitor = (await live.visitors_of(tx, workspace, [thread])).get(thread)
    handles = visitor.handles if visitor else ()
    known = await identity.customers_of(tx, workspace, list(handles))
    customer = next((known[one] for one in handles if one in known), None)
    scene = Scene(channel=channel, language=language, now=now, page=page, title=title, handles=handles)
    return await with_customer(tx, workspace, scene, customer)


async def with_customer(tx: Transaction, workspace: UUID, scene: Scene, customer: UUID | None) -> Scene:
    """The scene with what we know of a customer; the same without one who is not known (yet)."""
    if customer is None:
        return scene
    try:
        profile = await profiles.profile_of(tx, workspace, customer)
    except NotFound:
        return scene
    audiences = await segments.audiences_of(tx, workspace, profile.customer)
    return Scene(
        channel=scene.channel, language=scene.language, now=scene.now, page=scene.page, title=scene.title,
        handles=scene.handles, customer=profile.customer, audiences=frozenset(one.id for one in audiences),
        traits=profile.traits,
    )  # fmt: skip


def answer_for(room: Room, scene: Scene, article: str) -> AnswerVariant | None:
    """What an article says to her, now."""
    content = room.article(article)
    if content is None:
        return None
    return knowledge.choose_answer(content, scene.language, scene.channel, scene.audiences, scene.now)


def known(room: Room, scene: Scene, articles: Iterable[str]) -> dict[str, rules.Known]:
    """Those of the articles that this version knows, as a decision sees them."""
    found = {}
    for id in articles:
        content = room.article(id)
        if content is not None:
            found[id] = rules.Known(
                title=title_for(content, scene.language),
                can_answer=answer_for(room, scene, id) is not None,
                flow=str(content.flow) if content.flow and knowledge.is_in_force(content, scene.now) else "",
                hand_over=content.hand_over and knowledge.is_in_force(content, scene.now),
                small_talk=content.small_talk,
            )
    return found


def title_for(content: ArticleContent, language: str) -> str:
    """The title, or her language's first phrasing when the title is written in another one."""
    is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in content.title)
    if is_chinese == language.startswith("zh"):
        return content.title
    family = language.partition("-")[0]
    exact = [one.text for one in content.phrasings if one.language == language]
    near = [one.text for one in content.phrasings if one.language.startswith(family)]
    return next(iter((*exact, *near)), content.title)


def is_valuable(settings: BotSettings, scene: Scene) -> bool:
    """Whether she gets a person at the first miss."""
    rule = settings.high_value
    trait = (scene.traits or {}).get(rule.trait) if rule.trait else None
    return rules.is_valuable(rule.at_least, trait, rule.audience in scene.audiences if rule.audience else False)
