"""A form out of JSON: the shape, the sizes and the ids must be right before anybody may walk through it.

What is only half done (a reference to nothing, a missing label) is no fault here but a problem, found by `problems`.
"""

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any, NoReturn

import msgspec

from feilun.insight.forms.cleaning import CODE, CONTACT_FIELDS
from feilun.insight.forms.expressions import ARITY, BIGGEST, LEAVES
from feilun.insight.forms.index import MOST_TURNS
from feilun.insight.forms.shapes import Form, FormOption, FormPage, FormQuestion, FormRepeat
from feilun.insight.forms.visiting import expressions_in, options_in, questions_in
from feilun.kernel.errors import Invalid

MOST_VALUES = 300_000
# An expression takes two levels of JSON for each of its own.
DEEPEST = 100
LONGEST_TEXT = 20_000
MOST_PAGES = 500
MOST_QUESTIONS = 2_000
MOST_OPTIONS = 2_000
DEEPEST_EXPRESSION = 30
MOST_OPERATIONS = 2_000

ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_ADDRESS = re.compile(r"(https?://|/(?![/\\])|data:image/(png|jpeg|webp|gif);)[^\s<>\"']*")
_NESTABLE = ("panel", "choice_task", "maxdiff", "html", "hidden")


def read_form(raw: Any) -> Form:
    """A form of a JSON document. Raises Invalid with the path of the fault, such as `pages[2].questions[0].kind`."""
    check_size(raw)
    try:
        form = msgspec.convert(raw, Form)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at `$")
        _refuse(place.rstrip("`").lstrip(".") or "form", problem[:1].lower() + problem[1:])
    _check_languages(form)
    _check_ids(form)
    _check_groups(form)
    for at, page in enumerate(form.pages):
        _check_page(page, f"pages[{at}]")
    for where, tree in expressions_in(form):
        check_expression(tree, where)
    _check_addresses(form)
    return form


def check_size(raw: Any) -> None:
    """Refuses what is deeper or larger than any form, before anything walks into it."""
    stack: list[tuple[Any, int]] = [(raw, 1)]
    count = 0
    while stack:
        value, depth = stack.pop()
        count += 1
        if count > MOST_VALUES:
            _refuse("form", f"has more than {MOST_VALUES} values")
        if depth > DEEPEST:
            _refuse("form", f"lies deeper than {DEEPEST} levels")
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            _refuse("form", f"has a text of more than {LONGEST_TEXT} characters")
        if isinstance(value, float) and not isfinite(value):
            _refuse("form", "has a number that is none")
        if isinstance(value, int | float) and abs(value) > BIGGEST:
            _refuse("form", "has a number above 10^15")
        if isinstance(value, dict):
            stack.extend((one, depth + 1) for one in value.values())
            stack.extend((one, depth + 1) for one in value)
        elif isinstance(value, list | tuple):
            stack.extend((one, depth + 1) for one in value)


def _refuse(field: str, problem: str) -> NoReturn:
    raise Invalid(field=field, problem=problem)


def _check_languages(form: Form) -> None:
    if not 1 <= len(form.languages) <= 60:
        _refuse("languages", "must name 1 to 60 languages")
    for at, language in enumerate(form.languages):
        if not _LANGUAGE.fullmatch(language) or language in form.languages[:at]:
            _refuse(f"languages[{at}]", "must be a language tag such as zh-CN, once")


def _named(form: Form) -> Iterator[tuple[str, str, str]]:
    """Space, path and id of everything that has an id. Pages, groups and ends share one space."""
    for at, page in enumerate(form.pages):
        yield "place", f"pages[{at}].id", page.id
    for at, group in enumerate(form.groups):
        yield "place", f"groups[{at}].id", group.id
    for at, end in enumerate(form.ends):
        yield "place", f"ends[{at}].id", end.id
    for at, variable in enumerate(form.variables):
        yield "variable", f"variables[{at}].id", variable.id
    for at, quota in enumerate(form.quotas):
        yield "quota", f"quotas[{at}].id", quota.id
    for where, question in questions_in(form):
        yield "question", f"{where}.id", question.id
    for name in form.given:
        yield "given", f"given.{name}", name


def _check_ids(form: Form) -> None:
    if not 1 <= len(form.pages) <= MOST_PAGES:
        _refuse("pages", f"must be 1 to {MOST_PAGES}")
    if sum(1 for _ in questions_in(form)) > MOST_QUESTIONS:
        _refuse("pages", f"have more than {MOST_QUESTIONS} questions")
    seen: set[tuple[str, str]] = set()
    for space, where, name in _named(form):
        if not ID.fullmatch(name):
            _refuse(where, "must be 1 to 64 letters, digits and _, beginning with a letter")
        if (space, name) in seen:
            _refuse(where, f"{name} is there twice")
        seen.add((space, name))
    for at, quota in enumerate(form.quotas):
        if quota.limit < 0:
            _refuse(f"quotas[{at}].limit", "must not be negative")


def _check_groups(form: Form) -> None:
    known = {group.id for group in form.groups}
    left: set[str] = set()
    before = ""
    for at, page in enumerate(form.pages):
        if page.group and page.group not in known:
            _refuse(f"pages[{at}].group", f"there is no group {page.group}")
        if page.group and page.repeat:
            _refuse(f"pages[{at}].repeat", "belongs to the group, as the page is in one")
        if page.group and page.group != before and page.group in left:
            _refuse(f"pages[{at}].group", "pages of a group must follow each other")
        left.add(before)
        before = page.group
    for at, group in enumerate(form.groups):
        if group.repeat:
            _check_repeat(group.repeat, f"groups[{at}].repeat")


