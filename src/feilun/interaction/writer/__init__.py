"""An optional language model as a typist: it puts cited passages into words and judges nothing."""

from pathlib import Path

from feilun.interaction.writer.api import ROUTES
from feilun.interaction.writer.asking import (
    Line,
    Phrased,
    Refused,
    Summarised,
    draft_reply,
    is_configured,
    phrase,
    summarise,
    trim_calls,
)
from feilun.interaction.writer.rules import Passage
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="writer",
    routes=ROUTES,
    jobs=(Job("writer.trim", trim_calls, every=3600.0),),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = [
    "CAPABILITY",
    "Line",
    "Passage",
    "Phrased",
    "Refused",
    "Summarised",
    "draft_reply",
    "is_configured",
    "phrase",
    "summarise",
]
