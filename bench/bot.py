"""Understanding: how long a fit takes and a question costs, against the number of phrasings.

    python bench/bot.py                                 100, 1,000 and 10,000 phrasings
    python bench/bot.py --largest                       100,000 too (a quarter of an hour)
    python bench/bot.py --data FOLDER                   and the public sets, as far as they lie there

The phrasings are made up from parts, 50 of each label, so that size is all that changes. Beside it stands the usual
way: scikit-learn's TfidfVectorizer with LinearSVC. CPU time of a question is measured one by one; a fit in seconds by
the clock and of CPU, encoding included. What is reached on sentences of people is judged by `feilun bot evaluate`.
The last line is a JSON object.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from feilun.kernel import threads

# As every process of the product does; a large fit takes two of its own.
os.environ.setdefault(*threads.ONE_FOR_ALGEBRA)

import numpy as np

from feilun import language
from feilun.app_engines import open_encoders
from feilun.cli_bot import find, judge
from feilun.language import Example

ACTIONS = (
    *("return", "track", "cancel", "repair", "exchange", "pay for", "insure", "clean", "fold", "install"),
    *("order", "gift wrap", "reserve", "collect", "resize", "paint", "lend", "sell", "upgrade", "charge"),
    *("connect", "restart", "unlock", "register", "rent", "compare", "rate", "move", "store", "recycle"),
    *("assemble", "wash", "iron", "polish", "mount", "calibrate", "update", "reset", "pair", "mute"),
    *("print", "scan", "weigh", "measure", "donate"),
)
THINGS = (
    *("lamp", "sofa", "chair", "table", "carpet", "curtain", "mirror", "shelf", "bed", "desk", "phone", "tablet"),
    *("camera", "printer", "router", "speaker", "watch", "headset", "keyboard", "screen", "kettle", "toaster"),
    *("blender", "oven", "fridge", "heater", "fan", "iron board", "vacuum", "mixer", "coat", "shoe", "scarf"),
    *("glove", "belt", "dress", "shirt", "jacket", "hat", "bag", "bicycle", "helmet", "tent", "kayak", "racket"),
)
FRAMES = (
    *("how do I {}", "can I {}", "I want to {}", "please help me {}", "is it possible to {}", "where can I {}"),
    *("what does it cost to {}", "I need to {}", "who can {}", "tell me how to {}", "when may I {}", "I tried to {}"),
    *("should I {}", "why can I not {}", "I would like to {}", "could you {}", "do you {}", "am I allowed to {}"),
)
TAILS = ("", " today", " before the weekend", " without a receipt", " that I bought online", " for my mother", " again")
EACH = 50


def phrasings(number: int, first: int = 0) -> list[Example]:
    """So many, 50 of each label or as many as make ten labels; the same ones at every run."""
    each = min(EACH, number // 10)
    forms = [frame.format("{}") + tail for frame, tail in product(FRAMES, TAILS)]
    chosen = []
    for place, (action, thing) in enumerate(product(ACTIONS, THINGS)):
        if len(chosen) >= number:
            break
        label = f"{action} {thing}"
        start = (place * 7 + first) % len(forms)
        own = [forms[(start + step * 5) % len(forms)] for step in range(each)]
        chosen += [Example(form.format(f"{action} the {thing}"), label) for form in own]
    return chosen


def size(number: int, with_usual_way: bool) -> dict[str, Any]:
    known, asked = phrasings(number), phrasings(number, first=3)[:: max(1, number // 200)][:200]
    started, spent = time.monotonic(), time.process_time()
    model = language.fit(known, open_encoders(), language="en", oos_share=0.0)
    found = {"phrasings": number, "labels": len(model.labels), "fit_seconds": time.monotonic() - started}
    found |= {"fit_cpu_seconds": time.process_time() - spent, "megabytes": len(model.to_bytes()) / 1e6}
    found |= latency(lambda text: model.understand([text]), [one.text for one in asked])
    if with_usual_way:
        found["usual_way"] = usual_way(known, [one.text for one in asked])
        found["fit_ratio"] = found["fit_cpu_seconds"] / found["usual_way"]["fit_cpu_seconds"]
    return _rounded(found)


def usual_way(known: Sequence[Example], asked: Sequence[str]) -> dict[str, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), max_features=60_000, sublinear_tf=True)
    pipeline = make_pipeline(make_union(words, pieces), LinearSVC())
    spent = time.process_time()
    pipeline.fit([one.text for one in known], [one.label for one in known])
    found = {"fit_cpu_seconds": time.process_time() - spent}
    return found | latency(lambda text: pipeline.decision_function([text]), asked)


def latency(ask: Callable[[str], Any], texts: Sequence[str]) -> dict[str, float]:
    times = []
    for text in texts:
        started = time.process_time()
        ask(text)
        times.append((time.process_time() - started) * 1000)
    return {"p50_ms": float(np.quantile(times, 0.5)), "p95_ms": float(np.quantile(times, 0.95))}


def public_sets(folder: Path) -> dict[str, Any]:
    """What `feilun bot evaluate` says of each; retrieval on LCQMC needs the tables that docs/understanding.md makes."""
    banking, near, hwu = folder / "banking77", folder / "banking77-near-oos", folder / "hwu64"
    runs: dict[str, dict[str, Any]] = {
        "banking77": {"train": banking / "official/train.csv", "test": banking / "official/test.csv"},
        "banking77 ten-shot": {name: banking / part for name, part in _parts("train_10")},
        "hwu64": {name: hwu / part for name, part in _parts("train")},
        "banking77, neighbours without an answer": {
            **{name: near / part for name, part in _parts("train")},
            "oos_validation": near / "id-oos/valid",
            "oos_test": near / "id-oos/test",
            "oos_share": 0.1,
        },
    }
    found = {}
    for name, files in runs.items():
        if not Path(files["train"]).exists():
            print(f"{name}: not in {folder}, left out")
            continue
        found[name] = judge(language="en", **files)
        print(name, json.dumps({key: value for key, value in found[name].items() if key != "chosen"}))
    if (folder / "faq.csv").exists():
        found["faq"] = find(folder / "faq.csv", folder / "queries.csv")
    return found


def _parts(train: str) -> list[tuple[str, str]]:
    return [("train", train), ("validation", "valid"), ("test", "test")]


def _rounded(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _rounded(value) for name, value in found.items()}
    return round(found, 3) if isinstance(found, float) else found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000,10000", help="numbers of phrasings")
    parser.add_argument("--largest", action="store_true", help="100,000 too")
    parser.add_argument("--data", type=Path, help="folder with the public sets")
    chosen = parser.parse_args()
    sizes = [int(one) for one in chosen.sizes.split(",")] + ([100_000] if chosen.largest else [])
    for encoder in open_encoders():
        encoder.encode(["warm"])
    rows = []
    for number in sizes:
        rows.append(size(number, with_usual_way=number <= 10_000))
        print(json.dumps(rows[-1]))
    growth = [
        {"from": one["phrasings"], "to": other["phrasings"], "fit": other["fit_seconds"] / max(one["fit_seconds"], 0.01),
         "p95": other["p95_ms"] / one["p95_ms"]}
        for one, other in pairwise(rows)
    ]  # fmt: skip
    figures = {"encoders": [one.name for one in open_encoders()], "sizes": rows, "growth": _rounded(growth)}
    if chosen.data:
        figures["public_sets"] = public_sets(chosen.data)
    print(json.dumps(figures | {"load": os.getloadavg()[0]}))


if __name__ == "__main__":
    main()
