"""What journeys ask of audiences."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from feilun.insight import segments, surveys
from feilun.kernel.errors import Invalid, NotFound
from feilun.store import Transaction


async def matching(
    tx: Transaction, workspace: UUID, rule: Mapping[str, Any], customers: Sequence[UUID], now: datetime
) -> set[UUID]:
    """Those of the customers whom the rule fits now; one who was merged away fits nothing until she is moved."""
    return await segments.fitting(tx, workspace, segments.parse(dict(rule)), list(customers), now)


async def known_audiences(tx: Transaction, workspace: UUID, asked: Sequence[UUID]) -> set[UUID]:
    """Those of the ids that are audiences of the workspace."""
    known = set()
    for audience in asked:
        try:
            await segments.audience_row(tx, workspace, audience)
        except NotFound:
            continue
        known.add(audience)
    return known


async def audience_members(tx: Transaction, workspace: UUID, audience: UUID) -> list[UUID]:
    """Who is in the audience now."""
    return await segments.members(tx, workspace, audience)


async def open_surveys(tx: Transaction, workspace: UUID, asked: Sequence[UUID]) -> set[UUID]:
    """Those of the ids that are surveys which take answers."""
    found = set()
    for survey in asked:
        try:
            row = await surveys.survey_row(tx, workspace, survey)
        except NotFound:
            continue
        if row["state"] == "open":
            found.add(survey)
    return found


def rule_problem(rule: Mapping[str, object]) -> str | None:
    """Why this is no rule, or None."""
    try:
        segments.parse(dict(rule))
    except Invalid as error:
        return str(error)
    return None
