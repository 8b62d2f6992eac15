"""What is wrong among articles before they are published: repeats and contradictions. Pure but for `normalise`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from feilun.interaction.knowledge import claims, rules
from feilun.interaction.knowledge.claims import ArticleConflict
from feilun.interaction.knowledge.content import AnswerVariant, Article, ArticleContent
from feilun.language import normalise

FindingKind = Literal["duplicate", "near_duplicate", "contradiction", "translation"]
MOST_FINDINGS = 500
# More articles that share one phrasing are told by their neighbours, not by every pair.
_MOST_SHARING = 20
# Whoever has more than this to look at will look again afterwards.
_MOST_PAIRS = 2_000


class ArticleFindingSide(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two: the phrasing that is alike, and the answer where answers are compared."""

    article: UUID
    revision: int
    title: str
    language: str
    phrasing: str = ""
    answer: str = ""
    is_in_force: bool = False


class ArticleFinding(msgspec.Struct, frozen=True, kw_only=True):
    """Something to look at before publishing, with what it stands on. `conflicts` are the claims that differ."""

    kind: FindingKind
    severity: Literal["error", "warning"]
    sides: list[ArticleFindingSide]
    likeness: float = 1.0
    conflicts: list[ArticleConflict] = []
    # Why an equal phrasing is no error: the two are never in force together, or for different customers.
    apart: Literal["", "time", "audience", "channel"] = ""


class Alike(NamedTuple):
    """Two phrasings that mean the same: places in the list of `phrasings`, and how like they are."""

    first: int
    second: int
    likeness: float


class Phrasing(NamedTuple):
    """A phrasing with its article's place."""

    article: int
    language: str
    text: str
    plain: str


def phrasings_of(articles: Sequence[Article]) -> list[Phrasing]:
    return [
        Phrasing(place, one.language, one.text, normalise(one.text))
        for place, article in enumerate(articles)
        for one in article.content.phrasings
    ]


def same(phrasings: Sequence[Phrasing]) -> Iterator[Alike]:
    """Equal phrasings of two articles, one pair per two articles."""
    places: dict[str, dict[int, int]] = {}
    for number, one in enumerate(phrasings):
        places.setdefault(one.plain, {}).setdefault(one.article, number)
    seen = set()
    for by_article in places.values():
        for first, second in combinations(list(by_article)[:_MOST_SHARING], 2):
            if (first, second) not in seen:
                seen.add((first, second))
                yield Alike(by_article[first], by_article[second], 1.0)


def findings(
    articles: Sequence[Article],
    phrasings: Sequence[Phrasing],
    alike: Iterable[Alike],
    in_force: frozenset[UUID] = frozenset(),
) -> list[ArticleFinding]:
    """Errors first, then the likest. `in_force` are the articles whose given revision is approved."""
    found: list[ArticleFinding] = []
    for pair in sorted(alike, key=lambda one: -one.likeness)[:_MOST_PAIRS]:
        found += _of_pair(articles, phrasings, pair, in_force)
    for article in articles:
        found += _translations(article, article.id in in_force)
    return sorted(found, key=lambda one: (one.severity != "error", -one.likeness, one.kind))[:MOST_FINDINGS]


def _of_pair(
    articles: Sequence[Article], phrasings: Sequence[Phrasing], pair: Alike, in_force: frozenset[UUID]
) -> Iterator[ArticleFinding]:
    ours, theirs = phrasings[pair.first], phrasings[pair.second]
    first, second = articles[ours.article], articles[theirs.article]
    apart = _apart(first.content, second.content)
    is_equal = pair.likeness >= 1
    sides = [_side(first, ours, in_force), _side(second, theirs, in_force)]
    yield ArticleFinding(
        kind="duplicate" if is_equal else "near_duplicate",
        severity="error" if is_equal and not apart else "warning",
        sides=sides,
        likeness=round(pair.likeness, 3),
        apart=apart,
    )
    if not apart:
        yield from _contradictions(first.content, second.content, sides, pair.likeness)


def _side(article: Article, phrasing: Phrasing, in_force: frozenset[UUID]) -> ArticleFindingSide:
    return ArticleFindingSide(
        article=article.id,
        revision=article.revision,
        title=article.content.title,
        language=phrasing.language,
        phrasing=phrasing.text,
        is_in_force=article.id in in_force,
    )


def _apart(first: ArticleContent, second: ArticleContent) -> Literal["", "time", "audience", "channel"]:
    """Why two articles never answer the same customer at the same time, or nothing."""
    if not _at_once(first, second):
        return "time"
    pairs = [(one, other) for one in first.answers for other in second.answers]
    if pairs and all(_are_parted(one.audiences, other.audiences) for one, other in pairs):
        return "audience"
    if pairs and all(_are_parted(one.channels, other.channels) for one, other in pairs):
        return "channel"
    return ""


def _at_once(first: ArticleContent, second: ArticleContent) -> bool:
    return _begins_before(first.valid_from, second.valid_until) and _begins_before(second.valid_from, first.valid_until)


def _begins_before(begin: datetime | None, end: datetime | None) -> bool:
    return begin is None or end is None or begin < end


def _are_parted(first: Sequence[object], second: Sequence[object]) -> bool:
    """Both say for whom, and nobody is named by both; a customer may still be in two audiences."""
    return bool(first) and bool(second) and not set(first) & set(second)


def _contradictions(
    first: ArticleContent, second: ArticleContent, sides: list[ArticleFindingSide], likeness: float
) -> Iterator[ArticleFinding]:
    """At most one per two articles: the first answers of one language that say different things."""
    for one in first.answers:
        for other in second.answers:
            if not _are_comparable(one, other):
                continue
            conflicts = claims.contradictions(one.text, other.text)
            if conflicts:
                are_for_all = not (one.audiences or other.audiences or one.channels or other.channels)
                texts = (one.text, other.text)
                yield ArticleFinding(
                    kind="contradiction",
                    severity="error" if likeness >= 1 and are_for_all else "warning",
                    sides=[msgspec.structs.replace(side, answer=text) for side, text in zip(sides, texts, strict=True)],
                    likeness=round(likeness, 3),
                    conflicts=conflicts,
                )
                return


def _are_comparable(one: AnswerVariant, other: AnswerVariant) -> bool:
    return (
        rules.family(one.language) == rules.family(other.language)
        and not _are_parted(one.audiences, other.audiences)
        and not _are_parted(one.channels, other.channels)
    )


def _translations(article: Article, is_in_force: bool) -> Iterator[ArticleFinding]:
    """The same answer in two languages: amounts must agree."""
    for one, other in combinations(article.content.answers, 2):
        same_customers = (set(one.channels), set(one.audiences)) == (set(other.channels), set(other.audiences))
        if one.language == other.language or not same_customers:
            continue
        conflicts = claims.mistranslations(one.text, other.text)
        if conflicts:
            sides = [
                ArticleFindingSide(
                    article=article.id, revision=article.revision, title=article.content.title,
                    language=answer.language, answer=answer.text, is_in_force=is_in_force,
                )
                for answer in (one, other)
            ]  # fmt: skip
            yield ArticleFinding(kind="translation", severity="warning", sides=sides, conflicts=conflicts)
            return


def blocking(articles: Sequence[Article]) -> list[ArticleFinding]:
    """The errors among articles that shall be published together; quick, since it needs no encoder."""
    phrasings = phrasings_of(articles)
    everything = frozenset(one.id for one in articles)
    return [one for one in findings(articles, phrasings, same(phrasings), everything) if one.severity == "error"]
