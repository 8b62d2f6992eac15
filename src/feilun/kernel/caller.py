"""Who asks: known before a handler runs, and always of one workspace."""

from typing import Any
from uuid import UUID

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from feilun.kernel.errors import Forbidden, Unauthenticated

# For `needs(ANYONE)`: every known caller, whatever the role.
ANYONE = ""


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in staff member or an API token. `person` is None for a token."""

    workspace: UUID
    name: str
    rights: frozenset[str]
    person: UUID | None = None
    token: UUID | None = None

    @property
    def author(self) -> str:
        """Who did it, for facts and audit rows: `staff:<id>` or `token:<id>`."""
        return f"staff:{self.person}" if self.person else f"token:{self.token}"

    def needs(self, right: str) -> None:
        """Raises Forbidden."""
        if right not in self.rights:
            raise Forbidden(right=right)


def _guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    caller = connection.scope.get("caller")
    if not isinstance(caller, Caller):
        raise Unauthenticated()
    right = handler.opt["right"]
    if right != ANYONE:
        caller.needs(right)


def needs(right: str) -> dict[str, Any]:
    """For a route: `@get("/customers", **needs("customers.read"))`. A test walks all routes and finds one without."""
    return {"right": right, "guards": [_guard]}


def public(why: str) -> dict[str, Any]:
    """For a route that a stranger may call; says why, and the test of access prints it."""
    return {"public": why}


async def provide_caller(scope: Any) -> Caller:
    """The dependency `caller` of handlers. Raises Unauthenticated."""
    caller = scope.get("caller")
    if not isinstance(caller, Caller):
        raise Unauthenticated()
    return caller
