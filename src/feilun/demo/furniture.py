"""The demo's audience and journey, made through the API like a marketer would."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from feilun.kernel.errors import Unavailable

BABY = ("BABY HBC", "INFANT FORMULA", "BABY FOODS", "INFANT CARE PRODUCTS", "DIAPERS & DISPOSABLES", "BABYFOOD")
_IS_BABY = [{"property": "products.category", "is": "in", "value": list(BABY)}]
AUDIENCE = {
    "name": "婴儿用品回头客，三周未买 · Baby buyers, nothing for three weeks",
    "rule": {
        "all": [
            {
                "event": "Order Completed",
                "measure": "count",
                "is": "ge",
                "value": 2,
                "within_days": 60,
                "where": _IS_BABY,
            },
            {
                "event": "Order Completed",
                "measure": "count",
                "is": "eq",
                "value": 0,
                "within_days": 21,
                "where": _IS_BABY,
            },
        ]
    },
}
_HTML = """<p>{{ customer.name }}，您好：</p>
<p>宝宝的日用品快用完了吧？本周母婴用品满 100 减 20。</p>
<p><a href="@URL/shop/">去店里看看 · Visit the shop</a></p>"""
_TEXT = "{{ customer.name }}，您好：\n\n宝宝的日用品快用完了吧？本周母婴用品满 100 减 20。\n\n@URL/shop/\n"


class Api:
    """The REST API with a token; only what the demo needs."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON. Raises Unavailable with the problem's words."""
        return send(self._url + path, body, method, {"Authorization": f"Bearer {self._token}"})


def send(url: str, body: Any = None, method: str = "POST", headers: Mapping[str, str] | None = None) -> Any:
    """The answer's JSON. Raises Unavailable with the problem's words."""
    sent = {"Content-Type": "application/json", **(headers or {})}
    content = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, content, sent, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        raise Unavailable(problem=f"{method} {url}: {error.read().decode('utf-8', 'replace')[:500]}") from error
    except OSError as error:
        raise Unavailable(problem=f"{method} {url}: {error}") from error


def furnish(api: Api, url: str) -> None:
    """Makes the audience and starts the journey; an audience that is there already is used. Raises Unavailable."""
    known = {one["name"]: one["id"] for one in api.call("GET", "/api/v1/audiences")["items"]}
    audience = known.get(AUDIENCE["name"]) or api.call("POST", "/api/v1/audiences", AUDIENCE)["id"]
    name = "母婴老客召回 · Win back baby buyers"
    if name in [one["name"] for one in api.call("GET", "/api/v1/journeys")["items"]]:
        return
    journey = api.call("POST", "/api/v1/journeys", {"name": name})["id"]
    answer = api.call("PUT", f"/api/v1/journeys/{journey}/draft", {"graph": _graph(audience, url)})
    if answer["problems"]:
        raise Unavailable(problem=f"The demo journey has problems: {answer['problems']}")
    api.call("POST", f"/api/v1/journeys/{journey}/versions")


def _graph(audience: str, url: str) -> dict[str, Any]:
    return {
        "entry": {"kind": "audience", "audience": audience, "again": "once", "include_members": True},
        "holdout_percent": 20,
        "goal": {"event": "Order Completed", "within_days": 14},
        "exit": {"audience_left": True},
        "first": "pause",
        "steps": [
            {"id": "pause", "kind": "wait", "minutes": 1, "next": "mail"},
            {
                "id": "mail",
                "kind": "email",
                "subject": "{{ customer.name }}，母婴用品满 100 减 20",
                "html": _HTML.replace("@URL", url),
                "text": _TEXT.replace("@URL", url),
                "topic": "offers",
                "next": "end",
            },
            {"id": "end", "kind": "exit"},
        ],
    }
