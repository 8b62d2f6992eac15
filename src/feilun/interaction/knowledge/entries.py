"""From rows of a file to articles, and back to rows: pure. A row that cannot be taken says why; the others go on."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, cast, get_args
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from feilun.interaction.knowledge.content import (
    LANGUAGES,
    AnswerVariant,
    Article,
    ArticleAttachment,
    ArticleCard,
    ArticleContent,
    ArticleLink,
    ArticlePhrasing,
    ArticleQuickReply,
    Language,
)
from feilun.interaction.knowledge.rules import MOST_ANSWERS
from feilun.interaction.knowledge.sheets import Sheet, SheetRow
from feilun.language import language_of, normalise

COLUMNS = (
    "id", "title", "topic", "language", "phrasings", "answer", "links", "channels", "audiences", "attachments", "card",
    "quick_replies", "flow", "hand_over", "small_talk", "valid_from", "valid_until",
)  # fmt: skip
_OF_ANSWERS = ("links", "attachments", "card", "quick_replies")
_OF_ARTICLES = ("topic", "flow", "hand_over", "small_talk", "valid_from", "valid_until")
# A cell of Excel holds 32,767 characters.
_LONGEST_CELL = 30_000
_YES, _NO = {"true", "yes", "1", "是", "y"}, {"", "false", "no", "0", "否", "n"}
_LANGUAGES = {
    "zh": "zh-CN", "zh-cn": "zh-CN", "zh-hans": "zh-CN", "cn": "zh-CN", "中文": "zh-CN", "简体中文": "zh-CN",
    "zh-tw": "zh-TW", "zh-hk": "zh-TW", "zh-hant": "zh-TW", "tw": "zh-TW", "繁體中文": "zh-TW", "繁体中文": "zh-TW",
    "en": "en", "en-us": "en", "en-gb": "en", "english": "en", "英文": "en", "英语": "en",
}  # fmt: skip


class WrongRow(Exception):
    """Why a row cannot be taken: a code for programs, a sentence for people."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Refused(NamedTuple):
    line: int
    title: str
    code: str
    reason: str


class Entry(msgspec.Struct, kw_only=True):
    """What a file says of one article: only what it names; the rest stays as it is."""

    lines: list[int]
    id: str = ""
    title: str = ""
    head: dict[str, Any] = {}
    phrasings: list[ArticlePhrasing] = []
    answers: list[AnswerVariant] = []
    # Parts of answers the file has columns for.
    parts: frozenset[str] = frozenset()


def entries_of(
    sheet: Sheet, language: Language | None = None, zone: ZoneInfo | None = None
) -> tuple[list[Entry], list[Refused]]:
    """Rows with the same id, else the same title, are one article; a row without both goes on with the one above."""
    found: dict[tuple[str, str], Entry] = {}
    refused: list[Refused] = []
    parts = frozenset(one for one in _OF_ANSWERS if one in sheet.columns)
    current: Entry | None = None
    for row in sheet.rows:
        try:
            current = _entry_of(row, found, current, parts)
            _add(current, row, language, zone)
            current.lines.append(row.line)
        except WrongRow as error:
            refused.append(Refused(row.line, row.cells.get("title", "")[:200], error.code, error.reason))
    return [one for one in found.values() if one.lines], refused


def _entry_of(
    row: SheetRow, found: dict[tuple[str, str], Entry], current: Entry | None, parts: frozenset[str]
) -> Entry:
    cells = row.cells
    if cells.get("refusal"):
        raise WrongRow("topic", "is a heading with other headings below it, so its own text is no answer")
    id, title = cells.get("id", ""), cells.get("title", "")
    if not id and not title:
        asked = divided(cells.get("phrasings", ""))
        if not asked and current is None:
            raise WrongRow("no_title", "has neither an id nor a title nor a question")
        if not asked or (current and not cells.get("answer")):
            if current is None:
                raise WrongRow("no_title", "has neither an id nor a title, and no article above it")
            return current
        title = asked[0]
    if len(id) > 200:
        raise WrongRow("id", "has an id of more than 200 characters")
    key = ("id", id) if id else ("title", normalise(title))
    entry = found.setdefault(key, Entry(lines=[], id=id, title=title, parts=parts))
    entry.title = entry.title or title
    return entry


