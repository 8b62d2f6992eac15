"""What type an expression has, and what in it can never be meant: judged before anybody answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from feilun.insight.forms.cleaning import INTENTS, KANO_SIDES, PRICES, is_many
from feilun.insight.forms.codebook import all_options
from feilun.insight.forms.days import day_number, is_time
from feilun.insight.forms.index import Index, Place
from feilun.insight.forms.shapes import FormQuestion
from feilun.insight.forms.state import MOST_NESTED, OPTION_KINDS


@dataclass(frozen=True)
class Type:
    """`codes` of a choice; `literal` of a value that is written in the form."""

    kind: str
    codes: frozenset[str] | None = None
    literal: Any = None


ANY = Type("any")
NUMBER, TEXT, BOOLEAN, LIST, MAPPING = Type("number"), Type("text"), Type("boolean"), Type("list"), Type("mapping")
_SIMPLE = {
    **dict.fromkeys(("number", "slider", "rating", "nps", "csat", "ces"), NUMBER),
    **dict.fromkeys(("text", "long_text", "signature"), TEXT),
    **dict.fromkeys(("boolean", "consent"), BOOLEAN),
    **dict.fromkeys(("file", "panel"), LIST),
    "date": Type("date"),
    "time": Type("time"),
}
_GIVEN = {"number": NUMBER, "text": TEXT, "boolean": BOOLEAN, "date": Type("date"), "list": LIST}
# The type of each part of a mapping.
_PARTS = {
    "constant_sum": NUMBER, "location": NUMBER, "contact": TEXT, "psm": NUMBER, "gabor_granger": BOOLEAN,
    "kano": MAPPING, "choice_task": TEXT, "maxdiff": MAPPING,
}  # fmt: skip

Fault = tuple[str, str, str]


class Typist:
    """Types of the expressions of one form. `faults` are (code, path, words)."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.faults: list[Fault] = []
        self.place: Place | None = None
        self._open: set[str] = set()

    def fault(self, code: str, where: str, text: str) -> Type:
        self.faults.append((code, where, text))
        return ANY

    def check(self, tree: dict[str, Any], where: str, wanted: str) -> None:
        """Whether the whole gives what its place wants: boolean, number or any."""
        found = self.type_of(tree, where)
        if wanted != "any" and found.kind not in (wanted, "any"):
            self.fault("wrong_type", where, f"this is a {found.kind} where a {wanted} is needed")

    def type_of(self, tree: dict[str, Any], where: str) -> Type:
        if "op" in tree:
            of = [self.type_of(one, f"{where}.of[{at}]") for at, one in enumerate(tree["of"])]
            return _OPERATORS[tree["op"]](self, tree["op"], of, where)
        if "answer" in tree:
            return self.answer(tree["answer"], tree.get("part", ""), where)
        if "value" in tree:
            return literal(tree["value"])
        if "variable" in tree:
            return self.variable(tree["variable"], where)
        if "given" in tree:
            if tree["given"] not in self.index.form.given:
                self.fault("unknown_reference", where, f"{tree['given']} is not declared under given")
            return _GIVEN.get(self.index.form.given.get(tree["given"], ""), ANY)
        if "score" in tree:
            self._known(tree["score"], where)
            return NUMBER
        if "item" in tree:
            return NUMBER if tree["item"] == "number" else TEXT
        if tree["full"] not in [quota.id for quota in self.index.form.quotas]:
            self.fault("unknown_reference", where, f"there is no quota {tree['full']}")
        return BOOLEAN

    def _known(self, name: str, where: str) -> Place | None:
        place = self.index.places.get(name)
        if place is None:
            self.fault("unknown_reference", where, f"there is no question {name}")
        return place

    def answer(self, name: str, part: str, where: str) -> Type:
        place = self._known(name, where)
        if place is None:
            return ANY
        found = self._part(place.question, part, where) if part else self.question(place.question)
        inside = self.place
        in_panel = place.panel is not None and not (inside and inside.panel is place.panel)
        in_loop = self.index.repeats(name) and not (inside and inside.section == place.section)
        return LIST if in_panel or in_loop else found

    def question(self, question: FormQuestion) -> Type:
        if question.kind in _SIMPLE:
            return _SIMPLE[question.kind]
        if question.kind == "hidden":
            return _GIVEN.get(self.index.form.given.get(question.given or question.id, ""), ANY)
        if question.kind in ("calculated", "html"):
            return ANY
        if question.kind in OPTION_KINDS or question.kind == "drill_down":
            is_list = is_many(question) or question.kind in ("ranking", "drill_down")
            return Type("choices" if is_list else "choice", self._codes(question, "options"))
        return MAPPING

    def _codes(self, question: FormQuestion, name: str) -> frozenset[str] | None:
        if name == "options" and question.kind == "drill_down":
            return None
        return frozenset(option.code for option in all_options(self.index, question, name))

    def _part(self, question: FormQuestion, part: str, where: str) -> Type:
        if part == "other" and question.kind in OPTION_KINDS:
            return TEXT
        if self.question(question).kind not in ("mapping", "any"):
            return self.fault("wrong_type", where, f"{question.id} has no parts")
        if not self._has_part(question, part):
            self.fault("unknown_code", where, f"{question.id} has no part {part}")
        if question.kind == "matrix":
            return Type("choice", self._codes(question, "columns"))
        if question.kind in ("matrix_multiple", "group_rank"):
            return Type(
                "choices", self._codes(question, "columns" if question.kind == "matrix_multiple" else "options")
            )
        return _PARTS.get(question.kind, ANY)

    def _has_part(self, question: FormQuestion, part: str) -> bool:
        lists = {
            "matrix": "rows", "matrix_multiple": "rows", "kano": "rows", "constant_sum": "options",
            "gabor_granger": "options", "group_rank": "columns",
        }  # fmt: skip
        if question.kind in lists:
            return part in (self._codes(question, lists[question.kind]) or ())
        return question.kind != "psm" or part in (*PRICES, *INTENTS, *KANO_SIDES)

    def variable(self, name: str, where: str) -> Type:
        variable = self.index.variables.get(name)
        if variable is None:
            return self.fault("unknown_reference", where, f"there is no variable {name}")
        if name in self._open:
            return self.fault("circular_formula", where, f"{name} needs itself")
        if len(self._open) >= MOST_NESTED:
            return self.fault("circular_formula", where, f"more than {MOST_NESTED} formulas lean on each other")
        if variable.formula is None:
            return _GIVEN[variable.kind]
        self._open.add(name)
        quiet = Typist(self.index)
        quiet._open = self._open
        found = quiet.type_of(variable.formula, where)
        self.faults += [fault for fault in quiet.faults if fault[0] == "circular_formula"]
        self._open.discard(name)
        return found


