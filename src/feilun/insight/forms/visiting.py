"""Every part of a form with its path, in the order it stands."""

from collections.abc import Iterator
from typing import Any

from feilun.insight.forms.shapes import Form, FormOption, FormPage, FormQuestion, FormRepeat, Words


def questions_in(form: Form) -> Iterator[tuple[str, FormQuestion]]:
    """Questions of pages, each followed by those inside it."""
    for at, page in enumerate(form.pages):
        for number, question in enumerate(page.questions):
            yield from _with_inner(question, f"pages[{at}].questions[{number}]")


def _with_inner(question: FormQuestion, where: str) -> Iterator[tuple[str, FormQuestion]]:
    yield where, question
    for number, inner in enumerate(question.questions):
        yield f"{where}.questions[{number}]", inner


def options_in(options: list[FormOption], where: str) -> Iterator[tuple[str, FormOption]]:
    """Options and their deeper levels."""
    for at, option in enumerate(options):
        path = f"{where}[{at}]"
        yield path, option
        yield from options_in(option.options, f"{path}.options")


def lists_of(question: FormQuestion, where: str) -> Iterator[tuple[str, list[FormOption]]]:
    for name in ("options", "rows", "columns"):
        yield f"{where}.{name}", getattr(question, name)


def expressions_in(form: Form) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every expression that is set."""
    for where, tree in _all_expressions(form):
        if tree is not None:
            yield where, tree


def _all_expressions(form: Form) -> Iterator[tuple[str, dict[str, Any] | None]]:
    for at, variable in enumerate(form.variables):
        yield f"variables[{at}].formula", variable.formula
    for at, group in enumerate(form.groups):
        yield f"groups[{at}].shown_if", group.shown_if
        yield from _of_repeat(group.repeat, f"groups[{at}].repeat")
    for at, page in enumerate(form.pages):
        yield from of_page(page, f"pages[{at}]")
    for at, end in enumerate(form.ends):
        yield f"ends[{at}].when", end.when
    for at, quota in enumerate(form.quotas):
        yield f"quotas[{at}].when", quota.when


def of_page(page: FormPage, where: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Expressions of a page and its questions."""
    yield f"{where}.shown_if", page.shown_if
    yield from _of_repeat(page.repeat, f"{where}.repeat")
    for at, question in enumerate(page.questions):
        for path, one in _with_inner(question, f"{where}.questions[{at}]"):
            yield from of_question(one, path)
    for at, setting in enumerate(page.set):
        yield f"{where}.set[{at}].to", setting.to
        yield f"{where}.set[{at}].when", setting.when
    for at, jump in enumerate(page.next):
        yield f"{where}.next[{at}].when", jump.when


def _of_repeat(repeat: FormRepeat | None, where: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    if repeat:
        yield f"{where}.times", repeat.times


def of_question(question: FormQuestion, where: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Expressions of one question, without those of the questions inside it."""
    yield f"{where}.shown_if", question.shown_if
    yield f"{where}.enabled_if", question.enabled_if
    yield f"{where}.required_if", question.required_if
    yield f"{where}.formula", question.formula
    for path, options in lists_of(question, where):
        for place, option in options_in(options, path):
            yield f"{place}.shown_if", option.shown_if
    for number, check in enumerate(question.checks):
        yield f"{where}.checks[{number}].holds", check.holds


def words_in(form: Form) -> Iterator[tuple[str, Words, bool]]:
    """Path, words, and whether they must be there."""
    yield "title", form.title, False
    for at, page in enumerate(form.pages):
        yield f"pages[{at}].title", page.title, False
    for where, question in questions_in(form):
        yield from _words_of(question, where)
    for at, end in enumerate(form.ends):
        yield f"ends[{at}].text", end.text, False


def _words_of(question: FormQuestion, where: str) -> Iterator[tuple[str, Words, bool]]:
    yield f"{where}.title", question.title, question.kind not in ("hidden", "calculated")
    for name in ("help", "low", "high", "none"):
        yield f"{where}.{name}", getattr(question, name), False
    for path, options in lists_of(question, where):
        for place, option in options_in(options, path):
            yield f"{place}.label", option.label, option.value is None
    for at, check in enumerate(question.checks):
        yield f"{where}.checks[{at}].text", check.text, False
    for at, attribute in enumerate(question.attributes):
        yield f"{where}.attributes[{at}].label", attribute.label, True
        for path, level in options_in(attribute.levels, f"{where}.attributes[{at}].levels"):
            yield f"{path}.label", level.label, True
