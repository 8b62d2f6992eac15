"""Offers what a visitor most probably wants before she types; learned from the workspace's own questions."""

from pathlib import Path

from feilun.interaction.foresight.api import ROUTES
from feilun.interaction.foresight.counting import Foresight, forget_old
from feilun.interaction.foresight.offers import Offers, offer_from
from feilun.interaction.foresight.suggesting import Candidate, Suggestion, note_shown, suggest
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="foresight",
    routes=ROUTES,
    subscribers=(Foresight(),),
    jobs=(Job("foresight.forget", forget_old, every=3600.0),),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY", "Candidate", "Offers", "Suggestion", "note_shown", "offer_from", "suggest"]
