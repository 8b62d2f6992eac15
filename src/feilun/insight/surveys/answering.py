"""Answers page by page: each save is one transaction, and acknowledged after its commit."""

from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from feilun.insight import forms
from feilun.insight.surveys import ending, quality, quotas
from feilun.insight.surveys.keeper import form_of, queries, settings_of, survey_row
from feilun.insight.surveys.places import SurveyPlace, full_beside, full_cells, place_of
from feilun.insight.surveys.respondents import (
    SurveyClosed,
    SurveyOpening,
    Visit,
    checked_respondent,
    chosen_language,
    open_response,
    proved_handles,
)
from feilun.kernel import clock
from feilun.kernel.errors import Error, Invalid, NotFound
from feilun.store import Engines, Json, Row, Transaction

# Longer than this between two saves she was away, not thinking.
_LONGEST_THOUGHT = timedelta(minutes=10)
_MOST_ANSWERS = 1_000_000
Move = Literal["next", "back", "stay", "correct"]


class AnswersStale(Error):
    """These answers were given on top of save {sent}, but the last one is {seq}: load the response anew."""

    status = 409


class AnswersOver(Error):
    """This response is over and takes no answers any more."""

    status = 409


class AnswersFaulty(Error):
    """These answers cannot replace the finished ones: some do not fit, or they lead elsewhere than to the end."""

    status = 422


class SurveySave(msgspec.Struct, kw_only=True):
    """PUT /v1/survey/{token}/answers.

    `seq` is one more than that of the place she was shown; the same save sent again is answered like the first.
    `page` is the key of that page; `answers` of its questions by key, null takes one away. `move`: next, back, stay
    (keeps what was typed), or correct (a finished response, all its answers that change, at once).
    """

    seq: int
    page: str = ""
    answers: dict[str, Any] = msgspec.field(default_factory=dict)
    move: Move = "next"
    language: str = ""


class SurveyFront(msgspec.Struct, kw_only=True):
    """GET /v1/survey/{link}: what a survey is called before anybody opens it."""

    state: str
    title: str
    language: str
    languages: list[str]
    theme: dict[str, Any]


async def front_of(engines: Engines, link: str, language: str) -> SurveyFront:
    """Raises NotFound."""
    async with engines.tables.transaction() as tx:
        survey = await _by_link(tx, link)
        form = await form_of(tx, survey["workspace"], survey["id"], survey["version"])
    chosen = chosen_language(form, language)
    title = form.title.get(chosen) or next(iter(form.title.values()), "")
    return SurveyFront(
        state=survey["state"], title=title, language=chosen, languages=list(form.languages), theme=form.theme
    )


async def open_by_link(engines: Engines, link: str, wish: SurveyOpening, visit: Visit) -> SurveyPlace:
    """Where she stands, at the start or, with a `respondent` known already, where she was."""
    respondent = checked_respondent(wish.respondent)
    async with engines.tables.transaction() as tx:
        survey = await _by_link(tx, link)
        handles = await proved_handles(tx, engines, survey, wish)
        opened = await open_response(
            tx, engines, survey, handles=handles, respondent=respondent, channel=wish.channel, given=wish.given,
            language=wish.language, page=wish.page, visit=visit,
        )  # fmt: skip
        return await _place(tx, survey, await _by_token(tx, opened.token), wish.language)


async def resume(engines: Engines, token: str, language: str) -> SurveyPlace:
    """On any device that has the token. Raises NotFound."""
    async with engines.tables.transaction() as tx:
        response = await _by_token(tx, token)
        survey = await survey_row(tx, response["workspace"], response["survey"])
        return await _place(tx, survey, response, language)


async def save(engines: Engines, token: str, wish: SurveySave, body: bytes) -> SurveyPlace:
    """Where she stands now. `body` is the request as it came: by it a repetition is known.

    Raises NotFound, SurveyClosed, AnswersStale, AnswersOver, AnswersFaulty, Invalid.
    """
    async with engines.tables.transaction() as tx:
        response = await tx.first(queries.lock_response_by_token, token=token)
        if response is None or response["state"] == "erased":
            raise NotFound(kind="response", id=token[:8])
        survey = await survey_row(tx, response["workspace"], response["survey"])
        sent, walk = quality.body_print(body), None
        if wish.seq != response["seq"] or bytes(response["print"] or b"") != sent:
            walk = await _take(tx, engines, survey, response, wish, sent)
            response = await _by_token(tx, token)
        return await _place(tx, survey, response, wish.language, walk)


