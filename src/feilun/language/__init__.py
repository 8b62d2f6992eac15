"""Understanding text: no storage, no events, no business; models are fitted, judged and asked here."""

from feilun.language.answers import Example, Guess, Outcome, Understood
from feilun.language.calibration import ece, threshold_at
from feilun.language.evaluation import EvaluationFigures, evaluate
from feilun.language.fitting import fit
from feilun.language.likeness import Retrieval, clusters, similar
from feilun.language.model import IntentModel
from feilun.language.storing import Damaged, WrongEncoders
from feilun.language.words import language_of, normalise

__all__ = [
    "Damaged",
    "EvaluationFigures",
    "Example",
    "Guess",
    "IntentModel",
    "Outcome",
    "Retrieval",
    "Understood",
    "WrongEncoders",
    "clusters",
    "ece",
    "evaluate",
    "fit",
    "language_of",
    "normalise",
    "similar",
    "threshold_at",
]
