"""The bus between processes and machines: NATS, a server of yours or one started from a wheel."""

from feilun.engines.nats.bus import NatsBus, embedded_bus
from feilun.engines.nats.server import EmbeddedNats

__all__ = ["EmbeddedNats", "NatsBus", "embedded_bus"]
