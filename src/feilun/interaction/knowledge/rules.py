"""What is right in an article and which of its answers is said: pure, so it reads and is tested as a table."""

import unicodedata
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from feilun.interaction.knowledge.content import (
    LANGUAGES,
    AnswerVariant,
    ArticleCard,
    ArticleContent,
    ArticleLink,
    ArticlePhrasing,
    ArticleQuickReply,
    ArticleTap,
)

MOST_PHRASINGS = 2_000
MOST_ANSWERS = 50
LONGEST = {"title": 200, "topic": 100, "phrasing": 500, "text": 5_000, "label": 100, "url": 2_048, "channel": 50}
MOST = {"links": 10, "attachments": 10, "quick_replies": 10, "channels": 20, "audiences": 50, "buttons": 5}
# A message of a conversation may have 32 KB with what the bot adds to it.
LARGEST_ANSWER = 24_000
# Whom to ask next when an answer is missing in a customer's language.
FALLBACKS: dict[str, tuple[str, ...]] = {
    "zh-CN": ("zh-CN", "zh-TW", "en"),
    "zh-TW": ("zh-TW", "zh-CN", "en"),
    "en": ("en", "zh-CN", "zh-TW"),
}
FILE_PATH = "/m/file/"


class ArticleProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong and where (`phrasings[3].text`). `limit` may not even be kept, `error` not be approved."""

    field: str
    code: str
    problem: str
    severity: Literal["limit", "error", "warning"] = "error"
    limit: int | None = None


def family(language: str) -> str:
    """`zh` or `en`."""
    return language.partition("-")[0]


def plain(text: str) -> str:
    """The same words, however they were typed: for finding repeats and for searching."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_in_force(content: ArticleContent, now: datetime) -> bool:
    """Whether the time is within valid_from and valid_until."""
    begun = content.valid_from is None or content.valid_from <= now
    return begun and (content.valid_until is None or now < content.valid_until)


def choose_answer(
    content: ArticleContent, language: str, channel: str, audiences: AbstractSet[UUID], now: datetime
) -> AnswerVariant | None:
    """The answer for this customer: her language first, then the one made for her audience, then for her channel."""
    if not is_in_force(content, now):
        return None
    order = FALLBACKS.get(language) or FALLBACKS["zh-CN" if family(language) == "zh" else "en"]
    fitting = [
        one
        for one in content.answers
        if (not one.channels or channel in one.channels) and (not one.audiences or audiences & set(one.audiences))
    ]
    return min(
        fitting,
        key=lambda one: (order.index(one.language), not one.audiences, not one.channels),
        default=None,
    )


def body_of(answer: AnswerVariant, public_url: str) -> tuple[str, dict[str, Any]]:
    """Type and body of the message that says it; our own files get whole addresses."""
    if answer.card and not answer.text:
        return "card", {**_card(answer.card, public_url), **_beside(answer, public_url)}
    body: dict[str, Any] = {"text": answer.text, **_beside(answer, public_url)}
    if answer.card:
        body["card"] = _card(answer.card, public_url)
    return "text", body


def _beside(answer: AnswerVariant, public_url: str) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "links": msgspec.to_builtins(answer.links),
        "attachments": [
            {"name": one.name, "url": _whole(one.url, public_url), "type": one.type, "size": one.size}
            for one in answer.attachments
        ],
        "quick_replies": [_without_none(msgspec.to_builtins(one)) for one in answer.quick_replies],
    }
    return {name: part for name, part in parts.items() if part}


def _card(card: ArticleCard, public_url: str) -> dict[str, Any]:
    body = msgspec.to_builtins(card)
    body["image"] = _whole(card.image, public_url)
    body["buttons"] = [_without_none(one) for one in body["buttons"]]
    return _without_none(body)


def _without_none(body: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in body.items() if part not in (None, "", [])}


def _whole(address: str, public_url: str) -> str:
    return public_url.rstrip("/") + address if address.startswith(FILE_PATH) else address


