"""The same streams and methods over POST, for networks that let no WebSocket through: sends, then a long poll."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from feilun.delivery.live import methods
from feilun.delivery.live.frames import Refusal
from feilun.delivery.live.node import Channel, Joined, Node
from feilun.delivery.live.peer import Peer
from feilun.kernel.ids import new_id

LONGEST_WAIT = 25.0


class Call(msgspec.Struct):
    """One method, as in the WebSocket's `rpc`."""

    method: str
    data: Any = None


class Signal(msgspec.Struct):
    """What the WebSocket's `send` carries."""

    data: Any = None


class Exchange(msgspec.Struct):
    """POST /connection/sync: a call, a signal, or a look at a channel after a place, waiting up to `wait` seconds."""

    token: str
    channel: str = ""
    offset: int | None = None
    epoch: str = ""
    wait: float = 0
    rpc: Call | None = None
    send: Signal | None = None


class Poll:
    """A member of the node for the length of one request."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.news = asyncio.Event()
        self.forms: dict[str, list[bytes]] = {}

    def show(self, channel: Channel, form: bytes) -> None:
        self.forms.setdefault(channel.name, []).append(form)
        self.news.set()

    def lose(self, channel: Channel) -> None:
        self.news.set()


async def exchange(node: Node, wish: Exchange, gone: Callable[[], Awaitable[None]]) -> dict[str, Any]:
    """Raises WrongToken or TokenExpired; other refusals are answered as `error`, with the codes of the WebSocket."""
    peer, _ = await node.peer_of(wish.token, str(new_id()))
    try:
        if wish.rpc is not None:
            methods.check_rate(node, peer)
            return {"data": await methods.call(peer, node.engines, wish.rpc.method, wish.rpc.data)}
        if wish.send is not None:
            methods.check_rate(node, peer)
            await methods.hear(peer, node.engines, wish.send.data)
            return {}
        return await _look(node, peer, wish, gone)
    except Refusal as refusal:
        return {"error": refusal.form()}


async def _look(node: Node, peer: Peer, wish: Exchange, gone: Callable[[], Awaitable[None]]) -> dict[str, Any]:
    if not await methods.may_watch(peer, node.engines, wish.channel):
        raise Refusal(103, "permission denied")
    poll = Poll(peer)
    joined = await node.join(poll, wish.channel, wish.offset, wish.epoch)
    try:
        is_news = joined.publications or wish.offset is None or not joined.recovered
        if not is_news:
            await _wait(poll, min(max(wish.wait, 0), LONGEST_WAIT), gone)
        return _answer(node, poll, wish.channel, joined)
    finally:
        await node.leave(poll, wish.channel)


async def _wait(poll: Poll, seconds: float, gone: Callable[[], Awaitable[None]]) -> None:
    tasks = {asyncio.ensure_future(poll.news.wait()), asyncio.ensure_future(gone())}
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _answer(node: Node, poll: Poll, name: str, joined: Joined) -> dict[str, Any]:
    publications = [*joined.publications, *poll.forms.get(name, [])]
    channel = node.watched(poll, name)
    return {
        "epoch": joined.epoch,
        # What came while we waited was shown up to the channel's place.
        "offset": channel.seq if channel and channel.epoch == joined.epoch else joined.offset,
        "recovered": joined.recovered,
        "publications": [msgspec.Raw(form) for form in publications],
    }
