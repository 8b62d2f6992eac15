"""What the demo shop asks its customers, and what some of them say: two surveys, a rule, a policy, answers."""

import base64
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from feilun.demo import voices
from feilun.demo.furniture import Api, send
from feilun.kernel.ids import new_id

NAME = "收货之后 · After delivery"
_AT_ONCE = 4
# So many answer at the same time, each for some seconds.
_ANSWERING = 24
_REASONS = (
    ("delivery", "配送", "Delivery"),
    ("quality", "商品质量", "Quality"),
    ("price", "价格", "Price"),
    ("service", "客服", "Service"),
)
_FORM: dict[str, Any] = {
    "format": 1,
    "languages": ["zh-CN", "en"],
    "title": {"zh-CN": "收货之后", "en": "After delivery"},
    "pages": [
        {
            "id": "score",
            "questions": [
                {
                    "id": "score",
                    "kind": "nps",
                    "required": True,
                    "title": {
                        "zh-CN": "您有多大可能把小满良品推荐给朋友？",
                        "en": "How likely are you to recommend us to a friend?",
                    },
                }
            ],
        },
        {
            "id": "why",
            "questions": [
                {
                    "id": "reason",
                    "kind": "single",
                    "title": {"zh-CN": "最主要的原因是？", "en": "What is the main reason?"},
                    "options": [{"code": code, "label": {"zh-CN": zh, "en": en}} for code, zh, en in _REASONS],
                },
                {
                    "id": "words",
                    "kind": "long_text",
                    "title": {"zh-CN": "想对我们说点什么？", "en": "Anything to add?"},
                },
            ],
        },
    ],
    "ends": [{"id": "thanks", "kind": "done", "text": {"zh-CN": "谢谢您！", "en": "Thank you!"}}],
}
_RULES: tuple[dict[str, Any], ...] = (
    {
        "name": "低分客户 · Detractor",
        "opening": {"kind": "score", "score": "nps", "at_most": 6},
        "severity": "high",
        "remedy": "今天联系，先道歉再问原因 · Call today; say sorry, then ask why",
    },
    {
        "name": "邀请推荐 · Refer a friend",
        "opening": {"kind": "score", "score": "nps", "at_least": 9},
        "does": "refer",
        "invitation": {
            "zh-CN": "谢谢您的高分！把小满良品推荐给朋友，你们各得十元。",
            "en": "Thank you! Tell a friend about us, and both of you get ten yuan.",
        },
    },
)
_POLICY: dict[str, Any] = {
    "words": "四分及以下：道歉并送十元券，每位客户九十天一次，每月不超过两千元。其他补救由客服决定。\n"
    "Four or less: an apology and ten yuan, once in ninety days, at most two thousand yuan a month.",
    "clauses": [
        {
            "id": "ten",
            "title": "道歉并送十元 · Sorry, and ten yuan",
            "who": "machine",
            "score": "nps",
            "at_most": 4,
            "remedy": {
                "kind": "voucher",
                "amount": 1_000,
                "channel": "email",
                "subject": {"zh-CN": "非常抱歉", "en": "We are sorry"},
                "text": {
                    "zh-CN": "这次没做好，非常抱歉。您的券码：{{ voucher }}",
                    "en": "We let you down. Your code: {{ voucher }}",
                },
            },
            "limits": {"times": 1, "days": 90, "month_budget": 200_000},
        }
    ],
}
_SAID: tuple[tuple[int, str, str], ...] = (
    (10, "quality", "东西很好，会再来"),
    (9, "delivery", "第二天就到了，包装也很用心"),
    (2, "delivery", "等了两周才到，催了三次没人回复"),
    (8, "price", ""),
    (10, "service", "客服很耐心，问题马上解决了"),
    (5, "price", "同样的东西别家便宜"),
    (9, "quality", ""),
    (3, "quality", "收到就是坏的，退货还要自己付运费"),
    (7, "delivery", "还行，就是有点慢"),
    (10, "quality", "宝宝很喜欢"),
    (6, "service", "排队等客服等了二十分钟"),
    (9, "service", ""),
)


