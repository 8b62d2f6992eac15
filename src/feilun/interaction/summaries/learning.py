"""Learns wrap-up codes from what people confirmed or corrected: fitted in the background, asked for proposals."""

import asyncio
from collections import OrderedDict
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from feilun.interaction.summaries.hearing import queries
from feilun.interaction.summaries.lines import SummaryProposal
from feilun.kernel.errors import Error
from feilun.language import Example, IntentModel, fit
from feilun.store import Engines

LEAST_LABELS = 30
_LEASE = timedelta(minutes=15)
_MOST_LOADED = 20
_loaded: OrderedDict[tuple[UUID, datetime], IntentModel | None] = OrderedDict()


class Learnt(msgspec.Struct, frozen=True):
    proposal: SummaryProposal
    is_sure: bool


async def guess(engines: Engines, workspace: UUID, text: str, known: set[str]) -> Learnt | None:
    """What the model thinks; None without a model, or when its code is no longer in the tree."""
    model = await _model(engines, workspace)
    if model is None or not text:
        return None
    understood = (await asyncio.to_thread(model.understand, [text]))[0]
    first = next((one for one in understood.guesses if one.label in known), None)
    if first is None or understood.outcome == "unknown":
        return None
    why = f"{first.probability:.0%}: {understood.nearest_text[:120]}"
    return Learnt(
        SummaryProposal(first.label, "model", why), understood.outcome == "sure" and first == understood.guesses[0]
    )


async def _model(engines: Engines, workspace: UUID) -> IntentModel | None:
    """The newest fit, read once per process; one made with encoders that are gone counts as none."""
    async with engines.tables.transaction() as tx:
        mark = await tx.first(queries.model_mark, workspace=workspace)
        if mark is None:
            return None
        key = (workspace, mark["fitted_at"])
        if key in _loaded:
            _loaded.move_to_end(key)
            return _loaded[key]
        stored = await tx.value(queries.model, workspace=workspace, fitted_at=mark["fitted_at"])
    _loaded[key] = await asyncio.to_thread(_opened, bytes(stored or b""), engines)
    while len(_loaded) > _MOST_LOADED:
        _loaded.popitem(last=False)
    return _loaded[key]


def _opened(stored: bytes, engines: Engines) -> IntentModel | None:
    try:
        return IntentModel.from_bytes(stored, engines.encoders)
    except Error:
        return None


async def learn(engines: Engines, now: datetime) -> int:
    """Fits one workspace that has enough new labels; the number of models fitted."""
    async with engines.tables.transaction() as tx:
        found = await tx.first(queries.learnable, least=LEAST_LABELS, now=now)
        if found is None:
            return 0
        workspace = found["workspace"]
        claimed = await tx.first(queries.claim_learning, workspace=workspace, until=now + _LEASE, now=now)
        rows = await tx.all(queries.labels, workspace=workspace) if claimed else []
    if not claimed:
        return 0
    examples = [Example(row["said"], row["code"]) for row in rows]
    model = None
    if len({one.label for one in examples}) >= 2:
        model = await asyncio.to_thread(fit, examples, engines.encoders)
    async with engines.tables.transaction() as tx:
        await tx.run(
            queries.keep_model,
            workspace=workspace, labels=found["labels"], now=now, model=model.to_bytes() if model else None,
            figures=model.figures if model else {},
        )  # fmt: skip
    return 1
