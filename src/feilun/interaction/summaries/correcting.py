"""A person's word about a summary: it replaces ours, is a label, and goes into the log as a new fact."""

from uuid import UUID

import msgspec

from feilun import access
from feilun.access import Caller
from feilun.interaction.summaries import codes, telling
from feilun.interaction.summaries.hearing import queries
from feilun.interaction.summaries.lines import SummarySentence
from feilun.interaction.summaries.shown import SummaryCorrection
from feilun.interaction.summaries.tree import tree_of
from feilun.kernel import clock
from feilun.kernel.errors import Error, Invalid, NotFound
from feilun.store import Engines, Row, Transaction

_LONGEST = 1000
_SENTENCES = ("need", "result", "next_step")


class SummaryChanged(Error):
    """Somebody else changed this summary (revision {revision}); load it anew."""

    status = 409


async def read(tx: Transaction, workspace: UUID, conversation: UUID, closing: int | None = None) -> Row:
    """The last closing's, or that of one closing. Raises NotFound."""
    row = await tx.first(queries.last_of, workspace=workspace, conversation=conversation, closing=closing)
    if row is None:
        raise NotFound(kind="summary", id=conversation)
    return row


async def correct(
    tx: Transaction, engines: Engines, caller: Caller, conversation: UUID, closing: int | None, wish: SummaryCorrection
) -> Row:
    """Raises NotFound, SummaryChanged, and Invalid for a code or class the workspace does not have."""
    known = await read(tx, caller.workspace, conversation, closing)
    place = {"workspace": caller.workspace, "conversation": conversation, "closing": known["closing"]}
    row = await tx.first(queries.lock_one, **place)
    if row is None or row["revision"] != wish.revision:
        raise SummaryChanged(revision=row["revision"] if row else 0)
    await _check(tx, caller.workspace, row, wish)
    now = clock.now()
    await tx.run(
        queries.correct,
        **place, **{name: _sentence(row[name], getattr(wish, name)) for name in _SENTENCES},
        code=row["code"] if wish.code is None else wish.code,
        visitor_class=row["visitor_class"] if wish.visitor_class is None else wish.visitor_class,
        judges_code=wish.code is not None, judges_class=wish.visitor_class is not None,
        author=caller.author, now=now,
    )  # fmt: skip
    changed = await read(tx, caller.workspace, conversation, known["closing"])
    detail = {"code": changed["code"], "before": row["code"], "class": changed["visitor_class"]}
    await access.note(tx, caller, "summary.corrected", subject=f"conversation:{conversation}", detail=detail)
    await telling.tell(tx, engines, changed, now)
    return changed


async def _check(tx: Transaction, workspace: UUID, row: Row, wish: SummaryCorrection) -> None:
    wrapup = await tree_of(tx, workspace)
    leaves = {one.id for one in codes.leaves(wrapup.codes)} | {row["code"], ""}
    if wish.code is not None and wish.code not in leaves:
        raise Invalid(field="code", problem="is no code without further codes below it in the tree")
    if wish.visitor_class is not None and wish.visitor_class not in {*(one.id for one in wrapup.classes), row["visitor_class"], ""}:  # fmt: skip
        raise Invalid(field="visitor_class", problem="is none of the classes of this workspace")
    for name in _SENTENCES:
        if len(getattr(wish, name) or "") > _LONGEST:
            raise Invalid(field=name, problem=f"takes up to {_LONGEST} characters")


def _sentence(stored: dict[str, object], text: str | None) -> dict[str, object]:
    if text is None or text.strip() == stored["text"]:
        return stored
    found: dict[str, object] = msgspec.to_builtins(SummarySentence(text.strip(), (), "person"))
    return found
