"""What sealed blocks hold is what the table says, whatever happens to it meanwhile."""

import asyncio
import contextlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pytest
from tests.forms.random_forms import Maker
from tests.reporting.conftest import Polls, shop_form

from feilun.insight import forms, reporting, surveys
from feilun.insight.reporting import AnswerFilter, AnswerFrame, sealing
from feilun.insight.reporting import blocks as shelves
from feilun.insight.reporting.columns import Batch
from feilun.kernel import clock
from feilun.store import Engines


async def frame(polls: Polls, survey: UUID, wish: AnswerFilter | None = None, **how: Any) -> AnswerFrame:
    async with reporting.snapshot(polls.engines) as tx:
        return await reporting.frame_of(tx, polls.engines, polls.workspace, survey, wish or AnswerFilter(), **how)


def told(frame: AnswerFrame) -> dict[str, Any]:
    """Everything a figure could be counted from."""
    keys = {f"{one.question}@{one.item}" if one.item else one.question for one in frame.codebook}
    return {
        "ids": frame.ids,
        "weights": frame.weights.tolist(),
        "columns": {name: [str(one) for one in frame.columns[name].tolist()] for name in frame.book.columns},
        "saw": {key: frame.saw(key).tolist() for key in keys},
        "paths": frame.paths().listed(),
        "stands": frame.stands().listed(),
    }


async def same(polls: Polls, survey: UUID, wish: AnswerFilter | None = None) -> AnswerFrame:
    """The frame, which says the same with and without blocks."""
    what = (polls.engines, polls.workspace, survey, wish or AnswerFilter())
    async with reporting.snapshot(polls.engines) as tx:
        found = await reporting.frame_of(tx, *what, with_texts=True)
        plain = await reporting.frame_of(tx, *what, with_texts=True, with_blocks=False)
    assert told(found) == told(plain)
    return found


async def rows(polls: Polls, survey: UUID, wish: AnswerFilter | None = None, **how: Any) -> list[dict[str, Any]]:
    found = reporting.blocks_of(polls.engines, polls.workspace, survey, wish or AnswerFilter(), size=150, **how)
    return [row async for block in found for row in block.rows]


async def test_blocks_say_what_the_table_says(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *polls.crowd(450))
    assert await polls.seals() > 0
    await polls.answers(survey, *polls.crowd(30))
    found = await same(polls, survey)
    assert (len(found), int((found.lines.blocks > 0).sum())) == (480, 450)
    assert np.nanmax(found.numbers("age")) == 61


async def test_rows_for_exports_are_the_same_with_and_without_blocks(polls: Polls) -> None:
    survey = await polls.makes()
    crowd = polls.crowd(460)
    ids = await polls.answers(survey, *crowd)
    await polls.seals()
    with_blocks = await rows(polls, survey)
    assert with_blocks == await rows(polls, survey, with_blocks=False)
    assert [row["_id"] for row in with_blocks] == sorted(ids)
    said = dict(zip(ids, crowd, strict=True))
    for row in with_blocks:
        hers = said[row["_id"]]
        assert (row["nps"], row.get("why"), row.get("age")) == (hers["nps"], hers.get("why"), hers.get("age"))
    assert {type(row["nps"]) for row in with_blocks} == {int}


async def changes(polls: Polls, statement: str, **values: Any) -> None:
    async with polls.tables.transaction() as tx:
        assert await tx.run(f"update survey_response set {statement} where id = any(%(ids)s::uuid[])", **values) > 0


async def test_an_answer_changed_after_sealing_counts_as_the_table_says(polls: Polls) -> None:
    survey = await polls.makes()
    ids = await polls.answers(survey, *[{"sex": "f", "nps": 9}] * 220)
    await polls.seals()
    await changes(polls, 'answers = answers || \'{"sex": "m"}\', seq = seq + 1', ids=ids[:20])
    found = await same(polls, survey)
    assert int(found.codes("sex").mask("m").sum()) == 20


async def test_weight_exclusion_and_state_are_always_those_of_the_table(polls: Polls) -> None:
    survey = await polls.makes()
    ids = await polls.answers(survey, *[{"sex": "f", "nps": 9}] * 220)
    await polls.seals()
    await changes(polls, "weight = 3", ids=ids[:10])
    await changes(polls, "excluded_at = now()", ids=ids[10:30])
    await changes(polls, "state = 'screened'", ids=ids[30:35])
    found = await same(polls, survey)
    assert (len(found), found.weights.sum()) == (195, 195 + 20)
    assert (found.lines.blocks > 0).all()


async def test_nothing_of_an_erased_respondent_stays_in_any_block(polls: Polls) -> None:
    survey = await polls.makes()
    ids = await polls.answers(survey, *[{"sex": "f", "nps": 9, "why": "keep"}] * 219)
    [hers] = await polls.answers(survey, {"sex": "m", "nps": 1, "why": "my secret word"})
    await polls.seals()
    assert "my secret word" in await stored(polls, survey)
    await changes(polls, "answers = '{}', passed = '[]', state = 'erased'", ids=[hers])
    found = await same(polls, survey)
    assert sorted(found.ids) == sorted(ids)
    await sealing.cleanse(polls.engines, clock.now())
    assert "my secret word" not in (left := await stored(polls, survey))
    assert "keep" in left
    found = await same(polls, survey)
    assert (len(found), int((found.lines.blocks > 0).sum())) == (219, 219)


