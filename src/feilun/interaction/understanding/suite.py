"""Keeps the suite. Every change moves its revision, so that a judgement by an older suite is known as such."""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from feilun.interaction.understanding.rules import half_of
from feilun.interaction.understanding.shapes import (
    DialogTurn,
    Language,
    Suite,
    SuiteDialog,
    SuitePhrasing,
    SuiteSettings,
)
from feilun.kernel import clock
from feilun.kernel.errors import Invalid, NotFound
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.language import normalise
from feilun.store import Json, Transaction

_queries = Queries(__file__)
MOST_PHRASINGS = 20_000
MOST_DIALOGS = 500
MOST_TURNS = 50
LONGEST = 1_000
ROUTES = frozenset(
    {"answer", "flow", "flow_step", "menu", "link", "buttons", "unknown", "handover", "offline", "silent"}
)


class NewSuitePhrasing(msgspec.Struct, kw_only=True):
    """A question for the suite. Without `article` the bot must not answer it."""

    text: str
    language: Language
    article: UUID | None = None
    topic: str = ""


async def read(tx: Transaction, workspace: UUID) -> Suite:
    """The whole suite at one revision."""
    row = await tx.first(_queries.suite, workspace=workspace)
    phrasings = await tx.all(_queries.suite_phrasings, workspace=workspace)
    dialogs = await tx.all(_queries.suite_dialogs, workspace=workspace)
    return Suite(
        settings=msgspec.convert(row["settings"], SuiteSettings) if row else SuiteSettings(),
        revision=row["revision"] if row else 0,
        phrasings=[msgspec.convert(one, SuitePhrasing) for one in phrasings],
        dialogs=[msgspec.convert(one, SuiteDialog) for one in dialogs],
    )


async def settings(tx: Transaction, workspace: UUID) -> tuple[SuiteSettings, int]:
    """What versions must reach, and the suite's revision; 0 before anybody changed it."""
    row = await tx.first(_queries.suite, workspace=workspace)
    return (msgspec.convert(row["settings"], SuiteSettings), row["revision"]) if row else (SuiteSettings(), 0)


async def set_settings(tx: Transaction, workspace: UUID, wanted: SuiteSettings) -> int:
    """The new revision."""
    await _lock(tx, workspace)
    await tx.run(_queries.set_suite_settings, workspace=workspace, settings=msgspec.to_builtins(wanted))
    return await _move(tx, workspace)


async def add(tx: Transaction, workspace: UUID, wanted: Sequence[NewSuitePhrasing], by: str) -> list[UUID]:
    """Adds or, where the same words are there already, changes; the ids in the order given. Raises Invalid."""
    await _lock(tx, workspace)
    counts = await tx.first(_queries.suite_counts, workspace=workspace) or {}
    normals = await asyncio.to_thread(lambda: [normalise(one.text) for one in wanted])
    known = await _known(tx, workspace, normals)
    if counts["in_scope"] + counts["out_of_scope"] + len(wanted) > MOST_PHRASINGS:
        raise Invalid(field="phrasings", problem=f"A suite has at most {MOST_PHRASINGS} questions")
    fits, judges, ids = counts["fits"], counts["judges"], []
    fresh: dict[str, dict[str, Any]] = {}
    for one, normal in zip(wanted, normals, strict=True):
        _check(one, normal)
        half = "judge"
        if one.article is None:
            half = half_of(fits, judges)
            fits, judges = fits + (half == "fit"), judges + (half == "judge")
        values: dict[str, Any] = {"language": one.language, "article": one.article, "topic": one.topic.strip()}
        row = {"workspace": workspace, "id": known.get(normal) or new_id(), "half": half, **values}
        if normal in known and normal not in fresh:
            await tx.run(_queries.change_phrasing, **row)
        else:
            fresh[normal] = {**row, "text": one.text.strip(), "normal": normal, "now": clock.now(), "by": by}
        known[normal] = row["id"]
        ids.append(row["id"])
    if fresh:
        await tx.many(_queries.add_phrasing, list(fresh.values()))
    await _move(tx, workspace)
    return ids


