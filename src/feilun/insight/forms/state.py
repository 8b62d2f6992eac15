"""What is known while a form is walked; the scope in which expressions and pipes are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from feilun.insight.forms.expressions import evaluate, holds, known
from feilun.insight.forms.index import Index
from feilun.insight.forms.shapes import AnswerFault, FormOption, FormQuestion, OptionView, Words
from feilun.insight.forms.texts import fill, number_text, plain, words

# Formulas that lean on each other, so that no chain of them is too deep to follow.
MOST_NESTED = 8
COLUMN_KINDS = ("matrix", "matrix_multiple")
OPTION_KINDS = ("single", "multiple", "dropdown", "image_choice", "ranking", "turf")


@dataclass(frozen=True)
class Turn:
    """One turn of a loop."""

    code: str
    label: str
    number: int


@dataclass(frozen=True)
class Asked:
    """A question that comes up, for somebody who answers while the walk goes on."""

    question: FormQuestion
    key: str
    lists: dict[str, list[OptionView]]
    required: bool
    attempt: int


# Writes the answer to what is asked into `state.raw`.
Fill = Callable[["State", Asked], None]


@dataclass
class State:
    """The walk so far. It is the scope of expressions."""

    index: Index
    raw: dict[str, Any]
    seed: int
    outside: Mapping[str, Any]
    language: str
    filled: frozenset[str]
    fill: Fill | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    assigned: dict[str, Any] = field(default_factory=dict)
    # The options shown under each key, for those that carry them on.
    shown: dict[str, list[OptionView]] = field(default_factory=dict)
    turns: dict[int, list[str]] = field(default_factory=dict)
    problems: dict[str, list[AnswerFault]] = field(default_factory=dict)
    section: int = -1
    turn: Turn | None = None
    panel: str = ""
    entry: dict[str, Any] | None = None
    _formulas: dict[str, Any] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    @property
    def keeps(self) -> bool:
        return self.index.form.hidden_answers == "keep"

    def move(self, section: int, turn: Turn | None) -> None:
        self.section, self.turn = section, turn
        self._formulas.clear()

    def enter(self, panel: str, entry: dict[str, Any] | None) -> None:
        """Into an entry of a panel, or out of it."""
        self.panel, self.entry = panel, entry
        self._formulas.clear()

    def keep(self, key: str, value: Any) -> None:
        """An answer that counts from now on; None removes it."""
        self._formulas.clear()
        if value is None:
            self.kept.pop(key, None)
            self.values.pop(key, None)
        else:
            self.kept[key] = tidy(value)
            self.values[key] = known(value)

    def assign(self, name: str, value: Any) -> None:
        self.assigned[name] = value
        self._formulas.clear()

    def key_of(self, question: str) -> str:
        """Where the answer of this turn is kept."""
        place = self.index.places.get(question)
        if self.turn and place and place.section == self.section:
            return f"{question}@{self.turn.code}"
        return question

    def answer(self, question: str, part: str) -> Any:
        place = self.index.places.get(question)
        if place is None:
            return None
        if place.panel and self.entry is not None and place.panel.id == self.panel:
            return _part(place.question, known(self.entry.get(question)), part, self.entry.get(f"{question}.other"))
        top = place.panel.id if place.panel else question
        if self.index.repeats(question) and not (self.turn and place.section == self.section):
            found = [self._one(place.question, f"{top}@{code}", part) for code in self.turns.get(place.section, [])]
            return [one for one in found if one is not None]
        return self._one(place.question, self.key_of(top), part)

    def _one(self, question: FormQuestion, key: str, part: str) -> Any:
        value = self.values.get(key)
        if key.split("@")[0] != question.id:
            # An inner question seen from outside its panel: one value per entry.
            entries = value if isinstance(value, list) else []
            found = [_part(question, one.get(question.id), part, one.get(f"{question.id}.other")) for one in entries]
            return [one for one in found if one is not None]
        return _part(question, value, part, self.values.get(f"{key}.other"))

    def score(self, question: str) -> float | None:
        place = self.index.places.get(question)
        if place is None:
            return None
        listed = place.question.columns if place.question.kind in COLUMN_KINDS else place.question.options
        values = {option.code: option.value for option in listed}
        found = [_worth(one, values) for one in _leaves(self.answer(question, ""))]
        total = None
        for one in found:
            if one is not None:
                total = one if total is None else total + one
        return total

    def variable(self, name: str) -> Any:
        """A formula that asks for itself gets nothing, nor does one behind too many others."""
        variable = self.index.variables.get(name)
        if variable is None or name in self._open or len(self._open) >= MOST_NESTED:
            return None
        if variable.formula is None:
            return self.assigned.get(name)
        if name not in self._formulas:
            self._open.add(name)
            found = evaluate(variable.formula, self)
            self._open.discard(name)
            self._formulas[name] = found
        return self._formulas[name]

    def given(self, name: str) -> Any:
        return self.outside.get(name)

    def item(self, part: str) -> Any:
        if self.turn is None:
            return None
        return {"code": self.turn.code, "label": self.turn.label, "number": float(self.turn.number)}.get(part)

    def full(self, quota: str) -> bool:
        return quota in self.filled

    def holds(self, tree: Any) -> bool:
        return holds(tree, self)

    def say(self, text: Words) -> str:
        """Words in the respondent's language, with the pipes filled."""
        return fill(words(text, self.language, self.index.form.languages), self._piped)

    def _piped(self, source: str, name: str, part: str) -> str:
        if source == "answer":
            return self._piped_answer(name, part)
        if source == "variable":
            return plain(self.variable(name), self.language, {})
        if source == "given":
            return plain(known(self.given(name)), self.language, {})
        return plain(self.item(name), self.language, {})

    def _piped_answer(self, name: str, part: str) -> str:
        place = self.index.places.get(name)
        if place is None:
            return ""
        if part == "code":
            return plain(self.answer(name, ""), self.language, {})
        labels = {option.code: self.label(option) for option in (*place.question.options, *place.question.columns)}
        labels |= {option.code: option.label for option in self.shown.get(self.key_of(name), [])}
        if part != "other":
            other = self.kept.get(f"{self.key_of(name)}.other")
            labels |= other if isinstance(other, dict) else {}
        return plain(self.answer(name, part), self.language, labels)

    def label(self, option: FormOption) -> str:
        """The label without pipes, or the code where there is none."""
        return words(option.label, self.language, self.index.form.languages) or option.code

    def message(self, code: str, number: float | None) -> AnswerFault:
        text = words(messages()[code], self.language, ["en", "zh-CN", "zh-TW"])
        return AnswerFault(code, text.replace("{n}", "" if number is None else number_text(float(number))))


def _part(question: FormQuestion, value: Any, part: str, other: Any) -> Any:
    if part == "":
        return value
    if part == "other" and question.kind in OPTION_KINDS:
        texts = other if isinstance(other, dict) else {}
        return next((texts[code] for code in sorted(texts)), None)
    return value.get(part) if isinstance(value, dict) else None


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [one for inner in value for one in _leaves(inner)]
    if isinstance(value, dict):
        return [one for key in sorted(value) for one in _leaves(value[key])]
    return [value]


def _worth(value: Any, values: Mapping[str, float | None]) -> float | None:
    """The number of a code; a number is its own."""
    if isinstance(value, float):
        return value
    found = values.get(value) if isinstance(value, str) else None
    return None if found is None else float(found)


def tidy(value: Any) -> Any:
    """As it is written in JSON: 3 and not 3.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [tidy(one) for one in value]
    if isinstance(value, dict):
        return {key: tidy(one) for key, one in value.items()}
    return value


@cache
def messages() -> dict[str, Words]:
    """The sentences of the engine; the browser has the same file."""
    text = resources.files("feilun.insight.forms").joinpath("messages.json").read_bytes()
    found: dict[str, Words] = msgspec.json.decode(text)
    return found
