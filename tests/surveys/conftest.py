"""A survey on the demo shop, and respondents who answer it through the public door."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from tests.conftest import Api

from feilun.kernel.ids import new_id

Form = dict[str, Any]


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh-CN": f"{text}（中）"}


def option(code: str) -> dict[str, Any]:
    return {"code": code, "label": words(code.title())}


def question(id: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": kind, "title": words(id), **more}


def shop_form(**more: Any) -> Form:
    """Who are you (screened out under 18), how was it, and a word of your own."""
    pages = [
        {
            "id": "who",
            "questions": [
                question("sex", "single", required=True, options=[option("f"), option("m")]),
                question("age", "number", required=True, least=0, most=120),
            ],
            "next": [{"to": "young", "when": {"op": "<", "of": [{"answer": "age"}, {"value": 18}]}}],
        },
        {
            "id": "how",
            "questions": [
                question("nps", "nps", required=True),
                question(
                    "parts",
                    "matrix",
                    rows=[option(one) for one in ("price", "speed", "taste", "staff")],
                    columns=[option(one) for one in ("good", "bad")],
                ),
            ],
        },
        {"id": "why", "questions": [question("why", "long_text")]},
    ]
    ends = [
        {"id": "thanks", "kind": "done", "text": words("Thank you")},
        {"id": "young", "kind": "screened", "text": words("Too young")},
        {"id": "enough", "kind": "full", "text": words("We have enough")},
    ]
    return {"format": 1, "languages": ["en", "zh-CN"], "title": words("Shop"), "pages": pages, "ends": ends, **more}


def quota(id: str, limit: int, **answers: str) -> dict[str, Any]:
    """A cell of those who gave all of these answers."""
    parts = [{"op": "=", "of": [{"answer": name}, {"value": value}]} for name, value in answers.items()]
    return {"id": id, "name": id, "limit": limit, "when": {"op": "and", "of": parts}, "full": "enough"}


GOOD = [
    {"sex": "f", "age": 30},
    {"nps": 9, "parts": {"price": "good", "speed": "bad", "taste": "good", "staff": "good"}},
    {"why": "The tea came on time and it was still warm."},
]


@dataclass
class Respondent:
    """Somebody who answers; `place` is what she was shown last."""

    http: httpx.AsyncClient
    place: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/v1/survey/{self.place['token']}"

    async def put(self, answers: Any, move: str = "next", **more: Any) -> httpx.Response:
        page = self.place["page"]["key"] if self.place["page"] else ""
        body = {"seq": self.place["seq"] + 1, "page": page, "answers": answers, "move": move, **more}
        return await self.http.put(f"{self.path}/answers", json=body)

    async def says(self, answers: Any, move: str = "next", **more: Any) -> dict[str, Any]:
        answer = await self.put(answers, move, **more)
        assert answer.status_code == 200, answer.text
        self.place = answer.json()
        return self.place

    async def answers(self, *pages: Any) -> dict[str, Any]:
        """Page after page, until it is over."""
        for page in pages or GOOD:
            if self.place["page"]:
                await self.says(page)
        return self.place


@dataclass
class Surveyor:
    """The marketer who owns the survey, and whoever answers."""

    owner: httpx.AsyncClient
    nobody: httpx.AsyncClient

    async def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        answer = await self.owner.post(f"/api/v1/surveys{path}", json={} if body is None else body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.owner.get(f"/api/v1/surveys{path}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def makes(self, form: Form | None = None, **settings: Any) -> dict[str, Any]:
        """An open survey."""
        survey = await self.post(
            "", {"name": "Shop", "form": form or shop_form(), "settings": {"seconds_per_question": 0, **settings}}, 201
        )
        published: dict[str, Any] = await self.post(f"/{survey['id']}/publication")
        return published

    async def opens(self, survey: dict[str, Any], **wish: Any) -> Respondent:
        body = {"respondent": f"device-{new_id()}", "language": "en", **wish}
        link = survey["link"].rpartition("/")[2]
        answer = await self.nobody.post(f"/v1/survey/{link}/responses", json=body)
        assert answer.status_code == 200, answer.text
        return Respondent(self.nobody, answer.json())

    async def response(self, survey: dict[str, Any], number: int = 0) -> dict[str, Any]:
        """Newest first."""
        rows = (await self.get(f"/{survey['id']}/responses"))["items"]
        found: dict[str, Any] = rows[number]
        return found


@pytest.fixture
async def surveyor(api: Api) -> Surveyor:
    return Surveyor(await api("marketer"), await api(None))


Opens = Callable[..., Awaitable[Respondent]]