def literal(value: Any) -> Type:
    """The type of a written value; a text that reads as a date or a time may be either."""
    if isinstance(value, bool):
        return Type("boolean", literal=value)
    if isinstance(value, int | float):
        return Type("number", literal=value)
    if isinstance(value, str):
        return Type("text", literal=value)
    return Type("list", literal=value) if isinstance(value, list) else ANY


def _equality(typist: Typist, operator: str, of: list[Type], where: str) -> Type:
    one, two = of
    if not _comparable(one, two):
        typist.fault("wrong_type", where, f"a {one.kind} is never equal to a {two.kind}")
    for choice, value in ((one, two), (two, one)):
        _check_codes(typist, choice, [value.literal] if choice.kind == "choice" else value.literal, where)
    return BOOLEAN


def _comparable(one: Type, two: Type) -> bool:
    groups = ({"text", "choice"}, {"list", "choices"}, {"text", "date"}, {"text", "time"})
    kinds = {one.kind, two.kind}
    return "any" in kinds or len(kinds) == 1 or any(kinds <= group for group in groups)


def _check_codes(typist: Typist, choice: Type, values: Any, where: str) -> None:
    """Codes that are written must be codes of the question."""
    if choice.kind in ("choice", "choices") and choice.codes is not None:
        for value in values if isinstance(values, list) else []:
            if isinstance(value, str) and value not in choice.codes:
                typist.fault("unknown_code", where, f"there is no option {value}")


