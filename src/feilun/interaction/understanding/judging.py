"""Runs the suite: phrasings through the model, dialogs through the bot, both also with the version in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec
import structlog

from feilun.interaction import knowledge
from feilun.interaction.understanding import child, hooks, rules, shelf, suite
from feilun.interaction.understanding.child import ReadOrder, Told
from feilun.interaction.understanding.shapes import (
    ArticleClash,
    Comparison,
    DialogResult,
    Played,
    Suite,
    SuiteCase,
    SuiteDialog,
    SuiteFigures,
    SuitePhrasing,
    SuiteReport,
)
from feilun.interaction.understanding.shelf import Published
from feilun.interaction.understanding.snapshot import DamagedVersion
from feilun.interaction.understanding.tasks import Task
from feilun.kernel import clock
from feilun.kernel.sql import Queries
from feilun.language import Understood, normalise
from feilun.store import Engines, Transaction

_queries = Queries(__file__)
_log = structlog.get_logger("feilun.understanding")
_MOST_CASES = 500
_LATELY = timedelta(days=7)
_MOST_TRAFFIC = 500


@dataclass(frozen=True)
class Judgement:
    """A report, and by which suite and against which version it was made."""

    report: SuiteReport
    suite: int
    against: int | None


async def judge_again(engines: Engines, task: Task) -> None:
    """The task `judgement`: the suite has changed, or another version came into force."""
    task.say(0.02, "collect")
    async with engines.tables.transaction() as tx:
        version = await shelf.load(tx, engines, task.workspace, task.number)
        asked = await suite.read(tx, task.workspace)
    judgement = await judge(engines, version, asked, task.part(0.05, 0.98, "judge"))
    async with engines.tables.transaction() as tx:
        await task.end(tx)
        await keep(tx, task.workspace, task.number, judgement)


async def keep(tx: Transaction, workspace: UUID, number: int, judgement: Judgement) -> None:
    """With the transaction that ends the task."""
    report = msgspec.to_builtins(judgement.report)
    await tx.run(
        _queries.keep_report,
        workspace=workspace, number=number, report=report, suite=judgement.suite, against=judgement.against,
    )  # fmt: skip


async def judge(engines: Engines, version: Published, asked: Suite, told: Told) -> Judgement:
    """Raises WorkFailed."""
    in_force = await _in_force(engines, version)
    versions = [version] if in_force is None else [version, in_force]
    traffic = await _traffic(engines, version.workspace) if in_force else []
    cases, dialogs, said, skipped = [], [], [], False
    for place, one in enumerate(versions):
        read = await understand_many(
            engines,
            one,
            [*(phrasing.text for phrasing in asked.phrasings), *traffic],
            _part(told, place, len(versions)),
        )
        size = len(asked.phrasings)
        cases.append(_cases(one, asked.phrasings, read[:size]))
        said.append([answered(found) for found in read[size:]])
        played, skipped = await _dialogs(engines, one, asked.dialogs)
        dialogs.append(played)
    report = _report(versions, asked, cases, dialogs, skipped)
    if report.against:
        against = msgspec.structs.replace(report.against, moved=rules.moved(cases[0], cases[1], said[0], said[1]))
        report = msgspec.structs.replace(report, against=against)
    return Judgement(report, asked.revision, in_force.number if in_force else None)


def _part(told: Told, place: int, of: int) -> Told:
    return lambda done, step: told((place + done) / of, step)


async def _traffic(engines: Engines, workspace: UUID) -> list[str]:
    """What customers asked lately, each text once: to see how much of real traffic moves."""
    async with engines.tables.transaction() as tx:
        asked = await hooks.traffic(tx, workspace, clock.now() - _LATELY, _MOST_TRAFFIC)
    return list(dict.fromkeys(one.text for one in asked))


async def _in_force(engines: Engines, version: Published) -> Published | None:
    """What to compare with; a version in force whose file is damaged is no measure."""
    await shelf.prepare(engines, version.workspace)
    async with engines.tables.transaction() as tx:
        try:
            found = await shelf.serving(tx, engines, version.workspace)
        except DamagedVersion:
            _log.exception("version_in_force_damaged")
            return None
    return None if found is None or found.number == version.number else found


async def understand_many(engines: Engines, version: Published, texts: Sequence[str], told: Told) -> list[Understood]:
    """Many texts at once, in a process of their own when they are many."""
    if version.model is None or not texts:
        return [shelf.nothing_known(text) for text in texts]
    encoders = [one for one in engines.encoders if one.name in version.model.encoder_names]
    return await child.read(encoders, ReadOrder(version.model.to_bytes(), list(texts)), told)


def _cases(version: Published, phrasings: Sequence[SuitePhrasing], understood: Sequence[Understood]) -> list[SuiteCase]:
    learned = {normalise(one.text) for one in version.knowledge.examples}
    return [
        case_of(phrasing, found, phrasing.normal in learned)
        for phrasing, found in zip(phrasings, understood, strict=True)
    ]


def case_of(phrasing: SuitePhrasing, found: Understood, is_leaked: bool) -> SuiteCase:
    """What the version would answer to a phrasing of the suite."""
    top = [UUID(guess.label) for guess in found.guesses]
    return SuiteCase(
        id=phrasing.id,
        text=phrasing.text,
        language=phrasing.language,
        topic=phrasing.topic,
        article=phrasing.article,
        answered=answered(found),
        first=top[0] if top else None,
        top=top,
        outcome=found.outcome,
        confidence=found.confidence,
        half=phrasing.half,
        is_leaked=is_leaked,
    )


def answered(found: Understood) -> UUID | None:
    """The article that is said without asking back."""
    return UUID(found.guesses[0].label) if found.guesses and found.outcome == "sure" else None


async def _dialogs(
    engines: Engines, version: Published, dialogs: Sequence[SuiteDialog]
) -> tuple[list[DialogResult], bool]:
    """Also whether they were skipped, because no bot has registered a player."""
    play = hooks.player()
    if play is None:
        return [], bool(dialogs)
    return [await _dialog(play, engines, version, one) for one in dialogs], False


async def _dialog(play: hooks.Player, engines: Engines, version: Published, dialog: SuiteDialog) -> DialogResult:
    try:
        played: Sequence[Played] = await play(engines, version.workspace, version, dialog)
    except Exception as error:
        # It is the bot that is under test here: where it breaks, this dialog fails, and the others still run.
        _log.exception("dialog_broke", dialog=dialog.name)
        problem = f"the bot broke: {type(error).__name__}: {error}"[:500]
        return DialogResult(id=dialog.id, name=dialog.name, passed=False, failed_turn=1, problem=problem)
    fault = rules.first_fault(dialog.turns, played)
    return DialogResult(
        id=dialog.id,
        name=dialog.name,
        passed=fault is None,
        failed_turn=fault[0] if fault else None,
        problem=fault[1] if fault else "",
        played=list(played),
    )


def _report(
    versions: Sequence[Published],
    asked: Suite,
    cases: Sequence[list[SuiteCase]],
    dialogs: Sequence[list[DialogResult]],
    skipped: bool,
) -> SuiteReport:
    def figures(place: int) -> SuiteFigures:
        known = set(versions[place].knowledge.articles)
        return msgspec.structs.replace(
            rules.figures(cases[place], known, asked.settings.oos_share),
            dialogs=len(asked.dialogs),
            dialogs_passed=sum(one.passed for one in dialogs[place]),
            dialogs_skipped=skipped,
        )

    against: Comparison | None = None
    if len(versions) > 1:
        against = msgspec.structs.replace(
            rules.compare(versions[1].number, cases[0], cases[1], figures(1)),
            broken_dialogs=rules.broken(dialogs[0], dialogs[1]),
        )
    # A question out of scope on whose half the threshold was fitted proves nothing, either way.
    judged = [one for one in cases[0] if not one.is_leaked and (one.article is not None or one.half == "judge")]
    failed = [one for one in judged if not one.is_right]
    failed.sort(key=lambda one: (one.answered is None, -one.confidence))
    return SuiteReport(
        figures=figures(0),
        against=against,
        failed=failed[:_MOST_CASES],
        failed_more=max(0, len(failed) - _MOST_CASES),
        leaked=[one for one in cases[0] if one.is_leaked][:_MOST_CASES],
        dialogs=dialogs[0],
        titles=_titles(versions, cases[0]),
        clashes=[_clash(one) for one in versions[0].knowledge.findings],
        at=clock.now(),
    )


def _clash(found: knowledge.ArticleFinding) -> ArticleClash:
    titles = list(dict.fromkeys(side.title for side in found.sides))
    return ArticleClash(kind=found.kind, titles=titles, phrasing=found.sides[0].phrasing if found.sides else "")


def _titles(versions: Sequence[Published], cases: Sequence[SuiteCase]) -> dict[str, str]:
    """Of the articles that cases name, as the newest version that knows them calls them."""
    named = {id for case in cases for id in (case.article, case.answered, case.first) if id}
    found = {str(id): next((name for one in versions if (name := one.knowledge.title(id))), "") for id in named}
    return {id: title for id, title in found.items() if title}
