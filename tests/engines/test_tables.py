"""Every engine of tables keeps the same promises: the embedded PostgreSQL and one of yours."""

import asyncio
from typing import Any

import psycopg
import pytest

from feilun import engines
from feilun.engines.postgres import UnfitDatabase, check
from feilun.kernel.errors import Unavailable
from feilun.store import Json, Migration, Tables, UniqueViolation

ADD = "insert into thing (number, word, body) values (%(number)s, %(word)s, %(body)s)"


async def count(tables: Tables) -> int:
    async with tables.transaction() as tx:
        found: int = await tx.value("select count(*) from thing")
        return found


async def test_a_transaction_that_ends_well_is_kept(tables: Tables) -> None:
    async with tables.transaction() as tx:
        assert await tx.run(ADD, number=1, word="客户", body={"a": [1, None]}) == 1
    async with tables.transaction() as tx:
        assert await tx.first("select * from thing") == {"number": 1, "word": "客户", "body": {"a": [1, None]}}


async def test_a_transaction_that_fails_leaves_nothing_and_calls_nobody(tables: Tables) -> None:
    called: list[int] = []
    with pytest.raises(ValueError, match="no"):
        async with tables.transaction() as tx:
            tx.after_commit(lambda: called.append(1))
            await tx.run(ADD, number=1, word="", body=None)
            raise ValueError("no")
    assert await count(tables) == 0
    assert called == []


async def test_calls_after_commit_see_the_rows_and_one_that_fails_harms_nobody(tables: Tables) -> None:
    seen: list[int] = []

    async def look() -> None:
        seen.append(await count(tables))

    def fail() -> None:
        raise ValueError("cannot")

    async with tables.transaction() as tx:
        await tx.run(ADD, number=1, word="", body=None)
        tx.after_commit(fail)
        tx.after_commit(look)
    assert seen == [1]


async def test_a_cancelled_request_is_rolled_back(tables: Tables) -> None:
    async def slow() -> None:
        async with tables.transaction() as tx:
            await tx.run(ADD, number=1, word="", body=None)
            await tx.run("select pg_sleep(60)")

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(slow(), 0.5)
    assert await count(tables) == 0


async def test_the_same_key_twice_is_a_conflict(tables: Tables) -> None:
    async with tables.transaction() as tx:
        await tx.run(ADD, number=1, word="", body=None)
    with pytest.raises(UniqueViolation, match="thing_pkey"):
        async with tables.transaction() as tx:
            await tx.run(ADD, number=1, word="", body=None)


async def test_two_transactions_that_lock_crosswise_are_told_to_try_again(tables: Tables) -> None:
    async with tables.transaction() as tx:
        await tx.many(ADD, [{"number": number, "word": "", "body": None} for number in (1, 2)])
    both = asyncio.Barrier(2)

    async def change(first: int, second: int) -> None:
        async with tables.transaction() as tx:
            await tx.run("update thing set word = 'x' where number = %(number)s", number=first)
            await both.wait()
            await tx.run("update thing set word = 'x' where number = %(number)s", number=second)

    answers = await asyncio.gather(change(1, 2), change(2, 1), return_exceptions=True)
    assert [type(answer) for answer in answers if answer] == [Unavailable]


async def test_many_rows_go_in_by_copy_and_come_out_as_a_stream(tables: Tables) -> None:
    async with tables.transaction() as tx:
        await tx.copy("thing", ["number", "word", "body"], ((n, f"w{n}", {"n": n}) for n in range(5000)))
    async with tables.transaction() as tx:
        numbers = [row["number"] async for row in tx.stream("select number from thing order by number")]
    assert numbers == list(range(5000))


async def test_odd_values_survive(tables: Tables) -> None:
    odd: dict[str, Any] = {"emoji": "🛒", "nul": "a\x00b", "big": 2**53, "list": [], "deep": {"x": {"y": None}}}
    async with tables.transaction() as tx:
        await tx.run(ADD, number=1, word="a\x00b", body=odd)
        await tx.run(ADD, number=2, word="", body=Json([1, "二"]))
    async with tables.transaction() as tx:
        first, second = await tx.all("select * from thing order by number")
    assert first["word"] == "ab"
    assert first["body"] == odd | {"nul": "ab"}
    assert second["body"] == [1, "二"]


async def test_six_letters_that_look_like_a_nul_are_text(tables: Tables) -> None:
    word = r"C:\u0000 is six letters"
    async with tables.transaction() as tx:
        await tx.run(ADD, number=1, word=word, body={"word": word, "nul": "a\x00b"})
        assert await tx.value("select body from thing") == {"word": word, "nul": "ab"}


async def test_migrations_run_once_even_when_two_processes_start_together(tables: Tables) -> None:
    steps = [
        Migration("shop/0001_make", "create table other (a int)"),
        Migration("shop/0002_add", "alter table other add b int"),
    ]
    applied = await asyncio.gather(tables.migrate(steps), tables.migrate(steps))
    assert sorted(applied, key=len) == [[], ["shop/0001_make", "shop/0002_add"]]


async def test_a_migration_that_fails_leaves_nothing(tables: Tables) -> None:
    steps = [Migration("shop/0001_make", "create table other (a int)"), Migration("shop/0002_bad", "select nonsense")]
    with pytest.raises(Exception, match="nonsense"):
        await tables.migrate(steps)
    assert await tables.migrate(steps[:1]) == ["shop/0001_make"]


async def test_chinese_text_is_searched_by_trigrams(tables: Tables) -> None:
    async with tables.transaction() as tx:
        assert await tx.value("select similarity('客户服务中心', '客户服务')") == pytest.approx(0.5)


async def test_a_database_that_cannot_search_chinese_is_refused(tables: Tables, request: pytest.FixtureRequest) -> None:
    dsn = request.getfixturevalue(request.node.callspec.params["tables"])
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute("drop database if exists blind")
        await connection.execute(
            "create database blind template template0 lc_ctype 'C' lc_collate 'C' locale_provider libc"
        )
    with pytest.raises(UnfitDatabase, match=r"lc_ctype 'C.UTF-8'"):
        await engines.open_tables(psycopg.conninfo.make_conninfo(dsn, dbname="blind"))


async def test_a_server_that_is_too_old_is_refused(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feilun.engines.postgres.fitness._OLDEST", 990_000)
    with pytest.raises(UnfitDatabase, match="too old"):
        await check(tables)


async def test_a_server_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        await engines.open_tables("host=127.0.0.1 port=1 user=nobody connect_timeout=1", patience=0.5)
