"""Files that respondents send: kept among the blobs, named in the answer, downloaded by staff only."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec

from feilun.insight.surveys import files
from feilun.insight.surveys.keeper import form_of, queries, settings_of, survey_row
from feilun.insight.surveys.respondents import SurveyClosed
from feilun.insight.surveys.telling import questions_of
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Invalid, NotFound
from feilun.kernel.ids import new_id
from feilun.store import Engines, Row, Transaction

_ASKED = frozenset({"file", "signature"})


class SurveyFile(msgspec.Struct, kw_only=True):
    """A file that arrived. Its `id` is what the answer of the question holds."""

    id: UUID
    name: str
    type: str
    size: int


async def take(engines: Engines, token: str, question: str, name: str, content: bytes) -> SurveyFile:
    """Raises NotFound, SurveyClosed, Conflict when she has finished or sent too many, Invalid for question or file."""
    kind = files.kind_of(content)
    if kind is None:
        raise Invalid(field="body", problem=f"is none of the kinds that may be sent: {files.KINDS}")
    async with engines.tables.transaction() as tx:
        response = await _open_response(tx, token, question)
    file = SurveyFile(id=new_id(), name=files.plain_name(name, kind), type=kind, size=len(content))
    # The bytes first: a row without bytes would be a broken promise, bytes without a row are only room.
    await engines.blobs.put(key_of(response["workspace"], file.id), _once(content))
    async with engines.tables.transaction() as tx:
        await tx.first(queries.lock_response_by_token, token=token)
        if await _count(tx, response) >= files.MOST_FILES:
            raise Conflict(problem=f"Only {files.MOST_FILES} files may be sent")
        await tx.run(
            queries.add_file,
            **_place(response), id=file.id, question=question[:200], name=file.name, type=kind, size=file.size,
            now=clock.now(),
        )  # fmt: skip
    return file


async def _open_response(tx: Transaction, token: str, question: str) -> Row:
    response = await tx.first(queries.response_by_token, token=token)
    if response is None:
        raise NotFound(kind="response", id=token[:8])
    survey = await survey_row(tx, response["workspace"], response["survey"])
    if survey["state"] == "closed":
        raise SurveyClosed()
    is_finished = response["state"] == "complete" and not settings_of(survey).may_edit
    if is_finished or response["state"] not in ("started", "partial", "complete"):
        raise Conflict(problem="This response is over")
    form = await form_of(tx, response["workspace"], response["survey"], response["version"])
    wanted = question.partition("@")[0]
    if not any(one.id == wanted and one.kind in _ASKED for one in questions_of(form)):
        raise Invalid(field="question", problem="asks for no file")
    if await _count(tx, response) >= files.MOST_FILES:
        raise Conflict(problem=f"Only {files.MOST_FILES} files may be sent")
    return response


async def file_row(tx: Transaction, workspace: UUID, survey: UUID, response: UUID, file: UUID) -> Row:
    """Raises NotFound."""
    row = await tx.first(queries.file, workspace=workspace, survey=survey, response=response, file=file)
    if row is None:
        raise NotFound(kind="file", id=file)
    return row


def key_of(workspace: UUID, file: UUID) -> str:
    return f"{workspace}/surveys/{file}"


def _place(response: Row) -> dict[str, Any]:
    return {"workspace": response["workspace"], "survey": response["survey"], "response": response["id"]}


async def _count(tx: Transaction, response: Row) -> int:
    return int(await tx.value(queries.file_count, **_place(response)) or 0)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