def _owner(api: Api) -> dict[str, Any]:
    """Whom the cases go to: an agent, since nobody is online while the shop is furnished."""
    staff = api.call("GET", "/api/v1/colleagues")
    agents = [one["id"] for one in staff if one["role"] == "agent"] or [one["id"] for one in staff]
    return {"kind": "person", "person": agents[0]} if agents else {"kind": "nobody"}


def ask(api: Api, url: str, write_key: str) -> bool:
    """Two surveys in force, rules, a policy, and answers of customers the shop knows. False when there is a survey already.

    Raises Unavailable.
    """
    if api.call("GET", "/api/v1/surveys?limit=1")["items"]:
        return False
    for place, rule in enumerate(_RULES):
        api.call("POST", "/api/v1/case-rules", {"rule": rule | {"owner": _owner(api)}, "place": place})
    policy = api.call("POST", "/api/v1/case-policies", _POLICY)
    api.call("POST", f"/api/v1/case-policies/{policy['version']}/publication")
    people = _people(api)
    said = [
        (person, {"score": score, "reason": reason, "words": words or None})
        for person, (score, reason, words) in zip(people, _SAID, strict=False)
    ]
    _publish_and_answer(api, url, write_key, NAME, _FORM, said)
    heard = list(zip(people, voices.voices(), strict=False))
    _wait(url, write_key, [(person, one.waited) for person, one in heard if one.waited is not None])
    told = [(person, one.answers | {"language": one.language}) for person, one in heard]
    _publish_and_answer(api, url, write_key, voices.NAME, voices.FORM, told)
    return True


def _people(api: Api) -> list[str]:
    """The user ids of customers the shop knows."""
    rows = api.call("GET", f"/api/v1/customers?limit={max(len(_SAID), voices.NUMBER)}")["items"]
    with ThreadPoolExecutor(_AT_ONCE) as several:
        known = list(several.map(lambda row: api.call("GET", f"/api/v1/customers/{row['id']}"), rows))
    found = [next((one["value"] for one in row["handles"] if one["kind"] == "user_id"), "") for row in known]
    return [one for one in found if one]


def _publish_and_answer(
    api: Api, url: str, write_key: str, name: str, form: dict[str, Any], said: Sequence[tuple[str, dict[str, Any]]]
) -> None:
    # Everybody is home within a minute, which no real survey sees.
    made = {"name": name, "form": form, "settings": {"most_per_minute": 100_000}}
    survey = api.call("POST", "/api/v1/surveys", made)
    link = str(api.call("POST", f"/api/v1/surveys/{survey['id']}/publication", {})["link"]).rsplit("/", 1)[1]
    pages = [(page["id"], [one["id"] for one in page["questions"]]) for page in form["pages"]]
    with ThreadPoolExecutor(_ANSWERING) as several:
        numbers = range(len(said))
        list(several.map(lambda one: _answer(url, write_key, link, *said[one], pages, one), numbers))


def _wait(url: str, write_key: str, waits: Sequence[tuple[str, int]]) -> None:
    """Some had called the shop before: its telephone tells how long each waited."""
    batch = [
        {"type": "track", "event": "Support Served", "userId": user, "messageId": str(new_id()),
         "properties": {"seconds": seconds, "by": "phone"}}
        for user, seconds in waits
    ]  # fmt: skip
    send(f"{url}/v1/batch", {"batch": batch}, "POST", _key(write_key))


def _answer(
    url: str,
    write_key: str,
    link: str,
    user: str,
    answers: dict[str, Any],
    pages: Sequence[tuple[str, Sequence[str]]],
    number: int,
) -> None:
    """On a device of hers, which she signs in on first, from an address of her own, in a few seconds."""
    device = str(new_id())
    who = {"userId": user, "anonymousId": device, "messageId": str(new_id())}
    send(f"{url}/v1/identify", who, "POST", _key(write_key))
    wish = {"respondent": str(new_id()), "anonymous_id": device, "language": answers.get("language", "zh-CN")}
    home = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"}
    token = send(f"{url}/v1/survey/{link}/responses", wish, headers=home)["token"]
    for seq, (page, names) in enumerate(pages, 1):
        given = {name: answers[name] for name in names}
        if seq == len(pages):
            time.sleep(4 + number % 6)
        send(f"{url}/v1/survey/{token}/answers", {"seq": seq, "page": page, "answers": given}, "PUT", home)


def _key(write_key: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{write_key}:'.encode()).decode()}"}