async def _take(
    tx: Transaction, engines: Engines, survey: Row, response: Row, wish: SurveySave, sent: bytes
) -> forms.FormWalk | None:
    """The walk that she stands in afterwards, where it is known already: a walk is what costs most here."""
    if wish.seq != response["seq"] + 1:
        raise AnswersStale(sent=wish.seq - 1, seq=response["seq"])
    if survey["state"] == "closed":
        raise SurveyClosed()
    form = await form_of(tx, response["workspace"], response["survey"], response["version"])
    is_correction = wish.move == "correct"
    if response["state"] not in (("complete",) if is_correction else ("started", "partial")):
        raise AnswersOver()
    step = _Step(tx, engines, survey, response, form, clock.now(), sent, wish)
    return await (_correct(step) if is_correction else _go(step))


class _Step(msgspec.Struct):
    """One save under way."""

    tx: Transaction
    engines: Engines
    survey: Row
    response: Row
    form: forms.Form
    now: datetime
    sent: bytes
    wish: SurveySave

    @property
    def holder(self) -> quotas.Holder:
        row = self.response
        return quotas.Holder(row["workspace"], row["survey"], row["id"])

    def walk(self, answers: dict[str, Any], passed: list[str] | None, full: set[str]) -> forms.FormWalk:
        row = self.response
        return forms.walk(
            self.form, answers, seed=row["seed"], given=row["given"], language=self.language, passed=passed, full=full
        )

    @property
    def language(self) -> str:
        return chosen_language(self.form, self.wish.language or self.response["language"])


async def _go(step: _Step) -> forms.FormWalk | None:
    """One page on, back, or none."""
    full = full_beside(step.response, step.form, await full_cells(step.tx, step.response, step.form))
    passed, here = list(step.response["passed"]), step.wish.page
    answers = _merged(step)
    # Whoever does not go on stands on her page, though nothing on it is wrong.
    walk = step.walk(answers, [*passed, here] if step.wish.move == "next" else passed, full)
    page = next((one for one in walk.pages if one.key == here), None)
    # The walk stops at the first page she has not left: it comes to hers only if that is where she is.
    if here in passed or (page is None and (here or walk.page)):
        raise AnswersStale(sent=step.wish.seq - 1, seq=step.response["seq"])
    _check_asked(step, page)
    behind = walk.path[: walk.path.index(here)] if page else walk.path
    answers = _cleaned(answers, page, walk)
    if step.wish.move == "back":
        await _write(step, answers, behind[:-1])
        return None
    if step.wish.move == "stay":
        await _write(step, answers, behind)
        return walk
    if walk.page and walk.page.key == here:
        await _write(step, answers, behind)  # Faults keep her here.
        return walk
    passed = [*behind, here] if page else behind
    walk, full_cell = await _hold(step, walk, answers, passed, full)
    row = await _write(step, walk.answers if walk.end else answers, walk.path if walk.end else passed)
    if walk.end:
        await _end(step, row, walk, full_cell)
    return walk


async def _hold(
    step: _Step, walk: forms.FormWalk, answers: dict[str, Any], passed: list[str], full: set[str]
) -> tuple[forms.FormWalk, str]:
    """Reserves the cells she falls into now; where one is full, the walk that ends there, and its id."""
    stopped = next((one for one in walk.cells if one in full), "")
    if stopped or walk.kind in ("screened", "full"):
        return walk, stopped
    until = step.now + timedelta(minutes=settings_of(step.survey).release_after_minutes)
    taken = await quotas.hold(step.tx, step.holder, walk.cells, until) if step.form.quotas else None
    if taken is None:
        return walk, ""
    return step.walk(answers, passed, {*full, taken}), taken


