"""Offers what a visitor most probably wants before she types; learned from the workspace's own questions."""

from pathlib import Path

from feilun.interaction.foresight.suggesting import Candidate, Suggestion, note_shown, suggest
from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="foresight", migrations=Path(__file__).with_name("migrations"))

__all__ = ["CAPABILITY", "Candidate", "Suggestion", "note_shown", "suggest"]
