"""Who may be written to, where, and for what: the ledger every send asks."""

from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="consent")

__all__ = ["CAPABILITY"]
