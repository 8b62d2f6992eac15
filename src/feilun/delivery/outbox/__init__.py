"""Every message out: consent, quiet hours, caps, pace, retries, once only."""

from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="outbox")

__all__ = ["CAPABILITY"]
