"""What an invitation asks first, before anything is answered: a look writes nothing, so it starts nothing."""

from feilun.insight.surveys.keeper import form_of
from feilun.insight.surveys.places import SurveyPlace, full_cells, place_of
from feilun.insight.surveys.respondents import check_open, chosen_language, known_response, seed_of
from feilun.kernel.ids import new_id
from feilun.store import Row, Transaction


async def look(tx: Transaction, survey: Row, *, invitation: str, token: str, language: str = "") -> SurveyPlace:
    """Where whoever has this invitation stands; where she would begin, if she has not opened a response yet.

    Then `token` stands in the place of that of the response. Raises SurveyPaused, SurveyClosed for who would begin.
    """
    row = await known_response(tx, survey, invitation, None)
    if row is None:
        check_open(survey)
        row = await _unwritten(tx, survey, invitation, token, language)
    form = await form_of(tx, row["workspace"], row["survey"], row["version"])
    return place_of(survey, row, form, await full_cells(tx, row, form), language)


async def _unwritten(tx: Transaction, survey: Row, invitation: str, token: str, language: str) -> Row:
    """As the row of a response is when it was just opened."""
    form = await form_of(tx, survey["workspace"], survey["id"], survey["version"])
    return {
        "workspace": survey["workspace"], "survey": survey["id"], "id": new_id(), "version": survey["version"],
        "token": token, "state": "started", "seq": 0, "seed": seed_of(survey, invitation), "given": {}, "answers": {},
        "passed": [], "language": chosen_language(form, language), "ending": "",
    }  # fmt: skip
