"""Models of the market for `feilun research`: prices, drivers, Kano, TURF, designs, simulation; and scores."""

import click

from feilun.cli_research_model import Model

MARKET_MODELS: dict[str, Model] = {}

# Commands beside `research MODEL DATA --spec`.
COMMANDS: list[click.Command] = []
