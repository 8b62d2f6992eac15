"""The forecast of a reach: whom it will ask, on which channel, and how many of them answer."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import msgspec

from feilun.delivery import directory
from feilun.insight.invitations import forecasting, rules
from feilun.insight.invitations.forecasting import Expected, PastCell
from feilun.insight.invitations.keeper import queries, reach_of
from feilun.insight.invitations.reminding import not_invited
from feilun.insight.invitations.shapes import Reach
from feilun.insight.invitations.shown import ForecastCellView, ReachForecast
from feilun.kernel import clock
from feilun.kernel.errors import Invalid
from feilun.store import Row, Transaction

# Younger asks may still be answered; counting them as silent would make every forecast too low.
_TIME_TO_ANSWER = timedelta(hours=72)
_MOST_PEOPLE = 1_000_000
_CHUNK = 5_000


async def forecast_of(tx: Transaction, row: Row, people: int | None) -> ReachForecast:
    """Raises Invalid when nothing says how many people there will be."""
    how, now = reach_of(row), clock.now()
    past = [PastCell(**one) for one in await tx.all(
        queries.past_rates, workspace=row["workspace"], until=now - _TIME_TO_ANSWER
    )]  # fmt: skip
    if how.audience is not None:
        members = await not_invited(tx, row["workspace"], row["id"], how, now, _MOST_PEOPLE)
        cells = await _cells(tx, row["workspace"], how, members)
        number = len(members)
    elif people is not None and 0 <= people <= _MOST_PEOPLE:
        number = people
        cells = Counter(_mixed(how, past, people))
    else:
        raise Invalid(field="people", problem=f"say how many will come by, 0 to {_MOST_PEOPLE}")
    return _shown(how, number, cells, past)


async def _cells(tx: Transaction, workspace: UUID, how: Reach, members: list[UUID]) -> Counter[tuple[str, bool]]:
    cells: Counter[tuple[str, bool]] = Counter()
    for at in range(0, len(members), _CHUNK):
        some = members[at : at + _CHUNK]
        found = await directory.people(tx, workspace, some)
        rows = await tx.all(queries.answered_before, workspace=workspace, customers=some)
        before = {row["customer"] for row in rows}
        channel_of = {one: _channel(how, found.get(one)) for one in some}
        cells.update((channel_of[one], one in before) for one in some)
    return cells


def _channel(how: Reach, person: directory.Person | None) -> str:
    return "widget" if how.kind == "widget" else rules.channel_for(how.plan, person, 0)


def _mixed(how: Reach, past: list[PastCell], people: int) -> dict[tuple[str, bool], int]:
    """Nobody knows who will come: as many who answered before as there were on this channel."""
    channel = {"widget": "widget", "after_conversation": "webchat"}.get(how.kind) or next(
        iter(how.plan.channels), "email"
    )
    own = [one for one in past if one.channel == channel]
    total = sum(one.asked for one in own)
    known = round(people * sum(one.asked for one in own if one.answered_before) / total) if total else 0
    return {(channel, True): known, (channel, False): people - known}


def _shown(how: Reach, number: int, cells: Counter[tuple[str, bool]], past: list[PastCell]) -> ReachForecast:
    reachable = {cell: people for cell, people in cells.items() if cell[0]}
    left = {cell: people - round(people * how.hold_out) for cell, people in reachable.items()}
    found = forecasting.forecast(
        past, [(channel, before, people) for (channel, before), people in sorted(left.items())]
    )
    asked = sum(left.values())
    return ReachForecast(
        people=number, no_address=number - sum(reachable.values()), held_out=sum(reachable.values()) - asked,
        asked=asked, answers=found.answers, low=found.low, high=found.high, cells=_cell_views(found),
        **{name: value / asked if asked else 0.0 for name, value in _rates(found).items()},
    )  # fmt: skip


def _rates(found: Expected) -> dict[str, float]:
    return {"rate": found.answers, "rate_low": found.low, "rate_high": found.high}


def _cell_views(found: Expected) -> list[ForecastCellView]:
    return [msgspec.convert(vars(one), ForecastCellView) for one in found.cells]