async def stored(polls: Polls, survey: UUID) -> set[str]:
    """Every text in the blobs of a survey."""
    folder = Path(polls.engines.settings.folder) / "files" / str(polls.workspace) / "surveys" / "blocks"
    found: set[str] = set()
    for file in folder.glob(f"{survey}-*"):
        for column in pa.ipc.open_stream(file.read_bytes()).read_all().columns:
            for chunk in column.chunks:
                if isinstance(chunk, pa.DictionaryArray):
                    found |= set(chunk.dictionary.to_pylist())
    return found


async def test_a_deleted_survey_leaves_no_blob(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *[{"sex": "f", "nps": 9, "why": "gone"}] * 200)
    await polls.seals()
    assert (await polls.owner.delete(f"/api/v1/surveys/{survey}")).status_code == 204
    await sealing.cleanse(polls.engines, clock.now())
    assert await stored(polls, survey) == set()


async def test_simulated_respondents_stand_apart(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *[{"sex": "f", "nps": 9}] * 210)
    await polls.owner.post(f"/api/v1/surveys/{survey}/simulations", json={"number": 40})
    await polls.seals()
    real = await same(polls, survey)
    assert len(real) == 210
    wish = AnswerFilter(is_simulated=True)
    simulated = await frame(polls, survey, wish)
    assert (len(simulated) > 0, simulated.channels.words) == (True, ["simulated"])
    assert set(simulated.ids) & set(real.ids) == set()


