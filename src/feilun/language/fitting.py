"""Fits a model: heads on the examples, and what their scores mean on sentences the heads have not seen."""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np

from feilun.kernel.errors import Invalid
from feilun.language.answers import Example
from feilun.language.evidence import Weigher, ask
from feilun.language.folds import Judged, crossed, folds_of
from feilun.language.judging import Wish, scaled, usual_scale
from feilun.language.model import IntentModel
from feilun.language.part import Part
from feilun.language.views import TermView, VectorView, View, slow_places
from feilun.language.words import FAMILIES, language_of, normalise
from feilun.store import Encoder

Numbers = Any
Progress = Callable[[float, str], None]
# Phrasings from which on algebra is worth a second thread.
_LARGE = 5_000


@dataclass(frozen=True)
class Lesson:
    """What one part learns from; `examples` stand in the order of their labels."""

    family: str
    examples: list[Example]
    encoders: list[Encoder]
    with_terms: bool
    validation: list[Example]
    out_of_scope: list[str]


def fit(
    examples: Sequence[Example],
    encoders: Sequence[Encoder],
    *,
    validation: Sequence[Example] = (),
    out_of_scope: Sequence[str] = (),
    oos_share: float = 0.2,
    precision: float = 0.95,
    language: str | None = None,
    progress: Progress | None = None,
) -> IntentModel:
    """Deterministic: the same examples and encoders give the same model. Raises Invalid when there is no example.

    Without `validation`, phrasings judge each other by cross-validation; without `out_of_scope`, labels left out give
    the questions without an answer, unless `oos_share` is 0. `progress` hears a share done and a step's name.
    """
    started, spent, tell = time.monotonic(), time.process_time(), progress or (lambda share, step: None)
    kept, wish = _once(examples), Wish(oos_share, precision)
    if not kept:
        raise Invalid(field="examples", problem="there is none; write at least one phrasing")
    families = [language] if language else sorted({language_of(one.text) for one in kept}, key=FAMILIES.index)
    parts, figures = {}, {}
    with _threads(len(kept)):
        for number, family in enumerate(families):
            lesson = _lesson(family, kept, encoders, validation, out_of_scope, language is not None)
            parts[family], figures[family] = _fit_part(lesson, wish, _within(tell, number, len(families)))
        parts |= {} if language else _borrowed(parts, wish)
    tell(1.0, "done")
    whole = {
        "fit_seconds": round(time.monotonic() - started, 3),
        "fit_cpu_seconds": round(time.process_time() - spent, 3),
        "examples": len(kept),
        "encoders": [one.name for one in encoders],
        "wish": vars(wish),
        "parts": figures,
    }
    return IntentModel(parts, language, whole)


