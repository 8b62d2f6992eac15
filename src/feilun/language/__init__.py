"""Understanding text: no storage, no events, no business; models are fitted, judged and asked here."""

from feilun.language.answers import Example, Guess, Outcome, Understood
from feilun.language.aspects import ASPECTS, Aspect, aspects_of
from feilun.language.calibration import ece, threshold_at
from feilun.language.evaluation import EvaluationFigures, evaluate
from feilun.language.fitting import fit
from feilun.language.likeness import Retrieval, clusters, similar
from feilun.language.model import IntentModel
from feilun.language.mood import Mood, mood_of
from feilun.language.mood_model import MoodModel, hear
from feilun.language.redaction import Found, Redacted, redact, restore
from feilun.language.sentiment import LABELS as SENTIMENTS
from feilun.language.sentiment import Sentiment, sentiments_of
from feilun.language.storing import Damaged, WrongEncoders
from feilun.language.text_model import TextModel
from feilun.language.tongues import UNKNOWN, Tongue, tongue_of, tongues_of
from feilun.language.topics import FoundTopic, ShareChange, assigned, discover, merged, share_changes
from feilun.language.words import language_of, normalise

__all__ = [
    "ASPECTS",
    "SENTIMENTS",
    "UNKNOWN",
    "Aspect",
    "Damaged",
    "EvaluationFigures",
    "Example",
    "Found",
    "FoundTopic",
    "Guess",
    "IntentModel",
    "Mood",
    "MoodModel",
    "Outcome",
    "Redacted",
    "Retrieval",
    "Sentiment",
    "ShareChange",
    "TextModel",
    "Tongue",
    "Understood",
    "WrongEncoders",
    "aspects_of",
    "assigned",
    "clusters",
    "discover",
    "ece",
    "evaluate",
    "fit",
    "hear",
    "language_of",
    "merged",
    "mood_of",
    "normalise",
    "redact",
    "restore",
    "sentiments_of",
    "share_changes",
    "similar",
    "threshold_at",
    "tongue_of",
    "tongues_of",
]