def tidy(content: ArticleContent) -> ArticleContent:
    """Without blanks around words, control characters, empty phrasings and repeated ones."""
    seen: set[tuple[str, str]] = set()
    phrasings = []
    for one in content.phrasings:
        text = _line(one.text)
        key = (one.language, plain(text))
        if text and key not in seen:
            seen.add(key)
            phrasings.append(ArticlePhrasing(language=one.language, text=text))
    # By language, so that a file of rows per language is read back as the same article.
    order = LANGUAGES.index
    return msgspec.structs.replace(
        content,
        title=_line(content.title),
        topic=_line(content.topic),
        phrasings=sorted(phrasings, key=lambda one: order(one.language)),
        answers=sorted((_tidy_answer(one) for one in content.answers), key=lambda one: order(one.language)),
        valid_from=_in_utc(content.valid_from),
        valid_until=_in_utc(content.valid_until),
    )


def _tidy_answer(answer: AnswerVariant) -> AnswerVariant:
    return msgspec.structs.replace(
        answer,
        text=_clean(answer.text).strip(),
        channels=list(dict.fromkeys(_line(one) for one in answer.channels if _line(one))),
        audiences=list(dict.fromkeys(answer.audiences)),
        links=[ArticleLink(label=_line(one.label), url=one.url.strip()) for one in answer.links],
        quick_replies=[msgspec.structs.replace(one, label=_line(one.label)) for one in answer.quick_replies],
    )


def _in_utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))


def problems(content: ArticleContent) -> list[ArticleProblem]:
    """Everything that is wrong, in the order of the fields."""
    return [*_head_problems(content), *_phrasing_problems(content), *_answers_problems(content)]


def _head_problems(content: ArticleContent) -> Iterator[ArticleProblem]:
    if not content.title:
        yield ArticleProblem(field="title", code="required", problem="is missing")
    yield from _too_long("title", content.title, "title")
    yield from _too_long("topic", content.topic, "topic")
    if content.valid_from and content.valid_until and content.valid_until <= content.valid_from:
        yield ArticleProblem(field="valid_until", code="ends_before", problem="must be later than valid_from")


def _phrasing_problems(content: ArticleContent) -> Iterator[ArticleProblem]:
    if len(content.phrasings) > MOST_PHRASINGS:
        yield _too_many("phrasings", MOST_PHRASINGS)
        return
    if not content.phrasings:
        yield _warning("phrasings", "no_phrasings", "has no phrasing, so only menus and buttons lead here")
    for number, one in enumerate(content.phrasings):
        yield from _too_long(f"phrasings[{number}].text", one.text, "phrasing")
    answered = {family(one.language) for one in content.answers}
    leads_elsewhere = content.flow is not None or content.hand_over
    asked = {family(one.language) for one in content.phrasings}
    for language in sorted(asked - answered) if answered and not leads_elsewhere else ():
        yield _warning("answers", f"no_answer_{language}", f"is asked in {language} but has no answer in it")


def _answers_problems(content: ArticleContent) -> Iterator[ArticleProblem]:
    if len(content.answers) > MOST_ANSWERS:
        yield _too_many("answers", MOST_ANSWERS)
        return
    if not content.answers and content.flow is None and not content.hand_over:
        yield ArticleProblem(field="answers", code="no_answer", problem="has no answer, no flow and no hand-over")
    seen = set()
    for number, one in enumerate(content.answers):
        yield from _answer_problems(f"answers[{number}]", one)
        place = (one.language, tuple(sorted(one.channels)), tuple(sorted(one.audiences)))
        if place in seen:
            yield _warning(f"answers[{number}]", "hidden", "is never said: an earlier answer is for the same customers")
        seen.add(place)


def _answer_problems(field: str, answer: AnswerVariant) -> Iterator[ArticleProblem]:
    if not answer.text and not answer.card:
        yield ArticleProblem(field=f"{field}.text", code="required", problem="is missing")
    yield from _too_long(f"{field}.text", answer.text, "text")
    for name in ("links", "attachments", "quick_replies", "channels", "audiences"):
        if len(getattr(answer, name)) > MOST[name]:
            yield _too_many(f"{field}.{name}", MOST[name])
    for number, channel in enumerate(answer.channels):
        yield from _too_long(f"{field}.channels[{number}]", channel, "channel")
    for number, link in enumerate(answer.links):
        yield from _label_problems(f"{field}.links[{number}]", link.label)
        yield from _url_problems(f"{field}.links[{number}].url", link.url)
    for number, reply in enumerate(answer.quick_replies):
        yield from _reply_problems(f"{field}.quick_replies[{number}]", reply)
    if answer.card:
        yield from _card_problems(f"{field}.card", answer.card)
    size = len(msgspec.json.encode(answer))
    if size > LARGEST_ANSWER:
        yield _limit(field, "too_large", f"has {size} bytes; at most {LARGEST_ANSWER} fit a message", LARGEST_ANSWER)


