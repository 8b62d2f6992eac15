"""Conversations of customers and the desk where people answer them."""

from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="conversations")

__all__ = ["CAPABILITY"]
