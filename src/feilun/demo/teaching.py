"""What the demo shop's bot knows: articles, flows, a suite and a menu, taught through the API like a service lead would."""

import json
import time
from pathlib import Path
from threading import Event
from typing import Any

from feilun.demo.furniture import Api

_FOLDER = Path(__file__).with_name("knowledge")
_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_MENU = (
    ("orders", {"zh-CN": "订单与配送", "en": "Orders & delivery"}, ("order-status", "delivery-time", "delivery-fee", "cancel-order")),
    ("returns", {"zh-CN": "退货退款", "en": "Returns & refunds"}, ("start-return", "return-policy", "refund-time", "damaged")),
    ("offers", {"zh-CN": "优惠与会员", "en": "Offers & membership"}, ("coupon-use", "points")),
)  # fmt: skip
_PERSON = {
    "id": "person",
    "label": {"zh-CN": "转人工", "zh-TW": "轉真人客服", "en": "A person, please"},
    "kind": "person",
}
_WELCOME = {
    "zh-CN": "您好，我是小满，小满良品的智能助手。请直接说出问题，或点下面的选项。",
    "en": "Hello, I am Xiaoman, the shop's assistant. Ask in your own words, or choose below.",
}
_CART = {
    "zh-CN": "您好，结账遇到问题了吗？优惠券、付款、发票都可以问我。",
    "en": "Hello, may I help with the checkout? Ask about coupons, payment or invoices.",
}
_PATIENCE = 600.0


def teach(api: Api, url: str) -> bool:
    """Articles, flows, suite, settings; then a training begins. False when there is knowledge already.

    Raises Unavailable.
    """
    if api.call("GET", "/api/v1/articles?limit=1")["items"]:
        return False
    flows = {one["key"]: _flow(api, one) for one in _read("flows.json")}
    articles = {one["key"]: _article(api, one, flows, url) for one in _read("articles.json")}
    picks = [{"id": one["id"], "revision": one["revision"]} for one in articles.values()]
    api.call("POST", "/api/v1/article-approvals", {"articles": picks})
    for question in _suite({key: str(one["id"]) for key, one in articles.items()}):
        api.call("POST", "/api/v1/bot-suite/phrasings", question)
    api.call("POST", "/api/v1/bot-versions", {})
    _settle(api, {key: str(one["id"]) for key, one in articles.items()})
    return True


def publish_when_trained(api: Api, stop: Event) -> bool:
    """Waits for the newest version and puts it in force; False when it could not be. Raises Unavailable."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and not stop.wait(1):
        newest = next(iter(api.call("GET", "/api/v1/bot-versions?limit=1")["items"]), None)
        if newest is None or newest["state"] in ("failed", "published"):
            return newest is not None and newest["state"] == "published"
        if newest["state"] == "trained":
            api.call("POST", f"/api/v1/bot-versions/{newest['number']}/publication", {})
            return True
    return False


def _read(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _flow(api: Api, one: dict[str, Any]) -> str:
    made = api.call("POST", "/api/v1/flows", {"name": one["name"], "graph": one["graph"]})
    api.call("POST", f"/api/v1/flows/{made['id']}/approval", {"revision": made["revision"]})
    return str(made["id"])


def _article(api: Api, one: dict[str, Any], flows: dict[str, str], url: str) -> Any:
    content = {
        "title": one["title"]["zh-CN"],
        "topic": one["topic"],
        "phrasings": [{"language": _LANGUAGES[short], "text": text} for short in _LANGUAGES for text in one[short]],
        "answers": [_answer(one, language, text, url) for language, text in one.get("answer", {}).items()],
        "flow": flows[one["flow"]] if "flow" in one else None,
        "small_talk": one["topic"].startswith("闲聊"),
    }
    return api.call("POST", "/api/v1/articles", {"content": content, "external_id": one["key"]})


def _answer(one: dict[str, Any], language: str, text: str, url: str) -> dict[str, Any]:
    links = [{**link, "url": link["url"].replace("@URL", url)} for link in one.get("links", ())]
    replies = [{"label": label} for label in one.get("quick", {}).get(language, ())]
    return {"language": language, "text": text, "links": links, "quick_replies": replies}


def _suite(articles: dict[str, str]) -> list[dict[str, Any]]:
    """Questions that no phrasing has, and questions that the shop does not answer."""
    known = [
        {"text": text, "language": _LANGUAGES[short], "article": articles[one["key"]], "topic": one["topic"]}
        for one in _read("articles.json")
        for short, texts in one["suite"].items()
        for text in texts
    ]
    strange = [
        {"text": text, "language": _LANGUAGES[short], "article": None, "topic": "out of scope"}
        for short, texts in _read("out_of_scope.json").items()
        for text in texts
    ]
    return known + strange


def _settle(api: Api, articles: dict[str, str]) -> None:
    page = api.call("GET", "/api/v1/bot-settings")
    draft = page["draft"] | {
        "is_on": True,
        "name": {"zh-CN": "小满", "zh-TW": "小滿", "en": "Xiaoman"},
        "welcomes": [{"text": _CART, "page": "/shop/#/cart"}, {"text": _WELCOME}],
        "menu": [*(_item(id, label, keys, articles) for id, label, keys in _MENU), _PERSON],
        "hours": [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "08:00", "to": "22:00"}],
    }
    kept = api.call("PUT", "/api/v1/bot-settings", {"settings": draft, "revision": page["revision"]})
    api.call("POST", "/api/v1/bot-settings/publication", {"revision": kept["revision"]})


def _item(id: str, label: dict[str, str], keys: tuple[str, ...], articles: dict[str, str]) -> dict[str, Any]:
    titles = {one["key"]: one["title"] for one in _read("articles.json")}
    below = [{"id": key, "label": titles[key], "kind": "article", "target": articles[key]} for key in keys]
    return {"id": id, "label": label, "kind": "children", "children": below}
