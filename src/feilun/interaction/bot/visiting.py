"""What a visitor's widget asks: how the bot greets her on this page, and her word on an answer."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from feilun.delivery import live
from feilun.delivery.live import Peer
from feilun.interaction import conversations, foresight, understanding
from feilun.interaction.bot import keeper, ledger, room, rules
from feilun.interaction.bot.keeper import queries
from feilun.interaction.bot.room import Room, Scene, title_for
from feilun.interaction.bot.settings import BotSettings, MenuItem, Welcome
from feilun.interaction.bot.texts import LANGUAGES, said
from feilun.interaction.foresight import Candidate
from feilun.kernel import clock
from feilun.kernel.errors import Forbidden, NotFound
from feilun.store import Engines, Transaction

CHANNEL = "webchat"


class GreetingWish(msgspec.Struct):
    """RPC `bot.greeting`: the language of the page, and the page."""

    language: Annotated[str, msgspec.Meta(max_length=35)] = ""
    page: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    url: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    title: Annotated[str, msgspec.Meta(max_length=500)] = ""
    stream: str = ""


class FeedbackWish(msgspec.Struct):
    """RPC `bot.feedback`: whether an answer helped."""

    decision: UUID
    helpful: bool
    stream: str = ""


async def greeting(peer: Peer, engines: Engines, values: Any) -> dict[str, Any]:
    """→ {on, name, text, menu, suggestions}. Tells also which page she has open, for what comes."""
    wish: GreetingWish = live.wish_of(values, GreetingWish)
    _check_visitor(peer)
    await understanding.prepare(engines, peer.workspace)
    async with engines.tables.transaction() as tx:
        settings = await keeper.live(tx, peer.workspace)
        if settings is None or not settings.is_on or not settings.channels.get(CHANNEL, False):
            return {"on": False, "name": "", "text": "", "menu": [], "suggestions": []}
        language = conversations.tongue("", wish.language, "") or settings.language
        # What stands behind the path may be a secret, such as a link to reset a password.
        page = (wish.url or wish.page).partition("?")[0].partition("#")[0]
        now = clock.now()
        await tx.run(
            queries.keep_visit,
            workspace=peer.workspace, thread=peer.id, language=language, page=page[:2000], title=wish.title, now=now,
        )  # fmt: skip
        here = await room.enter(tx, engines, peer.workspace, settings)
        scene = await room.scene_of(
            tx, peer.workspace, peer.id, channel=CHANNEL, language=language, now=now, page=page, title=wish.title
        )
        return await greeting_of(tx, engines, here, scene, peer.id)


async def greeting_of(
    tx: Transaction, engines: Engines, here: Room, scene: Scene, thread: UUID | None
) -> dict[str, Any]:
    """How the bot greets in a scene; with a thread, what was offered is remembered."""
    welcome = welcome_for(here.settings.welcomes, scene)
    return {
        "on": True,
        "name": said(here.settings.name, scene.language),
        "text": said(welcome.text, scene.language) if welcome else "",
        "menu": menu_of(here, scene, here.settings.menu),
        "suggestions": await _suggestions(tx, engines, here, scene, thread) if here.settings.foresight else [],
    }


def welcome_for(welcomes: Iterable[Welcome], scene: Scene) -> Welcome | None:
    """The first that fits."""
    for one in welcomes:
        fits = (
            one.channel in ("", scene.channel)
            and one.language in ("", scene.language)
            and rules.is_on_page(one.page, scene.page)
            and (one.audience is None or one.audience in scene.audiences)
        )
        if fits:
            return one
    return None


def menu_of(here: Room, scene: Scene, items: Iterable[MenuItem]) -> list[dict[str, Any]]:
    """The tree with words in her language. What leads to nothing in this version is left out, not shown dead."""
    shown: list[dict[str, Any]] = []
    for item in items:
        entry: dict[str, Any] = {"id": item.id, "kind": item.kind, "label": said(item.label, scene.language)}
        if item.kind == "link":
            entry["url"] = item.target
        elif item.kind == "children":
            entry["children"] = menu_of(here, scene, item.children)
        entry |= {} if item.kind == "link" else {"tap": {"kind": "menu", "id": item.id}}
        if _leads_somewhere(here, scene, item) and entry.get("children") != []:
            shown.append(entry)
    return shown


def _leads_somewhere(here: Room, scene: Scene, item: MenuItem) -> bool:
    if item.kind == "article":
        one = room.known(here, scene, [item.target]).get(item.target)
        return one is not None and (one.can_answer or one.hand_over or one.flow in here.flows)
    return item.target in here.flows if item.kind == "flow" else True


async def _suggestions(
    tx: Transaction, engines: Engines, here: Room, scene: Scene, thread: UUID | None
) -> list[dict[str, Any]]:
    """What she most probably wants, as one-tap questions."""
    candidates = candidates_of(here, scene)
    found = await foresight.suggest(
        tx, engines, here.workspace, scene.customer, scene.page, scene.language, candidates=candidates
    )
    if thread is not None and found:
        in_menu = sorted((one for one in candidates if one.place is not None), key=lambda one: one.place or 0)
        await foresight.note_shown(
            tx, here.workspace, thread, scene.page, scene.language,
            shown=[one.article for one in found], menu=[one.article for one in in_menu],
        )  # fmt: skip
    return [
        {
            "label": said(one.title, scene.language),
            "why": said(one.why, scene.language),
            "tap": {"kind": "foresight", "id": one.article},
        }
        for one in found
    ]


def candidates_of(here: Room, scene: Scene) -> list[Candidate]:
    """Every article that leads somewhere for her now, but for small talk, with its place in the menu."""
    if here.version is None:
        return []
    places = [item.target for item in here.menu.values() if item.kind == "article"]
    found = []
    for id, article in here.version.knowledge.articles.items():
        known = room.known(here, scene, [str(id)]).get(str(id))
        leads = known is not None and (known.can_answer or known.flow in here.flows)
        if leads and not article.content.small_talk:
            title = {language: title_for(article.content, language) for language in LANGUAGES}
            place = places.index(str(id)) if str(id) in places else None
            found.append(Candidate(article=str(id), title=title, place=place))
    return found


async def feedback(peer: Peer, engines: Engines, values: Any) -> dict[str, Any]:
    """→ {}. Her latest word counts. Raises NotFound for a decision that was not hers."""
    wish: FeedbackWish = live.wish_of(values, FeedbackWish)
    _check_visitor(peer)
    now = clock.now()
    async with engines.tables.transaction() as tx:
        owner = await tx.first(queries.decision_owner, workspace=peer.workspace, id=wish.decision)
        if owner is None or owner["thread"] != peer.id:
            raise NotFound(kind="decision of the bot", id=wish.decision)
        await _keep_feedback(tx, engines, peer, wish, owner, now)
    return {}


async def _keep_feedback(
    tx: Transaction, engines: Engines, peer: Peer, wish: FeedbackWish, owner: dict[str, Any], now: datetime
) -> None:
    here = Room(peer.workspace, await keeper.live(tx, peer.workspace) or BotSettings(), None)
    scene = await room.scene_of(tx, peer.workspace, peer.id, channel=CHANNEL, language="", now=now, page="", title="")
    value = "yes" if wish.helpful else "no"
    await ledger.note_outcome(tx, peer.workspace, wish.decision, "helped", value, "customer", scene)
    await ledger.announce_helped(
        tx, engines, here, scene, owner["conversation"], wish.decision, wish.helpful, owner["article"]
    )


def _check_visitor(peer: Peer) -> None:
    if peer.is_staff:
        raise Forbidden(right="to be the customer")


def teach() -> None:
    """Tells the live connection our methods."""
    live.register_rpc("bot.greeting", greeting)
    live.register_rpc("bot.feedback", feedback)
