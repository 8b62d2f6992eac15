"""Audiences: one rule, two readings, live members."""

from pathlib import Path

from feilun.insight import profiles
from feilun.insight.segments.api import ROUTES
from feilun.insight.segments.jobs import JOBS
from feilun.insight.segments.match import Explanation, explain, matches, next_change
from feilun.insight.segments.reader import audience_row, audiences_of, fitting, members
from feilun.insight.segments.rules import Rule, events_in, parse, traits_in
from feilun.insight.segments.scan import scan
from feilun.insight.segments.watcher import Segments
from feilun.kernel.capability import Capability, FirstStep
from feilun.kernel.sql import Queries

CAPABILITY = Capability(
    name="segments",
    routes=ROUTES,
    subscribers=(Segments(),),
    jobs=JOBS,
    first_steps=(FirstStep("audience", Queries(__file__).has_audience),),
    migrations=Path(__file__).with_name("migrations"),
)

profiles.show_audiences(audiences_of)

__all__ = [
    "CAPABILITY",
    "Explanation",
    "Rule",
    "audience_row",
    "audiences_of",
    "events_in",
    "explain",
    "fitting",
    "matches",
    "members",
    "next_change",
    "parse",
    "scan",
    "traits_in",
]
