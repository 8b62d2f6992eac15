"""Respondents made by chance: they test logic and analysis, and are in no result, no quota and no log."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from feilun.insight import forms
from feilun.insight.surveys.checking import problems_of
from feilun.insight.surveys.keeper import lock, queries
from feilun.kernel import clock
from feilun.kernel.errors import Invalid
from feilun.kernel.ids import new_id, new_secret
from feilun.store import Json, Transaction

_MOST = 5_000
_COLUMNS = (
    "workspace", "survey", "id", "version", "token", "handles", "channel", "language", "seed", "given", "answers",
    "passed", "state", "ending", "started_at", "updated_at", "completed_at", "seconds", "simulated",
)  # fmt: skip
_STATES = {"done": "complete", "screened": "screened", "full": "full", "": "partial"}


async def simulate(
    tx: Transaction, workspace: UUID, survey: UUID, number: int, seed: int, replace: bool
) -> dict[str, int]:
    """How many came to which state. They answer the draft; version 0 says so. Raises NotFound, Invalid."""
    row = await lock(tx, workspace, survey)
    if not 1 <= number <= _MOST:
        raise Invalid(field="number", problem=f"takes 1 to {_MOST}")
    form = forms.read_form(row["draft"])
    errors = [one for one in await problems_of(form) if one.level == "error"]
    if errors:
        raise Invalid(field="draft", problem=f"has faults that respondents would fall into: {errors[0].text}")
    if replace:
        await tx.run(queries.simulated_gone, workspace=workspace, survey=survey)
    people = await asyncio.to_thread(forms.simulate, form, number, seed & 0xFFFFFFFF)
    made = [_row(workspace, survey, form, one, place) for place, one in enumerate(people)]
    await tx.copy("survey_response", _COLUMNS, [[one[name] for name in _COLUMNS] for one in made])
    return dict(Counter(one["state"] for one in made))


def _row(workspace: UUID, survey: UUID, form: forms.Form, one: forms.Simulated, place: int) -> dict[str, Any]:
    now, state = clock.now(), _STATES[one.kind]
    seconds = 20 + 7 * len(one.answers) + place % 30
    return {
        "workspace": workspace, "survey": survey, "id": new_id(), "version": 0, "token": new_secret("rx")[:40],
        "handles": "[]", "channel": "simulated", "language": form.languages[0], "seed": one.seed, "given": {},
        "answers": one.answers, "passed": Json(one.path), "state": state, "ending": one.end,
        "started_at": now - timedelta(seconds=seconds), "updated_at": now,
        "completed_at": now if state == "complete" else None, "seconds": seconds, "simulated": True,
    }  # fmt: skip
