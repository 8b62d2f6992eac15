"""The table of who speaks, read as a table."""

from typing import get_args

import opencc
import pytest

from feilun.interaction.conversations import speakers as rules
from feilun.interaction.conversations import tongues
from feilun.interaction.conversations.tongues import known, tongue

SPEAKERS: tuple[rules.Speaker, ...] = get_args(rules.Speaker)
EVENTS: tuple[rules.EventName, ...] = get_args(rules.EventName)


@pytest.mark.parametrize(
    ("speaker", "event", "through", "says"),
    [
        ("closed", "wrote", ("bot",), None),
        ("closed", "wrote_alone", ("waiting",), None),
        ("bot", "asked", ("requested", "waiting"), "waiting"),
        ("bot", "asked_in_vain", ("requested", "offline"), "offline"),
        ("bot", "accepted", ("agent",), None),
        ("waiting", "accepted", ("agent",), None),
        ("waiting", "left", ("bot",), None),
        ("waiting", "timed_out", ("offline",), None),
        ("offline", "routed", ("waiting",), None),
        ("offline", "accepted", ("agent",), None),
        ("agent", "returned", ("bot",), None),
        ("agent", "released", ("waiting",), None),
        ("agent", "resolved", ("closed",), None),
        ("bot", "resolved", ("closed",), None),
    ],
)
def test_each_event_has_its_next_speaker(
    speaker: rules.Speaker, event: rules.EventName, through: tuple[str, ...], says: str | None
) -> None:
    step = rules.step(speaker, event)
    assert step is not None
    assert (step.through, step.says) == (through, says)


@pytest.mark.parametrize("speaker", ["requested", "waiting", "agent"])
def test_asking_again_while_a_person_is_called_says_nothing(speaker: rules.Speaker) -> None:
    for event in ("asked", "asked_in_vain"):
        step = rules.step(speaker, event)  # type: ignore[arg-type]
        assert step is None or (step.says is None and not step.begins)


def test_only_a_person_ends_what_an_agent_began() -> None:
    leaving = {event for event in EVENTS if rules.step("agent", event)}
    assert leaving == {"released", "returned", "resolved"}


def test_a_hand_over_begins_with_the_bot_and_ends_with_it_or_the_closing() -> None:
    for (speaker, _), step in rules.TABLE.items():
        assert not step.begins or speaker == "bot"
        assert step.ends == (step.through[-1] == "closed" or (step.through[-1] == "bot" and speaker != "closed"))


def test_one_hand_over_has_one_message_and_it_comes_with_its_number() -> None:
    assert all(step.begins for step in rules.TABLE.values() if step.says)


def test_every_speaker_can_be_left_and_closed() -> None:
    for speaker in SPEAKERS:
        assert any(rules.step(speaker, event) for event in EVENTS)
        assert speaker == "closed" or rules.step(speaker, "resolved") is not None


@pytest.mark.parametrize(
    ("speaker", "customer_seq", "expected_seq", "may"),
    [
        ("bot", 3, 3, True), ("bot", 4, 3, False), ("bot", 4, None, True), ("offline", 3, 3, True),
        ("requested", 3, 3, False), ("waiting", 3, 3, False), ("agent", 3, 3, False), ("closed", 3, None, False),
    ],
)  # fmt: skip
def test_the_bot_speaks_in_its_turn_and_to_the_last_word(
    speaker: str, customer_seq: int, expected_seq: int | None, may: bool
) -> None:
    assert rules.may_speak(speaker, customer_seq, expected_seq) is may


@pytest.mark.parametrize(
    ("before", "page", "text", "after"),
    [
        ("", "", "请问什么时候发货", "zh-CN"),
        ("", "", "請問什麼時候發貨", "zh-TW"),
        ("", "zh-TW", "可以", "zh-TW"),
        ("", "zh-CN", "退款多久能到", "zh-CN"),
        ("", "zh-CN", "退款多久能到账", "zh-CN"),
        ("", "zh-CN", "退款多久能到帳", "zh-TW"),
        ("zh-CN", "zh-CN", "三天以后在公里之外", "zh-CN"),
        ("", "en-GB", "可以吗", "zh-CN"),
        ("zh-TW", "zh-TW", "ok", "zh-TW"),
        ("zh-CN", "zh-CN", "where is my order", "en"),
        ("en", "zh-CN", "yes", "en"),
        ("en", "", "20240501-77", "en"),
        ("", "en", "20240501-77", "en"),
        ("", "", "hello", "en"),
        ("", "", "?", ""),
    ],
)
def test_a_customer_is_answered_in_the_language_she_writes(before: str, page: str, text: str, after: str) -> None:
    assert tongue(before, page, text) == after


@pytest.mark.parametrize(
    ("tag", "ours"),
    [("zh", "zh-CN"), ("zh-Hant-HK", "zh-TW"), ("zh_TW", "zh-TW"), ("en-US", "en"), ("fr", "en"), ("", "")],
)
def test_any_language_tag_is_one_of_ours(tag: str, ours: str) -> None:
    assert known(tag) == ours


def test_no_letter_counts_for_both_scripts() -> None:
    assert len(tongues._PAIRS) % 2 == 0
    assert not tongues._SIMPLIFIED & tongues._TRADITIONAL
    cc = opencc.OpenCC("t2s")
    assert {one for one in tongues._TRADITIONAL if cc.convert(one) == one} == set()
    assert {one for one in tongues._SIMPLIFIED if cc.convert(one) != one} == set()
