"""The lake tells the same as the live tables, each event once, whatever happens."""

import itertools
import time
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from feilun import events
from feilun.events import Event, Handle
from feilun.insight import history
from feilun.insight.history import compaction, retention, roller
from feilun.insight.history.looking import Looking
from feilun.insight.history.rules import merged_name, place_name, to_merge, uncommitted
from feilun.kernel import clock
from feilun.store import Engines


def did(workspace: UUID, user: str, name: str = "", type: str = "track", **more: Any) -> Event:
    handles = more.pop("handles", (Handle("user_id", user),))
    at = clock.now() - timedelta(minutes=1)
    return Event(workspace=workspace, id=str(uuid4()), type=type, name=name, occurred_at=at, handles=handles, **more)


async def tell(engines: Engines, *told: Event) -> None:
    async with engines.tables.transaction() as tx:
        await events.append(tx, told)


def acts(engines: Engines, workspace: UUID) -> list[dict[str, Any]]:
    table = history.activity_table(engines, workspace)
    found: list[dict[str, Any]] = engines.lake.run(table.order_by(table.position)).to_pylist()
    return found


def people(engines: Engines, workspace: UUID) -> dict[str, dict[str, Any]]:
    rows = engines.lake.run(history.profile_table(engines, workspace)).to_pylist()
    assert len({row["customer"] for row in rows}) == len(rows)
    return {str(row["customer"]): msgspec.json.decode(row["traits"]) for row in rows}


async def live_acts(engines: Engines, workspace: UUID) -> list[tuple[int, str]]:
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            "select position, customer from activity where workspace = %(workspace)s order by position",
            workspace=workspace,
        )
    return [(row["position"], str(row["customer"])) for row in rows]


async def same_as_live(engines: Engines, workspace: UUID) -> None:
    told = [(row["position"], str(row["customer"])) for row in acts(engines, workspace)]
    assert told == await live_acts(engines, workspace)
    async with engines.tables.transaction() as tx:
        rows = await tx.all("select customer, traits from profile where workspace = %(workspace)s", workspace=workspace)
    assert people(engines, workspace) == {str(row["customer"]): row["traits"] for row in rows}


async def test_what_a_customer_did_and_is_comes_into_the_lake(engines: Engines, workspace: UUID, drain: Any) -> None:
    order = {"properties": {"total": "19.99", "products": [{"category": "BABY"}]}}
    await tell(
        engines,
        did(workspace, "lin", type="identify", body={"traits": {"name": "林", "age": 30}}),
        did(workspace, "lin", "Order Completed", body=order, channel="web"),
    )
    await drain()
    bought = acts(engines, workspace)[-1]
    assert (bought["type"], bought["name"], bought["channel"]) == ("track", "Order Completed", "web")
    assert bought["amount"] == Decimal("19.9900")
    assert msgspec.json.decode(bought["properties"])["products.category"] == ["BABY"]
    assert list(people(engines, workspace).values()) == [{"name": "林", "age": 30}]
    await same_as_live(engines, workspace)


async def test_a_stranger_has_an_empty_lake(engines: Engines, workspace: UUID, drain: Any) -> None:
    await tell(engines, did(workspace, "lin", "Seen"))
    await drain()
    assert acts(engines, uuid4()) == []
    assert people(engines, uuid4()) == {}


async def test_a_merge_and_its_undoing_move_what_was_done(
    engines: Engines, workspace: UUID, drain: Any, api: Any
) -> None:
    visitor = Handle("anonymous_id", "a-1")
    await tell(engines, did(workspace, "", "Seen", handles=(visitor,)), did(workspace, "lin", "Seen"))
    await drain()
    assert len({row["customer"] for row in acts(engines, workspace)}) == 2
    both = (Handle("user_id", "lin"), visitor)
    await tell(engines, did(workspace, "", type="identify", handles=both, body={"traits": {"city": "上海"}}))
    await drain()
    assert len({row["customer"] for row in acts(engines, workspace)}) == 1
    await same_as_live(engines, workspace)
    client = await api("owner")
    found = await client.get("/api/v1/customers/by-handle", params={"kind": "user_id", "value": "lin"})
    lin = found.json()["id"]
    merge = (await client.get(f"/api/v1/customers/{lin}/merges")).json()["items"][0]
    parted = await client.post(f"/api/v1/customers/{lin}/splits", json={"edge": merge["id"]})
    assert parted.status_code < 300, parted.text
    await drain()
    assert len({row["customer"] for row in acts(engines, workspace)}) == 2
    await same_as_live(engines, workspace)


