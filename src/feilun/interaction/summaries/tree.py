"""The wrap-up tree of a workspace: kept when somebody changed it, else the one every workspace starts with."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from feilun.interaction.summaries import defaults
from feilun.interaction.summaries.codes import VisitorClass, WrapupCode, check_codes
from feilun.interaction.summaries.hearing import queries
from feilun.kernel.errors import Error
from feilun.store import Transaction


class TreeChanged(Error):
    """Somebody else changed the wrap-up codes (revision {revision}); load them anew."""

    status = 409


class Wrapup(msgspec.Struct, frozen=True):
    """`revision` is 0 for the tree a workspace starts with."""

    revision: int
    codes: Sequence[WrapupCode]
    classes: Sequence[VisitorClass]


class _Kept(msgspec.Struct):
    codes: list[WrapupCode]
    classes: list[VisitorClass]


async def tree_of(tx: Transaction, workspace: UUID) -> Wrapup:
    row = await tx.first(queries.tree, workspace=workspace)
    if row is None or row["revision"] == 0:
        return Wrapup(0, defaults.CODES, defaults.CLASSES)
    kept = msgspec.convert(row["tree"], _Kept)
    return Wrapup(row["revision"], kept.codes, kept.classes)


async def change_tree(
    tx: Transaction, workspace: UUID, expected: int, wrapup: Wrapup, author: str, now: datetime
) -> Wrapup:
    """Raises Invalid for a tree that cannot be, TreeChanged when `expected` is not what is kept."""
    check_codes(wrapup.codes, wrapup.classes)
    tree = msgspec.to_builtins(_Kept(list(wrapup.codes), list(wrapup.classes)))
    revision = await tx.value(queries.lock_tree, workspace=workspace, tree=tree, now=now)
    if revision != expected:
        raise TreeChanged(revision=revision)
    await tx.run(queries.keep_tree, workspace=workspace, tree=tree, now=now, author=author)
    return msgspec.structs.replace(wrapup, revision=revision + 1)
