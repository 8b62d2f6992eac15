"""A shop that asks: surveys made, published and answered by the public doors."""

from typing import Any
from uuid import uuid4

from tests.console.cast import Stage

_WORDS = {"zh-CN": "您满意吗？", "zh-TW": "您滿意嗎？", "en": "Are you satisfied?"}
_NEXT = {"zh-CN": "还想说什么？", "zh-TW": "還想說什麼？", "en": "Anything else?"}
_TEA = {"zh-CN": "茶", "zh-TW": "茶", "en": "Tea"}
_CAKE = {"zh-CN": "蛋糕", "zh-TW": "蛋糕", "en": "Cake"}
FORM: dict[str, Any] = {
    "format": 1,
    "languages": ["zh-CN", "zh-TW", "en"],
    "title": _WORDS,
    "pages": [
        {
            "id": "one",
            "questions": [
                {"id": "score", "kind": "nps", "title": _WORDS, "required": True},
                {
                    "id": "tried",
                    "kind": "multiple",
                    "title": _NEXT,
                    "options": [{"code": "tea", "label": _TEA}, {"code": "cake", "label": _CAKE}],
                },
                {
                    "id": "why",
                    "kind": "long_text",
                    "title": _NEXT,
                    "shown_if": {"op": "<=", "of": [{"answer": "score"}, {"value": 6}]},
                },
            ],
        }
    ],
    "ends": [{"id": "thanks", "text": {"zh-CN": "谢谢", "zh-TW": "謝謝", "en": "Thank you"}}],
    "quotas": [{"id": "low", "limit": 50, "when": {"op": "<=", "of": [{"answer": "score"}, {"value": 6}]}}],
}


def _words(text: str) -> dict[str, str]:
    return dict.fromkeys(("zh-CN", "zh-TW", "en"), text)


def _options(*texts: str) -> list[dict[str, Any]]:
    return [{"code": f"o{place}", "label": _words(text)} for place, text in enumerate(texts)]


_THREE = _options("A", "B", "C")
# One question of each drawing.
EVERY_KIND: dict[str, Any] = {
    "format": 1,
    "languages": ["zh-CN", "zh-TW", "en"],
    "title": _WORDS,
    "pages": [
        {
            "id": "one",
            "questions": [
                {"id": "score", "kind": "nps", "title": _WORDS},
                {"id": "happy", "kind": "csat", "title": _words("CSAT")},
                {"id": "which", "kind": "single", "title": _words("1 / 3"), "options": _THREE},
                {"id": "again", "kind": "boolean", "title": _words("OK?")},
                {"id": "stars", "kind": "rating", "title": _words("★")},
                {"id": "age", "kind": "number", "title": _words("18–90"), "least": 18, "most": 90},
                {"id": "why", "kind": "long_text", "title": _NEXT},
            ],
        },
        {
            "id": "two",
            "questions": [
                {"id": "table", "kind": "matrix", "title": _words("3 × 3"), "rows": _THREE, "columns": _THREE},
                {"id": "many", "kind": "matrix_multiple", "title": _words("3 × n"), "rows": _THREE, "columns": _THREE},
                {"id": "rank", "kind": "ranking", "title": _words("1 2 3"), "options": _THREE},
                {"id": "points", "kind": "constant_sum", "title": _words("100"), "total": 100, "options": _THREE},
                {"id": "prices", "kind": "psm", "title": _words("PSM"), "currency": "CNY"},
                {
                    "id": "ladder",
                    "kind": "gabor_granger",
                    "title": _words("¥"),
                    "currency": "CNY",
                    "options": [
                        {"code": f"p{price}", "label": _words(f"{price}"), "value": price} for price in (9, 19)
                    ],
                },
                {"id": "kano", "kind": "kano", "title": _words("Kano"), "rows": _THREE},
                {"id": "turf", "kind": "turf", "title": _words("TURF"), "options": _THREE},
                {
                    "id": "best",
                    "kind": "maxdiff",
                    "title": _words("Max"),
                    "options": _THREE,
                    "designs": [{"sets": [["o0", "o1", "o2"]]}],
                },
            ],
        },
    ],
}


class Shop(Stage):
    """A shop that asks."""

    def made(self, name: str, form: dict[str, Any] = FORM) -> str:
        return self._create("/surveys", {"name": name, "form": form})

    def published(self, survey: str) -> str:
        """The link's last word."""
        answer = self.api.post(f"/surveys/{survey}/publication", json={}).raise_for_status().json()
        return str(answer["link"]).rsplit("/", 1)[1]

    def answer(self, link: str, page: str, answers: dict[str, Any], person: str = "") -> None:
        """All of the one page, as a stranger or on the device of a person."""
        wish: dict[str, Any] = {"respondent": uuid4().hex, "language": "zh-CN"}
        if person:
            device = {"write_key": self.served.write_key, "anonymous_id": f"device-{person}"}
            wish["visitor"] = self.public.post("/connection/visitor", json=device).raise_for_status().json()["token"]
        opened = self.public.post(f"/v1/survey/{link}/responses", json=wish).raise_for_status().json()
        save = {"seq": 1, "page": page, "answers": answers}
        self.public.put(f"/v1/survey/{opened['token']}/answers", json=save).raise_for_status()

    def simulate(self, survey: str, number: int) -> None:
        wish = {"number": number, "seed": 7}
        self.api.post(f"/surveys/{survey}/simulations", json=wish).raise_for_status()

    def survey(self, survey: str) -> Any:
        return self._get(f"/surveys/{survey}")

    def responses(self, survey: str) -> Any:
        return self._get(f"/surveys/{survey}/responses")["items"]

    def reaches(self, survey: str) -> Any:
        return self._get(f"/surveys/{survey}/reaches")
