"""Foresight over HTTP: how well it does, and what a visitor on some page would see."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import QueryParameter

from feilun.access import Caller, needs, workspace_of
from feilun.insight import identity
from feilun.interaction.foresight import judging, offers, rules
from feilun.interaction.foresight.judging import Rate, RateDifference, Replayed
from feilun.interaction.foresight.suggesting import Candidate, Suggestion, queries, suggest
from feilun.interaction.foresight.words import Words
from feilun.kernel import clock
from feilun.store import Engines, Row, Transaction

Days = Annotated[int, QueryParameter(ge=1, le=366)]
_MOST_QUESTIONS = 20_000
_MOST_CONTEXTS = 40


class ForesightComparison(msgspec.Struct, kw_only=True):
    """Both judged on the same visits: those whose first answered question came within 30 minutes of the offer."""

    foresight: Rate
    menu: Rate
    difference: RateDifference


class ForesightWeek(msgspec.Struct, kw_only=True):
    """The week begins on its Monday in the workspace's zone."""

    week: date
    foresight: Rate
    menu: Rate


class ContextArticle(msgspec.Struct, kw_only=True):
    """`title` is empty when the article is not published any more."""

    article: str
    title: Words
    share: float


class ForesightContext(msgspec.Struct, kw_only=True):
    """What is asked most where. `questions` fade: one of a month ago counts half."""

    kind: str
    name: str
    questions: float
    articles: list[ContextArticle]


class ForesightFigures(msgspec.Struct, kw_only=True):
    """`visits` were offered something; `all` judges those who asked, `typed` those who wrote instead of tapping.

    `replay` walks through the whole log with what is known to the rules of today; null with fewer than two questions.
    """

    visits: int
    all: ForesightComparison
    typed: ForesightComparison
    weeks: list[ForesightWeek]
    replay: Replayed | None
    contexts: list[ForesightContext]


class ForesightPreview(msgspec.Struct, kw_only=True):
    """`page` is what is kept of the address."""

    page: str
    suggestions: list[Suggestion]
    menu: list[Suggestion]


@get("/api/v1/foresight-figures", operation_id="foresight_figures", **needs("bot.read"))
async def foresight_figures(caller: Caller, engines: Engines, days: Days = 90) -> ForesightFigures:
    """Hit rate of the three suggestions against the first three of the fixed menu, live and by replay."""
    since = clock.now() - timedelta(days=days)
    async with engines.tables.transaction() as tx:
        zone = (await workspace_of(tx, caller.workspace))["zone"] or engines.settings.default_zone
        known = await offers.candidates(tx, engines, caller.workspace, None, "")
        rows = await tx.all(queries.judged_weeks, workspace=caller.workspace, since=since, zone=zone)
        visits = await tx.value(queries.visits, workspace=caller.workspace, since=since)
        contexts = await _contexts(tx, caller.workspace, known)
        asked = await tx.all(queries.questions, workspace=caller.workspace, limit=_MOST_QUESTIONS)
        menu = await _menu(tx, caller.workspace, known)
    replayed = await asyncio.to_thread(_replay, asked, menu) if len(asked) > 1 else None
    return ForesightFigures(
        visits=visits,
        all=_compared(rows),
        typed=_compared(row for row in rows if not rules.is_tapped(row["route"])),
        weeks=[_week(week, [row for row in rows if row["week"] == week]) for week in _weeks(rows)],
        replay=replayed,
        contexts=contexts,
    )


def _compared(rows: Iterable[Row]) -> ForesightComparison:
    found = list(rows)
    sums = {
        name: sum(row[name] for row in found) for name in ("visits", "foresight", "menu", "only_foresight", "only_menu")
    }
    return ForesightComparison(
        foresight=judging.rate(sums["foresight"], sums["visits"]),
        menu=judging.rate(sums["menu"], sums["visits"]),
        difference=judging.difference(sums["only_foresight"], sums["only_menu"], sums["visits"]),
    )


def _weeks(rows: Iterable[Row]) -> list[date]:
    return sorted({row["week"] for row in rows})


def _week(week: date, rows: list[Row]) -> ForesightWeek:
    both = _compared(rows)
    return ForesightWeek(week=week, foresight=both.foresight, menu=both.menu)


def _replay(rows: list[Row], menu: list[str]) -> Replayed:
    asked = [judging.Asked(row["at"], row["article"], row["features"], rules.strength_of(row["route"])) for row in rows]
    return judging.replay(asked, menu)


async def _menu(tx: Transaction, workspace: UUID, known: Sequence[Candidate]) -> list[str]:
    """The menu of today, else the last one that was shown."""
    placed = [one for one in known if one.place is not None]
    if placed:
        return [one.article for one in sorted(placed, key=lambda one: one.place or 0)]
    return list(await tx.value(queries.latest_menu, workspace=workspace) or [])


async def _contexts(tx: Transaction, workspace: UUID, known: Sequence[Candidate]) -> list[ForesightContext]:
    rows = await tx.all(queries.contexts, workspace=workspace, today=rules.weight_at(clock.now()), limit=_MOST_CONTEXTS)
    titles = {one.article: one.title for one in known}
    contexts: dict[str, ForesightContext] = {}
    for row in rows:
        kind, _, name = row["feature"].partition(":")
        here = contexts.setdefault(
            row["feature"], ForesightContext(kind=kind, name=name, questions=row["questions"], articles=[])
        )
        here.articles.append(_article(row, titles))
    return list(contexts.values())


def _article(row: Row, titles: Mapping[str, Words]) -> ContextArticle:
    return ContextArticle(article=row["article"], title=titles.get(row["article"], {}), share=row["share"])


@get("/api/v1/foresight-preview", operation_id="foresight_preview", **needs("bot.read"))
async def foresight_preview(
    caller: Caller,
    engines: Engines,
    page: Annotated[str, QueryParameter(max_length=2000)] = "",
    language: Literal["zh-CN", "zh-TW", "en"] = "zh-CN",
    customer: UUID | None = None,
) -> ForesightPreview:
    """What a visitor on this page would be offered, and why. Nothing is written."""
    if customer:
        caller.needs("customers.read")
    async with engines.tables.transaction() as tx:
        here = await identity.known(tx, caller.workspace, customer) if customer else None
        known = await offers.candidates(tx, engines, caller.workspace, here, language)
        found = await suggest(tx, engines, caller.workspace, here, page, language, candidates=known)
    placed = sorted((one for one in known if one.place is not None), key=lambda one: one.place or 0)
    menu = [
        Suggestion(article=one.article, title=one.title, why={}, score=0.0, feature="menu", share=None)
        for one in placed[: rules.MOST_SHOWN]
    ]
    return ForesightPreview(page=rules.page_of(page), suggestions=found, menu=menu)


ROUTES = (foresight_figures, foresight_preview)
