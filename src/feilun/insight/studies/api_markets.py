"""The simulator over HTTP: shares of a market, the best price, scenarios to come back to."""

import asyncio
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.insight import surveys
from feilun.insight.studies import keeper, markets
from feilun.insight.studies.shapes import (
    StudyPriceView,
    StudyPriceWish,
    StudyScenario,
    StudyScenarioDraft,
    StudySimulation,
    StudySimulationWish,
)
from feilun.insight.studies.tasks import queries
from feilun.store import Engines

Language = Annotated[str, QueryParameter(max_length=20)]
_STUDY = "/api/v1/studies/{study:uuid}"


@post(f"{_STUDY}/simulations", operation_id="simulate_market", status_code=200, **needs("survey.read"))
async def simulate_market(
    caller: Caller, engines: Engines, study: UUID, data: StudySimulationWish, language: Language = "en"
) -> StudySimulation:
    """Shares of a market with intervals, and what own products take from each other. Writes nothing."""
    async with engines.tables.transaction() as tx:
        row = await markets.estimate_for(tx, caller.workspace, study, data.estimate)
    utilities = await markets.utilities_of(engines, row)
    return await asyncio.to_thread(markets.simulated, row, utilities, data, language)


@post(f"{_STUDY}/price-searches", operation_id="search_study_price", status_code=200, **needs("survey.read"))
async def search_study_price(
    caller: Caller, engines: Engines, study: UUID, data: StudyPriceWish, language: Language = "en"
) -> StudyPriceView:
    """The price of one product with the highest share, revenue or profit, and how sure that is. Writes nothing."""
    async with engines.tables.transaction() as tx:
        row = await markets.estimate_for(tx, caller.workspace, study, data.estimate)
    utilities = await markets.utilities_of(engines, row)
    return await asyncio.to_thread(markets.priced, row, utilities, data, language)


@get(f"{_STUDY}/scenarios", operation_id="list_study_scenarios", **needs("survey.read"))
async def list_study_scenarios(caller: Caller, engines: Engines, study: UUID) -> list[StudyScenario]:
    """All of them; a study keeps 200 at most."""
    async with engines.tables.transaction() as tx:
        await keeper.study_row(tx, caller.workspace, study)
        rows = await tx.all(queries.scenarios, workspace=caller.workspace, study=study, limit=keeper.MOST_SCENARIOS)
    return [keeper.scenario_of(row) for row in rows]


@post(f"{_STUDY}/scenarios", operation_id="create_study_scenario", **needs("survey.write"))
async def create_study_scenario(
    caller: Caller, engines: Engines, study: UUID, data: StudyScenarioDraft
) -> StudyScenario:
    """Keeps a market under a name."""
    async with engines.tables.transaction() as tx:
        author = surveys.author_of(caller)
        made = await keeper.add_scenario(tx, caller.workspace, study, data.name, data.market, author)
        await note(tx, caller, "study.scenario_created", f"study:{study}", {"scenario": str(made.id)})
        return made


@put(f"{_STUDY}/scenarios/{{scenario:uuid}}", operation_id="put_study_scenario", **needs("survey.write"))
async def put_study_scenario(
    caller: Caller, engines: Engines, study: UUID, scenario: UUID, data: StudyScenarioDraft
) -> StudyScenario:
    """Saves it anew. 409 `stale_study` when somebody saved since `revision`."""
    async with engines.tables.transaction() as tx:
        author = surveys.author_of(caller)
        made = await keeper.save_scenario(
            tx, caller.workspace, study, scenario, data.name, data.market, author, data.revision
        )
        await note(tx, caller, "study.scenario_saved", f"study:{study}", {"scenario": str(scenario)})
        return made


@delete(f"{_STUDY}/scenarios/{{scenario:uuid}}", operation_id="delete_study_scenario", **needs("survey.write"))
async def delete_study_scenario(caller: Caller, engines: Engines, study: UUID, scenario: UUID) -> None:
    """It is gone."""
    async with engines.tables.transaction() as tx:
        await keeper.delete_scenario(tx, caller.workspace, study, scenario)
        await note(tx, caller, "study.scenario_deleted", f"study:{study}", {"scenario": str(scenario)})


ROUTES = [
    simulate_market, search_study_price, list_study_scenarios, create_study_scenario, put_study_scenario,
    delete_study_scenario,
]  # fmt: skip
