"""Handles make customers: the edge log, merges that explain themselves and can be undone."""

from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="identity")

__all__ = ["CAPABILITY"]
