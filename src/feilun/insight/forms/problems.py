"""What is wrong with a form: found before anybody answers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from feilun.insight.forms.asking import NEEDS_COLUMNS, NEEDS_OPTIONS, NEEDS_ROWS
from feilun.insight.forms.cleaning import scale
from feilun.insight.forms.index import Index, Place
from feilun.insight.forms.reachability import unreached
from feilun.insight.forms.shapes import Form, FormPage, FormProblem, FormQuestion, FormRepeat, Words
from feilun.insight.forms.texts import PIPE
from feilun.insight.forms.typed import Typist, leaves_of
from feilun.insight.forms.visiting import expressions_in, lists_of, questions_in, words_in

MOST_PROBLEMS = 500


def problems(form: Form) -> list[FormProblem]:
    """All that is wrong, errors first. A form with an error must not be published.

    What is proven is an error; what a search by simulated respondents only failed to reach is a warning.
    """
    index = Index(form)
    found = [*_references(index), *_questions(index), *_jumps(index), *_words(form)]
    if not any(one.level == "error" for one in found):
        found += unreached(index)
    once = list(dict.fromkeys((one.level == "warning", one.where, one.code, one.text) for one in found))
    once.sort(key=lambda one: one[0])
    listed = [FormProblem(code, where, "warning" if late else "error", text) for late, where, code, text in once]
    return listed[:MOST_PROBLEMS]


def _error(code: str, where: str, text: str) -> FormProblem:
    return FormProblem(code, where, "error", text)


def _wanted(where: str) -> str:
    """The type an expression must have at its place."""
    last = where.rsplit(".", 1)[-1]
    if last == "times":
        return "number"
    return "any" if last in ("formula", "to") else "boolean"


def _references(index: Index) -> Iterator[FormProblem]:
    """Types, names, and answers that cannot be there yet."""
    places = _places(index)
    typist = Typist(index)
    for where, tree in expressions_in(index.form):
        name = next((path for path in places if where.startswith(f"{path}.")), "")
        typist.place = places.get(name) or _page_place(index, where)
        typist.check(tree, where, _wanted(where))
        for leaf in leaves_of(tree):
            question = leaf.get("answer", leaf.get("score"))
            if question and _is_later(index, where, question, typist.place):
                yield _error("later_reference", where, f"{question} is asked later")
    for code, where, text in typist.faults:
        yield _error(code, where, text)
    yield from _carries(index, places)
    yield from _pipes(index)


def _places(index: Index) -> dict[str, Place]:
    """By path, those inside a panel first."""
    found = {where: index.places[question.id] for where, question in questions_in(index.form)}
    return dict(sorted(found.items(), key=lambda one: -len(one[0])))


def _page_place(index: Index, where: str) -> Place | None:
    """A page's own expressions belong to its section; a loop's own stand outside it."""
    if not where.startswith("pages[") or ".repeat." in where:
        return None
    number = int(where[6 : where.index("]")])
    return Place(FormQuestion("page", "html"), number, index.section_of_page[index.form.pages[number].id])


def _is_later(index: Index, where: str, name: str, here: Place | None) -> bool:
    """Whether an answer is asked after the place of the expression."""
    target = index.places.get(name)
    if target is None:
        return False
    if where.startswith("groups["):
        group = index.form.groups[int(where[7 : where.index("]")])].id
        first = next((at for at, page in enumerate(index.form.pages) if page.group == group), 10**6)
        return target.page >= first
    if not where.startswith("pages["):
        return False
    number = int(where[6 : where.index("]")])
    if target.page != number:
        return target.page > number
    after_page = where.split(".")[1].startswith(("next", "set"))
    if after_page or here is None or here.question.id == "page":
        return not after_page
    order = [one.id for top in index.form.pages[number].questions for one in (top, *top.questions)]
    mine, other = order.index(here.question.id), order.index(name)
    return other > mine or (other == mine and ".checks[" not in where)


def _carries(index: Index, places: dict[str, Place]) -> Iterator[FormProblem]:
    for where, place in places.items():
        for at, carry in enumerate(place.question.carry):
            path = f"{where}.carry[{at}].question"
            if carry.question not in index.places:
                yield _error("unknown_reference", path, f"there is no question {carry.question}")
            elif _is_later(index, f"{where}.carry", carry.question, place):
                yield _error("later_reference", path, f"{carry.question} is asked later")
    for at, page in enumerate(index.form.pages):
        yield from _repeat(index, page.repeat, f"pages[{at}].repeat")
    for at, group in enumerate(index.form.groups):
        yield from _repeat(index, group.repeat, f"groups[{at}].repeat")


def _repeat(index: Index, repeat: FormRepeat | None, where: str) -> Iterator[FormProblem]:
    if repeat and repeat.question:
        if repeat.question not in index.places:
            yield _error("unknown_reference", f"{where}.question", f"there is no question {repeat.question}")
        elif _is_later(index, where, repeat.question, None):
            yield _error("later_reference", f"{where}.question", f"{repeat.question} is asked later")


def _pipes(index: Index) -> Iterator[FormProblem]:
    """Texts may only speak of what there is."""
    known: dict[str, Mapping[str, Any]] = {
        "answer": index.places,
        "variable": index.variables,
        "given": index.form.given,
    }
    for where, text, _ in words_in(index.form):
        for said in text.values():
            for match in PIPE.finditer(said):
                if match[1] in known and match[2] not in known[match[1]]:
                    yield _error("unknown_reference", where, f"there is no {match[1]} {match[2]}")


def _questions(index: Index) -> Iterator[FormProblem]:
    for where, question in questions_in(index.form):
        for path, options in lists_of(question, where):
            for code, times in Counter(option.code for option in options).items():
                if times > 1:
                    yield _error("duplicate_code", path, f"{code} is there {times} times")
        yield from _needs(question, where)
        yield from _designs(question, where)
        least, most = scale(question)
        if least is not None and most is not None and least > most:
            yield _error("bad_bounds", where, "the least is more than the most")


def _needs(question: FormQuestion, where: str) -> Iterator[FormProblem]:
    needs = {"options": NEEDS_OPTIONS, "rows": NEEDS_ROWS, "columns": NEEDS_COLUMNS}
    for name, kinds in needs.items():
        has = getattr(question, name) or any(carry.to == name for carry in question.carry)
        if question.kind in kinds and not has:
            yield _error("no_options", f"{where}.{name}", f"a {question.kind} needs {name}")
    if question.kind == "calculated" and question.formula is None:
        yield _error("no_formula", where, "a calculated value needs a formula")
    if question.kind == "panel" and not question.questions:
        yield _error("no_options", f"{where}.questions", "a panel needs questions")


def _designs(question: FormQuestion, where: str) -> Iterator[FormProblem]:
    if question.kind not in ("choice_task", "maxdiff"):
        return
    levels = {one.code: {level.code for level in one.levels} for one in question.attributes}
    codes = {option.code for option in question.options}
    for at, design in enumerate(question.designs):
        if question.kind == "choice_task":
            profiles = [one for task in design.tasks for one in task]
            fits = all(level in levels.get(name, ()) for one in profiles for name, level in one.items())
            is_good = bool(design.tasks) and all(len(task) > 1 for task in design.tasks) and fits
        else:
            is_good = bool(design.sets) and all(
                len(set(one)) == len(one) > 1 and set(one) <= codes for one in design.sets
            )
        if not is_good:
            yield _error("bad_design", f"{where}.designs[{at}]", "has empty tasks, or names what is not there")
    if not question.designs:
        yield _error("bad_design", f"{where}.designs", f"a {question.kind} needs a design")


def _jumps(index: Index) -> Iterator[FormProblem]:
    for at, page in enumerate(index.form.pages):
        yield from _jumps_of(index, page, at)
        for number, setting in enumerate(page.set):
            if setting.variable not in index.variables:
                yield _error("unknown_reference", f"pages[{at}].set[{number}]", f"there is no {setting.variable}")
            elif index.variables[setting.variable].formula is not None:
                yield _error("wrong_type", f"pages[{at}].set[{number}]", f"{setting.variable} has a formula")
    for at, quota in enumerate(index.form.quotas):
        if quota.full and quota.full not in index.ends:
            yield _error("unknown_target", f"quotas[{at}].full", f"there is no end {quota.full}")


def _jumps_of(index: Index, page: FormPage, at: int) -> Iterator[FormProblem]:
    for number, jump in enumerate(page.next):
        where = f"pages[{at}].next[{number}].to"
        if jump.to not in index.ends and jump.to not in index.page_numbers:
            yield _error("unknown_target", where, f"there is no page or end {jump.to}")
        elif index.page_numbers.get(jump.to, 10**6) <= at:
            yield _error("jumps_back", where, f"{jump.to} comes before; this would never end")


def _words(form: Form) -> Iterator[FormProblem]:
    for where, text, is_needed in words_in(form):
        if is_needed and not any(text.values()):
            yield FormProblem("missing_label", where, "warning", "has no words")
        elif any(text.values()):
            yield from _untranslated(form, where, text)


def _untranslated(form: Form, where: str, text: Words) -> Iterator[FormProblem]:
    for language in form.languages:
        if not text.get(language):
            yield FormProblem("missing_translation", where, "warning", f"has no words in {language}")
