"""Public data with known answers, outside the project for its licence (GPL); without it these tests are skipped."""

from pathlib import Path

import pytest

from feilun.insight.research import Frame, read_frame

PLACES = [folder / "shared" / "data" / "research" for folder in Path(__file__).resolve().parents]


def public(name: str) -> Frame:
    """The table, or a skip that says what is missing."""
    for place in PLACES:
        if (place / name).exists():
            return read_frame(place / name)
    pytest.skip(f"the public data file {name} is not beside the project (shared/data/research)")
