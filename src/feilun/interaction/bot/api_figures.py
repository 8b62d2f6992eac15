"""HTTP of how the bot does: four honest figures instead of one, each with the decisions behind it."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import QueryParameter

from feilun.access import Caller, needs
from feilun.interaction.bot import keeper
from feilun.interaction.bot.keeper import queries
from feilun.interaction.bot.ledger import RECONTACT
from feilun.interaction.bot.settings import BotSettings
from feilun.interaction.bot.shares import BotShare, falls_below, share
from feilun.kernel import clock
from feilun.store import Engines, Row, Transaction


class ReasonCount(msgspec.Struct, kw_only=True):
    """Why a person was called, and how often."""

    reason: str
    share: BotShare


class AuditedVersion(msgspec.Struct, kw_only=True):
    """What people said of the answers of one version."""

    version: int
    precision: BotShare


class RollBackAdvice(msgspec.Struct, kw_only=True):
    """The answers of the version in force are surely worse than the target: going back is proposed, a person decides."""

    version: int
    precision: BotShare
    target: float
    previous: int | None


class BotFigures(msgspec.Struct, kw_only=True):
    """Silence is never success, so there is no figure for it, and none that adds these up.

    `coverage`: questions that the knowledge seems to have an article for. `answered`, `buttons`, `not_understood`: what
    was done with questions. `precision`: of the answers that people judged, those that were right. `confirmed`: of the
    answers whose customer said whether they helped, those that did; `asked_nothing` is how many answers nobody judged.
    `recontact`: of the answers older than 72 hours, those whose customer wrote anew within 72 hours.
    """

    days: int
    questions: int
    taps: int
    conversations: int
    coverage: BotShare
    answered: BotShare
    buttons: BotShare
    taken_buttons: BotShare
    not_understood: BotShare
    precision: BotShare
    audits_due: int
    versions: list[AuditedVersion]
    confirmed: BotShare
    asked_nothing: int
    recontact: BotShare
    handed_over: BotShare
    reasons: list[ReasonCount]
    median_ms: float | None
    slow_ms: float | None
    roll_back: RollBackAdvice | None


Days = Annotated[int, QueryParameter(ge=1, le=365)]


@get("/api/v1/bot-figures", operation_id="get_bot_figures", **needs("bot.read"))
async def get_bot_figures(caller: Caller, engines: Engines, days: Days = 7) -> BotFigures:
    """Of the last days. Every share names its cases and carries an interval."""
    now = clock.now()
    since = now - timedelta(days=days)
    async with engines.tables.transaction() as tx:
        settings = await keeper.live(tx, caller.workspace) or BotSettings()
        values = {"workspace": caller.workspace, "since": since}
        row = await tx.first(queries.figures, **values, old=now - RECONTACT, lot=settings.audit_share) or {}
        reasons = await tx.all(queries.handover_reasons, **values)
        audited = await tx.all(queries.audited_versions, **values, lot=settings.audit_share)
        advice = await _advice(tx, caller.workspace, settings)
    versions = [_audited(one) for one in audited]
    return _figures(days, row, reasons, versions, advice)


def _figures(
    days: int, row: Row, reasons: list[Row], versions: list[AuditedVersion], advice: RollBackAdvice | None
) -> BotFigures:
    asked, here = row["questions"], {"days": str(days), "kind": "question"}
    talks = row["conversations"]
    return BotFigures(
        days=days,
        questions=asked,
        taps=row["taps"],
        conversations=talks,
        coverage=share(row["plausible"], asked, {**here, "outcome": "plausible"}),
        answered=share(row["answered"], asked, {**here, "route": "answer"}),
        buttons=share(row["buttons"], asked, {**here, "route": "buttons"}),
        taken_buttons=share(row["taken"], row["buttons"], {**here, "route": "buttons", "tapped": "article"}),
        not_understood=share(row["unknown"], asked, {**here, "route": "unknown"}),
        precision=share(row["right_answers"], row["judged"], {"days": str(days), "verdict": "wrong"}),
        audits_due=row["audits_due"],
        versions=versions,
        confirmed=share(row["helped"], row["said_helped"], {"days": str(days), "helped": "no"}),
        asked_nothing=row["answers"] - row["said_helped"],
        recontact=share(row["recontacts"], row["old_answers"], {"days": str(days), "recontact": "true"}),
        handed_over=share(row["handed_over"], talks, {"days": str(days), "route": "handover"}),
        reasons=[
            ReasonCount(
                reason=one["reason"],
                share=share(one["count"], talks, {"days": str(days), "route": "handover", "reason": one["reason"]}),
            )
            for one in reasons
        ],
        median_ms=row["median_ms"],
        slow_ms=row["slow_ms"],
        roll_back=advice,
    )


def _audited(row: Row) -> AuditedVersion:
    return AuditedVersion(version=row["version"], precision=share(row["right_answers"], row["judged"]))


async def _advice(tx: Transaction, workspace: UUID, settings: BotSettings) -> RollBackAdvice | None:
    """Of the version that answered last, over all its time."""
    target = settings.audit_target
    rows = await tx.all(queries.audited_lately, workspace=workspace, lot=settings.audit_share)
    if not rows:
        return None
    latest = _audited(rows[0])
    if not falls_below(latest.precision, target):
        return None
    previous = next((row["version"] for row in rows[1:]), None)
    return RollBackAdvice(version=latest.version, precision=latest.precision, target=target, previous=previous)


ROUTES = [get_bot_figures]
