"""Surveys: drafts and versions, answering page by page, quotas that are never over-filled, flags, the facts of it."""

from pathlib import Path

from feilun.insight.surveys import api, api_responses
from feilun.insight.surveys.answering import SurveySave
from feilun.insight.surveys.answering import save as save_answers
from feilun.insight.surveys.endpoint import PATH, Answering
from feilun.insight.surveys.idling import look_at_idle, release_slots
from feilun.insight.surveys.keeper import (
    SYSTEM,
    Author,
    author_of,
    create,
    form_of,
    link_of,
    publish,
    save,
    set_state,
    settings_of,
    survey_row,
    token_link,
)
from feilun.insight.surveys.looking import look
from feilun.insight.surveys.reading import (
    STATES,
    columns_of,
    customers_of,
    erase,
    flat_of,
    response_row,
    responses_of,
    stream_responses,
    version_form,
)
from feilun.insight.surveys.respondents import (
    Opened,
    SurveyClosed,
    SurveyPaused,
    Visit,
    chosen_language,
    open_response,
)
from feilun.insight.surveys.telling import scores_of
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="surveys",
    routes=[*api.ROUTES, *api_responses.ROUTES],
    jobs=(
        Job("surveys.idle", look_at_idle, every=30.0),
        Job("surveys.release", release_slots, every=10.0),
    ),
    migrations=Path(__file__).with_name("migrations"),
    mounts=((PATH, Answering()),),
)

__all__ = [
    "CAPABILITY",
    "STATES",
    "SYSTEM",
    "Author",
    "Opened",
    "SurveyClosed",
    "SurveyPaused",
    "SurveySave",
    "Visit",
    "author_of",
    "chosen_language",
    "columns_of",
    "create",
    "customers_of",
    "erase",
    "flat_of",
    "form_of",
    "link_of",
    "look",
    "open_response",
    "publish",
    "response_row",
    "responses_of",
    "save",
    "save_answers",
    "scores_of",
    "set_state",
    "settings_of",
    "stream_responses",
    "survey_row",
    "token_link",
    "version_form",
]
