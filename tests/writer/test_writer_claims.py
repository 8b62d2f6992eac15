"""What an answer may say: exactly what its cited passages say. A table of honest answers and of lies."""

import pytest

from feilun.interaction.writer.rules import Part, Passage, Unusable, problem_of, read_answer

REFUND = Passage("refund", "自签收之日起7天内可以退货，运费10元由买家承担。定制商品不支持退货。退款在3个工作日内到账。")
PHONE = Passage("phone", "客服电话 400-800-1234，周一至周五 9:00-18:00。官网 https://shop.example/help")
TERMS = Passage("terms", "You can return items within 30 days. Shipping costs $5.99. We do not ship on Sunday.")
GIFT = Passage(
    "gift", "Gift cards cannot be refunded. Delivery takes 3 to 5 business days; see https://shop.example/terms."
)
PASSAGES = [REFUND, PHONE, TERMS, GIFT]

HONEST = [
    ("zh-CN", "签收后7天内可以退货，运费10元。", ("refund",)),
    ("zh-CN", "您在签收后七天内可以退货。", ("refund",)),
    ("zh-CN", "定制商品不支持退货。", ("refund",)),
    ("zh-CN", "退款会在3个工作日内到账。", ("refund",)),
    ("zh-CN", "请拨打400-800-1234，周一至周五9:00-18:00。", ("phone",)),
    ("zh-CN", "详情见 https://shop.example/help。", ("phone",)),
    ("zh-CN", "1. 签收后7天内可以退货。\n2. 运费由买家承担，一般是10元。", ("refund",)),
    ("en", "You can return items within 30 days of receiving them.", ("terms",)),
    ("en", "Shipping costs $5.99 per order.", ("terms",)),
    ("en", "Gift cards cannot be refunded.", ("gift",)),
    ("en", "Delivery takes three to five business days.", ("gift",)),
    ("en", "We do not ship on Sunday.", ("terms",)),
]
LIES = [
    ("zh-CN", "签收后15天内可以退货。", ("refund",), "unsupported_date"),
    ("zh-CN", "签收后十五天内可以退货。", ("refund",), "unsupported_date"),
    ("zh-CN", "10天内可以退货。", ("refund",), "unsupported_date"),  # 10 is there, in yuan.
    ("zh-CN", "退货运费7元。", ("refund",), "unsupported_price"),
    ("zh-CN", "退款在3天内到账。", ("refund",), "unsupported_date"),  # Working days are no days.
    ("zh-CN", "定制商品支持退货，我们保证。", ("refund",), "unsupported_promise"),
    ("zh-CN", "7天内一定可以退货。", ("refund",), "unsupported_promise"),
    ("zh-CN", "退货免费。", ("refund",), "unsupported_promise"),
    ("zh-CN", "请拨打400-800-9999。", ("phone",), "unsupported_number"),
    ("zh-CN", "周六 9:00-18:00 有人接听。", ("phone",), "unsupported_date"),
    ("zh-CN", "周一 8:30 起有人接听。", ("phone",), "unsupported_date"),
    ("zh-CN", "请看 https://evil.example/help。", ("phone",), "unsupported_link"),
    ("zh-CN", "请写信到 help@evil.com。", ("phone",), "unsupported_link"),
    ("zh-CN", "客服电话 400-800-1234。", ("refund",), "unsupported_number"),  # True, but not where it says.
    ("en", "You can return items within 60 days.", ("terms",), "unsupported_date"),
    ("en", "Shipping costs $4.99.", ("terms",), "unsupported_price"),
    ("en", "Shipping is free for everybody.", ("terms",), "unsupported_promise"),
    ("en", "Gift cards can be refunded at any time, refunds are guaranteed.", ("gift",), "unsupported_promise"),
    ("en", "We ship on Monday.", ("terms",), "unsupported_date"),
    ("en", "Your parcel arrives on 5 December.", ("gift",), "unsupported_date"),
    ("en", "You will get 20% off.", ("terms",), "unsupported_number"),
    ("en", "You can return items.", ("nothing",), "unknown_citation"),
    ("en", "You can return items.", (), "no_citation"),
    ("en", "签收后可以退货，运费由买家承担。", ("refund",), "wrong_language"),
    ("zh-CN", "您的电话 [phone 3] 已登记。", ("refund",), "unsupported_mark"),
]


@pytest.mark.parametrize(("language", "answer", "cited"), HONEST)
def test_an_honest_answer_may_be_used(language: str, answer: str, cited: tuple[str, ...]) -> None:
    assert problem_of(Part(answer, cited), PASSAGES, language, ("answer", "refuse")) is None


@pytest.mark.parametrize(("language", "answer", "cited", "reason"), LIES)
def test_a_lie_is_found(language: str, answer: str, cited: tuple[str, ...], reason: str) -> None:
    found = problem_of(Part(answer, cited), PASSAGES, language, ("answer", "refuse"))
    assert found is not None
    assert found.reason == reason


def test_a_denial_may_not_be_turned_into_a_promise() -> None:
    passage = Passage("x", "定制商品不支持退货。")
    found = problem_of(Part("定制商品支持退货。", ("x",)), [passage], "zh-CN", ("answer",))
    assert found == Unusable("contradicts_passage", "支持")


def test_an_action_outside_the_list_is_refused() -> None:
    found = problem_of(Part("好的。", ("refund",), "refund_now"), PASSAGES, "zh-CN", ("answer", "refuse"))
    assert found == Unusable("action_not_allowed", "refund_now")


@pytest.mark.parametrize(
    "content", ["", "sure!", "[1, 2]", '{"answer": 3, "cited": [], "action": "answer"}', '{"answer": "x"}', "{" * 2000]
)
def test_what_is_no_answer_is_junk(content: str) -> None:
    read = read_answer(content)
    assert isinstance(read, Unusable) and read.reason == "junk"


def test_an_answer_between_fences_is_read() -> None:
    read = read_answer('```json\n{"answer": "Yes.", "cited": ["a"], "action": "answer"}\n```')
    assert read == Part("Yes.", ("a",), "answer")
