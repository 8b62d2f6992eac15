"""Learns feelings from what people said of texts, and keeps the lesson only where it beats the shipped judge."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from feilun.insight.feedback.hearing import queries
from feilun.kernel import clock
from feilun.kernel.intervals import clopper_pearson
from feilun.language import TextModel, ece, sentiments_of
from feilun.store import Engines, Json

LEAST_LABELS = 200
# On wish a few will do to try.
FEWEST_LABELS = 30
_FOLDS = 4
_LEASE = timedelta(minutes=30)


async def learn(engines: Engines, now: datetime) -> int:
    """One language of one workspace; the number of models judged."""
    async with engines.tables.transaction() as tx:
        found = await tx.first(queries.learnable, least=LEAST_LABELS, fewest=FEWEST_LABELS, now=now)
        if found is None:
            return 0
        place = {"workspace": found["workspace"], "family": found["family"]}
        if not await tx.first(queries.claim_training, **place, until=now + _LEASE, now=now):
            return 0
        rows = await tx.all(queries.labels, **place)
    texts, labels = [row["text"] for row in rows], [row["sentiment"] for row in rows]
    model, figures = await asyncio.to_thread(judged, texts, labels, str(found["family"]))
    async with engines.tables.transaction() as tx:
        await tx.run(queries.keep_model, **place, labels=len(rows), now=clock.now(), model=model, figures=Json(figures))
        if model:
            await tx.run(queries.read_anew, **place)
    return 1


def judged(texts: list[str], labels: list[str], family: str) -> tuple[bytes | None, dict[str, Any]]:
    """The model fitted on all labels, and how it and the shipped judge do on texts that were left out of a fit.

    None in the place of the model when it is worse than what is shipped.
    """
    own: list[str] = [""] * len(texts)
    sure = np.zeros(len(texts))
    place_of = np.random.default_rng(0).permutation(len(texts)) % _FOLDS
    for fold in range(_FOLDS):
        inside, outside = np.flatnonzero(place_of != fold), np.flatnonzero(place_of == fold)
        if len({labels[place] for place in inside}) < 2 or not len(outside):
            return None, {"labels": len(texts), "problem": "one_label"}
        model = TextModel.fit([texts[place] for place in inside], [labels[place] for place in inside], family)
        chances = model.probabilities([texts[place] for place in outside])
        for place, row in zip(outside, chances, strict=True):
            own[place], sure[place] = model.labels[int(row.argmax())], float(row.max())
    shipped = [one.label for one in sentiments_of(texts, [family] * len(texts))]
    mine = np.array([one == label for one, label in zip(own, labels, strict=True)])
    theirs = sum(one == label for one, label in zip(shipped, labels, strict=True))
    low, high = clopper_pearson(int(mine.sum()), len(mine))
    figures = {
        "labels": len(texts),
        "accuracy": round(float(mine.mean()), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "calibration_error": round(float(ece(sure, mine)), 4),
        "shipped_accuracy": round(theirs / len(texts), 4),
        "majority_accuracy": round(max(labels.count(one) for one in set(labels)) / len(texts), 4),
    }
    if mine.sum() < theirs:
        return None, {**figures, "problem": "shipped_is_better"}
    return TextModel.fit(texts, labels, family).to_bytes(), figures


async def want(engines: Engines, workspace: UUID) -> None:
    """At the next occasion, also with few labels."""
    async with engines.tables.transaction() as tx:
        await tx.run(queries.want_training, workspace=workspace)
