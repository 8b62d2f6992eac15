"""Keeps studies: plans with revisions, designs and estimates asked for, the survey behind them, scenarios."""

from typing import Any
from uuid import UUID

import msgspec

from feilun.insight import surveys
from feilun.insight.studies import forming, tasks
from feilun.insight.studies.designing import effort_of
from feilun.insight.studies.estimating import MODELS, check_settings, model_of
from feilun.insight.studies.plans import check_finished, check_plan, design_print, faults_of
from feilun.insight.studies.results import EstimateWish
from feilun.insight.studies.shapes import (
    StudyDesign,
    StudyKind,
    StudyMarket,
    StudyPlan,
    StudyScenario,
    StudySurvey,
    StudySurveyView,
    StudyView,
    as_json,
)
from feilun.insight.studies.tasks import queries
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Error, Invalid, NotFound
from feilun.kernel.ids import new_id
from feilun.store import Engines, Row, Transaction

MOST_SCENARIOS = 200
# Of one workspace at a time, so that nobody's wishes fill the line.
MOST_OPEN = 20
# Of one core, that a design may take.
MOST_MINUTES = 15
_MOST_BYTES = 300_000


class StaleStudy(Error):
    """{author_name} changed it meanwhile: it is at revision {revision} now."""

    status = 409


async def study_row(tx: Transaction, workspace: UUID, study: UUID) -> Row:
    """Raises NotFound."""
    row = await tx.first(queries.study, workspace=workspace, study=study)
    if row is None:
        raise NotFound(kind="study", id=study)
    return row


async def _lock(tx: Transaction, workspace: UUID, study: UUID) -> Row:
    row = await tx.first(queries.lock_study, workspace=workspace, study=study)
    if row is None:
        raise NotFound(kind="study", id=study)
    return row


def plan_of(row: Row) -> StudyPlan:
    return msgspec.convert(row["plan"], StudyPlan)


def design_of(row: Row) -> StudyDesign | None:
    return None if row["design"] is None else msgspec.convert(row["design"], StudyDesign)


def checked_name(name: str) -> str:
    if not 0 < len(name.strip()) <= 200:
        raise Invalid(field="name", problem="needs 1 to 200 characters")
    return name.strip()


async def create(
    tx: Transaction, workspace: UUID, name: str, kind: StudyKind, plan: StudyPlan, author: surveys.Author
) -> UUID:
    """Raises Invalid."""
    _check(plan)
    study = new_id()
    await tx.run(
        queries.add_study,
        workspace=workspace, id=study, name=checked_name(name), kind=kind, plan=as_json(plan), now=clock.now(),
        author=author.id, author_name=author.name,
    )  # fmt: skip
    return study


def _check(plan: StudyPlan) -> None:
    check_plan(plan)
    if len(msgspec.json.encode(plan)) > _MOST_BYTES:
        raise Invalid(field="plan", problem=f"may have at most {_MOST_BYTES} bytes")


async def change(
    tx: Transaction,
    workspace: UUID,
    study: UUID,
    author: surveys.Author,
    name: str | None,
    plan: StudyPlan | None,
    based_on: int | None,
) -> int:
    """The new revision. What is kept already is no conflict. Raises NotFound, Invalid, StaleStudy."""
    row = await _lock(tx, workspace, study)
    if plan is not None:
        _check(plan)
    wanted = row["plan"] if plan is None else as_json(plan)
    title = row["name"] if name is None else checked_name(name)
    if wanted == row["plan"] and title == row["name"]:
        return int(row["revision"])
    if based_on is not None and based_on != row["revision"]:
        raise StaleStudy(revision=row["revision"], author_name=row["changed_by_name"] or "Somebody")
    return int(
        await tx.value(
            queries.save_study,
            workspace=workspace, study=study, name=title, plan=wanted, now=clock.now(), author=author.id,
            author_name=author.name,
        )
    )  # fmt: skip


async def delete(tx: Transaction, engines: Engines, workspace: UUID, study: UUID) -> None:
    """With its estimates and their draws; its survey stays. Raises NotFound."""
    if not await tx.run(queries.delete_study, workspace=workspace, study=study, now=clock.now()):
        raise NotFound(kind="study", id=study)
    await tx.run(queries.delete_scenarios, workspace=workspace, study=study)
    for row in await tx.all(queries.delete_tasks, workspace=workspace, study=study):
        if row["has_draws"]:
            forget_draws(tx, engines, workspace, row["id"])


