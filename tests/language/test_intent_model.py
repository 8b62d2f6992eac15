"""A model of questions: fitted, asked, stored, and what it does with odd sentences."""

import io
import json
import pickle
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from tests.language.conftest import PieceEncoder

from feilun import language
from feilun.kernel.errors import Invalid
from feilun.language import Damaged, Example, IntentModel, WrongEncoders
from feilun.store import Encoder

ODD = ["", " ", "👍", "？？？", "x" * 50_000, "\x00", "\ud800", "退款" * 5_000, "1", "Ünïcödé", "‮refund"]


@pytest.fixture(scope="module")
def model(shop: list[Example]) -> IntentModel:
    return language.fit(shop, [PieceEncoder()])


def first(model: IntentModel, text: str) -> str:
    return model.understand([text])[0].guesses[0].label


@pytest.mark.parametrize(
    ("text", "label"), [("refund my order please", "refund"), ("请给我退款", "refund"), ("forgot password", "password")]
)
def test_a_question_in_other_words_is_understood(model: IntentModel, text: str, label: str) -> None:
    assert first(model, text) == label


def test_real_encoders_understand_what_shares_no_word(shop: list[Example], wheels: tuple[Encoder, ...]) -> None:
    model = language.fit(shop, wheels)
    assert first(model, "give me back what I paid") == "refund"
    assert first(model, "我进不去我的帐户了") == "password"


@pytest.mark.parametrize("text", ["我要退款！", "  i WANT my money back.", "我要開發票"])
def test_the_words_of_a_phrasing_are_sure(model: IntentModel, text: str) -> None:
    read = model.understand([text])[0]
    assert (read.outcome, read.exact) == ("sure", True)
    assert read.nearest == 1


def test_words_that_two_answers_claim_decide_nothing(shop: list[Example]) -> None:
    model = language.fit([*shop, Example("I want my money back", "complaint"), Example("I complain", "complaint")], [])
    assert not model.understand(["I want my money back"])[0].exact


def test_at_most_five_guesses_come_best_first(shop: list[Example], model: IntentModel) -> None:
    more = [Example(f"question number {number} about thing {number}", f"thing {number}") for number in range(9)]
    for read in language.fit([*shop, *more], [PieceEncoder()]).understand(["Where is my refund?", "发票", "hello"]):
        chances = [guess.probability for guess in read.guesses]
        assert len(chances) == 5
        assert chances == sorted(chances, reverse=True)
        assert 0 <= sum(chances[1:]) <= 1 and 0 <= chances[0] <= 1


@pytest.mark.parametrize("with_encoder", [True, False])
def test_odd_sentences_are_read_like_others(shop: list[Example], with_encoder: bool) -> None:
    model = language.fit(shop, [PieceEncoder()] if with_encoder else [])
    for read in model.understand(ODD):
        assert 0 <= read.confidence <= 1 and 0 <= read.nearest <= 1


def test_real_encoders_read_odd_sentences(shop: list[Example], wheels: tuple[Encoder, ...]) -> None:
    assert len(language.fit(shop, wheels).understand(ODD)) == len(ODD)


def test_nothing_said_is_not_understood(model: IntentModel) -> None:
    assert [read.outcome for read in model.understand(["", "  "])] == ["unknown", "unknown"]


def test_no_texts_give_no_answers(model: IntentModel) -> None:
    assert model.understand([]) == []


def test_a_batch_says_what_each_question_says_alone(model: IntentModel) -> None:
    texts = ["refund", "发票", "where is it", "密码"]
    together, alone = model.understand(texts), [model.understand([text])[0] for text in texts]
    for one, other in zip(together, alone, strict=True):
        assert one.guesses[0].label == other.guesses[0].label
        assert one.confidence == pytest.approx(other.confidence, abs=1e-4)


def test_the_same_examples_in_any_order_give_the_same_model(shop: list[Example]) -> None:
    models = [language.fit(rows, [PieceEncoder()]) for rows in (shop, shop[::-1])]
    one, other = (_without_time(model.to_bytes()) for model in models)
    assert one == other


def test_without_an_encoder_words_alone_decide_and_the_figures_say_so(shop: list[Example]) -> None:
    model = language.fit(shop, [])
    assert first(model, "refund please") == "refund"
    assert model.encoder_names == ()
    assert model.figures["encoders"] == []
    assert model.figures["parts"]["en"]["views"] == ["terms"]


def test_an_encoder_is_asked_only_for_its_languages(shop: list[Example]) -> None:
    english = PieceEncoder("english", ["en"])
    model = language.fit(shop, [PieceEncoder("both"), english])
    read = english.read
    model.understand(["我要退款吗"])
    assert english.read == read
    model.understand(["refund?"])
    assert english.read == read + 1


def test_a_label_without_phrasings_in_a_language_is_learnt_from_the_other(shop: list[Example]) -> None:
    rows = [*shop, Example("营业时间是几点", "hours"), Example("你们几点开门", "hours")]
    model = language.fit(rows, [PieceEncoder()])
    assert "hours" in model.parts["en"].labels


