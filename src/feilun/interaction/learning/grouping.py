"""Groups the questions that were not answered well, again every hour; a group keeps its id from run to run."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from feilun.interaction import bot, knowledge
from feilun.interaction.knowledge import Article
from feilun.interaction.learning import rules
from feilun.interaction.learning.evidence import asked_since, queries
from feilun.interaction.learning.rules import Old, Question
from feilun.kernel import clock
from feilun.kernel.ids import new_id, stable_id
from feilun.language import clusters, language_of, normalise, similar
from feilun.store import Encoder, Engines, Row, Transaction

WANTED = "learning.wanted"
_LEASE = timedelta(minutes=10)
_EVERY = timedelta(hours=1)
_MOST_TEXTS = 2_000
_MOST_COMPARED = 300


class Group(NamedTuple):
    """Questions that mean the same. `likeness` is of each question to the middle one."""

    family: str
    title: str
    questions: list[Question]
    likeness: list[float]
    nearest: UUID | None
    nearest_title: str
    nearest_phrasing: str
    nearest_likeness: float


async def want(tx: Transaction, engines: Engines, workspace: UUID) -> None:
    """Groups as soon as a worker is free."""
    await tx.run(queries.want_run, workspace=workspace, now=clock.now())
    tx.after_commit(lambda: engines.bus.publish(WANTED, b""))


async def group_questions(engines: Engines, now: datetime) -> int:
    """The job: one workspace that was asked for, or has not been looked at for an hour."""
    claim = new_id()
    async with engines.tables.transaction() as tx:
        newest = await bot.newest_decisions(tx)
        await tx.run(queries.open_runs, workspaces=list(newest))
        workspace = await tx.value(
            queries.claim_run,
            claim=claim, now=now, until=now + _LEASE, before=now - _EVERY, workspaces=list(newest),
            newest=list(newest.values()),
        )  # fmt: skip
    if workspace is None:
        return 0
    try:
        await _run(engines, workspace, claim, now)
    except Exception as error:
        async with engines.tables.transaction() as tx:
            problem = f"{type(error).__name__}: {error}"[:500]
            await tx.run(queries.fail_run, workspace=workspace, claim=claim, problem=problem, now=now)
        raise
    return 1


async def _run(engines: Engines, workspace: UUID, claim: UUID, now: datetime) -> None:
    async with engines.tables.transaction() as tx:
        missed = (await asked_since(tx, workspace, now - rules.WINDOW)).missed
        articles = await knowledge.approved(tx, workspace)
        old = await tx.all(queries.old_gaps, workspace=workspace)
    await _tell(engines, workspace, claim, "grouping", 0.2)
    groups = await asyncio.to_thread(_groups, missed, articles, engines.encoders)
    await _tell(engines, workspace, claim, "comparing", 0.7)
    kept = [Old(row["id"], row["title"], frozenset(row["members"])) for row in old]
    middles = await asyncio.to_thread(
        similar, [one.title for one in groups], [one.title for one in kept], engines.encoders
    )
    members = [frozenset(one.decision for one in group.questions) for group in groups]
    ids = _with_new(workspace, groups, rules.matched(members, kept, middles), {one.id for one in kept})
    await _tell(engines, workspace, claim, "writing", 0.9)
    async with engines.tables.transaction() as tx:
        ended = await tx.value(
            queries.end_run,
            workspace=workspace,
            claim=claim,
            now=now,
            questions=len(missed),
            singles=len(missed) - sum(len(group.questions) for group in groups),
            encoder=", ".join(one.name for one in engines.encoders),
        )
        if ended is not None:  # Else another worker took it over, and writes.
            await _write(tx, workspace, groups, ids, {row["id"]: row for row in old}, now)


async def _tell(engines: Engines, workspace: UUID, claim: UUID, step: str, progress: float) -> None:
    until = clock.now() + _LEASE
    async with engines.tables.transaction() as tx:
        await tx.run(queries.move_run, workspace=workspace, claim=claim, step=step, progress=progress, until=until)


def _groups(missed: Sequence[Question], articles: Sequence[Article], encoders: tuple[Encoder, ...]) -> list[Group]:
    """Each family of languages for itself: an encoder that reads only one of them would mix up the other."""
    by_family: dict[str, dict[str, list[Question]]] = {}
    seen = set()
    for one in missed:
        said = normalise(one.text)
        # One visitor who writes the same again and again is one question.
        if said and rules.without_marks(one.text) and (one.conversation, said) not in seen:
            seen.add((one.conversation, said))
            by_family.setdefault(language_of(one.text), {}).setdefault(said, []).append(one)
    found = []
    for family, by_words in sorted(by_family.items()):
        texts = list(by_words)[:_MOST_TEXTS]
        for places in clusters([by_words[text][0].text for text in texts], encoders):
            questions = [one for place in places for one in by_words[texts[place]]]
            if len(questions) >= rules.SMALLEST:
                found.append(_group(family, questions, encoders))
    return _with_nearest(found, articles, encoders)


def _group(family: str, questions: list[Question], encoders: tuple[Encoder, ...]) -> Group:
    texts = rules.once(one.text for one in questions)[:_MOST_COMPARED]
    counts = Counter(one.text for one in questions)
    likeness = similar(texts, texts, encoders)
    middle = rules.middle(likeness, [counts[text] for text in texts])
    by_text = {text: float(likeness[middle][place]) for place, text in enumerate(texts)}
    return Group(
        family, texts[middle], questions, [round(by_text.get(one.text, 0.0), 4) for one in questions], None, "", "", 0.0
    )


def _with_nearest(groups: list[Group], articles: Sequence[Article], encoders: tuple[Encoder, ...]) -> list[Group]:
    """The phrasing of an approved article that is most like the middle; what customers tapped is stronger."""
    by_id = {str(one.id): one for one in articles}
    told = []
    for family in sorted({one.family for one in groups}):
        here = [one for one in groups if one.family == family]
        known = [(text, one) for one in articles for text in _ways(one) if language_of(text) == family]
        likeness = similar([one.title for one in here], [text for text, _ in known], encoders)
        for place, group in enumerate(here):
            best = int(likeness[place].argmax()) if known else -1
            labels = Counter(one.label for one in group.questions if one.label in by_id)
            label, votes = labels.most_common(1)[0] if labels else ("", 0)
            if 2 * votes >= len(group.questions):
                article = by_id[label]
                told.append(_near(group, article, article.content.title, 1.0))
            elif best >= 0:
                told.append(_near(group, known[best][1], known[best][0], float(likeness[place][best])))
            else:
                told.append(group)
    return told


def _near(group: Group, article: Article, phrasing: str, likeness: float) -> Group:
    return group._replace(
        nearest=article.id,
        nearest_title=article.content.title,
        nearest_phrasing=phrasing,
        nearest_likeness=round(likeness, 4),
    )


def _ways(article: Article) -> list[str]:
    return rules.once(
        text for text in (article.content.title, *(one.text for one in article.content.phrasings)) if text.strip()
    )


def _with_new(workspace: UUID, groups: Sequence[Group], known: Mapping[int, UUID], taken: set[UUID]) -> list[UUID]:
    """Ids of all groups; a new one is named after its first question, so that two runs at once name it the same."""
    ids = []
    for number, group in enumerate(groups):
        first = min(group.questions, key=lambda one: (one.at, one.decision)).decision
        made = stable_id("gap", workspace, first)
        ids.append(known.get(number) or (new_id() if made in taken else made))
    return ids


async def _write(
    tx: Transaction, workspace: UUID, groups: Sequence[Group], ids: list[UUID], old: Mapping[UUID, Row], now: datetime
) -> None:
    await tx.run(queries.fade_gaps, workspace=workspace, ids=ids)
    await tx.run(queries.forget_questions, workspace=workspace)
    for group, id in zip(groups, ids, strict=True):
        await tx.run(queries.put_gap, workspace=workspace, id=id, **_columns(group, old.get(id), now))
        rows = [
            {"workspace": workspace, "gap": id, "likeness": likeness, **_question(one)}
            for one, likeness in zip(group.questions, group.likeness, strict=True)
        ]
        await tx.many(queries.add_questions, rows)


def _question(one: Question) -> dict[str, Any]:
    return {name: value for name, value in one._asdict().items() if name != "label"}


def _columns(group: Group, old: Row | None, now: datetime) -> dict[str, Any]:
    times = [one.at for one in group.questions]
    weeks = rules.weekly(times, now)
    trend = rules.trend_of(weeks)
    reasons = Counter(one.reason for one in group.questions)
    return {
        "title": group.title,
        "family": group.family,
        "size": len(group.questions),
        "weeks": weeks,
        "trend": round(trend, 4),
        "weight": round(rules.weight_of(weeks, trend), 4),
        "reasons": dict(reasons),
        "nearest": group.nearest,
        "nearest_title": group.nearest_title,
        "nearest_phrasing": group.nearest_phrasing,
        "likeness": group.nearest_likeness,
        "kind": rules.kind_of(reasons, group.nearest_likeness, sum(bool(one.label) for one in group.questions)),
        "first_at": min(times),
        "last_at": max(times),
        "comes_back": bool(old) and rules.comes_back(old["state"], old["decided_at"], times) if old else False,
    }
