"""The encoders' wheels are re-packagings by small authors: other bytes would be another encoder under the same name."""

import threading
from typing import Any

import numpy as np
import pytest

from feilun.engines import open_encoders
from feilun.engines.encoder_minilm import MiniLmEncoder
from feilun.engines.encoder_minilm import encoder as minilm
from feilun.engines.encoder_use import UseEncoder
from feilun.kernel.errors import Unavailable

SENTENCES = ["Where is my parcel?", "我的包裹在哪里？", "I want my money back"]
KINDS = [UseEncoder, MiniLmEncoder]


@pytest.fixture(params=KINDS, ids=["use", "minilm"])
def encoder(request: pytest.FixtureRequest) -> Any:
    if not request.param.is_installed():
        pytest.skip("the extra `encoders` is not installed")
    return next(one for one in open_encoders() if isinstance(one, request.param))


# The first eight numbers of each, as measured with the pinned wheels.
GOLDEN: dict[str, list[list[float]]] = {
    "UseEncoder": [
        [0.0102, -0.0038, -0.0401, 0.0166, -0.0902, 0.0069, 0.0332, 0.0542],
        [-0.0119, -0.0075, -0.0654, 0.0134, -0.0972, 0.0176, -0.0297, 0.0732],
        [0.022, -0.0142, -0.0543, 0.0232, -0.1006, -0.0507, -0.006, 0.0595],
    ],
    "MiniLmEncoder": [
        [0.033, -0.0164, 0.0449, -0.0248, 0.062, 0.0118, 0.0249, 0.004],
        [0.0412, 0.0682, 0.0929, 0.0232, -0.0088, -0.0064, 0.1394, -0.039],
        [-0.0573, 0.071, -0.0297, -0.0143, -0.0381, -0.0318, 0.0845, -0.0139],
    ],
}


def test_known_sentences_have_their_golden_vectors(encoder: Any) -> None:
    found = encoder.encode(SENTENCES)[:, :8]
    assert np.abs(found - np.array(GOLDEN[type(encoder).__name__])).max() < 0.002


def test_rows_are_float32_of_unit_length(encoder: Any) -> None:
    rows = encoder.encode(SENTENCES)
    assert rows.dtype == np.float32 and rows.shape == (3, encoder.size)
    assert np.abs(np.linalg.norm(rows, axis=1) - 1).max() < 1e-3


def test_a_sentence_has_the_same_vector_alone_and_in_company(encoder: Any) -> None:
    together = encoder.encode([*SENTENCES, "a much longer sentence that stands in the same batch as the others do"])
    alone = np.concatenate([encoder.encode([text]) for text in SENTENCES])
    assert np.abs(together[:3] - alone).max() < 1e-3


def test_nothing_and_odd_sentences_are_encoded(encoder: Any) -> None:
    assert encoder.encode([]).shape == (0, encoder.size)
    rows = encoder.encode(["", "👍👍", "\ud800", "x" * 100_000, "\x00"])
    assert np.isfinite(rows).all()


def test_many_threads_get_the_same_vectors(encoder: Any) -> None:
    expected, found = encoder.encode(SENTENCES), []
    threads = [threading.Thread(target=lambda: found.append(encoder.encode(SENTENCES))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 5
    assert max(float(np.abs(rows - expected).max()) for rows in found) < 1e-3


def test_use_brings_a_question_and_its_translation_together() -> None:
    if not UseEncoder.is_installed():
        pytest.skip("the extra `encoders` is not installed")
    parcel, same, money = UseEncoder().encode(SENTENCES)
    assert parcel @ same > parcel @ money + 0.2


def test_a_process_opens_each_encoder_once() -> None:
    assert all(one is other for one, other in zip(open_encoders(), open_encoders(), strict=True))


def test_other_bytes_under_the_same_name_are_refused(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if not MiniLmEncoder.is_installed():
        pytest.skip("the extra `encoders` is not installed")
    forged = tmp_path / "tokenizer.json"
    forged.write_text("{}")
    monkeypatch.setattr(minilm, "_tokenizer_file", lambda: forged)
    with pytest.raises(Unavailable, match="not the one"):
        MiniLmEncoder().encode(["hello"])
