"""One value out of what a customer wrote, in Chinese and English; unsure where two readings are possible."""

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import feilun
from feilun.language import values
from feilun.language.values import Option, Reading, libraries

# A Wednesday, 10:00 in Shanghai.
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def read(kind: str, text: str, **more: Any) -> Reading | None:
    return values.read(kind, text, now=NOW, **more)


def told(found: Reading | None) -> tuple[Any, bool] | None:
    return (found.value, found.is_sure) if found else None


@pytest.mark.parametrize(
    ("text", "value", "is_sure"),
    [
        ("3", 3, True), ("三个", 3, True), ("两三个", 2, False), ("1.5万", 15000, True), ("一百二十三", 123, True),
        ("一百五", 150, True), ("两万三", 23000, True), ("十几个", 10, False), ("三点五", 3.5, True), ("2.5k", 2500, True),
        ("twenty-five", 25, True), ("one hundred and five", 105, True), ("a dozen", 12, True), ("-4", -4, True),
        ("不是三个，是五个", 5, True), ("two, sorry, three", 3, True), ("3 or 4", 3, False), ("１２", 12, True),
        ("iPhone 15 要2台", 2, False), ("壹佰", 100, True), ("1,299", 1299, True), ("一亿两千万", 120_000_000, True),
    ],
)  # fmt: skip
def test_a_number_is_read(text: str, value: float, is_sure: bool) -> None:
    assert told(read("number", text)) == (value, is_sure)


@pytest.mark.parametrize(
    ("text", "value", "is_sure"),
    [
        ("明天", "2026-11-19", True), ("大后天", "2026-11-21", True), ("下周一", "2026-11-23", True),
        ("下周三吧", "2026-11-25", True), ("周五", "2026-11-20", True), ("周一", "2026-11-23", False),
        ("下周日", "2026-11-29", True), ("周末", "2026-11-21", False), ("12月5日", "2026-12-05", True),
        ("十二月十二号", "2026-12-12", True), ("11月5号", "2027-11-05", False), ("2026-12-31", "2026-12-31", True),
        ("明年三月一日", "2027-03-01", True), ("3天后", "2026-11-21", True), ("下个月三号", "2026-12-03", True),
        ("12/11", "2026-12-11", False), ("next Friday", "2026-11-27", False), ("this Friday", "2026-11-20", True),
        ("in two weeks", "2026-12-02", True), ("December 5th", "2026-12-05", True), ("5 Dec 2026", "2026-12-05", True),
        ("day after tomorrow", "2026-11-20", True), ("two days ago", "2026-11-16", True), ("the 20th", "2026-11-20", True),
        ("not monday, tuesday", "2026-11-24", True), ("不是明天，是后天", "2026-11-20", True), ("月底", "2026-11-30", False),
    ],
)  # fmt: skip
def test_a_date_is_read_from_the_day_of_the_conversation(text: str, value: str, is_sure: bool) -> None:
    assert told(read("date", text)) == (value, is_sure)


def test_what_a_date_can_also_mean_is_named() -> None:
    found = read("date", "next Friday")
    assert found and [one.value for one in found.alternatives] == ["2026-11-20"]
    assert found.shown == "Fri 27 November 2026"


@pytest.mark.parametrize("text", ["2月30日", "hello", "没想好", "", "31/31"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read("date", text) is None


def test_the_day_is_the_one_of_her_zone() -> None:
    late = datetime(
        2026, 11, 18, 17, 0, tzinfo=UTC
    )  # Already Thursday in Shanghai, still noon of Wednesday in New York.
    assert told(values.read("date", "明天", now=late)) == ("2026-11-20", True)
    assert told(values.read("date", "tomorrow", now=late, zone="America/New_York")) == ("2026-11-19", True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("下周一到下周三", "2026-11-23", "2026-11-25"), ("下周一到三", "2026-11-23", "2026-11-25"),
        ("周五到下周二", "2026-11-20", "2026-11-24"), ("周五到周二", "2026-11-20", "2026-11-24"),
        ("from Monday to Wednesday", "2026-11-23", "2026-11-25"), ("12月5日至8日", "2026-12-05", "2026-12-08"),
        ("12月30日到1月2日", "2026-12-30", "2027-01-02"),
    ],
)  # fmt: skip
def test_a_range_never_ends_before_it_begins(text: str, start: str, end: str) -> None:
    found = read("date_range", text)
    assert found and found.value == {"from": start, "until": end}


@pytest.mark.parametrize(
    ("text", "value", "is_sure"),
    [
        ("下午三点", "15:00", True), ("三点", "15:00", False), ("15:30", "15:30", True), ("3:30", "15:30", False),
        ("晚上八点一刻", "20:15", True), ("3pm", "15:00", True), ("half past three", "15:30", False), ("noon", "12:00", True),
        ("两小时后", "12:00", True), ("凌晨一点", "01:00", True), ("中午12点", "12:00", True), ("早上9点20", "09:20", True),
    ],
)  # fmt: skip
def test_a_time_is_read(text: str, value: str, is_sure: bool) -> None:
    assert told(read("time", text)) == (value, is_sure)


@pytest.mark.parametrize(
    ("text", "value", "is_sure"),
    [
        ("明天下午三点", "2026-11-19T15:00:00+08:00", True), ("明早八点", "2026-11-19T08:00:00+08:00", True),
        ("今晚8点", "2026-11-18T20:00:00+08:00", True), ("tomorrow at noon", "2026-11-19T12:00:00+08:00", True),
        ("in half an hour", "2026-11-18T10:30:00+08:00", True), ("上午九点", "2026-11-19T09:00:00+08:00", False),
        ("next Friday at 3pm", "2026-11-27T15:00:00+08:00", False), ("now", "2026-11-18T10:00:00+08:00", True),
    ],
)  # fmt: skip
def test_a_moment_is_read(text: str, value: str, is_sure: bool) -> None:
    assert told(read("datetime", text)) == (value, is_sure)


def test_a_day_alone_is_no_moment() -> None:
    assert read("datetime", "明天") is None


@pytest.mark.parametrize(
    ("kind", "text", "value", "is_sure"),
    [
        ("phone", "电话138 0013 8000谢谢", "+8613800138000", True), ("phone", "幺三八零零幺三八零零零", "+8613800138000", True),
        ("phone", "+44 20 7946 0958", "+442079460958", True), ("phone", "1380013800", "+861380013800", False),
        ("phone", "不对，是13900139000", "+8613900139000", True), ("email", "我的是 LIN@QQ.com 谢谢", "LIN@qq.com", True),
        ("email", "lin at example dot com", "lin@example.com", False), ("email", "a@gmial.com", "a@gmial.com", False),
        ("order", "单号 fl20261130001", "FL20261130001", True), ("order", "13800138000", "13800138000", False),
        ("text", "  随便 ", "随便", True),
    ],
)  # fmt: skip
def test_contacts_and_numbers_of_orders_are_read(kind: str, text: str, value: str, is_sure: bool) -> None:
    assert told(read(kind, text)) == (value, is_sure)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [("1299元", "1299.00", "CNY"), ("九十九块五", "99.50", "CNY"), ("12块8毛", "12.80", "CNY"), ("$12.50", "12.50", "USD"),
     ("NT$300", "300.00", "TWD"), ("20 bucks", "20.00", "USD"), ("1.5万", "15000.00", "CNY"), ("大概500", "500.00", "CNY")],
)  # fmt: skip
def test_money_is_read_with_its_currency(text: str, amount: str, currency: str) -> None:
    found = read("money", text)
    assert found and found.value == {"amount": amount, "currency": currency}


