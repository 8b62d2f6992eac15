"""Glad, sad or neither, and about what: on sentences a shop hears, and on what nobody should send."""

import csv
from pathlib import Path
from typing import Any

import pytest

from feilun.language import SENTIMENTS, TextModel, aspects_of, sentiments_of

FILE = Path(__file__).parent / "text_values" / "reviews.csv"
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))


def rows(language: str) -> list[dict[str, str]]:
    return [row for row in ROWS if row["language"] == language]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_most_sentences_of_a_shop_are_read_without_any_training(language: str) -> None:
    mine = [row for row in rows(language) if row["sentiment"]]
    said = sentiments_of([row["text"] for row in mine], [language] * len(mine))
    right = sum(one.label == row["sentiment"] for one, row in zip(said, mine, strict=True))
    assert right / len(mine) >= 0.85


@pytest.mark.parametrize("language", ["zh", "en"])
def test_aspects_are_found_with_their_own_polarity(language: str) -> None:
    mine = rows(language)
    found = aspects_of([row["text"] for row in mine], [language] * len(mine))
    wanted = [(place, *one.split(":")) for place, row in enumerate(mine) for one in row["aspects"].split()]
    named = [{one.aspect: one.sentiment for one in found[place]}.get(aspect) for place, aspect, _ in wanted]
    assert sum(one is not None for one in named) / len(wanted) >= 0.95
    assert sum(one == polarity for one, (_, _, polarity) in zip(named, wanted, strict=True)) / len(wanted) >= 0.8


@pytest.mark.parametrize(
    ("text", "family", "label"),
    [
        ("不好吃", "zh", "negative"),
        ("好吃", "zh", "positive"),
        ("没有不满意的地方", "zh", "positive"),
        ("not good", "en", "negative"),
        ("not bad at all", "en", "positive"),
        ("快递什么时候到", "zh", "neutral"),
        ("👍👍", "", "positive"),
    ],
)
def test_negation_and_plain_questions_are_understood(text: str, family: str, label: str) -> None:
    assert sentiments_of([text], [family])[0].label == label


def test_one_sentence_may_blame_one_thing_and_praise_another() -> None:
    found = {one.aspect: one.sentiment for one in aspects_of(["物流很慢，但是质量不错"], ["zh"])[0]}
    assert (found["delivery"], found["quality"]) == ("negative", "positive")


def test_words_a_workspace_adds_name_its_own_aspect() -> None:
    found = aspects_of(["健身房太旧了，很失望"], ["zh"], added={"gym": ["健身房"]})[0]
    assert [(one.aspect, one.sentiment) for one in found] == [("gym", "negative")]


HOSTILE = [
    "",
    " ",
    "\x00\x01\x02",
    "\ud800",
    "好" * 3_000_000,
    "a b" * 1_000_000,
    "😡" * 200_000,
    "\u202e" * 50_000,
    "ﷺ" * 100_000,
]


def test_hostile_texts_are_read_like_any_other() -> None:
    families = ["zh", "en", ""] * (len(HOSTILE) // 3)
    said = sentiments_of(HOSTILE, families)
    assert all(one.label in SENTIMENTS and abs(sum(one.probabilities) - 1) < 0.01 for one in said)
    assert len(aspects_of(HOSTILE, families)) == len(HOSTILE)


def test_a_model_of_ones_own_takes_the_place_of_ours() -> None:
    texts = ["红色", "蓝色"] * 30
    own = TextModel.fit([f"{text}{place}" for place, text in enumerate(texts)], ["positive", "negative"] * 30)
    said = sentiments_of(["红色的那个", "蓝色的那个"], ["zh", "zh"], own)
    assert [one.label for one in said] == ["positive", "negative"] and {one.by for one in said} == {"own"}


def test_a_stored_model_answers_as_before() -> None:
    texts = [f"{word} number {place}" for place in range(30) for word in ("apple", "plane", "river")]
    model = TextModel.fit(texts, ["fruit", "machine", "water"] * 30, "en")
    again = TextModel.from_bytes(model.to_bytes())
    first, second = model.probabilities(["an apple", "the river"]), again.probabilities(["an apple", "the river"])
    assert abs(first - second).max() < 0.01 and again.labels == ("fruit", "machine", "water")


@pytest.mark.parametrize(
    "stored", [b"", b"nonsense", b"x\x9c\x03\x00\x00\x00\x00\x01"], ids=["empty", "nonsense", "packed"]
)
def test_a_stored_model_that_is_damaged_is_refused(stored: bytes) -> None:
    from feilun.kernel.errors import Invalid

    with pytest.raises(Invalid):
        TextModel.from_bytes(stored)


def test_one_label_alone_is_refused() -> None:
    from feilun.kernel.errors import Invalid

    with pytest.raises(Invalid, match="two different"):
        TextModel.fit(["a", "b"], ["same", "same"])


def test_probabilities_are_honest_on_texts_not_seen() -> None:
    import numpy as np

    from feilun.language import ece

    picked = np.random.default_rng(5)
    words = {"good": ["fine", "lovely", "tidy"], "bad": ["broken", "late", "dirty"]}

    def made(number: int) -> tuple[list[str], list[str]]:
        """A fifth of the labels is wrong on purpose: nobody can be surer than 0.8."""
        truth = [str(one) for one in picked.choice(["good", "bad"], number)]
        texts = [" ".join(picked.choice(words[one], 2)) + f" item {picked.integers(40)}" for one in truth]
        flipped = picked.random(number) < 0.2
        return texts, [
            {"good": "bad", "bad": "good"}[one] if flip else one for one, flip in zip(truth, flipped, strict=True)
        ]

    model = TextModel.fit(*made(1200), "en")
    texts, labels = made(800)
    chances: Any = model.probabilities(texts)
    right = np.array([model.labels[place] for place in chances.argmax(axis=1)]) == np.array(labels)
    assert ece(chances.max(axis=1), right) < 0.08