def _reply_problems(field: str, reply: ArticleQuickReply) -> Iterator[ArticleProblem]:
    yield from _label_problems(field, reply.label)
    yield from _tap_problems(f"{field}.tap", reply.tap)


def _card_problems(field: str, card: ArticleCard) -> Iterator[ArticleProblem]:
    if not card.title.strip():
        yield ArticleProblem(field=f"{field}.title", code="required", problem="is missing")
    yield from _too_long(f"{field}.title", card.title, "title")
    yield from _too_long(f"{field}.text", card.text, "text")
    if card.image and not _is_own_file(card.image):
        yield from _url_problems(f"{field}.image", card.image)
    if card.url:
        yield from _url_problems(f"{field}.url", card.url)
    if len(card.buttons) > MOST["buttons"]:
        yield _too_many(f"{field}.buttons", MOST["buttons"])
    for number, button in enumerate(card.buttons):
        place = f"{field}.buttons[{number}]"
        yield from _label_problems(place, button.label)
        yield from _tap_problems(f"{place}.tap", button.tap)
        if button.url:
            yield from _url_problems(f"{place}.url", button.url)
        elif button.tap is None:
            yield ArticleProblem(field=f"{place}.url", code="required", problem="needs an address or something to ask")


def _tap_problems(field: str, tap: ArticleTap | None) -> Iterator[ArticleProblem]:
    if tap is None or tap.kind == "person":
        return
    try:
        UUID(tap.id)
    except ValueError:
        yield ArticleProblem(field=f"{field}.id", code="required", problem=f"must be the id of the {tap.kind}")


def _label_problems(field: str, label: str) -> Iterator[ArticleProblem]:
    if not label.strip():
        yield ArticleProblem(field=f"{field}.label", code="required", problem="is missing")
    yield from _too_long(f"{field}.label", label, "label")


def _url_problems(field: str, address: str) -> Iterator[ArticleProblem]:
    """Whatever is kept may be shown, so a wrong address is not kept even in a draft."""
    if len(address) > LONGEST["url"]:
        yield from _too_long(field, address, "url")
    elif address and not is_web_address(address):
        yield _limit(field, "not_an_address", "must begin with http:// or https://")
    elif not address:
        yield ArticleProblem(field=field, code="required", problem="is missing")


def is_web_address(address: str) -> bool:
    """http or https with a host, and nothing that a browser would read differently from us."""
    if any(one.isspace() or unicodedata.category(one)[0] == "C" for one in address) or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_own_file(address: str) -> bool:
    token = address.removeprefix(FILE_PATH)
    return address.startswith(FILE_PATH) and bool(token) and token.replace("-", "").replace("_", "").isalnum()


def _too_long(field: str, text: str, kind: str) -> Iterator[ArticleProblem]:
    if len(text) > LONGEST[kind]:
        yield _limit(field, "too_long", f"may have at most {LONGEST[kind]} characters", LONGEST[kind])


def _too_many(field: str, most: int) -> ArticleProblem:
    return _limit(field, "too_many", f"may be at most {most}", most)


def _limit(field: str, code: str, problem: str, limit: int | None = None) -> ArticleProblem:
    return ArticleProblem(field=field, code=code, problem=problem, severity="limit", limit=limit)


def _warning(field: str, code: str, problem: str) -> ArticleProblem:
    return ArticleProblem(field=field, code=code, problem=problem, severity="warning")


def refused(found: Sequence[ArticleProblem], *severities: str) -> list[ArticleProblem]:
    return [one for one in found if one.severity in severities]