def _add(entry: Entry, row: SheetRow, language: Language | None, zone: ZoneInfo | None) -> None:
    """Everything is read before anything is added, so that a refused row leaves nothing behind."""
    cells = row.cells
    head = _head(cells, zone)
    for name, value in head.items():
        if name in entry.head and entry.head[name] != value:
            raise WrongRow("differs", f"says another {name} than the row above it")
    asked = divided(cells.get("phrasings", ""))
    words = " ".join([*asked, cells.get("answer", "")]) or entry.title
    known = _language(cells.get("language", "")) or language or guessed_language(words)
    answer = _answer(cells, known)
    is_said = answer is None or _is_said(entry, answer)
    entry.head.update(head)
    entry.phrasings += [ArticlePhrasing(language=known, text=one) for one in asked]
    if answer and not is_said:
        entry.answers.append(answer)


def _is_said(entry: Entry, answer: AnswerVariant) -> bool:
    """Whether a row above says it already. A file may repeat itself thousands of times; that stays cheap."""
    place = _place(answer)
    for one in entry.answers:
        if _place(one) == place and one != answer:
            raise WrongRow("differs", "says another answer for the same customers than a row above it")
        if _place(one) == place:
            return True
    if len(entry.answers) >= MOST_ANSWERS:
        raise WrongRow("too_many", f"would be one of more than {MOST_ANSWERS} answers of one article")
    return False


def _head(cells: Mapping[str, str], zone: ZoneInfo | None) -> dict[str, Any]:
    """Only what is written: an empty cell says nothing."""
    head: dict[str, Any] = {}
    if cells.get("topic"):
        head["topic"] = cells["topic"]
    if cells.get("flow"):
        head["flow"] = _uuid(cells["flow"], "flow")
    for name in ("hand_over", "small_talk"):
        if cells.get(name):
            head[name] = _truth(cells[name], name)
    for name in ("valid_from", "valid_until"):
        if cells.get(name):
            head[name] = _moment(cells[name], name, zone)
    return head


def _answer(cells: Mapping[str, str], language: Language) -> AnswerVariant | None:
    answer = AnswerVariant(
        language=language,
        text=cells.get("answer", ""),
        channels=divided(cells.get("channels", "")),
        audiences=[_uuid(one, "audiences") for one in divided(cells.get("audiences", ""))],
        links=[_link(one) for one in divided(cells.get("links", ""))],
        attachments=[ArticleAttachment(id=_uuid(one, "attachments")) for one in divided(cells.get("attachments", ""))],
        card=_json(cells.get("card", ""), ArticleCard, "card"),
        quick_replies=_json(cells.get("quick_replies", ""), list[ArticleQuickReply], "quick_replies") or [],
    )
    return answer if answer != AnswerVariant(language=language) else None


def _uuid(text: str, column: str) -> UUID:
    try:
        return UUID(text.strip())
    except ValueError:
        raise WrongRow(column, f"has {text[:50]!r} in the column {column}, which is no id") from None


def _truth(text: str, column: str) -> bool:
    if text.strip().lower() in _YES:
        return True
    if text.strip().lower() in _NO:
        return False
    raise WrongRow(column, f"has {text[:50]!r} in the column {column}; write true or false")


def _moment(text: str, column: str, zone: ZoneInfo | None) -> datetime:
    """A day alone is meant whole: until the 31st includes the 31st."""
    text = text.strip().replace("/", "-")
    try:
        if len(text) <= 10:
            day = date(*(int(part) for part in text.split("-")))
            if column == "valid_until":
                day += timedelta(days=1)
            return datetime.combine(day, time.min, zone or UTC).astimezone(UTC)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone or UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        raise WrongRow(
            column, f"has {text[:50]!r} in the column {column}; write 2026-12-31 or 2026-12-31T18:00"
        ) from None


def _link(text: str) -> ArticleLink:
    label, _, address = text.rpartition(" ")
    return ArticleLink(label=label.strip() or _host(address), url=address)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address[:100]
    except ValueError:
        return address[:100]


def _json(text: str, shape: Any, column: str) -> Any:
    if not text:
        return None
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise WrongRow(column, f"has something in the column {column} that is not its JSON: {error}") from error


def _language(text: str) -> Language | None:
    if not text.strip():
        return None
    known = _LANGUAGES.get(text.strip().lower().replace("_", "-"))
    if known is None:
        raise WrongRow("language", f"has the language {text[:20]!r}; write {', '.join(get_args(Language))}")
    return cast(Language, known)


