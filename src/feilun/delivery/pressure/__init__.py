"""Contact pressure: whether a person may be asked something once more, one ledger for all channels."""

from pathlib import Path

from feilun.delivery.pressure.api import ROUTES
from feilun.delivery.pressure.ledger import Ask, Asked, answered, ask, asks_of, policy_of, release
from feilun.delivery.pressure.rules import Policy, Repeat, Verdict
from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="pressure", routes=ROUTES, migrations=Path(__file__).with_name("migrations"))

__all__ = [
    "CAPABILITY",
    "Ask",
    "Asked",
    "Policy",
    "Repeat",
    "Verdict",
    "answered",
    "ask",
    "asks_of",
    "policy_of",
    "release",
]
