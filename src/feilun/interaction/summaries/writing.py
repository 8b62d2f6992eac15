"""Writes the summaries that are due: the words by rules or by the writer, the code and class as proposals."""

import asyncio
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from feilun.events import Handle
from feilun.insight import profiles
from feilun.interaction import conversations, writer
from feilun.interaction.conversations import Message
from feilun.interaction.summaries import codes, learning, permits, rules, telling
from feilun.interaction.summaries.hearing import queries
from feilun.interaction.summaries.lines import Extract, Said, SummaryProposal, SummarySentence
from feilun.interaction.summaries.tree import Wrapup, tree_of
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.language import redact
from feilun.store import Engines, Row, Transaction

_BATCH = 8
_LEASE = timedelta(minutes=2)
_MOST_MESSAGES = 1000
_PAGE = 200
# Whoever failed twice with the writer is written without it.
_MOST_TRIES = 2


class _Talk(msgspec.Struct):
    """What the summary is made of."""

    lines: list[Said]
    last_at: datetime | None
    orders: int
    wrapup: Wrapup
    language: str
    may_write: bool


async def write_due(engines: Engines, now: datetime) -> int:
    """A few, each claimed for itself: one that cannot be written holds up no other, and comes last the next time."""
    count = 0
    while count < _BATCH and await _write_next(engines, now):
        count += 1
    return count


async def _write_next(engines: Engines, now: datetime) -> bool:
    """The writer is asked between two transactions; a worker that dies leaves the row to another."""
    async with engines.tables.transaction() as tx:
        row = await tx.first(queries.claim_due, now=now, until=now + _LEASE)
    if row is None:
        return False
    async with engines.tables.transaction() as tx:
        talk = await _talk(tx, engines, row)
    extract = await _words(engines, row, talk)
    code = await _code(engines, row["workspace"], talk)
    async with engines.tables.transaction() as tx:
        await _write(tx, engines, row, talk, extract, code)
    return True


async def _talk(tx: Transaction, engines: Engines, row: Row) -> _Talk:
    messages = await _messages(tx, row)
    lines = [Said(one.seq, kind, _text(one)) for one in messages if (kind := _kind(one)) and _text(one)]
    hers = [one for one in messages if one.sender.kind == "customer"]
    said = " ".join(one.text for one in lines if one.kind == "customer")
    return _Talk(
        lines=lines,
        last_at=hers[-1].at if hers else None,
        orders=await _orders(tx, row),
        wrapup=await tree_of(tx, row["workspace"]),
        language=conversations.tongue("", "", said or " ".join(one.text for one in lines)) or "zh-CN",
        may_write=row["attempts"] <= _MOST_TRIES and await permits.may_write(tx, engines, row["workspace"]),
    )


async def _messages(tx: Transaction, row: Row) -> list[Message]:
    """Those of this closing, oldest first: after the closing before it, up to this one."""
    # A closing of before there were summaries left no row; a message may be stamped a moment before its opening.
    since = row["before"] or row["opened_at"] - timedelta(seconds=5)
    found: list[Message] = []
    before = conversations.LAST
    while len(found) < _MOST_MESSAGES:
        try:
            page = await conversations.messages(tx, row["workspace"], row["conversation"], before, _PAGE)
        except NotFound:
            return []
        found = [one for one in page.items if since < one.at <= row["closed_at"]] + found
        if not page.has_more or page.items[0].at <= since:
            break
        before = page.items[0].seq
    return found


def _kind(message: Message) -> Literal["customer", "staff", "bot"] | None:
    kinds: dict[str, Literal["customer", "staff", "bot"]] = {"customer": "customer", "staff": "staff", "bot": "bot"}
    return kinds.get(message.sender.kind) if message.type in ("text", "card") else None


def _text(message: Message) -> str:
    return str(message.body.get("text") or message.body.get("title") or "").strip()[:2000]


async def _orders(tx: Transaction, row: Row) -> int:
    for handle in msgspec.convert(row["handles"], list[Handle]):
        profile = await profiles.profile_by_handle(tx, row["workspace"], handle)
        if profile:
            return int(profile.counters.get("Order Completed", {}).get("count", 0))
    return 0


async def _words(engines: Engines, row: Row, talk: _Talk) -> Extract:
    # In a thread: a thousand long messages take seconds.
    extract = await asyncio.to_thread(rules.extract, talk.lines)
    if not talk.may_write or not talk.lines:
        return extract
    lines = [writer.Line(one.seq, one.kind, one.text) for one in talk.lines]
    made = await writer.summarise(engines, row["workspace"], lines, talk.language)
    if isinstance(made, writer.Refused):
        return extract
    return msgspec.structs.replace(
        extract, need=_cited(made.need), result=_cited(made.result), next_step=_cited(made.next_step)
    )


def _cited(said: writer.Phrased) -> SummarySentence:
    return (
        SummarySentence(said.text, tuple(int(one) for one in said.cited), "writer") if said.text else SummarySentence()
    )


async def _code(engines: Engines, workspace: UUID, talk: _Talk) -> SummaryProposal:
    """The model where it is sure, else the words of the tree, else what the model thinks likely."""
    hers = rules.asks(talk.lines)
    if not hers:
        return SummaryProposal()
    known = {leaf.id for leaf in codes.leaves(talk.wrapup.codes)}
    learnt = await learning.guess(engines, workspace, training_text(talk.lines), known)
    named = codes.by_keywords(hers, talk.wrapup.codes)
    if learnt and learnt.is_sure:
        return learnt.proposal
    if named.value:
        return named
    return learnt.proposal if learnt else SummaryProposal()


def training_text(lines: list[Said]) -> str:
    """What she asked, without what identifies her: of this the model learns."""
    return redact(" ".join(one.text for one in rules.asks(lines)[:5])[:1000]).text


async def _write(
    tx: Transaction, engines: Engines, row: Row, talk: _Talk, extract: Extract, code: SummaryProposal
) -> None:
    kind = rules.class_of(talk.lines, talk.orders, [one.id for one in talk.wrapup.classes])
    written = await tx.run(
        queries.write_summary,
        workspace=row["workspace"], conversation=row["conversation"], closing=row["closing"],
        language=talk.language, need=msgspec.to_builtins(extract.need), result=msgspec.to_builtins(extract.result),
        next_step=msgspec.to_builtins(extract.next_step), outcome=extract.outcome,
        outcome_because=list(extract.outcome_because), said=training_text(talk.lines), code=code.value,
        proposed_code=msgspec.to_builtins(code), visitor_class=kind.value,
        proposed_class=msgspec.to_builtins(kind), last_at=talk.last_at,
    )  # fmt: skip
    if written:
        await telling.tell(tx, engines, await last_row(tx, row), clock.now())


async def last_row(tx: Transaction, row: Row) -> Row:
    found = await tx.first(
        queries.last_of, workspace=row["workspace"], conversation=row["conversation"], closing=row["closing"]
    )
    if found is None:
        raise NotFound(kind="summary", id=row["conversation"])
    return found
