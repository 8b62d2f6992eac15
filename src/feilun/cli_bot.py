"""`feilun bot`: judges the understanding on anybody's labelled sentences; needs no database and no running server."""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feilun.kernel.errors import Invalid

if TYPE_CHECKING:
    from feilun.language import Example

_file = click.Path(exists=True, path_type=Path)
_TEXT_COLUMNS = ("text", "question", "sentence", "query")
_LABEL_COLUMNS = ("label", "category", "intent", "answer")
_USUAL_SHARE = 0.2
# Places looked through for the mean reciprocal rank.
_DEEPEST = 100


@click.group("bot")
def bot_command() -> None:
    """Judge how well questions are understood."""


@bot_command.command()
@click.option(
    "--train", type=_file, required=True, help="CSV with columns text,label; or a folder with seq.in and label."
)
@click.option("--validation", type=_file, help="Chooses weights and threshold. Default: cross-validation inside train.")
@click.option("--test", type=_file, required=True, help="Looked at once, after everything is chosen.")
@click.option("--oos-validation", type=_file, help="Questions without an answer, column text.")
@click.option("--oos-test", type=_file, help="Questions without an answer, column text.")
@click.option(
    "--oos-share",
    type=click.FloatRange(0, 0.95),
    help="Their share where the bot works. Default: 0.2 with a file of such questions, else 0.",
)
@click.option("--precision", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True, help="Of answers.")
@click.option("--language", type=click.Choice(["zh", "en"]), help="Default: told from each text.")
@click.option("--without-encoders", is_flag=True, help="Words alone, as on a machine without the extra `encoders`.")
@click.option("--json", "as_json", is_flag=True, help="Answer as one line of JSON.")
def evaluate(as_json: bool, **options: Any) -> None:
    """Fit on one file, choose on another, and say what is reached on a third."""
    figures = judge(**options)
    _answer(figures, as_json)


@bot_command.command()
@click.option("--faq", type=_file, required=True, help="CSV with the known questions: columns text and, if any, label.")
@click.option("--queries", type=_file, required=True, help="CSV: columns text,label; a label as in --faq or its text.")
@click.option("--without-encoders", is_flag=True, help="Words alone, as on a machine without the extra `encoders`.")
@click.option("--json", "as_json", is_flag=True, help="Answer as one line of JSON.")
def retrieve(faq: Path, queries: Path, without_encoders: bool, as_json: bool) -> None:
    """Find known questions like new ones, and say how often the right one is first or among three."""
    _answer(find(faq, queries, without_encoders), as_json)


def judge(
    *,
    train: Path,
    test: Path,
    validation: Path | None = None,
    oos_validation: Path | None = None,
    oos_test: Path | None = None,
    oos_share: float | None = None,
    precision: float = 0.95,
    language: str | None = None,
    without_encoders: bool = False,
) -> dict[str, Any]:
    """Raises Invalid, which says file and line."""
    import msgspec

    from feilun import language as understanding

    share = oos_share if oos_share is not None else (_USUAL_SHARE if oos_validation or oos_test else 0.0)
    known, asked = read_examples(train), read_examples(test)
    model = understanding.fit(
        known,
        _encoders(without_encoders),
        validation=read_examples(validation) if validation else (),
        out_of_scope=read_texts(oos_validation) if oos_validation else (),
        oos_share=share,
        precision=precision,
        language=language,
    )
    if not set(model.labels) & {one.label for one in asked}:
        raise Invalid(field=test.name, problem=f"none of its labels is in {train.name}; are the columns right?")
    strangers = read_texts(oos_test) if oos_test else []
    reached = msgspec.to_builtins(understanding.evaluate(model, asked, strangers, oos_share=share))
    said = {"fit_seconds": model.figures["fit_seconds"], "fit_cpu_seconds": model.figures["fit_cpu_seconds"]}
    repeated = len({(one.text) for one in known} & {one.text for one in asked})
    return {
        **{name: round(value, 4) if isinstance(value, float) else value for name, value in reached.items()},
        **said,
        "oos_share": share,
        "precision_wanted": precision,
        "train": len(known),
        "test_also_in_train": repeated,
        "encoders": list(model.encoder_names),
        "chosen": model.figures["parts"],
    }