@pytest.mark.parametrize(
    ("text", "value", "is_sure"),
    [("是的", True, True), ("不是", False, True), ("没问题", True, True), ("不用了", False, True), ("yes please", True, True),
     ("no thanks", False, True), ("应该是吧", True, False), ("是的，帮我取消吧", True, False), ("取消", False, False),
     ("可以吗？", True, False), ("no problem", True, True)],
)  # fmt: skip
def test_yes_and_no_are_read(text: str, value: bool, is_sure: bool) -> None:
    assert told(read("yes_no", text)) == (value, is_sure)


COLOURS = [Option("r", ("红色", "red")), Option("dr", ("深红色", "dark red")), Option("b", ("蓝色", "blue"))]


@pytest.mark.parametrize(
    ("text", "value", "is_sure"),
    [("红色", "r", True), ("第二个", "dr", True), ("2", "dr", True), ("最后一个", "b", True), ("the first one", "r", True),
     ("blue please", "b", True), ("bleu", "b", False), ("不要红色，蓝色", "b", True), ("dark red", "dr", True),
     ("红色或者蓝色", "r", False)],
)  # fmt: skip
def test_a_choice_is_read_by_number_or_by_label(text: str, value: str, is_sure: bool) -> None:
    assert told(read("choice", text, options=COLOURS)) == (value, is_sure)


@pytest.mark.parametrize("text", ["no idea", "9", "ordered it", ""])
def test_what_is_none_of_the_options_is_none(text: str) -> None:
    assert read("choice", text, options=COLOURS) is None


def test_options_may_be_plain_words() -> None:
    assert told(read("choice", "顺丰", options=["顺丰", "京东"])) == ("顺丰", True)


def test_where_the_library_reads_another_value_we_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "moments", lambda text, now, *, chinese: ({"2026-11-20"}, set()))
    found = read("date", "明天")
    assert found and (found.value, found.is_sure) == ("2026-11-19", False)
    assert [one.value for one in found.alternatives] == ["2026-11-20"]


def test_a_kind_nobody_reads_is_refused() -> None:
    with pytest.raises(ValueError, match="write one of number, date"):
        read("colour", "red")


@pytest.mark.parametrize("kind", [kind for kind in values.KINDS if kind != "text"])
@pytest.mark.parametrize(
    "text",
    [
        "", "1" * 600, "点" * 500, "零" * 500, "99999999999999年13月45日", "\x00", "🙂", "next " * 90,
        "一" + "亿" * 400, "九" * 400 + "点五", "one " + "hundred " * 400,
    ],
)  # fmt: skip
def test_odd_texts_break_no_reader(kind: str, text: str) -> None:
    read(kind, text, options=COLOURS)


def test_threads_may_read_at_once() -> None:
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(told(read("date", "下周三")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [("2026-11-25", True)] * 8


_ALONE = """
import json, socket, sys
def refuse(*arguments, **more): raise AssertionError("a connection")
socket.socket.connect = refuse
from feilun.language import values
before = "recognizers_date_time" in sys.modules
values.warm()
print(json.dumps([before, "recognizers_date_time" in sys.modules, "jionlp" in sys.modules]))
"""


def test_the_library_is_loaded_late_without_warnings_and_without_the_network() -> None:
    place = {**os.environ, "PYTHONPATH": str(Path(feilun.__file__).parents[1])}
    command = [sys.executable, "-W", "error", "-c", _ALONE]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=place)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [False, True, False]
    assert done.stderr == ""
