"""HTTP of reports. All take the filter as JSON, so they are POST, and change nothing."""

from uuid import UUID

from litestar import post

from feilun.access import Caller, needs
from feilun.insight.reporting import crosstabs, respondents, results, scoring, waves
from feilun.insight.reporting.shapes import (
    CrossWish,
    RespondentPage,
    RespondentsWish,
    ResultsWish,
    ScoresWish,
    SurveyCrossTables,
    SurveyResults,
    SurveyScores,
    SurveyWaves,
    WavesWish,
)
from feilun.store import Engines

_ONE = "/api/v1/surveys/{survey:uuid}"


@post(f"{_ONE}/results", operation_id="get_survey_results", status_code=200, **needs("survey.read"))
async def get_survey_results(caller: Caller, engines: Engines, survey: UUID, data: ResultsWish) -> SurveyResults:
    """Counts, shares and scores of every question, with base and interval, as of now."""
    return await results.results_of(engines, caller.workspace, survey, data)


@post(f"{_ONE}/scores", operation_id="get_survey_scores", status_code=200, **needs("survey.read"))
async def get_survey_scores(caller: Caller, engines: Engines, survey: UUID, data: ScoresWish) -> SurveyScores:
    """One NPS, CSAT or CES: whole, by group, over time, and before against after a moment."""
    return await scoring.scores_of(engines, caller.workspace, survey, data)


@post(f"{_ONE}/crosstabs", operation_id="get_survey_crosstabs", status_code=200, **needs("survey.read"))
async def get_survey_crosstabs(caller: Caller, engines: Engines, survey: UUID, data: CrossWish) -> SurveyCrossTables:
    """Questions against a banner; letters mark the columns that one exceeds more than chance would."""
    return await crosstabs.cross_tables_of(engines, caller.workspace, survey, data)


@post(f"{_ONE}/waves", operation_id="get_survey_waves", status_code=200, **needs("survey.read"))
async def get_survey_waves(caller: Caller, engines: Engines, survey: UUID, data: WavesWish) -> SurveyWaves:
    """Scores at several times, each change with its chance."""
    return await waves.waves_of(engines, caller.workspace, survey, data)


@post(f"{_ONE}/respondents", operation_id="list_survey_respondents", status_code=200, **needs("survey.read"))
async def list_survey_respondents(
    caller: Caller, engines: Engines, survey: UUID, data: RespondentsWish
) -> RespondentPage:
    """The people behind a bar: the filter of the figure, and the bar as one more rule of `answers`."""
    return await respondents.respondents_of(engines, caller.workspace, survey, data)


ROUTES = [
    get_survey_results,
    get_survey_scores,
    get_survey_crosstabs,
    get_survey_waves,
    list_survey_respondents,
]
