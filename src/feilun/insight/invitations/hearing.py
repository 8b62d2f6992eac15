"""Hears the log: what became of invitations, who answered, what is a reason to ask, and who did what asking is for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from feilun.delivery import directory, pressure
from feilun.events import Handle, Stored
from feilun.events.catalogue.cases import CaseClosed
from feilun.events.catalogue.conversations import ConversationResolved
from feilun.events.catalogue.insight import CustomersMerged
from feilun.events.catalogue.surveys import SurveyAnswered, SurveyScreened, SurveyStarted
from feilun.insight import profiles, segments, surveys
from feilun.insight.invitations import asking, rules
from feilun.insight.invitations.asking import Wanted, invite
from feilun.insight.invitations.keeper import queries, reach_by_id, reach_of, standing
from feilun.insight.invitations.shapes import Reach
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.store import Engines, Row, Transaction

# What a fact about a message makes of its invitation.
_MESSAGES = {
    "message.sent": "sent",
    "message.bounced": "bounced",
    "message.failed": "bounced",
    "message.suppressed": "refused",
    "message.opened": "opened",
    "message.clicked": "opened",
}
_SURVEYS = (SurveyStarted.type, SurveyAnswered.type, SurveyScreened.type)
# Why a message did not go out although she allows it: another channel may do.
_NO_WAY = ("no address", "dead address")


@dataclass(frozen=True)
class _Live:
    """A reach as the subscriber needs it."""

    row: Row
    how: Reach


class Invitations:
    """The subscriber `invitations`. It comes after `profiles`, which knows whose event it is."""

    name = "invitations"
    after: str | None = "profiles"
    batch = 100

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        reaches: dict[UUID, list[_Live]] = defaultdict(list)
        workspaces = sorted({event.workspace for event in events})
        for row in await tx.all(queries.live_reaches, workspaces=workspaces):
            reaches[row["workspace"]].append(_Live(row, reach_of(row)))
        for event in events:
            await _hear(tx, engines, event, reaches[event.workspace])


async def _hear(tx: Transaction, engines: Engines, event: Stored, reaches: list[_Live]) -> None:
    if event.type in _MESSAGES:
        await _message(tx, event)
    elif event.type in _SURVEYS:
        await _survey(tx, event)
    elif event.type == ConversationResolved.type:
        await _closed_talk(tx, engines, event, reaches)
    elif event.type == CaseClosed.type:
        await _closed_case(tx, engines, event)
    elif event.type == CustomersMerged.type:
        told = event.body["properties"]
        pair = {name: UUID(told[name]) for name in ("survivor", "absorbed")}
        await tx.run(queries.move_customer, workspace=event.workspace, **pair)
    await _deed(tx, engines, event, reaches)


async def _message(tx: Transaction, event: Stored) -> None:
    told = event.body["properties"]
    cause = told.get("cause") or {}
    if not cause.get("invitation") or told.get("by_machine"):
        return
    state = _MESSAGES[event.type]
    # Opening the first mail after the second was sent is opening; a bounce of the first says nothing of the second.
    ask = None if state == "opened" else cause.get("ask")
    reason = str(told.get("reason", ""))[:500] if state in ("bounced", "refused") else ""
    if state == "refused" and reason.startswith(_NO_WAY):
        state = "bounced"
    row = await _raise(tx, event, UUID(cause["invitation"]), state, ask=ask, reason=reason)
    if row is None and state == "refused":
        # A reminder that she does not allow: no further one is tried.
        await tx.run(queries.stop_after, workspace=event.workspace, id=UUID(cause["invitation"]), ask=ask)
    if row and state in ("bounced", "refused"):
        # It never reached her, so it is no ask; another channel of the plan may be.
        await pressure.release(tx, event.workspace, asking.ask_key(row["key"], row["asks"]))
        if state == "bounced":
            await _other_channel(tx, event, row)


async def _other_channel(tx: Transaction, event: Stored, row: Row) -> None:
    how, _ = await reach_by_id(tx, event.workspace, row["reach"], row["kind"])
    person = (await directory.people(tx, event.workspace, [row["customer"]])).get(row["customer"])
    is_left = row["asks"] < len(how.plan.channels) and rules.has_other(how.plan, person, row["channel"])
    await tx.run(queries.try_next, workspace=event.workspace, id=row["id"], at=clock.now() if is_left else None)


async def _raise(
    tx: Transaction,
    event: Stored,
    invitation: UUID,
    state: str,
    *,
    ask: int | None = None,
    reason: str = "",
    response: UUID | None = None,
) -> Row | None:
    return await tx.first(
        queries.raise_state,
        workspace=event.workspace, id=invitation, state=state, at=event.occurred_at, below=rules.BELOW[state], ask=ask,
        reason=reason, response=response, final=[*rules.FINAL],
    )  # fmt: skip


async def _survey(tx: Transaction, event: Stored) -> None:
    told = event.body["properties"]
    response, survey = UUID(told["response"]), UUID(told["survey"])
    invitation = _id(told.get("invitation"))
    if event.type == SurveyStarted.type:
        if invitation:
            await _raise(tx, event, invitation, "started", response=response)
        return
    if not await tx.run(queries.add_heard, workspace=event.workspace, response=response):
        return  # Heard before, or the same answers changed.
    asked = await tx.first(queries.by_id, workspace=event.workspace, id=invitation) if invitation else None
    # An anonymous survey tells nothing of her, but whom we asked owes no answer any more.
    customer = await _customer(tx, event) or (asked["customer"] if asked else None)
    handles = tuple(event.handles) or (asking.handles_of(asked) if asked else ())
    if customer or handles:
        await pressure.answered(tx, event.workspace, "survey", str(survey), customer=customer, handles=handles)
    reason = told["state"] if event.type == SurveyScreened.type else ""
    done = await _raise(tx, event, invitation, "complete", reason=reason, response=response) if invitation else None
    if done:
        await asking.take_back(tx, done, "answered")
    if customer:
        await _answered_elsewhere(tx, event, survey, customer, response)


async def _answered_elsewhere(tx: Transaction, event: Stored, survey: UUID, customer: UUID, response: UUID) -> None:
    """By a link on a wall or on another invitation: she owes no answer to any of them."""
    where = {"workspace": event.workspace, "survey": survey, "customer": customer}
    for row in await tx.all(queries.running_of, **where, at=event.occurred_at):
        await _raise(tx, event, row["id"], "complete", reason="answered in another way", response=response)
        await asking.take_back(tx, row, "answered")


async def _closed_talk(tx: Transaction, engines: Engines, event: Stored, reaches: list[_Live]) -> None:
    told = event.body["properties"]
    wanted = [one for one in reaches if one.how.kind == "after_conversation" and _is_reason(one, event)]
    customer = await _customer(tx, event) if wanted else None
    for one in wanted if customer else []:
        key = f"{one.row['id']}:closing:{told['conversation']}:{told['closing']}"
        channel = event.channel if event.channel in ("webchat", "email") else ""
        await _invite(tx, engines, event, one, customer, key=key, channel=channel, handles=event.handles)


async def _closed_case(tx: Transaction, engines: Engines, event: Stored) -> None:
    told = event.body["properties"]
    survey, customer = _id(told.get("resurvey")), await _customer(tx, event)
    if survey is None or customer is None or clock.now() - event.received_at > rules.FRESH:
        return
    found = await standing(tx, event.workspace, survey, "resurvey")
    row = await _survey_row(tx, event.workspace, survey)
    if found and row:
        wanted = Wanted(
            workspace=event.workspace, survey=row, reach=found[0], how=found[1], customer=customer,
            key=f"case:{told['case']}:{stable(event)}", is_follow_up=True,
        )  # fmt: skip
        await invite(tx, engines, wanted)


def stable(event: Stored) -> str:
    """The event's own id: a case closed a second time asks a second time."""
    return event.id[-80:]


