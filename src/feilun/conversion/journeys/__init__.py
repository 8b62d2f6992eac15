"""Journeys: sets of customers led step by step through a graph."""

from pathlib import Path

from feilun.conversion.journeys.api import ROUTES
from feilun.conversion.journeys.entries import ENTERED, Journeys
from feilun.conversion.journeys.graph import JourneyGraph
from feilun.conversion.journeys.keeper import change_state, create, publish
from feilun.conversion.journeys.runner import run_due
from feilun.kernel.capability import Capability, FirstStep, Job
from feilun.kernel.sql import Queries

CAPABILITY = Capability(
    name="journeys",
    routes=ROUTES,
    subscribers=(Journeys(),),
    jobs=(Job("journeys", run_due, every=0.5, wake=ENTERED),),
    first_steps=(FirstStep("journey", Queries(__file__).has_published),),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY", "JourneyGraph", "change_state", "create", "publish", "run_due"]
