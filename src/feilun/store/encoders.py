"""Sentences as vectors: what an engine that carries a language model's weights must do."""

from collections.abc import Sequence
from typing import Any, Protocol


class Encoder(Protocol):
    """Weights are loaded at the first use and never fetched from a network.

    `name` changes whenever its vectors change, because a trained model belongs to the vectors it was trained on.
    """

    name: str
    size: int
    languages: frozenset[str]

    def encode(self, texts: Sequence[str]) -> Any:
        """A float32 array (len(texts), size) whose rows have unit length; from any thread."""
