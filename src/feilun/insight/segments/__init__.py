"""Audiences: one rule, two readings, live members."""

from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="segments")

__all__ = ["CAPABILITY"]
