"""`feilun import FILE`: the importer with a progress bar, on the tables of this installation."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from feilun.config import Config, read_config
from feilun.kernel.errors import Invalid

_FORMATS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(["events", "customers"]), required=True, help="What each row is.")
@click.option("--format", type=click.Choice(["csv", "jsonl", "parquet"]), help="Default: by the file's name.")
@click.option("--key", default="", help="Makes the ids of rows; the same key twice writes each row once.")
@click.option("--channel", default="", help="The channel the events came by, such as store.")
@click.option("--map", "mapping", multiple=True, metavar="COLUMN=TARGET", help="Such as --map 'Card=user_id'.")
@click.option("--workspace", default="", help="Its id or name. Default: the oldest one.")
@click.option("--json", "as_json", is_flag=True, help="Answer as one line of JSON.")
def import_command(file: Path, workspace: str, as_json: bool, mapping: tuple[str, ...], **options: Any) -> None:
    """Bring a CSV, JSONL or Parquet file of events or customers into the log."""
    options["mapping"] = dict(one.split("=", 1) for one in mapping if "=" in one)
    row = asyncio.run(_run(read_config(), file, workspace, not as_json, options))
    if as_json:
        click.echo(json.dumps({name: row[name] for name in ("state", "read", "accepted", "repeated", "refused")}))
    else:
        click.echo(f"{row['read']} rows: {row['accepted']} new, {row['repeated']} repeats, {row['refused']} refused.")
    if row["state"] == "failed":
        raise click.ClickException(str(row["problem"]))


async def _run(config: Config, file: Path, workspace: str, with_bar: bool, options: dict[str, Any]) -> dict[str, Any]:
    from feilun import access, app

    async with app.open_engines(config) as engines:
        await engines.tables.migrate(app.all_migrations())
        async with engines.tables.transaction() as tx:
            known = await access.workspaces(tx)
        return await import_file(engines, _chosen(known, workspace), file, progress_bar(with_bar), **options)


def _chosen(known: list[dict[str, Any]], wanted: str) -> UUID:
    """Raises Invalid."""
    for row in known:
        if wanted in ("", str(row["id"]), row["name"]):
            chosen: UUID = row["id"]
            return chosen
    names = ", ".join(row["name"] for row in known) or "none yet; run `feilun workspace add NAME`"
    raise Invalid(field="workspace", problem=f"{wanted!r} is not there; there is {names}")


async def import_file(
    engines: Any,
    workspace: UUID,
    file: Path,
    progress: Progress,
    *,
    kind: str,
    format: str | None = None,
    mapping: dict[str, str] | None = None,
    key: str = "",
    channel: str = "",
    label: str = "",
) -> dict[str, Any]:
    """Keeps the file, reads it to its end, and gives the import's row. Raises Invalid."""
    from feilun import access
    from feilun.insight import imports
    from feilun.kernel.ids import new_id

    chosen = format or _FORMATS.get(file.suffix.lower())
    if chosen is None:
        raise Invalid(field="format", problem=f"cannot be told from {file.name}; write --format csv, jsonl or parquet")
    id, runner = new_id(), imports.Runner()
    size = await engines.blobs.put(imports.blob_key(workspace, id, chosen), _parts(file))
    async with engines.tables.transaction() as tx:
        shop = await access.workspace_of(tx, workspace)
        await imports.start_run(
            tx,
            workspace,
            id=id,
            kind=kind,
            format=chosen,
            name=file.name,
            total_bytes=size,
            zone=shop["zone"],
            created_by="cli",
            key=key,
            channel=channel,
            mapping=mapping,
            worker=runner.worker,
        )
    with progress:
        task = progress.add_task(label or file.name, total=size)
        return dict(
            await imports.import_now(
                engines, workspace, id, runner, lambda row: progress.update(task, completed=row["bytes"])
            )
        )


def progress_bar(visible: bool = True) -> Progress:
    """Bytes done of all, and the time that is left; on standard error, so that answers stay clean."""
    from rich.console import Console

    return Progress(
        TextColumn("{task.description:<28}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not visible,
    )


async def _parts(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as source:
        while part := await asyncio.to_thread(source.read, 1 << 20):
            yield part
