"""The log of every stream: a number per publication without gaps, one publication per sender and cid."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from feilun.kernel import jsonb
from feilun.kernel.sql import Queries
from feilun.store import Engines, Transaction

queries = Queries(__file__)
_encode = msgspec.json.Encoder(decimal_format="number").encode
Key = tuple[UUID, str]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What someone wants to publish. `origin` is the connection that is answered already and needs no echo."""

    workspace: UUID
    stream: str
    sender: str
    cid: str
    type: str
    body: dict[str, Any]
    at: datetime
    origin: str = ""


@dataclass(frozen=True)
class Publication:
    """Where a draft landed; the same for a repeat, which has `is_new` False and the time of the first one."""

    stream: str
    seq: int
    epoch: str
    at: datetime
    is_new: bool


def new_epoch() -> str:
    return secrets.token_hex(3)


def wire_form(seq: int, cid: str, type: str, at: datetime, body: dict[str, Any]) -> bytes:
    """A publication as clients see it: the body's own fields beside type, cid and time."""
    return _encode({"data": {"type": type, "cid": cid, "at": at, **body}, "offset": seq})


async def publish(tx: Transaction, engines: Engines, drafts: Sequence[Draft]) -> list[Publication]:
    """Writes what is new with the caller's commit, and tells all nodes after it. Answers in the order of the drafts.

    Call it last in a transaction: it holds the streams until the commit.
    """
    if not drafts:
        return []
    tops, epochs = await _lock(tx, drafts)
    known = await _known(tx, drafts)
    answers: list[Publication] = []
    fresh: list[tuple[Draft, int]] = []
    for draft in drafts:
        key = (draft.workspace, draft.stream)
        once = (*key, draft.sender, draft.cid)
        is_new = once not in known
        if is_new:
            tops[key] += 1
            known[once] = (tops[key], draft.at)
            fresh.append((draft, tops[key]))
        seq, at = known[once]
        answers.append(Publication(draft.stream, seq, epochs[key], at, is_new))
    if fresh:
        await _write(tx, fresh, tops)
        tx.after_commit(lambda: _fan_out(engines, fresh))
    return answers


async def _lock(tx: Transaction, drafts: Sequence[Draft]) -> tuple[dict[Key, int], dict[Key, str]]:
    names = sorted({(draft.workspace, draft.stream) for draft in drafts})
    rows = await tx.all(
        queries.lock_streams,
        workspaces=[workspace for workspace, _ in names],
        names=[name for _, name in names],
        epoch=new_epoch(),
    )
    return (
        {(row["workspace"], row["name"]): row["top"] for row in rows},
        {(row["workspace"], row["name"]): row["epoch"] for row in rows},
    )


async def _known(tx: Transaction, drafts: Sequence[Draft]) -> dict[tuple[UUID, str, str, str], tuple[int, datetime]]:
    rows = await tx.all(
        queries.known_publications,
        workspaces=[draft.workspace for draft in drafts],
        streams=[draft.stream for draft in drafts],
        senders=[draft.sender for draft in drafts],
        cids=[draft.cid for draft in drafts],
    )
    return {(row["workspace"], row["stream"], row["sender"], row["cid"]): (row["seq"], row["at"]) for row in rows}


async def _write(tx: Transaction, fresh: Sequence[tuple[Draft, int]], tops: dict[Key, int]) -> None:
    await tx.run(
        queries.add_publications,
        workspaces=[draft.workspace for draft, _ in fresh],
        streams=[draft.stream for draft, _ in fresh],
        seqs=[seq for _, seq in fresh],
        cids=[draft.cid for draft, _ in fresh],
        senders=[draft.sender for draft, _ in fresh],
        ats=[draft.at for draft, _ in fresh],
        types=[draft.type for draft, _ in fresh],
        bodies=[jsonb.encode(draft.body).decode() for draft, _ in fresh],
    )
    moved = sorted(tops)
    await tx.run(
        queries.move_tops,
        workspaces=[workspace for workspace, _ in moved],
        names=[name for _, name in moved],
        tops=[tops[key] for key in moved],
    )


async def _fan_out(engines: Engines, fresh: Sequence[tuple[Draft, int]]) -> None:
    for draft, seq in fresh:
        form = wire_form(seq, draft.cid, draft.type, draft.at, draft.body)
        await engines.bus.publish(
            subject(draft.workspace, draft.stream), envelope(draft.stream, seq, draft.origin, form)
        )


def subject(workspace: UUID, stream: str) -> str:
    """The bus subject of a stream. Names may hold any character, subjects may not: so a hash stands for it."""
    return f"live.{workspace.hex}.{hash_of(stream)}"


def hash_of(stream: str) -> str:
    return hashlib.blake2b(stream.encode(), digest_size=6).hexdigest()


class Envelope(msgspec.Struct, array_like=True):
    """What travels on the bus. `seq` 0 is a signal: shown to who is there now, kept nowhere."""

    stream: str
    seq: int
    origin: str
    form: msgspec.Raw


def envelope(stream: str, seq: int, origin: str, form: bytes) -> bytes:
    return _encode(Envelope(stream, seq, origin, msgspec.Raw(form)))


async def read_after(tx: Transaction, workspace: UUID, stream: str, seq: int, limit: int) -> list[tuple[int, bytes]]:
    """The publications after `seq` in order, in wire form, at most `limit`."""
    rows = await tx.all(queries.read_after, workspace=workspace, stream=stream, after=seq, limit=limit)
    return [(row["seq"], wire_form(row["seq"], row["cid"], row["type"], row["at"], row["body"])) for row in rows]


async def position_of(tx: Transaction, workspace: UUID, stream: str) -> tuple[str, int]:
    """(epoch, top); a stream that has nothing yet is made, so that its epoch stands from the first look on."""
    row = await tx.first(queries.position, workspace=workspace, name=stream)
    if row is None:
        await tx.run(queries.open_stream, workspace=workspace, name=stream, epoch=new_epoch())
        row = await tx.first(queries.position, workspace=workspace, name=stream)
    assert row is not None
    return row["epoch"], row["top"]


async def trim(tx: Transaction, name: str, kept: int) -> int:
    """Forgets all but the last publications of a stream in every workspace; only for news that live elsewhere too."""
    return await tx.run(queries.trim, name=name, kept=kept)
