"""Keeps surveys: drafts with revisions, immutable versions, opening and closing."""

import secrets
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

import msgspec

from feilun.access import Caller
from feilun.insight import forms
from feilun.insight.surveys.checking import problems_of
from feilun.insight.surveys.settings import SurveySettings, check_settings
from feilun.kernel import clock
from feilun.kernel.errors import Error, Invalid, NotFound
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

queries = Queries(__file__)
MOST_BYTES = 2_000_000
SurveyState = Literal["draft", "open", "paused", "closed"]


class StaleSurvey(Error):
    """{author_name} changed the survey meanwhile: it is at revision {revision} now."""

    status = 409


class SurveyUnfinished(Error):
    """The survey cannot be published yet: {reasons}."""

    status = 422


class SurveyNotPublished(Error):
    """The survey has never been published."""

    status = 409


@dataclass(frozen=True)
class Author:
    """Who draws."""

    id: str
    name: str


SYSTEM = Author("system", "Feilun")


def author_of(caller: Caller) -> Author:
    return Author(caller.author, caller.name)


async def survey_row(tx: Transaction, workspace: UUID, survey: UUID) -> Row:
    """Raises NotFound."""
    row = await tx.first(queries.survey, workspace=workspace, survey=survey)
    if row is None:
        raise NotFound(kind="survey", id=survey)
    return row


async def lock(tx: Transaction, workspace: UUID, survey: UUID) -> Row:
    """As `survey_row`, and nobody else changes it until our commit."""
    row = await tx.first(queries.lock_survey, workspace=workspace, survey=survey)
    if row is None:
        raise NotFound(kind="survey", id=survey)
    return row


def settings_of(row: Row) -> SurveySettings:
    return msgspec.convert(row["settings"], SurveySettings)


async def create(
    tx: Transaction,
    workspace: UUID,
    name: str,
    form: dict[str, Any],
    author: Author = SYSTEM,
    settings: SurveySettings | None = None,
) -> UUID:
    """A new draft; its id. Raises Invalid with the path of what is wrong with the form or the settings."""
    survey = new_id()
    check_settings(settings or SurveySettings())
    await tx.run(
        queries.add_survey,
        workspace=workspace, id=survey, name=checked_name(name), link=f"sv{secrets.token_urlsafe(12)}",
        draft=checked_form(form), settings=msgspec.to_builtins(settings or SurveySettings()),
        salt=secrets.token_bytes(16), now=clock.now(), author=author.id, author_name=author.name,
    )  # fmt: skip
    return survey


async def save(
    tx: Transaction,
    workspace: UUID,
    survey: UUID,
    form: dict[str, Any],
    author: Author = SYSTEM,
    *,
    based_on: int | None = None,
    name: str | None = None,
) -> int:
    """The draft's new revision. Raises NotFound, Invalid, StaleSurvey when there is a newer one than `based_on`.

    What is kept already is no conflict: the answer to the first try may have been lost.
    """
    row = await lock(tx, workspace, survey)
    wanted = checked_form(form)
    title = row["name"] if name is None else checked_name(name)
    if row["draft"] == wanted and row["name"] == title:
        return int(row["revision"])
    if based_on is not None and based_on != row["revision"]:
        raise StaleSurvey(revision=row["revision"], author_name=row["changed_by_name"] or "Somebody")
    return int(
        await tx.value(
            queries.save_draft,
            workspace=workspace, survey=survey, draft=wanted, name=title, now=clock.now(), author=author.id,
            author_name=author.name,
        )
    )  # fmt: skip


async def change(
    tx: Transaction, workspace: UUID, survey: UUID, author: Author, name: str | None, settings: SurveySettings | None
) -> None:
    """Raises NotFound, Invalid."""
    row = await lock(tx, workspace, survey)
    wanted = settings or settings_of(row)
    check_settings(wanted)
    await tx.run(
        queries.change_survey,
        workspace=workspace, survey=survey, name=row["name"] if name is None else checked_name(name),
        settings=msgspec.to_builtins(wanted), now=clock.now(), author=author.id, author_name=author.name,
    )  # fmt: skip


async def publish(
    tx: Transaction, workspace: UUID, survey: UUID, author: Author = SYSTEM, revision: int | None = None
) -> int:
    """Freezes the draft as the next version and opens the survey; the version's number.

    Raises NotFound, StaleSurvey, SurveyUnfinished with each reason. A draft that is the newest version already adds
    none: the survey is only opened.
    """
    row = await lock(tx, workspace, survey)
    if revision is not None and revision != row["revision"]:
        raise StaleSurvey(revision=row["revision"], author_name=row["changed_by_name"] or "Somebody")
    number, now = int(row["version"]), clock.now()
    if not number or row["published_revision"] != row["revision"]:
        form = forms.read_form(row["draft"])
        await _check_finished(form)
        number += 1
        await tx.run(
            queries.add_version,
            workspace=workspace, survey=survey, number=number, revision=row["revision"], form=row["draft"], now=now,
            author=author.id,
        )  # fmt: skip
        await _put_quotas(tx, workspace, survey, form)
    await tx.run(
        queries.set_version, workspace=workspace, survey=survey, number=number, revision=row["revision"], now=now
    )
    return number


