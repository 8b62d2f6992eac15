"""What a respondent's browser gets of the form: the pages she has seen and the one she is on, and nothing that lies ahead.

The engine in the browser needs these to show and hide questions, carry options and fill pipes while she types. It does
not get jumps, quotas, ends, pages to come, nor values and variables that nothing on these pages asks for: who could read
the conditions would know what to answer to be let in.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from feilun.insight import forms

_PIPE = re.compile(r"\{\{ *(answer|variable|given)\.([A-Za-z0-9_]+)")
_UNSEEN = frozenset({"hidden", "calculated"})
_LEAVES = {"answer": "answer", "score": "answer", "variable": "variable", "given": "given", "full": "full"}


def seen_part(form: forms.Form, walk: forms.FormWalk) -> dict[str, Any]:
    """A form of its own, as JSON: walked with her passed pages it stands on the same page."""
    pages = {page.id: page for page in form.pages}
    seen = [pages[name] for name in dict.fromkeys(view.page for view in walk.pages)]
    asked = [_asked(page) for page in seen]
    wanted = _closure(form, seen, asked)
    kept_pages = [_page(page, wanted) for page in seen]
    groups = {page.group for page in seen}
    part = msgspec.structs.replace(
        form,
        pages=kept_pages,
        # Their order and choice are made: the pages are listed as she met them.
        groups=[
            msgspec.structs.replace(one, shown_if=None, shuffle="none", pick=0)
            for one in form.groups
            if one.id in groups
        ],
        variables=[one for one in form.variables if ("variable", one.id) in wanted],
        given={name: kind for name, kind in form.given.items() if ("given", name) in wanted},
        ends=[],
        quotas=[],
        theme={},
    )
    found: dict[str, Any] = msgspec.to_builtins(part)
    return found


def names_wanted(part: dict[str, Any], kind: str) -> set[str]:
    """The names of a kind (given, full) that the part asks for."""
    return {name for found, name in _references(part["pages"] + part.get("variables", [])) if found == kind}


def _asked(page: forms.FormPage) -> list[Any]:
    return [msgspec.to_builtins(one) for one in page.questions if one.kind not in _UNSEEN]


def _closure(form: forms.Form, seen: list[forms.FormPage], asked: list[Any]) -> set[tuple[str, str]]:
    """Everything these questions ask for, and what that asks for in its turn."""
    unseen = {one.id: one for page in seen for one in page.questions if one.kind in _UNSEEN}
    variables = {one.id: one for one in form.variables}
    sets = [one for page in seen for one in page.set]
    titles = [msgspec.to_builtins(page.title) for page in seen]
    wanted: set[tuple[str, str]] = set()
    found = set(_references([asked, titles]))
    while found - wanted:
        new = found - wanted
        wanted |= new
        for kind, name in new:
            if kind == "answer" and name in unseen:
                found |= set(_references(msgspec.to_builtins(unseen[name])))
            if kind == "variable" and name in variables:
                found |= set(_references(msgspec.to_builtins(variables[name])))
                found |= {
                    one for rule in sets if rule.variable == name for one in _references(msgspec.to_builtins(rule))
                }
    return wanted


def _page(page: forms.FormPage, wanted: set[tuple[str, str]]) -> forms.FormPage:
    return msgspec.structs.replace(
        page,
        questions=[one for one in page.questions if one.kind not in _UNSEEN or ("answer", one.id) in wanted],
        shown_if=None,
        next=[],
        set=[one for one in page.set if ("variable", one.variable) in wanted],
    )


def _references(value: Any) -> Iterator[tuple[str, str]]:
    """Leaves of expressions and pipes in texts; a name too many is harmless."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in _LEAVES and isinstance(inner, str):
                yield _LEAVES[key], inner
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
    elif isinstance(value, str) and "{{" in value:
        yield from _PIPE.findall(value)
