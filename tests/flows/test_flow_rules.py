"""What a flow does with what is said: answers, limits, corrections, digressions, branches, ends."""

import pytest
from tests.flows.dialogs import Dialog, ask, graph, say

from feilun.interaction.flows import FlowGraph, WebhookAnswer, problems, read_graph

COLOURS = [
    {"value": "red", "label": {"zh-CN": "红色", "en": "Red"}},
    {"value": "blue", "label": {"zh-CN": "蓝色", "en": "Blue"}},
]
ORDER = graph(
    ask("order", "order", "count"),
    ask("count", "number", "day", minimum=1, maximum=9, tries=2),
    ask("day", "date", "phone", minimum="today", maximum="today+30d"),
    ask("phone", "phone", "done"),
    say("done", "好 {{slots.count}} {{slots.day}} {{slots.nothing}}"),
)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "三件", 3),
        ("number", "I need twelve", 12),
        ("date", "明天", "2026-12-01"),
        ("date", "on Friday please", "2026-12-04"),
        ("phone", "我的电话是13800138000", "+8613800138000"),
        ("email", "write to lin@feilun.example, thanks", "lin@feilun.example"),
        ("yes_no", "是的", True),
        ("yes_no", "不用了", False),
        ("choice", "要蓝色的", "blue"),
        ("choice", "2", "blue"),
        ("choice", "the red one", "red"),
        ("order", "订单号 A20261130001", "A20261130001"),
        ("text", "屏幕上有一条线", "屏幕上有一条线"),
    ],
)
async def test_an_answer_fills_its_slot(kind: str, text: str, value: object) -> None:
    dialog = await Dialog.begin(graph(ask("x", kind, options=COLOURS if kind == "choice" else [])), text)
    assert dialog.slots["x"] == value
    assert dialog.end == "finished"


async def test_a_flow_asks_one_question_after_the_other() -> None:
    dialog = await Dialog.begin(ORDER)
    said = [dialog.said] + [await dialog.says(one) for one in ("A20261130001", "三件", "明天", "13800138000")]
    assert said[:4] == ["请问order？", "请问count？", "请问day？", "请问phone？"]
    assert said[4].startswith("好 3 2026年12月1日")
    assert dialog.end == "finished"


async def test_one_message_may_fill_several_slots() -> None:
    dialog = await Dialog.begin(ORDER, "订单A20261130001，明天取，电话13800138000")
    assert dialog.said == "请问count？"
    assert await dialog.says("2") == "好 2 2026年12月1日（周二）"
    assert dialog.slots["phone"] == "+8613800138000"


async def test_a_number_is_not_taken_for_two_things() -> None:
    dialog = await Dialog.begin(graph(ask("order", "order", "phone"), ask("phone", "phone")), "13800138000")
    assert "phone" not in dialog.slots or "order" not in dialog.slots
    assert dialog.end == ""


@pytest.mark.parametrize(
    ("asked", "correction", "slot", "value"),
    [
        (("A20261130001", "3", "明天"), "不对，是后天", "day", "2026-12-02"),
        (("A20261130001", "3"), "no, I meant 5", "count", 5),
        (("A20261130001", "3"), "说错了，要4件", "count", 4),
        (("A20261130001", "3", "明天"), "count项改成7", "count", 7),
        (("A20261130001", "3", "明天"), "the count should be 6", "count", 6),
        (("A20261130001", "3", "明天"), "actually make it 8", "count", 8),
    ],
)
async def test_a_correction_changes_the_earlier_slot_and_goes_on(
    asked: tuple[str, ...], correction: str, slot: str, value: object
) -> None:
    dialog = await Dialog.begin(ORDER, *asked)
    question = dialog.said
    assert await dialog.says(correction) == question
    assert dialog.slots[slot] == value


async def test_a_correction_means_what_it_looks_like() -> None:
    walked = graph(
        ask("order", "order", "phone"),
        ask("phone", "phone", "day", from_trait="phone", confirm=True),
        ask("day", "date"),
    )
    dialog = await Dialog.begin(walked, "A20261130001", customer={"phone": "13800138000"})
    assert await dialog.says("不对，是13900139000") == "请问day？"
    assert await dialog.says("不对，是13700137000") == "请问day？"
    assert dialog.slots == {"order": "A20261130001", "phone": "+8613700137000"}


