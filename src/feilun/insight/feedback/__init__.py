"""What customers say in their own words: read, filed under topics, joined with their scores, open to correction."""

from pathlib import Path

from feilun.insight.feedback import api, api_topics
from feilun.insight.feedback.forgetting import forget, trim
from feilun.insight.feedback.hearing import DUE, Feedback
from feilun.insight.feedback.reading import read_due
from feilun.insight.feedback.searching import SEARCH, search_due
from feilun.insight.feedback.training import learn
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="feedback",
    routes=(*api.ROUTES, *api_topics.ROUTES),
    subscribers=(Feedback(),),
    jobs=(
        Job("feedback.read", read_due, every=5.0, wake=DUE),
        Job("feedback.topics", search_due, every=30.0, wake=SEARCH, is_cut=True),
        Job("feedback.learn", learn, every=60.0),
        Job("feedback.trim", trim, every=3600.0),
    ),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY", "forget"]
