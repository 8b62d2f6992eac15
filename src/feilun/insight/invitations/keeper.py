"""Keeps the reaches of surveys: what is written, switched on, and taken away."""

from typing import Any
from uuid import UUID

import msgspec

from feilun.delivery import outbox
from feilun.insight import identity, segments, surveys
from feilun.insight.invitations import rules
from feilun.insight.invitations.shapes import Reach, ReachProblem
from feilun.kernel import clock
from feilun.kernel.errors import Error, NotFound
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Row, Transaction

queries = Queries(__file__)
# Whoever has no reach of a kind that works by itself is asked as this one says.
_DEFAULTS = {"resurvey": Reach(kind="resurvey"), "journey": Reach(kind="journey")}


class StaleReach(Error):
    """Somebody changed this reach meanwhile: it is at revision {revision} now."""

    status = 409


class ReachUnfinished(Error):
    """This reach cannot be switched on yet: {reasons}"""

    status = 422


async def reach_row(tx: Transaction, workspace: UUID, survey: UUID, reach: UUID) -> Row:
    """Raises NotFound, for a survey of another workspace too."""
    await surveys.survey_row(tx, workspace, survey)
    row = await tx.first(queries.reach, workspace=workspace, survey=survey, id=reach)
    if row is None:
        raise NotFound(kind="reach", id=reach)
    return row


def reach_of(row: Row) -> Reach:
    return msgspec.convert(row["reach"], Reach)


async def problems_of(tx: Transaction, workspace: UUID, survey: Row, reach: Reach) -> list[ReachProblem]:
    """Those of the reach itself, and what only others know: its audience, and whether the survey takes answers."""
    found = rules.problems(reach, outbox.template_problem)
    if reach.audience is not None:
        try:
            await segments.audience_row(tx, workspace, reach.audience)
        except NotFound:
            found.append(ReachProblem(field="audience", text="This audience is gone."))
    if survey["state"] != "open":
        found.append(ReachProblem(field="survey", text="Publish the survey; it takes no answers yet."))
    return found


async def create(tx: Transaction, workspace: UUID, survey: UUID, reach: Reach, is_on: bool, by: str) -> Row:
    """Raises NotFound, ReachUnfinished."""
    await _check(tx, workspace, survey, reach, is_on)
    now = clock.now()
    row = await tx.first(
        queries.add_reach,
        workspace=workspace, survey=survey, id=new_id(), now=now, by=by, on_since=now if is_on else None,
        **_written(reach, is_on),
    )  # fmt: skip
    assert row is not None
    return row


async def change(
    tx: Transaction, workspace: UUID, survey: UUID, id: UUID, revision: int, reach: Reach, is_on: bool, by: str
) -> Row:
    """Raises NotFound, StaleReach, ReachUnfinished. What is kept already is no conflict."""
    await surveys.survey_row(tx, workspace, survey)
    row = await tx.first(queries.lock_reach, workspace=workspace, survey=survey, id=id)
    if row is None:
        raise NotFound(kind="reach", id=id)
    wanted = _written(reach, is_on)
    if all(row[name] == value for name, value in wanted.items()):
        return row
    if row["revision"] != revision:
        raise StaleReach(revision=row["revision"])
    await _check(tx, workspace, survey, reach, is_on)
    now = clock.now()
    on_since = (row["on_since"] if row["is_on"] else now) if is_on else None
    changed = await tx.first(
        queries.put_reach, workspace=workspace, id=id, now=now, by=by, on_since=on_since, **wanted
    )  # fmt: skip
    assert changed is not None
    return changed


async def drop(tx: Transaction, workspace: UUID, survey: UUID, id: UUID) -> None:
    """Its invitations stay, since they were made. Raises NotFound."""
    await surveys.survey_row(tx, workspace, survey)
    if not await tx.run(queries.drop_reach, workspace=workspace, survey=survey, id=id, now=clock.now()):
        raise NotFound(kind="reach", id=id)


async def standing(tx: Transaction, workspace: UUID, survey: UUID, kind: str) -> tuple[UUID | None, Reach] | None:
    """The reach by which a journey's step or a closed case asks; None when it was switched off on purpose."""
    row = await tx.first(queries.reaches_of_kind, workspace=workspace, survey=survey, kind=kind)
    if row is None:
        return None, _DEFAULTS[kind]
    return (row["id"], reach_of(row)) if row["is_on"] else None


async def reach_by_id(tx: Transaction, workspace: UUID, id: UUID | None, kind: str) -> tuple[Reach, bool]:
    """The reach of an invitation and whether it still asks."""
    row = await tx.first(queries.reach_by_id, workspace=workspace, id=id) if id else None
    if id is None:
        return _DEFAULTS.get(kind) or Reach(kind="journey"), True
    return (reach_of(row), bool(row["is_on"])) if row else (Reach(kind="journey"), False)


async def forget(tx: Transaction, workspace: UUID, customer: UUID) -> int:
    """Takes an erased customer out of her invitations, before her handles go; how many."""
    customers = [customer, await identity.current(tx, workspace, customer)]
    return await tx.run(queries.forget, workspace=workspace, customers=customers, running=[*rules.RUNNING])


async def _check(tx: Transaction, workspace: UUID, survey: UUID, reach: Reach, is_on: bool) -> None:
    row = await surveys.survey_row(tx, workspace, survey)
    found = await problems_of(tx, workspace, row, reach) if is_on else []
    if found:
        reasons = " ".join(one.text for one in found)
        raise ReachUnfinished(reasons=reasons, problems=msgspec.to_builtins(found))


def _written(reach: Reach, is_on: bool) -> dict[str, Any]:
    return {"kind": reach.kind, "reach": msgspec.to_builtins(reach), "is_on": is_on}
