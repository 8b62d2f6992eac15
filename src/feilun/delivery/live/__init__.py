"""The long-lived connection: numbered streams over the Centrifuge client protocol."""

from pathlib import Path

from feilun.delivery.live.api import ROUTES
from feilun.delivery.live.frames import Refusal
from feilun.delivery.live.groups import GroupCommit
from feilun.delivery.live.history import wish_of
from feilun.delivery.live.limits import Buckets
from feilun.delivery.live.methods import (
    ARRIVALS,
    RPC,
    SENDS,
    Speech,
    register_arrival,
    register_rpc,
    register_send,
    register_speaker,
    register_stream,
    speak,
)
from feilun.delivery.live.node import Node, node_of
from feilun.delivery.live.peer import Peer
from feilun.delivery.live.presence import online, workspaces_online
from feilun.delivery.live.socket import LiveDoor
from feilun.delivery.live.streams import Draft, Publication, position_of, publish, read_after, trim
from feilun.delivery.live.visitors import Visitor, thread_for, threads_of, visitors_of
from feilun.kernel.capability import Capability
from feilun.store import Engines


async def _own_thread(peer: Peer, engines: Engines, stream: str) -> bool:
    return peer.kind == "visitor" and stream == f"u:{peer.id}"


register_stream("u", _own_thread)

CAPABILITY = Capability(
    name="live",
    routes=ROUTES,
    migrations=Path(__file__).with_name("migrations"),
    mounts=(("/connection", LiveDoor()),),
)

__all__ = [
    "ARRIVALS",
    "CAPABILITY",
    "RPC",
    "SENDS",
    "Buckets",
    "Draft",
    "GroupCommit",
    "Node",
    "Peer",
    "Publication",
    "Refusal",
    "Speech",
    "Visitor",
    "node_of",
    "online",
    "position_of",
    "publish",
    "read_after",
    "register_arrival",
    "register_rpc",
    "register_send",
    "register_speaker",
    "register_stream",
    "speak",
    "thread_for",
    "threads_of",
    "trim",
    "visitors_of",
    "wish_of",
    "workspaces_online",
]
