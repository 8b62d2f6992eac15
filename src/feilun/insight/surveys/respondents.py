"""Who answers: made by the open link, or by an invitation; found again by her own id, so that opening twice is once."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from feilun.delivery import live
from feilun.events import Handle
from feilun.insight import forms
from feilun.insight.surveys import quality, telling
from feilun.insight.surveys.keeper import form_of, queries, settings_of
from feilun.kernel import clock
from feilun.kernel.errors import Error, Invalid, Unauthenticated
from feilun.kernel.ids import new_id
from feilun.store import Engines, Json, Row, Transaction

_LONGEST_GIVEN = 500


class SurveyPaused(Error):
    """This survey takes no answers at the moment."""

    status = 409


class SurveyClosed(Error):
    """This survey is over."""

    status = 410


class Visit(msgspec.Struct, frozen=True):
    """Where a request came from."""

    address: str = ""


class SurveyOpening(msgspec.Struct, kw_only=True):
    """POST /v1/survey/{link}/responses.

    `respondent` is made by her device, at least 16 random characters: the same one finds the same response, so it is as
    secret as the token. `visitor` is her token of the live connection, whose handles are proved; `anonymous_id` is that
    of the event library. `given` fills the fields that the form declares as given.
    """

    respondent: str
    language: str = ""
    anonymous_id: str = ""
    visitor: str = ""
    given: dict[str, Any] = msgspec.field(default_factory=dict)
    channel: str = "link"
    page: str = ""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A response that may be answered with `token`, at `/v1/survey/{token}`."""

    id: UUID
    token: str
    state: str
    is_new: bool


async def open_response(
    tx: Transaction,
    engines: Engines,
    survey: Row,
    *,
    customer: UUID | None = None,
    handles: Sequence[Handle] = (),
    invitation: str | None = None,
    respondent: str | None = None,
    channel: str = "",
    given: Mapping[str, Any] | None = None,
    language: str = "",
    page: str = "",
    visit: Visit | None = None,
) -> Opened:
    """The response of this invitation or respondent, made at its first opening. `survey` is a `survey_row`.

    Raises SurveyPaused, SurveyClosed when a new one would be needed, Invalid for a channel or page too long.
    """
    known = await known_response(tx, survey, invitation, respondent)
    if known is not None:
        return Opened(id=known["id"], token=known["token"], state=known["state"], is_new=False)
    check_open(survey)
    form = await form_of(tx, survey["workspace"], survey["id"], survey["version"])
    values = _values(survey, form, customer, handles, channel, given or {}, language, page, visit)
    who = {"invitation": invitation, "respondent": respondent, "seed": seed_of(survey, invitation)}
    row = await tx.first(queries.add_response, **values, **who)
    if row is None:  # Two calls at once: the other was first, and is committed by now.
        known = await known_response(tx, survey, invitation, respondent)
        if known is None:
            raise SurveyPaused()
        return Opened(id=known["id"], token=known["token"], state=known["state"], is_new=False)
    await telling.tell_started(tx, engines, survey, row)
    return Opened(id=row["id"], token=row["token"], state="started", is_new=True)


def _values(
    survey: Row,
    form: forms.Form,
    customer: UUID | None,
    handles: Sequence[Handle],
    channel: str,
    given: Mapping[str, Any],
    language: str,
    page: str,
    visit: Visit | None,
) -> dict[str, Any]:
    settings, now = settings_of(survey), clock.now()
    is_known = not settings.is_anonymous
    address = visit.address if visit and is_known else ""
    device = next((one.value for one in handles if one.kind == "anonymous_id"), "") if is_known else ""
    return {
        "workspace": survey["workspace"], "survey": survey["id"], "id": new_id(), "version": survey["version"],
        "token": f"rs{secrets.token_urlsafe(18)}", "customer": customer if is_known else None,
        "handles": Json(msgspec.to_builtins(list(handles)) if is_known else []), "channel": _short(channel, 40),
        "language": chosen_language(form, language), "page": _short(page, 500),
        "given": checked_given(form, given), "now": now, "simulated": False,
        "device": quality.print_of(survey["salt"], "device", device) if device else None,
        "address": quality.print_of(survey["salt"], "address", address) if address else None,
        "look_at": now + timedelta(hours=settings.partial_after_hours),
    }  # fmt: skip


def seed_of(survey: Row, invitation: str | None) -> int:
    """32 bits, so that Python and JavaScript draw the same numbers. Of an invitation always the same ones: what was only
    looked at stands in the same order when it is answered."""
    if invitation is None:
        return secrets.randbits(32)
    return int.from_bytes(quality.print_of(survey["salt"], "seed", invitation)[:4])


async def known_response(tx: Transaction, survey: Row, invitation: str | None, respondent: str | None) -> Row | None:
    """The response that was opened by either, if one was."""
    where = {"workspace": survey["workspace"], "survey": survey["id"]}
    if invitation is not None:
        return await tx.first(queries.response_by_invitation, **where, invitation=invitation)
    if respondent is not None:
        return await tx.first(queries.response_by_respondent, **where, respondent=respondent)
    return None


def check_open(survey: Row) -> None:
    """Raises SurveyPaused, SurveyClosed."""
    if survey["state"] == "closed":
        raise SurveyClosed()
    if survey["state"] != "open":
        raise SurveyPaused()


async def proved_handles(tx: Transaction, engines: Engines, survey: Row, opening: SurveyOpening) -> tuple[Handle, ...]:
    """Hers by her live token, else what her device says of itself. Raises Invalid, Unauthenticated."""
    if opening.visitor:
        peer, _ = await live.node_of(engines).peer_of(opening.visitor)
        if peer.kind != "visitor" or peer.workspace != survey["workspace"]:
            raise Unauthenticated()
        found = await live.visitors_of(tx, survey["workspace"], [peer.id])
        return found[peer.id].handles if peer.id in found else ()
    if len(opening.anonymous_id) > 200:
        raise Invalid(field="anonymous_id", problem="may have at most 200 characters")
    return (Handle("anonymous_id", opening.anonymous_id),) if opening.anonymous_id else ()


def checked_respondent(respondent: str) -> str:
    """Raises Invalid: a short one could be guessed, and whoever guesses it answers as somebody else."""
    if not 16 <= len(respondent) <= 100 or not respondent.isprintable():
        raise Invalid(field="respondent", problem="takes 16 to 100 characters, made at random by the device")
    return respondent


def checked_given(form: forms.Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the form declares as given, in the declared kind; what does not fit is left out, as if it were not there."""
    found = {name: _as_kind(given[name], kind) for name, kind in form.given.items() if name in given}
    return {name: value for name, value in found.items() if value is not None}


def _as_kind(value: Any, kind: str) -> Any:
    if kind == "number":
        return _number(value)
    if kind == "boolean":
        words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
        return value if isinstance(value, bool) else words.get(str(value).lower())
    if kind == "list":
        listed = value if isinstance(value, list) else [value]
        return [str(one)[:_LONGEST_GIVEN] for one in listed[:100]]
    return str(value)[:_LONGEST_GIVEN] if isinstance(value, str | int | float) else None


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < 1e15 else None


def chosen_language(form: forms.Form, wished: str) -> str:
    """One of the form's: the wished one, else one of the same tongue, else the first."""
    tongue = wished[:35].split("-")[0]
    near = [one for one in form.languages if one.split("-")[0] == tongue]
    return wished if wished in form.languages else (near or form.languages)[0]


def _short(text: str, most: int) -> str:
    return text.replace("\x00", "")[:most]
