"""What journeys ask of surveys."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from feilun.conversion.journeys.graph import SurveyStep
from feilun.insight import invitations, surveys
from feilun.kernel.errors import NotFound
from feilun.store import Engines, Row, Transaction


async def ask_all(
    tx: Transaction, engines: Engines, place: Mapping[str, Any], step: SurveyStep, rows: Sequence[Row]
) -> set[UUID]:
    """Who was asked. The key is the entry and the step, so a step that runs again asks nobody a second time."""
    workspace: UUID = place["workspace"]
    if step.survey is None:
        return set()
    try:
        survey = await surveys.survey_row(tx, workspace, step.survey)
    except NotFound:  # Deleted after the journey was published; nobody should be stuck here.
        return set()
    found = await invitations.standing(tx, workspace, step.survey, "journey")
    if found is None:
        return set()
    asked = set()
    for row in rows:
        wanted = invitations.Wanted(
            workspace=workspace, survey=survey, reach=found[0], how=found[1], customer=row["customer"],
            key=f"journey:{place['journey']}:{place['version']}:{row['customer']}:{row['entry_key']}:{step.id}"
            f":{row['passes']}",
            channel=step.channel,
        )  # fmt: skip
        if (await invitations.invite(tx, engines, wanted)).row is not None:
            asked.add(row["customer"])
    return asked
