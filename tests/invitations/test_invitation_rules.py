"""The pure rules: who is chosen, on which channel, the words of a mail, how sure a forecast is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest

from feilun.delivery.directory import Person
from feilun.delivery.outbox.templates import rendered
from feilun.events import Handle
from feilun.insight import forms
from feilun.insight.invitations import forecasting, mail, rules
from feilun.insight.invitations.forecasting import PastCell
from feilun.insight.invitations.shapes import Reach, ReachHours, ReachPlan
from feilun.kernel.ids import new_id

NOON = datetime(2026, 5, 1, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai.
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [("", "", True), ("09:00", "18:00", True), ("12:00", "12:01", True), ("09:00", "12:00", False),
     ("22:00", "08:00", False), ("22:00", "12:30", True), ("13:00", "23:59", False)],
)  # fmt: skip
def test_hours_are_of_the_zone_and_may_go_over_midnight(start: str, end: str, inside: bool) -> None:
    hours = msgspec.convert({"from": start, "to": end}, ReachHours)
    assert rules.is_in_hours(hours, NOON, SHANGHAI) is inside


def test_a_share_is_always_the_same_people_and_about_so_many() -> None:
    reach, people = new_id(), [str(new_id()) for _ in range(4000)]
    chosen = {one for one in people if rules.is_chosen(reach, one, 0.3)}
    assert chosen == {one for one in people if rules.is_chosen(reach, one, 0.3)}
    assert chosen < {one for one in people if rules.is_chosen(reach, one, 0.5)}
    assert 0.26 < len(chosen) / 4000 < 0.34
    assert all(rules.is_chosen(reach, one, 1.0) for one in people)
    assert not any(rules.is_chosen(reach, one, 0.0) for one in people)


def test_channels_come_in_their_order_round_those_she_has() -> None:
    both = Person(new_id(), [Handle("email", "l@x.test"), Handle("user_id", "lin")])
    mail_only = Person(new_id(), [Handle("email", "l@x.test")])
    plan = ReachPlan(channels=["webchat", "email"])
    assert [rules.channel_for(plan, both, turn) for turn in range(3)] == ["webchat", "email", "webchat"]
    assert [rules.channel_for(plan, mail_only, turn) for turn in range(2)] == ["email", "email"]
    assert rules.channel_for(plan, None, 0) == ""
    assert rules.has_other(plan, both, "email")
    assert not rules.has_other(plan, mail_only, "email")


def test_reminders_end_after_the_plan() -> None:
    plan = ReachPlan(reminders=2, spacing_hours=10)
    times = [rules.next_reminder(plan, asks, NOON) for asks in (1, 2, 3)]
    assert times == [NOON + timedelta(hours=10), NOON + timedelta(hours=10), None]


def test_no_state_follows_itself_and_an_answer_follows_all_but_itself() -> None:
    for state, below in rules.BELOW.items():
        assert state not in below
    assert set(rules.BELOW["complete"]) == {*rules.RUNNING, "expired", "refused"}
    for late in ("sent", "opened", "bounced", "refused", "started", "partial"):
        assert "complete" not in rules.BELOW[late]


def test_the_lift_agrees_with_the_published_example() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table II, method 10: 56/70 against 48/80.
    found = rules.lift((56, 70), (48, 80))
    assert found is not None
    assert (round(found.value, 4), round(found.low, 4), round(found.high, 4)) == (0.2, 0.0524, 0.3339)
    assert rules.lift((1, 2), (0, 0)) is None


def test_what_is_wrong_is_said_in_words() -> None:
    fine = Reach(kind="widget")
    assert rules.problems(fine, lambda text: None) == []
    bad = msgspec.convert({"kind": "email", "trigger": {"hours": {"from": "09:00"}}, "plan": {"channels": []}}, Reach)
    assert [one.field for one in rules.problems(bad, lambda text: None)] == [
        "audience",
        "plan.channels",
        "trigger.hours",
    ]


def _form(question: dict[str, object], **page: object) -> forms.Form:
    return forms.read_form(
        {
            "format": 1, "languages": ["en"], "title": {"en": "T"},
            "pages": [{"id": "p", "questions": [{"id": "q", "title": {"en": "Q"}, **question}], **page}],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ({"kind": "long_text"}, {}),
        ({"kind": "nps"}, {"shuffle": "random"}),
        ({"kind": "rating", "most": 30}, {}),
        ({"kind": "nps", "title": {"en": "Dear {{ given.name }}"}}, {}),
        ({"kind": "single", "options": [{"code": "a", "label": {"en": "A"}}]}, {}),
        ({"kind": "single", "shuffle": "random", "options": [{"code": "a", "label": {}}, {"code": "b", "label": {}}]}, {}),
    ],
)  # fmt: skip
def test_a_first_question_that_is_no_single_press_leaves_the_link_alone(
    question: dict[str, object], page: dict[str, object]
) -> None:
    form = _form(question, **page)
    assert mail.first_question(form, "en") is None
    content = mail.mail_content(mail.Letter(form=form, language="en", url="https://x.test", token="iv1"))
    assert content["html"].count("/invitation/iv1") == 1
    assert "first=" not in content["text"]


def test_words_of_the_form_are_never_taken_for_liquid_or_markup() -> None:
    options = [{"code": "a_b", "label": {"en": "{{ secret }} <b>"}}, {"code": "c", "label": {"en": "{% raw %}"}}]
    form = _form({"kind": "single", "options": options})
    content = mail.mail_content(mail.Letter(form=form, language="en", url="https://x.test", token="iv1"))
    shown = rendered(content, {"unsubscribe_url": "https://x.test/u"})
    assert "{{ secret }} &lt;b&gt;" in shown["html"]
    assert "{% raw %}: https://x.test/invitation/iv1?first=c" in shown["text"]
    assert "first=a_b" in shown["text"]


def test_a_forecast_covers_what_comes_as_often_as_it_says() -> None:
    random = np.random.default_rng(7)
    hits = 0
    for _ in range(200):
        rate = random.uniform(0.05, 0.4)
        past = [PastCell("email", False, 300, int(random.binomial(300, rate)))]
        found = forecasting.forecast(past, [("email", False, 500)])
        hits += found.low <= random.binomial(500, rate) <= found.high
    # 95 % of 200 is 190, with a standard deviation of 3; what is drawn towards the whole costs next to nothing here.
    assert 178 <= hits <= 199


def test_few_cases_are_drawn_towards_the_whole_and_nothing_is_asked_of_nobody() -> None:
    past = [PastCell("email", False, 1000, 100), PastCell("webchat", True, 2, 2)]
    found = forecasting.forecast(past, [("email", False, 100), ("webchat", True, 10)])
    mail_cell, chat_cell = found.cells
    assert mail_cell.rate == pytest.approx(0.1, abs=0.005)
    assert 0.1 < chat_cell.rate < 0.25
    nobody = forecasting.forecast(past, [])
    assert (nobody.answers, nobody.low, nobody.high, nobody.cells) == (0.0, 0, 0, [])
