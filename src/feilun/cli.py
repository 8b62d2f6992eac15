"""The command line: `feilun up` runs everything on one machine; the other commands run or prepare one part."""

import asyncio
import json
import os
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import click

from feilun import __version__
from feilun.cli_bot import bot_command
from feilun.cli_demo import demo_command
from feilun.cli_import import import_command
from feilun.cli_research import research_command
from feilun.cli_text import text_command
from feilun.config import Config, read_config
from feilun.kernel import threads
from feilun.kernel.errors import Error, Invalid

# The commands import what they run when they run it: `feilun up` itself needs neither the API nor the lake.

T = TypeVar("T")
_as_json = click.option("--json", "as_json", is_flag=True, help="Answer as one line of JSON.")
_workspace = click.option("--workspace", "workspace_id", type=click.UUID, help="Default: the oldest one.")


class _Commands(click.Group):
    """Our own errors are sentences for people, not stack traces."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except Error as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="feilun")
def main() -> None:
    """Feilun: know the customer, talk with her, move her to act, measure, and learn again."""
    os.environ.setdefault(*threads.ONE_FOR_ALGEBRA)


@main.command()
@click.option("--address-file", type=click.Path(path_type=Path), help="Write the address here once it is known.")
def up(address_file: Path | None) -> None:
    """Run everything: database, server and workers, in one process tree."""
    from feilun.app_processes import ProcessTree
    from feilun.kernel.logs import set_up_logs

    config = read_config()
    set_up_logs(config.log_format)
    ProcessTree(config, address_file).run()


@main.command()
@click.option("--descriptor", type=int, hidden=True, help="A listening socket that the parent opened.")
@click.option("--with-worker", is_flag=True, help="Run a background worker in this process too.")
def serve(descriptor: int | None, with_worker: bool) -> None:
    """Run one server process."""
    from feilun import app_server
    from feilun.app_processes import listen

    config = read_config()
    listener = listen(config.host, config.port) if descriptor is None else socket.socket(fileno=descriptor)
    app_server.serve(config, listener, with_worker)


@main.command()
def work() -> None:
    """Run one background worker."""
    from feilun import app_server

    app_server.work(read_config())


@main.command()
@_as_json
def migrate(as_json: bool) -> None:
    """Bring the tables up to date."""
    from feilun import app

    async def run(config: Config) -> list[str]:
        async with app.open_engines(config) as engines:
            return await engines.tables.migrate(app.all_migrations())

    applied = asyncio.run(run(read_config()))
    _answer({"applied": applied}, "\n".join(applied) or "Nothing to do.", as_json)


@main.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from feilun import app

    click.echo(json.dumps(app.openapi_document(), indent=2, ensure_ascii=False))


@main.group()
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.argument("email")
@click.option("--name", default="", help="Default: the e-mail address.")
@click.option("--role", default="owner", show_default=True)
@click.option("--password", help="Default: one is made and shown.")
@_workspace
@_as_json
def add_user(email: str, name: str, role: str, password: str | None, workspace_id: UUID | None, as_json: bool) -> None:
    """Add a person; the first one also gets a workspace."""
    from feilun import access

    chosen = password or secrets.token_urlsafe(12)

    async def add(tx: Any) -> dict[str, str]:
        workspace = workspace_id or await _oldest_workspace(tx) or await access.add_workspace(tx, "My shop")
        person = await access.add_person(tx, workspace, email, name, role, chosen)
        return {"workspace": str(workspace), "person": str(person), "email": email, "password": chosen}

    added = _in_transaction(add)
    _answer(added, f"{email} may sign in as {role}" + ("" if password else f" with the password {chosen}"), as_json)


@main.group()
def workspace() -> None:
    """Workspaces: one per company or brand; nothing crosses between them."""


@workspace.command("add")
@click.argument("name")
@click.option("--zone", help="Time zone, such as Asia/Shanghai.")
@click.option("--region", help="Country of phone numbers written without one, such as CN.")
@_as_json
def add_workspace(name: str, zone: str | None, region: str | None, as_json: bool) -> None:
    """Add a workspace."""
    from feilun import access

    config = read_config()

    async def add(tx: Any) -> dict[str, str]:
        added = await access.add_workspace(tx, name, zone or config.default_zone, region or config.default_region)
        return {"workspace": str(added)}

    added = _in_transaction(add)
    _answer(added, f"Workspace {added['workspace']}", as_json)


@main.group()
def token() -> None:
    """API tokens, for programs that act as a role."""


@token.command("add")
@click.argument("name")
@click.option("--role", default="owner", show_default=True)
@_workspace
@_as_json
def add_token(name: str, role: str, workspace_id: UUID | None, as_json: bool) -> None:
    """Add an API token and show it once."""
    from feilun import access

    async def add(tx: Any) -> dict[str, str]:
        added = await access.add_token(tx, workspace_id or await _needed_workspace(tx), name, role)
        return {"id": str(added.id), "secret": added.secret}

    added = _in_transaction(add)
    _answer(added, added["secret"], as_json)


@main.group("write-key")
def write_key() -> None:
    """Write keys, with which a shop sends events."""


@write_key.command("add")
@click.argument("name")
@click.option("--channel", default="web", show_default=True)
@_workspace
@_as_json
def add_write_key(name: str, channel: str, workspace_id: UUID | None, as_json: bool) -> None:
    """Add a write key and show it once."""
    from feilun import access

    async def add(tx: Any) -> dict[str, str]:
        added = await access.add_write_key(tx, workspace_id or await _needed_workspace(tx), name, channel)
        return {"id": str(added.id), "secret": added.secret}

    added = _in_transaction(add)
    _answer(added, added["secret"], as_json)


def _in_transaction(work: Callable[[Any], Awaitable[T]]) -> T:
    """Runs on the tables of this installation, brought up to date first."""
    from feilun import app

    async def run(config: Config) -> T:
        async with app.open_engines(config) as engines:
            await engines.tables.migrate(app.all_migrations())
            async with engines.tables.transaction() as tx:
                return await work(tx)

    return asyncio.run(run(read_config()))


async def _oldest_workspace(tx: Any) -> UUID | None:
    from feilun import access

    found = await access.workspaces(tx)
    return found[0]["id"] if found else None


async def _needed_workspace(tx: Any) -> UUID:
    found = await _oldest_workspace(tx)
    if found is None:
        raise Invalid(field="workspace", problem="there is none yet; run `feilun workspace add NAME`")
    return found


def _answer(facts: dict[str, Any], sentence: str, as_json: bool) -> None:
    click.echo(json.dumps(facts) if as_json else sentence)


# Commands in modules of their own.
main.add_command(import_command)
main.add_command(demo_command)
main.add_command(bot_command)
main.add_command(text_command)
main.add_command(research_command)

if __name__ == "__main__":
    sys.exit(main())
