"""Formulas over columns, such as `PURPOSE in (1, 3) and CHOICE != 0`: arithmetic, comparison and a few functions."""

import ast
import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.kernel.errors import Invalid

_LONGEST = 2000
_TWO: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Mod: operator.mod,
}
_COMPARED: dict[type, Callable[..., Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: np.isin(left, right),
    ast.NotIn: lambda left, right: ~np.isin(left, right),
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "where": np.where,
    "log": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "min": lambda *of: reduce(np.minimum, of),
    "max": lambda *of: reduce(np.maximum, of),
}


def evaluate(formula: str, columns: Mapping[str, NDArray[Any]], name: str = "data") -> Any:
    """Raises Invalid on a wrong formula or an unknown column. Nothing is executed but the operators above."""
    try:
        if len(formula) > _LONGEST:
            raise Invalid(field="formula", problem=f"it is longer than {_LONGEST} characters")
        with np.errstate(all="ignore"):
            return _Reading(columns, formula, name).value(ast.parse(formula.strip(), mode="eval").body)
    except (SyntaxError, RecursionError, TypeError, ValueError, ZeroDivisionError, OverflowError) as error:
        raise Invalid(field="formula", problem=f"{formula[:200]!r} cannot be read: {error}") from error


class _Reading:
    def __init__(self, columns: Mapping[str, NDArray[Any]], formula: str, name: str) -> None:
        self.columns, self.formula, self.name = columns, formula, name

    def value(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            # As float64: whole numbers of Python would be computed to a million digits.
            return np.float64(node.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        if isinstance(node, ast.Name | ast.Attribute):
            return self.column(node)
        if isinstance(node, ast.Tuple | ast.List):
            return [self.value(one) for one in node.elts]
        if isinstance(node, ast.BinOp) and type(node.op) in _TWO:
            return _TWO[type(node.op)](self.calculable(node.left), self.calculable(node.right))
        if isinstance(node, ast.UnaryOp):
            return self.one_sided(node)
        if isinstance(node, ast.BoolOp):
            each = [np.asarray(self.value(one)).astype(bool) for one in node.values]
            return reduce(np.logical_and if isinstance(node.op, ast.And) else np.logical_or, each)
        if isinstance(node, ast.Compare):
            return self.compared(node)
        if isinstance(node, ast.Call):
            return self.called(node)
        raise Invalid(field="formula", problem=f"{self.formula[:200]!r} uses what formulas do not know")

    def calculable(self, node: ast.AST) -> Any:
        found = np.asarray(self.value(node))
        if found.dtype.kind not in "fiub":
            raise Invalid(field="formula", problem=f"{self.formula[:200]!r} calculates with a text")
        return found

    def column(self, node: ast.Name | ast.Attribute) -> NDArray[Any]:
        wanted = ast.unparse(node)
        if wanted not in self.columns:
            there = ", ".join(self.columns)
            raise Invalid(field=self.name, problem=f"there is no column {wanted}; there is {there[:300]}")
        return self.columns[wanted]

    def one_sided(self, node: ast.UnaryOp) -> Any:
        inner = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return ~np.asarray(inner).astype(bool)
        return -np.asarray(inner, dtype=float) if isinstance(node.op, ast.USub) else inner

    def compared(self, node: ast.Compare) -> Any:
        left, results = self.value(node.left), []
        for operation, right_node in zip(node.ops, node.comparators, strict=True):
            if type(operation) not in _COMPARED:
                raise Invalid(field="formula", problem=f"{self.formula[:200]!r} compares in an unknown way")
            right = self.value(right_node)
            results.append(_COMPARED[type(operation)](left, right))
            left = right
        return reduce(np.logical_and, results)

    def called(self, node: ast.Call) -> Any:
        known = isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS
        if not known or node.keywords:
            raise Invalid(field="formula", problem=f"functions are {', '.join(_FUNCTIONS)}; see {self.formula[:200]!r}")
        return _FUNCTIONS[node.func.id](*[self.value(one) for one in node.args])  # type: ignore[attr-defined]
