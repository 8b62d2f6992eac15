"""Retrieval, duplicates, groups."""

import numpy as np
import pytest
from tests.language.conftest import PieceEncoder

from feilun.language import Retrieval, clusters, similar
from feilun.store import Encoder

FAQ = ["How do I get a refund?", "Where is my parcel?", "怎么开发票", "忘记密码怎么办"]


@pytest.mark.parametrize("with_encoder", [True, False])
def test_the_known_question_most_like_a_new_one_comes_first(with_encoder: bool) -> None:
    retrieval = Retrieval(FAQ, [PieceEncoder()] if with_encoder else [])
    found = retrieval.search(["my parcel, where is it?", "发票怎么开"], most=2)
    assert [places[0][0] for places in found] == [1, 2]
    assert all(0 <= likeness <= 1 for places in found for _, likeness in places)
    assert all(len(places) == 2 for places in found)


def test_a_question_in_traditional_characters_finds_the_simplified_one(wheels: tuple[Encoder, ...]) -> None:
    assert Retrieval(FAQ, wheels).search(["忘記密碼怎麼辦"])[0][0][0] == 3


def test_an_empty_faq_finds_nothing() -> None:
    assert Retrieval([], [PieceEncoder()]).search(["anything"]) == [[]]


def test_no_query_finds_nothing() -> None:
    assert Retrieval(FAQ, []).search([]) == []


def test_equal_sentences_are_as_like_as_can_be() -> None:
    found = similar(["refund", "parcel"], ["parcel", "invoice"], [])
    assert found.shape == (2, 2)
    assert found[1, 0] == pytest.approx(1, abs=1e-4) and found.max() <= 1


def test_nothing_is_like_nothing() -> None:
    assert similar([], ["a"], []).shape == (0, 1)


def test_questions_that_ask_the_same_form_a_group(wheels: tuple[Encoder, ...]) -> None:
    texts = ["where is my order", "my order, where is it", "where has my order gone", "the weather is nice today"]
    assert clusters(texts, wheels) == [[0, 1, 2], [3]]


def test_chinese_and_english_meet_in_one_group(wheels: tuple[Encoder, ...]) -> None:
    assert clusters(["我要退款", "I want a refund", "你们几点关门"], wheels) == [[0, 1], [2]]


def test_groups_hold_each_text_once() -> None:
    texts = [f"question {number % 7} about thing" for number in range(40)]
    groups = clusters(texts, [])
    assert sorted(place for group in groups for place in group) == list(range(40))
    assert [len(group) for group in groups] == sorted((len(group) for group in groups), reverse=True)


def test_no_texts_form_no_group() -> None:
    assert clusters([], []) == []


def test_the_same_texts_form_the_same_groups() -> None:
    texts = [f"{word} {number}" for word in ("refund", "parcel") for number in range(10)]
    assert clusters(texts, []) == clusters(texts, [])
    assert not np.isnan(similar(texts, texts, [])).any()
