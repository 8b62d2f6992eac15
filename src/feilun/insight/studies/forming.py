"""The question of a study, as a form holds it; put into a draft, or renewed where it stands. Pure."""

from collections.abc import Iterator
from typing import Any

from feilun.insight.studies.shapes import StudyDesign, StudyKind, StudyLevel, StudyPlan, Words
from feilun.insight.studies.terms import level_words, said
from feilun.kernel.errors import Invalid

KIND_OF: dict[StudyKind, str] = {
    "conjoint": "choice_task", "maxdiff": "maxdiff", "psm": "psm", "gabor_granger": "gabor_granger", "kano": "kano",
    "turf": "turf",
}  # fmt: skip
_IDS = {
    "choice_task": "choice", "maxdiff": "best_worst", "psm": "prices", "gabor_granger": "would_buy", "kano": "features",
    "turf": "appeals",
}  # fmt: skip
_TITLES: dict[str, Words] = {
    "choice_task": {"en": "Which one would you buy?", "zh-CN": "您会购买哪一个？", "zh-TW": "您會購買哪一個？"},
    "maxdiff": {
        "en": "Which matters most to you, and which least?",
        "zh-CN": "哪一项对您最重要，哪一项最不重要？",
        "zh-TW": "哪一項對您最重要，哪一項最不重要？",
    },
    "psm": {
        "en": "At which prices would you find it cheap or expensive?",
        "zh-CN": "您觉得什么价格便宜，什么价格贵？",
        "zh-TW": "您覺得什麼價格便宜，什麼價格貴？",
    },
    "gabor_granger": {
        "en": "Would you buy it at this price?",
        "zh-CN": "在这个价格您会购买吗？",
        "zh-TW": "在這個價格您會購買嗎？",
    },
    "kano": {
        "en": "How would you feel with and without it?",
        "zh-CN": "有它或没有它时，您的感受如何？",
        "zh-TW": "有它或沒有它時，您的感受如何？",
    },
    "turf": {
        "en": "Which of these would you choose?",
        "zh-CN": "您会选择其中哪些？",
        "zh-TW": "您會選擇其中哪些？",
    },
}
_NONE: Words = {"en": "None of these", "zh-CN": "都不选", "zh-TW": "都不選"}
# What a study gives the question; all else (words, conditions) belongs to whoever edits the survey.
_OWN = ("attributes", "designs", "none", "options", "rows", "currency", "intents")


def new_form(question: dict[str, Any], languages: list[str], name: str) -> dict[str, Any]:
    """A survey of one page."""
    words = {"en": "Thank you!", "zh-CN": "谢谢您！", "zh-TW": "謝謝您！"}
    return {
        "format": 1,
        "languages": languages,
        "title": dict.fromkeys(languages, name),
        "pages": [{"id": "study", "questions": [question]}],
        "ends": [{"id": "thanks", "kind": "done", "text": _in(words, languages, "Thank you!")}],
    }


def question_of(
    kind: StudyKind, plan: StudyPlan, design: StudyDesign | None, languages: list[str], id: str = ""
) -> dict[str, Any]:
    """The whole question, with words in the languages of its form."""
    form_kind = KIND_OF[kind]
    found: dict[str, Any] = {"id": id or _IDS[form_kind], "kind": form_kind, "required": True}
    found["title"] = _in(plan.title or _TITLES[form_kind], languages, form_kind)
    if plan.help:
        found["help"] = _in(plan.help, languages, "")
    return found | dict(_parts(kind, plan, design, languages))


def _parts(
    kind: StudyKind, plan: StudyPlan, design: StudyDesign | None, languages: list[str]
) -> Iterator[tuple[str, Any]]:
    if kind == "conjoint" and design:
        yield (
            "attributes",
            [
                {
                    "code": one.code,
                    "label": _in(one.label, languages, one.code),
                    "levels": [_option(level, level_words(one, level, plan), languages) for level in one.levels],
                }
                for one in plan.attributes
            ],
        )
        yield "designs", [{"tasks": version} for version in design.tasks]
        if plan.has_none:
            yield "none", _in(plan.none or _NONE, languages, "–")
    elif kind == "maxdiff" and design:
        yield "options", [_option(one, one.label, languages) for one in plan.items]
        yield "designs", [{"sets": version} for version in design.sets]
    elif kind == "psm":
        yield "intents", plan.has_intents
        yield "currency", plan.currency
    elif kind == "gabor_granger":
        yield "options", [_price(place, price, plan, languages) for place, price in enumerate(sorted(plan.prices))]
        yield "currency", plan.currency
    elif kind == "kano":
        yield "rows", [_option(one, one.label, languages) for one in plan.features]
    elif kind == "turf":
        yield "options", [_option(one, one.label, languages) for one in plan.items]


def _option(level: StudyLevel, words: Words, languages: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"code": level.code, "label": _in(words, languages, level.code)}
    return found if level.value is None else {**found, "value": level.value}


def _price(place: int, price: float, plan: StudyPlan, languages: list[str]) -> dict[str, Any]:
    text = f"{plan.currency} {price:.15g}".strip()
    return {"code": f"p{place + 1}", "label": dict.fromkeys(languages, text), "value": price}


def _in(words: Words, languages: list[str], otherwise: str) -> Words:
    return {one: said(words, one, otherwise) for one in languages}


def placed(draft: dict[str, Any], question: dict[str, Any]) -> dict[str, Any]:
    """The draft with the question: renewed where one has its id, else on a page of its own at the end."""
    standing = find(draft, question["id"])
    if standing is None:
        taken = {str(one.get("id")) for one in draft.get("pages", [])}
        page = next(name for name in ("study", *(f"study{number}" for number in range(2, 999))) if name not in taken)
        return {**draft, "pages": [*draft.get("pages", []), {"id": page, "questions": [question]}]}
    if standing.get("kind") != question["kind"]:
        raise Invalid(field="question", problem=f"is a {standing.get('kind')}, not a {question['kind']}")
    kept = {key: value for key, value in standing.items() if key not in _OWN}
    renewed = {**question, **kept} | {key: value for key, value in question.items() if key in _OWN}
    pages = [
        {**page, "questions": [renewed if one is standing else one for one in page.get("questions", [])]}
        for page in draft["pages"]
    ]
    return {**draft, "pages": pages}


def find(draft: dict[str, Any], id: str) -> dict[str, Any] | None:
    """A question that stands on a page."""
    for page in draft.get("pages", []):
        for one in page.get("questions", []):
            if one.get("id") == id:
                found: dict[str, Any] = one
                return found
    return None


def free_id(draft: dict[str, Any], kind: StudyKind) -> str:
    """An id that no question of the draft has."""
    base = _IDS[KIND_OF[kind]]
    return next(
        name
        for name in (base, *(f"{base}{number}" for number in range(2, 9999)))
        if find(draft, name) is None and name not in _names(draft)
    )


def _names(draft: dict[str, Any]) -> set[str]:
    """Ids inside panels, variables and given fields share one space with questions."""
    inner = {
        str(one.get("id"))
        for page in draft.get("pages", [])
        for question in page.get("questions", [])
        for one in question.get("questions", [])
    }
    return inner | {str(one.get("id")) for one in draft.get("variables", [])} | set(draft.get("given", {}))
