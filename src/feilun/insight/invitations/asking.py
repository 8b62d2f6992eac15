"""Asks one person: the ledger of contact pressure decides, and what it said is a row, in the caller's transaction.

The order of locks is everywhere the same: the person's handles (by the ledger), then rows of invitations. Reminders
never wait for a row, so nobody waits in a circle.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from feilun.delivery import directory, outbox, pressure
from feilun.delivery.directory import Person
from feilun.delivery.outbox import OutboxMessage
from feilun.events import APPENDED, Handle
from feilun.events.catalogue import emit
from feilun.events.catalogue.invitations import SurveyInvited
from feilun.insight import surveys
from feilun.insight.invitations import mail, rules
from feilun.insight.invitations.keeper import queries
from feilun.insight.invitations.shapes import Reach
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines, Json, Row, Transaction

TOPIC = "survey"


@dataclass(frozen=True)
class Wanted:
    """Whom to ask by which reach. `key` tells this ask from any other; an empty one is made of her next turn.

    `reach` is the id of the reach, None for one that nobody wrote. `channel` is taken as given, or chosen by the plan.
    """

    workspace: UUID
    survey: Row
    reach: UUID | None
    how: Reach
    customer: UUID | None
    handles: Sequence[Handle] = ()
    key: str = ""
    channel: str = ""
    language: str = ""
    is_follow_up: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True)
class Invited:
    """`row` is the invitation when she was asked now; else `rule` and `reason` say why not."""

    row: Row | None
    rule: str = ""
    reason: str = ""


async def invite(tx: Transaction, engines: Engines, wanted: Wanted) -> Invited:
    """Asks her once, whatever runs beside it."""
    if wanted.survey["state"] != "open":
        return Invited(None, "not_open", "the survey takes no answers")
    person = await _person(tx, wanted)
    name = rules.person_of(wanted.customer, wanted.handles)
    channel = wanted.channel or rules.channel_for(wanted.how.plan, person, 0)
    if not channel:
        return await _refused(tx, wanted, name, "", "no_address", "she has none of the channels", None)
    key = wanted.key or await _next_key(tx, wanted, name)
    if await tx.first(queries.by_key, workspace=wanted.workspace, key=key):
        return Invited(None, "same", "this very ask was made before")
    asked = await pressure.ask(tx, _ask(wanted, key, channel))
    if not asked.verdict.may:
        verdict = asked.verdict
        return await _refused(tx, wanted, name, channel, verdict.rule, verdict.reason, verdict.again_at)
    if not asked.is_new:
        return Invited(None, "same", "this very ask was made before")
    row = await _add(tx, wanted, key, name, channel, person)
    await send(tx, engines, row, wanted.survey, wanted.how, due_at=wanted.due_at)
    return Invited(row)


async def _person(tx: Transaction, wanted: Wanted) -> Person | None:
    if wanted.customer is None:
        return None
    return (await directory.people(tx, wanted.workspace, [wanted.customer])).get(wanted.customer)


async def _next_key(tx: Transaction, wanted: Wanted, person: str) -> str:
    where = {"workspace": wanted.workspace, "survey": wanted.survey["id"], "reach": wanted.reach}
    turn = await tx.value(queries.round, **where, kind=wanted.how.kind, person=person)
    return f"{wanted.reach or wanted.survey['id']}:{wanted.how.kind}:{person}:{turn}"


def _ask(wanted: Wanted, key: str, channel: str) -> pressure.Ask:
    return pressure.Ask(
        workspace=wanted.workspace, key=ask_key(key, 1), kind="survey", subject=str(wanted.survey["id"]),
        channel=channel, customer=wanted.customer, handles=tuple(wanted.handles), repeat=rules.repeat_of(wanted.how),
        is_follow_up=wanted.is_follow_up, hold_out=wanted.how.hold_out,
    )  # fmt: skip


def ask_key(key: str, ask: int) -> str:
    """The name of one ask in the ledger."""
    return f"survey:{key}" if ask == 1 else f"survey:{key}:{ask}"


def message_key(invitation: UUID, ask: int) -> str:
    """The name of its message in the outbox."""
    return f"survey:{invitation}:{ask}"


async def _add(tx: Transaction, wanted: Wanted, key: str, name: str, channel: str, person: Person | None) -> Row:
    now, how = clock.now(), wanted.how
    before = await tx.value(queries.has_answered_before, workspace=wanted.workspace, customer=wanted.customer)
    is_shown = channel == "widget"
    await tx.run(queries.drop_refusal, workspace=wanted.workspace, key=_refusal_key(wanted, name))
    row = await tx.first(
        queries.add_invitation,
        **_who(wanted, name), id=new_id(), key=key, token=f"iv{secrets.token_urlsafe(24)}", channel=channel,
        language=wanted.language or (person.locale if person else ""), state="sent" if is_shown else "queued",
        sent_at=now if is_shown else None, answered_before=bool(before), now=now, until=rules.until(how, now),
        next_at=None if is_shown else rules.next_reminder(how.plan, 1, now),
        expires_at=now + timedelta(days=how.plan.expire_days),
    )  # fmt: skip
    assert row is not None, "the ledger had no ask of this key, so neither have we"
    return row


def _who(wanted: Wanted, name: str) -> dict[str, Any]:
    return {
        "workspace": wanted.workspace, "survey": wanted.survey["id"], "reach": wanted.reach, "kind": wanted.how.kind,
        "person": name, "customer": wanted.customer, "handles": Json(msgspec.to_builtins(list(wanted.handles))),
    }  # fmt: skip


async def _refused(
    tx: Transaction, wanted: Wanted, name: str, channel: str, rule: str, reason: str, again_at: datetime | None
) -> Invited:
    now = clock.now()
    # An address may come any day; the rules of the ledger say themselves until when they hold.
    until = now + timedelta(days=1) if rule == "no_address" else rules.refused_until(again_at, now)
    key = _refusal_key(wanted, name)
    await tx.run(
        queries.put_refusal,
        **_who(wanted, name), id=new_id(), key=key, channel=channel, rule=rule, reason=reason, now=now, until=until,
    )  # fmt: skip
    return Invited(None, rule, reason)


def _refusal_key(wanted: Wanted, name: str) -> str:
    return f"refused:{wanted.reach or wanted.survey['id']}:{wanted.how.kind}:{name}"


async def send(
    tx: Transaction, engines: Engines, row: Row, survey: Row, how: Reach, *, due_at: datetime | None = None
) -> None:
    """Queues the message of the row's ask, if its channel has one, and tells the log. With the caller's commit."""
    if row["channel"] in ("email", "webchat") and row["customer"] is not None:
        content = await _content(tx, engines, row, survey, how)
        quiet = how.plan.quiet
        message = OutboxMessage(
            workspace=row["workspace"], key=message_key(row["id"], row["asks"]), customer=row["customer"],
            channel=row["channel"], kind="marketing", topic=TOPIC, content=content, due_at=due_at,
            cause={"invitation": str(row["id"]), "survey": str(row["survey"]), "ask": row["asks"]},
            quiet=(quiet.starts, quiet.ends) if quiet.starts else None,
        )  # fmt: skip
        await outbox.queue(tx, [message])
        tx.after_commit(lambda: engines.bus.publish(outbox.QUEUED, b""))
    fact = SurveyInvited(
        survey=row["survey"], invitation=row["id"], kind=row["kind"], channel=row["channel"], ask=row["asks"],
        name=survey["name"], reach=row["reach"],
    )  # fmt: skip
    await emit(
        tx, row["workspace"], fact,
        occurred_at=clock.now(), id=f"survey.invited:{row['id']}:{row['asks']}", handles=handles_of(row),
        channel=row["channel"],
    )  # fmt: skip
    tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))


async def _content(tx: Transaction, engines: Engines, row: Row, survey: Row, how: Reach) -> dict[str, Any]:
    form = await surveys.form_of(tx, row["workspace"], survey["id"], survey["version"])
    language = surveys.chosen_language(form, row["language"])
    subject, intro, button = mail.texts_of((how.texts.subject, how.texts.intro, how.texts.button), language)
    letter = mail.Letter(
        form=form, language=language, url=engines.settings.url, token=row["token"], subject=subject, intro=intro,
        button=button, is_reminder=row["asks"] > 1,
    )  # fmt: skip
    if row["channel"] == "email":
        return mail.mail_content(letter)
    return {**mail.chat_content(letter), "keeps_closed": row["kind"] == "after_conversation"}


def handles_of(row: Row) -> tuple[Handle, ...]:
    """In whose name she answers: the handles she was asked by, else her customer."""
    found = tuple(msgspec.convert(row["handles"], list[Handle]))
    return found or ((Handle("customer", str(row["customer"])),) if row["customer"] else ())


async def take_back(tx: Transaction, row: Row, reason: str) -> None:
    """What waits to be sent of an invitation is not sent any more."""
    for ask in range(1, row["asks"] + 1):
        await outbox.cancel_message(tx, row["workspace"], message_key(row["id"], ask), reason)