async def test_a_message_without_words_is_no_wrong_answer() -> None:
    dialog = await Dialog.begin(ORDER, "A20261130001")
    for _ in range(3):
        assert await dialog.says("") == "请问count？"


async def test_an_option_may_be_called_like_enough() -> None:
    options = [{"value": "cancel", "label": {"zh-CN": "取消"}}, {"value": "change", "label": {"zh-CN": "改签"}}]
    dialog = await Dialog.begin(graph(ask("x", "choice", options=options)), "取消")
    assert (dialog.slots, dialog.end) == ({"x": "cancel"}, "finished")


async def test_a_no_to_a_question_that_may_be_left_out_is_an_answer() -> None:
    dialog = await Dialog.begin(graph(ask("x", "yes_no", required=False)), "没有")
    assert dialog.slots == {"x": False}


async def test_a_correction_without_a_value_asks_that_question_again() -> None:
    dialog = await Dialog.begin(ORDER, "A20261130001", "3", "不对")
    assert dialog.said == "请问count？"
    assert await dialog.says("4") == "请问day？"


async def test_a_correction_takes_the_branches_behind_it_anew() -> None:
    branch = {"id": "way", "kind": "branch", "else": "small"}
    branch["cases"] = [{"when": [{"name": "count", "check": "more", "value": 5}], "next": "big"}]  # type: ignore[assignment]
    steps = (
        ask("count", "number", "way"),
        branch,
        say("big", "很多", "day"),
        say("small", "很少", "day"),
        ask("day", "date"),
    )
    dialog = await Dialog.begin(graph(*steps), "2")
    assert dialog.said == "很少|请问day？"
    assert await dialog.says("不对，是8") == "很多|请问day？"


async def test_what_was_said_before_is_not_said_again_after_a_correction() -> None:
    steps = (ask("count", "number", "hi"), say("hi", "谢谢", "day"), ask("day", "date"))
    dialog = await Dialog.begin(graph(*steps), "2")
    assert dialog.said == "谢谢|请问day？"
    assert await dialog.says("不对，是3") == "请问day？"


async def test_tapping_an_old_button_corrects_that_answer() -> None:
    dialog = await Dialog.begin(graph(ask("colour", "choice", "day", options=COLOURS), ask("day", "date")))
    red, blue = dialog.buttons["红色"], dialog.buttons["蓝色"]
    assert await dialog.says("红色", tap=red) == "请问day？"
    assert await dialog.says("蓝色", tap=blue) == "请问day？"
    assert dialog.slots == {"colour": "blue"}


@pytest.mark.parametrize("text", ["算了", "取消", "Cancel!", "never mind", "請取消", "我要取消"])
async def test_enough_ends_the_flow(text: str) -> None:
    dialog = await Dialog.begin(ORDER, text)
    assert (dialog.end, dialog.said) == ("cancelled", "好的，已取消。")


async def test_another_question_is_answered_and_no_try_is_lost() -> None:
    dialog = await Dialog.begin(ORDER, "A20261130001")
    for _ in range(3):
        assert await dialog.says("运费多少钱？", article="a1") == "[a1]|请问count？"
    assert await dialog.says("7天内怎么退货？", article="a2") == "[a2]|请问count？"
    assert dialog.place.tries == 0
    assert await dialog.says("3") == "请问day？"


async def test_an_answer_that_an_article_would_know_too_stays_an_answer() -> None:
    dialog = await Dialog.begin(ORDER, "A20261130001")
    assert await dialog.says("3件", article="a1") == "请问day？"


async def test_after_too_many_tries_a_person_takes_over() -> None:
    dialog = await Dialog.begin(ORDER, "A20261130001", "不知道呀")
    assert dialog.said == "抱歉，这个我没看懂。 请问count？".replace(" ", "")
    await dialog.says("随便")
    assert dialog.end == "flow_not_understood"


async def test_after_too_many_tries_it_may_go_another_way() -> None:
    dialog = await Dialog.begin(graph(ask("n", "number", "day", tries=1, failed="day"), ask("day", "date")), "啊啊")
    assert dialog.said == "请问day？"


