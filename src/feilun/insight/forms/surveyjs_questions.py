"""Each kind of SurveyJS element as questions of ours."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from feilun.insight.forms.importing import all_of, listed, mapped, number_of, plain_value, pruned, text_of
from feilun.insight.forms.shapes import Expression

Raw = dict[str, Any]


class Host(Protocol):
    """What the importer offers."""

    names: dict[str, str]

    def note(self, what: str, where: str, text: str, level: Any = "lost") -> None: ...
    def name(self, foreign: str, prefix: str) -> str: ...
    def free(self, foreign: str, prefix: str) -> str: ...
    def code(self, question: str, value: Any, number: int) -> str: ...
    def words(self, text: Any, where: str) -> dict[str, str]: ...
    def condition(self, text: Any, where: str) -> Expression | None: ...


_INPUTS: dict[str, Raw] = {
    "number": {"kind": "number"}, "range": {"kind": "slider"}, "date": {"kind": "date"}, "time": {"kind": "time"},
    "email": {"kind": "text", "format": "email"}, "url": {"kind": "text", "format": "url"},
    "tel": {"kind": "text", "format": "phone"},
}  # fmt: skip
_KINDS = {
    "comment": "long_text", "radiogroup": "single", "buttongroup": "single", "dropdown": "dropdown",
    "checkbox": "multiple", "tagbox": "multiple", "imagepicker": "image_choice", "boolean": "boolean",
    "rating": "rating", "ranking": "ranking", "matrix": "matrix", "expression": "calculated", "html": "html",
    "file": "file", "signaturepad": "signature", "slider": "slider", "paneldynamic": "panel",
    "matrixdynamic": "panel",
}  # fmt: skip
_CHOICES = ("single", "dropdown", "multiple", "image_choice", "ranking")
_LOST = ("defaultValue", "correctAnswer", "choicesByUrl", "defaultValueExpression", "setValueExpression", "resetValueIf",
         "choicesVisibleIf", "choicesEnableIf", "maskType", "timeLimit")  # fmt: skip


class Questions:
    """Makes questions; notes go to the importer."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def of(self, element: Raw, where: str, shown: Expression | None, depth: int = 0) -> Iterator[Raw]:
        kind = text_of(element.get("type")) or "text"
        for key in _LOST:
            if key in element:
                self._host.note(key, f"{where}.{key}", "has no counterpart here")
        if kind == "multipletext":
            yield from self._several(element, where, shown)
        elif kind == "matrixdropdown":
            yield from self._table(element, where, shown)
        elif kind == "text" or kind in _KINDS:
            question = self._base(element, where, shown)
            question["kind"] = _KINDS.get(kind, "text")
            self._add_details(question, element, where, depth)
            yield pruned(question)
            yield from self._comment(element, where, question)
        else:
            self._host.note(kind, where, "a question of this kind has no counterpart here")

    def _base(self, element: Raw, where: str, shown: Expression | None) -> Raw:
        own = self._host.condition(element.get("visibleIf"), f"{where}.visibleIf")
        if element.get("visible") is False and own is None:
            own = {"value": False}
        return {
            "id": self._host.name(text_of(element.get("name")), "q"),
            "title": self._host.words(element.get("title") or element.get("name"), f"{where}.title"),
            "help": self._host.words(element.get("description"), f"{where}.description"),
            "required": element.get("isRequired") is True,
            "required_if": self._host.condition(element.get("requiredIf"), f"{where}.requiredIf"),
            "enabled_if": {"value": False} if element.get("readOnly") is True
            else self._host.condition(element.get("enableIf"), f"{where}.enableIf"),
            "shown_if": all_of(shown, own),
        }  # fmt: skip

    def _add_details(self, question: Raw, element: Raw, where: str, depth: int) -> None:
        kind = question["kind"]
        if kind == "text":
            question |= _INPUTS.get(text_of(element.get("inputType")), {})
        if kind in _CHOICES:
            self._add_choices(question, element, where)
        maker: Callable[[Raw, Raw, str], None] | None = {
            "rating": self._rating, "matrix": self._matrix, "calculated": self._formula, "html": self._html,
        }.get(kind)  # fmt: skip
        if maker:
            maker(question, element, where)
        if kind == "panel":
            self._panel(question, element, where, depth)
        self._add_bounds(question, element, where)

    def _add_choices(self, question: Raw, element: Raw, where: str) -> None:
        question["options"] = self._options(question["id"], element.get("choices"), f"{where}.choices")
        for flag, code, label, mark in (
            ("hasOther", "other", "otherText", "other"), ("showOtherItem", "other", "otherText", "other"),
            ("hasNone", "none", "noneText", "exclusive"), ("showNoneItem", "none", "noneText", "exclusive"),
        ):  # fmt: skip
            if element.get(flag) is True and all(one["code"] != code for one in question["options"]):
                words = self._host.words(element.get(label) or code.capitalize(), f"{where}.{label}")
                self._host.code(question["id"], code, 0)
                question["options"].append({"code": code, "label": words, mark: True})
        order = element.get("choicesOrder")
        question["shuffle"] = "random" if order == "random" else ""
        if order in ("asc", "desc"):
            self._host.note("choicesOrder", where, "choices are kept in the order they are written", "changed")
        question["many"] = element.get("multiSelect") is True
        source = text_of(element.get("choicesFromQuestion"))
        if source:
            modes = {"selected": "chosen", "unselected": "not_chosen"}
            which = modes.get(text_of(element.get("choicesFromQuestionMode")), "shown")
            question["carry"] = [{"question": self._host.name(source, "q"), "which": which}]

    def _options(self, question: str, choices: Any, where: str) -> list[Raw]:
        found = []
        for at, choice in enumerate(listed(choices)):
            value, one = choice_value(choice), mapped(choice)
            label = self._host.words(one.get("text") or plain_value(value), f"{where}[{at}]")
            shown = self._host.condition(one.get("visibleIf"), f"{where}[{at}].visibleIf")
            option = {"code": self._host.code(question, value, at), "label": label, "shown_if": shown}
            image = text_of(one.get("imageLink"))
            if image.startswith(("https://", "http://")):
                option["image"] = image
            number = number_of(value)
            found.append(pruned(option) | ({} if number is None else {"value": number}))
        return list({one["code"]: one for one in found}.values())

    def _rating(self, question: Raw, element: Raw, where: str) -> None:
        values = [number_of(choice_value(one)) for one in listed(element.get("rateValues"))]
        numbers = [one for one in values if one is not None]
        if values and len(numbers) < len(values):
            question |= {"kind": "single", "options": self._options(question["id"], element.get("rateValues"), where)}
            self._host.note("rateValues", where, "values that are no numbers became choices", "changed")
            return
        first = number_of(element.get("rateMin"))
        least = min(numbers, default=1.0 if first is None else first)
        count = number_of(element.get("rateCount")) or 5.0
        most = max(numbers, default=number_of(element.get("rateMax")) or least + count - 1)
        question |= {"least": least, "most": most}
        question["low"] = self._host.words(element.get("minRateDescription"), where)
        question["high"] = self._host.words(element.get("maxRateDescription"), where)

    def _matrix(self, question: Raw, element: Raw, where: str) -> None:
        if element.get("cellType") == "checkbox":
            question["kind"] = "matrix_multiple"
        question["rows"] = self._options(f"{question['id']}.rows", element.get("rows"), f"{where}.rows")
        question["columns"] = self._options(question["id"], element.get("columns"), f"{where}.columns")
        question["shuffle_rows"] = "random" if element.get("rowsOrder") == "random" else ""

    def _formula(self, question: Raw, element: Raw, where: str) -> None:
        question["formula"] = self._host.condition(element.get("expression"), f"{where}.expression") or {"value": None}

    def _html(self, question: Raw, element: Raw, where: str) -> None:
        question["title"] = self._host.words(element.get("html"), f"{where}.html")

    def _panel(self, question: Raw, element: Raw, where: str, depth: int) -> None:
        inner = element.get("templateElements", element.get("columns"))
        made: list[Raw] = []
        for at, one in enumerate(map(mapped, listed(inner))):
            path = f"{where}.templateElements[{at}]"
            one = {"type": one.get("cellType") or element.get("cellType") or "dropdown"} | one
            one |= {} if one.get("choices") else {"choices": element.get("choices")}
            if depth or one["type"] in ("paneldynamic", "panel", "html", "matrixdynamic"):
                self._host.note(text_of(one["type"]), path, "cannot stand inside a dynamic panel")
            else:
                made += self.of(one, path, None, depth + 1)
        question["questions"] = made
        for key, ours in (
            ("minPanelCount", "least"),
            ("maxPanelCount", "most"),
            ("minRowCount", "least"),
            ("maxRowCount", "most"),
        ):
            if number_of(element.get(key)) is not None:
                question[ours] = min(100.0, number_of(element.get(key)) or 0.0)

    def _add_bounds(self, question: Raw, element: Raw, where: str) -> None:
        for key, ours in (
            ("min", "least"), ("max", "most"), ("step", "step"), ("maxLength", "most"),
            ("minSelectedChoices", "least"), ("maxSelectedChoices", "most"),
        ):  # fmt: skip
            number = number_of(element.get(key))
            if (number is not None and number > 0) or (number == 0 and key == "min"):
                question[ours] = number
        for at, one in enumerate(map(mapped, listed(element.get("validators")))):
            self._validator(question, one, f"{where}.validators[{at}]")

    def _validator(self, question: Raw, one: Raw, where: str) -> None:
        kind = text_of(one.get("type"))
        pairs = {
            "numeric": ("minValue", "maxValue"), "text": ("minLength", "maxLength"), "answercount": ("minCount", "maxCount"),
        }.get(kind)  # fmt: skip
        if pairs:
            for key, ours in zip(pairs, ("least", "most"), strict=True):
                if number_of(one.get(key)) is not None:
                    question[ours] = number_of(one.get(key))
        elif kind == "email":
            question["format"] = "email"
        elif kind == "expression":
            holds = self._host.condition(one.get("expression"), where)
            if holds is not None:
                check = {"holds": holds, "text": self._host.words(one.get("text"), where)}
                question.setdefault("checks", []).append(check)
        else:
            self._host.note(f"validator {kind}", where, "a check of this kind has no counterpart here")

    def _comment(self, element: Raw, where: str, question: Raw) -> Iterator[Raw]:
        if element.get("hasComment") is True or element.get("showCommentArea") is True:
            self._host.note("comment", where, "became a question of its own", "changed")
            title = self._host.words(element.get("commentText") or "Comment", where)
            yield pruned({
                "id": self._host.free(f"{question['id']}_comment", "q"), "kind": "long_text", "title": title,
                "shown_if": question.get("shown_if"),
            })  # fmt: skip

    def _several(self, element: Raw, where: str, shown: Expression | None) -> Iterator[Raw]:
        """Each line of a multiple text is a question."""
        self._host.note("multipletext", where, "each line became a question of its own", "changed")
        base = self._base(element, where, shown)
        for at, item in enumerate(map(mapped, listed(element.get("items")))):
            title = self._host.words(item.get("title") or item.get("name"), f"{where}.items[{at}]")
            question = {**base, "kind": "text", "title": title, "required": item.get("isRequired") is True}
            question |= _INPUTS.get(text_of(item.get("inputType")), {})
            yield pruned({**question, "id": self._host.free(f"{base['id']}_{item.get('name')}", "q")})

    def _table(self, element: Raw, where: str, shown: Expression | None) -> Iterator[Raw]:
        """Each column of choices is a matrix of its own."""
        base = self._base(element, where, shown)
        for at, column in enumerate(map(mapped, listed(element.get("columns")))):
            kind = column.get("cellType") or element.get("cellType") or "dropdown"
            if kind not in ("dropdown", "radiogroup", "checkbox"):
                self._host.note(
                    f"column {kind}", f"{where}.columns[{at}]", "a column of this kind has no counterpart here"
                )
                continue
            id = self._host.free(f"{base['id']}_{column.get('name')}", "q")
            title = self._host.words(column.get("title") or column.get("name"), f"{where}.columns[{at}]")
            yield pruned({
                **base, "id": id, "title": title, "kind": "matrix_multiple" if kind == "checkbox" else "matrix",
                "rows": self._options(f"{id}.rows", element.get("rows"), f"{where}.rows"),
                "columns": self._options(id, column.get("choices") or element.get("choices"), f"{where}.columns[{at}]"),
            })  # fmt: skip
        self._host.note("matrixdropdown", where, "each column became a matrix of its own", "changed")


def choice_value(choice: Any) -> Any:
    return choice.get("value") if isinstance(choice, dict) else choice
