"""Makes a proposal out of a gap: how customers ask, what people answered, and what stands against it."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from feilun.access import Caller, note
from feilun.interaction import knowledge
from feilun.interaction.knowledge import Article
from feilun.interaction.learning import rules
from feilun.interaction.learning.evidence import queries, replies_to
from feilun.interaction.learning.rules import Reply
from feilun.interaction.learning.shapes import (
    AnswerEvidence,
    Language,
    ProposalFinding,
    ProposedAnswer,
    ProposedPhrasing,
)
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.kernel.ids import new_id
from feilun.language import clusters, language_of, normalise, similar
from feilun.store import Encoder, Engines, Json, Row

UNJUDGED = "learning.unjudged"
_MOST_PHRASINGS = 20
_MOST_EVIDENCE = 50
_NEAR_DUPLICATE = 0.86
_SAME_QUESTION = 0.6
_COMPARED_ARTICLES = 5


class Draft(NamedTuple):
    """What a proposal says, before it is kept."""

    kind: rules.Kind
    article: UUID | None
    title: str
    phrasings: list[ProposedPhrasing]
    answers: list[ProposedAnswer]
    evidence: list[AnswerEvidence]


async def propose(engines: Engines, caller: Caller, gap: UUID) -> UUID:
    """The open proposal of a gap, made when there is none. Raises NotFound."""
    workspace = caller.workspace
    async with engines.tables.transaction() as tx:
        known = await tx.first(queries.open_proposal, workspace=workspace, gap=gap)
        if known:
            return UUID(str(known["id"]))
        row = await tx.first(queries.gap, workspace=workspace, id=gap)
        if row is None:
            raise NotFound(kind="gap", id=gap)
        questions = await tx.all(queries.all_questions_of_gap, workspace=workspace, gap=gap)
        asked = [(one["decision"], one["conversation"], one["seq"]) for one in questions]
        replies = await replies_to(tx, workspace, asked)
        articles = await knowledge.approved(tx, workspace)
    draft = await asyncio.to_thread(_draft, row, questions, replies, articles, engines.encoders)
    found = await asyncio.to_thread(findings, draft, articles, engines.encoders)
    values = columns(draft, found)
    async with engines.tables.transaction() as tx:
        evidence = Json(msgspec.to_builtins(draft.evidence))
        added = await tx.run(
            queries.add_proposal,
            workspace=workspace, id=new_id(), gap=gap, topic="", evidence=evidence, now=clock.now(),
            by=caller.author, **values,
        )  # fmt: skip
        if added:
            await note(tx, caller, "learning.gap.proposed", f"gap:{gap}")
        tx.after_commit(lambda: engines.bus.publish(UNJUDGED, b""))
        made = await tx.first(queries.open_proposal, workspace=workspace, gap=gap)
    assert made
    return UUID(str(made["id"]))


def columns(draft: Draft, found: Sequence[ProposalFinding]) -> dict[str, Any]:
    """As they lie in the row."""
    return {
        "kind": draft.kind,
        "article": draft.article,
        "title": draft.title,
        "phrasings": Json(msgspec.to_builtins(draft.phrasings)),
        "answers": Json(msgspec.to_builtins(draft.answers)),
        "findings": Json(msgspec.to_builtins(found)),
    }


def _draft(
    gap: Row,
    questions: Sequence[Row],
    replies: dict[UUID, Reply],
    articles: list[Article],
    encoders: tuple[Encoder, ...],
) -> Draft:
    evidence = _evidence(questions, replies, encoders)
    chosen = next((one for one in evidence if one.is_chosen), None)
    answers = []
    if chosen and gap["kind"] == "new":
        answers = [ProposedAnswer(language=_language(questions, chosen), text=chosen.text)]
    return Draft(
        kind=gap["kind"],
        article=gap["nearest"] if gap["kind"] == "phrasings" else None,
        title=rules.without_marks(gap["title"])[:200],
        phrasings=_phrasings(questions, articles),
        answers=answers,
        evidence=evidence,
    )


def _language(questions: Sequence[Row], chosen: AnswerEvidence) -> Language:
    """That of the conversation, unless the words are of another family."""
    told = next((one["language"] for one in questions if one["conversation"] == chosen.conversation), "")
    return language_for(chosen.text, told)


def language_for(text: str, told: str) -> Language:
    family = language_of(text)
    if family == "en":
        return "en"
    return "zh-TW" if told == "zh-TW" else "zh-CN"


def _phrasings(questions: Sequence[Row], articles: Sequence[Article]) -> list[ProposedPhrasing]:
    """How customers ask, the most frequent and most typical first; without what is known already."""
    known = {normalise(one.text) for article in articles for one in article.content.phrasings}
    found: dict[str, Row] = {}
    counts: Counter[str] = Counter()
    for one in questions:
        said = normalise(rules.without_marks(one["text"]))
        if said and said not in known and len(one["text"]) <= 300:
            counts[said] += 1
            found.setdefault(said, one)
    order = sorted(found, key=lambda said: (-counts[said], -found[said]["likeness"], said))
    return [
        ProposedPhrasing(
            language=language_for(found[said]["text"], found[said]["language"]),
            text=rules.without_marks(found[said]["text"]),
            count=counts[said],
        )
        for said in order[:_MOST_PHRASINGS]
    ]


def _evidence(
    questions: Sequence[Row], replies: dict[UUID, Reply], encoders: tuple[Encoder, ...]
) -> list[AnswerEvidence]:
    """What people answered, like with like; the middle of the largest group is chosen if it names nobody."""
    answered = [(one, replies[one["decision"]]) for one in questions if one["decision"] in replies]
    answered = list({(one["conversation"], reply.seq): (one, reply) for one, reply in answered}.values())[
        :_MOST_EVIDENCE
    ]
    texts = [reply.text for _, reply in answered]
    groups = clusters(texts, encoders)
    chosen = _chosen(texts, groups, encoders)
    return [
        AnswerEvidence(
            conversation=answered[place][0]["conversation"],
            seq=answered[place][1].seq,
            at=answered[place][1].at,
            question=answered[place][0]["text"],
            text=texts[place],
            group=number,
            is_chosen=place == chosen,
        )
        for number, places in enumerate(groups)
        for place in places
    ]


def _chosen(texts: Sequence[str], groups: Sequence[Sequence[int]], encoders: tuple[Encoder, ...]) -> int | None:
    for places in groups:
        general = [place for place in places if not rules.names_somebody(texts[place])]
        if general:
            here = [texts[place] for place in general]
            return general[rules.middle(similar(here, here, encoders), [1.0] * len(here))]
    return groups[0][0] if groups else None


def findings(draft: Draft, articles: Sequence[Article], encoders: tuple[Encoder, ...]) -> list[ProposalFinding]:
    """What a person should look at before she says yes."""
    others = [one for one in articles if one.id != draft.article]
    found = [*_duplicates(draft, others), *_near(draft, articles, encoders), *_disagreements(draft)]
    for answer in draft.answers:
        if rules.names_somebody(answer.text):
            found.append(ProposalFinding(kind="personal", text=answer.text))
    if draft.kind == "new" and not any(answer.text.strip() for answer in draft.answers):
        found.append(ProposalFinding(kind="no_answer"))
    return found


def _duplicates(draft: Draft, others: Sequence[Article]) -> list[ProposalFinding]:
    said = {normalise(one.text): one.text for one in draft.phrasings}
    return [
        ProposalFinding(kind="duplicate", article=article.id, title=article.content.title, text=one.text)
        for article in others
        for one in article.content.phrasings
        if normalise(one.text) in said
    ]


def _near(draft: Draft, articles: Sequence[Article], encoders: tuple[Encoder, ...]) -> list[ProposalFinding]:
    """Neighbours of the question: almost the same question elsewhere, or an approved answer that says otherwise."""
    asked = [draft.title, *(one.text for one in draft.phrasings)]
    ways = [
        (one.text, article)
        for article in articles
        for one in article.content.phrasings
        if any(language_of(one.text) == language_of(text) for text in asked)
    ]
    if not ways:
        return []
    likeness = similar(asked, [text for text, _ in ways], encoders).max(axis=0)
    best: dict[UUID, tuple[float, str, Article]] = {}
    for (text, article), share in zip(ways, likeness, strict=True):
        if float(share) >= _SAME_QUESTION and float(share) > best.get(article.id, (0.0,))[0]:
            best[article.id] = (float(share), text, article)
    nearest = sorted(best.values(), key=lambda one: (-one[0], str(one[2].id)))[:_COMPARED_ARTICLES]
    return [one for share, text, article in nearest for one in _against(draft, share, text, article)]


def _against(draft: Draft, share: float, text: str, article: Article) -> list[ProposalFinding]:
    said: dict[str, Any] = {"article": article.id, "title": article.content.title, "likeness": round(share, 3)}
    found = []
    if share >= _NEAR_DUPLICATE and article.id != draft.article:
        found.append(ProposalFinding(kind="near_duplicate", text=text, **said))
    # More ways to ask for an approved answer: what colleagues say instead must not differ from it.
    ours = [one.text for one in draft.answers] or [one.text for one in draft.evidence if one.is_chosen]
    for theirs in article.content.answers:
        for mine in ours:
            conflicts = knowledge.contradictions(mine, theirs.text) if _is_alike(mine, theirs.text) else []
            if conflicts:
                found.append(ProposalFinding(kind="contradiction", text=theirs.text, conflicts=conflicts, **said))
                return found
    return found


def _is_alike(one: str, other: str) -> bool:
    return language_of(one) == language_of(other)


def _disagreements(draft: Draft) -> list[ProposalFinding]:
    """Two colleagues who say different numbers, or yes and no."""
    chosen = next((one for one in draft.evidence if one.is_chosen), None)
    for one in draft.evidence if chosen else ():
        if chosen and one is not chosen and _is_alike(chosen.text, one.text):
            conflicts = knowledge.contradictions(chosen.text, one.text)
            if conflicts:
                return [ProposalFinding(kind="disagreement", text=one.text, conflicts=conflicts)]
    return []
