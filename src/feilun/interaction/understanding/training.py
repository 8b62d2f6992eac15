"""Trains a version: snapshot, model, judgement. Files are durable before a row names them."""

from uuid import UUID

import msgspec

from feilun.events.catalogue import emit
from feilun.events.catalogue.understanding import BotVersionTrained
from feilun.interaction.understanding import child, judging, suite
from feilun.interaction.understanding.child import FitOrder, WorkFailed
from feilun.interaction.understanding.shapes import Suite, VersionFigures
from feilun.interaction.understanding.shelf import Published
from feilun.interaction.understanding.snapshot import Snapshot, approved_now, fetch, put
from feilun.interaction.understanding.tasks import TakenOver, Task
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.kernel.sql import Queries
from feilun.language import IntentModel, normalise
from feilun.store import Engines

_queries = Queries(__file__)
MOST_PHRASINGS = 200_000


async def train(engines: Engines, task: Task) -> None:
    """Raises WorkFailed when there is nothing to learn from, and TakenOver."""
    task.say(0.02, "collect")
    snapshot = await _snapshot(engines, task)
    async with engines.tables.transaction() as tx:
        asked = await suite.read(tx, task.workspace)
    stored = await child.fit(engines.encoders, _order(snapshot, asked), task.part(0.05, 0.6, "fit"))
    model = IntentModel.from_bytes(stored, engines.encoders)
    version = Published(task.workspace, task.number, snapshot, model, not model.encoder_names)
    judgement = await judging.judge(engines, version, asked, task.part(0.6, 0.95, "judge"))
    task.say(0.97, "keep")
    sha = await put(engines, task.workspace, task.number, "model", stored)
    figures = _figures(snapshot, model)
    async with engines.tables.transaction() as tx:
        await task.end(tx)
        where = {"workspace": task.workspace, "number": task.number}
        await tx.run(
            _queries.keep_model,
            **where, model=sha, bytes=len(stored), encoders=list(model.encoder_names), weakened=version.weakened,
            figures=msgspec.to_builtins(figures), now=clock.now(),
        )  # fmt: skip
        await judging.keep(tx, task.workspace, task.number, judgement)
        fact = BotVersionTrained(number=task.number, phrasings=figures.phrasings, weakened=version.weakened)
        key = f"bot-version:{task.workspace}:{task.number}"
        await emit(tx, task.workspace, fact, occurred_at=clock.now(), id=key)


def _order(snapshot: Snapshot, asked: Suite) -> FitOrder:
    """What the suite asks is never learned; half of its questions out of scope help to set the threshold."""
    examples = snapshot.examples
    if not examples:
        raise WorkFailed(problem="There is nothing to learn: approve an article with phrasings first")
    if len(examples) > MOST_PHRASINGS:
        raise WorkFailed(problem=f"{len(examples)} phrasings are more than one model learns ({MOST_PHRASINGS})")
    learned = {normalise(one.text) for one in examples}
    outside = [one for one in asked.phrasings if one.article is None and one.half == "fit"]
    settings = snapshot.settings
    return FitOrder(
        examples,
        [one.text for one in outside if one.normal not in learned],
        settings.oos_share,
        settings.precision,
    )


async def _snapshot(engines: Engines, task: Task) -> Snapshot:
    """The one this version has; a training that was cut off goes on with the same, whatever was approved since."""
    async with engines.tables.transaction() as tx:
        row = await tx.first(_queries.version_row, workspace=task.workspace, number=task.number)
        if row is None:
            raise NotFound(kind="version", id=task.number)
        if row["snapshot"] is None:
            wanted, _ = await suite.settings(tx, task.workspace)
            made = await approved_now(tx, task.workspace, wanted)
    if row["snapshot"] is not None:
        return Snapshot.from_bytes(await fetch(engines, task.workspace, task.number, "snapshot", row["snapshot"]))
    sha = await put(engines, task.workspace, task.number, "snapshot", made.to_bytes())
    await _name_snapshot(engines, task, sha, made)
    return made


async def _name_snapshot(engines: Engines, task: Task, sha: str, made: Snapshot) -> None:
    async with engines.tables.transaction() as tx:
        # Else a worker that was thought dead could name its own snapshot beside the model that the next one made.
        if not await task.beat(tx):
            raise TakenOver()
        await tx.run(
            _queries.keep_snapshot,
            workspace=task.workspace, number=task.number, snapshot=sha, settings=msgspec.to_builtins(made.settings),
        )  # fmt: skip


def _figures(snapshot: Snapshot, model: IntentModel) -> VersionFigures:
    """Of sentences that were held back in turn; over both families of languages by their number of phrasings."""
    parts = {name: part for name, part in model.figures.get("parts", {}).items() if name in model.parts}
    sizes = {name: len(model.parts[name].texts) for name in parts}

    def mean(name: str) -> float | None:
        found = [(parts[one][name], sizes[one]) for one in parts if parts[one].get(name) is not None]
        total = sum(size for _, size in found)
        return sum(value * size for value, size in found) / total if total else None

    labels: set[UUID] = {UUID(label) for label in model.labels}
    return VersionFigures(
        phrasings=len(snapshot.examples),
        labels=len(labels),
        articles=len(snapshot.articles),
        flows=len(snapshot.flows),
        fit_seconds=float(model.figures.get("fit_seconds", 0.0)),
        accuracy=mean("accuracy"),
        answered=mean("answered_share"),
        precision=mean("precision"),
        ece=mean("ece"),
        threshold=dict(model.thresholds),
    )
