"""The people behind a bar: responses that fit a filter, newest first, with the customers they are of."""

from datetime import UTC
from uuid import UUID

import numpy as np

from feilun.insight import profiles
from feilun.insight.reporting import people
from feilun.insight.reporting.lines import STATES, queries
from feilun.insight.reporting.reading import frame_of, snapshot
from feilun.insight.reporting.shapes import RespondentPage, RespondentsWish, SurveyRespondent
from feilun.kernel.http import cursor, read_cursor
from feilun.store import Engines


async def respondents_of(engines: Engines, workspace: UUID, survey: UUID, wish: RespondentsWish) -> RespondentPage:
    """A page. Raises NotFound, Invalid."""
    before = read_cursor(wish.after, tuple[UUID])[0].bytes if wish.after else None
    async with snapshot(engines) as tx:
        frame = await frame_of(tx, engines, workspace, survey, wish.filter)
        raw = [one.tobytes() for one in frame.lines.ids]
        rows = [row for row in range(len(raw) - 1, -1, -1) if before is None or raw[row] < before]
        more, rows = len(rows) > wish.limit, rows[: wish.limit]
        lines, moments = frame.lines.where(np.array(rows, np.intp)), frame.moments[rows]
        ids, weights = lines.uuids(), lines.weights.tolist()
        owners = await people.customers_of(tx, workspace, survey, ids)
        names = await profiles.names_of(tx, workspace, set(owners.values()))
        flags = {row["id"]: row["flags"] for row in await tx.all(
            queries.flags, workspace=workspace, survey=survey, ids=ids
        )}  # fmt: skip
    items = [
        SurveyRespondent(
            response=one, customer=owners.get(one), customer_name=names.get(owners[one], "") if one in owners else "",
            state=STATES[lines.states[row]], at=moments[row].item().replace(tzinfo=UTC),
            channel=lines.channel_words[lines.channels[row]], language=lines.language_words[lines.languages[row]],
            version=int(lines.versions[row]), seconds=int(lines.seconds[row]), weight=weights[row],
            flags=flags.get(one, []),
        )
        for row, one in enumerate(ids)
    ]  # fmt: skip
    return RespondentPage(items=items, base=len(raw), next=cursor(ids[-1]) if more else None)
