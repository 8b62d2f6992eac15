"""Keeps what people decide: a proposal becomes a draft of an article, never more; a gap may be put aside with a reason."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec

from feilun.access import Caller, note
from feilun.interaction import knowledge
from feilun.interaction.knowledge import AnswerVariant, ArticleContent, ArticlePhrasing, Author
from feilun.interaction.learning import proposing
from feilun.interaction.learning.evidence import queries
from feilun.interaction.learning.shapes import AnswerEvidence, ProposalWish, ProposedPhrasing
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Error, Invalid, NotFound
from feilun.language import normalise
from feilun.store import Engines, Row, Transaction


class StaleProposal(Error):
    """Somebody changed the proposal meanwhile: it is at revision {revision} now."""

    status = 409


async def change(engines: Engines, caller: Caller, proposal: UUID, wish: ProposalWish) -> None:
    """Keeps it as a person wants it, and looks again at what stands against it. Raises NotFound, StaleProposal."""
    wish = _tidy(wish)
    async with engines.tables.transaction() as tx:
        row = await _open(tx, caller.workspace, proposal, wish.revision)
        articles = await knowledge.approved(tx, caller.workspace)
        if wish.kind == "phrasings":
            await knowledge.article_of(tx, caller.workspace, _target(wish))
    evidence = msgspec.convert(row["evidence"], list[AnswerEvidence])
    draft = proposing.Draft(
        wish.kind,
        wish.article if wish.kind == "phrasings" else None,
        wish.title,
        wish.phrasings,
        wish.answers,
        evidence,
    )
    found = await asyncio.to_thread(proposing.findings, draft, articles, engines.encoders)
    async with engines.tables.transaction() as tx:
        await _open(tx, caller.workspace, proposal, wish.revision)
        values = proposing.columns(draft, found)
        await tx.run(
            queries.put_proposal,
            workspace=caller.workspace, id=proposal, topic=wish.topic, now=clock.now(), **values,
        )  # fmt: skip
        await note(tx, caller, "learning.proposal.changed", f"proposal:{proposal}")
        tx.after_commit(lambda: engines.bus.publish(proposing.UNJUDGED, b""))


def _target(wish: ProposalWish) -> UUID:
    if wish.article is None:
        raise Invalid(field="article", problem="is needed: to which article do these ways to ask belong?")
    return wish.article


def _tidy(wish: ProposalWish) -> ProposalWish:
    said: dict[tuple[str, str], ProposedPhrasing] = {}
    for one in wish.phrasings:
        text = " ".join(one.text.split())
        if text:
            said.setdefault((one.language, normalise(text)), msgspec.structs.replace(one, text=text))
    answers = {one.language: one for one in wish.answers if one.text.strip()}
    return msgspec.structs.replace(
        wish, title=" ".join(wish.title.split()), phrasings=list(said.values()), answers=list(answers.values())
    )


async def _open(tx: Transaction, workspace: UUID, proposal: UUID, revision: int | None = None) -> Row:
    row = await tx.first(queries.lock_proposal, workspace=workspace, id=proposal)
    if row is None:
        raise NotFound(kind="proposal", id=proposal)
    if row["state"] != "open":
        raise Conflict(problem=f"The proposal was {row['state']} by {row['decided_by_name'] or 'somebody'}")
    if revision is not None and row["revision"] != revision:
        raise StaleProposal(revision=row["revision"])
    return row


async def approve(tx: Transaction, caller: Caller, proposal: UUID, revision: int) -> None:
    """Makes a draft of it: a new article, or more ways to ask for a known one. Approving that draft, training and
    publishing are decisions of their own. Raises NotFound, Conflict, StaleProposal, Invalid."""
    row = await _open(tx, caller.workspace, proposal, revision)
    by = Author(caller.author, caller.name)
    origin = {"kind": "learning", "proposal": str(proposal), "gap": str(row["gap"])}
    if row["kind"] == "phrasings":
        article = row["article"]
        number = await knowledge.add_phrasings(
            tx, caller.workspace, article, await _fresh(tx, caller.workspace, article, row), by, origin
        )
    else:
        article, number = await knowledge.draft_article(tx, caller.workspace, _content(row), by, origin), 1
    await _decide(tx, caller, row, "approved", "", draft=article, draft_revision=number)
    await _decide_gap(tx, caller, row["gap"], "drafted", "")
    await note(tx, caller, "learning.proposal.approved", f"proposal:{proposal}", {"article": str(article)})


async def _fresh(tx: Transaction, workspace: UUID, article: UUID, row: Row) -> list[ArticlePhrasing]:
    """Those that the article does not have yet, in whatever draft stands there."""
    content = (await knowledge.article_of(tx, workspace, article)).content
    known = {normalise(one.text) for one in content.phrasings}
    found = [one for one in _ways(row) if normalise(one.text) not in known]
    if not found:
        raise Invalid(field="phrasings", problem="are all in the article already")
    return found


def _ways(row: Row) -> list[ArticlePhrasing]:
    return [ArticlePhrasing(language=one["language"], text=one["text"]) for one in row["phrasings"]]


def _content(row: Row) -> ArticleContent:
    answers = [
        AnswerVariant(language=one["language"], text=one["text"]) for one in row["answers"] if one["text"].strip()
    ]
    if not answers:
        raise Invalid(field="answers", problem="is empty; write what the bot shall say")
    if not row["title"]:
        raise Invalid(field="title", problem="is empty")
    return ArticleContent(title=row["title"], topic=row["topic"], phrasings=_ways(row), answers=answers)


async def dismiss(tx: Transaction, caller: Caller, proposal: UUID, reason: str) -> None:
    """Puts the proposal and its gap aside; the reason is kept, and the gap does not come back by itself."""
    row = await _open(tx, caller.workspace, proposal)
    _check_reason(reason)
    await _decide(tx, caller, row, "dismissed", reason)
    await _decide_gap(tx, caller, row["gap"], "dismissed", reason)
    await note(tx, caller, "learning.proposal.dismissed", f"proposal:{proposal}", {"reason": reason})


async def dismiss_gap(tx: Transaction, caller: Caller, gap: UUID, reason: str) -> None:
    """The same for a gap nobody has made a proposal of. Raises NotFound."""
    await _lock_gap(tx, caller.workspace, gap)
    _check_reason(reason)
    row = await tx.first(queries.open_proposal, workspace=caller.workspace, gap=gap)
    if row:
        await dismiss(tx, caller, row["id"], reason)
        return
    await _decide_gap(tx, caller, gap, "dismissed", reason)
    await note(tx, caller, "learning.gap.dismissed", f"gap:{gap}", {"reason": reason})


async def restore_gap(tx: Transaction, caller: Caller, gap: UUID) -> None:
    """Opens a gap again that was put aside. Raises NotFound."""
    if await _lock_gap(tx, caller.workspace, gap) == "open":
        return
    await _decide_gap(tx, caller, gap, "open", "")
    await note(tx, caller, "learning.gap.restored", f"gap:{gap}")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(field="reason", problem="is needed: whoever looks at it next wants to know why")


async def _lock_gap(tx: Transaction, workspace: UUID, gap: UUID) -> str:
    row = await tx.first(queries.lock_gap, workspace=workspace, id=gap)
    if row is None:
        raise NotFound(kind="gap", id=gap)
    return str(row["state"])


async def _decide(tx: Transaction, caller: Caller, row: Row, state: str, reason: str, **more: Any) -> None:
    values = {"draft": None, "draft_revision": None, **more}
    await tx.run(
        queries.decide_proposal,
        workspace=caller.workspace, id=row["id"], state=state, reason=reason, now=clock.now(), by=caller.author,
        name=caller.name, **values,
    )  # fmt: skip


async def _decide_gap(tx: Transaction, caller: Caller, gap: UUID, state: str, reason: str) -> None:
    await tx.run(
        queries.decide_gap,
        workspace=caller.workspace, id=gap, state=state, reason=reason, by=caller.author, name=caller.name,
        now=clock.now(),
    )  # fmt: skip
