"""What is a gap, which gap is which, what a person answered."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from feilun.interaction.learning import rules
from feilun.interaction.learning.rules import Line, Old

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ARTICLE = "0192f000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"route": "answer", "is_miss": False}, None),
        ({"route": "unknown", "is_miss": True}, "unanswered"),
        ({"route": "buttons", "is_miss": True}, "buttons"),
        ({"route": "buttons", "is_miss": True, "outcomes": {"tap": "none"}}, "buttons"),
        ({"route": "buttons", "is_miss": True, "outcomes": {"tap": ARTICLE}}, "tapped"),
        ({"route": "handover", "is_miss": True, "handover_reason": "misses"}, "handed_over"),
        ({"route": "handover", "is_miss": False, "handover_reason": "wish"}, None),
        ({"route": "handover", "is_miss": True, "handover_reason": "anger"}, None),
        ({"route": "handover", "is_miss": False, "handover_reason": "failure"}, None),
        ({"route": "answer", "is_miss": False, "outcomes": {"helped": "no"}}, "unhelpful"),
        ({"route": "answer", "is_miss": False, "outcomes": {"helped": "yes"}}, None),
        ({"route": "answer", "is_miss": False, "outcomes": {"verdict": "wrong", "helped": "yes"}}, "wrong"),
        ({"route": "answer", "is_miss": False, "outcomes": {"recontact": ARTICLE}}, None),
    ],
)
def test_a_decision_is_a_gap_only_for_a_reason(row: dict[str, Any], reason: str | None) -> None:
    assert rules.reason_of({"outcomes": None, "handover_reason": "", **row}) == reason


def test_weeks_are_counted_back_from_now() -> None:
    times = [NOW - timedelta(days=days) for days in (0, 1, 6.9, 7.1, 20, 55, 57)] + [NOW + timedelta(hours=1)]
    assert rules.weekly(times, NOW) == [1, 0, 0, 0, 0, 1, 1, 4]


def test_what_grows_comes_before_what_is_as_large_and_fades() -> None:
    growing, fading = [0, 0, 0, 0, 1, 1, 2, 8], [0, 0, 0, 0, 8, 2, 1, 1]
    assert rules.weight_of(growing, rules.trend_of(growing)) > 3 * rules.weight_of(fading, rules.trend_of(fading))


def test_a_steady_gap_has_a_trend_of_one() -> None:
    assert rules.trend_of([3] * 8) == 1


def _ids(number: int) -> list[UUID]:
    return [UUID(int=number * 100 + place) for place in range(10)]


def test_a_group_keeps_the_id_of_the_gap_it_shares_questions_with() -> None:
    one, two = uuid4(), uuid4()
    old = [Old(one, "invoice", frozenset(_ids(1))), Old(two, "rent", frozenset(_ids(2)))]
    groups = [frozenset(_ids(2)[:8]), frozenset(_ids(1)[5:]), frozenset(_ids(3))]
    assert rules.matched(groups, old, [[0.0, 0.0]] * 3) == {0: two, 1: one}


def test_a_group_without_shared_questions_is_known_by_its_middle() -> None:
    one = uuid4()
    old = [Old(one, "invoice", frozenset())]
    assert rules.matched([frozenset(_ids(1)), frozenset(_ids(2))], old, [[0.85], [0.9]]) == {1: one}
    assert rules.matched([frozenset(_ids(1))], old, [[0.5]]) == {}


def test_when_a_gap_splits_only_the_larger_part_keeps_its_id() -> None:
    one = uuid4()
    old = [Old(one, "invoice", frozenset(_ids(1)))]
    groups = [frozenset(_ids(1)[:3]), frozenset(_ids(1)[3:])]
    assert rules.matched(groups, old, [[0.99], [0.9]]) == {1: one}


def test_a_dismissed_gap_stays_away_and_a_drafted_one_comes_back_when_questions_go_on() -> None:
    later = [NOW + timedelta(days=8)] * 5
    assert not rules.comes_back("dismissed", NOW, later)
    assert rules.comes_back("drafted", NOW, later)
    assert not rules.comes_back("drafted", NOW, later[:4])
    assert not rules.comes_back("drafted", NOW, [NOW + timedelta(days=2)] * 50)
    assert rules.comes_back("gone", None, [])


def test_more_ways_to_ask_for_a_bad_answer_are_not_proposed() -> None:
    assert rules.kind_of(Counter({"unanswered": 3}), 0.9) == "phrasings"
    assert rules.kind_of(Counter({"unanswered": 3}), 0.4) == "new"
    assert rules.kind_of(Counter({"unanswered": 1, "wrong": 2}), 0.9) == "new"
    assert rules.kind_of(Counter({"unanswered": 1, "wrong": 2}), 1.0, labels=2) == "phrasings"


def _lines(*lines: tuple[str, str]) -> list[Line]:
    return [Line(number, kind, text, NOW) for number, (kind, text) in enumerate(lines, start=2)]


def test_the_answer_of_a_person_is_what_follows_her_greetings() -> None:
    found = rules.reply_of(
        _lines(
            ("bot", "我去叫同事"),
            ("staff", "您好，请稍等一下"),
            ("customer", "好"),
            ("staff", "在订单详情里点“申请发票”。"),
            ("staff", "当天会发到您的邮箱。"),
            ("customer", "谢谢"),
            ("staff", "另外今天有活动，全场八折。"),
        )
    )
    assert found is not None and found.text == "在订单详情里点“申请发票”。\n当天会发到您的邮箱。"
    assert found.seq == 5


@pytest.mark.parametrize(
    "text",
    [
        "您好",
        "您好，请稍等~",
        "Hello there!",
        "Hi, one moment please.",
        "请问您的订单号是多少？",
        "好的，马上",
        "👍",
        "Thanks!",
    ],
)
def test_greetings_and_questions_back_are_no_answer(text: str) -> None:
    assert rules.is_pleasantry(text)


@pytest.mark.parametrize(
    "text", ["7 天内可以退货。", "We ship on Mondays.", "您好，发票在订单详情里申请。", "不支持退款"]
)
def test_an_answer_is_no_greeting(text: str) -> None:
    assert not rules.is_pleasantry(text)


def test_only_people_count_as_evidence() -> None:
    assert rules.reply_of(_lines(("bot", "在订单详情里点“申请发票”。"), ("system", "Mei 加入了会话。"))) is None


def test_marks_of_what_was_taken_out_are_seen_and_can_be_left_out() -> None:
    assert rules.names_somebody("您的订单 [order 1] 已发出")
    assert not rules.names_somebody("[大促] 开始了")
    assert rules.without_marks("我的订单 [order 1] 到哪了") == "我的订单 到哪了"


def test_the_middle_is_the_one_most_like_all_others() -> None:
    likeness = [[1.0, 0.9, 0.1], [0.9, 1.0, 0.6], [0.1, 0.6, 1.0]]
    assert rules.middle(likeness, [1, 1, 1]) == 1
    assert rules.middle(likeness, [1, 1, 9]) == 2
