"""What is wrong with settings: hard bounds refuse them, problems only keep them from going live."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from feilun.interaction.bot.settings import BotSettings, MenuItem, items_of
from feilun.interaction.bot.texts import LANGUAGES, TEXTS, Words
from feilun.kernel.errors import Invalid

LARGEST = 200_000
_MOST_ITEMS = 200
_DEEPEST = 4
_LONGEST_TEXT = 4_000
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


class SettingsProblem(msgspec.Struct, frozen=True, kw_only=True):
    """Where something is wrong, and what."""

    field: str
    problem: str


def check(settings: BotSettings) -> None:
    """Raises Invalid for what may not even be kept."""
    if len(msgspec.json.encode(settings)) > LARGEST:
        raise Invalid(field="settings", problem=f"may have at most {LARGEST} bytes")
    if sum(1 for _ in items_of(settings.menu)) > _MOST_ITEMS:
        raise Invalid(field="menu", problem=f"may have at most {_MOST_ITEMS} items")
    if settings.zone and not _is_zone(settings.zone):
        raise Invalid(field="zone", problem="is no time zone such as Asia/Shanghai")
    for number, hours in enumerate(settings.hours):
        if not (_CLOCK.fullmatch(hours.since) and _CLOCK.fullmatch(hours.to)):
            raise Invalid(field=f"hours.{number}", problem="from and to are times such as 09:00")


def problems(settings: BotSettings, articles: Collection[str], flows: Collection[str]) -> list[SettingsProblem]:
    """What stands between the draft and its going live. `articles` and `flows` are the ids that are approved."""
    found = [*_words("name", settings.name)]
    for number, welcome in enumerate(settings.welcomes):
        found += _words(f"welcomes.{number}.text", welcome.text)
        if welcome.language and welcome.language not in LANGUAGES:
            found.append((f"welcomes.{number}.language", f"must be one of {', '.join(LANGUAGES)}"))
    for moment, words in settings.texts.items():
        if moment not in TEXTS:
            found.append((f"texts.{moment}", f"is said nowhere; it may be one of {', '.join(sorted(TEXTS))}"))
        found += _words(f"texts.{moment}", words, may_be_empty=True)
    found += _menu(settings.menu, set(articles), set(flows))
    found += [(f"hours.{n}", "end before they begin") for n, one in enumerate(settings.hours) if one.to <= one.since]
    return [SettingsProblem(field=field, problem=problem) for field, problem in found]


def _menu(menu: list[MenuItem], articles: set[str], flows: set[str]) -> Iterator[tuple[str, str]]:
    for id, number in Counter(item.id for item in items_of(menu)).items():
        if number > 1:
            yield f"menu.{id}", "stands twice in the menu"
    if _depth(menu) > _DEEPEST:
        yield "menu", f"may have at most {_DEEPEST} levels"
    for item in items_of(menu):
        yield from _words(f"menu.{item.id}.label", item.label)
        problem = _target(item, articles, flows)
        if problem:
            yield f"menu.{item.id}", problem


def _target(item: MenuItem, articles: set[str], flows: set[str]) -> str:
    if item.kind == "article" and item.target not in articles:
        return "leads to an article that is not approved"
    if item.kind == "flow" and item.target not in flows:
        return "leads to a flow that is not approved"
    if item.kind == "link" and not _is_link(item.target):
        return "needs an address that begins with https://, http:// or /"
    if item.kind == "children" and not item.children:
        return "has nothing below it"
    return ""


def _is_link(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.scheme in ("https", "http"):
        return bool(parts.netloc)
    return not parts.scheme and target.startswith("/") and not target.startswith("//")


def _words(field: str, words: Words, may_be_empty: bool = False) -> Iterator[tuple[str, str]]:
    if not any(text.strip() for text in words.values()) and not may_be_empty:
        yield field, "has no words"
    for language, text in words.items():
        if language not in LANGUAGES:
            yield field, f"{language} is none of {', '.join(LANGUAGES)}"
        if len(text) > _LONGEST_TEXT:
            yield field, f"may have at most {_LONGEST_TEXT} characters"


def _depth(menu: list[MenuItem]) -> int:
    return 1 + max((_depth(item.children) for item in menu), default=0) if menu else 0


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
