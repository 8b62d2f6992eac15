"""The pure rules as tables."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feilun.delivery.live.limits import Buckets
from feilun.interaction.conversations import rules

MEI, WU, BOSS = (UUID(int=number) for number in (1, 2, 3))
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("owner", "caller", "expected", "is_told", "supervises", "may"),
    [
        (None, MEI, None, False, False, True),  # a claim of what nobody has
        (WU, MEI, None, False, False, False),  # too late
        (WU, MEI, None, True, False, False),  # she saw nobody, and it was too late
        (MEI, MEI, None, False, False, True),  # passes on what is hers
        (WU, MEI, WU, True, False, False),  # takes a colleague's, and may not
        (WU, BOSS, WU, True, True, True),  # a supervisor who saw the owner may
        (WU, BOSS, None, False, True, False),  # a supervisor who did not see her has to look first
        (WU, BOSS, MEI, True, True, False),  # the owner changed meanwhile
        (None, MEI, WU, True, False, False),
        (WU, None, None, False, True, False),  # a program is nobody's colleague
    ],
)
def test_assigning_compares_and_sets(
    owner: UUID | None, caller: UUID | None, expected: UUID | None, is_told: bool, supervises: bool, may: bool
) -> None:
    assert rules.may_assign(owner, caller, expected, is_told, supervises) is may


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 999) | st.none()), max_size=8))
def test_nobody_who_is_chosen_has_more_than_another(agents: list[tuple[int, int | None]]) -> None:
    loads = [
        rules.Load(UUID(int=number), open, NOW + timedelta(seconds=since) if since is not None else None)
        for number, (open, since) in enumerate(agents)
    ]
    chosen = rules.fewest(loads)
    assert (chosen is None) == (not loads)
    if chosen:
        assert min(one.open for one in loads) == next(one.open for one in loads if one.person == chosen)


def test_among_equals_the_one_who_waited_longest_is_next() -> None:
    loads = [rules.Load(MEI, 1, NOW), rules.Load(WU, 1, NOW - timedelta(minutes=1)), rules.Load(BOSS, 2, None)]
    assert rules.fewest(loads) == WU
    assert rules.fewest([*loads, rules.Load(UUID(int=9), 1, None)]) == UUID(int=9)


def test_a_matter_goes_on_for_three_days() -> None:
    assert rules.opens_again(NOW - timedelta(hours=71), NOW)
    assert not rules.opens_again(NOW - timedelta(hours=73), NOW)
    assert not rules.opens_again(None, NOW)


def test_a_bucket_gives_its_burst_and_then_the_rate() -> None:
    time = 0.0
    buckets = Buckets(burst=3, rate=2, clock=lambda: time)
    assert [buckets.take("lin") for _ in range(4)] == [True, True, True, False]
    assert buckets.take("chen")
    time = 0.5
    assert [buckets.take("lin") for _ in range(2)] == [True, False]