def find(faq: Path, queries: Path, without_encoders: bool = False) -> dict[str, Any]:
    """A query that stands on several rows has several right answers. Raises Invalid."""
    from feilun.language import Retrieval

    known = read_examples(faq, label_needed=False)
    wanted: dict[str, set[str]] = {}
    for one in read_examples(queries):
        wanted.setdefault(one.text, set()).add(one.label)
    found = Retrieval([one.text for one in known], _encoders(without_encoders)).search(list(wanted), _DEEPEST)
    ranks = []
    for labels, places in zip(wanted.values(), found, strict=True):
        right = (rank for rank, (place, _) in enumerate(places, 1) if labels & {known[place].label, known[place].text})
        ranks.append(next(right, 0))
    number = len(ranks)
    return {
        "questions": len(known),
        "queries": number,
        "r1": round(sum(rank == 1 for rank in ranks) / number, 4),
        "r3": round(sum(1 <= rank <= 3 for rank in ranks) / number, 4),
        "mrr": round(sum(1 / rank for rank in ranks if rank) / number, 4),
    }


def _encoders(without: bool) -> Sequence[Any]:
    from feilun.app_engines import open_encoders

    return () if without else open_encoders()


def read_examples(file: Path, label_needed: bool = True) -> list["Example"]:
    """Raises Invalid when the file is no such table, or holds nothing."""
    from feilun.language import Example

    rows = list(_folder_rows(file) if file.is_dir() else _rows(file, label_needed))
    if not rows:
        raise Invalid(field=file.name, problem="it holds no sentence")
    return [Example(text, label) for text, label in rows]


def read_texts(file: Path) -> list[str]:
    """Raises Invalid."""
    return [one.text for one in read_examples(file, label_needed=False)]


def _folder_rows(folder: Path) -> Iterator[tuple[str, str]]:
    """One sentence per line in seq.in, its label on the same line of label."""
    try:
        texts, labels = (_lines(folder / name) for name in ("seq.in", "label"))
    except FileNotFoundError as error:
        raise Invalid(field=str(folder), problem="a folder needs the files seq.in and label") from error
    if len(texts) != len(labels):
        raise Invalid(field=str(folder), problem=f"{len(texts)} sentences and {len(labels)} labels")
    return zip(texts, labels, strict=True)


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _rows(file: Path, label_needed: bool) -> Iterator[tuple[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            table = csv.DictReader(source, delimiter="\t" if file.suffix == ".tsv" else ",", strict=True)
            text = _column(file, table, _TEXT_COLUMNS)
            label = _column(file, table, _LABEL_COLUMNS) if label_needed or _has(table, _LABEL_COLUMNS) else None
            for row in table:
                yield _cell(file, table, row, text), _cell(file, table, row, label) if label else ""
    except UnicodeDecodeError as error:
        raise Invalid(field=file.name, problem="it is not UTF-8; save it as UTF-8") from error
    except csv.Error as error:
        raise Invalid(field=file.name, problem=f"it cannot be read as CSV: {error}") from error


def _has(table: "csv.DictReader[str]", wanted: Sequence[str]) -> bool:
    return any(name.strip().lower() in wanted for name in table.fieldnames or ())


def _column(file: Path, table: "csv.DictReader[str]", wanted: Sequence[str]) -> str:
    for name in table.fieldnames or ():
        if name.strip().lower() in wanted:
            return name
    there = ", ".join(table.fieldnames or ()) or "none"
    raise Invalid(field=file.name, problem=f"it needs a column {wanted[0]}; there is {there[:200]}")


def _cell(file: Path, table: "csv.DictReader[str]", row: dict[str, Any], column: str) -> str:
    value = str(row.get(column) or "").strip()
    if not value:
        raise Invalid(field=file.name, problem=f"line {table.line_num} has no {column}")
    return value


def _answer(figures: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        if not isinstance(value, dict):
            click.echo(f"{name.replace('_', ' '):<22}{value if value is not None else '-'}")
