"""Each type of Qualtrics question as questions of ours."""

from collections.abc import Callable
from typing import Any, Protocol

from feilun.insight.forms.importing import listed, mapped, number_of, pruned, text_of
from feilun.insight.forms.qsf_logic import Foreign

Raw = dict[str, Any]
_LOST = {
    "SBS": "side by side", "HeatMap": "heat map", "HotSpot": "hot spot", "Timing": "timing", "Captcha": "captcha",
    "Meta": "browser details", "HL": "highlight", "DD": "drill down", "TreeSelect": "tree",
}  # fmt: skip


class Host(Protocol):
    """What the importer offers."""

    logic: Foreign

    def note(self, what: str, where: str, text: str, level: Any = "lost") -> None: ...
    def words(self, payload: Raw, path: tuple[str, ...], where: str) -> dict[str, str]: ...


class QsfQuestions:
    """Makes the questions of one payload; notes go to the importer."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def of(self, payload: Raw, id: str, where: str) -> list[Raw]:
        kind = text_of(payload.get("QuestionType"))
        if kind in _LOST or kind not in _MAKERS:
            self._host.note(
                _LOST.get(kind, kind or "question"), where, "a question of this kind has no counterpart here"
            )
            return []
        validation = mapped(mapped(payload.get("Validation")).get("Settings"))
        base = {
            "id": id,
            "title": self._host.words(payload, ("QuestionText",), f"{where}.QuestionText"),
            "required": validation.get("ForceResponse") == "ON",
        }
        if validation.get("Type") in ("CustomValidation", "ContentValidation"):
            self._host.note("validation", where, "a check of its own has no counterpart here")
        made = _MAKERS[kind](self, payload, base, where)
        self._host.logic.kinds[text_of(payload.get("QuestionID"))] = made[0]["kind"] if len(made) == 1 else ""
        return [pruned(one) for one in made]

    def options(self, payload: Raw, key: str, where: str) -> list[Raw]:
        """Choices or answers in the order shown; codes are Qualtrics' own numbers."""
        choices, recoded = mapped(payload.get(key)), mapped(payload.get("RecodeValues"))
        if isinstance(payload.get(key), list):
            choices = {str(at + 1): one for at, one in enumerate(listed(payload.get(key)))}
        order = [str(one) for one in listed(payload.get(f"{key.removesuffix('s')}Order")) if str(one) in choices]
        found = []
        for code in order or list(choices):
            one = mapped(choices[code])
            option = {
                "code": "".join(sign for sign in code if sign.isalnum() or sign == "_") or "c",
                "label": self._host.words(payload, (key, code, "Display"), f"{where}.{key}.{code}"),
                "other": one.get("TextEntry") in (True, "true", "on"),
                "exclusive": one.get("ExclusiveAnswer") in (True, "true"),
            }
            number = number_of(recoded.get(code))
            found.append(pruned(option) | ({} if number is None else {"value": number}))
            if one.get("DisplayLogic"):
                shown = self._host.logic.condition(one["DisplayLogic"], f"{where}.{key}.{code}.DisplayLogic")
                found[-1] |= {} if shown is None else {"shown_if": shown}
        return list({one["code"]: one for one in found}.values())

    def shuffle(self, payload: Raw, where: str) -> str:
        kind = text_of(mapped(payload.get("Randomization")).get("Type"))
        if kind in ("Advanced", "Subset"):
            self._host.note("randomization", where, "became a plain random order", "changed")
        return "random" if kind in ("All", "Advanced", "Subset") else ""

    def carry(self, payload: Raw) -> list[Raw]:
        """Choices carried forward."""
        locator = text_of(mapped(payload.get("DynamicChoices")).get("Locator"))
        parts = locator.removeprefix("q://").split("/")
        which = {"SelectedChoices": "chosen", "UnselectedChoices": "not_chosen"}.get(parts[-1], "shown")
        name = self._host.logic.names.get(parts[0])
        return [{"question": name, "which": which}] if name else []

    def choice(self, payload: Raw, base: Raw, where: str) -> list[Raw]:
        selector = text_of(payload.get("Selector"))
        options = self.options(payload, "Choices", where)
        if selector == "NPS":
            for option in options:
                words = next(iter(option.get("label", {}).values()), "")
                number = number_of(words) if number_of(words) is not None else number_of(option["code"])
                self._host.logic.numbers[text_of(payload.get("QuestionID")), option["code"]] = number or 0.0
            return [base | {"kind": "nps"}]
        kind = "dropdown" if selector == "DL" else "multiple" if selector.startswith("MA") else "single"
        return [
            base
            | {"kind": kind, "options": options, "shuffle": self.shuffle(payload, where), "carry": self.carry(payload)}
        ]

    def text(self, payload: Raw, base: Raw, where: str) -> list[Raw]:
        selector = text_of(payload.get("Selector"))
        settings = mapped(mapped(payload.get("Validation")).get("Settings"))
        if selector == "FORM":
            self._host.note("form field", where, "each field became a question of its own", "changed")
            fields = self.options(payload, "Choices", where)
            return [
                base | {"id": f"{base['id']}_{one['code']}", "kind": "text", "title": one.get("label", {})}
                for one in fields
            ]
        content = text_of(settings.get("ContentType"))
        if content == "ValidNumber":
            limits = mapped(settings.get("ValidNumber"))
            bounds = {"least": number_of(limits.get("Min")), "most": number_of(limits.get("Max"))}
            return [base | {"kind": "number", **{key: one for key, one in bounds.items() if one is not None}}]
        formats = {"ValidEmail": "email", "ValidURL": "url", "ValidPhone": "phone"}
        kind = "long_text" if selector in ("ML", "ESTB") else "text"
        return [base | {"kind": kind, "format": formats.get(content, "")}]

    def matrix(self, payload: Raw, base: Raw, where: str) -> list[Raw]:
        if payload.get("Selector") not in ("Likert", "Bipolar", "Profile"):
            self._host.note(f"matrix {payload.get('Selector')}", where, "a table of this kind has no counterpart here")
            return [base | {"kind": "html"}]
        kind = "matrix_multiple" if payload.get("SubSelector") == "MultipleAnswer" else "matrix"
        rows, columns = self.options(payload, "Choices", where), self.options(payload, "Answers", where)
        return [base | {"kind": kind, "rows": rows, "columns": columns, "shuffle_rows": self.shuffle(payload, where)}]

    def slider(self, payload: Raw, base: Raw, where: str) -> list[Raw]:
        settings = mapped(payload.get("Configuration"))
        bounds = {"least": number_of(settings.get("CSSliderMin")), "most": number_of(settings.get("CSSliderMax"))}
        bounds = {key: one for key, one in bounds.items() if one is not None}
        kind = "rating" if payload.get("Selector") == "STAR" else "slider"
        lines = self.options(payload, "Choices", where)
        if len(lines) < 2:
            return [base | {"kind": kind, **bounds}]
        self._host.note("slider", where, "each line became a question of its own", "changed")
        return [
            base | {"id": f"{base['id']}_{one['code']}", "kind": kind, "title": one.get("label", {}), **bounds}
            for one in lines
        ]

    def constant_sum(self, payload: Raw, base: Raw, where: str) -> list[Raw]:
        settings = mapped(mapped(payload.get("Validation")).get("Settings"))
        total = number_of(settings.get("ChoiceTotal"))
        found = base | {"kind": "constant_sum", "options": self.options(payload, "Choices", where)}
        return [found | ({} if total is None else {"total": total})]

    def ranking(self, payload: Raw, base: Raw, where: str) -> list[Raw]:
        options = self.options(payload, "Choices", where)
        return [
            base
            | {
                "kind": "ranking",
                "options": options,
                "shuffle": self.shuffle(payload, where),
                "carry": self.carry(payload),
            }
        ]

    def group_rank(self, payload: Raw, base: Raw, where: str) -> list[Raw]:
        options = self.options(payload, "Choices", where)
        groups = [str(one) for one in listed(payload.get("Groups"))]
        language = next(iter(base["title"]), "en")
        columns = [{"code": f"g{at + 1}", "label": {language: one}} for at, one in enumerate(groups)]
        return [base | {"kind": "group_rank", "options": options, "columns": columns}]

    def html(self, payload: Raw, base: Raw, where: str) -> list[Raw]:
        return [base | {"kind": "html", "required": False}]

    def file(self, payload: Raw, base: Raw, where: str) -> list[Raw]:
        return [base | {"kind": "file"}]

    def signature(self, payload: Raw, base: Raw, where: str) -> list[Raw]:
        return [base | {"kind": "signature"}]


_MAKERS: dict[str, Callable[[QsfQuestions, Raw, Raw, str], list[Raw]]] = {
    "MC": QsfQuestions.choice, "TE": QsfQuestions.text, "Matrix": QsfQuestions.matrix, "Slider": QsfQuestions.slider,
    "CS": QsfQuestions.constant_sum, "RO": QsfQuestions.ranking, "PGR": QsfQuestions.group_rank,
    "DB": QsfQuestions.html, "FileUpload": QsfQuestions.file, "Draw": QsfQuestions.signature,
}  # fmt: skip
