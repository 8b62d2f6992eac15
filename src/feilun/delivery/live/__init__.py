"""The long-lived connection: numbered streams over the Centrifuge client protocol."""

from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="live")

__all__ = ["CAPABILITY"]
