"""One caller cannot keep a server busy."""

import pytest

from feilun.access.pace import Pace
from feilun.kernel.errors import TooMany


def test_a_burst_is_served_and_then_the_pace_holds() -> None:
    pace = Pace(per_second=2, burst=3)
    for _ in range(3):
        pace.take("mei", at=100.0)
    with pytest.raises(TooMany):
        pace.take("mei", at=100.0)
    pace.take("mei", at=100.5)
    with pytest.raises(TooMany):
        pace.take("mei", at=100.6)


def test_one_caller_does_not_use_up_the_calls_of_another() -> None:
    pace = Pace(per_second=1, burst=1)
    pace.take("mei", at=1.0)
    pace.take("chen", at=1.0)


def test_a_long_rest_does_not_fill_the_bucket_beyond_a_burst() -> None:
    pace = Pace(per_second=10, burst=2)
    pace.take("mei", at=0.0)
    pace.take("mei", at=1000.0)
    pace.take("mei", at=1000.0)
    with pytest.raises(TooMany):
        pace.take("mei", at=1000.0)
