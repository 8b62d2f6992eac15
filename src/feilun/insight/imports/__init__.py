"""Bulk import of events and customers from files: progress, resume, bad rows reported."""

from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="imports")

__all__ = ["CAPABILITY"]
