"""HTTP of the bot's settings."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post, put

from feilun.access import Caller, needs, note
from feilun.interaction import flows, knowledge
from feilun.interaction.bot import checks, keeper
from feilun.interaction.bot.checks import SettingsProblem
from feilun.interaction.bot.settings import BotSettings
from feilun.interaction.bot.texts import TEXTS
from feilun.store import Engines, Row, Transaction


class BotSettingsPage(msgspec.Struct, kw_only=True):
    """The draft and what is live. `problems` are those of the draft; with any of them it cannot go live."""

    draft: BotSettings
    revision: int
    live: BotSettings | None
    live_revision: int | None
    live_at: datetime | None
    live_by: str
    changed_at: datetime | None
    changed_by: str
    problems: list[SettingsProblem]
    # What the bot says at a moment when `texts` has nothing for it.
    built_in: dict[str, dict[str, str]]


class BotSettingsChange(msgspec.Struct, kw_only=True):
    """The new draft. With `revision` it is kept only if the draft is still the one you saw."""

    settings: BotSettings
    revision: int | None = None


class BotSettingsPublication(msgspec.Struct, kw_only=True):
    """Which revision of the draft goes live: the one you saw."""

    revision: int


@get("/api/v1/bot-settings", operation_id="get_bot_settings", **needs("bot.read"))
async def get_bot_settings(caller: Caller, engines: Engines) -> BotSettingsPage:
    """Draft and live settings of the bot; the defaults before anybody changed them."""
    async with engines.tables.transaction() as tx:
        return await _page(tx, caller.workspace, await keeper.row(tx, caller.workspace))


@put("/api/v1/bot-settings", operation_id="change_bot_settings", **needs("bot.write"))
async def change_bot_settings(caller: Caller, engines: Engines, data: BotSettingsChange) -> BotSettingsPage:
    """Keeps a draft, also one with problems; 409 `stale_settings` when somebody was faster."""
    checks.check(data.settings)
    async with engines.tables.transaction() as tx:
        row = await keeper.keep(tx, caller.workspace, data.settings, data.revision, caller.author)
        await note(tx, caller, "bot_settings.changed", "bot_settings", {"revision": row["revision"]})
        return await _page(tx, caller.workspace, row)


@post(
    "/api/v1/bot-settings/publication",
    operation_id="publish_bot_settings",
    status_code=200,
    **needs("bot.publish"),
)
async def publish_bot_settings(caller: Caller, engines: Engines, data: BotSettingsPublication) -> BotSettingsPage:
    """The draft goes live at once, and with it the switch that turns the bot on; 409 `not_ready` with the problems."""
    async with engines.tables.transaction() as tx:
        await keeper.check_revision(tx, caller.workspace, data.revision)
        page = await _page(tx, caller.workspace, await keeper.row(tx, caller.workspace))
        if page.problems:
            shown = [msgspec.to_builtins(one) for one in page.problems]
            raise keeper.NotReady(problem=f"{page.problems[0].field} {page.problems[0].problem}", problems=shown)
        row = await keeper.put_live(tx, caller.workspace, caller.author)
        await note(tx, caller, "bot_settings.published", "bot_settings", {"revision": data.revision})
        return await _page(tx, caller.workspace, row)


async def _page(tx: Transaction, workspace: UUID, row: Row) -> BotSettingsPage:
    draft = msgspec.convert(row["draft"], BotSettings)
    live = None if row["live"] is None else msgspec.convert(row["live"], BotSettings)
    articles, flows = await known_targets(tx, workspace)
    more = {name: row[name] for name in ("revision", "live_revision", "live_at", "live_by", "changed_at", "changed_by")}
    return BotSettingsPage(
        draft=draft, live=live, problems=checks.problems(draft, articles, flows), built_in=dict(TEXTS), **more
    )


async def known_targets(tx: Transaction, workspace: UUID) -> tuple[set[str], set[str]]:
    """The ids of approved articles and flows."""
    articles = await knowledge.approved(tx, workspace)
    return {str(one.id) for one in articles}, {str(one.id) for one in await flows.approved(tx, workspace)}


ROUTES = [get_bot_settings, change_bot_settings, publish_bot_settings]