def _threads(phrasings: int) -> AbstractContextManager[Any]:
    """How many threads linear algebra may take: two that wait for each other by spinning halve the speed of small fits."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(2 if phrasings >= _LARGE else 1, user_api="blas")
    return limits


def _within(tell: Progress, number: int, parts: int) -> Progress:
    return lambda share, step: tell((number + share) / parts, step)


def _once(examples: Iterable[Example]) -> list[Example]:
    """Each phrasing of a label once; sorted, so that the order of rows in a table changes nothing."""
    found: dict[tuple[str, str], Example] = {}
    for one in sorted(examples, key=lambda example: (example.label, example.text)):
        if one.text.strip():
            found.setdefault((one.label, normalise(one.text)), Example(str(one.text), str(one.label)))
    return list(found.values())


def _lesson(
    family: str,
    examples: list[Example],
    encoders: Sequence[Encoder],
    validation: Sequence[Example],
    out_of_scope: Sequence[str],
    is_alone: bool,
) -> Lesson:
    """A label without phrasings in this language is learnt from the other one, if an encoder knows both."""

    def is_own(text: str) -> bool:
        return is_alone or language_of(text) == family

    own = [one for one in examples if is_own(one.text)]
    known = {one.label for one in own}
    both = [one for one in encoders if one.languages.issuperset(FAMILIES)]
    lent = [one for one in examples if one.label not in known] if both else []
    return Lesson(
        family,
        sorted(own + lent, key=lambda example: (example.label, example.text)),
        both if lent else [one for one in encoders if family in one.languages],
        with_terms=not lent,
        validation=[one for one in validation if is_own(one.text)],
        out_of_scope=[text for text in out_of_scope if is_own(text)],
    )


def _fit_part(lesson: Lesson, wish: Wish, tell: Progress) -> tuple[Part, dict[str, Any]]:
    texts = [one.text for one in lesson.examples]
    labels = sorted({one.label for one in lesson.examples})
    places = {label: place for place, label in enumerate(labels)}
    label_of = np.array([places[one.label] for one in lesson.examples], dtype=np.int32)
    tell(0.02, "encode")
    views = _views(lesson, texts, label_of, len(labels), tell)
    tell(0.75, "calibrate")
    judged = list(_judged(lesson, views, label_of, places, wish))
    encoders = sum(isinstance(view, VectorView) for view in views)
    scale, figures = scaled(judged, encoders, len(views), len(texts) / len(labels), wish, lesson.family)
    thin = [_thinned(view, label_of, bool(encoders)) for view in views]
    figures |= {"phrasings": len(texts), "labels": len(labels), "views": [_name(view) for view in views]}
    return Part(lesson.family, labels, texts, label_of, thin, scale), figures


def _views(lesson: Lesson, texts: Sequence[str], label_of: Numbers, number: int, tell: Progress) -> list[View]:
    """The first encoder sees all phrasings. Terms and heads are learnt while encoders are at work."""
    with ThreadPoolExecutor(2) as pool:
        terms = [pool.submit(TermView.learn, lesson.family, texts, label_of, number)] if lesson.with_terms else []
        heads: list[Future[VectorView]] = []
        places, seen = np.arange(len(texts)), None
        for encoder in lesson.encoders[:2]:
            if seen is not None:
                places = slow_places(seen, label_of, folds_of(label_of) == 0, number)
            if len(places):
                view = VectorView.learn(encoder, texts, places)
                heads.append(pool.submit(view.with_head, label_of, number))
                seen = view.vectors
                tell(0.2 + 0.2 * len(heads), "fit")
        return [*(head.result() for head in heads), *(one.result() for one in terms)]


def _judged(
    lesson: Lesson, views: list[View], label_of: Numbers, places: dict[str, int], wish: Wish
) -> Iterable[Judged]:
    number = len(places)
    weigher = Weigher(_compared(views, label_of), label_of, number)
    if lesson.validation:
        truth = np.array([places.get(one.label, -1) for one in lesson.validation], dtype=int)
        yield Judged(weigher, ask(views, [one.text for one in lesson.validation]), truth)
    if lesson.out_of_scope:
        yield Judged(weigher, ask(views, lesson.out_of_scope), np.full(len(lesson.out_of_scope), -1))
    with_strangers = wish.oos_share > 0 and not lesson.out_of_scope
    if not lesson.validation or with_strangers:
        for one in crossed(views, label_of, number, with_strangers):
            yield one.strangers() if lesson.validation else one


def _compared(views: list[View], label_of: Numbers) -> list[View]:
    has_encoder = any(isinstance(view, VectorView) for view in views)
    return [_thinned(view, label_of, has_encoder) for view in views]


def _thinned(view: View, label_of: Numbers, has_encoder: bool) -> View:
    if isinstance(view, VectorView):
        return view.thinned(label_of)
    assert isinstance(view, TermView)
    return view.thinned(not has_encoder)


def _name(view: View) -> str:
    return view.encoder.name if isinstance(view, VectorView) else "terms"


def _borrowed(parts: dict[str, Part], wish: Wish) -> dict[str, Part]:
    """A family without any phrasing is answered by the other one's, through an encoder that knows both."""
    found: dict[str, Part] = {}
    for family in FAMILIES:
        if family in parts:
            continue
        other = next(iter(parts.values()))
        shared = [v for v in other.views if isinstance(v, VectorView) and v.encoder.languages.issuperset(FAMILIES)]
        if shared:
            scale = usual_scale(1, 1, wish, family)
            found[family] = Part(family, other.labels, other.texts, other.label_of, shared[:1], scale)
    return found
