"""Makes src/feilun/language/mood_model.npz again, and judges first what such a model is worth.

    python bench/_moods.py BANKING77/train.csv [BANKING77/test.csv LCQMC/test.tsv]

Signs are the labelled sentences of tests/mood_values; all else is no sign: their other rows, the demo's knowledge, and
BANKING77's training questions (CC BY 4.0). LCQMC has no licence: nothing is learned from it, false alarms are only
counted. Judged by a model that saw none of the unusual wordings; then the shipped one is fitted on everything.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import numpy as np
from sklearn.linear_model import LogisticRegression

from feilun.app_engines import open_encoders
from feilun.language import mood_of
from feilun.language.mood import SIGNS, named
from feilun.language.mood_model import FILE, PROBE, MoodModel

ROOT = Path(__file__).parents[1]
LETTERS = dict(zip(SIGNS, "pca", strict=True))
# A sign and a shop's own question weigh as much as five questions to a bank, of which there are ten times more.
STRENGTH, WEIGHT, FOLDS = 1.0, 5.0, 5
# Held-out false alarms per sign: of the bank's questions, and of the shop's and the lookalikes, which are hard.
BANK, OWN = 0.001, 0.003


class Known(NamedTuple):
    texts: list[str]
    labels: list[str]  # Letters of the signs, "n" for none.
    is_bank: Any
    vectors: Any


def labelled(files: tuple[str, ...]) -> list[tuple[str, str, str]]:
    found = []
    for language in ("zh", "en"):
        for name in files:
            with (ROOT / f"tests/mood_values/moods_{language}{name}.csv").open(encoding="utf-8") as opened:
                found += [(row["text"], row["label"], language) for row in csv.DictReader(opened)]
    return found


def demo() -> list[str]:
    folder = ROOT / "src/feilun/demo/knowledge"
    articles, foreign = (
        json.loads((folder / name).read_text("utf-8")) for name in ("articles.json", "out_of_scope.json")
    )
    return [text for one in (*articles, foreign) for language in ("zh", "en") for text in one[language]]


def column(path: str) -> list[str]:
    with Path(path).open(encoding="utf-8") as opened:
        return [row["text"] for row in csv.DictReader(opened)]


def known(encoder: Any, files: tuple[str, ...], bank: list[str]) -> Known:
    rows = [(text, label, False) for text, label, _ in labelled(files)] + [(text, "n", False) for text in demo()]
    rows += [(text, "n", True) for text in bank if not mood_of(text).reason]  # What the rules hear may well be a sign.
    texts, labels, is_bank = map(list, zip(*rows, strict=True))
    return Known(texts, labels, np.array(is_bank), encoder.encode(texts))


def fitted(rows: Known, sign: str, among: Any) -> LogisticRegression:
    truth = np.array([LETTERS[sign] in label for label in rows.labels])
    weights = np.where(rows.is_bank, 1.0, np.where(truth | (np.array(rows.labels) == "n"), WEIGHT, 1.0))
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    return model.fit(rows.vectors[among], truth[among], weights[among])


def threshold(rows: Known, sign: str) -> float:
    """So high that held-out folds raise no more false alarms than they may."""
    fold, scores = np.random.default_rng(7).integers(0, FOLDS, len(rows.texts)), np.zeros(len(rows.texts))
    for number in range(FOLDS):
        model = fitted(rows, sign, fold != number)
        scores[fold == number] = model.predict_proba(rows.vectors[fold == number])[:, 1]
    none = np.array(rows.labels) == "n"
    own = none & ~rows.is_bank & np.array([sign not in named(text) for text in rows.texts])
    least = max(np.quantile(scores[rows.is_bank], 1 - BANK), np.quantile(scores[own], 1 - OWN))
    alarms, hard = np.mean(scores[rows.is_bank] > least), np.mean(scores[own] > least)
    print(f"{sign}: threshold {least:.3f}, held out: bank {alarms:.2%}, shop and lookalikes {hard:.2%}")
    return float(least)


def made(encoder: Any, files: tuple[str, ...], bank: list[str]) -> MoodModel:
    rows = known(encoder, files, bank)
    models = [fitted(rows, sign, np.ones(len(rows.texts), bool)) for sign in SIGNS]
    weights = np.concatenate([one.coef_ for one in models]).astype(np.float16).astype(np.float32)
    offsets = np.concatenate([one.intercept_ for one in models]).astype(np.float32)
    thresholds = np.array([threshold(rows, sign) for sign in SIGNS], dtype=np.float32)
    return MoodModel(encoder.name, weights, offsets, thresholds, encoder.encode([PROBE])[0])


def judge(model: MoodModel, encoder: Any, others: dict[str, list[str]]) -> None:
    rows = labelled(("_unseen",))
    for name, moods in (
        ("rules", [mood_of(text) for text, _, _ in rows]),
        ("both", model.hear([text for text, _, _ in rows], [encoder])),
    ):
        for sign, field in zip(SIGNS, ("wants_person", "complains", "angry"), strict=True):
            for language in ("zh", "en"):
                meant = [getattr(mood, field) for mood, row in zip(moods, rows, strict=True)
                         if row[2] == language and LETTERS[sign] in row[1]]  # fmt: skip
                print(f"unusual, {name}, {sign}, {language}: {sum(meant)} of {len(meant)}")
        print(f"unusual, {name}, any sign: {sum(bool(one.reason) for one in moods)} of {len(moods)}")
    for name, texts in others.items():
        for kind, moods in (("rules", [mood_of(text) for text in texts]), ("both", model.hear(texts, [encoder]))):
            shares = [
                np.mean([getattr(one, field) for one in moods]) for field in ("wants_person", "complains", "angry")
            ]
            print(f"{name}, {kind}:", *(f"{sign} {share:.2%}" for sign, share in zip(SIGNS, shares, strict=True)),
                  f"any {np.mean([bool(one.reason) for one in moods]):.2%} of {len(texts)}")  # fmt: skip


def main() -> None:
    encoder = next(one for one in open_encoders() if one.name.startswith("use-"))
    bank, others = column(sys.argv[1]), {}
    if len(sys.argv) > 3:
        lines = Path(sys.argv[3]).read_text("utf-8").splitlines()
        pairs = dict.fromkeys(text for line in lines for text in line.split("\t")[:2])
        others = {"banking77 test": column(sys.argv[2]), "lcqmc test": list(pairs)}
    judge(made(encoder, ("", "_later", "_plain"), bank), encoder, others)
    made(encoder, ("", "_later", "_plain", "_unseen"), bank).write(FILE)
    print(f"{FILE.name}: {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
