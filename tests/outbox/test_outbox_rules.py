"""Quiet hours, pauses, languages: tables of the pure rules."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feilun.delivery.outbox import pages, rules
from feilun.delivery.outbox.templates import MissingVariable, rendered, template_problem

SHANGHAI, NEW_YORK, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "zone", "starts", "ends", "expected"),
    [
        ("2026-05-01T12:59", SHANGHAI, "21:00", "09:00", None),
        ("2026-05-01T13:00", SHANGHAI, "21:00", "09:00", "2026-05-02T01:00"),
        ("2026-05-01T18:00", SHANGHAI, "21:00", "09:00", "2026-05-02T01:00"),
        ("2026-05-02T01:00", SHANGHAI, "21:00", "09:00", None),
        ("2026-05-01T04:30", SHANGHAI, "12:00", "14:00", "2026-05-01T06:00"),
        ("2026-05-01T04:30", SHANGHAI, "12:00", "12:00", None),
        ("2026-03-08T04:00", NEW_YORK, "21:00", "09:00", "2026-03-08T13:00"),  # A night of one hour less.
        ("2026-11-01T03:00", NEW_YORK, "21:00", "09:00", "2026-11-01T14:00"),  # A night of one hour more.
        ("2026-03-29T00:30", BERLIN, "00:00", "02:30", "2026-03-29T01:30"),  # An end that the clock jumps over.
    ],
)
def test_quiet_hours_end_by_her_clock(now: str, zone: ZoneInfo, starts: str, ends: str, expected: str | None) -> None:
    found = rules.quiet_end(datetime.fromisoformat(now).replace(tzinfo=UTC), zone, starts, ends)
    assert found == (datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None)


def test_two_windows_that_touch_are_left_together() -> None:
    now = datetime(2026, 5, 1, 13, 30, tzinfo=UTC)  # 21:30 in Shanghai.
    until = rules.after_quiet(now, SHANGHAI, [("21:00", "09:00"), ("08:00", "10:00")])
    assert until == datetime(2026, 5, 2, 2, 0, tzinfo=UTC)


def test_pauses_double_up_to_an_hour_and_heed_the_provider() -> None:
    assert [rules.pause_before(n, 0).total_seconds() for n in (1, 2, 3, 12)] == [30, 60, 120, 3600]
    assert rules.pause_before(1, 300) == timedelta(seconds=300)
    assert rules.pause_before(1, 7200) == timedelta(seconds=7200)


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (("zh-HK", ""), "zh-TW"),
        (("", "de,zh-CN;q=0.8"), "zh-CN"),
        (("zh_Hant_TW", ""), "zh-TW"),
        (("fr", "de"), "en"),
        (("", "en-GB,zh;q=0.5"), "en"),
    ],
)
def test_the_page_speaks_her_language(wishes: tuple[str, ...], expected: str) -> None:
    assert pages.language_of(*wishes) == expected


def test_html_is_escaped_and_a_subject_is_not() -> None:
    context = {"customer": {"name": "<b>Lin & Co</b>"}}
    content = {"subject": "{{ customer.name }}", "html": "{{ customer.name }}"}
    assert rendered(content, context) == {
        "subject": "<b>Lin & Co</b>",
        "html": "&lt;b&gt;Lin &amp; Co&lt;/b&gt;",
    }


def test_a_template_may_offer_another_word_for_a_missing_one() -> None:
    assert rendered({"text": "Hi {{ customer.name | default: 'you' }}"}, {"customer": {}})["text"] == "Hi you"


def test_a_template_that_loops_too_long_is_stopped() -> None:
    with pytest.raises(MissingVariable):
        rendered({"text": "{% for n in (1..20000) %}x{% endfor %}"}, {})


def test_a_broken_template_is_named_before_it_is_sent() -> None:
    assert template_problem("Hi {{ customer.name }}") is None
    assert template_problem("{% if %}") is not None
