"""What a model reaches on sentences it has not seen."""

import time
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from feilun.language.answers import Example, Understood
from feilun.language.calibration import ece
from feilun.language.model import IntentModel

Numbers = Any


class EvaluationFigures(msgspec.Struct, frozen=True):
    """Shares from 0 to 1. `answered_share` is of questions with an answer; `precision` is of everything answered, with
    questions without an answer at the share the model was fitted for, or at `oos_share`."""

    examples: int
    out_of_scope: int
    accuracy: float
    top3: float
    answered_share: float
    precision: float | None
    out_of_scope_recall: float | None
    ece: float
    p50_ms: float
    p95_ms: float


def evaluate(
    model: IntentModel,
    test: Sequence[Example],
    oos_test: Sequence[str] = (),
    *,
    oos_share: float = 0.2,
    timed: int = 200,
) -> EvaluationFigures:
    """CPU time is measured one question at a time on the first `timed` sentences."""
    known = model.understand([one.text for one in test])
    foreign = model.understand(list(oos_test))
    right = np.array([read.guesses[0].label == one.label for read, one in zip(known, test, strict=True)])
    among = [one.label in [guess.label for guess in read.guesses[:3]] for read, one in zip(known, test, strict=True)]
    sure = np.array([read.outcome == "sure" for read in known])
    wrongly_sure = float(np.mean([read.outcome == "sure" for read in foreign])) if foreign else 0.0
    share = oos_share if foreign else 0.0
    answered = (1 - share) * sure.mean() + share * wrongly_sure
    times = _times(model, [one.text for one in test[:timed]])
    return EvaluationFigures(
        examples=len(test),
        out_of_scope=len(foreign),
        accuracy=float(right.mean()),
        top3=float(np.mean(among)),
        answered_share=float(sure.mean()),
        precision=float((1 - share) * (right & sure).mean() / answered) if answered else None,
        out_of_scope_recall=1 - wrongly_sure if foreign else None,
        ece=_ece(known, right, foreign, share),
        p50_ms=float(np.quantile(times, 0.5)),
        p95_ms=float(np.quantile(times, 0.95)),
    )


def _ece(known: Sequence[Understood], right: Numbers, foreign: Sequence[Understood], share: float) -> float:
    """Of the whole traffic: a confident guess about a question without an answer is wrong."""
    weights = [(1 - share) / len(known)] * len(known) + [share / max(len(foreign), 1)] * len(foreign)
    confidences = [read.confidence for read in [*known, *foreign]]
    return ece(confidences, [*right, *([False] * len(foreign))], np.array(weights))


def _times(model: IntentModel, texts: Sequence[str]) -> list[float]:
    spent = []
    for text in texts:
        started = time.process_time()
        model.understand([text])
        spent.append((time.process_time() - started) * 1000)
    return spent
