"""The words a summary is made of, as tables: what she needed, what came of it, what is to be done, in two languages."""

import pytest

from feilun.interaction.summaries import Said, extract
from feilun.interaction.summaries.codes import VisitorClass, WrapupCode, by_keywords, check_codes, leaves
from feilun.interaction.summaries.defaults import CLASSES, CODES
from feilun.interaction.summaries.rules import asks, class_of
from feilun.kernel.errors import Invalid
from feilun.kernel.intervals import wilson

LATE = [
    Said(1, "customer", "你好"),
    Said(2, "customer", "我的快递三天没动了，订单FL20261130001"),
    Said(3, "staff", "您好，很高兴为您服务"),
    Said(4, "staff", "仓库已核实，您的包裹今天重新发出。我们会在24小时内把新单号发给您。"),
    Said(5, "customer", "好的谢谢"),
    Said(6, "staff", "不客气，祝您生活愉快"),
]
REFUND = [
    Said(10, "customer", "Hi there"),
    Said(11, "customer", "I returned the shoes last week and still have no refund"),
    Said(12, "staff", "Let me check. The return arrived on Monday, so the refund of 59 USD is on its way."),
    Said(13, "staff", "You will see it within 3 business days."),
    Said(14, "customer", "great, thanks!"),
    Said(15, "staff", "You're welcome, have a nice day!"),
]


def test_a_chinese_summary_is_made_of_what_was_said() -> None:
    made = extract(LATE)
    assert (made.need.text, made.need.because) == ("我的快递三天没动了，订单FL20261130001", (2,))
    assert (made.result.text, made.result.because) == (LATE[3].text, (4,))
    assert (made.next_step.text, made.next_step.because) == (LATE[3].text, (4,))
    assert (made.outcome, made.outcome_because) == ("confirmed", (5,))


def test_an_english_summary_is_made_of_what_was_said() -> None:
    made = extract(REFUND)
    assert made.need.because == (11,)
    assert made.result.because == (13,)
    assert made.next_step.text == "You will see it within 3 business days."
    assert made.outcome == "confirmed"


def test_every_sentence_is_somebodys_own() -> None:
    for lines in (LATE, REFUND):
        said = {one.seq: one.text for one in lines}
        made = extract(lines)
        for sentence in (made.need, made.result, made.next_step):
            assert sentence.text in " ".join(said[seq] for seq in sentence.because)


def test_a_problem_told_in_two_lines_is_one_need() -> None:
    lines = [
        Said(1, "customer", "有个问题"),
        Said(2, "staff", "请问是什么问题？"),
        Said(3, "customer", "发票抬头开错了"),
        Said(4, "staff", "已为您重新开具。"),
    ]
    assert extract(lines).need.because == (1, 3)


def test_nothing_said_gives_nothing_and_no_guess() -> None:
    made = extract([])
    assert (made.need.text, made.result.text, made.next_step.text, made.outcome) == ("", "", "", "unanswered")


def test_who_only_called_for_a_person_needed_that() -> None:
    made = extract([Said(1, "customer", "转人工"), Said(2, "bot", "正在为您转接")])
    assert made.need.text == "转人工"


@pytest.mark.parametrize(
    ("last", "outcome"),
    [
        ("谢谢，解决了", "confirmed"),
        ("thanks, that helped", "confirmed"),
        ("还是不行", "unhappy"),
        ("我要投诉你们", "unhappy"),
        ("那运费谁出？", "unanswered"),
        ("thanks for nothing", "unhappy"),
        ("收到退款了吗？", "unanswered"),
    ],
)
def test_the_last_word_of_the_customer_tells_the_outcome(last: str, outcome: str) -> None:
    lines = [Said(1, "customer", "怎么退货"), Said(2, "staff", "请在订单页申请。"), Said(3, "customer", last)]
    assert extract(lines).outcome == outcome


def test_a_promise_of_the_bot_counts_only_where_no_person_made_one() -> None:
    lines = [
        Said(1, "customer", "退款什么时候到"),
        Said(2, "bot", "退款会在7个工作日内到账。"),
        Said(3, "staff", "我们今天已加急，将在明天到账。"),
    ]
    assert extract(lines).next_step.because == (3,)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("我的快递到哪了", "delivery-where"),
        ("Where is my parcel?", "delivery-where"),
        ("我想开发票", "payment-invoice"),
        ("我想退貨", "return-how"),
        ("退款什么时候到账", "return-refund"),
        ("please cancel my order", "order-cancel"),
        ("我要投诉", "complaint-service"),
        ("I forgot my password", "account-login"),
        ("哈哈哈", ""),
    ],
)
def test_the_words_of_the_tree_propose_a_code(said: str, code: str) -> None:
    proposed = by_keywords([Said(1, "customer", said)], CODES)
    assert proposed.value == code
    assert (proposed.because == (1,)) == bool(code)


def test_the_tree_a_workspace_starts_with_is_a_valid_one() -> None:
    check_codes(CODES, CLASSES)
    assert all(set(leaf.names) == {"zh-CN", "zh-TW", "en"} for leaf in leaves(CODES))


DEEP = WrapupCode("e", {"en": "E"})
for letter in "dcba":
    DEEP = WrapupCode(letter, {"en": letter}, [], [DEEP])


@pytest.mark.parametrize(
    "codes",
    [
        [],
        [WrapupCode("a", {"en": "A"}), WrapupCode("a", {"en": "B"})],
        [WrapupCode("A b", {"en": "A"})],
        [WrapupCode("a", {})],
        [WrapupCode("a", {"fr": "A"})],
        [WrapupCode("a", {"en": " "})],
        [WrapupCode("a", {"en": "A"}, [""])],
        [DEEP],
    ],
)
def test_a_tree_that_cannot_be_is_refused(codes: list[WrapupCode]) -> None:
    with pytest.raises(Invalid):
        check_codes(codes, [VisitorClass("x", {"en": "X"})])


@pytest.mark.parametrize(
    ("said", "orders", "value"),
    [
        ("这款有货吗", 0, "prospect"),
        ("do you have it in blue?", 0, "prospect"),
        ("我的订单到哪了", 0, "customer"),
        ("这款有货吗", 1, "customer"),
        ("有货吗", 4, "regular"),
        ("你们是骗子，我要投诉", 4, "complaining"),
        ("想谈一下批发合作", 0, "partner"),
        ("专业代运营，了解一下", 0, "advertiser"),
        ("嗯", 0, ""),
    ],
)
def test_what_she_did_and_wrote_tells_her_class(said: str, orders: int, value: str) -> None:
    assert class_of([Said(1, "customer", said)], orders, [one.id for one in CLASSES]).value == value


def test_a_class_the_workspace_has_not_is_not_proposed() -> None:
    assert class_of([Said(1, "customer", "有货吗")], 0, ["vip"]).value == ""


def test_greetings_and_thanks_ask_nothing() -> None:
    for text in ("你好", "在吗？", "hello!", "好的，谢谢", "ok thanks", "转人工"):
        assert asks([Said(1, "customer", text)]) == []


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
