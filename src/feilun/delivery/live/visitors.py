"""Visitors: which thread a device or a proved user has, and the token that opens it."""

from datetime import datetime
from uuid import UUID

import msgspec

from feilun.access import source_of
from feilun.delivery.live import streams, tokens
from feilun.delivery.live.streams import queries
from feilun.events import Handle
from feilun.kernel import clock
from feilun.kernel.errors import Invalid, Unauthenticated
from feilun.kernel.ids import new_id
from feilun.store import Row, Transaction


class VisitorWish(msgspec.Struct, kw_only=True):
    """POST /connection/visitor. `proof` is HMAC-SHA256 of the user id with the workspace's identity secret, in hex."""

    write_key: str
    anonymous_id: str = ""
    user_id: str = ""
    proof: str = ""


class VisitorPass(msgspec.Struct, kw_only=True):
    """The answer: connect with `token`, subscribe to `stream`; with `offset` 0 and `epoch` from its start."""

    token: str
    stream: str
    visitor: UUID
    epoch: str
    offset: int
    expires: int
    identified: bool


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """A thread and whose it is."""

    id: UUID
    user_id: str | None = None
    anonymous_id: str | None = None

    @property
    def handles(self) -> tuple[Handle, ...]:
        found = [("user_id", self.user_id), ("anonymous_id", self.anonymous_id)]
        return tuple(Handle(kind, value) for kind, value in found if value)


async def enter(tx: Transaction, wish: VisitorWish) -> VisitorPass:
    """Raises Unauthenticated for a key that is unknown, Invalid when it is nobody or the proof is wrong."""
    source = await source_of(tx, wish.write_key)
    if source is None:
        raise Unauthenticated()
    now = clock.now()
    for field, value in (("anonymous_id", wish.anonymous_id), ("user_id", wish.user_id)):
        if len(value) > 200:
            raise Invalid(field=field, problem="may have at most 200 characters")
    identified = bool(wish.user_id and wish.proof)
    if identified:
        secret = await tokens.secret_of(tx, source.workspace, "identity", now)
        if not tokens.is_proved(wish.user_id, wish.proof, secret):
            raise Invalid(field="proof", problem="does not fit the user_id and the workspace's identity secret")
    elif not wish.anonymous_id:
        raise Invalid(field="anonymous_id", problem="is missing; a user_id counts only with its proof")
    row = await _thread(tx, source.workspace, wish.user_id if identified else "", wish.anonymous_id, now)
    return await _pass(tx, source.workspace, row["id"], identified, now)


async def _pass(tx: Transaction, workspace: UUID, visitor: UUID, identified: bool, now: datetime) -> VisitorPass:
    stream = f"u:{visitor}"
    epoch, offset = await streams.position_of(tx, workspace, stream)
    expires = int((now + tokens.LIFE).timestamp())
    secret = await tokens.secret_of(tx, workspace, "connection", now)
    return VisitorPass(
        token=tokens.sign(tokens.Claims(w=workspace, i=visitor, e=expires), secret),
        stream=stream,
        visitor=visitor,
        epoch=epoch,
        offset=offset,
        expires=expires,
        identified=identified,
    )


async def _thread(tx: Transaction, workspace: UUID, user_id: str, anonymous_id: str, now: datetime) -> Row:
    """The thread of a proved user, who takes over the thread of the device unless it is another user's.

    Once a user owns a thread, the device alone opens it no more: who uses it signed out starts afresh.
    """
    values = {"workspace": workspace, "user_id": user_id or None, "anonymous_id": anonymous_id or None, "now": now}
    looks = [queries.visitor_by_user, queries.claim_visitor] if user_id else [queries.visitor_by_device]
    # Another process may make the same thread between our look and our insert; then the next look finds it.
    for _ in range(3):
        for look in looks:
            row = await tx.first(look, **values)
            if row:
                return row
        row = await tx.first(queries.add_visitor, id=new_id(), **values)
        if row:
            return row
    raise Invalid(field="anonymous_id", problem="is being taken over at this moment; try again")


async def visitors_of(tx: Transaction, workspace: UUID, threads: list[UUID]) -> dict[UUID, Visitor]:
    """The owners of threads."""
    rows = await tx.all(queries.visitors, workspace=workspace, ids=threads)
    return {row["id"]: msgspec.convert(row, Visitor) for row in rows}


async def threads_of(tx: Transaction, workspace: UUID, handles: list[Handle]) -> list[Visitor]:
    """The threads that belong to any of the handles, the one seen last first."""
    rows = await tx.all(
        queries.visitors_by_handles,
        workspace=workspace,
        user_ids=[handle.value for handle in handles if handle.kind == "user_id"],
        anonymous_ids=[handle.value for handle in handles if handle.kind == "anonymous_id"],
    )
    return [Visitor(id=row["id"], user_id=row["user_id"], anonymous_id=row["anonymous_id"]) for row in rows]


async def thread_for(tx: Transaction, workspace: UUID, handle: Handle) -> Visitor:
    """The thread of a handle, made when there is none yet: it waits for the visitor's next connect."""
    known = await threads_of(tx, workspace, [handle])
    if known:
        return known[0]
    is_user = handle.kind == "user_id"
    row = await _thread(tx, workspace, handle.value if is_user else "", "" if is_user else handle.value, clock.now())
    return Visitor(id=row["id"], user_id=row["user_id"], anonymous_id=row["anonymous_id"])