@pytest.mark.parametrize(
    ("kind", "limits", "good", "bad"),
    [
        ("number", {"minimum": 1, "maximum": 9}, "9", "10"),
        ("number", {"minimum": "1.5"}, "1.5", "1"),
        ("date", {"minimum": "today", "maximum": "today+3d"}, "后天", "下周五"),
        ("date", {"minimum": "2026-12-05"}, "2026年12月6日", "明天"),
        ("time", {"minimum": "09:00", "maximum": "18:00"}, "下午三点", "晚上十点"),
        ("text", {"minimum": 2, "maximum": 4}, "三个字", "这是太长的文字"),
        ("text", {"pattern": "[A-Z]{2}[0-9]+"}, "AB12", "ab12"),
        ("money", {"maximum": 100}, "99元", "一百零一块"),
    ],
)
async def test_a_value_beyond_its_limits_is_asked_for_again(
    kind: str, limits: dict[str, object], good: str, bad: str
) -> None:
    walked = graph(ask("x", kind, "end", **limits), say("end", "好"))
    dialog = await Dialog.begin(walked, bad)
    assert "抱歉" in dialog.said and "x" not in dialog.slots
    assert await dialog.says(good) == "好"


async def test_own_words_are_said_when_an_answer_does_not_fit() -> None:
    dialog = await Dialog.begin(graph(ask("x", "number", retry_text={"zh-CN": "要数字"})), "嗯？")
    assert dialog.said == "要数字"


async def test_an_unsure_reading_asks_to_choose() -> None:
    dialog = await Dialog.begin(graph(ask("x", "number", "end"), say("end", "好{{slots.x}}")), "3或者5")
    assert dialog.place.waits == "choice"
    assert "都不是" in dialog.buttons and len(dialog.buttons) >= 3
    assert await dialog.says("5") == "好5"


async def test_none_of_the_alternatives_asks_again() -> None:
    dialog = await Dialog.begin(graph(ask("x", "number", "end"), say("end", "好{{slots.x}}")), "3或者5")
    assert await dialog.says("都不是", tap=dialog.buttons["都不是"]) == "请问x？"
    assert await dialog.says("7") == "好7"


async def test_a_slot_may_be_left_out() -> None:
    dialog = await Dialog.begin(graph(ask("x", "text", "end", required=False), say("end", "好")))
    assert await dialog.says("跳过", tap=dialog.buttons["跳过"]) == "好"


async def test_the_profile_fills_a_slot_in_advance() -> None:
    walked = graph(ask("phone", "phone", "end", from_trait="phone"), say("end", "好{{slots.phone}}"))
    dialog = await Dialog.begin(walked, customer={"phone": "13800138000"})
    assert dialog.said == "好+86 138 0013 8000"


async def test_what_the_profile_says_is_confirmed() -> None:
    walked = graph(ask("phone", "phone", "end", from_trait="phone", confirm=True), say("end", "好"))
    dialog = await Dialog.begin(walked, customer={"phone": "13800138000"})
    assert dialog.said == "phone项还是 +86 138 0013 8000 吗？"
    assert await dialog.says("是的") == "好"
    assert dialog.slots == {"phone": "+8613800138000"}


@pytest.mark.parametrize("text", ["不是，13900139000", "13900139000"])
async def test_what_no_longer_holds_is_replaced_at_once(text: str) -> None:
    walked = graph(ask("phone", "phone", "end", from_trait="phone", confirm=True), say("end", "好"))
    dialog = await Dialog.begin(walked, text, customer={"phone": "13800138000"})
    assert (dialog.said, dialog.slots) == ("好", {"phone": "+8613900139000"})


async def test_a_no_asks_afresh_and_never_confirms_again() -> None:
    walked = graph(ask("phone", "phone", "end", from_trait="phone", confirm=True), say("end", "好"))
    dialog = await Dialog.begin(walked, "不是", customer={"phone": "13800138000"})
    assert dialog.said == "请问phone？"
    assert await dialog.says("13900139000") == "好"


