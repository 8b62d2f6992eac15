"""What came of it: credit for orders, lift against the hold-out, the flywheel."""

from pathlib import Path

from feilun.insight.outcomes.api import ROUTES
from feilun.insight.outcomes.projection import Outcomes
from feilun.kernel.capability import Capability

CAPABILITY = Capability(
    name="outcomes",
    routes=ROUTES,
    subscribers=(Outcomes(),),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY"]
