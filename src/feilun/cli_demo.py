"""`feilun demo`: loads the demo shop once, then runs everything with the shop open."""

import asyncio
import os
import secrets
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from feilun.config import Config, read_config
from feilun.kernel.errors import Unavailable

_PATIENCE = 90.0
# When no subscriber moves for so long, one is in trouble; the worker of the server goes on with it.
_STALLED = 15.0


@click.command("demo")
@click.option("--load-only", is_flag=True, help="Load the shop and stop.")
@click.option("--up", is_flag=True, hidden=True, help="What happens without --load-only.")
@click.option("--speed", default=30.0, show_default=True, help="Seconds in which one day of the live weeks passes.")
@click.option("--weeks", default=4, show_default=True, help="How many weeks are kept back and played live; 0 for none.")
@click.option("--no-live", is_flag=True, help="Do not play the live weeks.")
def demo_command(load_only: bool, up: bool, speed: float, weeks: int, no_live: bool) -> None:
    """Run a living demo shop on real retail data."""
    config = read_config()
    prepared = asyncio.run(_prepare(config, weeks))
    _say(prepared, config)
    if not load_only:
        _run(config, prepared, None if no_live else speed)


def _folder(config: Config) -> Path:
    return config.folder / "demo"


async def _prepare(config: Config, weeks: int) -> dict[str, Any]:
    """The shop, loaded; what has been done before is not done again. A token when the shop has no furniture yet."""
    from feilun import access, app, demo

    async with app.open_engines(config) as engines:
        await engines.tables.migrate(app.all_migrations())
        async with engines.tables.transaction() as tx:
            shop = await demo.shop_of(tx) or await demo.open_shop(tx, _password(config))
        if not shop.is_loaded:
            await _load(engines, config, shop, weeks)
            await demo.note_loaded(engines.tables, shop)
        token = None
        if not shop.is_furnished:
            async with engines.tables.transaction() as tx:
                token = await access.add_token(tx, shop.workspace, "demo set-up", "owner")
    return {"shop": shop, "token": token, "password": _password(config)}


def _password(config: Config) -> str:
    """Made once and kept beside the demo's data, readable by the owner of the folder alone."""
    path = _folder(config) / "password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9), encoding="utf-8")
    return path.read_text(encoding="utf-8")


async def _load(engines: Any, config: Config, shop: Any, weeks: int) -> None:
    from feilun import demo
    from feilun.cli_import import import_file, progress_bar

    today = datetime.now(ZoneInfo(config.default_zone))
    offset = today.strftime("%z")
    files = await asyncio.to_thread(
        _write_files, demo.find_source(), _folder(config), today.date(), weeks, f"{offset[:3]}:{offset[3:]}"
    )
    for file, kind, label in (
        (files.customers, "customers", "Customers"),
        (files.history, "events", "Orders of a year"),
    ):
        row = await import_file(
            engines, shop.workspace, file, progress_bar(), kind=kind, key=f"demo-{kind}", channel="store", label=label
        )
        if row["state"] != "done" or row["refused"]:
            raise Unavailable(problem=f"The demo's {label.lower()} did not load: {row['problem'] or row['refused']}")
        file.unlink()
    await _project(engines)


def _write_files(source: Path, folder: Path, today: Any, weeks: int, offset: str) -> Any:
    from feilun import demo

    with _counting() as progress:
        task = progress.add_task("Reading the shop's data", total=None)
        return demo.write_files(
            source,
            folder,
            today,
            weeks,
            offset,
            lambda done, total: progress.update(task, completed=done, total=total),
        )


