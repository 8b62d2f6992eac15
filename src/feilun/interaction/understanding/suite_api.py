"""The suite over HTTP: settings, questions, dialogs, import."""

import asyncio
import csv
import io
from contextlib import suppress
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, delete, get, post, put
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.interaction import knowledge
from feilun.interaction.understanding import suite
from feilun.interaction.understanding.shapes import DialogTurn, Language, SuiteDialog, SuitePhrasing, SuiteSettings
from feilun.interaction.understanding.suite import NewSuitePhrasing
from feilun.kernel.errors import Error, Invalid, NotFound
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Transaction

_queries = Queries(__file__)
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
_MOST_ROWS = 20_000


class BotSuite(msgspec.Struct, kw_only=True):
    """What versions must reach, and how many questions and dialogs there are to show it."""

    settings: SuiteSettings
    revision: int
    in_scope: int
    out_of_scope: int
    dialogs: int


class SuiteQuestion(msgspec.Struct, kw_only=True):
    """A question of the suite. `article` null: out of scope; `half` says whether it sets the threshold or judges it."""

    id: UUID
    text: str
    language: Language
    article: UUID | None
    article_title: str
    topic: str
    half: str


class NewSuiteDialog(msgspec.Struct, kw_only=True):
    """A conversation and what the bot must do in each turn."""

    name: str
    language: Language = "zh-CN"
    channel: str = "webchat"
    turns: list[DialogTurn]


class SuiteRefusal(msgspec.Struct, kw_only=True):
    """A row of the file that was not taken; rows count from 1, without the line of names."""

    row: int
    problem: str


class SuiteImport(msgspec.Struct, kw_only=True):
    """What became of a file."""

    taken: int
    refused: list[SuiteRefusal]


@get("/api/v1/bot-suite", operation_id="get_bot_suite", **needs("bot.read"))
async def get_bot_suite(caller: Caller, engines: Engines) -> BotSuite:
    """Settings and counts."""
    async with engines.tables.transaction() as tx:
        return await _suite(tx, caller.workspace)


@put("/api/v1/bot-suite", operation_id="put_bot_suite", **needs("bot.publish"))
async def put_bot_suite(caller: Caller, engines: Engines, data: SuiteSettings) -> BotSuite:
    """Changes what versions must reach to be published; the next training fits its threshold to it. Audited."""
    async with engines.tables.transaction() as tx:
        before, _ = await suite.settings(tx, caller.workspace)
        await suite.set_settings(tx, caller.workspace, data)
        detail = {"before": msgspec.to_builtins(before), "after": msgspec.to_builtins(data)}
        await note(tx, caller, "bot_suite.settings_changed", "bot_suite", detail)
        return await _suite(tx, caller.workspace)


@get("/api/v1/bot-suite/phrasings", operation_id="list_suite_phrasings", **needs("bot.read"))
async def list_suite_phrasings(
    caller: Caller,
    engines: Engines,
    kind: Literal["all", "in", "out"] = "all",
    search: str = "",
    after: str | None = None,
    limit: Limit = 50,
) -> Page[SuiteQuestion]:
    """The newest first. `kind` is in (an article answers it) or out (of scope)."""
    place = read_cursor(after, tuple[UUID])[0] if after else None
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            _queries.suite_page,
            workspace=caller.workspace, kind=kind, search=search.replace("\x00", ""), after=place, limit=limit + 1,
        )  # fmt: skip
        titles = await _titles(tx, caller.workspace, {row["article"] for row in rows[:limit]})
    items = [_question(msgspec.convert(row, SuitePhrasing), titles) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].id) if len(rows) > limit else None)


