"""Conditions of SurveyJS, such as {q1} = 'a' and ({q2} > 3 or {q3} notempty), as expressions of ours."""

import re
from collections.abc import Callable
from typing import Any

from feilun.insight.forms.reading import DEEPEST_EXPRESSION
from feilun.insight.forms.shapes import Expression

_TOKEN = re.compile(
    r"\s*(?:(?P<name>\{[^{}]{1,300}\})|(?P<text>'[^']{0,1000}'|\"[^\"]{0,1000}\")|(?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?)"
    r"|(?P<list>[\[\],])|(?P<sign>&&|\|\||==|!=|<>|<=|>=|[=<>!()+\-*/%^])|(?P<word>[A-Za-z_][A-Za-z0-9_]{0,60}))"
)
_COMPARISONS = {
    "=": "=", "==": "=", "equal": "=", "!=": "!=", "<>": "!=", "notequal": "!=", "<": "<", "less": "<", ">": ">",
    "greater": ">", "<=": "<=", "lessorequal": "<=", ">=": ">=", "greaterorequal": ">=", "contains": "contains",
    "contain": "contains", "notcontains": "notcontains", "notcontain": "notcontains", "anyof": "contains_any",
    "allof": "contains_all",
}  # fmt: skip
_FUNCTIONS = {"sum": "sum", "avg": "mean", "min": "min", "max": "max", "round": "round", "iif": "if"}
_LONGEST = 5000


class Unreadable(Exception):
    """An expression that has no counterpart here; the words say which part."""


def parse(text: str, leaf: Callable[[str], Expression], literal: Callable[[Expression, Any], Any]) -> Expression:
    """Raises Unreadable. `leaf` makes the leaf of a name; `literal` the code of a value compared with a leaf."""
    return _Parser(_tokens(text), leaf, literal).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    if len(text) > _LONGEST:
        raise Unreadable("it is too long")
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or not match.lastgroup:
            raise Unreadable(f"{text[at : at + 20]} is not understood")
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Parser:
    def __init__(
        self,
        tokens: list[tuple[str, str]],
        leaf: Callable[[str], Expression],
        literal: Callable[[Expression, Any], Any],
    ) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0
        self._leaf, self._literal = leaf, literal

    def whole(self) -> Expression:
        found = self._either()
        if self._at < len(self._tokens):
            raise Unreadable(f"{self._tokens[self._at][1]} is not expected")
        return found

    def _peek(self) -> str:
        return self._tokens[self._at][1].lower() if self._at < len(self._tokens) else ""

    def _take(self, *wanted: str) -> str:
        """The next token if it is one of these."""
        here = self._peek()
        if here in wanted and self._tokens[self._at][0] in ("sign", "word", "list"):
            self._at += 1
            return here
        return ""

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise Unreadable(f"{sign} is missing")

    def _chain(self, inner: Callable[[], Expression], operator: str, *signs: str) -> Expression:
        found = [inner()]
        while self._take(*signs):
            found.append(inner())
        return {"op": operator, "of": found} if len(found) > 1 else found[0]

    def _either(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST_EXPRESSION - 5:
            raise Unreadable("it is too deep")
        found = self._chain(self._both, "or", "or", "||")
        self._depth -= 1
        return found

    def _both(self) -> Expression:
        return self._chain(self._comparison, "and", "and", "&&")

    def _comparison(self) -> Expression:
        left = self._sum()
        if self._take("empty"):
            return {"op": "not", "of": [{"op": "answered", "of": [left]}]}
        if self._take("notempty"):
            return {"op": "answered", "of": [left]}
        sign = self._take(*_COMPARISONS)
        if not sign:
            return left
        right = self._sum()
        left, right = self._coded(left, right), self._coded(right, left)
        operator = _COMPARISONS[sign]
        if operator == "notcontains":
            return {"op": "not", "of": [{"op": "contains", "of": [left, right]}]}
        return {"op": operator, "of": [left, right]}

    def _coded(self, value: Expression, other: Expression) -> Expression:
        return {"value": self._literal(other, value["value"])} if "value" in value else value

    def _sum(self) -> Expression:
        found = self._product()
        while sign := self._take("+", "-"):
            found = {"op": sign, "of": [found, self._product()]}
        return found

    def _product(self) -> Expression:
        found = self._unary()
        while sign := self._take("*", "/", "%"):
            found = {"op": "mod" if sign == "%" else sign, "of": [found, self._unary()]}
        return found

    def _unary(self) -> Expression:
        if self._take("!", "not"):
            return {"op": "not", "of": [self._nested(self._unary)]}
        if self._take("-"):
            return {"op": "-", "of": [{"value": 0}, self._nested(self._unary)]}
        if self._take("("):
            found = self._either()
            self._need(")")
            return found
        return self._value()

    def _nested(self, inner: Callable[[], Expression]) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST_EXPRESSION - 5:
            raise Unreadable("it is too deep")
        found = inner()
        self._depth -= 1
        return found

    def _value(self) -> Expression:
        if self._take("["):
            return {"value": self._list()}
        if self._at >= len(self._tokens):
            raise Unreadable("it breaks off")
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "name":
            return self._leaf(text[1:-1].strip())
        if kind == "text":
            return {"value": text[1:-1]}
        if kind == "number":
            return {"value": float(text)}
        if kind == "word" and text.lower() in ("true", "false"):
            return {"value": text.lower() == "true"}
        if kind == "word":
            return self._call(text)
        raise Unreadable(f"{text} is not expected")

    def _list(self) -> list[Any]:
        found = []
        while not self._take("]"):
            one = self._unary()
            if "value" not in one:
                raise Unreadable("a list holds something else than values")
            found.append(one["value"])
            self._take(",")
        return found

    def _call(self, name: str) -> Expression:
        if name.lower() not in _FUNCTIONS or not self._take("("):
            raise Unreadable(f"the function {name} is not known here")
        of = [self._either()]
        while self._take(","):
            of.append(self._either())
        self._need(")")
        if (name.lower() == "iif" and len(of) != 3) or (name.lower() == "round" and len(of) != 1):
            raise Unreadable(f"{name} has other operands here")
        return {"op": _FUNCTIONS[name.lower()], "of": of}
