"""A small shop's knowledge in Chinese and in English: there is a score to answer from, and it is never next to nothing."""

import pytest
from tests.language.conftest import SHOP

from feilun import language
from feilun.language import Example
from feilun.store import Encoder

MORE = {
    "coupon": ["优惠券怎么用", "满减券在哪里领", "优惠码输不进去", "券过期了还能用吗", "下单时怎么抵扣优惠券"],
    "address": ["收货地址填错了", "怎么改收货地址", "能换个地址送吗", "想寄到另一个地方", "修改订单的地址"],
    "hours": ["你们几点上班", "客服什么时候在线", "营业时间是几点到几点", "周末有人吗", "晚上还有客服吗"],
    "points": ["积分怎么兑换", "会员积分有什么用", "积分在哪里查", "积分会过期吗", "怎么攒积分"],
}
# In other words than any phrasing, with the answer that is meant.
ASKED = [
    ("我的包裹到哪里了呀", "parcel"), ("想申请退款怎么弄", "refund"), ("麻烦给我开张发票", "invoice"),
    ("我忘了登录密码", "password"), ("怎样使用优惠券", "coupon"), ("地址写错了想修改", "address"),
    ("请问客服几点上班", "hours"), ("积分可以换什么", "points"),
]  # fmt: skip
NONSENSE = ["今天天气怎么样", "讲个笑话", "谁是世界上最高的人", "帮我写一首诗", "一加一等于几"]


@pytest.fixture(scope="module")
def chinese() -> list[Example]:
    """Eight answers with five phrasings each."""
    own = {label: [text for text in texts if not text.isascii()] for label, texts in SHOP.items()}
    return [Example(text, label) for label, texts in (own | MORE).items() for text in texts]


def test_a_small_chinese_base_finds_a_threshold_and_answers_in_other_words(
    chinese: list[Example], wheels: tuple[Encoder, ...]
) -> None:
    model = language.fit(chinese, wheels)
    assert model.thresholds["zh"] <= 1, "there is no score from which on the bot answers by itself"
    read = model.understand([text for text, _ in ASKED])
    answered = [
        (one.guesses[0].label, label) for one, (_, label) in zip(read, ASKED, strict=True) if one.outcome == "sure"
    ]
    assert len(answered) >= len(ASKED) // 2, read
    assert all(guess == label for guess, label in answered)
    assert "sure" not in {one.outcome for one in model.understand(NONSENSE)}


def test_a_threshold_never_falls_to_where_most_guesses_are_wrong(
    shop: list[Example], chinese: list[Example], wheels: tuple[Encoder, ...]
) -> None:
    """Nobody expects a question without an answer, and half of the answers may be wrong: still not everything is one."""
    model = language.fit([*shop, *chinese], wheels, oos_share=0.0, precision=0.5)
    assert model.thresholds["zh"] >= 0.4
    assert model.thresholds["en"] >= 0.5


def test_the_confidence_of_an_answer_lies_above_the_line_that_is_told(
    chinese: list[Example], wheels: tuple[Encoder, ...]
) -> None:
    model = language.fit(chinese, wheels)
    line = model.sure_from["zh"]
    assert line is not None
    for one in model.understand([*(text for text, _ in ASKED), *NONSENSE]):
        assert (one.confidence >= line - 1e-9) == (one.outcome == "sure") or one.confidence == pytest.approx(line), one
