"""Makes the numbers of src/feilun/language/usual.py again: what is usual in small bases.

    python bench/_bot_usual.py FOLDER

FOLDER holds banking77/train and hwu64/train (seq.in and label). 160 small bases are drawn from them and asked about
sentences they do not hold, a third of which have no answer there. Takes about ten minutes; the last line is JSON.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import numpy as np
from sklearn.isotonic import IsotonicRegression

from feilun.app_engines import open_encoders
from feilun.cli_bot import read_examples
from feilun.language import Example, judging
from feilun.language.evidence import NAMES, Weigher, ask
from feilun.language.fitting import Lesson, _once, _views
from feilun.language.folds import Judged
from feilun.language.gate import Gate

BASES, SHARE, PARTS = 160, 0.2, 40


class Remembering:
    """An encoder that encodes each sentence once."""

    def __init__(self, encoder: Any) -> None:
        self.name, self.size, self.languages, self._encoder = encoder.name, encoder.size, encoder.languages, encoder
        self._known: dict[str, Any] = {}

    def encode(self, texts: Any) -> Any:
        missing = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known.update(zip(missing, self._encoder.encode(missing), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32).reshape(-1, self.size)


def small_base(
    random: Any, own: list[Example], sizes: list[int], counts: list[int], others: int
) -> tuple[set[str], list[Example], list[Example]]:
    """Some labels, phrasings of each to learn, and what is asked: others of theirs and of labels that are left out."""
    size, each = int(random.choice(sizes)), int(random.choice(counts))
    labels = set(random.permutation(sorted({one.label for one in own}))[:size].tolist())
    mixed = [own[place] for place in random.permutation(len(own))]
    known, asked = [], []
    for label in sorted(labels):
        rows = [one for one in mixed if one.label == label]
        known += rows[:each]
        asked += rows[each : each + max(1, 60 // size)]
    return labels, known, asked + [one for one in mixed if one.label not in labels][:others]


def one_base(random: Any, own: list[Example], foreign: list[Example], encoders: list[Any]) -> judging.Rows:
    labels, known, asked = small_base(random, own, [4, 6, 10, 20, 40], [3, 5, 8, 12, 20], 45)
    asked += [foreign[place] for place in random.permutation(len(foreign))[:15]]
    examples = _once(known)
    places = {label: place for place, label in enumerate(sorted(labels))}
    label_of = np.array([places[one.label] for one in examples])
    lesson = Lesson("en", examples, encoders, True, [], [])
    views = _views(lesson, [one.text for one in examples], label_of, len(places), lambda share, step: None)
    truth = np.array([places.get(one.label, -1) for one in asked])
    judged = Judged(Weigher(views, label_of, len(places)), ask(views, [one.text for one in asked]), truth)
    return judging._gathered([judged], judging._USUAL_WEIGHTS[len(views)])


def numbers(rows: judging.Rows) -> dict[str, Any]:
    means, spreads = rows.features.mean(axis=0).round(3), (rows.features.std(axis=0) + 1e-6).round(3)
    shares = judging.shared_weights(rows.is_inside, SHARE)
    gate = Gate(means, spreads, np.zeros(len(NAMES) + 1)).learn(rows.features, rows.is_right, shares)
    scores = Gate(means, spreads, gate.weights.round(3)).scores(rows.features)
    order = np.argsort(scores)
    edges = np.searchsorted(np.cumsum(shares[order]) / shares.sum(), np.linspace(0, 1, PARTS + 1))
    right, helpful = (IsotonicRegression().fit(scores, one, shares) for one in (rows.is_right, rows.is_helpful))
    middles = [float(np.average(scores[order[a:b]], weights=shares[order[a:b]])) for a, b in zip(edges, edges[1:])]  # noqa: B905, RUF007
    curve = zip(middles, right.predict(middles), helpful.predict(middles), strict=True)
    said = {"means": means.tolist(), "spreads": spreads.tolist(), "weights": gate.weights.round(3).tolist()}
    return said | {"curve": [[round(1000 * float(one)) for one in row] for row in curve]}


def main() -> None:
    folder = Path(sys.argv[1])
    sets = [read_examples(folder / name / "train") for name in ("banking77", "hwu64")]
    encoders = [Remembering(one) for one in open_encoders()]
    found = {}
    for kind, used in (("two", encoders), ("one", encoders[:1]), ("none", [])):
        random = np.random.default_rng(7)
        bases = [one_base(random, sets[turn % 2], sets[1 - turn % 2], used) for turn in range(BASES)]
        columns = zip(*((one.features, one.is_right, one.is_helpful, one.is_inside) for one in bases), strict=True)
        found[kind] = numbers(judging.Rows(*(np.concatenate(column) for column in columns)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
