"""What came of it: credit for orders, lift against the hold-out, the flywheel."""

from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="outcomes")

__all__ = ["CAPABILITY"]
