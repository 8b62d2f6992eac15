"""Hears answers and what was read in them, opens cases by the rules, and lets the policy decide the routine ones."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from feilun.events import Stored
from feilun.events.catalogue.cases import CaseRecovered
from feilun.events.catalogue.surveys import SurveyAnswered
from feilun.insight import profiles
from feilun.interaction.cases import deciding, referring
from feilun.interaction.cases.opening import Party, announce, known_by, open_case, queries, split
from feilun.interaction.cases.rules import opened_by
from feilun.interaction.cases.shapes import CaseRule, Heard, HeardAspect, HeardScore
from feilun.kernel import clock
from feilun.store import Engines, Row, Transaction

_READ = "feedback.read"
_LONGEST_TEXT = 10_000
# From here on nobody is a detractor any more, by the kind of score.
_RECOVERED = {"nps": 7.0, "csat": 4.0, "ces": 5.0}


class Cases:
    """The subscriber `cases`. It comes after `profiles`, which knows whose answer it is."""

    name = "cases"
    after: str | None = "profiles"
    batch = 100

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        for event in events:
            if event.type == SurveyAnswered.type:
                await _answered(tx, engines, event)
            elif event.type == _READ:
                await _read(tx, engines, event)


async def _answered(tx: Transaction, engines: Engines, event: Stored) -> None:
    told = event.body["properties"]
    party = await _party(tx, event, told.get("language", ""))
    before = await _scores_before(tx, party, UUID(told["response"]))
    heard = Heard(
        survey=UUID(told["survey"]), response=UUID(told["response"]), survey_name=told.get("name", ""),
        scores=scores_of(told.get("scores", {})), before=before, texts=texts_of(told), page=told.get("page", ""),
    )  # fmt: skip
    await _keep_scores(tx, event, heard)
    await _recovered(tx, engines, event, heard)
    await _open(tx, engines, party, heard, f"response:{heard.response}")


async def _read(tx: Transaction, engines: Engines, event: Stored) -> None:
    told = event.body["properties"]
    aspects = [HeardAspect(name=str(one["aspect"]), sentiment=str(one["sentiment"])) for one in told.get("aspects", [])]
    topics = [HeardAspect(name=str(one), sentiment=str(told.get("sentiment", ""))) for one in told.get("topics", [])]
    heard = Heard(
        survey=UUID(told["survey"]) if told.get("survey") else None,
        response=UUID(told["response"]) if told.get("response") else None, aspects=[*aspects, *topics],
    )  # fmt: skip
    source = f"response:{heard.response}" if heard.response else f"text:{told['unit']}"
    await _open(tx, engines, await _party(tx, event, told.get("language", "")), heard, source)


async def _open(tx: Transaction, engines: Engines, party: Party, heard: Heard, source: str) -> None:
    rows = [row for row in await tx.all(queries.rules, workspace=party.workspace) if row["is_on"]]
    wanted = [msgspec.convert(row["rule"], CaseRule) for row in rows]
    for rule, found in opened_by(wanted, heard):
        row = rows[wanted.index(rule)]
        if rule.does == "refer":
            await referring.invite(tx, engines, party, row, rule, source)
        elif case := await open_case(tx, engines, party, row, rule, found, heard, source):
            await deciding.decide_by_machine(tx, engines, case)


async def _party(tx: Transaction, event: Stored, language: str) -> Party:
    customer = await profiles.customer_of_event(tx, event.workspace, event.position) if event.handles else None
    handles = await known_by(tx, event.workspace, customer, event.handles)
    return Party(event.workspace, customer, handles, event.channel, language)


async def _keep_scores(tx: Transaction, event: Stored, heard: Heard) -> None:
    for one in heard.scores:
        await tx.run(
            queries.add_score,
            workspace=event.workspace, response=heard.response, question=one.question, survey=heard.survey,
            kind=one.kind, value=one.value, at=event.occurred_at,
        )  # fmt: skip
    if heard.scores and event.handles:
        names = split(event.handles)
        await tx.run(queries.add_score_handles, workspace=event.workspace, response=heard.response, **names)


async def _scores_before(tx: Transaction, party: Party, response: UUID) -> dict[str, float]:
    if not party.handles:
        return {}
    rows = await tx.all(queries.scores_before, workspace=party.workspace, response=response, **split(party.handles))
    return {row["kind"]: row["value"] for row in rows}


async def _recovered(tx: Transaction, engines: Engines, event: Stored, heard: Heard) -> None:
    """An answer to the second question after a case says whether she came back to us."""
    score = next((one for one in heard.scores if one.kind in _RECOVERED), None)
    if score is None or not event.handles:
        return
    names = split(event.handles)
    row: Row | None = await tx.first(
        queries.asked_again, workspace=event.workspace, survey=heard.survey, at=event.occurred_at, **names
    )
    if row is None:
        return
    is_back = score.value >= _RECOVERED[score.kind]
    if await tx.run(queries.recover, workspace=event.workspace, id=row["id"], recovered=is_back):
        fact = CaseRecovered(case=row["id"], recovered=is_back, score=score.value)
        await announce(tx, engines, event.workspace, fact, event.handles, str(row["id"]), clock.now())


def scores_of(told: Any) -> list[HeardScore]:
    """Scores of a fact; what is no number is left out, so that no fact holds up those behind it."""
    found = []
    for question, one in told.items() if isinstance(told, Mapping) else ():
        value = one.get("value") if isinstance(one, Mapping) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            found.append(HeardScore(question=question, kind=str(one.get("kind", "")), value=float(value)))
    return found


def texts_of(told: Mapping[str, Any]) -> list[str]:
    """What she wrote in her own words."""
    kinds, answers = told.get("kinds"), told.get("answers")
    if not isinstance(kinds, Mapping) or not isinstance(answers, Mapping):
        return []
    return [str(value)[:_LONGEST_TEXT] for name, value in answers.items() if kinds.get(name) == "text" and value]