async def _deed(tx: Transaction, engines: Engines, event: Stored, reaches: list[_Live]) -> None:
    """Something she did: a reason to write to her, or what asking was for."""
    label = event.name if event.type == "track" else event.type
    goals = [one for one in reaches if one.how.goal.event == label]
    reasons = [
        one for one in reaches if one.how.kind == "email" and one.how.trigger.event == label and _is_reason(one, event)
    ]
    customer = await _customer(tx, event) if goals or reasons else None
    if customer is None:
        return
    for one in goals:
        await tx.run(
            queries.reach_goal,
            workspace=event.workspace, reach=one.row["id"], customer=customer, at=event.occurred_at,
            days=one.how.goal.days,
        )  # fmt: skip
    for one in reasons:
        await _invite(tx, engines, event, one, customer, key=f"{one.row['id']}:event:{stable(event)}")


def _is_reason(one: _Live, event: Stored) -> bool:
    """What came to pass before the reach was on, or long ago, is no reason: neither in a replay nor by an import."""
    at = min(event.occurred_at, event.received_at)
    since = one.row["on_since"]
    return bool(one.row["is_on"] and since and at >= since and clock.now() - at <= rules.FRESH)


async def _invite(
    tx: Transaction,
    engines: Engines,
    event: Stored,
    one: _Live,
    customer: UUID | None,
    *,
    key: str,
    channel: str = "",
    handles: Sequence[Handle] = (),
) -> None:
    row = await _survey_row(tx, event.workspace, one.row["survey"])
    if row is None or customer is None or not rules.is_chosen(one.row["id"], str(customer), one.how.trigger.share):
        return
    if not await is_in_audience(tx, event.workspace, one.how, customer) or await is_enough(tx, one.row, one.how):
        return
    delay = one.how.trigger.delay_minutes
    due_at = clock.now() + rules.minutes(delay) if delay else None
    wanted = Wanted(
        workspace=event.workspace, survey=row, reach=one.row["id"], how=one.how, customer=customer, key=key,
        channel=channel, due_at=due_at, handles=tuple(handles),
    )  # fmt: skip
    await invite(tx, engines, wanted)


async def is_in_audience(tx: Transaction, workspace: UUID, how: Reach, customer: UUID | None) -> bool:
    """Everybody is, where the reach names none."""
    if how.audience is None:
        return True
    if customer is None:
        return False
    return how.audience in {one.id for one in await segments.audiences_of(tx, workspace, customer)}


async def is_enough(tx: Transaction, row: Row, how: Reach) -> bool:
    """Whether the target of answers is reached."""
    target = how.plan.target
    return bool(target and await tx.value(queries.completes, workspace=row["workspace"], reach=row["id"]) >= target)


async def _survey_row(tx: Transaction, workspace: UUID, survey: UUID) -> Row | None:
    """None when it was deleted meanwhile."""
    try:
        return await surveys.survey_row(tx, workspace, survey)
    except NotFound:
        return None


async def _customer(tx: Transaction, event: Stored) -> UUID | None:
    return await profiles.customer_of_event(tx, event.workspace, event.position) if event.handles else None


def _id(text: Any) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
