"""One process of live connections: which streams are watched here, and what they have shown so far.

The bus brings news fast, the table is the truth: a gap in what the bus brought is read from the table, and every few
seconds the tops are compared, so a lost bus message costs a moment and never a message.
"""

import asyncio
import weakref
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

import msgspec
import structlog

from feilun.delivery.live import staff, streams, tokens
from feilun.delivery.live.limits import Buckets
from feilun.delivery.live.peer import Peer
from feilun.delivery.live.streams import Key, queries
from feilun.kernel import clock
from feilun.store import Engines, Subscription

_log = structlog.get_logger("feilun.live")
RECOVERY_LIMIT = 300
_SECRET_LIFE = 60.0


class Member(Protocol):
    """Someone who watches streams here: a connection, or a long poll."""

    peer: Peer

    def show(self, channel: "Channel", form: bytes) -> None:
        """A publication in wire form. Must not wait."""

    def lose(self, channel: "Channel") -> None:
        """The stream was made anew: what the member holds is no longer a place in it."""


@dataclass(eq=False)
class Channel:
    """A stream that somebody watches on this node; `seq` is the last publication shown."""

    workspace: UUID
    name: str
    epoch: str = ""
    seq: int = 0
    members: set[Member] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    subscription: Subscription | None = None
    is_closed: bool = False


@dataclass(frozen=True)
class Joined:
    """Where a new member stands. `publications` are what it missed; with `recovered` False it has to `sync`."""

    epoch: str
    offset: int
    recovered: bool
    publications: list[bytes]


