"""Wishes, complaints and anger over sentences labelled by hand.

The rules were written while looking at `moods_*.csv` and `moods_*_later.csv`; what was measured on sentences before
anybody looked at them is in docs/moods.md. `moods_*_unseen.csv` holds unusual wordings and was never tuned on.

Labels: p wishes for a person, c complains, a angry, n nothing of it.
"""

import csv
from pathlib import Path

import pytest

from feilun.language import Mood, mood_of

HERE = Path(__file__).parent
KINDS = {"p": "wants_person", "c": "complains", "a": "angry"}


def sentences(language: str, file: str = "") -> list[tuple[str, str]]:
    with (HERE / f"moods_{language}{file}.csv").open(encoding="utf-8") as opened:
        return [(row["label"], row["text"]) for row in csv.DictReader(opened)]


def counts(rows: list[tuple[str, str]], kind: str) -> dict[str, int]:
    field = KINDS[kind]
    told = [(kind in label, getattr(mood_of(text), field)) for label, text in rows]
    return {
        "signs": sum(meant for meant, _ in told),
        "missed": sum(meant and not heard for meant, heard in told),
        "others": sum(not meant for meant, _ in told),
        "false": sum(heard and not meant for meant, heard in told),
    }


@pytest.mark.parametrize("file", ["", "_later"])
@pytest.mark.parametrize("kind", "pca")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_heard_once_is_not_lost(language: str, kind: str, file: str) -> None:
    found = counts(sentences(language, file), kind)
    assert found["missed"] <= 0.08 * found["signs"], found
    assert found["false"] <= 0.02 * found["others"], found


@pytest.mark.parametrize("kind", "pca")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_unusual_wordings_raise_no_false_alarm(language: str, kind: str) -> None:
    assert counts(sentences(language, "_unseen"), kind)["false"] <= 1


def test_questions_about_a_bank_raise_hardly_an_alarm() -> None:
    path = Path(__file__).parents[3] / "shared/data/bot/banking77/official/test.csv"
    if not path.exists():
        pytest.skip("the questions of BANKING77 are not on this machine")
    with path.open(encoding="utf-8") as file:
        texts = [row[0] for row in csv.reader(file)][1:]
    moods = [mood_of(text) for text in texts]
    assert sum(one.wants_person for one in moods) <= 0.002 * len(texts)
    assert sum(one.complains or one.angry for one in moods) <= 0.01 * len(texts)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_there_are_enough_sentences_of_each_language(language: str) -> None:
    rows = [row for file in ("", "_later", "_unseen") for row in sentences(language, file)]
    assert len(rows) >= 150
    assert len({text for _, text in rows}) == len(rows)


@pytest.mark.parametrize("text", ["转人工", "人工", "找真人", "轉人工", "human please", "speak to an agent"])
def test_a_plain_wish_for_a_person_is_heard(text: str) -> None:
    assert mood_of(text).wants_person


@pytest.mark.parametrize(
    "text", ["你是人工智能吗", "are you a human", "Are you a human?", "人工智能", "人工智慧", "你是真人吗"]
)
def test_asking_what_it_is_is_no_wish(text: str) -> None:
    assert mood_of(text) == Mood()


@pytest.mark.parametrize(
    ("text", "complains"),
    [("投诉", True), ("不是投诉", False), ("再不发货我就投诉", True), ("不投诉你们不解决", True), ("没有要投诉", False), ("不得不投诉", True), ("I am not complaining", False), ("I'm complaining", True)],
)  # fmt: skip
def test_a_denied_complaint_is_none(text: str, complains: bool) -> None:
    assert mood_of(text).complains == complains


def test_the_reason_names_the_words() -> None:
    assert mood_of("转人工，我要投诉，气死我了").reason == "person: 转人工; complaint: 投诉; anger: 气死"


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "a" * 100_000, "不" * 5000, "!" * 5000, "no " * 3000, "speak to " * 800]
)
def test_odd_texts_are_heard_quickly_too(text: str) -> None:
    assert isinstance(mood_of(text), Mood)
