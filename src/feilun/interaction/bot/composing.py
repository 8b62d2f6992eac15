"""How a decision reads: the messages that a customer sees, in her language."""

from typing import Any
from uuid import UUID

import msgspec

from feilun.interaction import knowledge
from feilun.interaction.bot.room import Room, Scene, answer_for, title_for
from feilun.interaction.bot.rules import Decision, Talk
from feilun.interaction.bot.settings import MenuItem
from feilun.interaction.bot.texts import said, text_of


class Line(msgspec.Struct, frozen=True):
    """One message of the bot."""

    type: str
    body: dict[str, Any]


def lines_of(
    room: Room, scene: Scene, decision: Decision, id: UUID, public_url: str, asks: bool, phrased: str = ""
) -> list[Line]:
    """What is said for a decision that speaks for itself; a flow and a hand-over have words of their own."""
    match decision.route:
        case "answer":
            return article_lines(room, scene, decision.article, id, public_url, asks, phrased)
        case "buttons":
            return [_words(room, scene, "unsure", id, _choices(room, scene, decision, id))]
        case "unknown":
            return [_words(room, scene, "unknown", id, [_person(room, scene, id)])]
        case "menu":
            return [_submenu(room, scene, room.menu[decision.item])]
        case "link":
            item = room.menu[decision.item]
            label = said(item.label, scene.language)
            return [Line("text", {"text": label, "links": [{"label": label, "url": item.target}]})]
    return []


def article_lines(
    room: Room, scene: Scene, article: str, id: UUID, public_url: str, asks: bool, phrased: str = ""
) -> list[Line]:
    """The answer of an article; empty when it has none for her."""
    answer = answer_for(room, scene, article)
    if answer is None:
        return []
    type, body = knowledge.body_of(answer, public_url)
    if phrased:
        body["text"] = phrased
    body["decision"] = str(id)
    if asks:
        body["ask_helpful"] = str(id)
    return [Line(type, body)]


def offline_line(room: Room, scene: Scene, talk: Talk, contacts: tuple[str, ...]) -> tuple[Line | None, Talk]:
    """Thanks for a message that nobody reads now: asks for a way to reach her, once, and thanks, once."""
    moment = "noted" if contacts or "contact" in talk.noted else "contact"
    if moment in talk.noted:
        return None, talk
    line = Line("text", {"text": text_of(room.settings.texts, moment, scene.language)})
    return line, msgspec.structs.replace(talk, noted=(*talk.noted, moment))


def menu_buttons(items: list[MenuItem], language: str) -> list[dict[str, Any]]:
    """Items of the menu as one-tap buttons; a link is no tap and stands below the words."""
    return [
        {"label": said(item.label, language), "tap": {"kind": "menu", "id": item.id}}
        for item in items
        if item.kind != "link"
    ]


def _submenu(room: Room, scene: Scene, item: MenuItem) -> Line:
    line = Line("text", {"text": text_of(room.settings.texts, "menu", scene.language)})
    line.body["buttons"] = menu_buttons(item.children, scene.language)
    links = [
        {"label": said(child.label, scene.language), "url": child.target}
        for child in item.children
        if child.kind == "link"
    ]
    if links:
        line.body["links"] = links
    return line


def _words(room: Room, scene: Scene, moment: str, id: UUID, buttons: list[dict[str, Any]]) -> Line:
    text = text_of(room.settings.texts, moment, scene.language)
    return Line("text", {"text": text, "buttons": buttons, "decision": str(id)})


def _choices(room: Room, scene: Scene, decision: Decision, id: UUID) -> list[dict[str, Any]]:
    found = []
    for article in decision.buttons:
        content = room.article(article)
        if content is not None:
            tap = {"kind": "article", "id": article, "decision": str(id)}
            found.append({"label": title_for(content, scene.language), "tap": tap})
    none = text_of(room.settings.texts, "none", scene.language)
    return [
        *found,
        {"label": none, "tap": {"kind": "none", "id": "", "decision": str(id)}},
        _person(room, scene, id),
    ]


def _person(room: Room, scene: Scene, id: UUID) -> dict[str, Any]:
    label = text_of(room.settings.texts, "person", scene.language)
    return {"label": label, "tap": {"kind": "person", "id": "", "decision": str(id)}}