async def _correct(step: _Step) -> None:
    """New answers for a finished response, all or none: counts of quotas move with them."""
    if not settings_of(step.survey).may_edit:
        raise AnswersOver()
    walk = step.walk(_merged(step), None, set())
    if walk.page is not None or walk.kind != "done":
        problems = msgspec.to_builtins(walk.problems)
        raise AnswersFaulty(problems=problems)
    if step.form.quotas:
        full = await quotas.hold(step.tx, step.holder, walk.cells, step.now, is_counted=True)
        if full is not None:
            raise AnswersFaulty(problems={}, quota=full)
    row = await _write(step, walk.answers, walk.path, edit=step.response["edit"] + 1)
    await _end(step, row, walk, "")


async def _end(step: _Step, row: Row, walk: forms.FormWalk, full_cell: str) -> None:
    await ending.end(step.tx, step.engines, step.survey, row, step.form, walk, full_cell, step.now)


async def _write(step: _Step, answers: dict[str, Any], passed: list[str], edit: int = 0) -> Row:
    """Writes the save; the row as it is then."""
    row, gap = step.response, min(step.now - step.response["updated_at"], _LONGEST_THOUGHT)
    state = "started" if row["state"] == "partial" else row["state"]
    changed = {
        "answers": answers, "passed": passed, "seq": step.wish.seq, "print": step.sent, "state": state, "edit": edit,
        "language": step.language,
        "seconds": 0 if edit else max(0, round(gap.total_seconds())),
    }  # fmt: skip
    await step.tx.run(
        queries.save_answers,
        **step.holder._asdict(), **{**changed, "passed": Json(passed)}, now=step.now,
    )  # fmt: skip
    if row["state"] == "partial":
        at = step.now + timedelta(hours=settings_of(step.survey).partial_after_hours)
        await step.tx.run(queries.look_later, **step.holder._asdict(), at=at)
    return {**row, **changed, "seconds": row["seconds"] + changed["seconds"], "updated_at": step.now}


def _merged(step: _Step) -> dict[str, Any]:
    wanted = {**step.response["answers"], **step.wish.answers}
    answers = {key: value for key, value in wanted.items() if value is not None}
    _check_size(answers)
    return answers


def _check_asked(step: _Step, page: forms.PageView | None) -> None:
    """Only questions of the page she is on; others are refused rather than dropped."""
    keys = _keys(page)
    for key in step.wish.answers:
        if key not in keys:
            raise Invalid(field=f"answers.{key[:80]}", problem="is no question of this page")


def _keys(page: forms.PageView | None) -> set[str]:
    """Empty where she stands on no page: all that remains is to go on to the end."""
    return {key for view in page.questions for key in (view.key, f"{view.key}.other")} if page else set()


def _check_size(answers: dict[str, Any]) -> None:
    if len(msgspec.json.encode(answers)) > _MOST_ANSWERS:
        raise Invalid(field="answers", problem=f"may have at most {_MOST_ANSWERS} bytes in all")


def _cleaned(answers: dict[str, Any], page: forms.PageView | None, walk: forms.FormWalk) -> dict[str, Any]:
    """Of the page what fits; what she answered elsewhere stays as it was, also where it is hidden for now."""
    keys = _keys(page)
    others = {key: value for key, value in answers.items() if key not in keys}
    return {**others, **{key: walk.answers[key] for key in keys if key in walk.answers}}


async def _by_link(tx: Transaction, link: str) -> Row:
    survey = await tx.first(queries.survey_by_link, link=link)
    if survey is None or not survey["version"]:
        raise NotFound(kind="survey", id=link[:8])
    return survey


async def _by_token(tx: Transaction, token: str) -> Row:
    response = await tx.first(queries.response_by_token, token=token)
    if response is None or response["state"] == "erased":
        raise NotFound(kind="response", id=token[:8])
    return response


async def _place(
    tx: Transaction, survey: Row, response: Row, language: str, walk: forms.FormWalk | None = None
) -> SurveyPlace:
    form = await form_of(tx, response["workspace"], response["survey"], response["version"])
    full = await full_cells(tx, response, form)
    return place_of(survey, response, form, full, language, walk)
