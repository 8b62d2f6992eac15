"""What the capabilities above teach the live connection: their methods, their streams, how to say something."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol
from uuid import UUID

import msgspec

from feilun.delivery.live import staff
from feilun.delivery.live.frames import Refusal
from feilun.delivery.live.limits import Buckets
from feilun.delivery.live.peer import Peer
from feilun.kernel.errors import Error, TooMany
from feilun.store import Engines


class Limited(Protocol):
    """What keeps count: the node."""

    sends: Buckets


Method = Callable[[Peer, Engines, Any], Awaitable[Any]]
Watcher = Callable[[Peer, Engines, str], Awaitable[bool]]
Arrival = Callable[[Peer, Engines], Awaitable[None]]

# Answered calls, by name; unanswered sends, by the field `type` of what was sent.
RPC: dict[str, Method] = {}
SENDS: dict[str, Method] = {}
# Who may watch a stream, by the part of its name before the colon. What is not here may be watched by nobody.
WATCHERS: dict[str, Watcher] = {}
# Heard when a member of staff came online.
ARRIVALS: list[Arrival] = []


def register_rpc(name: str, method: Method) -> None:
    RPC[name] = method


def register_send(name: str, method: Method) -> None:
    SENDS[name] = method


def register_stream(prefix: str, may_watch: Watcher) -> None:
    WATCHERS[prefix] = may_watch


def register_arrival(arrival: Arrival) -> None:
    ARRIVALS.append(arrival)


async def may_watch(peer: Peer, engines: Engines, stream: str) -> bool:
    watcher = WATCHERS.get(stream.partition(":")[0])
    return watcher is not None and await watcher(peer, engines, stream)


async def call(peer: Peer, engines: Engines, name: str, values: Any) -> Any:
    """Runs a method. Raises Refusal with our own error's status and message."""
    method = RPC.get(name)
    if method is None:
        raise Refusal(104, "method not found")
    try:
        await staff.check_now(engines, peer)
        return await method(peer, engines, values)
    except Error as error:
        raise refusal_of(error) from error


async def hear(peer: Peer, engines: Engines, values: Any) -> None:
    """What needs no answer; what nobody knows is ignored."""
    method = SENDS.get(str(values.get("type"))) if isinstance(values, dict) else None
    if method is None:
        return
    try:
        await staff.check_now(engines, peer)
        await method(peer, engines, values)
    except Error as error:
        raise refusal_of(error) from error


def check_rate(node: Limited, peer: Peer) -> None:
    """Raises Refusal for a visitor who asks too much too fast."""
    if not peer.is_staff and not node.sends.take(f"{peer.workspace}:{peer.id}"):
        raise Refusal(111, "too many requests", temporary=True)


def refusal_of(error: Error) -> Refusal:
    """Statuses become the protocol's codes where it has one, else 1000 + status: 1404, 1409, 1422."""
    if isinstance(error, TooMany):
        return Refusal(111, "too many requests", temporary=True)
    if error.status >= 500:
        return Refusal(100, "internal server error", temporary=True)
    known = {401: 101, 403: 103}.get(error.status)
    return Refusal(known or 1000 + error.status, str(error))


class Speech(msgspec.Struct, frozen=True, kw_only=True):
    """What the business wants to say to a visitor. The same key says it once. `type` is text or card."""

    workspace: UUID
    thread: UUID
    key: str
    body: Mapping[str, Any]
    name: str = ""
    cause: Mapping[str, Any] = {}
    type: str = "text"
    # Words after a closing do not open the conversation again.
    keeps_closed: bool = False


Speaker = Callable[[Engines, Speech], Awaitable[str]]
_speakers: list[Speaker] = []


def register_speaker(speaker: Speaker) -> None:
    """The capability that keeps conversations; channels may not import it, so they ask `speak`."""
    _speakers[:] = [speaker]


async def speak(engines: Engines, speech: Speech) -> str:
    """Says it in the visitor's thread; an id of the message."""
    return await _speakers[0](engines, speech)