@post("/api/v1/bot-suite/phrasings", operation_id="add_suite_phrasing", **needs("bot.write"))
async def add_suite_phrasing(caller: Caller, engines: Engines, data: NewSuitePhrasing) -> SuiteQuestion:
    """Adds a question; the same words again change its article, language and topic."""
    async with engines.tables.transaction() as tx:
        await _check_articles(tx, caller.workspace, {data.article} - {None})
        [id] = await suite.add(tx, caller.workspace, [data], caller.author)
        await note(tx, caller, "bot_suite.phrasing_added", f"suite_phrasing:{id}", {"text": data.text[:200]})
        kept = await tx.first(_queries.suite_phrasing, workspace=caller.workspace, id=id)
        titles = await _titles(tx, caller.workspace, {data.article})
    return _question(msgspec.convert(kept, SuitePhrasing), titles)


@delete("/api/v1/bot-suite/phrasings/{phrasing:uuid}", operation_id="delete_suite_phrasing", **needs("bot.write"))
async def delete_suite_phrasing(caller: Caller, engines: Engines, phrasing: UUID) -> None:
    """Takes a question out."""
    async with engines.tables.transaction() as tx:
        text = await suite.remove(tx, caller.workspace, phrasing)
        await note(tx, caller, "bot_suite.phrasing_deleted", f"suite_phrasing:{phrasing}", {"text": text[:200]})


@post("/api/v1/bot-suite/imports", operation_id="import_suite", **needs("bot.write"))
async def import_suite(request: Request[Any, Any, Any], caller: Caller, engines: Engines) -> SuiteImport:
    """Takes a CSV file as the body: columns text and, all optional, article (id or title), language, topic.

    Without an article a question is out of scope. Rows with a fault are refused and told; the others are taken.
    """
    rows = _read_csv(await request.body())
    async with engines.tables.transaction() as tx:
        known = await knowledge.approved(tx, caller.workspace)
        named = {one.content.title.strip().casefold(): one.id for one in known} | {str(one.id): one.id for one in known}
        # In a thread, since many rows take seconds and the process has customers to answer.
        taken, refused = await asyncio.to_thread(_divided, rows, named)
        if taken:
            await suite.add(tx, caller.workspace, taken, caller.author)
        await note(tx, caller, "bot_suite.imported", "bot_suite", {"taken": len(taken), "refused": len(refused)})
    return SuiteImport(taken=len(taken), refused=refused)


