"""THE LOG: append, feed, catalogue. Everything else is a projection of it or a reaction to it."""

from pathlib import Path

from feilun.events import api
from feilun.events.days import drop_days, make_days
from feilun.events.event import Event, Handle, Stored, is_hers
from feilun.events.feed import Subscriber, deliver, register
from feilun.events.log import APPENDED, Line, append, append_lines, line
from feilun.kernel.capability import Capability

CAPABILITY = Capability(
    name="events",
    routes=api.ROUTES,
    figures=api.FIGURES,
    first_steps=api.FIRST_STEPS,
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = [
    "APPENDED",
    "CAPABILITY",
    "Event",
    "Handle",
    "Line",
    "Stored",
    "Subscriber",
    "append",
    "append_lines",
    "deliver",
    "drop_days",
    "is_hers",
    "line",
    "make_days",
    "register",
]