class Node:
    """`node_of(engines)` gives the one of this process."""

    def __init__(self, engines: Engines) -> None:
        self.engines = engines
        self.ping_every = 25.0
        self.check_every = 5.0
        self.sends = Buckets(burst=120, rate=40)
        self.entries = Buckets(burst=200, rate=20)
        self.connections: set[Any] = set()
        self._channels: dict[Key, Channel] = {}
        self._secrets: dict[UUID, tuple[str, float]] = {}
        self._checking: asyncio.Task[None] | None = None

    async def peer_of(self, token: str, connection: str = "") -> tuple[Peer, int]:
        """Who the token says, and when it expires. Raises WrongToken or TokenExpired."""
        claims = tokens.read_claims(token)
        tokens.check(token, claims, await self._secret(claims.w), clock.now())
        peer = claims.peer(connection)
        await staff.check_now(self.engines, peer)
        return peer, claims.e

    async def _secret(self, workspace: UUID) -> str | None:
        now = asyncio.get_running_loop().time()
        known = self._secrets.get(workspace)
        if known and known[1] > now:
            return known[0]
        async with self.engines.tables.transaction() as tx:
            secret: str | None = await tx.value(queries.secret, workspace=workspace, purpose="connection")
        if secret is not None:  # A stranger may name workspaces without end; only real ones are remembered.
            self._secrets[workspace] = (secret, now + _SECRET_LIFE)
        return secret

    async def join(self, member: Member, name: str, after: int | None, epoch: str) -> Joined:
        """Watches a stream; with `after` also what came since then, at most RECOVERY_LIMIT."""
        while True:
            channel = self._channel(member.peer.workspace, name)
            async with channel.lock:
                if channel.is_closed:
                    continue
                try:
                    await self._open(channel)
                    joined = await self._joined(channel, after, epoch)
                except BaseException:
                    await self._close_if_empty(channel)
                    raise
                channel.members.add(member)
                self.start_checking()
                return joined

    async def leave(self, member: Member, name: str) -> None:
        channel = self._channels.get((member.peer.workspace, name))
        if channel is None:
            return
        channel.members.discard(member)
        async with channel.lock:
            await self._close_if_empty(channel)

    def watched(self, member: Member, name: str) -> Channel | None:
        channel = self._channels.get((member.peer.workspace, name))
        return channel if channel and member in channel.members else None

    async def signal(self, workspace: UUID, stream: str, body: dict[str, Any], origin: str = "") -> None:
        """Shows something to whoever watches now; it has no number and is kept nowhere."""
        form = msgspec.json.encode({"data": body})
        await self.engines.bus.publish(streams.subject(workspace, stream), streams.envelope(stream, 0, origin, form))

    async def close(self) -> None:
        for connection in list(self.connections):
            connection.end(3001, "shutdown")
        if self._checking is not None:
            self._checking.cancel()
            await asyncio.gather(self._checking, return_exceptions=True)

    def _channel(self, workspace: UUID, name: str) -> Channel:
        key = (workspace, name)
        if key not in self._channels:
            self._channels[key] = Channel(workspace, name)
        return self._channels[key]

    async def _open(self, channel: Channel) -> None:
        if channel.subscription is not None:
            return
        # First listen, then look: what is published in between is then both seen and heard.
        subject = streams.subject(channel.workspace, channel.name)
        channel.subscription = await self.engines.bus.subscribe(subject, self._hear)
        async with self.engines.tables.transaction() as tx:
            channel.epoch, channel.seq = await streams.position_of(tx, channel.workspace, channel.name)

    async def _close_if_empty(self, channel: Channel) -> None:
        if channel.members or channel.is_closed:
            return
        channel.is_closed = True
        self._channels.pop((channel.workspace, channel.name), None)
        if channel.subscription is not None:
            await channel.subscription.stop()

    async def _joined(self, channel: Channel, after: int | None, epoch: str) -> Joined:
        if after is not None and after > channel.seq:
            await self._catch_up(channel)
        if after is None or (after == channel.seq and epoch == channel.epoch):
            return Joined(channel.epoch, channel.seq, after is not None, [])
        is_known = epoch == channel.epoch or (after == 0 and not epoch)
        if not is_known or after > channel.seq or channel.seq - after > RECOVERY_LIMIT:
            return Joined(channel.epoch, channel.seq, False, [])
        async with self.engines.tables.transaction() as tx:
            rows = await streams.read_after(tx, channel.workspace, channel.name, after, channel.seq - after)
        missed = [form for seq, form in rows if seq <= channel.seq]
        is_whole = len(missed) == channel.seq - after
        return Joined(channel.epoch, channel.seq, is_whole, missed if is_whole else [])

    async def _hear(self, subject: str, payload: bytes) -> None:
        news = msgspec.json.decode(payload, type=streams.Envelope)
        channel = self._channels.get((UUID(hex=subject.split(".")[1]), news.stream))
        if channel is None:
            return
        if news.seq == 0:
            self._show(channel, bytes(news.form), news.origin)
            return
        async with channel.lock:
            if news.seq == channel.seq + 1:
                channel.seq = news.seq
                self._show(channel, bytes(news.form), news.origin)
            elif news.seq > channel.seq:
                await self._catch_up(channel)

    async def _catch_up(self, channel: Channel) -> None:
        while True:
            async with self.engines.tables.transaction() as tx:
                rows = await streams.read_after(tx, channel.workspace, channel.name, channel.seq, RECOVERY_LIMIT)
            for seq, form in rows:
                channel.seq = seq
                self._show(channel, form, "")
            if len(rows) < RECOVERY_LIMIT:
                return

    def _show(self, channel: Channel, form: bytes, origin: str) -> None:
        for member in list(channel.members):
            if not origin or member.peer.connection != origin:
                member.show(channel, form)

    def start_checking(self) -> None:
        if self._checking is None or self._checking.done():
            self._checking = asyncio.create_task(self._check_while_watched())

    async def _check_while_watched(self) -> None:
        while self._channels or self.connections:
            await asyncio.sleep(self.check_every)
            try:
                await self._check()
                await self._send_away()
                await self._refresh_presence()
            except Exception as error:
                # The database may be away for a moment; the next round looks again.
                _log.warning("check_failed", error=str(error))

    async def _check(self) -> None:
        watched = dict(self._channels)
        if not watched:
            return
        async with self.engines.tables.transaction() as tx:
            rows = await tx.all(
                queries.positions,
                workspaces=[workspace for workspace, _ in watched],
                names=[name for _, name in watched],
            )
        for row in rows:
            channel = watched[(row["workspace"], row["name"])]
            async with channel.lock:
                if channel.epoch and row["epoch"] != channel.epoch:
                    await self._start_anew(channel, row["epoch"], row["top"])
                elif row["top"] > channel.seq and channel.subscription is not None:
                    await self._catch_up(channel)

    async def _start_anew(self, channel: Channel, epoch: str, top: int) -> None:
        channel.epoch, channel.seq = epoch, top
        for member in list(channel.members):
            channel.members.discard(member)
            member.lose(channel)

    async def _send_away(self) -> None:
        """Ends the connections of staff whose token says more than they may now."""
        present = [one for one in self.connections if one.peer.is_staff]
        rights = await staff.rights_now(self.engines, [one.peer for one in present])
        for one in present:
            try:
                staff.check(one.peer, rights)
            except tokens.TokenExpired:
                one.end(3005, "expired")
            except tokens.WrongToken:
                one.end(3500, "invalid token")

    async def _refresh_presence(self) -> None:
        staff = [one.id for one in self.connections if one.peer.is_staff]
        if staff:
            now = clock.now()
            async with self.engines.tables.transaction() as tx:
                await tx.run(queries.refresh_presence, connections=staff, now=now)


_nodes: "weakref.WeakKeyDictionary[Any, Node]" = weakref.WeakKeyDictionary()


def node_of(engines: Engines) -> Node:
    """The node of these engines, made on first use."""
    node = _nodes.get(engines.tables)
    if node is None:
        node = _nodes[engines.tables] = Node(engines)
    return node


async def close_all() -> None:
    for node in list(_nodes.values()):
        await node.close()