async def _project(engines: Any) -> None:
    """Lets all subscribers catch up, so that the first look at the console shows the whole history."""
    from feilun import app, demo

    stop = asyncio.Event()
    worker = asyncio.create_task(app.run_worker(engines, stop))
    moved_at, before = time.monotonic(), -1
    with _counting() as progress:
        task = progress.add_task("Getting to know them", total=None)
        while not worker.done() and time.monotonic() - moved_at < _STALLED:
            done, total = await demo.places(engines.tables)
            progress.update(task, completed=done, total=total)
            if done >= total > 0:
                break
            if done != before:
                moved_at, before = time.monotonic(), done
            await asyncio.sleep(0.3)
    stop.set()
    await worker


def _counting() -> Progress:
    from rich.console import Console

    return Progress(
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )


def _say(prepared: dict[str, Any], config: Config) -> None:
    from feilun import demo

    click.echo(
        f"\n  Demo shop: {config.url}"
        f"\n  Sign in as {demo.OWNER} with the password {prepared['password']}"
        f"\n  (mei@demo.example answers chats, jun@demo.example leads journeys; the same password)"
        f"\n  Shop page {config.url}/shop/   Mailbox {config.url}/mailbox"
        f"\n  Write key {prepared['shop'].write_key}\n"
    )


def _run(config: Config, prepared: dict[str, Any], speed: float | None) -> None:
    """The process tree in this thread, the mailbox and the open shop beside it."""
    from feilun import demo
    from feilun.app_processes import ProcessTree
    from feilun.kernel.logs import set_up_logs

    set_up_logs(config.log_format)
    host, port = demo.free_address(config.smtp)
    os.environ["FEILUN_SMTP"] = f"smtp://{host}:{port}"
    sink = demo.Sink(config.folder / "mailbox", host, port)
    address = _folder(config) / "address"
    address.unlink(missing_ok=True)
    stop = threading.Event()
    beside = threading.Thread(target=_open_shop, args=(config, prepared, speed, address, stop), daemon=True)
    sink.start()
    beside.start()
    try:
        ProcessTree(read_config(), address).run()
    finally:
        stop.set()
        sink.stop()
        beside.join(10)


def _open_shop(
    config: Config, prepared: dict[str, Any], speed: float | None, address: Path, stop: threading.Event
) -> None:
    """Waits for the server, furnishes the shop once, then plays the live weeks."""
    from feilun import demo

    url = _ready_address(address, stop)
    if url is None:
        return
    shop, token = prepared["shop"], prepared["token"]
    if token:
        api = demo.Api(url, token.secret)
        try:
            demo.furnish(api, config.url)
            asyncio.run(_note_furnished(config, shop))
        except Unavailable as error:
            click.echo(f"The demo's audience and journey could not be made: {error}", err=True)
        threading.Thread(target=_teach, args=(api, url, config, shop.till_key, token.id, stop), daemon=True).start()
    file = _folder(config) / "live.jsonl"
    if speed and file.exists():
        live = demo.Live(file, url, shop.till_key, speed)
        live.stop = stop
        live.run()


def _teach(api: Any, url: str, config: Config, write_key: str, token: Any, stop: threading.Event) -> None:
    """The bot trains for a while, so the live weeks do not wait for it; then nobody needs the token any more."""
    from feilun import demo

    try:
        demo.ask(api, url, write_key)
        demo.study(api, url)
        if demo.teach(api, config.url) and not demo.publish_when_trained(api, stop):
            click.echo("The demo's bot was trained but could not be published; see Versions in the console.", err=True)
        api.call("DELETE", f"/api/v1/tokens/{token}")
    except Unavailable as error:
        click.echo(f"The demo's bot could not be taught: {error}", err=True)


def _ready_address(address: Path, stop: threading.Event) -> str | None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and not stop.wait(0.3):
        url = address.read_text(encoding="utf-8").strip() if address.exists() else ""
        try:
            if url and urllib.request.urlopen(f"{url}/readyz", timeout=5).status == 200:
                return url
        except (urllib.error.URLError, OSError):
            continue
    return None


async def _note_furnished(config: Config, shop: Any) -> None:
    from feilun import app, demo

    async with app.open_engines(config) as engines:
        await demo.note_furnished(engines.tables, shop)
