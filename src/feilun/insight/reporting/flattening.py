"""Rows of responses made into a batch of columns: each answer where its version's codebook puts it, and what was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from feilun.insight import forms
from feilun.insight.reporting.books import is_free, questions_of
from feilun.insight.reporting.columns import Batch, column_of
from feilun.store import Row


@dataclass
class Version:
    """A form with what is needed of it again and again."""

    form: forms.Form
    book: list[forms.FormColumn]
    # Questions by page id.
    pages: dict[str, list[str]] = field(default_factory=dict)
    # Pages where who passes does not see every question for certain.
    loose: set[str] = field(default_factory=set)
    free: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, form: forms.Form) -> "Version":
        found = cls(form, list(forms.columns(form)))
        for page in form.pages:
            found.pages[page.id] = [
                one.id for one in page.questions if one.kind not in ("html", "hidden", "calculated")
            ]
            if page.pick or any(_is_loose(one) for one in page.questions):
                found.loose.add(page.id)
        questions = {one.id: one for one in questions_of(form)}
        found.free = {column.name for column in found.book if is_free(column, questions)}
        return found


def _is_loose(question: forms.FormQuestion) -> bool:
    lists = (question.options, question.rows, question.columns)
    hidden = any(listed and all(one.shown_if is not None for one in listed) for listed in lists)
    return question.shown_if is not None or bool(question.carry) or hidden


@dataclass(frozen=True)
class Flat:
    """One response: {column: value}, the keys of questions she saw, pages passed, and the page where she stopped."""

    values: Mapping[str, Any]
    asked: Sequence[str]
    path: str
    stand: str


def flattened(version: Version, row: Row) -> Flat:
    """A row of `survey_response` by the form of its own version.

    What she saw follows from the pages she passed; where a page shows some questions only to some, and where she stopped
    half-way, the form is walked again as it was. What she answered she saw.
    """
    passed = list(row["passed"])
    stopped = row["state"] in ("started", "partial")
    if stopped or any(page.partition("@")[0] in version.loose for page in passed):
        walk = _walked(version.form, row, passed)
        asked = [view.key for page in walk.pages for view in page.questions if view.kind != "html"]
        stand = walk.page.key if walk.page and stopped else ""
    else:
        asked, stand = [key for page in passed for key in _keys(version, page)], ""
    values = forms.flat_answers(version.form, row["answers"], version.book)
    return Flat(values, asked, "\n".join(passed), stand)


def _walked(form: forms.Form, row: Row, passed: list[str]) -> forms.FormWalk:
    return forms.walk(
        form, row["answers"], seed=row["seed"], given=row["given"], language=row["language"], passed=passed
    )


def _keys(version: Version, page: str) -> list[str]:
    id, _, turn = page.partition("@")
    return [f"{one}@{turn}" if turn else one for one in version.pages.get(id, [])]


def batch_of(flats: Sequence[Flat], free: set[str]) -> Batch:
    """Columns of these responses in their order; `free` are the columns of free text."""
    cells: dict[str, list[tuple[int, Any]]] = {}
    keys: dict[str, int] = {}
    for row, flat in enumerate(flats):
        for name, value in flat.values.items():
            cells.setdefault(name, []).append((row, value))
        for key in flat.asked:
            keys.setdefault(key, len(keys))
    saw = np.zeros((len(flats), max(1, len(keys))), np.uint8)
    for row, flat in enumerate(flats):
        saw[row, [keys[key] for key in flat.asked]] = 1
    number = len(flats)
    return Batch(
        number,
        {name: column_of(listed, number, name in free) for name, listed in cells.items()},
        list(keys),
        np.packbits(saw, axis=1),
        column_of([(row, flat.path) for row, flat in enumerate(flats)], number),
        column_of([(row, flat.stand) for row, flat in enumerate(flats)], number),
    )