def check_phrasing(one: NewSuitePhrasing) -> None:
    """Raises Invalid."""
    _check(one, normalise(one.text))


def _check(one: NewSuitePhrasing, normal: str) -> None:
    if not normal or len(one.text) > LONGEST or "\x00" in one.text:
        raise Invalid(field="text", problem=f"needs 1 to {LONGEST} characters that say something")
    if len(one.topic) > 200 or "\x00" in one.topic:
        raise Invalid(field="topic", problem="has at most 200 characters")


async def remove(tx: Transaction, workspace: UUID, id: UUID) -> str:
    """The text that was removed. Raises NotFound."""
    await _lock(tx, workspace)
    text = await tx.value(_queries.delete_phrasing, workspace=workspace, id=id)
    if text is None:
        raise NotFound(kind="phrasing of the suite", id=id)
    await _move(tx, workspace)
    return str(text)


async def put_dialog(tx: Transaction, workspace: UUID, dialog: SuiteDialog, by: str, is_new: bool) -> None:
    """Raises Invalid, and NotFound for a dialog that is not there."""
    check_dialog(dialog)
    await _lock(tx, workspace)
    if not is_new and await tx.first(_queries.dialog, workspace=workspace, id=dialog.id) is None:
        raise NotFound(kind="dialog of the suite", id=dialog.id)
    if is_new and len(await tx.all(_queries.suite_dialogs, workspace=workspace)) >= MOST_DIALOGS:
        raise Invalid(field="dialogs", problem=f"A suite has at most {MOST_DIALOGS} dialogs")
    await tx.run(
        _queries.put_dialog,
        workspace=workspace, id=dialog.id, name=dialog.name.strip(), language=dialog.language, channel=dialog.channel,
        turns=Json(msgspec.to_builtins(dialog.turns)), now=clock.now(), by=by,
    )  # fmt: skip
    await _move(tx, workspace)


def check_dialog(dialog: SuiteDialog) -> None:
    """Raises Invalid."""
    if not 1 <= len(dialog.name.strip()) <= 200:
        raise Invalid(field="name", problem="has 1 to 200 characters")
    if not 1 <= len(dialog.turns) <= MOST_TURNS:
        raise Invalid(field="turns", problem=f"There are 1 to {MOST_TURNS} turns")
    for place, turn in enumerate(dialog.turns):
        problem = _turn_problem(turn)
        if problem:
            raise Invalid(field=f"turns[{place}]", problem=problem)


def _turn_problem(turn: DialogTurn) -> str:
    if bool(turn.say.strip()) == bool(turn.tap):
        return "the customer either says or taps something"
    if turn.tap and not all(isinstance(turn.tap.get(name, ""), str) for name in ("kind", "id", "decision")):
        return "kind, id and decision of a tap are texts"
    if turn.expect.route and turn.expect.route not in ROUTES:
        return f"there is no route {turn.expect.route!r}"
    return ""


async def remove_dialog(tx: Transaction, workspace: UUID, id: UUID) -> str:
    """The name that was removed. Raises NotFound."""
    await _lock(tx, workspace)
    name = await tx.value(_queries.delete_dialog, workspace=workspace, id=id)
    if name is None:
        raise NotFound(kind="dialog of the suite", id=id)
    await _move(tx, workspace)
    return str(name)


async def _lock(tx: Transaction, workspace: UUID) -> None:
    await tx.first(_queries.lock_suite, workspace=workspace, settings=msgspec.to_builtins(SuiteSettings()))


async def _move(tx: Transaction, workspace: UUID) -> int:
    return int(await tx.value(_queries.move_suite, workspace=workspace))


async def _known(tx: Transaction, workspace: UUID, normals: Sequence[str]) -> dict[str, UUID]:
    hashes = [hashlib.md5(normal.encode(), usedforsecurity=False).hexdigest() for normal in normals]
    rows = await tx.all(_queries.known_phrasings, workspace=workspace, hashes=hashes)
    return {row["normal"]: row["id"] for row in rows}
