"""Where a respondent stands, as her browser is told."""

from typing import Any

import msgspec

from feilun.insight import forms
from feilun.insight.surveys.keeper import queries, settings_of
from feilun.insight.surveys.parts import names_wanted, seen_part
from feilun.insight.surveys.respondents import chosen_language
from feilun.store import Row, Transaction


class SurveyEnding(msgspec.Struct, kw_only=True):
    """How it ended, in her language."""

    id: str
    kind: str
    text: str
    redirect: str


class SurveyPlace(msgspec.Struct, kw_only=True):
    """The page she is on. `form` is what the engine in the browser needs of it; `answers` are hers so far.

    `pages` are all of them once she is done and may still correct something. After the page that `is_last` nothing can
    follow, whatever she answers there.
    """

    token: str
    state: str
    seq: int
    seed: int
    language: str
    languages: list[str]
    title: str
    theme: dict[str, Any]
    progress: float
    page: forms.PageView | None
    problems: dict[str, list[forms.AnswerFault]]
    answers: dict[str, Any]
    passed: list[str]
    given: dict[str, Any]
    full: list[str]
    form: dict[str, Any] | None
    may_go_back: bool
    is_last: bool
    may_correct: bool
    pages: list[forms.PageView]
    end: SurveyEnding | None


async def full_cells(tx: Transaction, response: Row, form: forms.Form) -> set[str]:
    """The cells that have no room for this respondent; where she has a slot, there is."""
    if not form.quotas:
        return set()
    where = {"workspace": response["workspace"], "survey": response["survey"]}
    rows = await tx.all(queries.quotas, **where)
    held = {row["quota"] for row in await tx.all(queries.slots, **where, response=response["id"])}
    return {row["quota"] for row in rows if row["taken"] + row["reserved"] >= row["most"] and row["quota"] not in held}


def full_beside(response: Row, form: forms.Form, full: set[str]) -> set[str]:
    """Of those the ones she does not fall into: what she has answered so far may be shown as if she had a slot.

    Only her next step finds out whether she gets it back.
    """
    if not full:
        return full
    walk = forms.walk(
        form, response["answers"], seed=response["seed"], given=response["given"], passed=response["passed"]
    )
    return full - set(walk.cells)


def place_of(
    survey: Row, response: Row, form: forms.Form, full: set[str], language: str, walk: forms.FormWalk | None = None
) -> SurveyPlace:
    """`language` is the one wished now, or empty for hers; `walk` the one she stands in, where it is known already."""
    is_under_way = response["state"] in ("started", "partial")
    full = full - set(walk.cells) if walk else full_beside(response, form, full)
    walk = walk or forms.walk(
        form,
        response["answers"],
        seed=response["seed"],
        given=response["given"],
        language=chosen_language(form, language or response["language"]),
        passed=response["passed"],
        full=full if is_under_way else (),
    )
    may_correct = response["state"] == "complete" and settings_of(survey).may_edit
    return _place(survey, response, form, walk, may_correct, full)


def _place(
    survey: Row, response: Row, form: forms.Form, walk: forms.FormWalk, may_correct: bool, full: set[str]
) -> SurveyPlace:
    page = walk.page if response["state"] in ("started", "partial") else None
    part = seen_part(form, walk) if page or may_correct else None
    shown = {view.key for one in walk.pages for view in one.questions} if part else set()
    keys = {view.key for view in page.questions} if page else set()
    return SurveyPlace(
        token=response["token"],
        state=response["state"],
        seq=response["seq"],
        seed=response["seed"],
        language=walk.language,
        languages=list(form.languages),
        title=_words(form.title, walk.language),
        theme=form.theme,
        progress=walk.progress if page else 1.0,
        page=page,
        problems={key: found for key, found in walk.problems.items() if _top(key) in keys},
        answers=_hers(response["answers"], shown, part),
        passed=[key for key in walk.path if key in set(response["passed"])],
        given={name: response["given"][name] for name in names_wanted(part, "given") if name in response["given"]}
        if part
        else {},
        full=sorted(names_wanted(part, "full") & full) if part else [],
        form=part,
        may_go_back=page is not None and len(walk.pages) > 1,
        is_last=page is not None and _is_last(form, page),
        may_correct=may_correct,
        pages=list(walk.pages) if may_correct else [],
        end=None if page else _ending(response, form, walk),
    )


def _is_last(form: forms.Form, page: forms.PageView) -> bool:
    """A page of a group may come in another order or once more, so of those none is known to be the last."""
    last = form.pages[-1]
    return last.id == page.page and not last.group and last.repeat is None


def _top(key: str) -> str:
    """The question of the page that an inner question of a panel belongs to: `kids[1].age` is of `kids`."""
    return key.partition("[")[0]


def _hers(answers: dict[str, Any], shown: set[str], part: dict[str, Any] | None) -> dict[str, Any]:
    if part is None:
        return {}
    unseen = {one["id"] for page in part["pages"] for one in page.get("questions", ()) if one["kind"] in ("hidden",)}
    return {
        key: value
        for key, value in answers.items()
        if key.removesuffix(".other").removesuffix(".version") in shown or key.partition("@")[0] in unseen
    }


def _ending(response: Row, form: forms.Form, walk: forms.FormWalk) -> SurveyEnding | None:
    if response["state"] in ("started", "partial"):
        return None
    kind = "done" if response["state"] == "complete" else str(response["state"])
    found = next((one for one in form.ends if one.id == response["ending"]), None)
    if found is None:
        return SurveyEnding(id=response["ending"] or kind, kind=kind, text="", redirect="")
    return SurveyEnding(id=found.id, kind=kind, text=_words(found.text, walk.language), redirect=found.redirect)


def _words(text: forms.Words, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")
