"""What we need of a PostgreSQL, asked once at start: better a clear sentence now than silent nonsense later."""

import structlog

from feilun.kernel.errors import Error
from feilun.store import Tables

_log = structlog.get_logger("feilun.postgres")

_OLDEST = 150_000


class UnfitDatabase(Error):
    """The database cannot be used: {problem}."""

    status = 500


async def check(tables: Tables) -> None:
    """Makes the extensions and checks version, encoding and Chinese trigrams. Raises UnfitDatabase."""
    await _check_version(tables)
    await _make_extension(tables, "pg_trgm")
    if not await _has_extension(tables, "pg_trgm"):
        raise UnfitDatabase(problem="the extension pg_trgm is missing; install the contrib package of your PostgreSQL")
    await _check_chinese(tables)
    # Only makes some indexes smaller; a server without it serves as well.
    await _make_extension(tables, "btree_gin")


async def _check_version(tables: Tables) -> None:
    async with tables.transaction() as tx:
        version = int(await tx.value("select current_setting('server_version_num')"))
        encoding = await tx.value("select current_setting('server_encoding')")
    if version < _OLDEST:
        raise UnfitDatabase(problem=f"PostgreSQL {version // 10_000} is too old; use 15 or newer")
    if encoding != "UTF8":
        raise UnfitDatabase(problem=f"its encoding is {encoding}; create a database with encoding UTF8")


async def _make_extension(tables: Tables, name: str) -> None:
    """Two processes may do this at once, and the role may lack the right; what counts is whether it is there."""
    try:
        async with tables.transaction() as tx:
            await tx.value("select pg_advisory_xact_lock(hashtext(%(name)s))", name=f"extension {name}")
            if await tx.value("select name from pg_available_extensions where name = %(name)s", name=name):
                await tx.run(f"create extension if not exists {name}")
    except Exception as error:
        if await _has_extension(tables, name):
            return
        _log.warning("extension_not_made", extension=name, error=str(error))


async def _has_extension(tables: Tables, name: str) -> bool:
    async with tables.transaction() as tx:
        return bool(await tx.value("select 1 from pg_extension where extname = %(name)s", name=name))


async def _check_chinese(tables: Tables) -> None:
    """With LC_CTYPE=C, pg_trgm sees no letters in Chinese text, and searches silently find nothing."""
    async with tables.transaction() as tx:
        grams = await tx.value("select cardinality(show_trgm('客户'))")
        # Row of pg_database, since the setting lc_ctype is gone in newer servers.
        ctype = await tx.value("select datctype from pg_database where datname = current_database()")
    if not grams:
        raise UnfitDatabase(
            problem=f"its LC_CTYPE is {ctype}, so Chinese text cannot be searched; "
            "create the database with template template0 and lc_ctype 'C.UTF-8'"
        )