@get("/api/v1/bot-suite/dialogs", operation_id="list_suite_dialogs", **needs("bot.read"))
async def list_suite_dialogs(caller: Caller, engines: Engines) -> Page[SuiteDialog]:
    """All of them, oldest first."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(_queries.suite_dialogs, workspace=caller.workspace)
    return Page(items=[msgspec.convert(row, SuiteDialog) for row in rows])


@post("/api/v1/bot-suite/dialogs", operation_id="add_suite_dialog", **needs("bot.write"))
async def add_suite_dialog(caller: Caller, engines: Engines, data: NewSuiteDialog) -> SuiteDialog:
    """Adds a dialog."""
    return await _put_dialog(caller, engines, new_id(), data, is_new=True)


@put("/api/v1/bot-suite/dialogs/{dialog:uuid}", operation_id="put_suite_dialog", **needs("bot.write"))
async def put_suite_dialog(caller: Caller, engines: Engines, dialog: UUID, data: NewSuiteDialog) -> SuiteDialog:
    """Writes a dialog anew."""
    return await _put_dialog(caller, engines, dialog, data, is_new=False)


@delete("/api/v1/bot-suite/dialogs/{dialog:uuid}", operation_id="delete_suite_dialog", **needs("bot.write"))
async def delete_suite_dialog(caller: Caller, engines: Engines, dialog: UUID) -> None:
    """Takes a dialog out."""
    async with engines.tables.transaction() as tx:
        name = await suite.remove_dialog(tx, caller.workspace, dialog)
        await note(tx, caller, "bot_suite.dialog_deleted", f"suite_dialog:{dialog}", {"name": name})


async def _put_dialog(caller: Caller, engines: Engines, id: UUID, wanted: NewSuiteDialog, is_new: bool) -> SuiteDialog:
    dialog = SuiteDialog(
        id=id, name=wanted.name, language=wanted.language, channel=wanted.channel[:50], turns=wanted.turns
    )
    async with engines.tables.transaction() as tx:
        await suite.put_dialog(tx, caller.workspace, dialog, caller.author, is_new)
        action = "bot_suite.dialog_added" if is_new else "bot_suite.dialog_changed"
        await note(tx, caller, action, f"suite_dialog:{id}", {"name": dialog.name[:200]})
    return dialog


async def _suite(tx: Transaction, workspace: UUID) -> BotSuite:
    settings, revision = await suite.settings(tx, workspace)
    counts = await tx.first(_queries.suite_counts, workspace=workspace) or {}
    dialogs = await tx.all(_queries.suite_dialogs, workspace=workspace)
    return BotSuite(
        settings=settings,
        revision=revision,
        in_scope=counts["in_scope"],
        out_of_scope=counts["out_of_scope"],
        dialogs=len(dialogs),
    )


def _question(one: SuitePhrasing, titles: dict[UUID, str]) -> SuiteQuestion:
    return SuiteQuestion(
        id=one.id,
        text=one.text,
        language=one.language,
        article=one.article,
        article_title=titles.get(one.article, "") if one.article else "",
        topic=one.topic,
        half=one.half,
    )


async def _titles(tx: Transaction, workspace: UUID, articles: set[UUID | None]) -> dict[UUID, str]:
    found = {}
    for article in articles - {None}:
        assert article
        with suppress(NotFound):
            found[article] = (await knowledge.article_of(tx, workspace, article)).content.title
    return found


async def _check_articles(tx: Transaction, workspace: UUID, wanted: set[Any]) -> None:
    """Raises NotFound for an article of nobody, or of somebody else."""
    for article in wanted:
        try:
            await knowledge.article_of(tx, workspace, article)
        except NotFound:
            raise Invalid(field="article", problem=f"there is no article {article}") from None


def _read_csv(content: bytes) -> list[dict[str, str]]:
    """Raises Invalid."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(field="body", problem="is not UTF-8 text") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        if "text" not in (reader.fieldnames or []):
            raise Invalid(field="body", problem="needs a first line of names, with a column text")
        rows = [row for row, _ in zip(reader, range(_MOST_ROWS + 1), strict=False)]
    except csv.Error as error:
        raise Invalid(field="body", problem=f"is no CSV: {error}") from None
    if len(rows) > _MOST_ROWS:
        raise Invalid(field="body", problem=f"has more than {_MOST_ROWS} rows")
    return rows


def _divided(
    rows: list[dict[str, str]], articles: dict[str, UUID]
) -> tuple[list[NewSuitePhrasing], list[SuiteRefusal]]:
    taken: list[NewSuitePhrasing] = []
    refused: list[SuiteRefusal] = []
    for number, row in enumerate(rows, 1):
        try:
            taken.append(_new_phrasing(row, articles))
        except Error as error:
            refused.append(SuiteRefusal(row=number, problem=str(error)))
    return taken, refused


def _new_phrasing(row: dict[str, Any], articles: dict[str, UUID]) -> NewSuitePhrasing:
    """`articles` by title and by id. Raises Invalid."""
    named = str(row.get("article") or "").strip()
    article = articles.get(named.casefold())
    if named and article is None:
        raise Invalid(field="article", problem=f"no approved article has the id or title {named[:200]!r}")
    text = str(row.get("text") or "")
    spoken = str(row.get("language") or "").strip() or _language(text)
    if spoken not in knowledge.LANGUAGES:
        raise Invalid(field="language", problem=f"is one of {', '.join(knowledge.LANGUAGES)}")
    made = NewSuitePhrasing(text=text, language=spoken, article=article, topic=str(row.get("topic") or ""))
    suite.check_phrasing(made)
    return made


def _language(text: str) -> Language:
    from feilun.language import language_of

    return "zh-CN" if language_of(text) == "zh" else "en"


ROUTES = [
    get_bot_suite,
    put_bot_suite,
    list_suite_phrasings,
    add_suite_phrasing,
    delete_suite_phrasing,
    import_suite,
    list_suite_dialogs,
    add_suite_dialog,
    put_suite_dialog,
    delete_suite_dialog,
]