@pytest.mark.parametrize(
    ("check", "value", "holds"),
    [
        ("is", "gold", True), ("is", "GOLD", True), ("is_not", "silver", True), ("contains", "ol", True),
        ("exists", None, True), ("missing", None, False), ("more", 5, False), ("is", "silver", False),
    ],
)  # fmt: skip
async def test_a_branch_compares_traits(check: str, value: object, holds: bool) -> None:
    branch = {"id": "b", "kind": "branch", "else": "no"}
    branch["cases"] = [{"when": [{"name": "customer.level", "check": check, "value": value}], "next": "yes"}]  # type: ignore[assignment]
    dialog = await Dialog.begin(graph(branch, say("yes", "是"), say("no", "否")), customer={"level": "gold"})
    assert dialog.said == ("是" if holds else "否")


def _call(**more: object) -> dict[str, object]:
    return {"id": "call", "kind": "webhook", "url": "https://shop.example/o/{{slots.x}}", "next": "ok", **more}


async def test_a_webhook_fills_slots_from_its_answer() -> None:
    save = {"state": "order.items.0.state", "gone": "order.no.way"}
    walked = graph(ask("x", "text", "call"), _call(save=save), say("ok", "{{slots.state}}/{{slots.gone}}"))  # type: ignore[arg-type]
    answer = WebhookAnswer(status=200, body={"order": {"items": [{"state": "已发货"}]}})
    dialog = await Dialog.begin(walked, "a/b?c", webhooks={"call": answer})
    assert dialog.said == "已发货/"
    assert dialog.tried.calls[0].url == "https://shop.example/o/a%2Fb%3Fc"


@pytest.mark.parametrize(("failed", "end"), [("sorry", "finished"), (None, "webhook_failed")])
async def test_a_failed_webhook_takes_its_way_or_calls_a_person(failed: str | None, end: str) -> None:
    walked = graph(_call(failed=failed), say("ok", "好"), say("sorry", "抱歉"))  # type: ignore[arg-type]
    dialog = await Dialog.begin(walked, webhooks={"call": WebhookAnswer(problem="timeout")})
    assert dialog.end == end


async def test_a_loop_asks_anew_each_time() -> None:
    branch = {"id": "b", "kind": "branch", "else": "end"}
    branch["cases"] = [{"when": [{"name": "more", "check": "is", "value": True}], "next": "x"}]  # type: ignore[assignment]
    walked = graph(ask("x", "number", "more"), ask("more", "yes_no", "b"), branch, say("end", "{{slots.x}}"))
    dialog = await Dialog.begin(walked, "1", "是")
    assert dialog.said == "请问x？"
    await dialog.says("2")
    assert await dialog.says("否") == "2"


async def test_a_circle_without_a_question_calls_a_person() -> None:
    dialog = await Dialog.begin(graph(say("a", "好", "b"), say("b", "好", "a")))
    assert dialog.end == "flow_loop"


async def test_a_way_to_nowhere_calls_a_person() -> None:
    assert (await Dialog.begin(graph(say("a", "好", "gone")))).end == "flow_problem"


@pytest.mark.parametrize(
    "text", ["{{ customer.secret }}", "{% for i in (1..99999999) %}x{% endfor %}", "{{", "%}", "<b>"]
)
async def test_what_a_customer_writes_is_never_a_template(text: str) -> None:
    walked = graph(ask("x", "text", "end"), say("end", "您说：{{slots.x}}"))
    dialog = await Dialog.begin(walked, text, customer={"secret": "42"})
    assert dialog.said == f"您说：{text}"


@pytest.mark.parametrize(
    "text", ["{{ slots.x | divided_by: 0 }}好", "{% for i in (1..99999999) %}好{% endfor %}", "{{ slots | nope }}好"]
)
async def test_a_template_that_breaks_still_says_something(text: str) -> None:
    dialog = await Dialog.begin(graph(ask("x", "number", "end"), say("end", text)), "3")
    assert "好" in dialog.said and len(dialog.said) <= 4000


@pytest.mark.parametrize(("language", "text"), [("zh-TW", "您好"), ("en", "Hello"), ("zh-CN", "您好")])
async def test_she_is_spoken_to_in_her_language_or_the_nearest(language: str, text: str) -> None:
    step = {"id": "a", "kind": "say", "text": {"zh-CN": "您好", "en": "Hello"}}
    assert (await Dialog.begin(graph(step), language=language)).said == text


