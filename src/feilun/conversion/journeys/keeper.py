"""Makes journeys, keeps their drafts, publishes versions, pauses and stops them."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from feilun.conversion.journeys import entries, rules
from feilun.conversion.journeys.conditions import audience_members, known_audiences, open_surveys, rule_problem
from feilun.conversion.journeys.entries import Arrival, Version
from feilun.conversion.journeys.graph import JourneyGraph, SurveyStep, read_graph, written
from feilun.conversion.journeys.rules import JourneyProblem
from feilun.delivery import outbox
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Error, Invalid, NotFound
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Row, Transaction

_queries = Queries(__file__)
State = Literal["running", "paused", "stopped"]
_PIECE = 10_000
# From where a person may go where.
_WAYS: dict[str, tuple[str, ...]] = {
    "running": ("paused", "stopped"),
    "paused": ("running", "stopped"),
    "stopped": ("running",),
}


class Unfinished(Error):
    """The journey cannot be published yet: {problems}."""

    status = 422


class StaleDraft(Error):
    """{author_name} changed the draft meanwhile: it is at revision {revision} now."""

    status = 409


@dataclass(frozen=True)
class Author:
    """Who draws."""

    id: str
    name: str


SYSTEM = Author("system", "Feilun")


async def create(
    tx: Transaction,
    workspace: UUID,
    name: str,
    graph: JourneyGraph | dict[str, Any] | None = None,
    author: Author = SYSTEM,
) -> UUID:
    """A new draft; its id. Raises Invalid."""
    journey, now = new_id(), clock.now()
    await tx.run(_queries.add_journey, workspace=workspace, id=journey, name=_checked_name(name), now=now)
    await put_draft(tx, workspace, journey, _graph(graph), author)
    return journey


async def put_draft(
    tx: Transaction,
    workspace: UUID,
    journey: UUID,
    graph: JourneyGraph,
    author: Author = SYSTEM,
    based_on: int | None = None,
) -> int:
    """Keeps the draft however unfinished it is; its new revision. Raises StaleDraft when there is a newer one.

    A draft that says what is kept already is no conflict: the answer to the first try may have been lost.
    """
    if based_on is not None:
        draft = await tx.first(_queries.draft, workspace=workspace, journey=journey)
        if draft and draft["graph"] == written(graph):
            return int(draft["revision"])
        _check_newest(draft, based_on)
    row = await tx.first(
        _queries.put_draft,
        workspace=workspace,
        journey=journey,
        graph=written(graph),
        author=author.id,
        author_name=author.name,
        now=clock.now(),
    )
    assert row
    return int(row["revision"])


def _check_newest(draft: Row | None, based_on: int) -> None:
    if draft and draft["revision"] != based_on:
        raise StaleDraft(**{**draft, "graph": written(read_graph(draft["graph"]))})


async def problems_of(tx: Transaction, workspace: UUID, graph: JourneyGraph) -> list[JourneyProblem]:
    asked = [graph.entry.audience] if graph.entry.audience else []
    known = await known_audiences(tx, workspace, asked)
    asking = [step.survey for step in graph.steps if isinstance(step, SurveyStep) and step.survey]
    surveys = await open_surveys(tx, workspace, asking)
    outside = rules.Outside(known, rule_problem, outbox.template_problem, surveys)
    return rules.problems(graph, outside)


async def publish(
    tx: Transaction, workspace: UUID, journey: UUID, author: str = "system", revision: int | None = None
) -> int:
    """Makes the draft the version that new customers enter; its number. Raises NotFound, Unfinished, StaleDraft."""
    row = await lock(tx, workspace, journey)
    if revision is not None:
        _check_newest(await tx.first(_queries.draft, workspace=workspace, journey=journey), revision)
    draft = read_graph((await journey_row(tx, workspace, journey))["draft"])
    problems = await problems_of(tx, workspace, draft)
    if problems:
        raise Unfinished(problems="; ".join(f"{one.step or 'journey'}: {one.problem}" for one in problems))
    version: int = row["version"] + 1
    now = clock.now()
    await tx.run(
        _queries.add_version,
        workspace=workspace,
        journey=journey,
        version=version,
        graph=written(draft),
        steps=[step.id for step in draft.steps],
        now=now,
        author=author,
    )
    if row["state"] == "paused":
        await outbox.release_journey(tx, workspace, journey)
    await tx.run(_queries.go_live, workspace=workspace, id=journey, version=version, now=now)
    if version == 1 and draft.entry.include_members:
        await _take_members(tx, workspace, journey, draft)
    return version


async def _take_members(tx: Transaction, workspace: UUID, journey: UUID, graph: JourneyGraph) -> None:
    """Who is in the audience when the journey starts comes in as if she had just entered it."""
    now, key = clock.now(), "once" if graph.entry.again == "once" else "first"
    version = Version(workspace, journey, 1, True, graph.entry, graph.goal, graph.exit, graph.holdout_percent, now)
    if graph.entry.kind == "audience" and graph.entry.audience:
        members = await audience_members(tx, workspace, graph.entry.audience)
        # In pieces: each arrival becomes a fact, and a million of them would not fit the memory at once.
        for start in range(0, len(members), _PIECE):
            arrivals = [Arrival(customer, key, now) for customer in members[start : start + _PIECE]]
            await entries.enter(tx, version, arrivals)


async def change_state(tx: Transaction, workspace: UUID, journey: UUID, state: State) -> None:
    """Pausing holds customers and their unsent messages where they are; stopping lets all of them leave."""
    row = await lock(tx, workspace, journey)
    if row["state"] == state:
        return
    if state not in _WAYS.get(row["state"], ()):
        raise Conflict(problem=f"A journey that is {row['state']} cannot become {state}")
    await tx.run(_queries.set_state, workspace=workspace, id=journey, state=state, now=clock.now())
    if state == "paused":
        await outbox.hold_journey(tx, workspace, journey)
    elif state == "running":
        await outbox.release_journey(tx, workspace, journey)
    else:
        await outbox.cancel_journey(tx, workspace, journey, "stopped")


async def rename(tx: Transaction, workspace: UUID, journey: UUID, name: str) -> None:
    await lock(tx, workspace, journey)
    await tx.run(_queries.set_name, workspace=workspace, id=journey, name=_checked_name(name), now=clock.now())


async def lock(tx: Transaction, workspace: UUID, journey: UUID) -> Row:
    """Waits for the batches under way. Raises NotFound."""
    row = await tx.first(_queries.lock_journey, workspace=workspace, id=journey)
    if row is None:
        raise NotFound(kind="journey", id=journey)
    return row


async def journey_row(tx: Transaction, workspace: UUID, journey: UUID) -> Row:
    """Raises NotFound."""
    row = await tx.first(_queries.journey, workspace=workspace, id=journey)
    if row is None:
        raise NotFound(kind="journey", id=journey)
    return row


def _graph(graph: JourneyGraph | dict[str, Any] | None) -> JourneyGraph:
    return graph if isinstance(graph, JourneyGraph) else read_graph(graph or {})


def _checked_name(name: str) -> str:
    if not 1 <= len(name.strip()) <= 200:
        raise Invalid(field="name", problem="must have 1 to 200 characters")
    return name.strip()
