"""Learns from what the bot could not answer and what people answered instead; a person decides."""

from pathlib import Path

from feilun.interaction.learning.api import ROUTES
from feilun.interaction.learning.gains import judge_proposals
from feilun.interaction.learning.grouping import WANTED, group_questions
from feilun.interaction.learning.proposing import UNJUDGED
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="learning",
    routes=ROUTES,
    jobs=(
        Job("learning.group", group_questions, every=30.0, wake=WANTED),
        Job("learning.judge", judge_proposals, every=5.0, wake=UNJUDGED),
    ),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY"]