WRONG = [
    ({"steps": []}, "empty"),
    ({"first": "x", "steps": [say("a", "hi")]}, "no_first"),
    ({"first": "a", "steps": [say("a", "hi"), say("a", "ho")]}, "same_id"),
    ({"first": "a", "steps": [say("a", "hi", "b")]}, "dangling"),
    ({"first": "a", "steps": [say("a", "hi"), say("b", "ho")]}, "unreachable"),
    ({"first": "a", "steps": [say("a", "hi", "b"), say("b", "ho", "a")]}, "loop"),
    ({"first": "a", "steps": [say("a", "")]}, "no_text"),
    ({"first": "a", "steps": [say("a", "{{ x ")]}, "template"),
    ({"first": "a", "steps": [{**say("a", "hi"), "text": {"fr": "salut"}}]}, "unknown_language"),
    ({"first": "a", "steps": [say("a", "x", "b"), {"id": "b", "kind": "say", "text": {"en": "x"}}]}, "no_language"),
    ({"first": "a", "steps": [ask("a", "choice")]}, "no_options"),
    ({"first": "1 x", "steps": [ask("1 x", "number")]}, "bad_slot"),
    ({"first": "a", "steps": [ask("a", "text", pattern="(a+)+$")]}, "pattern_costly"),
    ({"first": "a", "steps": [ask("a", "text", pattern="(a|aa)*b")]}, "pattern_costly"),
    ({"first": "a", "steps": [ask("a", "text", pattern="(a?){50}a{50}")]}, "pattern_costly"),
    ({"first": "a", "steps": [ask("a", "text", pattern="(a|a)" * 39)]}, "pattern_costly"),
    ({"first": "a", "steps": [ask("a", "text", pattern=".*.*.*.*=")]}, "pattern_costly"),
    ({"first": "a", "steps": [ask("a", "text", pattern=r"(?:(?:\b){9999}){9999}")]}, "pattern_costly"),
    ({"first": "a", "steps": [ask("a", "text", pattern=r".*.*.*(?:\b){9999}z")]}, "pattern_costly"),
    ({"first": "a", "steps": [ask("a", "text", pattern="(")]}, "pattern_wrong"),
    ({"first": "a", "steps": [ask("a", "number", minimum="lots")]}, "minimum_shape"),
    ({"first": "a", "steps": [ask("a", "date", maximum="later")]}, "maximum_shape"),
    ({"first": "call", "steps": [_call(url="https://{{slots.x}}/"), say("ok", "x")]}, "bad_url"),
    ({"first": "call", "steps": [_call(url="file:///etc/passwd"), say("ok", "x")]}, "bad_url"),
    ({"first": "call", "steps": [_call(url="https://a@b/"), say("ok", "x")]}, "bad_url"),
    ({"first": "call", "steps": [_call(timeout_ms=60000), say("ok", "x")]}, "bad_timeout"),
    ({"first": "call", "steps": [_call(headers={"Host": "x"}), say("ok", "x")]}, "bad_header"),
    ({"first": "call", "steps": [_call(secrets={"Authorization": "key"}), say("ok", "x")]}, "no_secret"),
    ({"first": "a", "steps": [{"id": "a", "kind": "answer", "article": "nope"}]}, "no_article"),
    ({"first": "a", "steps": [{"id": "a", "kind": "branch"}]}, "no_cases"),
]


@pytest.mark.parametrize(("drawn", "problem"), WRONG, ids=[problem for _, problem in WRONG])
def test_a_wrong_graph_is_told_what_is_wrong(drawn: dict[str, object], problem: str) -> None:
    assert problem in {one.problem for one in problems(read_graph(drawn), set())}


@pytest.mark.parametrize(
    "pattern", [r"[A-Z]{2}[0-9]+", r"\w+@\w+\.\w+", r"(\d{3,4}-)?\d{7,8}", r"(AB|CD)\d{4}", r"(?:[A-Z]\d){3}"]
)
def test_a_plain_pattern_may_be_used(pattern: str) -> None:
    assert problems(graph(ask("a", "text", pattern=pattern)), set()) == []


def test_a_right_graph_has_no_problems() -> None:
    assert problems(ORDER, set()) == []


def test_an_empty_graph_is_a_draft_like_any_other() -> None:
    assert [one.problem for one in problems(FlowGraph(), set())] == ["empty"]
