"""Looks at a finished response for signs of little worth, beside the survey's others; a person judges the flags."""

from datetime import datetime, timedelta
from typing import Any

from feilun.insight import forms
from feilun.insight.surveys import quality
from feilun.insight.surveys.keeper import queries, settings_of
from feilun.insight.surveys.telling import questions_of
from feilun.store import Row, Transaction

_OPEN = frozenset({"text", "long_text"})
_MATRIX = frozenset({"matrix"})
_MINUTE = timedelta(minutes=1)


async def flags_of(
    tx: Transaction, survey: Row, response: Row, form: forms.Form, walk: forms.FormWalk, now: datetime
) -> list[str]:
    """The flags of a response that is being completed; also notes its prints, so that later ones find it."""
    settings = settings_of(survey)
    texts = await _note_prints(tx, survey, response, form, walk, now)
    seen = await _seen(tx, response, texts, now)
    if seen.same_text:
        await tx.run(queries.flag_same_text, **_place(response), prints=texts)
    return quality.flags_of(
        seconds=response["seconds"],
        answered=len(walk.answers),
        matrices=_matrices(form, walk.answers),
        failed_trap=any(name.startswith("trap") and value is True for name, value in walk.variables.items()),
        seen=seen,
        seconds_per_question=settings.seconds_per_question,
        most_per_minute=settings.most_per_minute,
    )


async def _note_prints(
    tx: Transaction, survey: Row, response: Row, form: forms.Form, walk: forms.FormWalk, now: datetime
) -> list[bytes]:
    kinds = {question.id: question.kind for question in questions_of(form)}
    said = {
        key: value
        for key, value in walk.answers.items()
        if isinstance(value, str) and kinds.get(key.partition("@")[0]) in _OPEN
    }
    texts = quality.text_prints(survey["salt"], said)
    await tx.run(queries.drop_text_prints, **_place(response))
    noted = [("text", one) for one in texts] + [
        (kind, response[kind]) for kind in ("device", "address") if response[kind] is not None
    ]
    if noted:
        kinds_, prints = zip(*noted, strict=True)
        await tx.run(queries.add_prints, **_place(response), kinds=list(kinds_), prints=list(prints), now=now)
    return texts


async def _seen(tx: Transaction, response: Row, texts: list[bytes], now: datetime) -> quality.Seen:
    asked = [("text", one) for one in texts] + [
        (kind, response[kind]) for kind in ("device", "address") if response[kind] is not None
    ]
    rows = await tx.all(
        queries.same_prints,
        **_place(response), kinds=[kind for kind, _ in asked], prints=[one for _, one in asked], since=now - _MINUTE,
    )  # fmt: skip
    most: dict[str, int] = {}
    lately = 0
    for row in rows:
        most[row["kind"]] = max(most.get(row["kind"], 0), row["others"])
        lately = max(lately, row["lately"]) if row["kind"] == "address" else lately
    others = await tx.all(queries.lately_completed, **_place(response))
    return quality.Seen(
        seconds=[row["seconds"] for row in others],
        same_device=most.get("device", 0),
        same_address=most.get("address", 0),
        same_text=most.get("text", 0),
        from_address_this_minute=lately,
        this_minute=sum(row["completed_at"] > now - _MINUTE for row in others),
    )


def _matrices(form: forms.Form, answers: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = {question.id: question.kind for question in questions_of(form)}
    return [
        value
        for key, value in answers.items()
        if isinstance(value, dict) and kinds.get(key.partition("@")[0]) in _MATRIX
    ]


def _place(response: Row) -> dict[str, Any]:
    return {"workspace": response["workspace"], "survey": response["survey"], "response": response["id"]}
