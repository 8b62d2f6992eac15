"""Conversations of customers and the desk where people answer them."""

from pathlib import Path

from feilun.delivery import live
from feilun.interaction.conversations import api_handover as handover_api
from feilun.interaction.conversations import asking as visitors
from feilun.interaction.conversations import limits
from feilun.interaction.conversations.api import ROUTES
from feilun.interaction.conversations.attendants import Attendant, Heard, attend
from feilun.interaction.conversations.passing import (
    QueuePlace,
    close_idle,
    give_back,
    hand_over,
    leave_queue,
    take_over,
)
from feilun.interaction.conversations.reading import LAST, MessagePage, SpokenLine, lines_after, messages
from feilun.interaction.conversations.records import HandoverRow, add_briefing, handovers
from feilun.interaction.conversations.routing import assign_waiting, greet, trim_inbox
from feilun.interaction.conversations.saying import say, speak
from feilun.interaction.conversations.speaking import BotLine, Standing, bot_say, hold
from feilun.interaction.conversations.tongues import tongue
from feilun.interaction.conversations.visiting import teach
from feilun.interaction.conversations.wishes import Landed, Message
from feilun.kernel.capability import Capability, FirstStep, Job
from feilun.kernel.sql import Queries

teach()
visitors.teach()
live.register_speaker(speak)
live.register_arrival(greet)

CAPABILITY = Capability(
    name="conversations",
    routes=(*ROUTES, *handover_api.ROUTES),
    jobs=(
        Job(name="assign_waiting", run=assign_waiting, every=2.0),
        Job(name="end_waiting", run=limits.end_waiting, every=15.0),
        Job(name="trim_inbox", run=trim_inbox, every=3600.0),
    ),
    first_steps=(FirstStep("conversation", Queries(__file__).has_answered),),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = [
    "CAPABILITY",
    "LAST",
    "Attendant",
    "BotLine",
    "HandoverRow",
    "Heard",
    "Landed",
    "Message",
    "MessagePage",
    "QueuePlace",
    "SpokenLine",
    "Standing",
    "add_briefing",
    "attend",
    "bot_say",
    "close_idle",
    "give_back",
    "hand_over",
    "handovers",
    "hold",
    "leave_queue",
    "lines_after",
    "messages",
    "say",
    "take_over",
    "tongue",
]
