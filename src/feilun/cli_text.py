"""`feilun text`: judges how well texts are read, on anybody's labelled file; needs no database and no running server."""

import csv
import json
import resource
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from feilun.kernel.errors import Invalid

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_TEXT_COLUMNS = ("text", "review", "sentence", "content", "comment")
_LABEL_COLUMNS = ("label", "sentiment", "category", "airline_sentiment", "polarity")
# Longer cells are no answers; the reader of CSV must still get past them.
_LONGEST_CELL = 64_000_000
_KEPT_CHARACTERS = 10_000
_ROWS_AT_ONCE = 4_000
# A table of more labels is for no screen.
_MOST_CONFUSED = 100


@click.group("text")
def text_command() -> None:
    """Judge how well open answers are read."""


@text_command.command()
@click.option("--train", type=_file, required=True, help="CSV (or .tsv) with columns text,label.")
@click.option("--test", type=_file, required=True, help="The same; looked at once, after everything is chosen.")
@click.option("--language", type=click.Choice(["zh", "en"]), help="Default: told from the training texts.")
@click.option("--shipped", is_flag=True, help="Also say how the sentiment that comes with Feilun does, untrained.")
@click.option("--json", "as_json", is_flag=True, help="Answer as one line of JSON.")
def evaluate(train: Path, test: Path, language: str | None, shipped: bool, as_json: bool) -> None:
    """Fit on one file and say what is reached on another. What is fitted is chosen inside the first."""
    figures = judge(train, test, language, shipped)
    click.echo(json.dumps(figures, ensure_ascii=False) if as_json else _lines(figures))