async def test_a_trait_that_changes_is_one_row_with_the_newest_word(
    engines: Engines, workspace: UUID, drain: Any
) -> None:
    for city in ("Beijing", "Shanghai", "Wuhan"):
        await tell(engines, did(workspace, "lin", type="identify", body={"traits": {"city": city}}))
        await drain()
    assert list(people(engines, workspace).values()) == [{"city": "Wuhan"}]
    await same_as_live(engines, workspace)


async def test_many_small_files_become_few_and_nothing_changes(engines: Engines, workspace: UUID, drain: Any) -> None:
    visitor = Handle("anonymous_id", "a-1")
    for n in range(25):
        await tell(
            engines,
            did(workspace, "", "Seen", handles=(visitor,)),
            did(workspace, f"c{n % 3}", type="identify", body={"traits": {"n": n}}),
        )
        await drain()
    both = (Handle("user_id", "c0"), visitor)
    await tell(engines, did(workspace, "", type="identify", handles=both))
    await drain()
    before = acts(engines, workspace)
    await drain()
    await compaction.compact(engines, clock.now())
    files = engines.lake.files("activity", workspace)
    assert len(files) <= 20
    assert any("~" in name for name in files)
    assert acts(engines, workspace) == before
    await same_as_live(engines, workspace)


async def test_a_crash_between_the_files_and_the_place_doubles_nothing(
    engines: Engines, workspace: UUID, drain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tell(engines, *(did(workspace, f"c{n}", "Seen") for n in range(5)))
    elsewhere = uuid4()
    written = roller._write

    def crash(*arguments: Any) -> None:
        written(*arguments)
        raise OSError("the plug was pulled")

    monkeypatch.setattr("feilun.insight.history.roller._write", crash)
    await drain()
    monkeypatch.undo()
    await tell(engines, *(did(workspace, f"c{n}", "Seen again") for n in range(5)), did(elsewhere, "lin", "Seen"))
    await drain(now=clock.now() + timedelta(hours=1))
    await same_as_live(engines, workspace)
    assert len(acts(engines, workspace)) == 10


async def test_history_told_again_from_the_start_is_the_same(engines: Engines, workspace: UUID, drain: Any) -> None:
    await tell(engines, *(did(workspace, f"c{n}", type="identify", body={"traits": {"n": n}}) for n in range(5)))
    await drain()
    before = acts(engines, workspace)
    async with engines.tables.transaction() as tx:
        await tx.run("update subscription set writer = '0', position = 0 where name = 'history'")
    await drain()
    assert acts(engines, workspace) == before
    await same_as_live(engines, workspace)


async def test_history_says_how_current_it_is(engines: Engines, workspace: UUID, drain: Any) -> None:
    start = clock.now()
    await tell(engines, did(workspace, "lin", "Seen"))
    await drain()
    async with engines.tables.transaction() as tx:
        moved_at = await history.as_of(tx)
    assert moved_at
    assert moved_at >= start


def test_names_sort_like_places() -> None:
    places = [("9", 7), ("10", 3), ("10", 12)]
    assert sorted(place_name(*place) for place in places) == [place_name(*place) for place in places]
    assert merged_name(["1~3", "4", "5~6"]) == "1~6"
    assert uncommitted(["1~3", "4", "5"], "4") == ["4", "5"]


def test_each_row_is_rewritten_few_times() -> None:
    """A thousand equal files, added one by one, cost about log(n) rewritings each."""
    sizes: dict[str, int] = {}
    rewritten = 0
    for number in itertools.count():
        if number == 1000:
            break
        sizes[f"{number:06d}"] = 1
        chosen = to_merge(sizes)
        if chosen:
            total = sum(sizes.pop(name) for name in chosen)
            sizes[merged_name(chosen)] = total
            rewritten += total
        assert len(sizes) <= 40
    assert rewritten < 10_000
    assert sum(sizes.values()) == 1000


def test_very_large_files_are_left_alone() -> None:
    sizes = {f"{number:03d}": 1 << 30 for number in range(30)}
    assert to_merge(sizes) == []


_BEHIND = """select s.name from subscription s where exists (
  select from event e where e.workspace = %(workspace)s and (e.writer, e.position) > (s.writer, s.position))"""


async def test_old_days_of_the_log_leave_the_database_and_stay_in_the_lake(
    engines: Engines, workspace: UUID, drain: Any
) -> None:
    async def log_of(statement: str) -> list[str]:
        async with engines.tables.transaction() as tx:
            rows = await tx.all(statement, workspace=workspace)
        return [row["name"] for row in rows]

    keeping = replace(engines, settings=replace(engines.settings, log_days=2))
    past = clock.now() - timedelta(days=40)
    await retention.retain(keeping, past)
    async with engines.tables.transaction() as tx:
        await events.append(tx, [did(workspace, "lin", "Oldest")], received_at=past)
        await events.append(tx, [did(workspace, "lin", "Old")], received_at=past + timedelta(days=1))
        await events.append(tx, [did(workspace, "lin", "New")])
    ours = "select name from event where workspace = %(workspace)s order by position"
    await retention.retain(keeping, clock.now())  # Nobody has read them yet: only days without events may go.
    assert await log_of(ours) == ["Oldest", "Old", "New"]
    await drain()
    async with engines.tables.transaction() as tx:  # Made-up subscribers of other tests stand still and hold the days.
        await tx.run("delete from subscription where name like 'test-%'")
    assert await log_of(_BEHIND) == []
    await retention.retain(keeping, clock.now())
    assert await log_of(ours) == ["New"]
    kept = engines.lake.run(engines.lake.read("event", workspace).order_by("position")).to_pylist()
    assert [row["name"] for row in kept] == ["Oldest", "Old", "New"]
    assert msgspec.json.decode(kept[0]["handles"]) == [{"kind": "user_id", "value": "lin"}]
    assert len(acts(engines, workspace)) == 3


async def test_without_the_setting_the_log_stays_whole(engines: Engines, workspace: UUID) -> None:
    async with engines.tables.transaction() as tx:
        await events.append(tx, [did(workspace, "lin", "Old")], received_at=clock.now() - timedelta(days=400))
    assert await retention.retain(engines, clock.now()) == 0
    async with engines.tables.transaction() as tx:
        assert await tx.value("select count(*) from event where workspace = %(workspace)s", workspace=workspace) == 1


class _Stamps:
    """A lake of one table, as far as it is asked when its folders changed."""

    def __init__(self, **stamps: int) -> None:
        self.by_workspace = {uuid4(): stamp for stamp in stamps.values()}

    def stamps(self, table: str) -> dict[UUID, int]:
        return self.by_workspace


def test_a_folder_is_looked_at_again_only_when_a_file_came_or_went_or_may_have() -> None:
    lake: Any = _Stamps(old=1, other=2)
    [old, other], looking = lake.by_workspace, Looking()
    for workspace, stamp in looking.due(lake, "activity"):
        looking.done("activity", workspace, stamp)
    assert looking.due(lake, "activity") == [] != looking.due(lake, "profile")
    lake.by_workspace[old] = 3
    assert looking.due(lake, "activity") == [(old, 3)]
    just_now = time.time_ns()
    lake.by_workspace[other] = just_now
    looking.done("activity", other, just_now)
    assert (other, just_now) in looking.due(lake, "activity")
