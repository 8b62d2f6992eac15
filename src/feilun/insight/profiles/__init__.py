"""What we know of a customer: traits with their source, activity, the timeline."""

from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="profiles")

__all__ = ["CAPABILITY"]
