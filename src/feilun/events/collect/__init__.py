"""Takes events from Segment SDKs over HTTP: durable before 200, refused with a reason, never dropped."""

from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="collect")

__all__ = ["CAPABILITY"]
