"""Who may be written to, where, and for what: the ledger every send asks."""

from pathlib import Path

from feilun.delivery.consent.api import ROUTES
from feilun.delivery.consent.ledger import Proof, consents_of, may_write, record
from feilun.delivery.consent.rules import ALL, GIVEN, WITHDRAWN, Answer, Statement
from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="consent", routes=ROUTES, migrations=Path(__file__).with_name("migrations"))

__all__ = [
    "ALL",
    "CAPABILITY",
    "GIVEN",
    "WITHDRAWN",
    "Answer",
    "Proof",
    "Statement",
    "consents_of",
    "may_write",
    "record",
]
