"""How `feilun research` answers: one line of JSON, or tables and sentences for people."""

import json
from typing import Any

import click


def answer(result: dict[str, Any], as_json: bool) -> None:
    """One line of JSON, or tables for people."""
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, allow_nan=False))
        return
    for name, value in result.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            click.echo(f"{name.replace('_', ' '):<26}{_cell(value)}")
    for name, value in result.items():
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value) and name != "warnings":
            click.echo(f"\n{name.replace('_', ' ')}")
            _print_rows(value)
    for sentence in result.get("report", []):
        click.echo(f"\n{sentence}")
    for warning in result.get("warnings", []):
        click.echo(f"\nWarning ({warning['code']}): {warning['text']}")


def _print_rows(rows: list[dict[str, Any]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name, value in row.items() if not isinstance(value, dict)))
    cells = [
        [name.replace("_", " ") for name in columns],
        *[[_cell(row.get(name)) for name in columns] for row in rows],
    ]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    for line in cells:
        first, *others = zip(line, widths, strict=True)
        click.echo("  ".join([first[0].ljust(first[1]), *[text.rjust(width) for text, width in others]]).rstrip())


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.5g}" if abs(value) < 100 else f"{value:.4f}"
    return "-" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
