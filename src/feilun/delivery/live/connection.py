"""One WebSocket that speaks the Centrifuge client protocol."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from uuid import UUID

import structlog

from feilun.delivery.live import frames, history, methods, presence
from feilun.delivery.live.frames import Ending, Frame, Refusal
from feilun.delivery.live.node import Channel, Node
from feilun.delivery.live.peer import Peer
from feilun.delivery.live.tokens import TokenExpired, WrongToken
from feilun.kernel import clock
from feilun.kernel.ids import new_id

_log = structlog.get_logger("feilun.live")
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_LARGEST_MESSAGE = 128 * 1024
_MOST_WAITING = 1024 * 1024
_MOST_CALLS = 64
_GRACE = 25.0
_STRANGER = Peer(workspace=UUID(int=0), kind="stranger", id=UUID(int=0))


class Connection:
    """`await Connection(node, receive, send).run()` lives as long as the socket."""

    def __init__(self, node: Node, receive: Receive, send: Send) -> None:
        self.node = node
        self.id = new_id()
        self.peer: Peer = _STRANGER
        self._receive = receive
        self._send = send
        self._streams: dict[str, int] = {}
        self._last_number = 0
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._has_waiting = asyncio.Event()
        self._ending: Ending | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._calls: set[asyncio.Task[None]] = set()
        self._may_call = asyncio.Semaphore(_MOST_CALLS)
        self._ponged = True
        self._writer: asyncio.Task[None] | None = None

    async def run(self) -> None:
        await self._receive()
        await self._send({"type": "websocket.accept"})
        self._later("hello", 15, lambda: self.end(3502, "stale"))
        reader = asyncio.create_task(self._read())
        writer = self._writer = asyncio.create_task(self._write())
        try:
            await asyncio.wait({reader, writer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._finish(reader, writer)

    def show(self, channel: Channel, form: bytes) -> None:
        number = self._streams.get(channel.name)
        if number is not None:
            self._queue(frames.publication_push(channel.name, number, form))

    def lose(self, channel: Channel) -> None:
        self._streams.pop(channel.name, None)
        self._queue(frames.unsubscribe_push(channel.name, 2500, "insufficient state"))

    async def _finish(self, reader: "asyncio.Task[None]", writer: "asyncio.Task[None]") -> None:
        self.node.connections.discard(self)
        for timer in self._timers.values():
            timer.cancel()
        for task in (reader, writer):
            task.cancel()
        await asyncio.gather(reader, writer, return_exceptions=True)
        for name in list(self._streams):
            await self.node.leave(self, name)
        if self.peer.is_staff:
            await presence.leave(self.node.engines, self.peer, self.id)
        # What was asked is finished even though nobody waits for the answer: the client will ask again by its cid.
        await asyncio.gather(*self._calls, return_exceptions=True)

    def _queue(self, frame: bytes) -> None:
        if self._ending:
            return
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        self._has_waiting.set()
        if self._waiting_bytes > _MOST_WAITING:
            # Never drop: the client comes back and recovers from the place it has.
            self.end(3008, "slow")

    def end(self, code: int, reason: str) -> None:
        if self._ending:
            return
        self._ending = Ending(code, reason)
        self._has_waiting.set()
        # A write to a full socket never returns; without it the socket closes and the client resumes elsewhere.
        self._later("abort", 2, self._abort)

    def _abort(self) -> None:
        if self._writer:
            self._writer.cancel()

    async def _write(self) -> None:
        try:
            while True:
                await self._has_waiting.wait()
                self._has_waiting.clear()
                if self._waiting:
                    text = b"\n".join(self._waiting).decode()
                    self._waiting.clear()
                    await self._send({"type": "websocket.send", "text": text})
                    self._waiting_bytes = sum(len(frame) for frame in self._waiting)
                if self._ending and not self._waiting:
                    break
        except OSError:
            return  # The other end is gone; it resumes from its place.
        await self._send({"type": "websocket.close", "code": self._ending.code, "reason": self._ending.reason})

    async def _read(self) -> None:
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                await self._take(message.get("text") or (message.get("bytes") or b"").decode())
            except Ending as ending:
                self.end(ending.code, ending.reason)
                await asyncio.sleep(5)
                return

    async def _take(self, text: str) -> None:
        if len(text) > _LARGEST_MESSAGE:
            raise Ending(3501, "bad request")
        for frame in frames.read_frames(text):
            if frame.is_pong:
                self._ponged = True
            elif self.peer is _STRANGER:
                await self._connect(frame)
            else:
                await self._command(frame)

    async def _connect(self, frame: Frame) -> None:
        if frame.connect is None:
            raise Ending(3501, "bad request")
        try:
            self.peer, expires = await self.node.peer_of(frame.connect.token, str(self.id))
        except TokenExpired:
            self._queue(frames.error_reply(frame.id, Refusal(109, "token expired")))
            raise Ending(3005, "expired") from None
        except WrongToken:
            raise Ending(3500, "invalid token") from None
        self._timers.pop("hello").cancel()
        self.node.connections.add(self)
        life = self._expire_at(expires)
        every = self.node.ping_every
        self._later("ping", every, self._ping)
        result = {
            "client": str(self.id), "version": "feilun", "ping": max(1, round(every)), "pong": True,
            "expires": True, "ttl": life,
        }  # fmt: skip
        self._queue(frames.reply(frame.id, connect=result))
        self.node.start_checking()
        if self.peer.is_staff:
            await presence.enter(self.node.engines, self.peer, self.id)

    def _expire_at(self, expires: int) -> int:
        life = max(1, expires - int(clock.now().timestamp()))
        self._later("expire", life + _GRACE, lambda: self.end(3005, "expired"))
        return life

    def _later(self, name: str, seconds: float, call: Callable[[], None]) -> None:
        if name in self._timers:
            self._timers[name].cancel()
        self._timers[name] = asyncio.get_running_loop().call_later(seconds, call)

    def _ping(self) -> None:
        # On a fixed beat whatever else is sent: some clients restart their clock on pings only.
        if not self._ponged:
            self.end(3012, "no pong")
            return
        self._ponged = False
        self._queue(frames.PONG)
        self._later("ping", self.node.ping_every, self._ping)

    async def _command(self, frame: Frame) -> None:
        if frame.rpc is not None:
            await self._may_call.acquire()
            self._spawn(self._rpc(frame.id, frame.rpc))
            return
        if frame.send is not None:
            self._spawn(self._sent(frame.send))
            return
        try:
            self._queue(frames.reply(frame.id, **await self._answer(frame)))
        except Refusal as refusal:
            self._queue(frames.error_reply(frame.id, refusal))

    async def _answer(self, frame: Frame) -> dict[str, Any]:
        if frame.subscribe is not None:
            return {"subscribe": await self._subscribe(frame.id, frame.subscribe)}
        if frame.unsubscribe is not None:
            if self._streams.pop(frame.unsubscribe.channel, None) is not None:
                await self.node.leave(self, frame.unsubscribe.channel)
            return {"unsubscribe": {}}
        if frame.refresh is not None:
            return {"refresh": await self._refresh(frame.refresh.token)}
        if frame.history is not None:
            return {"history": await history.answer(self.peer, self.node.engines, frame.history)}
        if frame.ping is not None:
            return {"ping": {}}
        if frame.publish is not None:
            raise Refusal(103, "permission denied")  # Messages come by `msg.send`, which checks and keeps them.
        raise Refusal(108, "not available")

    async def _refresh(self, token: str) -> dict[str, Any]:
        try:
            peer, expires = await self.node.peer_of(token, str(self.id))
        except TokenExpired:
            raise Refusal(109, "token expired") from None
        except WrongToken:
            raise Ending(3500, "invalid token") from None
        if (peer.workspace, peer.id) != (self.peer.workspace, self.peer.id):
            raise Ending(3500, "invalid token")
        self.peer = peer
        return {"client": str(self.id), "version": "feilun", "expires": True, "ttl": self._expire_at(expires)}

    async def _subscribe(self, id: int, wish: frames.SubscribeFrame) -> dict[str, Any]:
        name = wish.channel
        if name in self._streams:
            raise Refusal(105, "already subscribed")
        if len(self._streams) >= 100:
            raise Refusal(106, "limit exceeded")
        if not await methods.may_watch(self.peer, self.node.engines, name):
            raise Refusal(103, "permission denied")
        joined = await self.node.join(self, name, wish.offset if wish.recover else None, wish.epoch)
        if wish.recover and not joined.recovered and wish.flag & frames.REJECT_UNRECOVERED:
            await self.node.leave(self, name)
            raise Refusal(112, "unrecoverable position")
        # From `join` to the queued reply nothing may wait, or a push could overtake the reply.
        number = 0
        if wish.flag & frames.COMPACTION:
            self._last_number += 1
            number = self._last_number
        self._streams[name] = number
        return frames.subscribe_result(
            joined.epoch, joined.offset, number, wish.recover, joined.recovered, joined.publications
        )

    def _spawn(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def _rpc(self, id: int, wish: frames.RpcFrame) -> None:
        try:
            methods.check_rate(self.node, self.peer)
            answer = await methods.call(self.peer, self.node.engines, wish.method, wish.data)
            self._queue(frames.reply(id, rpc={"data": answer}))
        except Refusal as refusal:
            self._queue(frames.error_reply(id, refusal))
        except Exception as error:
            _log.exception("rpc_failed", method=wish.method, error=str(error))
            self._queue(frames.error_reply(id, Refusal(100, "internal server error", temporary=True)))
        finally:
            self._may_call.release()

    async def _sent(self, wish: frames.SendFrame) -> None:
        try:
            methods.check_rate(self.node, self.peer)
            await methods.hear(self.peer, self.node.engines, wish.data)
        except Refusal:
            return  # There is no reply to a send; what it was about has passed.
        except Exception as error:
            _log.warning("send_failed", error=str(error))
