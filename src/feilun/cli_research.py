"""`feilun research MODEL DATA --spec SPEC.json`: research models on anybody's table; needs no database."""

import json
from pathlib import Path
from typing import Any

import click

from feilun.cli_research_answer import answer
from feilun.cli_research_choice import CHOICE_MODELS
from feilun.cli_research_market import COMMANDS, MARKET_MODELS
from feilun.cli_research_model import Model
from feilun.kernel.errors import Invalid

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


# The registry: every model by its name on the command line.
MODELS: dict[str, Model] = {**CHOICE_MODELS, **MARKET_MODELS}


@click.group("research")
def research_command() -> None:
    """Estimate a research model on a table, as a specification says."""


def _add_model(name: str, model: Model) -> None:
    @research_command.command(name, help=model.help)
    @click.argument("table", metavar="DATA", type=_file, required=model.needs_table)
    @click.option("--spec", type=_file, required=True, help="JSON: columns, terms, draws, seed; see docs/research.md.")
    @click.option("--language", type=click.Choice(["en", "zh-CN"]), default="en", show_default=True)
    @click.option("--json", "as_json", is_flag=True, help="Answer as one line of JSON.")
    def run(table: Path | None, spec: Path, language: str, as_json: bool) -> None:
        answer(run_model(model, table, spec, language), as_json)


def run_model(model: Model, table: Path | None, spec: Path, language: str = "en") -> dict[str, Any]:
    """Raises Invalid, a sentence. The specification's own `language` wins over the option."""
    from feilun.insight.research import Spec, frame_of, read_frame

    try:
        raw = json.loads(spec.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Invalid(field=spec.name, problem=f"it is not JSON: {error}") from error
    if not isinstance(raw, dict):
        raise Invalid(field=spec.name, problem="it must be a JSON object")
    places = [folder for folder in (table.parent if table else None, spec.parent, Path()) if folder]
    more = {key: read_frame(_found(raw[key], places)) for key in model.tables if isinstance(raw.get(key), str)}
    wanted = Spec({"language": language, **raw, **more}, spec.name)
    return model.run(read_frame(table) if table else frame_of({}), wanted)


def _found(name: str, places: list[Path]) -> Path:
    for folder in places:
        if (folder / name).is_file():
            return folder / name
    raise Invalid(field=name, problem="there is no such file beside the data, the specification, or here")


for _name, _model in MODELS.items():
    _add_model(_name, _model)
for _command in COMMANDS:
    research_command.add_command(_command)
