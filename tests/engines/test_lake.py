"""Every lake keeps the same promises."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import ibis
import pyarrow as pa
import pytest

from feilun import engines
from feilun.store import Lake

HOME, STRANGER = uuid4(), uuid4()


@pytest.fixture(params=["folder"])
def lake(tmp_path: Path) -> Iterator[Lake]:
    lake = engines.open_lake(tmp_path)
    yield lake
    lake.close()


def rows(*numbers: int, **more: Any) -> pa.Table:
    return pa.table({"number": list(numbers), **more})


def numbers(lake: Lake, workspace: UUID = HOME) -> list[int]:
    table = lake.read("activity", workspace)
    return sorted(lake.run(table.select("number"))["number"].to_pylist()) if table is not None else []


def test_what_is_written_is_read_by_an_expression(lake: Lake) -> None:
    lake.write("activity", HOME, "1", rows(1, 2))
    lake.write("activity", HOME, "2", rows(3))
    table = lake.read("activity", HOME)
    assert lake.run(table.aggregate(total=table.number.sum()))["total"].to_pylist() == [6]


def test_the_same_name_twice_is_one_file(lake: Lake) -> None:
    lake.write("activity", HOME, "1", rows(1))
    lake.write("activity", HOME, "1", rows(1, 2))
    assert numbers(lake) == [1, 2]
    assert lake.files("activity", HOME) == ["1"]


def test_a_stranger_sees_nothing(lake: Lake) -> None:
    lake.write("activity", HOME, "1", rows(1))
    assert lake.read("activity", STRANGER) is None
    assert lake.files("activity", STRANGER) == []


def test_a_compacted_file_stands_for_the_files_between(lake: Lake) -> None:
    for name in ("1", "2", "3"):
        lake.write("activity", HOME, name, rows(int(name)))
    lake.write("activity", HOME, "1~2", rows(1, 2))
    assert lake.files("activity", HOME) == ["1~2", "3"]
    assert numbers(lake) == [1, 2, 3]
    assert lake.covered("activity", HOME) == ["1", "2"]
    lake.remove("activity", HOME, ["1", "2"])
    lake.write("activity", HOME, "1~3", rows(1, 2, 3))
    assert lake.files("activity", HOME) == ["1~3"]
    assert numbers(lake) == [1, 2, 3]


def test_older_files_give_null_for_a_newer_column(lake: Lake) -> None:
    lake.write("activity", HOME, "1", rows(1))
    lake.write("activity", HOME, "2", rows(2, city=["上海"]))
    table = lake.read("activity", HOME)
    assert lake.run(table.order_by("number"))["city"].to_pylist() == [None, "上海"]


def test_ids_and_times_come_back_as_they_were(lake: Lake) -> None:
    customer = uuid4()
    ids = pa.array([customer.bytes], pa.uuid())
    lake.write("profile", HOME, "1", pa.table({"customer": ids, "at": pa.array([0], pa.timestamp("us", "UTC"))}))
    table = lake.read("profile", HOME)
    found = lake.run(table.filter(table.customer == ibis.literal(str(customer)).cast("uuid"))).to_pylist()
    assert str(found[0]["customer"]) == str(customer)
    assert found[0]["at"].utcoffset().total_seconds() == 0


def test_a_table_in_memory_can_be_joined(lake: Lake) -> None:
    lake.write("activity", HOME, "1", rows(1, 2, 3))
    wanted = ibis.memtable(pa.table({"number": [2, 3, 4]}))
    table = lake.read("activity", HOME)
    assert sorted(lake.run(table.semi_join(wanted, "number"))["number"].to_pylist()) == [2, 3]


def test_many_threads_read_and_write_at_once(lake: Lake) -> None:
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for step in range(10):
                lake.write("activity", HOME, f"{number:03}.{step:03}", rows(number))
                assert number in numbers(lake)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(numbers(lake)) == 60


def test_a_lake_elsewhere_is_refused_with_what_to_write() -> None:
    with pytest.raises(engines.UnknownEngine, match="folder"):
        engines.open_lake("ftp://somewhere")


def test_the_rows_of_an_expression_are_kept_in_order_and_with_their_types(lake: Lake) -> None:
    customers = [uuid4() for _ in range(3)]
    ids = pa.array([customer.bytes for customer in customers], pa.uuid())
    lake.write("activity", HOME, "1", rows(3, 1, 2, customer=ids))
    table = lake.read("activity", HOME)
    assert lake.keep("activity", HOME, "1~1", table.order_by("number")) == 3
    assert lake.files("activity", HOME) == ["1~1"]
    kept = lake.read("activity", HOME)
    assert kept.schema() == table.schema()
    assert lake.run(kept)["number"].to_pylist() == [1, 2, 3]


def test_a_lake_knows_when_a_file_came_or_went_and_the_sizes_of_its_files(lake: Lake) -> None:
    lake.write("activity", HOME, "1", rows(1))
    lake.write("activity", HOME, "2", rows(*range(5000)))
    sizes = lake.sizes("activity", HOME)
    assert 0 < sizes["1"] < sizes["2"]
    before = lake.stamps("activity")
    assert list(before) == [HOME] and before == lake.stamps("activity")
    assert lake.stamps("profile") == {}
    assert lake.run(lake.read("activity", HOME, ["1"]))["number"].to_pylist() == [1]
    time.sleep(0.02)
    lake.remove("activity", HOME, ["1"])
    assert lake.stamps("activity")[HOME] > before[HOME]
