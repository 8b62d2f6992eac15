"""A study of the demo shop: which thermos people would buy, answered by two hundred made-up people through the public door."""

import math
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

from feilun.demo.furniture import Api, send
from feilun.kernel.errors import Unavailable

NAME = "保温杯：人们愿意买哪一款 · Which thermos would people buy"
PEOPLE = 200
_AT_ONCE = 6
_ATTRIBUTES: tuple[tuple[str, str, str, tuple[tuple[str, str, str, float | None], ...]], ...] = (
    ("brand", "品牌", "Brand", (
        ("xiaoman", "小满", "Xiaoman", None), ("north", "北岸", "Northshore", None), ("plain", "无印记", "No name", None),
    )),
    ("size", "容量", "Size", (
        ("ml350", "350 毫升", "350 ml", None), ("ml500", "500 毫升", "500 ml", None), ("ml750", "750 毫升", "750 ml", None),
    )),
    ("warm", "保温", "Keeps warm", (
        ("h6", "6 小时", "6 hours", None), ("h12", "12 小时", "12 hours", None), ("h24", "24 小时", "24 hours", None),
    )),
    ("price", "价格", "Price", (
        ("p59", "", "", 59.0), ("p99", "", "", 99.0), ("p149", "", "", 149.0), ("p199", "", "", 199.0),
    )),
)  # fmt: skip
# What people like on average and by how much they differ: (mean, standard deviation).
_TASTES: dict[str, tuple[float, float]] = {
    "brand.north": (0.3, 0.7), "brand.plain": (-0.9, 0.5), "size.ml500": (0.7, 0.4), "size.ml750": (0.3, 0.9),
    "warm.h12": (0.8, 0.4), "warm.h24": (1.2, 0.6), "price": (-0.014, 0.005), "none": (-0.6, 0.9),
}  # fmt: skip
# The one that was saved last is shown first.
_MARKETS = (
    ("涨价到 129 · At 129", 129.0),
    ("现在 · Today", 99.0),
)


def study(api: Api, url: str) -> bool:
    """A fielded study with answers and an estimate under way. False when there is a study already. Raises Unavailable."""
    if api.call("GET", "/api/v1/studies?limit=1")["items"]:
        return False
    made = api.call("POST", "/api/v1/studies", {"name": NAME, "kind": "conjoint", "plan": _plan()})["id"]
    api.call("POST", f"/api/v1/studies/{made}/design")
    design = _designed(api, made)
    linked = api.call("POST", f"/api/v1/studies/{made}/survey", {})
    # Nobody real answers here, so nobody's device or speed is looked at.
    settings = {"is_anonymous": True, "seconds_per_question": 0, "most_per_minute": 100_000}
    api.call("PATCH", f"/api/v1/surveys/{linked['survey']}", {"settings": settings})
    survey = api.call("POST", f"/api/v1/surveys/{linked['survey']}/publication", {})
    link = str(survey["link"]).rsplit("/", 1)[1]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda number: _answer(url, link, linked["question"], design, number), range(PEOPLE)))
    api.call("POST", f"/api/v1/studies/{made}/estimates", {"model": "hb"})
    for name, price in _MARKETS:
        api.call("POST", f"/api/v1/studies/{made}/scenarios", {"name": name, "market": _market(price)})
    return True


def _plan() -> dict[str, Any]:
    attributes = [
        {
            "code": code,
            "label": {"zh-CN": chinese, "en": english},
            "is_price": code == "price",
            "levels": [_level(*level) for level in levels],
        }
        for code, chinese, english, levels in _ATTRIBUTES
    ]
    title = {
        "zh-CN": "如果只有这些保温杯，您会买哪一个？",
        "en": "If these were the only thermoses, which would you buy?",
    }
    more = {"tasks": 10, "alternatives": 3, "blocks": 4, "currency": "¥", "expected": PEOPLE, "has_none": True}
    return {"attributes": attributes, "title": title, **more}


def _level(code: str, chinese: str, english: str, value: float | None) -> dict[str, Any]:
    if value is not None:
        return {"code": code, "value": value}
    return {"code": code, "label": {"zh-CN": chinese, "en": english}}


def _market(price: float) -> dict[str, Any]:
    ours = {"brand": "xiaoman", "size": "ml500", "warm": "h12", "price": price}
    rival = {"brand": "north", "size": "ml500", "warm": "h24", "price": 149.0}
    cheap = {"brand": "plain", "size": "ml350", "warm": "h6", "price": 59.0}
    products = [
        {"name": "小满 500", "levels": ours, "is_own": True, "cost": 45},
        {"name": "北岸 500", "levels": rival},
        {"name": "无印记 350", "levels": cheap},
    ]
    return {"products": products, "has_none": True, "rule": "share"}


def _designed(api: Api, made: str) -> list[Any]:
    """Its versions; a busy machine may take a while."""
    found: dict[str, Any] = {}
    for _ in range(600):
        found = api.call("GET", f"/api/v1/studies/{made}/design")
        if found["state"] == "done":
            tasks: list[Any] = found["design"]["tasks"]
            return tasks
        if found["state"] not in ("due", "running"):
            break
        time.sleep(0.2)
    raise Unavailable(problem=f"The design of the demo's study is {found['state']}: {found['problem']}")


def _answer(url: str, link: str, question: str, versions: list[Any], number: int) -> None:
    chance = Random(f"thermos/{number}")
    tastes = {name: chance.gauss(mean, spread) for name, (mean, spread) in _TASTES.items()}
    wish = {"respondent": f"thermos-{secrets.token_urlsafe(16)}", "language": "zh-CN"}
    place = send(f"{url}/v1/survey/{link}/responses", wish, "POST")
    if place["page"] is None:
        return
    version = place["page"]["questions"][0]["version"]
    chosen = {str(task + 1): _choice(profiles, tastes, chance) for task, profiles in enumerate(versions[version - 1])}
    body = {"seq": 1, "page": place["page"]["key"], "answers": {question: chosen}}
    send(f"{url}/v1/survey/{place['token']}/answers", body, "PUT")


def _choice(profiles: list[dict[str, str]], tastes: dict[str, float], chance: Random) -> str:
    """The best by her tastes and a Gumbel error, as a logit has it."""
    worths = [_worth(profile, tastes) for profile in profiles] + [tastes["none"]]
    errors = [-math.log(-math.log(max(chance.random(), 1e-12))) for _ in worths]
    best = max(range(len(worths)), key=lambda one: worths[one] + errors[one])
    return "none" if best == len(profiles) else str(best + 1)


def _worth(profile: dict[str, str], tastes: dict[str, float]) -> float:
    parts = [tastes.get(f"{name}.{level}", 0.0) for name, level in profile.items()]
    return sum(parts) + tastes["price"] * float(profile["price"].removeprefix("p"))
