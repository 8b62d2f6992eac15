"""The codebook over all versions of a survey: what each column means now, and what it meant."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from feilun.insight import forms, surveys
from feilun.kernel.errors import Invalid
from feilun.store import Transaction

# Filled in by us, not by her: short values that are counted like choices.
GIVEN = ("hidden", "calculated")


@dataclass(frozen=True)
class Book:
    """`form` is the newest; `columns` and `questions` also hold what only older versions asked. `free` are the columns of
    free text, whose words nobody counts."""

    form: forms.Form
    columns: dict[str, forms.FormColumn]
    questions: dict[str, forms.FormQuestion]
    scores: dict[str, forms.ScoreQuestion]
    free: frozenset[str]

    def column(self, name: str, where: str) -> forms.FormColumn:
        """Raises Invalid, which says what such names look like."""
        if name not in self.columns:
            there = ", ".join(list(self.columns)[:20])
            raise Invalid(field=where, problem=f"there is no column {name[:80]}; there is {there}")
        return self.columns[name]


async def book_of(tx: Transaction, workspace: UUID, survey: UUID, *, is_simulated: bool = False) -> Book:
    """Of simulated respondents the draft's, which they answered. Raises NotFound."""
    row = await surveys.survey_row(tx, workspace, survey)
    newest = 0 if is_simulated else int(row["version"])
    key = (workspace, survey, newest)
    if newest and key in _books:
        return _books[key]
    numbers = range(newest, 0, -1) if newest else (0,)
    found = _book([await surveys.version_form(tx, workspace, survey, one) for one in numbers])
    if newest:
        if len(_books) >= _MOST:
            _books.clear()
        _books[key] = found
    return found


def _book(versions: list[forms.Form]) -> Book:
    """`versions` newest first. The newest word on a column counts; codes that only older versions had keep their label."""
    columns: dict[str, forms.FormColumn] = {}
    questions: dict[str, forms.FormQuestion] = {}
    scores: dict[str, forms.ScoreQuestion] = {}
    for form in versions:
        for question in questions_of(form):
            questions.setdefault(question.id, question)
        for score in forms.score_questions(form):
            scores.setdefault(score.question, score)
        for column in forms.columns(form):
            known = columns.get(column.name)
            columns[column.name] = _with_values(known, column) if known else column
    scores = {id: one for id, one in scores.items() if questions[id].kind == one.kind}
    free = frozenset(name for name, one in columns.items() if is_free(one, questions))
    return Book(versions[0], columns, questions, scores, free)


def _with_values(known: forms.FormColumn, older: forms.FormColumn) -> forms.FormColumn:
    codes = {one.code for one in known.values}
    more = [one for one in older.values if one.code not in codes]
    return msgspec.structs.replace(known, values=[*known.values, *more]) if more else known


def questions_of(form: forms.Form) -> list[forms.FormQuestion]:
    """All questions, those inside panels too."""
    return [one for page in form.pages for top in page.questions for one in (top, *top.questions)]


def is_free(column: forms.FormColumn, questions: dict[str, forms.FormQuestion]) -> bool:
    return column.kind == "text" and questions[column.question].kind not in GIVEN


_MOST = 200
_books: dict[tuple[UUID, UUID, int], Book] = {}
