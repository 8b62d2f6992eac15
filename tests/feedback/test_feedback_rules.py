"""What a survey's answers hold for feedback: scores with their groups, open texts, structured answers."""

from typing import Any

import pytest

from feilun.insight.feedback import rules


@pytest.mark.parametrize(
    ("kind", "value", "group"),
    [
        ("nps", 0, "low"),
        ("nps", 6, "low"),
        ("nps", 7, "middle"),
        ("nps", 8, "middle"),
        ("nps", 9, "high"),
        ("nps", 10, "high"),
        ("csat", 2, "low"),
        ("csat", 3, "middle"),
        ("csat", 4, "high"),
        ("ces", 3, "low"),
        ("ces", 4, "middle"),
        ("ces", 7, "high"),
        ("mystery", 5, ""),
    ],
)
def test_every_score_has_its_group(kind: str, value: int, group: str) -> None:
    assert rules.score_of({"q": {"kind": kind, "value": value}}).group == group


def test_a_declared_scale_is_cut_at_the_same_shares() -> None:
    groups = [rules.score_of({"q": {"kind": "csat", "value": one, "highest": 10}}).group for one in range(1, 11)]
    assert groups == ["low"] * 4 + ["middle"] * 3 + ["high"] * 3


def test_nps_goes_before_other_scores() -> None:
    told = {"a": {"kind": "csat", "value": 5}, "b": {"kind": "nps", "value": 3}}
    assert (rules.score_of(told).question, rules.score_of(told).group) == ("b", "low")


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"q": 5},
        {"q": {"kind": "nps"}},
        {"q": {"kind": "nps", "value": True}},
        {"q": {"value": float("nan")}},
    ],
)
def test_what_is_no_score_is_none(told: Any) -> None:
    assert rules.score_of(told) == rules.Score()


def test_open_texts_are_told_by_their_kind() -> None:
    answers = {"why": "太慢", "city": "上海", "q": 3, "none": "  ", "dash": "-", "face": "😡"}
    kinds = dict.fromkeys(("why", "none", "dash", "face"), "text") | {"city": "choice", "q": "number"}
    assert rules.open_texts(answers, kinds) == {"why": "太慢", "face": "😡"}
    assert rules.structured(answers, kinds) == {"city": "上海", "q": 3}


def test_who_and_where_she_is_stays_out() -> None:
    answers, kinds = (
        {"mail": "lin@feilun.example", "q": 3, "place": "31,121"},
        {"mail": "contact", "q": "number", "place": "location"},
    )
    assert rules.structured(answers, kinds) == {"q": 3} and rules.open_texts(answers, kinds) == {}


def test_long_texts_keep_their_beginning_and_end() -> None:
    kept = rules.shortened("开头" + "x" * 5_000_000 + "结尾")
    assert kept.startswith("开头") and kept.endswith("结尾") and len(kept) < rules.LONGEST + 10


def test_halves_of_characters_and_nuls_can_be_stored() -> None:
    rules.shortened("a\ud800b\0c").encode()
    assert "\0" not in rules.shortened("a\0b")
