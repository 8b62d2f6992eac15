"""Surveys of Qualtrics (QSF): blocks, flow, skip and display logic, loop and merge, randomisers, quotas, languages."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from feilun.insight.forms.importing import (
    Porter,
    all_of,
    listed,
    mapped,
    number_of,
    opened,
    plain_text,
    pruned,
    text_of,
)
from feilun.insight.forms.qsf_logic import Foreign
from feilun.insight.forms.qsf_questions import QsfQuestions, Raw
from feilun.insight.forms.shapes import Expression, Imported
from feilun.kernel.errors import Invalid

_LANGUAGES = {"EN": "en", "EN-GB": "en-GB", "ZH-S": "zh-CN", "ZH-T": "zh-TW", "PT-BR": "pt-BR", "ES-ES": "es"}
_PIPE = re.compile(r"\$\{([a-z]{1,3})://([^}/]{1,80})(?:/([^}]{0,120}))?\}")
_DEEPEST_FLOW = 15


def from_qsf(raw: Any) -> Imported:
    """A survey of Qualtrics (object or text). Raises Invalid where it is none; what is lost is in the report."""
    document = opened(raw, "Qualtrics")
    elements = document.get("SurveyElements")
    if not isinstance(elements, list):
        raise Invalid(field="SurveyElements", problem="a survey of Qualtrics has a list of elements")
    return _Importer(mapped(document.get("SurveyEntry")), [mapped(one) for one in elements]).go()


class _Importer(Porter):
    def __init__(self, entry: Raw, elements: list[Raw]) -> None:
        super().__init__()
        self.entry, self.elements = entry, elements
        self.default = _tag(text_of(entry.get("SurveyLanguage"))) or "en"
        self.languages = [self.default]
        self.logic = Foreign(self.note)
        self.logic.fields = self._field
        self.maker = QsfQuestions(self)
        self.payloads = {
            text_of(one.get("PrimaryAttribute")): mapped(one.get("Payload"))
            for one in elements
            if one.get("Element") == "SQ"
        }
        self.blocks = {text_of(block.get("ID")): block for block in self._of("BL")}
        self.given: dict[str, str] = {}
        self.variables: dict[str, Raw] = {}
        self.pages: list[Raw] = []
        self.groups: list[Raw] = []
        self.ends: list[Raw] = []
        # Jumps whose page is known only when all pages are there.
        self._open: list[tuple[Raw, Callable[[], str]]] = []
        self.questions: dict[str, list[Raw]] = {}

    def _of(self, kind: str) -> Iterator[Raw]:
        for element in self.elements:
            if element.get("Element") == kind:
                payload = element.get("Payload")
                is_many = kind == "BL" or isinstance(payload, list)
                yield from map(mapped, listed(payload) if is_many else [payload])

    def go(self) -> Imported:
        for qid in self.payloads:
            self.logic.names[qid] = self.name(qid, "q")
        for quota in self._quotas():
            self.logic.quotas[text_of(quota.get("ID"))] = self.free(text_of(quota.get("ID")), "quota")
        for qid, payload in self.payloads.items():
            self.questions[qid] = self.maker.of(payload, self.logic.names[qid], qid)
        flow = [mapped(one) for element in self._of("FL") for one in listed(element.get("Flow"))]
        if not flow:
            flow = [{"Type": "Block", "ID": id} for id, block in self.blocks.items() if block.get("Type") != "Trash"]
        self._flow(flow, None, "Flow", 0)
        for jump, target in self._open:
            jump["to"] = target()
        quotas = self._made_quotas()
        form = {
            "languages": self.languages,
            "title": {self.default: plain_text(text_of(self.entry.get("SurveyName")))},
            "given": self.given,
            "variables": list(self.variables.values()),
            "pages": [self._closed(page) for page in self.pages] or [{"id": "page1"}],
            "groups": self.groups,
            "ends": self.ends,
            "quotas": quotas,
        }
        return self.done(pruned(form))

    def _closed(self, page: Raw) -> Raw:
        """Without jumps that found no page."""
        jumps = [one for one in page.get("next", []) if one["to"]]
        return pruned(page | {"next": jumps})

    def _flow(self, flow: list[Raw], shown: Expression | None, where: str, depth: int) -> None:
        if depth > _DEEPEST_FLOW:
            self.note("flow", where, "lies too deep")
            return
        for at, part in enumerate(flow):
            kind, path = text_of(part.get("Type")), f"{where}[{at}]"
            inner = [mapped(one) for one in listed(part.get("Flow"))]
            if kind in ("Block", "Standard"):
                self._block(text_of(part.get("ID")), shown, path)
            elif kind == "Branch":
                when = self.logic.condition(part.get("BranchLogic"), f"{path}.BranchLogic")
                if when is None:
                    # An end that everybody would come to is worse than none.
                    inner = [one for one in inner if one.get("Type") != "EndSurvey"]
                self._flow(inner, all_of(shown, when), path, depth + 1)
            elif kind == "EmbeddedData":
                self._embedded(part, shown, path)
            elif kind == "BlockRandomizer":
                self._randomizer(part, inner, shown, path, depth)
            elif kind == "EndSurvey":
                self._end(part, shown, path)
            elif kind == "Group":
                self._flow(inner, shown, path, depth + 1)
            else:
                self.note(f"flow {kind}", path, "a step of this kind has no counterpart here")
                self._flow(inner, shown, path, depth + 1)

    def _randomizer(self, part: Raw, inner: list[Raw], shown: Expression | None, where: str, depth: int) -> None:
        """Blocks in a random order, or some of them; each block becomes one page of a group."""
        blocks = [one for one in inner if text_of(one.get("Type")) in ("Block", "Standard")]
        if len(blocks) < len(inner):
            self.note("randomizer", where, "what it holds beside blocks keeps its place", "changed")
            self._flow(inner, shown, where, depth + 1)
            return
        group = self.free(text_of(part.get("FlowID")) or "random", "g")
        subset = number_of(part.get("SubSet")) or 0.0
        pick = int(subset) if subset < len(blocks) else 0
        self.groups.append(pruned({"id": group, "shuffle": "random", "pick": pick, "shown_if": shown}))
        if part.get("EvenPresentation"):
            self.note("even presentation", where, "is by chance, not evened out", "changed")
        for block in blocks:
            start = len(self.pages)
            self._block(text_of(block.get("ID")), None, where)
            made, self.pages = self.pages[start:], self.pages[:start]
            if len(made) > 1:
                self.note("page break", where, "a block in a randomizer became one page", "changed")
            if made:
                made[0]["questions"] = [one for page in made for one in page["questions"]]
                self.pages.append(made[0] | {"group": group})

    def _block(self, id: str, shown: Expression | None, where: str) -> None:
        block = self.blocks.get(id)
        if block is None:
            self.note("block", where, f"there is no block {id}")
            return
        options, name = mapped(block.get("Options")), text_of(block.get("Description")) or id
        pages: list[Raw] = [self._new_page(name, shown)]
        for element in map(mapped, listed(block.get("BlockElements"))):
            if element.get("Type") == "Page Break":
                pages.append(self._new_page(name, shown))
            else:
                self._put(text_of(element.get("QuestionID")), element, pages, name, shown)
        pages = [page for page in pages if page["questions"]]
        if "Randomize" in str(options.get("RandomizeQuestions")) or options.get("RandomizeQuestions") is True:
            pages = [page | {"shuffle": "random"} for page in pages]
        self.pages += self._looped(options, pages, name, where)

    def _new_page(self, name: str, shown: Expression | None) -> Raw:
        return {"id": self.free(name, "page"), "shown_if": shown, "questions": []}

    def _put(self, qid: str, element: Raw, pages: list[Raw], name: str, shown: Expression | None) -> None:
        """A question on the last page; one that is jumped to begins a page, one that jumps ends it."""
        payload = self.payloads.get(qid, {})
        if qid in self._targets() and pages[-1]["questions"]:
            pages.append(self._new_page(name, shown))
        display = self.logic.condition(payload.get("DisplayLogic"), f"{qid}.DisplayLogic") if payload else None
        for question in self.questions.pop(qid, []):
            pages[-1]["questions"].append(question | ({} if display is None else {"shown_if": display}))
        skips = listed(element.get("SkipLogic")) or listed(payload.get("SkipLogic"))
        if skips:
            page = pages[-1]
            for skip in map(mapped, skips):
                self._skip(skip, page, qid)
            pages.append(self._new_page(name, shown))

    def _targets(self) -> set[str]:
        elements = [mapped(one) for block in self.blocks.values() for one in listed(block.get("BlockElements"))]
        holders = [*elements, *self.payloads.values()]
        return {
            text_of(mapped(skip).get("SkipToDestination")) for one in holders for skip in listed(one.get("SkipLogic"))
        }

    def _skip(self, skip: Raw, page: Raw, qid: str) -> None:
        when = self.logic.line(skip | {"Operator": skip.get("Condition")}, qid)
        target = text_of(skip.get("SkipToDestination"))
        if when is None:
            self.note("skip logic", f"{qid}.SkipLogic", f"{skip.get('Condition')} to {target} has no counterpart here")
            return
        jump = {"to": "", "when": when}
        page.setdefault("next", []).append(jump)
        here = page["id"]
        if target == "ENDOFSURVEY":
            jump["to"] = self._plain_end()
        elif target == "ENDOFBLOCK":
            block = self._block_of(qid)
            self._open.append((jump, lambda: self._after(here, block)))
        else:
            self._open.append((jump, lambda: self._page_with(target)))

    def _plain_end(self) -> str:
        if not any(end["id"] == "end" for end in self.ends):
            self.ends.append({"id": "end"})
        return "end"

    def _block_of(self, qid: str) -> set[str]:
        """The names of all questions in the block of one."""
        for block in self.blocks.values():
            ids = [text_of(mapped(one).get("QuestionID")) for one in listed(block.get("BlockElements"))]
            if qid in ids:
                return {self.logic.names[one] for one in ids if one in self.logic.names}
        return set()

    def _after(self, page: str, block: set[str]) -> str:
        """The first page behind the block, or the end."""
        places = [at for at, one in enumerate(self.pages) if {q["id"] for q in one["questions"]} & block]
        behind = max(places, default=len(self.pages)) + 1
        return self.pages[behind]["id"] if behind < len(self.pages) else self._plain_end()

    def _page_with(self, qid: str) -> str:
        name = self.logic.names.get(qid)
        return next((page["id"] for page in self.pages if any(q["id"] == name for q in page["questions"])), "")

    def _looped(self, options: Raw, pages: list[Raw], name: str, where: str) -> list[Raw]:
        kind, settings = options.get("Looping"), mapped(options.get("LoopingOptions"))
        if not kind or kind == "None" or not pages:
            return pages
        locator = text_of(settings.get("Locator")).removeprefix("q://").split("/")
        source = self.logic.names.get(text_of(settings.get("QID")) or locator[0])
        shuffle = "random" if settings.get("Randomization") not in (None, "", "None", False) else ""
        if kind == "Question" and source:
            which = {"UnselectedChoices": "not_chosen", "AllChoices": "shown"}.get(locator[-1], "chosen")
            repeat = pruned({"question": source, "which": which, "shuffle": shuffle})
        else:
            rows = mapped(settings.get("Static"))
            repeat = pruned({"times": {"value": max(1, min(100, len(rows)))}, "most": 100, "shuffle": shuffle})
            self.note("loop & merge", where, "the fields of a fixed loop are not merged into the texts", "changed")
        if len(pages) == 1:
            return [pages[0] | {"repeat": repeat}]
        group = self.free(f"{name}_loop", "g")
        self.groups.append({"id": group, "repeat": repeat})
        return [page | {"group": group} for page in pages]

    def _embedded(self, part: Raw, shown: Expression | None, where: str) -> None:
        """A value that is set becomes a variable, set where it stands; one that is not set is handed over."""
        sets = []
        for field in map(mapped, listed(part.get("EmbeddedData"))):
            name, value = text_of(field.get("Field")), text_of(field.get("Value"))
            if field.get("Type") == "Custom" and value:
                if "${" in value:
                    self.note("embedded data", where, f"{name} is set to {value}")
                    continue
                variable = self.variables.setdefault(name, {"id": self.free(name, "v"), "kind": "text"})
                sets.append({"variable": variable["id"], "to": {"value": value}})
            elif re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", name):
                self.given.setdefault(name, "text")
            else:
                self.note("embedded data", where, f"{name} is no name here")
        if sets:
            self.pages.append(self._new_page("set", shown) | {"set": sets})

    def _field(self, name: str) -> Expression:
        if name in self.variables:
            return {"variable": self.variables[name]["id"]}
        fit = re.sub(r"[^A-Za-z0-9_]", "_", name)[:60]
        fit = fit if fit[:1].isalpha() else f"f{fit}"
        self.given.setdefault(fit, "text")
        return {"given": fit}

    def _end(self, part: Raw, shown: Expression | None, where: str) -> None:
        """An end in the flow is a page that shows nothing and leads there."""
        options = mapped(part.get("Options"))
        is_screened = options.get("ResponseFlag") in ("Screened", "ScreenedOut") or options.get("Screenout") in (
            "Yes",
            True,
        )
        end: Raw = {"id": self.free("end_of_survey", "e"), "kind": "screened" if is_screened else "done"}
        url = text_of(options.get("EOSRedirectURL"))
        if re.fullmatch(r"https?://[^\s<>\"']{1,2000}", url):
            end["redirect"] = url
        if options.get("EOSMessage"):
            self.note("end message", where, "a message from the library is not in the file")
        # Taken by jumps only, never as the last page's end.
        self.ends.append(end | {"when": {"value": False}})
        self.pages.append(self._new_page("end_here", shown) | {"next": [{"to": end["id"]}]})

    def _quotas(self) -> list[Raw]:
        found = []
        for element in self.elements:
            if element.get("Element") == "QO":
                payload = mapped(element.get("Payload"))
                found.append(payload | {"ID": text_of(payload.get("ID")) or text_of(element.get("PrimaryAttribute"))})
        return found

    def _made_quotas(self) -> list[Raw]:
        found = []
        for at, quota in enumerate(self._quotas()):
            where, name = f"Quotas[{at}]", text_of(quota.get("Name"))
            when = self.logic.condition(quota.get("Logic"), f"{where}.Logic")
            limit = number_of(quota.get("Occurrences"))
            if when is None or limit is None or limit < 0:
                self.note("quota", where, f"{name} has no condition or number that is known here")
                continue
            if quota.get("QuotaAction") not in (None, "", "ForBranching", "EndCurrentSurvey", "EndSurvey"):
                self.note("quota action", where, f"{quota.get('QuotaAction')} has no counterpart here", "changed")
            found.append(
                {"id": self.logic.quotas[text_of(quota.get("ID"))], "name": name, "limit": int(limit), "when": when}
            )
        return found

    def words(self, payload: Raw, path: tuple[str, ...], where: str) -> dict[str, str]:
        """A text of a question in all its languages."""
        found = {self.default: self._piped(_at(payload, path), where)}
        for code, translated in mapped(payload.get("Language")).items():
            tag, text = _tag(text_of(code)), self._piped(_at(mapped(translated), path), where)
            if tag and text:
                if tag not in self.languages:
                    self.languages.append(tag)
                found.setdefault(tag, text)
        return {tag: text for tag, text in found.items() if text}

    def _piped(self, text: str, where: str) -> str:
        def one(match: re.Match[str]) -> str:
            kind, name, rest = match[1], match[2], match[3] or ""
            if kind == "q" and name in self.logic.names:
                part = ".other" if rest.startswith("ChoiceTextEntryValue/") else ""
                return f"{{{{ answer.{self.logic.names[name]}{part} }}}}"
            if kind == "lm" and name in ("Field", "CurrentLoopNumber"):
                return "{{ item.number }}" if name == "CurrentLoopNumber" else "{{ item.label }}"
            if kind == "e" and name == "Field" and rest:
                leaf = self._field(rest)
                return f"{{{{ {'variable' if 'variable' in leaf else 'given'}.{next(iter(leaf.values()))} }}}}"
            self.note("piped text", where, f"{match[0]} has no counterpart here")
            return ""

        return _PIPE.sub(one, plain_text(text))


def _at(payload: Raw, path: tuple[str, ...]) -> str:
    value: Any = payload
    for key in path:
        if isinstance(value, list) and key.isdigit() and int(key) <= len(value):
            value = value[int(key) - 1]
        else:
            value = mapped(value).get(key)
    return text_of(value)


def _tag(language: str) -> str:
    known = _LANGUAGES.get(language)
    if known is not None:
        return known
    return language.lower() if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{2})?", language) else ""
