"""Audiences over the whole base: our reading of a rule against the same question in hand-written DuckDB SQL.

    python bench/audience.py                                     # small, a few seconds
    python bench/audience.py --customers 1000000 --events 20000000

Both ask the same Parquet files in the same process; each question is asked several times and the best time counts.
Building and compiling the expression is part of our time. The sizes found must be equal. The last line is JSON.
"""

import argparse
import json
import math
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from feilun.insight.segments import parse, scan

NOW = datetime(2026, 11, 30, tzinfo=UTC)
_ORDERS = "type = 'track' and name = 'Order Completed'"
_BABY = "list_contains(from_json(properties -> '/products.category', '[\"VARCHAR\"]'), 'BABY')"


def _since(days: int) -> str:
    return f"occurred_at > timestamptz '{(NOW - timedelta(days=days)).isoformat()}'"


QUESTIONS: dict[str, tuple[Any, str]] = {
    "trait": (
        {"all": [{"trait": "city", "is": "eq", "value": "City 7"}, {"trait": "age", "is": "ge", "value": 30}]},
        "select count(*) from profile where traits ->> '/city' = 'City 7' and cast(traits -> '/age' as double) >= 30",
    ),
    "three in 30 days": (
        {"event": "Order Completed", "measure": "count", "is": "ge", "value": 3, "within_days": 30},
        f"select count(*) from (select customer from activity where {_ORDERS} and {_since(30)}"
        " group by customer having count(*) >= 3) join profile using (customer)",
    ),
    "spent 500 ever": (
        {"event": "Order Completed", "measure": "sum", "is": "ge", "value": 500},
        f"select count(*) from (select customer from activity where {_ORDERS}"
        " group by customer having sum(amount) >= 500) join profile using (customer)",
    ),
    "baby twice, then quiet": (
        {
            "all": [
                {
                    "event": "Order Completed",
                    "measure": "count",
                    "is": "ge",
                    "value": 2,
                    "within_days": 60,
                    "where": [{"property": "products.category", "is": "eq", "value": "BABY"}],
                },
                {"event": "Order Completed", "measure": "count", "is": "eq", "value": 0, "within_days": 21},
            ]
        },
        "select count(*) from profile join (select customer,"
        f" count(*) filter (where {_BABY}) as baby, count(*) filter (where {_since(21)}) as late"
        f" from activity where {_ORDERS} and {_since(60)} group by customer) using (customer)"
        " where baby >= 2 and late = 0",
    ),
    "viewed, not bought, in town": (
        {
            "all": [
                {"event": "page", "measure": "count", "is": "ge", "value": 1, "within_days": 7},
                {"event": "Order Completed", "measure": "count", "is": "eq", "value": 0, "within_days": 30},
                {"trait": "city", "is": "in", "value": ["City 1", "City 2", "City 3"]},
            ]
        },
        "select count(*) from profile join (select customer,"
        f" count(*) filter (where type = 'page' and {_since(7)}) as seen, count(*) filter (where {_ORDERS}) as bought"
        f" from activity where (type = 'page' and {_since(7)}) or ({_ORDERS} and {_since(30)})"
        " group by customer) using (customer)"
        " where seen >= 1 and bought = 0 and traits ->> '/city' in ('City 1', 'City 2', 'City 3')",
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=20_000, help="of the largest of three sizes")
    parser.add_argument("--events", type=int, default=400_000, help="of the largest of three sizes")
    parser.add_argument("--rounds", type=int, default=5, help="askings of each question; the best counts")
    arguments = parser.parse_args()
    sizes = [(arguments.customers // part, arguments.events // part) for part in (4, 2, 1)]
    results = [_one_size(customers, events, arguments.rounds) for customers, events in sizes]
    largest = results[-1]
    slowest = max(one["ours"] for one in largest["questions"].values())
    print(
        json.dumps(
            {"bench": "audience", "aim_ratio": 1.3, "slowest_seconds": slowest, "sizes": results, **_summary(results)}
        )
    )


def _summary(results: list[dict[str, Any]]) -> dict[str, Any]:
    ratios = [one["ratio"] for one in results[-1]["questions"].values()]
    growth = {
        name: round(results[-1]["questions"][name]["ours"] / results[0]["questions"][name]["ours"], 2)
        for name in QUESTIONS
    }
    print(f"growth of our time from the smallest to the largest (rows grow 4 x): {growth}")
    mean = math.exp(sum(math.log(one) for one in ratios) / len(ratios))
    return {"ratio_mean": round(mean, 3), "ratio_worst": max(ratios), "growth": growth}


def _one_size(customers: int, events: int, rounds: int) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="feilun-bench-"))
    try:
        backend = _backend(folder, customers, events)
        questions = {name: _ask(backend, rule, sql, rounds) for name, (rule, sql) in QUESTIONS.items()}
        backend.disconnect()
    finally:
        shutil.rmtree(folder)
    for name, one in questions.items():
        print(f"{customers:>9,} customers {events:>11,} events  {name:<28} ours {one['ours']:.3f} s"
              f"  sql {one['sql']:.3f} s  ratio {one['ratio']:.2f}  found {one['size']:,}")  # fmt: skip
    return {"customers": customers, "events": events, "questions": questions}


def _ask(backend: Any, document: Any, sql: str, rounds: int) -> dict[str, Any]:
    def ours() -> int:
        found = scan(parse(document), backend.table("profile"), backend.table("activity"), NOW)
        return int(backend.to_pyarrow(found.count()).as_py())

    def by_hand() -> int:
        return int(backend.con.execute(sql).fetchall()[0][0])

    size = ours()
    if size != by_hand():
        raise SystemExit(f"the readings differ: ours {size}, by hand {by_hand()}: {document}")
    times = [(_seconds(ours), _seconds(by_hand)) for _ in range(rounds)]
    mine, theirs = min(one for one, _ in times), min(one for _, one in times)
    return {"ours": round(mine, 4), "sql": round(theirs, 4), "ratio": round(mine / theirs, 3), "size": size}


def _seconds(call: Callable[[], int]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _backend(folder: Path, customers: int, events: int) -> Any:
    """Files as history keeps them: activity sorted by type, name, time; customers as UUIDs."""
    backend = ibis.duckdb.connect()
    backend.raw_sql("set timezone = 'UTC'; set preserve_insertion_order = false; select setseed(0.5)")
    backend.raw_sql(f"set temp_directory = '{folder}/spill'")
    backend.raw_sql(
        f"""copy (select md5(i::text)::uuid as customer,
          json_object('name', 'Customer ' || i, 'city', 'City ' || (hash(i) % 50), 'age', 18 + hash(i * 3) % 60,
            'email', 'c' || i || '@shop.example', 'vip', hash(i * 5) % 10 = 0)::varchar as traits
          from range({customers}) t(i)) to '{folder}/profile.parquet' (compression zstd)"""
    )
    backend.raw_sql(
        f"""copy (select i as position, md5(((hash(i) % {customers})::bigint)::text)::uuid as customer,
          case when hash(i * 7) % 10 < 6 then 'page' else 'track' end as type,
          case when hash(i * 7) % 10 < 6 then 'Home' when hash(i * 7) % 10 < 8 then 'Order Completed' else 'Product Viewed' end as name,
          'web' as channel,
          timestamptz '{NOW.isoformat()}' - to_seconds((hash(i * 11) % 15552000)::bigint) as occurred_at,
          case when hash(i * 7) % 10 in (6, 7) then ((hash(i * 13) % 20000) / 100.0)::decimal(24, 4) end as amount,
          json_object('total', (hash(i * 13) % 20000) / 100.0, 'order_id', i,
            'products.category', ['FOOD', case when hash(i * 17) % 4 = 0 then 'BABY' else 'TOYS' end])::varchar as properties
          from range({events}) t(i) order by type, name, occurred_at)
          to '{folder}/activity.parquet' (compression zstd, row_group_size 250000)"""
    )
    for name in ("profile", "activity"):
        backend.raw_sql(f"create view {name} as select * from read_parquet('{folder}/{name}.parquet')")
    return backend


if __name__ == "__main__":
    main()