async def _check_finished(form: forms.Form) -> None:
    errors = [one for one in await problems_of(form) if one.level == "error"]
    if errors:
        reasons = "; ".join(one.text for one in errors[:10])
        raise SurveyUnfinished(reasons=reasons, problems=msgspec.to_builtins(errors))


async def _put_quotas(tx: Transaction, workspace: UUID, survey: UUID, form: forms.Form) -> None:
    """Counts go on over versions: a cell is the same as long as its id is."""
    where = {"workspace": workspace, "survey": survey}
    for one in sorted(form.quotas, key=lambda quota: quota.id):
        await tx.run(queries.put_quota, **where, quota=one.id, name=one.name or one.id, most=one.limit)
    await tx.run(queries.drop_quotas, **where, kept=[one.id for one in form.quotas])


async def set_state(tx: Transaction, workspace: UUID, survey: UUID, state: SurveyState) -> None:
    """`paused` lets nobody in but lets those inside finish; `closed` ends it for everybody. Raises NotFound."""
    row = await lock(tx, workspace, survey)
    if not row["version"]:
        raise SurveyNotPublished()
    if state == "draft":
        raise Invalid(field="state", problem="takes open, paused or closed")
    await tx.run(queries.set_state, workspace=workspace, survey=survey, state=state, now=clock.now())


async def duplicate(tx: Transaction, workspace: UUID, survey: UUID, author: Author, name: str | None = None) -> UUID:
    """A new survey with the same draft and settings, and nothing else."""
    row = await survey_row(tx, workspace, survey)
    title = name or f"{row['name']} (2)"
    return await create(tx, workspace, title[:200], row["draft"], author, settings_of(row))


async def delete(tx: Transaction, workspace: UUID, survey: UUID) -> None:
    """It is gone for everybody; its answers stay until their customers are erased. Raises NotFound."""
    if not await tx.run(queries.delete_survey, workspace=workspace, survey=survey, now=clock.now()):
        raise NotFound(kind="survey", id=survey)


def checked_name(name: str) -> str:
    if not 0 < len(name.strip()) <= 200:
        raise Invalid(field="name", problem="needs 1 to 200 characters")
    return name.strip()


def checked_form(form: dict[str, Any]) -> dict[str, Any]:
    """As given, once it can be read. Raises Invalid."""
    if len(msgspec.json.encode(form)) > MOST_BYTES:
        raise Invalid(field="form", problem=f"may have at most {MOST_BYTES} bytes")
    forms.read_form(form)
    return form


async def version_row(tx: Transaction, workspace: UUID, survey: UUID, number: int) -> Row:
    """Raises NotFound."""
    row = await tx.first(queries.version, workspace=workspace, survey=survey, number=number)
    if row is None:
        raise NotFound(kind="survey version", id=number)
    return row


async def form_of(tx: Transaction, workspace: UUID, survey: UUID, number: int) -> forms.Form:
    """The form of a version; remembered, since a version never changes. Raises NotFound."""
    key = (workspace, survey, number)
    found = _forms.get(key)
    if found is None:
        found = forms.read_form((await version_row(tx, workspace, survey, number))["form"])
        if len(_forms) >= _MOST_FORMS:
            _forms.clear()
        _forms[key] = found
    return found


def codebook_of(form: forms.Form, row: Row) -> list[forms.FormColumn]:
    """`forms.columns` of the form of a response's version, remembered as the form is."""
    key = (row["workspace"], row["survey"], row["version"])
    found = _codebooks.get(key)
    if found is None or not row["version"]:
        found = list(forms.columns(form))
        if len(_codebooks) >= _MOST_FORMS:
            _codebooks.clear()
        _codebooks[key] = found
    return found


_MOST_FORMS = 200
_forms: dict[tuple[UUID, UUID, int], forms.Form] = {}
_codebooks: dict[tuple[UUID, UUID, int], list[forms.FormColumn]] = {}


class _Address(Protocol):
    url: str


def link_of(engines: Engines, survey: Row) -> str:
    """The open link, whole: whoever knows it may answer. The page behind it is the console's `/s/…`."""
    address: _Address = engines.settings
    return f"{address.url}/s/{survey['link']}"


def token_link(engines: Engines, token: str) -> str:
    """The personal link of one response."""
    address: _Address = engines.settings
    return f"{address.url}/s/{token}"