def test_a_language_without_phrasings_is_answered_by_the_other(
    shop: list[Example], wheels: tuple[Encoder, ...]
) -> None:
    english = [one for one in shop if one.text.isascii()]
    model = language.fit(english, wheels)
    read = model.understand(["我要退款"])[0]
    assert (read.guesses[0].label, read.language) == ("refund", "zh")


def test_one_answer_alone_makes_a_model() -> None:
    model = language.fit([Example("opening hours", "hours")], [PieceEncoder()])
    assert first(model, "when do you open") == "hours"


def test_no_example_is_refused() -> None:
    with pytest.raises(Invalid, match="at least one phrasing"):
        language.fit([Example("  ", "blank")], [])


def test_validation_and_questions_without_an_answer_set_the_threshold(shop: list[Example]) -> None:
    strangers = ["what is the weather", "tell me a joke", "who won the match", "天气怎么样", "讲个笑话"]
    model = language.fit(shop, [], validation=shop[::3], out_of_scope=strangers, oos_share=0.1)
    assert model.figures["parts"]["en"]["judged_out_of_scope"] == 3
    assert set(model.thresholds) == set(model.plausible) == {"zh", "en"}


def test_progress_rises_to_one(shop: list[Example]) -> None:
    heard: list[tuple[float, str]] = []
    language.fit(shop, [PieceEncoder()], progress=lambda share, step: heard.append((share, step)))
    shares = [share for share, _ in heard]
    assert shares == sorted(shares) and shares[-1] == 1


def test_a_stored_model_says_the_same(model: IntentModel) -> None:
    again = IntentModel.from_bytes(model.to_bytes(), [PieceEncoder()])
    texts = ["refund", "发票", "where is it", "密码", *ODD]
    assert again.understand(texts) == model.understand(texts)
    assert again.figures == model.figures and again.labels == model.labels


def test_a_model_without_its_encoder_says_which_one_is_missing(model: IntentModel) -> None:
    with pytest.raises(WrongEncoders, match="pieces"):
        IntentModel.from_bytes(model.to_bytes(), [PieceEncoder("others")])


class Boom:
    def __reduce__(self) -> Any:
        return (pytest.fail, ("a pickle ran",))


def _npz(**arrays: Any) -> bytes:
    stored = io.BytesIO()
    np.savez(stored, **arrays)
    return stored.getvalue()


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"no model",
        b"PK\x03\x04 half a zip",
        pickle.dumps({"model": 1}),
        _npz(other=np.zeros(1)),
        _npz(model=np.frombuffer(b"{not json", dtype=np.uint8)),
        _npz(model=np.frombuffer(b"[]", dtype=np.uint8)),
        _npz(model=np.frombuffer(b'{"format": 99, "parts": {}}', dtype=np.uint8)),
        _npz(model=np.frombuffer(b'{"format": 1, "language": null, "figures": {}, "parts": {}}', dtype=np.uint8)),
        _npz(model=np.array([Boom()], dtype=object)),
    ],
)
def test_bytes_that_are_no_model_are_refused_and_run_nothing(stored: bytes) -> None:
    with pytest.raises(Damaged):
        IntentModel.from_bytes(stored, [])


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.update(labels=part["labels"][:-1]),
        lambda part: part.update(texts=part["texts"][:-1]),
        lambda part: part.update(weights=[]),
        lambda part: part["views"].pop(),
        lambda part: part.update(label_of="../../etc/passwd"),
        lambda part: part["views"][0]["head"].update(weights=part["label_of"]),
        lambda part: part["curve"].pop(),
    ],
)
def test_a_model_whose_parts_do_not_fit_is_refused(model: IntentModel, change: Any) -> None:
    with np.load(io.BytesIO(model.to_bytes())) as arrays:
        kept = dict(arrays)
    written = json.loads(kept["model"].tobytes())
    change(written["parts"]["en"])
    kept["model"] = np.frombuffer(json.dumps(written).encode(), dtype=np.uint8)
    with pytest.raises(Damaged):
        IntentModel.from_bytes(_npz(**kept), [PieceEncoder()])


def test_a_cut_model_is_refused(model: IntentModel) -> None:
    stored = model.to_bytes()
    with pytest.raises(Damaged):
        IntentModel.from_bytes(stored[: len(stored) // 2], [PieceEncoder()])


def test_many_threads_hear_the_same(shop: list[Example], wheels: tuple[Encoder, ...]) -> None:
    model = language.fit(shop, wheels)
    texts = ["give me my money", "包裹怎么还没到", "login broken", "发票"]
    expected = [model.understand([text])[0].guesses[0] for text in texts]
    heard: list[Any] = []

    def ask() -> None:
        heard.append([model.understand([text])[0].guesses[0] for text in texts])

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == [expected] * 6


def _without_time(stored: bytes) -> Sequence[Any]:
    with np.load(io.BytesIO(stored)) as arrays:
        kept = {name: array.tobytes() for name, array in arrays.items()}
    written = json.loads(kept.pop("model"))
    written["figures"] = {name: value for name, value in written["figures"].items() if "seconds" not in name}
    return [written, kept]
