"""Words of Chinese and English."""

import pytest

from feilun.language import language_of, normalise
from feilun.language.words import LONGEST, simplified, terms_of


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Where is my order?", "en"),
        ("我的订单在哪里", "zh"),
        ("我的iPhone坏了", "zh"),
        ("What does 你好 mean in English", "en"),
        ("退款refund", "zh"),
        ("我的訂單在哪裡", "zh"),
        ("👍", "en"),
        ("", "en"),
        ("12345", "en"),
        ("Где мой заказ", "en"),
    ],
)
def test_a_text_belongs_to_the_family_of_most_of_its_words(text: str, family: str) -> None:
    assert language_of(text) == family


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Where is my ORDER?", "where is my order"),
        ("ＯＲＤＥＲ　１２", "order 12"),
        ("我要退款！！！", "我要退款"),
        ("我的訂單", "我的订单"),
        ("  two   spaces ", "two spaces"),
    ],
)
def test_case_width_punctuation_and_script_make_no_other_text(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def test_different_words_stay_different() -> None:
    assert normalise("cancel order 12") != normalise("cancel order 21")


def test_an_emoji_alone_is_a_text() -> None:
    assert normalise("👍") == "👍"
    assert normalise("👍 great") == "great"


def test_spaces_alone_are_no_text() -> None:
    assert normalise(" \n\t ") == ""


def test_traditional_characters_become_simplified_ones() -> None:
    assert simplified("請問什麼時候發貨") == "请问什么时候发货"
    assert simplified("order") == "order"


def test_chinese_terms_are_words_and_characters() -> None:
    terms = set(terms_of("申请退款", "zh"))
    assert {"申请", "退款", "申请 退款", "#退", "#退款", "#请退款"} <= terms


def test_english_terms_are_words_pairs_and_pieces_within_a_word() -> None:
    terms = set(terms_of("My order", "en"))
    assert {"my", "order", "my order", "# o", "#order"} <= terms
    assert not any(term.startswith("#y o") for term in terms)


def test_a_pasted_novel_costs_no_more_than_a_long_message() -> None:
    assert len(list(terms_of("word " * 100_000, "en"))) < LONGEST * 6
