"""What the bot decides, as a table; and what it never does, whatever comes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feilun.interaction.bot import hearing, hours, rules, shares
from feilun.interaction.bot.ledger import lot_of
from feilun.interaction.bot.rules import Choice, Known, Talk, Tap, Turn, decide
from feilun.interaction.bot.settings import OpenHours
from feilun.interaction.bot.texts import TEXTS, said, text_of
from feilun.kernel.ids import new_id
from feilun.kernel.intervals import clopper_pearson
from feilun.language import Guess, Mood, Understood


def understood(outcome: str, *labels: str, exact: bool = False) -> Understood:
    guesses = tuple(Guess(label, 0.9 - 0.2 * place) for place, label in enumerate(labels))
    return Understood(
        outcome=outcome, guesses=guesses, confidence=0.9, nearest=0.8, nearest_text="", language="zh", exact=exact,  # type: ignore[arg-type]
    )  # fmt: skip


ARTICLES = {
    "returns": Known(title="Returns"),
    "shipping": Known(title="Shipping"),
    "expired": Known(title="Old", can_answer=False),
    "call": Known(title="Call", hand_over=True),
    "order": Known(title="Order", flow="f1"),
    "hello": Known(title="Hello", small_talk=True),
}
MENU = {
    "m1": Choice(kind="article", target="returns"),
    "m2": Choice(kind="children"),
    "m3": Choice(kind="person"),
    "m4": Choice(kind="flow", target="f1"),
    "m5": Choice(kind="link", target="/x"),
    "gone": Choice(kind="article", target="nowhere"),
}
BASE = Turn(
    text="x", normal="x", articles=ARTICLES, menu=MENU, flows=frozenset({"f1"}), mood=Mood(),
    recognised=understood("unknown"),
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    name: str
    change: dict[str, Any]
    route: str
    more: dict[str, Any]


CASES = [
    Case("a wish", {"mood": Mood(wants_person=True)}, "handover", {"reason": "wish"}),
    Case("a complaint", {"mood": Mood(complains=True)}, "handover", {"reason": "complaint"}),
    Case("anger", {"mood": Mood(angry=True)}, "handover", {"reason": "anger"}),
    Case("a wish within a flow", {"mood": Mood(wants_person=True), "in_flow": True}, "handover", {"reason": "wish"}),
    Case("the person button", {"tap": Tap("person")}, "handover", {"reason": "wish"}),
    Case("an article tapped", {"tap": Tap("article", "returns")}, "answer", {"article": "returns"}),
    Case("a suggestion tapped", {"tap": Tap("foresight", "returns")}, "answer", {"article": "returns"}),
    Case("an article that starts a flow", {"tap": Tap("article", "order")}, "flow", {"flow": "f1"}),
    Case("an article of another shop", {"tap": Tap("article", "theirs")}, "unknown", {"is_miss": True}),
    Case("an article that has expired", {"tap": Tap("article", "expired")}, "unknown", {}),
    Case("a flow that is gone", {"tap": Tap("flow", "f9")}, "unknown", {}),
    Case("a menu item", {"tap": Tap("menu", "m1")}, "answer", {"article": "returns", "item": "m1"}),
    Case("a submenu", {"tap": Tap("menu", "m2")}, "menu", {"item": "m2"}),
    Case("a person in the menu", {"tap": Tap("menu", "m3")}, "handover", {"reason": "wish"}),
    Case("a flow in the menu", {"tap": Tap("menu", "m4")}, "flow", {"flow": "f1"}),
    Case("a link in the menu", {"tap": Tap("menu", "m5")}, "link", {"item": "m5"}),
    Case("a menu item that leads nowhere", {"tap": Tap("menu", "gone")}, "unknown", {}),
    Case("none of these, first", {"tap": Tap("none")}, "unknown", {"is_miss": True}),
    Case("none of these, second", {"tap": Tap("none"), "talk": Talk(misses=1)}, "handover", {"reason": "misses"}),
    Case("an open flow", {"in_flow": True, "recognised": understood("sure", "returns")}, "flow_step", {}),
    Case("a tap in an open flow", {"in_flow": True, "tap": Tap("option", "a|o|b")}, "flow_step", {}),
    Case("a menu item out of a flow", {"in_flow": True, "tap": Tap("menu", "m1")}, "answer", {}),
    Case("a sure question", {"recognised": understood("sure", "returns")}, "answer", {"article": "returns"}),
    Case("a question for a person", {"recognised": understood("sure", "call")}, "handover", {"reason": "article"}),
    Case("a question with a flow", {"recognised": understood("sure", "order")}, "flow", {"article": "order"}),
    Case("sure of what has expired", {"recognised": understood("sure", "expired")}, "unknown", {"is_miss": True}),
    Case(
        "unsure",
        {"recognised": understood("unsure", "returns", "expired", "shipping", "call", "order")},
        "buttons",
        {"buttons": ("returns", "shipping", "call"), "is_miss": True},
    ),
    Case("nothing known", {}, "unknown", {"is_miss": True}),
    Case("the second miss", {"talk": Talk(misses=1)}, "handover", {"reason": "misses"}),
    Case("a valued customer's first miss", {"is_valuable": True}, "handover", {"reason": "high_value"}),
    Case(
        "a valued customer's answer", {"is_valuable": True, "recognised": understood("sure", "returns")}, "answer", {}
    ),
    Case("a broken model", {"failure": "model_failed", "recognised": None}, "handover", {"reason": "failure"}),
    Case("a tap with a broken model", {"failure": "model_failed", "tap": Tap("article", "returns")}, "answer", {}),
    Case(
        "the same words again",
        {"recognised": understood("sure", "returns"), "talk": Talk(asked=("x",), answered=("returns",))},
        "handover",
        {"reason": "asked_again"},
    ),
    Case(
        "the same matter in other words",
        {"recognised": understood("sure", "returns"), "talk": Talk(asked=("y",), answered=("returns",))},
        "handover",
        {"reason": "asked_again"},
    ),
    Case(
        "another matter",
        {"recognised": understood("sure", "shipping"), "talk": Talk(asked=("y",), answered=("returns",))},
        "answer",
        {"article": "shipping"},
    ),
    Case("a tap when nobody is here", {"speaker": "offline", "tap": Tap("menu", "m1")}, "answer", {}),
    Case("a person's tap when nobody is here", {"speaker": "offline", "tap": Tap("person")}, "offline", {}),
    Case("nobody is here", {"speaker": "offline", "mood": Mood(wants_person=True)}, "offline", {}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_the_bot_does(case: Case) -> None:
    decision = decide(msgspec.structs.replace(BASE, **case.change))
    assert decision.route == case.route
    assert {name: getattr(decision, name) for name in case.more} == case.more
    assert decision.why, "every decision says why"


_moods = st.builds(Mood, st.booleans(), st.booleans(), st.booleans())
_taps = st.none() | st.builds(
    Tap, st.sampled_from(["menu", "article", "flow", "person", "none", "option", "foresight"]),
    st.sampled_from(["returns", "expired", "m1", "m3", "gone", "f1", "theirs", ""]),
)  # fmt: skip
_found = st.none() | st.builds(
    lambda outcome, labels: understood(outcome, *labels),
    st.sampled_from(["sure", "unsure", "unknown"]),
    st.lists(st.sampled_from(list(ARTICLES)), max_size=5, unique=True),
)
_turns = st.builds(
    lambda **change: msgspec.structs.replace(BASE, **change),
    mood=_moods, tap=_taps, recognised=_found, in_flow=st.booleans(), is_valuable=st.booleans(),
    failure=st.sampled_from(["", "model_failed"]), normal=st.sampled_from(["x", "y", ""]),
)  # fmt: skip


@given(st.lists(_turns, max_size=12))
def test_two_misses_in_a_row_always_call_a_person(turns: list[Turn]) -> None:
    talk, misses = Talk(), 0
    for turn in turns:
        turn = msgspec.structs.replace(turn, talk=talk)
        decision = decide(turn)
        talk = rules.after(turn, decision)
        misses = 0 if decision.route == "handover" or not decision.is_miss else misses + 1
        assert misses < 2
        assert len(decision.buttons) <= rules.MOST_BUTTONS
        assert all(ARTICLES[one].can_answer or one in ("call", "order") for one in decision.buttons)
        if decision.route == "answer":
            assert ARTICLES[decision.article].can_answer


def test_an_answer_asks_whether_it_helped_not_oftener_than_once_in_three() -> None:
    talk, asked = Talk(), []
    for number in range(7):
        turn = msgspec.structs.replace(BASE, tap=Tap("article", "returns"), talk=talk)
        decision = decide(turn)
        asked.append(rules.asks_helpful(turn, decision, True))
        talk = rules.after(turn, decision, asked[-1])
        assert number or asked[0]
    assert asked == [True, False, False, True, False, False, True]


@pytest.mark.parametrize(
    ("prefix", "page", "fits"),
    [
        ("", "https://shop.example/a", True),
        ("/pay", "https://shop.example/pay/card", True),
        ("/pay", "/pay", True),
        ("/pay", "https://shop.example/shop", False),
        ("https://shop.example/a", "https://shop.example/a?b=1", True),
        ("shop.example/a", "https://shop.example/a", True),
        ("other.example", "https://shop.example/", False),
        ("/", "https://shop.example", True),
    ],
)
def test_a_welcome_fits_a_page_by_its_beginning(prefix: str, page: str, fits: bool) -> None:
    assert rules.is_on_page(prefix, page) is fits


@pytest.mark.parametrize(
    "tap",
    [None, 1, "x", [], {}, {"kind": "shell"}, {"kind": "article", "id": 5}, {"kind": "article", "id": "x" * 300}],
)
def test_what_is_no_tap_counts_as_words(tap: Any) -> None:
    assert hearing.tap_of({"text": "x", "tap": tap}) is None


def test_a_burst_is_joined_and_a_last_tap_wins() -> None:
    words = [{"body": {"text": "a"}}, {"body": {"text": " "}}, {"body": {"text": "b"}}]
    assert hearing.words_of(words) == ("a\nb", None)
    tapped = [*words, {"body": {"text": "Returns", "tap": {"kind": "article", "id": "r"}}}]
    assert hearing.words_of(tapped) == ("Returns", Tap("article", "r"))


def test_hours_in_words_and_on_the_clock() -> None:
    week = [OpenHours(days=[1, 2, 3, 4, 5], since="09:00", to="18:00"), OpenHours(days=[7], since="10:00", to="12:00")]
    assert hours.times(week, "zh-CN") == "周一至周五 09:00-18:00；周日 10:00-12:00"
    assert hours.times(week, "en") == "Mon-Fri 09:00-18:00; Sun 10:00-12:00"
    assert hours.is_open(week, datetime(2026, 11, 30, 9, 0))
    assert not hours.is_open(week, datetime(2026, 11, 30, 18, 0))
    assert not hours.is_open(week, datetime(2026, 11, 28, 11, 0))


def test_every_text_has_all_three_languages() -> None:
    assert [moment for moment, words in TEXTS.items() if sorted(words) != ["en", "zh-CN", "zh-TW"]] == []


def test_a_text_of_the_workspace_stands_in_place_of_ours_and_leaves_no_hole() -> None:
    own = {"waiting": {"zh-CN": "前面 {ahead} 位 {unknown}"}}
    assert text_of(own, "waiting", "zh-TW", ahead=2) == "前面 2 位 {unknown}"
    assert "{" not in text_of({}, "offline", "en")
    assert said({"en": "hello"}, "zh-TW") == "hello"


@pytest.mark.parametrize(
    ("at_least", "trait", "member", "valued"),
    [(1000, 1500, False, True), (1000, "1500", False, True), (1000, 999, False, False), (None, 1, True, True),
     (0, True, False, False), (1, None, False, False), (1, "many", False, False), (None, 5, False, False)],
)  # fmt: skip
def test_who_is_a_valued_customer(at_least: float | None, trait: Any, member: bool, valued: bool) -> None:
    assert rules.is_valuable(at_least, trait, member) is valued


def test_shares_of_nothing_are_null_and_intervals_are_exact() -> None:
    assert shares.share(0, 0).value is None
    low, high = clopper_pearson(9, 10)
    assert (round(low, 4), round(high, 4)) == (0.5550, 0.9975)
    assert not shares.falls_below(shares.share(9, 10), 0.95)
    assert shares.falls_below(shares.share(50, 100), 0.95)


def test_the_sample_to_audit_is_fair_and_fixed() -> None:
    ids = [new_id() for _ in range(2_000)]
    drawn = [id for id in ids if lot_of(id) < 0.1]
    assert 130 < len(drawn) < 270
    assert [id for id in ids if lot_of(id) < 0.1] == drawn


def test_who_says_hello_twice_is_answered_twice() -> None:
    turn = msgspec.structs.replace(
        BASE, recognised=understood("sure", "hello", exact=True), talk=Talk(asked=("x",), answered=("hello",))
    )
    assert decide(turn).route == "answer"