def guessed_language(text: str) -> Language:
    """Traditional letters that a simplified text would write otherwise tell zh-TW from zh-CN."""
    if language_of(text) == "en":
        return "en"
    letters = "".join(one for one in text if unicodedata.category(one) == "Lo")[:500]
    return "zh-CN" if normalise(letters) == unicodedata.normalize("NFKC", letters) else "zh-TW"


def divided(cell: str) -> list[str]:
    r"""Parts between `|`; `\|` and `\\` are the letters themselves. Lines in a cell divide too."""
    parts, current, is_escaped = [], [], False
    for letter in cell:
        if is_escaped:
            current.append(letter if letter in "|\\" else f"\\{letter}")
            is_escaped = False
        elif letter == "\\":
            is_escaped = True
        elif letter in "|\n":
            parts.append("".join(current))
            current = []
        else:
            current.append(letter)
    last = "".join(current) + ("\\" if is_escaped else "")
    return [part.strip() for part in [*parts, last] if part.strip()]


def joined(parts: Iterable[str]) -> str:
    """The cell that `divided` reads as these parts."""
    return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


def merged(entry: Entry, kept: ArticleContent | None, *, replaces: bool) -> ArticleContent:
    """What the article says after the file: answers for the same customers are replaced, languages and columns that
    the file does not have stay. Phrasings are added, or with `replaces` are those of the file."""
    base = kept or ArticleContent()
    languages = {one.language for one in entry.phrasings}
    stays = [one for one in base.phrasings if not (replaces and one.language in languages)]
    answers = {_place(one): one for one in base.answers}
    for one in entry.answers:
        answers[_place(one)] = _over(one, answers.get(_place(one)), entry.parts)
    return msgspec.structs.replace(
        base,
        title=entry.title or base.title or (entry.phrasings[0].text[:200] if entry.phrasings else ""),
        phrasings=[*stays, *entry.phrasings],
        answers=list(answers.values()),
        **entry.head,
    )


def _place(answer: AnswerVariant) -> tuple[Any, ...]:
    return (answer.language, frozenset(answer.channels), frozenset(answer.audiences))


def _over(new: AnswerVariant, old: AnswerVariant | None, parts: frozenset[str]) -> AnswerVariant:
    if old is None:
        return new
    return msgspec.structs.replace(new, **{name: getattr(old, name) for name in _OF_ANSWERS if name not in parts})


def rows_of(article: Article, id: str) -> Iterator[dict[str, str]]:
    """The rows that `entries_of` reads as this article."""
    content = article.content
    head = {"id": id, "title": content.title, **_written_head(content)}
    is_told = False
    for language in LANGUAGES:
        asked = list(_cells([one.text for one in content.phrasings if one.language == language]))
        answers = [_written_answer(one) for one in content.answers if one.language == language]
        for number in range(max(len(asked), len(answers))):
            cells = {"language": language, "phrasings": asked[number] if number < len(asked) else ""}
            yield {**head, **cells, **(answers[number] if number < len(answers) else {})}
            is_told = True
    if not is_told:
        yield head


def _written_head(content: ArticleContent) -> dict[str, str]:
    return {
        "topic": content.topic,
        "flow": str(content.flow or ""),
        "hand_over": "true" if content.hand_over else "",
        "small_talk": "true" if content.small_talk else "",
        "valid_from": content.valid_from.isoformat() if content.valid_from else "",
        "valid_until": content.valid_until.isoformat() if content.valid_until else "",
    }


def _written_answer(answer: AnswerVariant) -> dict[str, str]:
    return {
        "answer": answer.text,
        "links": joined(f"{one.label} {one.url}" for one in answer.links),
        "channels": joined(answer.channels),
        "audiences": joined(str(one) for one in answer.audiences),
        "attachments": joined(str(one.id) for one in answer.attachments),
        "card": msgspec.json.encode(answer.card).decode() if answer.card else "",
        "quick_replies": msgspec.json.encode(answer.quick_replies).decode() if answer.quick_replies else "",
    }


def _cells(texts: list[str]) -> Iterator[str]:
    """As many cells as a spreadsheet needs to hold them."""
    held: list[str] = []
    size = 0
    for text in texts:
        size += 2 * len(text) + 1
        if held and size > _LONGEST_CELL:
            yield joined(held)
            held, size = [], 2 * len(text) + 1
        held.append(text)
    if held:
        yield joined(held)
