"""What a proposal would change: the last four weeks asked again with it and without it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec

from feilun import language
from feilun.interaction import knowledge
from feilun.interaction.knowledge import Article
from feilun.interaction.learning import rules
from feilun.interaction.learning.evidence import Answered, Asked, asked_since, queries
from feilun.interaction.learning.shapes import GainChange, PredictedGain
from feilun.kernel import clock
from feilun.kernel.errors import Invalid
from feilun.language import Example, Understood, normalise, similar
from feilun.store import Encoder, Engines

_LEASE = timedelta(minutes=5)
_LOOKED_AT = timedelta(weeks=4)
_MOST_ASKED = 1_000
# Fewer phrasings cannot be calibrated; with more a fit takes longer than somebody who waits for it likes to.
_FEWEST, _MOST = 40, 1_500
_ALIKE = 0.8
_NEW = "proposal"


class Verdict(NamedTuple):
    """Which article would answer; None when nobody is sure enough. `exact`: in the very words of a phrasing."""

    label: str | None
    exact: bool


async def judge_proposals(engines: Engines, now: datetime) -> int:
    """The job: one proposal that was made or changed."""
    async with engines.tables.transaction() as tx:
        row = await tx.first(queries.claim_unjudged, now=now, until=now + _LEASE)
        if row is None:
            return 0
        asked = await asked_since(tx, row["workspace"], now - _LOOKED_AT, _MOST_ASKED)
        articles = await knowledge.approved(tx, row["workspace"])
    label = str(row["article"]) if row["kind"] == "phrasings" else _NEW
    more = [Example(text=one["text"], label=label) for one in row["phrasings"]]
    gain = await asyncio.to_thread(predict, articles, more, asked, engines.encoders, clock.now())
    async with engines.tables.transaction() as tx:
        await tx.run(
            queries.keep_gain,
            workspace=row["workspace"],
            id=row["id"],
            revision=row["revision"],
            gain=msgspec.to_builtins(gain),
        )
    return 1


def predict(
    articles: Sequence[Article], more: Sequence[Example], asked: Asked, encoders: tuple[Encoder, ...], now: datetime
) -> PredictedGain:
    """How many missed questions would be answered by it, and how many right answers would change."""
    known = [
        Example(text=text, label=str(one.id))
        for one in articles
        for text in ([way.text for way in one.content.phrasings if way.text.strip()] or [one.content.title])
    ]
    missed, right = [one.text for one in asked.missed], asked.right
    texts = rules.once([*missed, *(one.text for one in right)])
    method, before, after = _both(known, more, texts, encoders)
    label = more[0].label if more else ""
    answered = [text for text in missed if after[text].label == label and before[text].label != label]
    changes = _changes(right, before, after, {str(one.id): one.content.title for one in articles})
    return PredictedGain(
        method=method,
        missed=len(missed),
        answered=len(answered),
        exact=sum(after[text].exact for text in answered),
        right=len(right),
        changed=len(changes),
        examples=rules.once(text for text in answered if not after[text].exact)[:5],
        changes=changes[:5],
        at=now,
    )


def _changes(
    right: Sequence[Answered], before: dict[str, Verdict], after: dict[str, Verdict], titles: dict[str, str]
) -> list[GainChange]:
    """Only what today's knowledge answers as it did then: what changed since is not the fault of the proposal."""
    return [
        GainChange(text=one.text, article=UUID(one.article), title=titles[one.article])
        for one in right
        if one.article in titles and before[one.text].label == one.article and after[one.text].label != one.article
    ]


def _both(
    known: Sequence[Example], more: Sequence[Example], texts: Sequence[str], encoders: tuple[Encoder, ...]
) -> tuple[Literal["model", "neighbours"], dict[str, Verdict], dict[str, Verdict]]:
    if _FEWEST <= len(known) <= _MOST:
        try:
            before, after = (_by_model(examples, texts, encoders) for examples in (known, [*known, *more]))
            return "model", before, after
        except Invalid:
            pass  # Too little of a kind to fit; likeness can always be told.
    return "neighbours", _by_likeness(known, texts, encoders), _by_likeness([*known, *more], texts, encoders)


def _by_model(examples: Sequence[Example], texts: Sequence[str], encoders: tuple[Encoder, ...]) -> dict[str, Verdict]:
    model = language.fit(examples, encoders)
    return dict(zip(texts, (_verdict(one) for one in model.understand(texts)), strict=True)) if texts else {}


def _verdict(found: Understood) -> Verdict:
    return Verdict(found.guesses[0].label if found.outcome == "sure" and found.guesses else None, found.exact)


def _by_likeness(
    examples: Sequence[Example], texts: Sequence[str], encoders: tuple[Encoder, ...]
) -> dict[str, Verdict]:
    words = {normalise(one.text) for one in examples}
    likeness: Any = similar(texts, [one.text for one in examples], encoders)
    found = {}
    for place, text in enumerate(texts):
        best = int(likeness[place].argmax()) if examples else -1
        is_near = best >= 0 and float(likeness[place][best]) >= _ALIKE
        found[text] = Verdict(examples[best].label if is_near else None, normalise(text) in words)
    return found
