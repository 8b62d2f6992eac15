"""The questions of a frame, one by one: in a loop or panel each turn stands for itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feilun.insight import forms
from feilun.insight.reporting.books import Book
from feilun.insight.reporting.frames import AnswerFrame
from feilun.insight.research import ScoreResult, ces, csat, nps
from feilun.kernel.errors import Invalid

_MOST_QUESTIONS = 2_000


@dataclass(frozen=True)
class Asked:
    """A question in one turn. Its columns are `prefix` or begin with `prefix.`; `key` says who saw it."""

    question: forms.FormQuestion
    item: str
    title: forms.Words
    page: str
    key: str
    prefix: str
    columns: Sequence[str]

    def parts(self) -> list[str]:
        """The ends of its columns; an only column has an empty one."""
        return [name[len(self.prefix) + 1 :] for name in self.columns]

    def column(self, part: str) -> str:
        return f"{self.prefix}.{part}" if part else self.prefix


def asked_of(book: Book, wanted: Sequence[str] | None = None) -> list[Asked]:
    """In the order of the form; `wanted` by id. Raises Invalid for an unknown question."""
    if wanted is not None and len(wanted) > _MOST_QUESTIONS:
        raise Invalid(field="questions", problem=f"takes at most {_MOST_QUESTIONS}")
    for one in wanted or []:
        if one not in book.questions:
            there = ", ".join(list(book.questions)[:20])
            raise Invalid(field="questions", problem=f"there is no question {one[:80]}; there is {there}")
    names: dict[tuple[str, str], list[forms.FormColumn]] = {}
    for column in book.columns.values():
        names.setdefault(_place(book, column), []).append(column)
    pages = {one.id: page.id for page in book.form.pages for top in page.questions for one in (top, *top.questions)}
    found = [_asked(book, prefix, key, listed, pages) for (prefix, key), listed in names.items()]
    return [one for one in found if wanted is None or {one.question.id, one.key.partition("@")[0]} & set(wanted)]


def _place(book: Book, column: forms.FormColumn) -> tuple[str, str]:
    """Prefix of the columns, and the key under which she saw the question."""
    key = f"{column.question}@{column.item}" if column.item else column.question
    if book.questions[column.question].kind != "panel":
        return key, key
    number, inner = column.part.split(".")[:2]
    return f"{key}.{number}.{inner}", key


def _asked(book: Book, prefix: str, key: str, columns: list[forms.FormColumn], pages: dict[str, str]) -> Asked:
    first = columns[0]
    question, item = book.questions[first.question], first.item
    if question.kind == "panel":
        number, inner = first.part.split(".")[:2]
        question, item = book.questions[inner], f"{item}.{number}" if item else number
    is_whole = first.name == prefix
    title = first.label if is_whole and item else question.title
    if item and (not is_whole or key != prefix):
        title = {language: f"{text} – {item}" for language, text in question.title.items()}
    return Asked(
        question, item, title, pages.get(question.id, ""), key, prefix, [one.name for one in columns]
    )  # fmt: skip


def answered(frame: AnswerFrame, one: Asked) -> NDArray[np.bool_]:
    """Who answered any part of it."""
    found = np.zeros(len(frame), bool)
    for name in one.columns:
        if not name.endswith(".version"):
            found |= frame.answered(name)
    return found


def score_of(frame: AnswerFrame, one: Asked, kept: NDArray[np.bool_], least_base: int) -> ScoreResult:
    """NPS, CSAT or CES of the masked responses, by what the question declares. Raises Invalid for any other question."""
    return score_values(frame.book, one, frame.numbers(one.prefix)[kept], frame.weights[kept], least_base)


def score_values(
    book: Book, one: Asked, values: NDArray[np.float64], weights: NDArray[np.float64], least_base: int
) -> ScoreResult:
    """As `score_of`, of arrays (people,)."""
    rule = book.scores.get(one.question.id)
    if rule is None:
        raise Invalid(field="question", problem=f"{one.question.id} is no NPS, CSAT or CES question")
    scale, better = (rule.least, rule.most), "high" if rule.direction == "up" else "low"
    if rule.kind == "nps":
        return nps(values, scale=scale, weights=weights, least_base=least_base)
    if rule.kind == "csat":
        return csat(values, scale=scale, better=better, weights=weights, least_base=least_base)
    return ces(values, scale=scale, better=better, cut=_cut(rule), weights=weights, least_base=least_base)


def _cut(rule: forms.ScoreQuestion) -> float | None:
    """Easy is 5 of 7; on another scale the answers that lie as high: 4 of 5."""
    if (rule.least, rule.most) == (1, 7):
        return None
    reach = (rule.most - rule.least) * 4 / 6
    return float(np.ceil(rule.least + reach)) if rule.direction == "up" else float(np.floor(rule.most - reach))
