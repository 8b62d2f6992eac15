"""The bus within one process: no server, no copy, nothing to install."""

from feilun.engines.local_bus.bus import LocalBus

__all__ = ["LocalBus"]
