"""The closed loop: a customer we let down becomes a case with an owner, a deadline and a remedy under a written policy."""

from pathlib import Path

from feilun.delivery import live
from feilun.delivery.live import Peer
from feilun.interaction.cases import api, api_policy
from feilun.interaction.cases.hearing import Cases
from feilun.interaction.cases.keeper import escalate
from feilun.interaction.cases.opening import STREAM
from feilun.kernel.capability import Capability, Job
from feilun.store import Engines


async def _may_watch(peer: Peer, engines: Engines, stream: str) -> bool:
    return stream == STREAM and peer.may("case.read")


live.register_stream(STREAM, _may_watch)

CAPABILITY = Capability(
    name="cases",
    routes=(*api.ROUTES, *api_policy.ROUTES),
    subscribers=(Cases(),),
    jobs=(Job("cases.escalate", escalate, every=10.0),),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY"]
