"""What sealed blocks hold is what the table says, whatever happens to it meanwhile."""

from typing import Any
from uuid import UUID

import numpy as np
from tests.reporting.conftest import Polls

from feilun.insight import reporting
from feilun.insight.reporting import AnswerFilter, AnswerFrame


async def frame(polls: Polls, survey: UUID, wish: AnswerFilter | None = None, **how: Any) -> AnswerFrame:
    async with reporting.snapshot(polls.engines) as tx:
        return await reporting.frame_of(tx, polls.engines, polls.workspace, survey, wish or AnswerFilter(), **how)


def told(frame: AnswerFrame) -> dict[str, Any]:
    """Everything a figure could be counted from."""
    keys = {f"{one.question}@{one.item}" if one.item else one.question for one in frame.codebook}
    return {
        "ids": frame.ids,
        "weights": frame.weights.tolist(),
        "columns": {name: [str(one) for one in frame.columns[name].tolist()] for name in frame.book.columns},
        "saw": {key: frame.saw(key).tolist() for key in keys},
        "paths": frame.paths().listed(),
        "stands": frame.stands().listed(),
    }


async def same(polls: Polls, survey: UUID, wish: AnswerFilter | None = None) -> AnswerFrame:
    """The frame, which says the same with and without blocks."""
    found = await frame(polls, survey, wish, with_texts=True)
    plain = await frame(polls, survey, wish, with_texts=True, with_blocks=False)
    assert told(found) == told(plain)
    return found


async def rows(polls: Polls, survey: UUID, wish: AnswerFilter | None = None, **how: Any) -> list[dict[str, Any]]:
    found = reporting.blocks_of(polls.engines, polls.workspace, survey, wish or AnswerFilter(), size=150, **how)
    return [row async for block in found for row in block.rows]


async def test_blocks_say_what_the_table_says(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *polls.crowd(450))
    assert await polls.seals() > 0
    await polls.answers(survey, *polls.crowd(30))
    found = await same(polls, survey)
    assert (len(found), int((found.lines.blocks > 0).sum())) == (480, 450)
    assert np.nanmax(found.numbers("age")) == 61


async def test_rows_for_exports_are_the_same_with_and_without_blocks(polls: Polls) -> None:
    survey = await polls.makes()
    crowd = polls.crowd(460)
    ids = await polls.answers(survey, *crowd)
    await polls.seals()
    with_blocks = await rows(polls, survey)
    assert with_blocks == await rows(polls, survey, with_blocks=False)
    assert [row["_id"] for row in with_blocks] == sorted(ids)
    first = with_blocks[0]
    assert (first["nps"], first.get("why")) == (crowd[0]["nps"], crowd[0].get("why"))
    assert isinstance(first["nps"], int)
