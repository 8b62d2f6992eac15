"""What surveys asked, in their own words: the questions behind texts, and the answers behind drivers."""

from uuid import UUID

from feilun.insight import forms, surveys
from feilun.insight.feedback.hearing import queries
from feilun.insight.feedback.shapes import FeedbackQuestion
from feilun.kernel.errors import NotFound
from feilun.store import Transaction

_MOST_QUESTIONS = 200
Codebook = dict[str, forms.FormColumn]


async def questions_of(tx: Transaction, workspace: UUID) -> list[FeedbackQuestion]:
    """Texts of a survey that was deleted have no question any more and are left out."""
    rows = await tx.all(queries.questions, workspace=workspace, limit=_MOST_QUESTIONS)
    names: dict[UUID, str] = {}
    books: dict[UUID, Codebook] = {}
    for survey in {row["survey"] for row in rows}:
        try:
            names[survey] = str((await surveys.survey_row(tx, workspace, survey))["name"])
            books[survey] = await codebook_of(tx, workspace, survey)
        except NotFound:
            continue
    return [
        FeedbackQuestion(
            survey=row["survey"], survey_name=names[row["survey"]], question=row["question"], units=row["units"],
            title=_title(books[row["survey"]], row["question"]),
        )
        for row in rows
        if row["survey"] in names
    ]  # fmt: skip


async def codebook_of(tx: Transaction, workspace: UUID, survey: UUID | None) -> Codebook:
    """By name of the column; empty where the survey is gone."""
    if survey is None:
        return {}
    try:
        return {one.name: one for one in await surveys.columns_of(tx, workspace, survey)}
    except NotFound:
        return {}


def words_of(book: Codebook, column: str, code: str = "") -> tuple[dict[str, str], dict[str, str]]:
    """The words of a question, and of one of its choices, by language."""
    found = book.get(column)
    options = {one.code: dict(one.label) for one in found.values} if found else {}
    return _title(book, column), options.get(code, {})


def _title(book: Codebook, column: str) -> dict[str, str]:
    return dict(book[column].label) if column in book else {}
