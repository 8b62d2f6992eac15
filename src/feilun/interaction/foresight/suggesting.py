"""The three things this customer most probably wants, and the note of what was offered."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from feilun.insight import profiles
from feilun.interaction.foresight import rules
from feilun.interaction.foresight.words import Words, why
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

queries = Queries(__file__)

# A question within this time belongs to the visit in which something was offered.
VISIT = timedelta(minutes=30)
_FAR_LABELS = rules.ORDER_EVENTS | {rules.ANSWERED}


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An article that has an answer for her now. `place` is its number in the menu from 0, None when not in it."""

    article: str
    title: Words = {}
    place: int | None = None


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """`why` in every language people read; `score` is a log probability that only orders this one list."""

    article: str
    title: Words
    why: Words
    score: float
    feature: str
    share: float | None


async def suggest(
    tx: Transaction,
    engines: Engines,
    workspace: UUID,
    customer: UUID | None,
    page: str,
    language: str,
    *,
    candidates: Sequence[Candidate],
    most: int = rules.MOST_SHOWN,
) -> list[Suggestion]:
    """At most three, the likeliest first. Reads her last day, her orders and the counts: three indexed reads."""
    if not candidates:
        return []
    now = clock.now()
    deeds = await deeds_of(tx, workspace, customer, now) if customer else []
    features = rules.features_of(page, language, deeds, now)
    counts = await counts_of(tx, workspace, features, [one.article for one in candidates], now)
    found = rules.ranked([(one.article, one.place) for one in candidates], features, counts, most)
    titles = {one.article: one.title for one in candidates}
    return [
        Suggestion(
            article=one.article,
            title=titles[one.article],
            why=why(one),
            score=one.score,
            feature=one.feature,
            share=one.share,
        )
        for one in found
    ]


async def deeds_of(tx: Transaction, workspace: UUID, customer: UUID, now: datetime) -> list[rules.Deed]:
    """Her last day, and her orders and answers of the last weeks."""
    near = await profiles.activity_of(tx, workspace, [customer], since=now - rules.EVENT_REACH)
    far = await profiles.activity_of(tx, workspace, [customer], _FAR_LABELS, since=now - rules.ORDER_REACH)
    rows = {row["position"]: row for row in (*near.get(customer, []), *far.get(customer, []))}
    return [deed(row) for _, row in sorted(rows.items())]


def deed(row: Row) -> rules.Deed:
    return rules.Deed(profiles.label(row["type"], row["name"]), row["occurred_at"], row["properties"])


async def counts_of(
    tx: Transaction, workspace: UUID, features: Sequence[str], articles: Sequence[str], now: datetime
) -> Mapping[str, Mapping[str, float]]:
    """Decayed to this day."""
    rows = await tx.all(
        queries.counts,
        workspace=workspace,
        features=[*features, rules.EVERYWHERE],
        articles=list(articles),
        today=rules.weight_at(now),
    )
    counts: dict[str, dict[str, float]] = {}
    for row in rows:
        counts.setdefault(row["feature"], {})[row["article"]] = row["number"]
    return counts


async def note_shown(
    tx: Transaction,
    workspace: UUID,
    thread: UUID,
    page: str,
    language: str,
    *,
    shown: Sequence[str],
    menu: Sequence[str],
) -> None:
    """Keeps what a visitor was offered, and the first three of the fixed menu, which is what it is judged against."""
    now = clock.now()
    values = {
        "workspace": workspace,
        "thread": thread,
        "page": rules.page_of(page),
        "language": language[:35],
        "shown": list(shown)[: rules.MOST_SHOWN],
        "menu": list(menu)[: rules.MOST_SHOWN],
        "now": now,
    }
    if not await tx.run(queries.refresh_shown, since=now - VISIT, **values):
        await tx.run(queries.add_shown, id=new_id(), **values)
