"""A fitted model: one part per language family, asked together."""

from collections.abc import Mapping, Sequence
from typing import Any

from feilun.language.answers import Understood
from feilun.language.part import Part
from feilun.language.storing import Content, pack, unpack
from feilun.language.views import VectorView
from feilun.language.words import language_of
from feilun.store import Encoder


class IntentModel:
    """Unchanging, so it may be asked from any thread at once."""

    def __init__(self, parts: Mapping[str, Part], language: str | None, figures: Mapping[str, Any]) -> None:
        self.parts = dict(parts)
        self.language = language
        self.figures = dict(figures)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(sorted({label for part in self.parts.values() for label in part.labels}))

    @property
    def encoder_names(self) -> tuple[str, ...]:
        views = [view for part in self.parts.values() for view in part.views]
        return tuple(sorted({view.encoder.name for view in views if isinstance(view, VectorView)}))

    @property
    def thresholds(self) -> dict[str, float]:
        return {language: part.scale.threshold for language, part in self.parts.items()}

    @property
    def sure_from(self) -> dict[str, float | None]:
        """The least confidence of an answer by language; None where only the words of a phrasing are answered."""
        return {language: part.scale.sure_from for language, part in self.parts.items()}

    @property
    def plausible(self) -> dict[str, float]:
        return {language: part.scale.plausible for language, part in self.parts.items()}

    def understand(self, texts: Sequence[str]) -> list[Understood]:
        """In the order of the texts. Computes for milliseconds: an event loop calls it in a thread."""
        by_part: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            by_part.setdefault(self.part_of(text), []).append(place)
        found: dict[int, Understood] = {}
        for language, places in by_part.items():
            found.update(zip(places, self.parts[language].understand([texts[one] for one in places]), strict=True))
        return [found[place] for place in range(len(texts))]

    def part_of(self, text: str) -> str:
        """The part that answers this text; a family without phrasings is answered by the other one."""
        language = self.language or language_of(text)
        return language if language in self.parts else next(iter(self.parts))

    def to_bytes(self) -> bytes:
        return pack(Content(self.parts, self.language, self.figures))

    @classmethod
    def from_bytes(cls, stored: bytes, encoders: Sequence[Encoder]) -> "IntentModel":
        """Raises WrongEncoders when those it was trained with are not there, and Damaged."""
        return cls(*unpack(stored, encoders))
