"""Files of answers: uploading with a right, downloading by a secret that nobody guesses."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, delete, get, post
from litestar.response import Stream

from feilun.access import Caller, needs, note, public
from feilun.interaction.knowledge import files
from feilun.interaction.knowledge.keeper import queries
from feilun.interaction.knowledge.rules import FILE_PATH
from feilun.kernel import clock
from feilun.kernel.errors import Invalid, NotFound
from feilun.kernel.http import download_headers
from feilun.kernel.ids import new_id, new_secret
from feilun.store import Engines


class ArticleFile(msgspec.Struct, kw_only=True):
    """An uploaded file. `url` is a path on this server; who knows it may download the file."""

    id: UUID
    name: str
    type: str
    size: int
    url: str


@post("/api/v1/article-files", operation_id="upload_article_file", **needs("bot.write"))
async def upload_article_file(
    request: Request[Any, Any, Any], caller: Caller, engines: Engines, name: str = "file"
) -> ArticleFile:
    """The body is the file, up to 10 MB: PDF, pictures, Office without macros, MP4, MP3 or plain text."""
    content = await request.body()
    type = files.type_of(content)
    if not content:
        raise Invalid(field="body", problem="is empty; send the file as the body")
    if type is None:
        raise Invalid(field="body", problem=f"is none of the kinds that may be attached: {_kinds()}")
    file = ArticleFile(
        id=new_id(), name=files.safe_name(name, type), type=type, size=len(content), url=FILE_PATH + new_secret()
    )
    await engines.blobs.put(_key(caller.workspace, file.id), _once(content))
    async with engines.tables.transaction() as tx:
        await tx.run(
            queries.add_file,
            workspace=caller.workspace, id=file.id, token=file.url.removeprefix(FILE_PATH), name=file.name, type=type,
            size=file.size, author=caller.author, now=clock.now(),
        )  # fmt: skip
        await note(tx, caller, "article_file.uploaded", f"article_file:{file.id}", {"name": file.name})
    return file


@delete("/api/v1/article-files/{file:uuid}", operation_id="delete_article_file", **needs("bot.write"))
async def delete_article_file(caller: Caller, engines: Engines, file: UUID) -> None:
    """Takes the file away for good, also from answers that are published."""
    async with engines.tables.transaction() as tx:
        if not await tx.run(queries.delete_file, workspace=caller.workspace, id=file):
            raise NotFound(kind="file", id=file)
        await note(tx, caller, "article_file.deleted", f"article_file:{file}")
        tx.after_commit(lambda: engines.blobs.delete(_key(caller.workspace, file)))


@get(
    f"{FILE_PATH}{{token:str}}",
    operation_id="download_article_file",
    include_in_schema=False,
    **public("a file in an answer, by a secret address"),
)
async def download_article_file(engines: Engines, token: str) -> Stream:
    """Always as a download, never shown as a page of ours."""
    async with engines.tables.transaction() as tx:
        row = await tx.first(queries.file_by_token, token=token.replace("\x00", ""))
    if row is None:
        raise NotFound(kind="file", id=token[:100])
    key = _key(row["workspace"], row["id"])
    size = await engines.blobs.size(key)
    headers = {
        **download_headers(row["name"], size),
        # A picture of a card stands on the pages of the business.
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": "private, max-age=300",
    }
    return Stream(engines.blobs.get(key), media_type=row["type"], headers=headers)


def _key(workspace: UUID, file: UUID) -> str:
    return f"{workspace}/knowledge/{file}"


def _kinds() -> str:
    return ", ".join(endings[0] for endings in files.ENDINGS.values())


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


ROUTES = [upload_article_file, delete_article_file, download_article_file]