def judge(train: Path, test: Path, language: str | None = None, shipped: bool = False) -> dict[str, Any]:
    """Raises Invalid, which says file and line."""
    from feilun.language import TextModel

    started = time.process_time()
    texts, labels = _columns(train)
    language = language or _language(texts)
    chosen: dict[str, Any] = {}
    model = TextModel.fit(texts, labels, language, figures=chosen)
    known, train_rows = set(texts), len(texts)
    majority = max(set(labels), key=labels.count)
    del texts, labels
    truths, said, sure, repeated, cpu = _asked(model, test, known)
    if not set(truths) & set(model.labels):
        raise Invalid(field=test.name, problem=f"none of its labels is in {train.name}; are the columns right?")
    return {
        "language": language,
        "train": train_rows,
        "examples": len(truths),
        **_figures(truths, said, sure),
        "majority": {"label": majority, "accuracy": round(sum(one == majority for one in truths) / len(truths), 4)},
        **({"shipped": _shipped(test, language)} if shipped else {}),
        "test_also_in_train": repeated,
        **chosen,
        "predict_cpu_seconds": round(cpu, 2),
        "cpu_seconds": round(time.process_time() - started, 2),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _columns(file: Path) -> tuple[list[str], list[str]]:
    texts, labels = [], []
    for text, label in read_rows(file):
        texts.append(text)
        labels.append(label)
    if not texts:
        raise Invalid(field=file.name, problem="it holds no text")
    return texts, labels


def _language(texts: Sequence[str]) -> str:
    from feilun.language import language_of

    part = texts[:: max(1, len(texts) // 500)]
    return "zh" if 2 * sum(language_of(one) == "zh" for one in part) >= len(part) else "en"


def _asked(model: Any, test: Path, known: set[str]) -> tuple[list[str], list[str], list[float], int, float]:
    """Truth, answer and its probability per row; read and answered in parts, so that no file is too long."""
    truths: list[str] = []
    said: list[str] = []
    sure: list[float] = []
    repeated, cpu = 0, 0.0
    for part in _parts(read_rows(test)):
        started = time.process_time()
        rows = model.probabilities([text for text, _ in part])
        cpu += time.process_time() - started
        places = rows.argmax(axis=1)
        truths.extend(label for _, label in part)
        said.extend(model.labels[place] for place in places)
        sure.extend(rows.max(axis=1).tolist())
        repeated += sum(text in known for text, _ in part)
    if not truths:
        raise Invalid(field=test.name, problem="it holds no text")
    return truths, said, sure, repeated, cpu


def _parts(rows: Iterator[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    part: list[tuple[str, str]] = []
    for row in rows:
        part.append(row)
        if len(part) == _ROWS_AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _figures(truths: Sequence[str], said: Sequence[str], sure: Sequence[float]) -> dict[str, Any]:
    import numpy as np
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    from feilun.kernel.intervals import clopper_pearson
    from feilun.language import ece

    labels = sorted(set(truths))
    every = sorted({*truths, *said})
    right = np.array([one == other for one, other in zip(truths, said, strict=True)])
    low, high = clopper_pearson(int(right.sum()), len(right))
    precision, recall, score, support = precision_recall_fscore_support(truths, said, labels=labels, zero_division=0.0)
    columns = zip(labels, precision, recall, score, support, strict=True)
    table = confusion_matrix(truths, said, labels=every) if len(every) <= _MOST_CONFUSED else np.zeros((0, 0))
    return {
        "accuracy": round(float(right.mean()), 4),
        "accuracy_interval": [round(low, 4), round(high, 4)],
        "macro_f1": round(float(score.mean()), 4),
        "calibration_error": round(float(ece(np.array(sure), right)), 4),
        "per_label": {
            label: {
                "precision": round(float(p), 4),
                "recall": round(float(r), 4),
                "f1": round(float(f), 4),
                "examples": int(n),
            }
            for label, p, r, f, n in columns
        },
        "confusion": {"labels": every, "rows": table.tolist()},
    }


def _shipped(test: Path, language: str) -> dict[str, Any]:
    """On rows whose label is one of ours; a file of two poles is judged by the stronger pole."""
    from feilun.language import sentiments_of

    right = asked = 0
    for part in _parts(read_rows(test)):
        rows = [(text, pole) for text, label in part if (pole := _POLES.get(label.casefold()))]
        judged = sentiments_of([text for text, _ in rows], [language] * len(rows))
        right += sum(
            ("positive" if one.score > 0 else "negative") == pole for one, (_, pole) in zip(judged, rows, strict=True)
        )
        asked += len(rows)
    return {"examples": asked, "poles_accuracy": round(right / asked, 4) if asked else None}


_POLES = {
    "positive": "positive", "pos": "positive", "1": "positive", "正面": "positive", "好评": "positive",
    "negative": "negative", "neg": "negative", "0": "negative", "-1": "negative", "负面": "negative", "差评": "negative",
}  # fmt: skip


def read_rows(file: Path) -> Iterator[tuple[str, str]]:
    """Text and label of each row, read as it comes. Raises Invalid."""
    usual = csv.field_size_limit(_LONGEST_CELL)
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            lines = (line.replace("\0", " ") for line in source)
            table = csv.DictReader(lines, delimiter="\t" if file.suffix == ".tsv" else ",", strict=True)
            names = {name.strip().casefold(): name for name in table.fieldnames or () if name}
            text, label = _column(file, names, _TEXT_COLUMNS), _column(file, names, _LABEL_COLUMNS)
            for row in table:
                yield _cell(file, table.line_num, row, text), _cell(file, table.line_num, row, label)
    except UnicodeDecodeError as error:
        raise Invalid(field=file.name, problem="it is not UTF-8") from error
    except csv.Error as error:
        raise Invalid(field=file.name, problem=f"it cannot be read as CSV: {error}") from error
    finally:
        # The limit is the whole process's, and imports rely on the usual one.
        csv.field_size_limit(usual)


def _column(file: Path, names: dict[str, str], wanted: tuple[str, ...]) -> str:
    found = next((names[name] for name in wanted if name in names), None)
    if found is None:
        there = ", ".join(names) or "none"
        raise Invalid(field=file.name, problem=f"it needs a column {wanted[0]}; there is {there}")
    return found


def _cell(file: Path, line: int, row: dict[str, str | None], name: str) -> str:
    value = (row.get(name) or "")[:_KEPT_CHARACTERS].strip()
    if not value:
        raise Invalid(field=file.name, problem=f"line {line} has no {name.strip()}")
    return value


def _lines(figures: dict[str, Any]) -> str:
    shown = {name: value for name, value in figures.items() if name not in ("confusion", "per_label")}
    lines = [f"{name:22}{value}" for name, value in shown.items()]
    lines += [f"  {label:20}{one}" for label, one in figures["per_label"].items()]
    return "\n".join(lines)
