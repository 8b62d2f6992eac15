"""Puts what became of a response into the log, in the commit of the answer itself, and scores onto the profile."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from feilun.events import APPENDED, Event, Handle, append
from feilun.events.catalogue import emit
from feilun.events.catalogue.surveys import SurveyAnswered, SurveyScreened, SurveyStarted
from feilun.insight import forms
from feilun.insight.surveys.keeper import codebook_of
from feilun.store import Engines, Row, Transaction

# Columns of these kinds tell who or where somebody is, or point at a file: nobody should read them as words.
_PRIVATE = frozenset({"contact", "file", "signature", "location"})
_LONGEST = 5_000


async def tell_started(tx: Transaction, engines: Engines, survey: Row, response: Row) -> None:
    fact = SurveyStarted(**_common(survey, response))
    await _emit(tx, engines, response, fact, "started", response["started_at"])


async def tell_screened(tx: Transaction, engines: Engines, survey: Row, response: Row, now: datetime) -> None:
    """`response` with its new state and quota."""
    fact = SurveyScreened(**_common(survey, response), state=response["state"], quota=response["quota"])
    await _emit(tx, engines, response, fact, response["state"], now)


async def tell_answered(
    tx: Transaction, engines: Engines, survey: Row, response: Row, form: forms.Form, now: datetime
) -> None:
    """The fact, and beside it an `identify` with the scores. Once per edit: the ids are made of it."""
    scores = scores_of(form, response["answers"])
    edit, book = response["edit"], codebook_of(form, response)
    fact = SurveyAnswered(
        **_common(survey, response),
        state="complete",
        edit=edit,
        scores=scores,
        answers={name: _short(value) for name, value in forms.flat_answers(form, response["answers"], book).items()},
        kinds=kinds_of(form, book),
        seconds=response["seconds"],
    )
    id = f"survey:{response['id']}" + (f":{edit}" if edit else "")
    if await _emit(tx, engines, response, fact, "", now, id) and scores and response["handles"]:
        await append(tx, [_traits(response, id, scores, now)])


def scores_of(form: forms.Form, answers: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Only of questions that are declared to be scores; a question without an answer is absent, never zero."""
    found = {}
    for one in forms.score_questions(form):
        value = answers.get(one.question)
        if isinstance(value, int | float) and not isinstance(value, bool):
            found[one.question] = {"kind": one.kind, "value": value}
    return found


def kinds_of(form: forms.Form, book: Sequence[forms.FormColumn]) -> dict[str, str]:
    """What each column holds: text, number, choice, flag, date, time; or contact, file, signature, location."""
    kinds = {question.id: question.kind for question in questions_of(form)}
    return {
        column.name: kind if (kind := kinds.get(column.question, "")) in _PRIVATE else column.kind for column in book
    }


def questions_of(form: forms.Form) -> Iterable[forms.FormQuestion]:
    """All questions, those inside panels too."""
    for page in form.pages:
        for question in page.questions:
            yield question
            yield from question.questions


def _common(survey: Row, response: Row) -> dict[str, Any]:
    return {
        "survey": response["survey"],
        "version": response["version"],
        "response": response["id"],
        "name": survey["name"],
        "channel": response["channel"],
        "language": response["language"],
        "page": response["page"],
        "invitation": response["invitation"] or "",
    }


async def _emit(
    tx: Transaction,
    engines: Engines,
    response: Row,
    fact: SurveyStarted | SurveyScreened | SurveyAnswered,
    word: str,
    at: datetime,
    id: str = "",
) -> bool:
    """A simulated respondent is nobody: the log never hears of her."""
    if response["simulated"]:
        return False
    is_new = await emit(
        tx,
        response["workspace"],
        fact,
        occurred_at=at,
        id=id or f"survey:{response['id']}:{word}",
        handles=handles_of(response),
        channel=response["channel"],
    )
    tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
    return is_new


def handles_of(response: Row) -> tuple[Handle, ...]:
    return tuple(msgspec.convert(response["handles"], list[Handle]))


def _traits(response: Row, id: str, scores: dict[str, dict[str, Any]], now: datetime) -> Event:
    # The first score of a kind is the survey's main one; a later question of that kind does not replace it.
    traits = {f"last_{one['kind']}": one["value"] for one in reversed(scores.values())}
    return Event(
        workspace=response["workspace"],
        id=f"{id}:traits",
        type="identify",
        occurred_at=now,
        channel=response["channel"],
        source="feilun",
        handles=handles_of(response),
        body={"traits": traits},
    )


def _short(value: Any) -> Any:
    return value[:_LONGEST] if isinstance(value, str) else value
