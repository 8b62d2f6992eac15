"""Voices: heads that each hear one view or several, and the vote of the nearest phrasings."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse

from feilun.language.heads import Head, softmax, term_head, vector_head
from feilun.language.views import TermView, VectorView, View

Numbers = Any
# So many neighbours vote, the nearer ones with more weight; from validation sets.
_NEIGHBOURS = 20
_NEARNESS = 20.0


@dataclass(frozen=True)
class Voice:
    """Weights by the number of the view they belong to; what the views say is added up before it is a probability."""

    weights: Mapping[int, Numbers]
    offsets: Numbers

    def probabilities(self, rows: Sequence[Numbers]) -> Numbers:
        found = self.offsets
        for view, weights in self.weights.items():
            said = rows[view] @ weights
            found = found + (said.toarray() if sparse.issparse(said) else np.asarray(said))
        return softmax(found)


@dataclass(frozen=True)
class Panel:
    """All that is asked about a sentence. `with_vote`: the neighbours among the phrasings are one more voice."""

    views: tuple[View, ...]
    voices: tuple[Voice, ...]
    with_vote: bool

    @property
    def encoders(self) -> list[int]:
        return [place for place, view in enumerate(self.views) if isinstance(view, VectorView)]

    @property
    def opinions(self) -> int:
        return len(self.voices) + self.with_vote


def panel_of(views: Sequence[View], label_of: Numbers, number: int) -> Panel:
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(one, views, label_of, number) for one in (vector_voice, margin_voice)]
        voices = tuple(voice for one in asked for voice in one.result())
    return Panel(tuple(views), voices, any(isinstance(view, VectorView) for view in views))


def vector_voice(views: Sequence[View], label_of: Numbers, number: int) -> list[Voice]:
    """One head over all encoders, learnt from the phrasings that every one of them has seen."""
    encoders = [place for place, view in enumerate(views) if isinstance(view, VectorView)]
    if not encoders:
        return []
    places = _seen_by_all([views[one].places for one in encoders])
    rows = [views[one].own_rows()[np.searchsorted(views[one].places, places)] for one in encoders]
    return [_split(vector_head(np.hstack(rows), label_of[places], number), views, encoders)]


def margin_voice(views: Sequence[View], label_of: Numbers, number: int) -> list[Voice]:
    """Margins over terms alone: with the vectors beside them they were no better and took four times as long."""
    terms = next((place for place, view in enumerate(views) if isinstance(view, TermView)), None)
    if terms is None:
        return []
    head = term_head(views[terms].own_rows(), label_of[views[terms].places], number)
    return [Voice({terms: head.weights}, head.offsets)]


def vote(view: View, cosines: Numbers, label_of: Numbers, number: int) -> Numbers:
    """By sentence and label the share of the nearest phrasings that have it."""
    most = min(_NEIGHBOURS, cosines.shape[1])
    nearest = np.argpartition(-cosines, most - 1, axis=1)[:, :most]
    near = np.take_along_axis(cosines, nearest, axis=1)
    weights = np.exp(_NEARNESS * (near - near.max(axis=1, keepdims=True)))
    shares = np.zeros((len(cosines), number))
    np.add.at(shares, (np.arange(len(cosines))[:, None], label_of[view.places[nearest]]), weights)
    return shares / shares.sum(axis=1, keepdims=True)


def _seen_by_all(places: Sequence[Numbers]) -> Numbers:
    seen = places[0]
    for one in places[1:]:
        seen = np.intersect1d(seen, one)
    return seen


def _split(head: Head, views: Sequence[View], used: Sequence[int]) -> Voice:
    """The head's weights, cut into those of each view."""
    ends = np.cumsum([0] + [views[one].own_rows().shape[1] for one in used])
    pieces = [head.weights[first:last] for first, last in pairwise(ends)]
    return Voice(dict(zip(used, pieces, strict=True)), head.offsets)
