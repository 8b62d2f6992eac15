"""The people on the pages: Lin, Chen and Wang shop and write, Mei answers. All of it goes in by the public doors."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from tests.serving import Served

_PATIENCE = 60.0
_PEOPLE: list[dict[str, Any]] = [
    {
        "id": "lin",
        "name": "林晓彤",
        "email": "lin@feilun.example",
        "phone": "+8613800138821",
        "city": "上海",
        "age": 28,
    },
    {"id": "chen", "name": "陈思远", "email": "chen@feilun.example", "phone": "+8613900139007", "city": "杭州"},
    {"id": "wang", "name": "王建国", "email": "wang@feilun.example", "city": "北京", "member": "gold"},
    {"id": "daniel", "name": "Daniel Cheung", "email": "daniel@feilun.example", "city": "Hong Kong"},
    {"id": "su", "name": "蘇怡君", "email": "su@feilun.example", "city": "臺北"},
]
_ORDERS = [
    ("lin", 899, "羽绒服"),
    ("lin", 259, "围巾"),
    ("chen", 129, "面霜"),
    ("wang", 2499, "电视"),
    ("su", 640, "外套"),
]
_REGULARS = {"event": "Order Completed", "measure": "count", "is": "ge", "value": 2, "within_days": 60, "where": []}
_SAID = {
    "lin": ["你好，我的包裹三天没动了", "我周五出差就要用，能帮我催一下吗？"],
    "wang": ["屏幕有一条绿线，要求退货"],
    "daniel": ["Can I change the invoice title?"],
    "su": ["請問門市可以退換貨嗎？"],
}


class Stage:
    """A running Feilun with people in it."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.audience = self.journey = ""
        self.public = httpx.Client(base_url=served.url, timeout=30)
        self.api = httpx.Client(
            base_url=f"{served.url}/api/v1", headers={"Authorization": f"Bearer {served.token}"}, timeout=30
        )

    def fill(self) -> None:
        """Everything once; afterwards each page has something to show."""
        self._shop()
        for person, texts in _SAID.items():
            for text in texts:
                self.say(person, text)
        self.refuse()
        self.audience = self._create("/audiences", {"name": "常客", "rule": _REGULARS})
        self.journey = self._create("/journeys", {"name": "唤醒老客"})
        self.poll(lambda: len(self._get("/customers")["items"]) >= len(_PEOPLE))
        self.poll(lambda: len(self._get("/conversations?box=any")["items"]) >= len(_SAID))

    def _shop(self) -> None:
        now = datetime.now(UTC)
        batch: list[dict[str, Any]] = []
        for number, person in enumerate(_PEOPLE):
            traits = {name: value for name, value in person.items() if name != "id"}
            at = now - timedelta(days=9 - number)
            who = {"userId": person["id"], "anonymousId": f"device-{person['id']}"}
            page = {"url": "https://shop.example/coat", "title": "云感羽绒服 女款", "path": "/coat"}
            batch.append({"type": "identify", **who, "traits": traits, "timestamp": at.isoformat()})
            batch.append({"type": "page", **who, "name": "商品", "properties": page, "timestamp": now.isoformat()})
        for number, (person, total, category) in enumerate(_ORDERS):
            properties = {"order_id": f"2026-{number}", "total": total, "products": [{"category": category}]}
            at = (now - timedelta(hours=20 * (number + 1))).isoformat()
            who = {"userId": person, "anonymousId": f"device-{person}"}
            batch.append(
                {"type": "track", "event": "Order Completed", **who, "properties": properties, "timestamp": at}
            )
        for event in batch:
            event["messageId"] = str(uuid4())
        self._collect("/v1/batch", {"batch": batch})

    def _collect(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return self.public.post(path, json=body, auth=(self.served.write_key, ""))

    def refuse(self) -> None:
        """An event that nobody can be found for; it lands in the quarantine."""
        self._collect("/v1/batch", {"batch": [{"type": "track", "event": "Order Completed", "messageId": "no-one"}]})

    def meet(self, name: str) -> str:
        """A customer nobody else uses; what she writes with."""
        person = f"person-{uuid4().hex[:10]}"
        who = {"userId": person, "anonymousId": f"device-{person}", "messageId": str(uuid4())}
        self._collect("/v1/identify", {**who, "traits": {"name": name}}).raise_for_status()
        self.say(person, f"你好，我是{name}")
        self.poll(lambda: any(row["customer_name"] == name for row in self._get("/conversations")["items"]))
        return person

    def say(self, person: str, text: str) -> None:
        """A visitor writes into the chat of the shop."""
        wish = {"write_key": self.served.write_key, "anonymous_id": f"device-{person}"}
        visitor = self.public.post("/connection/visitor", json=wish).raise_for_status().json()
        call = {"method": "msg.send", "data": {"cid": str(uuid4()), "type": "text", "body": {"text": text}}}
        answer = self.public.post("/connection/sync", json={"token": visitor["token"], "rpc": call}).raise_for_status()
        assert "error" not in answer.json(), answer.text

    def add_person(self, role: str) -> Served:
        """A colleague with a role, and how she gets in."""
        email, password = f"{role}-{uuid4().hex[:8]}@feilun.example", "a long enough password"
        person = {"email": email, "name": f"Test {role}", "role": role, "password": password}
        self.api.post("/people", json=person).raise_for_status()
        return replace(self.served, email=email, password=password)

    def heard(self, conversation: str) -> list[str]:
        """What was said in a conversation, as the server has it."""
        items = self._get(f"/conversations/{conversation}/messages")["items"]
        return [str(item["body"]["text"]) for item in items if item["type"] in ("text", "note")]

    def _create(self, path: str, body: dict[str, Any]) -> str:
        return str(self.api.post(path, json=body).raise_for_status().json()["id"])

    def conversation_of(self, name: str) -> str:
        """The id of the conversation with a customer."""
        rows = self._get("/conversations?box=any&limit=200")["items"]
        return str(next(row["id"] for row in rows if row["customer_name"] == name))

    def customer_of(self, user: str) -> str:
        return str(self._get(f"/customers/by-handle?kind=user_id&value={user}")["id"])

    def _get(self, path: str) -> Any:
        return self.api.get(path).raise_for_status().json()

    @staticmethod
    def poll(check: Any) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not check():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.2)
