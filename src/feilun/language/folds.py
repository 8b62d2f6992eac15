"""What heads say of phrasings they have not seen: cross-validation, and labels left out as neighbours without an answer."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from feilun.language.evidence import Opinions, Weigher, opinions_of
from feilun.language.views import View

Numbers = Any
# Judged phrasings that are enough to calibrate with; a large base does not go through all its folds.
_ENOUGH = 1_500


@dataclass(frozen=True)
class Judged:
    """Opinions about sentences whose label is known; `truth` is -1 when none of the labels is right."""

    weigher: Weigher
    opinions: Opinions
    truth: Numbers

    def strangers(self) -> "Judged":
        """Only those that have no right label."""
        kept = self.truth < 0
        opinions = Opinions([r[kept] for r in self.opinions.rows], [p[kept] for p in self.opinions.probabilities])
        return Judged(self.weigher, opinions, self.truth[kept])


def crossed(views: Sequence[View], label_of: Numbers, number: int, with_strangers: bool) -> Iterator[Judged]:
    """Fold by fold; with strangers, a part of the labels is taken away from each fold and its phrasings are asked too.

    That is how a question looks that is like the others and has no answer yet.
    """
    fold_of, judged = folds_of(label_of), 0
    folds = int(fold_of.max()) + 1
    group_of = np.random.default_rng(0).permutation(number) % folds
    for fold in range(folds):
        away = group_of[label_of] == fold if with_strangers and number > 3 else np.zeros(len(label_of), dtype=bool)
        inside = (fold_of != fold) & ~away
        asked = (fold_of == fold) & ~away
        present = np.unique(label_of[inside])
        if len(present) < 2 or not asked.any():
            continue
        strangers = np.flatnonzero(away)[:: max(1, int(away.sum() // max(asked.sum(), 1)))]
        yield _one_fold(views, label_of, inside, present, np.concatenate([np.flatnonzero(asked), strangers]))
        judged += int(asked.sum())
        if judged >= _ENOUGH:
            return


def _one_fold(views: Sequence[View], label_of: Numbers, inside: Numbers, present: Numbers, asked: Numbers) -> Judged:
    new_label = np.full(int(label_of.max()) + 1, -1)
    new_label[present] = np.arange(len(present))
    relabelled = np.where(inside, new_label[label_of], -1)
    # Every view must know every sentence that is asked; a slow encoder has seen only some.
    asked = asked[np.all([np.isin(asked, view.places) for view in views], axis=0)]
    # The only phrasing of its label, once taken away, has no right answer any more.
    counts = np.bincount(label_of)
    asked = asked[(counts[label_of[asked]] > 1)]
    with ThreadPoolExecutor(2) as pool:
        again = list(pool.map(lambda view: view.without(inside, relabelled, len(present)), views))
    rows = [view.own_rows()[np.searchsorted(view.places, asked)] for view in views]
    truth = new_label[label_of[asked]]
    return Judged(Weigher(again, relabelled, len(present)), opinions_of(again, rows), truth)


def folds_of(label_of: Numbers) -> Numbers:
    """Each label's phrasings spread over the folds, mixed, since neighbours in a table are often alike."""
    number = len(label_of)
    folds = 10 if number < 1_500 else max(5, number // _ENOUGH)
    order = np.random.default_rng(1).permutation(number)
    order = order[np.argsort(label_of[order], kind="stable")]
    fold = np.zeros(number, dtype=int)
    fold[order] = np.arange(number) % folds
    return fold
