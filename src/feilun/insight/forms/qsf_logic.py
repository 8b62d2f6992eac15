"""Display, skip, branch and quota logic of Qualtrics as expressions of ours."""

import re
from collections.abc import Callable
from typing import Any

from feilun.insight.forms.importing import is_fit, mapped, number_of, text_of
from feilun.insight.forms.shapes import Expression

_LOCATOR = re.compile(r"q://([A-Za-z0-9_]{1,60})/([A-Za-z]{1,60})(?:/([^/\s]{1,60}))?(?:/([^/\s]{1,60}))?")
_COMPARISONS = {
    "EqualTo": "=", "Is": "=", "NotEqualTo": "!=", "IsNot": "!=", "GreaterThan": ">", "LessThan": "<",
    "GreaterThanOrEqual": ">=", "LessThanOrEqual": "<=", "Contains": "contains", "DoesNotContain": "not contains",
}  # fmt: skip


class Foreign:
    """What the logic must know of the questions: kind and id of each, and what an embedded field became."""

    def __init__(self, note: Callable[..., None]) -> None:
        self.note = note
        self.kinds: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.quotas: dict[str, str] = {}
        # (question, choice) -> the number of a scale, where the question is one.
        self.numbers: dict[tuple[str, str], float] = {}
        self.fields: Callable[[str], Expression] = lambda name: {"given": name}

    def condition(self, logic: Any, where: str) -> Expression | None:
        """A BooleanExpression: groups of lines joined by their conjunctions, and before or. None where a line is lost."""
        groups = [one for key, one in sorted(mapped(logic).items()) if key.isdigit() and isinstance(one, dict)]
        either: list[list[Expression]] = []
        for group in groups:
            inner = self._group(group, where)
            if inner is None:
                return None
            if text_of(group.get("Type")) in ("OrIf", "ElseIf") or not either:
                either.append([inner])
            else:
                either[-1].append(inner)
        found = _joined("or", [_joined("and", one) for one in either]) if either else None
        if found is not None and not is_fit(found):
            self.note("logic", where, "it is too long")
            return None
        return found

    def _group(self, group: dict[str, Any], where: str) -> Expression | None:
        either: list[list[Expression]] = []
        for key in sorted((key for key in group if key.isdigit()), key=int):
            line = mapped(group[key])
            found = self.line(line, where)
            if found is None:
                described = text_of(line.get("Description")) or text_of(line.get("LeftOperand"))
                self.note("logic", where, f"{line.get('LogicType')} {line.get('Operator')}: {described[:200]}")
                return None
            if text_of(line.get("Conjuction", line.get("Conjunction"))) == "Or" or not either:
                either.append([found])
            else:
                either[-1].append(found)
        return _joined("or", [_joined("and", one) for one in either]) if either else None

    def line(self, line: dict[str, Any], where: str) -> Expression | None:
        """One condition; None where it has no counterpart."""
        kind, operator = text_of(line.get("LogicType")), text_of(line.get("Operator", line.get("Condition")))
        if kind == "EmbeddedField":
            return _compared(self.fields(text_of(line.get("LeftOperand"))), operator, line.get("RightOperand"), False)
        if kind == "Quota":
            quota = self.quotas.get(text_of(line.get("QuotaID", line.get("LeftOperand"))))
            full: Expression = {"full": quota or ""}
            return None if quota is None else ({"op": "not", "of": [full]} if "Not" in operator else full)
        locator = text_of(line.get("ChoiceLocator")) or text_of(line.get("LeftOperand"))
        match = _LOCATOR.match(locator)
        return self._located(match, operator, line.get("RightOperand")) if match else None

    def _located(self, match: re.Match[str], operator: str, right: Any) -> Expression | None:
        question, part, first, second = match.groups()
        name, kind = self.names.get(question), self.kinds.get(question, "")
        if name is None:
            return None
        if operator in ("Selected", "NotSelected") and first:
            found = self._selected(name, kind, question, first, second)
            return {"op": "not", "of": [found]} if operator == "NotSelected" and found else found
        leaf: Expression = {"answer": name}
        if part == "ChoiceTextEntryValue" and first and kind in ("single", "multiple", "dropdown"):
            leaf = {"answer": name, "part": "other"}
        elif first and kind in ("constant_sum", "matrix"):
            leaf = {"answer": name, "part": first}
        elif part == "SelectedChoicesCount":
            return _compared({"op": "count", "of": [leaf]}, operator, right, True)
        return _compared(leaf, operator, right, kind in ("number", "nps", "slider", "constant_sum"))

    def _selected(self, name: str, kind: str, question: str, first: str, second: str | None) -> Expression | None:
        leaf: Expression = {"answer": name}
        if kind in ("nps", "number", "slider"):
            number = self.numbers.get((question, first), number_of(first))
            return {"op": "=", "of": [leaf, {"value": number}]}
        if kind in ("matrix", "matrix_multiple"):
            if second is None:
                return None
            operator = "=" if kind == "matrix" else "contains"
            return {"op": operator, "of": [{"answer": name, "part": first}, {"value": second}]}
        if kind == "multiple":
            return {"op": "contains", "of": [leaf, {"value": first}]}
        return {"op": "=", "of": [leaf, {"value": first}]} if kind in ("single", "dropdown") else None


def _compared(leaf: Expression, operator: str, right: Any, is_number: bool) -> Expression | None:
    if operator in ("Empty", "NotEmpty"):
        answered: Expression = {"op": "answered", "of": [leaf]}
        return answered if operator == "NotEmpty" else {"op": "not", "of": [answered]}
    ours = _COMPARISONS.get(operator)
    if ours is None or not isinstance(right, str | int | float):
        return None
    is_ordered = ours in ("<", "<=", ">", ">=")
    number = number_of(right) if is_number or is_ordered else None
    if (is_number or is_ordered) and number is None:
        return None
    value: Expression = {"value": number if is_number or is_ordered else str(right)}
    if ours == "not contains":
        return {"op": "not", "of": [{"op": "contains", "of": [leaf, value]}]}
    return {"op": ours, "of": [leaf, value]}


def _joined(operator: str, of: list[Expression]) -> Expression:
    return {"op": operator, "of": of} if len(of) > 1 else of[0]
