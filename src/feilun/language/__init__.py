"""Understanding text: no storage, no events, no business; models are fitted, judged and asked here."""

from feilun.language.answers import Example, Guess, Outcome, Understood
from feilun.language.calibration import ece, threshold_at
from feilun.language.evaluation import EvaluationFigures, evaluate
from feilun.language.fitting import fit
from feilun.language.likeness import Retrieval, clusters, similar
from feilun.language.model import IntentModel
from feilun.language.mood import Mood, mood_of
from feilun.language.mood_model import MoodModel, hear
from feilun.language.redaction import Found, Redacted, redact, restore
from feilun.language.storing import Damaged, WrongEncoders
from feilun.language.words import language_of, normalise

__all__ = [
    "Damaged",
    "EvaluationFigures",
    "Example",
    "Found",
    "Guess",
    "IntentModel",
    "Mood",
    "MoodModel",
    "Outcome",
    "Redacted",
    "Retrieval",
    "Understood",
    "WrongEncoders",
    "clusters",
    "ece",
    "evaluate",
    "fit",
    "hear",
    "language_of",
    "mood_of",
    "normalise",
    "redact",
    "restore",
    "similar",
    "threshold_at",
]