def _check_repeat(repeat: FormRepeat, where: str) -> None:
    if bool(repeat.question) == (repeat.times is not None):
        _refuse(where, "must have either a question or times")
    if not 1 <= repeat.most <= MOST_TURNS:
        _refuse(f"{where}.most", f"must be 1 to {MOST_TURNS}")


def _check_page(page: FormPage, where: str) -> None:
    if page.repeat:
        _check_repeat(page.repeat, f"{where}.repeat")
    if page.pick < 0:
        _refuse(f"{where}.pick", "must not be negative")
    for at, question in enumerate(page.questions):
        _check_question(question, f"{where}.questions[{at}]", False)


def _check_question(question: FormQuestion, where: str, is_inner: bool) -> None:
    if question.questions and question.kind != "panel":
        _refuse(f"{where}.questions", "only a panel has questions of its own")
    if is_inner and question.kind in _NESTABLE:
        _refuse(f"{where}.kind", f"{question.kind} cannot stand in a panel")
    if question.kind == "nps" and (question.least not in (None, 0) or question.most not in (None, 10)):
        _refuse(f"{where}.most", "the promoter score is asked from 0 to 10 and on no other scale")
    if question.step is not None and question.step < 1e-6:
        _refuse(f"{where}.step", "must be at least 0.000001")
    if any(name not in _CONTACT for name in question.fields):
        _refuse(f"{where}.fields", f"must be of {', '.join(_CONTACT)}")
    if question.pick < 0:
        _refuse(f"{where}.pick", "must not be negative")
    for name in ("options", "rows", "columns"):
        _check_options(getattr(question, name), f"{where}.{name}")
    for at, inner in enumerate(question.questions):
        _check_question(inner, f"{where}.questions[{at}]", True)


_CONTACT = (*CONTACT_FIELDS, "first_name", "last_name", "company", "title", "address", "city", "region", "postcode",
            "country", "wechat")  # fmt: skip


def _check_options(options: list[FormOption], where: str) -> None:
    if len(options) > MOST_OPTIONS:
        _refuse(where, f"has more than {MOST_OPTIONS} options")
    for path, option in options_in(options, where):
        if not CODE.fullmatch(option.code):
            _refuse(f"{path}.code", "must be 1 to 64 letters, digits and _, beginning with a letter or digit")


def _check_addresses(form: Form) -> None:
    for at, end in enumerate(form.ends):
        if end.redirect and not _ADDRESS.fullmatch(end.redirect):
            _refuse(f"ends[{at}].redirect", "must be a web address")
    for where, question in questions_in(form):
        for name in ("options", "rows", "columns"):
            for path, option in options_in(getattr(question, name), f"{where}.{name}"):
                if option.image and not _ADDRESS.fullmatch(option.image):
                    _refuse(f"{path}.image", "must be a web address")


def check_expression(tree: Any, where: str) -> None:
    """Raises Invalid where a tree is none: unknown operators, wrong number of operands, odd leaves, too deep."""
    stack: list[tuple[Any, str, int]] = [(tree, where, 1)]
    count = 0
    while stack:
        node, at, depth = stack.pop()
        count += 1
        if depth > DEEPEST_EXPRESSION or count > MOST_OPERATIONS:
            _refuse(where, f"is deeper than {DEEPEST_EXPRESSION} or has more than {MOST_OPERATIONS} parts")
        if not isinstance(node, dict):
            _refuse(at, "must be an object")
        if "op" in node:
            stack.extend((one, f"{at}.of[{number}]", depth + 1) for number, one in enumerate(_operands(node, at)))
        else:
            _check_leaf(node, at)


def _operands(node: dict[str, Any], at: str) -> list[Any]:
    operator, of = node["op"], node.get("of")
    if not isinstance(operator, str) or operator not in ARITY:
        _refuse(f"{at}.op", f"there is no operator {operator}")
    if set(node) != {"op", "of"} or not isinstance(of, list):
        _refuse(at, "must have op and of, a list")
    least, most = ARITY[operator]
    if not least <= len(of) <= most:
        _refuse(f"{at}.of", f"{operator} takes {least} to {most} operands")
    return of


def _check_leaf(node: dict[str, Any], at: str) -> None:
    kinds = [kind for kind in LEAVES if kind in node]
    allowed = {"answer", "part"} if kinds == ["answer"] else set(kinds)
    if len(kinds) != 1 or not set(node) <= allowed:
        _refuse(at, f"must be one of op, {', '.join(LEAVES)}")
    kind = kinds[0]
    if kind == "value":
        _check_value(node["value"], at)
    elif not isinstance(node[kind], str) or not isinstance(node.get("part", ""), str):
        _refuse(at, f"{kind} must be a name")
    elif kind == "item" and node["item"] not in ("code", "label", "number"):
        _refuse(at, "item must be code, label or number")


def _check_value(value: Any, at: str) -> None:
    values = value if isinstance(value, list) else [value]
    if not all(one is None or isinstance(one, bool | int | float | str) for one in values):
        _refuse(f"{at}.value", "must be a number, a text, true, false, or a list of such")
