"""The end of a response: counted, flagged, and told to the log, all in the commit of its last answer."""

from datetime import datetime

from feilun.insight import forms
from feilun.insight.surveys import judging, quotas, telling
from feilun.insight.surveys.keeper import queries
from feilun.store import Engines, Row, Transaction


async def end(
    tx: Transaction,
    engines: Engines,
    survey: Row,
    response: Row,
    form: forms.Form,
    walk: forms.FormWalk,
    full_cell: str,
    now: datetime,
) -> None:
    """`response` as it was just written, `walk` at its end; `full_cell` is the quota that had no room for her."""
    holder = quotas.Holder(response["workspace"], response["survey"], response["id"])
    state = "full" if full_cell else {"done": "complete", "screened": "screened", "full": "full"}[walk.kind]
    flags = list(response["flags"])
    if state == "complete":
        flags = await judging.flags_of(tx, survey, response, form, walk, now)
        await quotas.count(tx, holder)
    else:
        await quotas.release(tx, holder, also_taken=True)
    ended = {**response, "state": state, "ending": walk.end, "quota": full_cell, "flags": flags}
    await tx.run(
        queries.end_response,
        **holder._asdict(), state=state, ending=walk.end, quota=full_cell, flags=flags, now=now,
    )  # fmt: skip
    if state == "complete":
        await telling.tell_answered(tx, engines, survey, ended, form, now)
    else:
        await telling.tell_screened(tx, engines, survey, ended, now)
