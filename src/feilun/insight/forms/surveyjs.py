"""Forms of SurveyJS (its published JSON): pages, elements, conditions, triggers, calculated values, localised texts."""

import re
from collections.abc import Iterator
from typing import Any

from feilun.insight.forms.importing import Porter, all_of, is_fit, listed, mapped, opened, plain_text, pruned, text_of
from feilun.insight.forms.shapes import Expression, Imported
from feilun.insight.forms.surveyjs_expressions import Unreadable, parse
from feilun.insight.forms.surveyjs_questions import Questions, choice_value
from feilun.kernel.errors import Invalid

_LANGUAGES = {"default": "", "zh-cn": "zh-CN", "zh-tw": "zh-TW", "zh": "zh-CN"}
_PIPE = re.compile(r"\{([^{}]{1,100})\}")
_MOST_DEPTH = 12


def from_surveyjs(raw: Any) -> Imported:
    """A form of SurveyJS JSON (object or text). Raises Invalid where it is none; what is lost is in the report."""
    document = opened(raw, "SurveyJS")
    pages = document.get("pages")
    if not isinstance(pages, list):
        elements = document.get("elements", document.get("questions"))
        if not isinstance(elements, list):
            raise Invalid(field="pages", problem="a form of SurveyJS has pages or elements, a list")
        pages = [{"name": "page1", "elements": elements}]
    return _Importer(document, [mapped(page) for page in pages]).go()


