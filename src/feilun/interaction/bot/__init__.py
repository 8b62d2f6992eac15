"""The bot: hears a customer, answers from published knowledge, knows what it does not know, calls a person."""

from pathlib import Path

from feilun.interaction.bot.api import ROUTES
from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="bot", routes=ROUTES, migrations=Path(__file__).with_name("migrations"))

__all__ = ["CAPABILITY"]
