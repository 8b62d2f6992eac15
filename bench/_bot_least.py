"""Makes the numbers of LEAST in src/feilun/language/usual.py again: below which score no guess should be an answer.

    python bench/_bot_least.py FOLDER

FOLDER holds banking77/train and hwu64/train (seq.in and label); the Chinese bases are drawn from the demo shop's knowledge.
Small bases are fitted as the product fits them and asked about sentences they do not hold, a fifth of the weight without
an answer there. Takes some minutes; the last line is JSON.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import numpy as np
from _bot_usual import Remembering, small_base
from sklearn.isotonic import IsotonicRegression

from feilun import language
from feilun.app_engines import open_encoders
from feilun.cli_bot import read_examples
from feilun.language import Example, judging
from feilun.language.evidence import ask

BASES, SHARE = 24, 0.2
KNOWLEDGE = Path(__file__).parents[1] / "src/feilun/demo/knowledge"
# What is wished: as usual, and by somebody who expects no question without an answer and takes four of five.
WISHES = {"usual": (0.2, 0.95), "easy": (0.0, 0.8)}


def chinese() -> tuple[list[Example], list[str]]:
    """The phrasings of the demo shop and questions of its suite; questions that no article answers."""
    articles = json.loads((KNOWLEDGE / "articles.json").read_text(encoding="utf-8"))
    rows = [Example(text, one["key"]) for one in articles for text in (*one["zh"], *one["suite"].get("zh", ()))]
    outside = json.loads((KNOWLEDGE / "out_of_scope.json").read_text(encoding="utf-8"))
    return rows, list(outside["zh"])


def one_base(random: Any, own: list[Example], foreign: list[str], encoders: list[Any], family: str) -> dict[str, Any]:
    labels, known, asked = small_base(random, own, [4, 6, 10, 16], [4, 6, 8], 30)
    asked += [Example(foreign[place], "") for place in random.permutation(len(foreign))[:15]]
    truth = np.array([one.label for one in asked])
    found: dict[str, Any] = {"inside": np.isin(truth, sorted(labels))}
    for wish, (oos, precision) in WISHES.items():
        part = language.fit(known, encoders, language=family, oos_share=oos, precision=precision).parts[family]
        opinions = ask(part.views, [one.text for one in asked])
        mixed_in = opinions.mixed(part.scale.weights)
        scores = part.scale.gate.scores(part._weigher.evidence(opinions, mixed_in).features)
        right = np.array(part.labels)[mixed_in.argmax(axis=1)] == truth
        found[wish] = {"threshold": part.scale.threshold, "scores": scores, "right": right}
    return found


def numbers(bases: list[dict[str, Any]]) -> dict[str, Any]:
    said: dict[str, Any] = {"sentences": sum(len(one["inside"]) for one in bases)}
    inside = np.concatenate([one["inside"] for one in bases])
    weights = judging.shared_weights(inside, SHARE)
    for wish in WISHES:
        scores, right = (np.concatenate([one[wish][name] for one in bases]) for name in ("scores", "right"))
        curve = IsotonicRegression(out_of_bounds="clip").fit(scores, right, weights)
        grid = np.linspace(0, 1, 101)
        even = float(grid[np.flatnonzero(curve.predict(grid) >= 0.5)[0]])
        cuts = np.array([one[wish]["threshold"] for one in bases])
        said[wish] = {
            "even": round(even, 2),
            "curve": [round(float(one), 2) for one in curve.predict(grid[::10])],
            "thresholds": np.quantile(cuts, [0, 0.05, 0.25, 0.5, 0.75, 1]).round(5).tolist(),
            "none": int((cuts > 1).sum()),
            "reached": {str(least): _reached(bases, wish, least) for least in (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)},
        }
    return said


def _reached(bases: list[dict[str, Any]], wish: str, least: float) -> dict[str, float]:
    """What is answered of the questions with an answer, how right, and what of those without one."""
    spoken = np.concatenate([one[wish]["scores"] >= max(one[wish]["threshold"], least) for one in bases])
    right = np.concatenate([one[wish]["right"] for one in bases])
    inside = np.concatenate([one["inside"] for one in bases])
    weights = judging.shared_weights(inside, SHARE)
    return {
        "answered": round(float(spoken[inside].mean()), 3),
        "precision": round(float((weights * right)[spoken].sum() / weights[spoken].sum()), 3),
        "strangers_answered": round(float(spoken[~inside].mean()), 3),
    }


def main() -> None:
    folder = Path(sys.argv[1])
    encoders = [Remembering(one) for one in open_encoders()]
    english = [read_examples(folder / name / "train") for name in ("banking77", "hwu64")]
    rows, outside = chinese()
    found = {}
    for name, used in (("wheels", True), ("words", False)):
        random = np.random.default_rng(11)
        both = [one for one in encoders if {"zh", "en"} <= set(one.languages)] if used else []
        zh = [one_base(random, rows, outside, both, "zh") for _ in range(BASES)]
        found[f"zh {name}"] = numbers(zh)
        print(f"zh {name}", json.dumps(found[f"zh {name}"]), flush=True)
        en = [
            one_base(
                random, english[turn % 2], [one.text for one in english[1 - turn % 2]], encoders if used else [], "en"
            )
            for turn in range(BASES)
        ]
        found[f"en {name}"] = numbers(en)
        print(f"en {name}", json.dumps(found[f"en {name}"]), flush=True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
