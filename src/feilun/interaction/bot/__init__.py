"""The bot: hears a customer, answers from published knowledge, knows what it does not know, calls a person."""

from pathlib import Path

from feilun.interaction import conversations, foresight, summaries, understanding
from feilun.interaction.bot import api, api_decisions, api_figures, api_trials, visiting
from feilun.interaction.bot.attendant import TURNS, BotAttendant
from feilun.interaction.bot.idling import close_idle
from feilun.interaction.bot.offering import offers
from feilun.interaction.bot.phrasing import may_summarise
from feilun.interaction.bot.traffic import asked_since, newest_decisions, questions
from feilun.interaction.bot.trials import play_dialog
from feilun.interaction.bot.turns import answer_turns
from feilun.interaction.bot.warming import warm
from feilun.kernel.capability import Capability, Job

conversations.attend(BotAttendant())
understanding.register_player(play_dialog)
understanding.register_traffic(questions)
foresight.offer_from(offers)
summaries.permit_writer(may_summarise)
visiting.teach()

CAPABILITY = Capability(
    name="bot",
    routes=(*api.ROUTES, *api_trials.ROUTES, *api_decisions.ROUTES, *api_figures.ROUTES),
    jobs=(
        Job("bot.answer", answer_turns, every=0.25, wake=TURNS),
        Job("bot.close_idle", close_idle, every=60.0),
        Job("bot.warm", warm, every=600.0),
    ),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY", "asked_since", "newest_decisions"]
