"""Invitations: how a survey reaches people, who was asked, who is reminded, and what came of it."""

from pathlib import Path

from feilun.insight.invitations import api, landing, prompting
from feilun.insight.invitations.asking import Invited, Wanted, invite
from feilun.insight.invitations.hearing import Invitations
from feilun.insight.invitations.keeper import forget, standing
from feilun.insight.invitations.reminding import end, remind, sweep
from feilun.insight.invitations.shapes import Reach, ReachPlan
from feilun.kernel.capability import Capability, Job

prompting.register()

CAPABILITY = Capability(
    name="invitations",
    routes=(*api.ROUTES, *landing.ROUTES),
    subscribers=(Invitations(),),
    jobs=(
        Job("invitations.sweep", sweep, every=2.0),
        Job("invitations.remind", remind, every=5.0),
        Job("invitations.end", end, every=60.0),
    ),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY", "Invited", "Reach", "ReachPlan", "Wanted", "forget", "invite", "remind", "standing", "sweep"]
