"""Models of the market for `feilun research`: prices, drivers, Kano, TURF, designs, simulation; and scores."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feilun.cli_research_answer import answer
from feilun.cli_research_model import Model

if TYPE_CHECKING:
    from feilun.insight.research import Frame, Spec


def _runner(name: str) -> Any:
    """Imports the models when one is run, not when the command line starts."""

    def run(frame: "Frame", spec: "Spec") -> dict[str, Any]:
        from feilun.insight import research

        found: dict[str, Any] = getattr(research, name)(frame, spec)
        return found

    return run


MARKET_MODELS: dict[str, Model] = {
    "psm": Model("Van Westendorp: which prices people accept; with purchase intent also demand.", _runner("run_psm")),
    "gabor-granger": Model("Gabor-Granger: the price with most revenue or profit.", _runner("run_gabor_granger")),
    "kano": Model("Kano: which features delight, which are expected.", _runner("run_kano")),
    "turf": Model("TURF: which few items reach the most people.", _runner("run_turf")),
    "drivers": Model("Key drivers: what explains a score, by Johnson's weights and Shapley.", _runner("run_drivers")),
    "segments": Model("Segments: groups of people alike, how stable they are, a typing tool.", _runner("run_segments")),
    "design": Model("Choice and MaxDiff designs; needs no table.", _runner("run_design"), needs_table=False),
    "simulate": Model("A market simulator on estimated utilities.", _runner("run_simulate"), needs_table=False),
    "price": Model("The best price of a product in a simulated market.", _runner("run_price"), needs_table=False),
}


@click.command("nps")
@click.argument("table", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", help="Answers from 0 to 10; may be left out when the file has one column.")
@click.option("--weights", help="Column of weights.")
@click.option("--by", help="Column: a score for each of its values.")
@click.option("--wave", help="Column of periods: a score for each, compared with the one before.")
@click.option(
    "--least-base", type=click.IntRange(min=0), default=30, show_default=True, help="Below it no score shows."
)
@click.option("--language", type=click.Choice(["en", "zh-CN"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Answer as one line of JSON.")
def nps_command(table: Path, as_json: bool, **given: Any) -> None:
    """Net promoter score with its interval, by group and by wave."""
    from feilun.insight import research

    spec = research.Spec({key: value for key, value in given.items() if value is not None}, "option")
    answer(research.run_nps(research.read_frame(table), spec), as_json)


# Commands beside `research MODEL DATA --spec`.
COMMANDS: list[click.Command] = [nps_command]