def _ordering(typist: Typist, operator: str, of: list[Type], where: str) -> Type:
    one, two = (_dated(of[0]), _dated(of[1]))
    if "any" not in (one, two) and (one != two or one not in ("number", "date", "time")):
        typist.fault("wrong_type", where, f"a {of[0].kind} and a {of[1].kind} have no order")
    return BOOLEAN


def _dated(one: Type) -> str:
    """A written date counts as a date."""
    if isinstance(one.literal, str):
        return "date" if day_number(one.literal) is not None else "time" if is_time(one.literal) else "text"
    return one.kind


def _membership(typist: Typist, operator: str, of: list[Type], where: str) -> Type:
    if operator == "in":
        _need(typist, of[1], ("list", "choices"), where)
        _check_codes(typist, of[0], of[1].literal, where)
    elif operator == "contains":
        _need(typist, of[0], ("list", "choices", "text"), where)
        if of[0].kind == "text":
            _need(typist, of[1], ("text", "choice"), where)
        _check_codes(typist, of[0], [of[1].literal], where)
    else:
        _need(typist, of[0], ("list", "choices"), where)
        _need(typist, of[1], ("list", "choices"), where)
        _check_codes(typist, of[0], of[1].literal, where)
    return BOOLEAN


def _need(typist: Typist, one: Type, kinds: tuple[str, ...], where: str) -> None:
    if one.kind not in (*kinds, "any"):
        typist.fault("wrong_type", where, f"this is a {one.kind} where a {' or '.join(kinds)} is needed")


def _logic(typist: Typist, operator: str, of: list[Type], where: str) -> Type:
    for one in of:
        _need(typist, one, ("boolean",), where)
    return BOOLEAN


def _if(typist: Typist, operator: str, of: list[Type], where: str) -> Type:
    _need(typist, of[0], ("boolean",), where)
    return of[1] if of[1].kind == of[2].kind else ANY


def _numbers(typist: Typist, operator: str, of: list[Type], where: str) -> Type:
    kinds = ("number",) if operator in ("+", "-", "*", "/", "mod", "round") else ("number", "list", "mapping")
    for one in of:
        _need(typist, one, kinds, where)
    return NUMBER


def _length(typist: Typist, operator: str, of: list[Type], where: str) -> Type:
    _need(typist, of[0], ("text",), where)
    return NUMBER


def _days(typist: Typist, operator: str, of: list[Type], where: str) -> Type:
    for one in of:
        if _dated(one) not in ("date", "any"):
            typist.fault("wrong_type", where, f"this is a {one.kind} where a date is needed")
    return NUMBER


_OPERATORS: dict[str, Callable[[Typist, str, list[Type], str], Type]] = {
    **dict.fromkeys(("=", "!="), _equality),
    **dict.fromkeys(("<", "<=", ">", ">="), _ordering),
    **dict.fromkeys(("in", "contains", "contains_any", "contains_all"), _membership),
    **dict.fromkeys(("and", "or", "not"), _logic),
    **dict.fromkeys(("+", "-", "*", "/", "mod", "round", "sum", "mean", "min", "max"), _numbers),
    "if": _if,
    "answered": lambda typist, operator, of, where: BOOLEAN,
    "count": lambda typist, operator, of, where: NUMBER,
    "length": _length,
    "days": _days,
}


def leaves_of(tree: Any) -> Iterator[dict[str, Any]]:
    """The leaves of an expression, from left to right."""
    if "op" in tree:
        for one in tree["of"]:
            yield from leaves_of(one)
    else:
        yield tree