async def test_a_column_keeps_its_name_over_versions_and_takes_the_newest_label(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(
        survey, *[{"sex": "f", "nps": 3, "cause": "late"}, {"sex": "m", "nps": 2, "cause": "cold"}] * 100
    )
    form = shop_form()
    form["pages"][0]["questions"][0]["options"] = [
        {"code": "f", "label": {"en": "Women"}},
        {"code": "x", "label": {"en": "X"}},
    ]
    form["pages"][1]["questions"] = [one for one in form["pages"][1]["questions"] if one["id"] != "cause"]
    form["pages"][1]["questions"].append({"id": "again", "kind": "boolean", "title": {"en": "Again?"}})
    await polls.redraws(survey, form)
    await polls.answers(survey, *[{"sex": "x", "nps": 10, "again": True}] * 20)
    await polls.seals()
    found = await same(polls, survey)
    book = found.book.columns
    assert [(one.code, one.label["en"]) for one in book["sex"].values] == [("f", "Women"), ("x", "X"), ("m", "M")]
    assert (int(found.answered("cause").sum()), int(found.saw("again").sum()), int(found.saw("cause").sum())) == (
        200,
        20,
        200,
    )
    assert "cause" in book


async def test_a_question_that_became_a_number_still_counts_its_older_words(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *[{"sex": "f", "nps": 9}] * 200)
    form = shop_form()
    form["pages"][0]["questions"][0] = {"id": "sex", "kind": "number", "title": {"en": "Sex as a number"}}
    await polls.redraws(survey, form)
    await polls.answers(survey, {"sex": 2, "nps": 9})
    await polls.seals()
    found = await same(polls, survey)
    assert int(np.nansum(found.numbers("sex"))) == 2
    assert int(found.codes("sex").mask("f").sum()) == 200


@pytest.mark.parametrize("moment", ["before the files", "between the files", "before the commit", "after the commit"])
async def test_a_sealing_that_dies_is_done_again_and_leaves_nothing(
    polls: Polls, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *[{"sex": "f", "nps": 9}] * 230)
    await polls.seals()
    await polls.answers(survey, *[{"sex": "m", "nps": 3}] * 210)
    await polls.looks_again()
    with monkeypatch.context() as patch:
        patch.setattr(*_DEATHS[moment])
        with contextlib.suppress(RuntimeError):
            await polls.seals()
    assert len(await same(polls, survey)) == 440
    await polls.looks_again()
    await polls.seals()
    found = await same(polls, survey)
    assert int((found.lines.blocks > 0).sum()) == 440
    await sealing.cleanse(polls.engines, clock.now() + timedelta(hours=1))
    async with polls.tables.transaction() as tx:
        rows = await tx.all("select id, state from survey_block where survey = %(s)s", s=survey)
    assert [row["state"] for row in rows] == ["standing"]
    folder = Path(polls.engines.settings.folder) / "files" / str(polls.workspace) / "surveys" / "blocks"
    assert {file.name.split(".")[0].rsplit("-", 1)[1] for file in folder.glob(f"{survey}-*")} == {str(rows[0]["id"])}


async def test_a_damaged_block_is_read_from_the_table(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *polls.crowd(200))
    await polls.seals()
    folder = Path(polls.engines.settings.folder) / "files" / str(polls.workspace) / "surveys" / "blocks"
    [file] = folder.glob(f"{survey}-*[0-9].arrow")
    for content in (file.read_bytes()[:-500], b"", b"nonsense" * 100):
        file.write_bytes(content)
        assert len(await same(polls, survey)) == 200


async def dies(*_: Any, **__: Any) -> None:
    raise RuntimeError("the power went out")


async def stores_half(engines: Engines, workspace: UUID, survey: UUID, block: int, batch: Batch) -> None:
    key = f"{workspace}/surveys/blocks/{survey}-{block}.arrow"
    await engines.blobs.put(key, shelves._once(b"half of it"))
    raise RuntimeError("the power went out")


_DEATHS: dict[str, tuple[Any, str, Any]] = {
    "before the files": (shelves, "store", dies),
    "between the files": (shelves, "store", stores_half),
    "before the commit": (sealing, "_put", dies),
    "after the commit": (shelves, "remove", dies),
}


async def test_a_block_that_vanishes_while_it_is_read_is_read_from_the_table(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *polls.crowd(200))
    await polls.seals()
    async with polls.tables.transaction() as tx:
        block = await tx.value("select id from survey_block where survey = %(s)s", s=survey)
    await shelves.remove(polls.engines, polls.workspace, survey, block)
    assert len(await same(polls, survey)) == 200


async def test_blocks_fill_up_before_new_ones_begin(polls: Polls) -> None:
    survey = await polls.makes()
    for _ in range(3):
        await polls.answers(survey, *polls.crowd(210))
        await polls.looks_again()
        await polls.seals()
        await same(polls, survey)
    async with polls.tables.transaction() as tx:
        rows = await tx.all("select number from survey_block where survey = %(s)s and state = 'standing'", s=survey)
    assert [row["number"] for row in rows] == [630]


async def test_who_answers_while_we_read_is_in_all_figures_or_in_none(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *[{"sex": "f", "nps": 9}] * 210)
    await polls.seals()
    async with reporting.snapshot(polls.engines) as tx:
        before = await reporting.frame_of(tx, polls.engines, polls.workspace, survey, AnswerFilter())
        ids = await polls.answers(survey, {"sex": "m", "nps": 0})
        await changes(polls, "answers = '{}', seq = 99", ids=before.ids[:5])
        again = await reporting.frame_of(tx, polls.engines, polls.workspace, survey, AnswerFilter())
    assert told_briefly(before) == told_briefly(again)
    assert ids[0] in (await frame(polls, survey)).ids


def told_briefly(frame: AnswerFrame) -> tuple[list[UUID], list[str | None]]:
    return frame.ids, frame.codes("sex").listed()


async def test_answers_and_sealings_at_once_lose_nobody(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *polls.crowd(210))

    async def answers() -> None:
        for _ in range(6):
            await polls.answers(survey, *polls.crowd(50))

    async def seals() -> None:
        for _ in range(6):
            await polls.looks_again()
            await polls.seals()
            await sealing.cleanse(polls.engines, clock.now())

    async def reads() -> None:
        for _ in range(6):
            await same(polls, survey)

    await asyncio.gather(answers(), seals(), seals(), reads())
    assert len(await same(polls, survey)) == 510


@pytest.mark.parametrize("seed", range(12))
async def test_random_forms_say_the_same_with_and_without_blocks(polls: Polls, seed: int) -> None:
    """Every kind of question, loops, panels, shuffles and jumps; respondents by chance, some of them stopped half-way."""
    maker = Maker(seed)
    raw = maker.form()
    async with polls.tables.transaction() as tx:
        survey = await surveys.create(tx, polls.workspace, "By chance", raw)
        await tx.run("update survey set version = 1, state = 'open' where id = %(s)s", s=survey)
        await tx.run(
            "insert into survey_version (workspace, survey, number, revision, form, published_at, published_by)"
            " values (%(w)s, %(s)s, 1, 1, %(form)s, now(), 'mei')",
            w=polls.workspace, s=survey, form=raw,
        )  # fmt: skip
    people = forms.simulate(forms.read_form(raw), 205, seed)
    for one in people:
        states = {"done": "complete", "": "partial"}
        await polls.answers(
            survey,
            one.answers,
            seed=one.seed,
            passed=one.path if one.kind else one.path[:-1],
            state=states.get(one.kind, one.kind),
        )
    wish = AnswerFilter(states=["started", "partial", "complete", "screened", "full"])
    await polls.looks_again()
    await polls.seals()
    found = await same(polls, survey, wish)
    assert (found.lines.blocks > 0).all()
    assert await rows(polls, survey, wish) == await rows(polls, survey, wish, with_blocks=False)
    result = await polls.asks(survey, "results", filter={"states": wish.states})
    for one in result["questions"]:
        assert one["asked"] == one["base"] + one["missing"] <= len(found)
        for option in one["options"] or []:
            assert option["low"] <= option["share"] <= option["high"]
