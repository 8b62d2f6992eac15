"""Fits a model: heads on the examples, and what their scores mean on sentences the heads have not seen."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from feilun.kernel.errors import Invalid
from feilun.language.answers import Example
from feilun.language.calibration import Steps, best_weight, ece, plausible_at, shared_weights, threshold_at
from feilun.language.heads import term_head, vector_head
from feilun.language.model import IntentModel
from feilun.language.part import Part, Scale
from feilun.language.space import Space
from feilun.language.terms import Terms
from feilun.language.words import FAMILIES, language_of, normalise
from feilun.store import Encoder

Numbers = Any
Progress = Callable[[float, str], None]
_WEIGHTS = (0.2, 0.35, 0.5, 0.65)
_FOLDS = 3


@dataclass(frozen=True)
class Wish:
    """What the threshold is set for."""

    oos_share: float
    precision: float


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
    """Deterministic: the same examples and encoders give the same model. Raises Invalid when there is no example."""
    started, told = time.monotonic(), progress or (lambda share, step: None)
    kept = _once(examples)
    if not kept:
        raise Invalid(field="examples", problem="there is none; write at least one phrasing")
    wish, parts, figures = Wish(oos_share, precision), {}, {}
    families = [language] if language else [one for one in FAMILIES if any(_family(e.text) == one for e in kept)]
    for number, family in enumerate(families):
        chosen = [e for e in kept if language or _family(e.text) == family]
        judged = [e for e in validation if language or _family(e.text) == family]
        others = [text for text in out_of_scope if language or _family(text) == family]
        used = [encoder for encoder in encoders if family in encoder.languages]

        def step(share: float, word: str, number: int = number) -> None:
            told((number + share) / len(families), word)

        parts[family], figures[family] = _fit_part(family, chosen, used, judged, others, wish, step)
    told(1.0, "done")
    whole = {
        "fit_seconds": round(time.monotonic() - started, 3),
        "encoders": [e.name for e in encoders],
        "parts": figures,
    }
    return IntentModel(parts, language, whole)


def _family(text: str) -> str:
    return language_of(text)


def _once(examples: Sequence[Example]) -> list[Example]:
    """Each phrasing of a label once; sorted, so that the order of rows in a table changes nothing."""
    found: dict[tuple[str, str], Example] = {}
    for one in sorted(examples, key=lambda e: (e.label, e.text)):
        if one.text.strip():
            found.setdefault((one.label, normalise(one.text)), one)
    return list(found.values())


def _fit_part(
    family: str,
    examples: Sequence[Example],
    encoders: Sequence[Encoder],
    validation: Sequence[Example],
    out_of_scope: Sequence[str],
    wish: Wish,
    progress: Progress,
) -> tuple[Part, dict[str, Any]]:
    texts = [one.text for one in examples]
    labels = sorted({one.label for one in examples})
    places = {label: place for place, label in enumerate(labels)}
    label_of = np.array([places[one.label] for one in examples], dtype=np.int32)
    progress(0.05, "encode")
    space, vectors = Space.learn(encoders, texts) if encoders else (None, None)
    progress(0.5, "fit")
    part = _bare_part(family, labels, texts, label_of, space, vectors)
    progress(0.8, "calibrate")
    if validation:
        held = [one.text for one in validation]
        truth = np.array([places.get(one.label, -1) for one in validation], dtype=np.int32)
        opinions: tuple[Numbers, ...] = part.opinions(held)
    else:
        opinions, truth = _crossed(part), label_of
    if out_of_scope:
        foreign = part.opinions(list(out_of_scope))
        opinions = tuple(np.concatenate([one, two]) for one, two in zip(opinions, foreign, strict=True))
        truth = np.concatenate([truth, np.full(len(out_of_scope), -1, dtype=np.int32)])
    scale, figures = _scaled(opinions, truth, wish)
    return replace(part, scale=scale), figures


def _bare_part(
    family: str, labels: Sequence[str], texts: Sequence[str], label_of: Numbers, space: Any, vectors: Any
) -> Part:
    terms = Terms.learn(family, texts)
    rows = terms.rows(texts)
    by_vectors = vector_head(vectors, label_of, len(labels)) if space else None
    by_terms = term_head(rows, label_of, len(labels))
    return Part(
        family, tuple(labels), tuple(texts), label_of, space, vectors, by_vectors, terms, rows, by_terms, Scale()
    )


def _crossed(part: Part) -> tuple[Numbers, ...]:
    """What heads say of each phrasing that were fitted without it."""
    fold = _folds(part.label_of)
    number, size = len(part.texts), len(part.labels)
    by_vectors, by_terms = np.zeros((number, size)), np.zeros((number, size))
    nearest, cosines = np.zeros(number, dtype=int), np.zeros(number)
    for one in range(_FOLDS):
        inside, outside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        present = np.unique(part.label_of[inside])
        if not len(outside) or not len(present):
            continue
        again = np.searchsorted(present, part.label_of[inside])
        held = part.rows[outside]
        by_terms[np.ix_(outside, present)] = term_head(part.rows[inside], again, len(present)).probabilities(held)
        if part.space:
            held, known = part.vectors[outside], part.vectors[inside]
            by_vectors[np.ix_(outside, present)] = vector_head(known, again, len(present)).probabilities(held)
        else:
            known = part.rows[inside]
            by_vectors[outside] = by_terms[outside]
        likeness = held @ known.T
        likeness = np.asarray(likeness.todense()) / 2 if not part.space else likeness
        nearest[outside] = inside[likeness.argmax(axis=1)]
        cosines[outside] = likeness.max(axis=1)
    return by_vectors, by_terms, nearest, cosines


def _folds(label_of: Numbers) -> Numbers:
    """Each label's phrasings spread over the folds."""
    fold = np.zeros(len(label_of), dtype=int)
    seen: dict[int, int] = {}
    for place, label in enumerate(label_of):
        seen[label] = seen.get(label, int(label)) + 1
        fold[place] = seen[label] % _FOLDS
    return fold


def _scaled(opinions: tuple[Numbers, ...], truth: Numbers, wish: Wish) -> tuple[Scale, dict[str, Any]]:
    by_vectors, by_terms, _, cosines = opinions
    weight = best_weight(by_vectors, by_terms, truth, _WEIGHTS)
    mixed = (1 - weight) * by_vectors + weight * by_terms
    scores = mixed.max(axis=1) * np.clip(cosines, 0, 1)
    inside, right = truth >= 0, mixed.argmax(axis=1) == truth
    shares = shared_weights(inside, wish.oos_share)
    curve = Steps.learn(scores, right, shares)
    threshold = threshold_at(scores, right, shares, wish.precision)
    wrong = ~right
    rest = float((shares * (wrong & inside)).sum() / max((shares * wrong).sum(), 1e-9))
    scale = Scale(weight, curve, threshold, plausible_at(scores, inside), rest)
    answered = scores >= threshold
    figures = {
        "weight": weight,
        "accuracy": float(right[inside].mean()) if inside.any() else 0.0,
        "answered_share": float(answered[inside].mean()) if inside.any() else 0.0,
        "precision": float((shares * right)[answered].sum() / shares[answered].sum()) if answered.any() else None,
        "ece": ece(curve.at(scores), right),
    }
    return scale, figures
