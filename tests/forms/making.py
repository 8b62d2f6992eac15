"""Short ways to write forms in tests."""

from typing import Any

from feilun.insight import forms


def words(text: str) -> dict[str, str]:
    return {"en": text}


def question(id: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    if "options" in more:
        more["options"] = [
            one if isinstance(one, dict) else {"code": one, "label": words(one)} for one in more["options"]
        ]
    return {"id": id, "kind": kind, "title": words(id), **more}


def page(id: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": id, "questions": list(questions), **more}


def form(*pages: dict[str, Any], **more: Any) -> forms.Form:
    return forms.read_form({"languages": ["en"], "pages": list(pages), **more})


def op(operator: str, *of: Any) -> dict[str, Any]:
    """Leaves may be written plainly: `q1` of answers begins with a q, anything else is a value."""
    return {"op": operator, "of": [one if isinstance(one, dict) else {"value": one} for one in of]}


def answer(name: str, part: str = "") -> dict[str, Any]:
    return {"answer": name, "part": part} if part else {"answer": name}
