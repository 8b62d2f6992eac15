"""Understanding text: no storage, no events, no business; models are fitted, judged and asked here."""

from feilun.language.mood import Mood, mood_of
from feilun.language.redaction import Found, Redacted, redact, restore

__all__ = ["Found", "Mood", "Redacted", "mood_of", "redact", "restore"]
