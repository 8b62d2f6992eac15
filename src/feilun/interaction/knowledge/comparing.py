"""What differs between two revisions, field by field: pure."""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from feilun.interaction.knowledge.content import AnswerVariant, ArticleContent


class ArticleChange(msgspec.Struct, frozen=True, kw_only=True):
    """`field` came, went or changed. Values are texts, or JSON of what is no text."""

    field: str
    kind: Literal["added", "removed", "changed"]
    before: str = ""
    after: str = ""


def changes(before: ArticleContent, after: ArticleContent) -> list[ArticleChange]:
    """In the order of the editor."""
    return [*_heads(before, after), *_phrasings(before, after), *_answers(before, after)]


def _heads(before: ArticleContent, after: ArticleContent) -> Iterator[ArticleChange]:
    for name in ("title", "topic", "flow", "hand_over", "small_talk", "valid_from", "valid_until"):
        old, new = _text(getattr(before, name)), _text(getattr(after, name))
        if old != new:
            yield _change(name, old, new)


def _phrasings(before: ArticleContent, after: ArticleContent) -> Iterator[ArticleChange]:
    old, new = ([(one.language, one.text) for one in content.phrasings] for content in (before, after))
    old_set, new_set = set(old), set(new)
    for language, text in old:
        if (language, text) not in new_set:
            yield ArticleChange(field=f"phrasings.{language}", kind="removed", before=text)
    for language, text in new:
        if (language, text) not in old_set:
            yield ArticleChange(field=f"phrasings.{language}", kind="added", after=text)


def _answers(before: ArticleContent, after: ArticleContent) -> Iterator[ArticleChange]:
    """Answers have no ids: those for the same customers are held against each other, in order."""
    old, new = _by_place(before), _by_place(after)
    for place in [*old, *(one for one in new if one not in old)]:
        field = f"answers.{place[0]}"
        if place not in new:
            yield ArticleChange(field=field, kind="removed", before=old[place].text)
        elif place not in old:
            yield ArticleChange(field=field, kind="added", after=new[place].text)
        else:
            yield from _answer(field, old[place], new[place])


def _by_place(content: ArticleContent) -> dict[Any, AnswerVariant]:
    found: dict[Any, AnswerVariant] = {}
    for one in content.answers:
        place = (one.language, tuple(one.channels), tuple(one.audiences))
        number = sum(1 for known in found if known[:3] == place)
        found[(*place, number)] = one
    return found


def _answer(field: str, old: AnswerVariant, new: AnswerVariant) -> Iterator[ArticleChange]:
    for name in ("text", "links", "attachments", "card", "quick_replies"):
        was, now = _text(getattr(old, name)), _text(getattr(new, name))
        if was != now:
            yield _change(f"{field}.{name}", was, now)


def _change(field: str, old: str, new: str) -> ArticleChange:
    kind: Literal["added", "removed", "changed"] = "changed" if old and new else ("added" if new else "removed")
    return ArticleChange(field=field, kind=kind, before=old, after=new)


def _text(value: Any) -> str:
    """Empty for nothing, so that what came and what went can be told from what changed."""
    if value in (None, "", [], False):
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode().strip('"')