class _Importer(Porter):
    def __init__(self, document: dict[str, Any], pages: list[dict[str, Any]]) -> None:
        super().__init__()
        self.document, self.foreign_pages = document, pages
        self.default = _tag(text_of(document.get("locale"))) or "en"
        self.languages = [self.default]
        self.kinds: dict[str, str] = {}
        self.variables: dict[str, dict[str, Any]] = {}
        self.given: dict[str, str] = {}
        self.questions = Questions(self)

    def go(self) -> Imported:
        for page in self.foreign_pages:
            self._register(_elements(page), 0)
        for value in listed(self.document.get("calculatedValues")):
            self._variable(text_of(mapped(value).get("name")))
        pages = [self._page(page, f"pages[{at}]") for at, page in enumerate(self.foreign_pages)]
        self._calculated()
        ends = self._ends()
        self._triggers(pages)
        for key in ("timeLimit", "maxTimeToFinish", "cookieName", "requiredText", "firstPageIsStarted"):
            if key in self.document:
                self.note(key, key, "has no counterpart here")
        hidden = "clear" if self.document.get("clearInvisibleValues", "onComplete") != "none" else "keep"
        form = {
            "languages": self.languages,
            "title": self.words(self.document.get("title"), "title"),
            "hidden_answers": hidden,
            "given": self.given,
            "variables": [pruned(one) for one in self.variables.values()],
            "pages": pages or [{"id": "page1"}],
            "ends": ends,
        }
        return self.done(pruned(form))

    def _register(self, elements: list[Any], depth: int) -> None:
        """All names first, as conditions may speak of what comes later."""
        for element in map(mapped, elements if depth < _MOST_DEPTH else []):
            if element.get("type") == "panel":
                self._register(_elements(element), depth + 1)
            else:
                name = text_of(element.get("name"))
                self.kinds[name] = text_of(element.get("type"))
                self.name(name, "q")
                for number, choice in enumerate(listed(element.get("choices"))):
                    self.code(self.names[name], choice_value(choice), number)

    def _variable(self, name: str) -> dict[str, Any]:
        if name not in self.variables:
            self.variables[name] = {"id": self.free(name, "v")}
        return self.variables[name]

    def _page(self, page: dict[str, Any], where: str) -> dict[str, Any]:
        questions = list(self._questions(_elements(page), where, None, 0))
        shown = self.condition(page.get("visibleIf"), f"{where}.visibleIf")
        if page.get("visible") is False:
            shown = {"value": False}
        found = {
            "id": self.free(text_of(page.get("name")), "page"),
            "title": self.words(page.get("title"), f"{where}.title"),
            "questions": questions,
            "shown_if": shown,
            "shuffle": "random" if page.get("questionsOrder") == "random" else "",
        }
        return pruned(found)

    def _questions(
        self, elements: list[Any], where: str, shown: Expression | None, depth: int
    ) -> Iterator[dict[str, Any]]:
        """Questions of a page; those of a panel are shown when the panel is."""
        if depth >= _MOST_DEPTH:
            self.note("panel", where, "panels lie too deep inside each other")
            return
        for at, element in enumerate(map(mapped, elements)):
            path = f"{where}.elements[{at}]"
            if element.get("type") == "panel":
                own = self.condition(element.get("visibleIf"), f"{path}.visibleIf")
                if element.get("title"):
                    self.note("panel", f"{path}.title", "the title of a panel is not shown", "changed")
                yield from self._questions(_elements(element), path, all_of(shown, own), depth + 1)
            else:
                yield from self.questions.of(element, path, shown)

    def _calculated(self) -> None:
        for at, value in enumerate(map(mapped, listed(self.document.get("calculatedValues")))):
            where = f"calculatedValues[{at}].expression"
            formula = self.condition(value.get("expression"), where)
            self._variable(text_of(value.get("name")))["formula"] = formula

    def _ends(self) -> list[dict[str, Any]]:
        ends = []
        for at, one in enumerate(map(mapped, listed(self.document.get("completedHtmlOnCondition")))):
            where = f"completedHtmlOnCondition[{at}]"
            when = self.condition(one.get("expression"), f"{where}.expression")
            if when is not None:
                ends.append(
                    {"id": self.free(f"end{at + 1}", "e"), "text": self.words(one.get("html"), where), "when": when}
                )
        last = {
            "id": self.free("end", "e"),
            "text": self.words(self.document.get("completedHtml"), "completedHtml"),
            "redirect": self._address(self.document.get("navigateToUrl")),
        }
        return [pruned(one) for one in [*ends, last]]

    def _address(self, url: Any) -> str:
        if isinstance(url, str) and re.fullmatch(r"https?://[^\s<>\"']{1,2000}", url):
            return url
        if url:
            self.note("navigateToUrl", "navigateToUrl", "this address is not taken")
        return ""

    def _triggers(self, pages: list[dict[str, Any]]) -> None:
        for at, trigger in enumerate(map(mapped, listed(self.document.get("triggers")))):
            where, kind = f"triggers[{at}]", text_of(trigger.get("type"))
            when = self.condition(trigger.get("expression"), f"{where}.expression")
            name = text_of(trigger.get("setToName"))
            if when is None:
                continue
            if kind in ("setvalue", "copyvalue", "runexpression") and name and name not in self.kinds:
                self._set(trigger, name, kind, when, where)
            elif kind == "complete":
                for page in pages:
                    page.setdefault("next", []).append({"to": "end", "when": when})
                self.note(kind, where, "is judged at the foot of each page", "changed")
            else:
                self.note(f"trigger {kind}", where, "a trigger of this kind has no counterpart here")

    def _set(self, trigger: dict[str, Any], name: str, kind: str, when: Expression, where: str) -> None:
        value: Expression | None = {"value": trigger.get("setValue")}
        if kind == "copyvalue":
            value = self.leaf(text_of(trigger.get("fromName")))
        elif kind == "runexpression":
            value = self.condition(trigger.get("runExpression"), where)
        elif isinstance(trigger.get("setValue"), dict | list):
            value = None
        if value is None:
            self.note(f"trigger {kind}", where, "its value has no counterpart here")
            return
        self._variable(name)["formula"] = {"op": "if", "of": [when, value, {"value": None}]}
        self.note(f"trigger {kind}", where, "became a calculated variable, which follows the answers", "changed")

    def condition(self, text: Any, where: str) -> Expression | None:
        """An expression of ours, or None with a line in the report."""
        if not isinstance(text, str) or not text.strip():
            return None
        try:
            found = parse(text, self.leaf, self.literal)
            if not is_fit(found):
                raise Unreadable("it is too long")
            return found
        except Unreadable as error:
            self.note("expression", where, f"{text[:200]}: {error}")
            return None

    def leaf(self, name: str) -> Expression:
        """{question}, {question.row}, {variable}; anything else is handed over from outside."""
        if name in self.names:
            return {"answer": self.names[name]}
        if name in self.variables:
            return {"variable": self.variables[name]["id"]}
        head, _, part = name.partition(".")
        if head == "panel" and part in self.names:
            return {"answer": self.names[part]}
        if head in self.names and part:
            return {"answer": self.names[head], "part": self.codes.get(f"{self.names[head]}.rows", {}).get(part, part)}
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", name) is None:
            raise Unreadable(f"{name} has no counterpart")
        self.given.setdefault(name, "text")
        return {"given": name}

    def literal(self, leaf: Expression, value: Any) -> Any:
        """The code of a value that is compared with an answer."""
        codes = self.codes.get(leaf.get("answer", ""), {})
        if isinstance(value, list):
            return [self.literal(leaf, one) for one in value]
        found = codes.get(str(int(value)) if isinstance(value, float) and value.is_integer() else str(value))
        return value if found is None else found

    def words(self, text: Any, where: str) -> dict[str, str]:
        """Localised texts, pipes translated, tags dropped."""
        found = {}
        for language, one in ({"default": text} if isinstance(text, str) else mapped(text)).items():
            if isinstance(one, str) and one:
                tag = _tag(language) or self.default
                if tag not in self.languages:
                    self.languages.append(tag)
                found[tag] = self._piped(one, where)
        return found

    def _piped(self, text: str, where: str) -> str:
        def one(match: re.Match[str]) -> str:
            name = match[1].strip()
            if name in self.names:
                return f"{{{{ answer.{self.names[name]} }}}}"
            if name in self.variables:
                return f"{{{{ variable.{self.variables[name]['id']} }}}}"
            self.note("pipe", where, f"{match[0]} has no counterpart here")
            return ""

        plain = plain_text(text)
        if plain != " ".join(text.split()):
            self.note("html", where, "only the words of a text are kept", "changed")
        return _PIPE.sub(one, plain)


def _elements(holder: dict[str, Any]) -> list[Any]:
    found = holder.get("elements", holder.get("questions"))
    return found if isinstance(found, list) else []


def _tag(language: str) -> str:
    """A language tag; empty for the default and for what is none."""
    known = _LANGUAGES.get(language.lower())
    if known is not None:
        return known
    return language if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?", language) else ""
