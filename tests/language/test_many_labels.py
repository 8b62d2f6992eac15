"""Bases larger than one person writes: bounded heads, and a slow encoder that sees only a part."""

import numpy as np
import pytest
from scipy import sparse
from tests.language.conftest import PieceEncoder

from feilun import language
from feilun.language import Example, heads, views


def clouds(labels: int, each: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(5)
    middles = views.unit(random.normal(size=(labels, 32)))
    label_of = np.repeat(np.arange(labels), each)
    return views.unit(middles[label_of] + 0.1 * random.normal(size=(labels * each, 32))), label_of


def test_a_discriminant_takes_over_where_labels_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, label_of = clouds(60, 8)
    monkeypatch.setattr(heads, "_MOST_LOGISTIC_LABELS", 20)
    found = heads.vector_head(rows, label_of, 60).probabilities(rows)
    assert (found.argmax(axis=1) == label_of).mean() > 0.95


def test_centres_take_over_where_margins_would_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, label_of = clouds(40, 6)
    monkeypatch.setattr(heads, "_MOST_WEIGHTS", 100)
    head = heads.term_head(sparse.csr_matrix(np.maximum(rows, 0)), label_of, 40)
    assert sparse.issparse(head.weights)
    assert (head.probabilities(sparse.csr_matrix(np.maximum(rows, 0))).argmax(axis=1) == label_of).mean() > 0.8


def test_a_large_base_is_stored_and_answers_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "_MOST_WEIGHTS", 100)
    monkeypatch.setattr(heads, "_MOST_LOGISTIC_LABELS", 10)
    rows = [Example(f"{verb} the {thing} {number}", f"{thing} {number}") for number in range(12)
            for thing in ("lamp", "chair") for verb in ("buy", "return", "repair", "find")]  # fmt: skip
    model = language.fit(rows, [PieceEncoder()])
    again = language.IntentModel.from_bytes(model.to_bytes(), [PieceEncoder()])
    assert again.understand(["paint the chair 7"]) == model.understand(["paint the chair 7"])
    assert again.understand(["buy chair 7"])[0].guesses[0].label == "chair 7"


def test_each_label_keeps_as_many_phrasings_as_there_is_room_for() -> None:
    rows, label_of = clouds(5, 40)
    chosen = views.chosen_phrasings(rows, label_of, 52)
    assert np.bincount(label_of[chosen]).tolist() == [10] * 5


def test_repeated_phrasings_are_not_chosen_twice() -> None:
    rows = views.unit(np.repeat(np.eye(4, dtype=np.float32), 5, axis=0))
    chosen = views.chosen_phrasings(rows, np.zeros(20, dtype=int), 4)
    assert len({int(rows[one].argmax()) for one in chosen}) == 4


def test_a_slow_encoder_sees_a_fair_sample_and_the_most_telling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_MOST_SLOW", 60)
    rows, label_of = clouds(4, 50)
    judged = np.arange(200) % 10 == 0
    places = views.slow_places(rows, label_of, judged, 4)
    assert len(places) == 60 and set(np.flatnonzero(judged)) <= set(places.tolist())


def test_a_slow_encoder_stays_out_where_it_could_not_see_each_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_MOST_SLOW", 60)
    rows, label_of = clouds(50, 4)
    assert len(views.slow_places(rows, label_of, np.zeros(200, dtype=bool), 50)) == 0


def test_two_encoders_of_which_one_saw_a_part_make_one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_MOST_SLOW", 40)
    monkeypatch.setattr(views, "MOST_KEPT", 50)
    rows = [Example(f"{verb} the {thing} in {place}", thing) for thing in ("lamp", "chair", "sofa")
            for verb in ("buy", "return", "repair", "find") for place in ("red", "blue", "oak", "steel", "silk", "pink")]  # fmt: skip
    slow = PieceEncoder("slow", ["en"])
    model = language.fit(rows, [PieceEncoder(), slow])
    assert 30 <= slow.read <= 40
    assert model.understand(["I want to repair a sofa"])[0].guesses[0].label == "sofa"
