"""Journeys: sets of customers led step by step through a graph."""

from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="journeys")

__all__ = ["CAPABILITY"]
