"""Reading a stream page by page: for gaps beyond the recovery limit, and for the first look."""

from typing import Any

import msgspec

from feilun.delivery.live import methods, streams
from feilun.delivery.live.frames import HistoryFrame, Refusal
from feilun.delivery.live.peer import Peer
from feilun.kernel.errors import Invalid
from feilun.store import Engines

LARGEST_PAGE = 300


class SyncWish(msgspec.Struct):
    stream: str
    after: int = 0
    limit: int = 100


def wish_of(values: Any, shape: type[Any]) -> Any:
    """The values of a call in a given shape. Raises Invalid."""
    try:
        return msgspec.convert(values or {}, shape)
    except msgspec.ValidationError as error:
        raise Invalid(field="data", problem=str(error)) from error


async def sync(peer: Peer, engines: Engines, values: Any) -> dict[str, Any]:
    """RPC `sync {stream, after, limit}` → {publications, offset, epoch}: what comes after a place."""
    wish = wish_of(values, SyncWish)
    return await page(peer, engines, wish.stream, wish.after, wish.limit)


async def answer(peer: Peer, engines: Engines, frame: HistoryFrame) -> dict[str, Any]:
    """The protocol's own `history`, forward only; without a limit it tells the place alone."""
    if frame.reverse:
        raise Refusal(108, "not available")
    return await page(peer, engines, frame.channel, frame.since.offset if frame.since else 0, frame.limit)


async def page(peer: Peer, engines: Engines, stream: str, after: int, limit: int) -> dict[str, Any]:
    if not await methods.may_watch(peer, engines, stream):
        raise Refusal(103, "permission denied")
    async with engines.tables.transaction() as tx:
        epoch, top = await streams.position_of(tx, peer.workspace, stream)
        size = min(max(limit, 0), LARGEST_PAGE)
        rows = await streams.read_after(tx, peer.workspace, stream, after, size) if size else []
    return {"epoch": epoch, "offset": top, "publications": [msgspec.Raw(form) for _, form in rows]}


methods.register_rpc("sync", sync)
