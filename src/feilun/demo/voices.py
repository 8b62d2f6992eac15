"""What the demo shop's customers say of its service: a second survey, and answers made of sentences written for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

NUMBER = 132
NAME = "服务与商城 · Service and shop"
# Who answers in which language, and how often somebody says a second thing.
_ENGLISH, _SECOND = 0.4, 0.55
_SEED = 20_261

FORM: dict[str, Any] = {
    "format": 1,
    "languages": ["zh-CN", "en"],
    "title": {"zh-CN": "服务与商城", "en": "Service and shop"},
    "pages": [
        {
            "id": "all",
            "questions": [
                {
                    "id": "satisfied",
                    "kind": "csat",
                    "required": True,
                    "title": {
                        "zh-CN": "总的来说，您对小满良品满意吗？",
                        "en": "Overall, how satisfied are you with us?",
                    },
                },
                {
                    "id": "speed",
                    "kind": "rating",
                    "title": {"zh-CN": "送货够快吗？", "en": "Was delivery fast enough?"},
                },
                {
                    "id": "helped",
                    "kind": "single",
                    "title": {"zh-CN": "您联系过客服吗？", "en": "Did you contact our staff?"},
                    "options": [
                        {"code": "no", "label": {"zh-CN": "没有", "en": "No"}},
                        {"code": "chat", "label": {"zh-CN": "在线聊天", "en": "By chat"}},
                        {"code": "phone", "label": {"zh-CN": "电话", "en": "By phone"}},
                    ],
                },
                {
                    "id": "told",
                    "kind": "long_text",
                    "title": {"zh-CN": "想对我们说点什么？", "en": "Anything to tell us?"},
                },
            ],
        }
    ],
    "ends": [{"id": "thanks", "kind": "done", "text": {"zh-CN": "谢谢您！", "en": "Thank you!"}}],
}


@dataclass(frozen=True)
class Voice:
    """One person's answers, and how many seconds she had waited on the phone (None: she did not call)."""

    language: str
    answers: dict[str, Any]
    waited: int | None


@dataclass(frozen=True)
class _Theme:
    """What a sentence is about: the satisfaction and speed that go with it, how she was helped, how long she waited."""

    weight: int
    satisfied: tuple[int, int]
    speed: tuple[int, int]
    helped: tuple[str, ...]
    waited: tuple[int, int] | None
    chinese: tuple[str, ...]
    english: tuple[str, ...]


_THEMES = (
    _Theme(
        24, (1, 3), (1, 2), ("no", "no", "chat"), None,
        ("快递在中转站停了四天没动", "说好隔天到，结果物流走了一个星期", "送货比预计晚了三天，奶粉都断了", "快递员没打电话就放在门外了",
         "包裹物流信息一直不更新", "配送时间选了晚上，快递白天送来没人在家", "大件送货上门要等太久", "物流太慢，赶不上孩子生日"),
        ("The parcel sat at the courier's depot for four days", "Delivery took a week instead of a day",
         "The courier left the parcel in the rain", "Tracking of my parcel never updated",
         "Late delivery again, I had to buy diapers elsewhere", "Delivery came three days after the promised date"),
    ),
    _Theme(
        20, (1, 2), (2, 4), ("phone", "phone", "chat"), (360, 1_900),
        ("打客服电话排队等了二十分钟", "在线客服一直显示排队，等到最后断线了", "电话等了半个小时才有人接", "排队等待太久，接通后又让我重说一遍",
         "客服热线永远占线，等得没脾气", "等客服回复等了一下午"),
        ("I waited twenty minutes on the phone for an agent", "The hotline queue took half an hour",
         "Waited forever in the phone queue and was cut off", "Nobody picked up the phone, the waiting music is awful"),
    ),
    _Theme(
        16, (2, 3), (3, 4), ("chat", "phone", "no"), (30, 420),
        ("退款一个星期还没到账", "退货要自己付运费，不合理", "退货流程太麻烦，要上传五张照片", "申请退款被拒绝，也没说原因"),
        ("My refund still has not arrived after a week", "Returning the item was a pain, I paid the postage",
         "The refund form asked for five photos", "My return was refused without a reason"),
    ),
    _Theme(
        14, (2, 4), (3, 5), ("no", "no", "chat"), None,
        ("同样的纸尿裤别家便宜二十块", "价格涨得太快了", "优惠券总是用不了", "刚买完第二天就降价"),
        ("The same formula is cheaper elsewhere", "Prices went up twice this month",
         "The coupon code never works at checkout", "The price dropped the day after I bought it"),
    ),
    _Theme(
        12, (2, 3), (3, 4), ("no", "chat"), None,
        ("小程序付款时闪退，订单重复了", "登录总是收不到验证码", "搜索商品很卡，页面打不开", "更新以后购物车老是清空"),
        ("The app crashes at checkout", "Login codes never arrive", "The app is slow and the cart empties itself",
         "Search in the app does not find anything"),
    ),
    _Theme(
        22, (4, 5), (3, 5), ("no",), None,
        ("纸尿裤质量很好，宝宝不红屁股", "奶粉日期新鲜，质量放心", "面料柔软，宝宝穿着舒服", "辅食味道好，孩子很喜欢", "玩具做工细致，没有异味"),
        ("Great quality, the fabric is soft", "The formula is fresh and my baby loves it",
         "The toys are well made", "Good quality food, tasty too"),
    ),
    _Theme(
        16, (4, 5), (3, 5), ("chat", "phone"), (10, 90),
        ("客服小美很耐心，问题马上解决了", "客服态度好，主动帮我换货", "客服很专业，推荐的尺码正合适", "电话一打就通，客服很热情"),
        ("The agent was patient and solved it at once", "Friendly staff who exchanged the size for me",
         "Support answered right away and was very helpful"),
    ),
    _Theme(
        14, (4, 5), (4, 5), ("no",), None,
        ("第二天就送到了，包装也严实", "快递小哥送货上门，很贴心", "发货快，物流一路都能看到"),
        ("Delivered the next day, well packed", "Fast delivery and careful packaging"),
    ),
)  # fmt: skip


def voices() -> Iterator[Voice]:
    """The same every time."""
    picked = Random(_SEED)
    weights = [one.weight for one in _THEMES]
    for _ in range(NUMBER):
        theme = picked.choices(_THEMES, weights)[0]
        is_english = picked.random() < _ENGLISH
        said = [picked.choice(theme.english if is_english else theme.chinese)]
        if picked.random() < _SECOND:
            # A second thing from the same sort of day: pleased people praise, others complain.
            alike = [one for one in _THEMES if (one.satisfied[0] > 3) == (theme.satisfied[0] > 3)]
            other = picked.choice(alike)
            said.append(picked.choice(other.english if is_english else other.chinese))
        answers = {
            "satisfied": picked.randint(*theme.satisfied),
            "speed": picked.randint(*theme.speed),
            "helped": picked.choice(theme.helped),
            "told": (". " if is_english else "，").join(dict.fromkeys(said)) + ("." if is_english else "。"),
        }
        waited = picked.randint(*theme.waited) if theme.waited and answers["helped"] != "no" else None
        yield Voice("en" if is_english else "zh-CN", answers, waited)