def forget_draws(tx: Transaction, engines: Engines, workspace: UUID, task: UUID) -> None:
    key = tasks.blob_of(workspace, task)
    tx.after_commit(lambda: engines.blobs.delete(key))


async def view_of(tx: Transaction, workspace: UUID, study: UUID) -> StudyView:
    row = await study_row(tx, workspace, study)
    plan = plan_of(row)
    survey = await _survey_of(tx, row)
    return StudyView(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        plan=plan,
        revision=row["revision"],
        problems=faults_of(row["kind"], plan),
        has_design=row["design"] is not None,
        is_design_stale=is_stale(row, plan),
        survey=survey["id"] if survey else None,
        survey_name=survey["name"] if survey else "",
        survey_state=survey["state"] if survey else "",
        question=row["question"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        changed_by=row["changed_by_name"],
    )


async def _survey_of(tx: Transaction, row: Row) -> Row | None:
    """None as well when it was deleted meanwhile."""
    if row["survey"] is None:
        return None
    try:
        return await surveys.survey_row(tx, row["workspace"], row["survey"])
    except NotFound:
        return None


def is_stale(row: Row, plan: StudyPlan) -> bool:
    return row["design"] is not None and row["design_print"] != design_print(row["kind"], plan)


async def want_design(
    tx: Transaction, workspace: UUID, study: UUID, author: surveys.Author, worker: UUID | None
) -> Row:
    """A design of the plan as it is; an older wish is given up. Raises NotFound, Invalid, Conflict."""
    row = await _lock(tx, workspace, study)
    check_finished(row["kind"], plan_of(row))
    if row["kind"] == "drivers":
        raise Invalid(field="kind", problem="drivers ask nothing of their own, so there is nothing to design")
    minutes = effort_of(row["kind"], plan_of(row)) / 60
    if minutes > MOST_MINUTES:
        raise Invalid(field="plan", problem=f"would take {minutes:.0f} minutes; use fewer tasks, versions or levels")
    await tx.run(queries.cancel_designs, workspace=workspace, study=study, now=clock.now())
    return await _queue(tx, row, "design", author, worker)


async def want_estimate(
    tx: Transaction, workspace: UUID, study: UUID, wish: EstimateWish, author: surveys.Author, worker: UUID | None
) -> Row:
    """Raises NotFound, Invalid, Conflict."""
    row = await _lock(tx, workspace, study)
    check_finished(row["kind"], plan_of(row))
    check_settings(wish.settings)
    if wish.model != "auto":
        model_of(row["kind"], wish.model, 0)
    if row["survey"] is None or await _survey_of(tx, row) is None:
        raise Invalid(field="survey", problem="the study has none yet; make one first")
    return await _queue(tx, row, "estimate", author, worker, wish)


async def _queue(
    tx: Transaction, row: Row, kind: str, author: surveys.Author, worker: UUID | None, wish: EstimateWish | None = None
) -> Row:
    if await tx.value(queries.open_tasks, workspace=row["workspace"]) >= MOST_OPEN:
        raise Conflict(problem=f"{MOST_OPEN} designs and estimates are waiting already")
    task = new_id()
    model = "" if wish is None else wish.model if len(MODELS[row["kind"]]) > 1 else MODELS[row["kind"]][0]
    await tx.run(
        queries.add_task,
        workspace=row["workspace"], id=task, study=row["id"], kind=kind, model=model,
        settings=as_json(wish.settings) if wish else {}, filter=as_json(wish.filter) if wish else {}, worker=worker,
        now=clock.now(), author=author.id, author_name=author.name, plan=row["plan"],
    )  # fmt: skip
    return await task_row(tx, row["workspace"], task, kind)


async def task_row(tx: Transaction, workspace: UUID, task: UUID, kind: str = "estimate") -> Row:
    """Raises NotFound."""
    row = await tx.first(queries.task, workspace=workspace, id=task, kind=kind)
    if row is None:
        raise NotFound(kind=kind, id=task)
    return row


async def make_survey(
    tx: Transaction, workspace: UUID, study: UUID, wish: StudySurvey, author: surveys.Author
) -> StudySurveyView:
    """Puts the question into a draft and links both; asked twice, it renews what stands. Raises NotFound, Invalid."""
    row = await _lock(tx, workspace, study)
    plan, kind = plan_of(row), row["kind"]
    check_finished(kind, plan)
    linked = await _survey_of(tx, row)
    target = wish.survey or (linked["id"] if linked else None)
    if kind == "drivers":
        return await _link(tx, row, target, "")
    if kind in ("conjoint", "maxdiff") and (row["design"] is None or is_stale(row, plan)):
        raise Invalid(field="design", problem="is missing or older than the plan; make it first")
    if target is None:
        question = forming.question_of(kind, plan, design_of(row), plan.languages)
        form = forming.new_form(question, plan.languages, row["name"])
        survey = await surveys.create(tx, workspace, wish.name or row["name"], form, author)
        await tx.run(queries.link_survey, workspace=workspace, study=study, survey=survey, question=question["id"])
        return StudySurveyView(survey=survey, question=question["id"], revision=1, is_new=True)
    found = await surveys.survey_row(tx, workspace, target)
    draft = found["draft"]
    is_same = linked is not None and linked["id"] == target
    id = wish.question or (row["question"] if is_same else "") or forming.free_id(draft, kind)
    question = forming.question_of(kind, plan, design_of(row), list(draft["languages"]), id)
    # Who saved in between keeps what she wrote, and we are told to look again.
    revision = await surveys.save(
        tx, workspace, target, forming.placed(draft, question), author, based_on=found["revision"]
    )
    await tx.run(queries.link_survey, workspace=workspace, study=study, survey=target, question=id)
    return StudySurveyView(survey=target, question=id, revision=revision, is_new=False)


async def _link(tx: Transaction, row: Row, survey: UUID | None, question: str) -> StudySurveyView:
    """Drivers read a survey that is there."""
    if survey is None:
        raise Invalid(field="survey", problem="name the survey whose answers move the score")
    found = await surveys.survey_row(tx, row["workspace"], survey)
    await tx.run(queries.link_survey, workspace=row["workspace"], study=row["id"], survey=survey, question=question)
    return StudySurveyView(survey=survey, question=question, revision=found["revision"], is_new=False)


def scenario_of(row: Row) -> StudyScenario:
    return StudyScenario(
        id=row["id"], name=row["name"], market=msgspec.convert(row["market"], StudyMarket), revision=row["revision"],
        changed_at=row["changed_at"], changed_by=row["changed_by_name"],
    )  # fmt: skip


async def add_scenario(
    tx: Transaction, workspace: UUID, study: UUID, name: str, market: StudyMarket, author: surveys.Author
) -> StudyScenario:
    """Raises NotFound, Invalid, Conflict."""
    await _lock(tx, workspace, study)
    if await tx.value(queries.scenario_count, workspace=workspace, study=study) >= MOST_SCENARIOS:
        raise Conflict(problem=f"a study keeps {MOST_SCENARIOS} scenarios at most")
    row = await tx.first(
        queries.add_scenario,
        workspace=workspace, id=new_id(), study=study, name=checked_name(name), market=_market(market),
        now=clock.now(), author_name=author.name,
    )  # fmt: skip
    return scenario_of(row or {})


async def save_scenario(
    tx: Transaction,
    workspace: UUID,
    study: UUID,
    scenario: UUID,
    name: str,
    market: StudyMarket,
    author: surveys.Author,
    based_on: int | None,
) -> StudyScenario:
    """Raises NotFound, Invalid, StaleStudy."""
    await study_row(tx, workspace, study)
    where = {"workspace": workspace, "study": study, "id": scenario}
    row = await tx.first(queries.lock_scenario, **where)
    if row is None:
        raise NotFound(kind="scenario", id=scenario)
    wanted, title = _market(market), checked_name(name)
    if row["market"] == wanted and row["name"] == title:
        return scenario_of(row)
    if based_on is not None and based_on != row["revision"]:
        raise StaleStudy(revision=row["revision"], author_name=row["changed_by_name"] or "Somebody")
    saved = await tx.first(
        queries.save_scenario, **where, name=title, market=wanted, now=clock.now(), author_name=author.name
    )
    return scenario_of(saved or row)


async def delete_scenario(tx: Transaction, workspace: UUID, study: UUID, scenario: UUID) -> None:
    """Raises NotFound."""
    await study_row(tx, workspace, study)
    if not await tx.run(queries.delete_scenario, workspace=workspace, study=study, id=scenario):
        raise NotFound(kind="scenario", id=scenario)


def _market(market: StudyMarket) -> dict[str, Any]:
    """A scenario may be unfinished; the simulator checks it. Only its size is bounded here."""
    found: dict[str, Any] = as_json(market)
    if len(msgspec.json.encode(found)) > _MOST_BYTES:
        raise Invalid(field="market", problem=f"may have at most {_MOST_BYTES} bytes")
    return found
