"""Which answers a filter takes, and what is said to a filter that makes no sense."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from tests.reporting.conftest import Polls, handles_of

from feilun.insight.reporting import AnswerFilter, check_filter
from feilun.kernel import clock
from feilun.kernel.errors import Error
from feilun.kernel.ids import new_id


async def base(polls: Polls, survey: UUID, **filter: Any) -> int:
    found = await polls.asks(survey, "results", filter=filter, questions=[])
    return int(found["base"])


async def test_states_channels_languages_versions_and_flags(polls: Polls) -> None:
    survey = await polls.makes()
    one: dict[str, Any] = {"sex": "f", "nps": 9}
    await polls.answers(survey, one, one, channel="mail", language="zh-CN")
    await polls.answers(survey, one, flags=["speeding"])
    await polls.answers(survey, one, state="screened")
    assert await base(polls, survey) == 3
    assert await base(polls, survey, states=["complete", "screened"]) == 4
    assert await base(polls, survey, channels=["mail"]) == 2
    assert await base(polls, survey, languages=["en"]) == 1
    assert await base(polls, survey, with_flagged=False) == 2
    assert await base(polls, survey, versions=[1]) == 3
    assert await base(polls, survey, versions=[2]) == 0


async def test_a_time_is_that_of_the_end(polls: Polls) -> None:
    survey = await polls.makes()
    now = clock.now()
    await polls.answers(survey, {"sex": "f", "nps": 9}, at=now - timedelta(days=10))
    await polls.answers(survey, {"sex": "f", "nps": 9}, at=now - timedelta(days=1))
    assert await base(polls, survey, since=(now - timedelta(days=2)).isoformat()) == 1
    assert await base(polls, survey, until=(now - timedelta(days=2)).isoformat()) == 1
    assert await base(polls, survey, since="0001-01-01T00:00:00Z", until="9999-12-31T23:59:59Z") == 2


async def test_answers_by_code_number_and_absence(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(
        survey,
        {"sex": "f", "nps": 9, "age": 30, "brands": ["tea"], "why": "word"},
        {"sex": "m", "nps": 3, "age": 61, "brands": ["milk", "tea"]},
        {"sex": "m", "nps": 10},
    )
    rules: list[tuple[dict[str, Any], int]] = [
        ({"column": "sex", "codes": ["m"]}, 2),
        ({"column": "sex", "codes": ["f", "m"]}, 3),
        ({"column": "age", "codes": [""]}, 1),
        ({"column": "age", "least": 30, "most": 60}, 1),
        ({"column": "age", "most": 61}, 2),
        ({"column": "age", "least": 30, "below": 61}, 1),
        ({"column": "nps", "below": 3}, 0),
        ({"column": "nps", "codes": [9, "10"]}, 2),
        ({"column": "brands.tea", "codes": ["1"]}, 2),
        ({"column": "brands.milk", "codes": [0]}, 1),
        ({"column": "why", "is_answered": True}, 1),
        ({"column": "why", "is_answered": False}, 2),
        ({"column": "why", "codes": ["word"]}, 1),
    ]
    for rule, number in rules:
        assert (rule, await base(polls, survey, answers=[rule])) == (rule, number)
    assert await base(polls, survey, answers=[{"column": "sex", "codes": ["m"]}, {"column": "nps", "least": 9}]) == 1


async def test_traits_are_those_of_now(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.knows("lin", plan="gold", age=40, interests=["tea", "cake"])
    await polls.knows("chen", plan="free", age=20, is_member=True)
    for who in ("lin", "chen", "nobody"):
        await polls.answers(survey, {"sex": "f", "nps": 9}, handles=handles_of(who))
    assert await base(polls, survey, traits=[{"name": "plan", "values": ["gold"]}]) == 1
    assert await base(polls, survey, traits=[{"name": "plan", "values": ["gold", "free"]}]) == 2
    assert await base(polls, survey, traits=[{"name": "age", "values": [20]}]) == 1
    assert await base(polls, survey, traits=[{"name": "is_member", "values": [True]}]) == 1
    assert await base(polls, survey, traits=[{"name": "interests", "values": ["cake"]}]) == 1
    both = [{"name": "plan", "values": ["gold"]}, {"name": "age", "values": [20]}]
    assert await base(polls, survey, traits=both) == 0
    await polls.knows("chen", plan="gold")
    assert await base(polls, survey, traits=[{"name": "plan", "values": ["gold"]}]) == 2


async def test_an_audience_is_whoever_is_in_it_now(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.knows("lin", plan="gold")
    await polls.knows("chen", plan="free")
    rule = {"trait": "plan", "is": "eq", "value": "gold"}
    made = await polls.owner.post("/api/v1/audiences", json={"name": "Gold", "rule": rule})
    assert made.status_code == 201, made.text
    for who in ("lin", "chen"):
        await polls.answers(survey, {"sex": "f", "nps": 9}, handles=handles_of(who))
    await polls.drain()
    assert await base(polls, survey, segment=made.json()["id"]) == 1


async def test_an_answer_given_before_she_was_known_is_hers(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, {"sex": "f", "nps": 9}, handles=handles_of("lin"))
    assert await base(polls, survey, traits=[{"name": "plan", "values": ["gold"]}]) == 0
    await polls.knows("lin", plan="gold")
    assert await base(polls, survey, traits=[{"name": "plan", "values": ["gold"]}]) == 1


HOSTILE: list[tuple[str, dict[str, Any]]] = [
    ("filter.answers[0].column", {"answers": [{"column": "nothing", "codes": ["a"]}]}),
    ("filter.answers[0]", {"answers": [{"column": "sex"}]}),
    ("filter.answers[0]", {"answers": [{"column": "sex", "codes": ["f"], "least": 1}]}),
    ("filter.answers[0]", {"answers": [{"column": "age", "least": 5, "most": 1}]}),
    ("filter.answers[0]", {"answers": [{"column": "age", "least": 5, "most": 9, "below": 1}]}),
    ("filter.answers[0]", {"answers": [{"column": "age", "below": 1, "is_answered": True}]}),
    ("filter.answers[0].codes", {"answers": [{"column": "sex", "codes": []}]}),
    ("filter.answers[0].codes", {"answers": [{"column": "sex", "codes": ["x"] * 501}]}),
    ("filter.answers", {"answers": [{"column": "sex", "codes": ["f"]}] * 51}),
    ("filter.states", {"states": []}),
    ("filter.until", {"since": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}),
    ("filter.since", {"since": "0001-01-01T00:00:00+14:00"}),
    ("filter.versions", {"versions": [-1]}),
    ("filter.versions", {"versions": [2**40]}),
    ("filter.traits[0].values", {"traits": [{"name": "plan", "values": []}]}),
    ("filter.channels", {"channels": ["a"] * 51}),
]


@pytest.mark.parametrize(("field", "filter"), HOSTILE)
async def test_a_filter_that_makes_no_sense_says_where(polls: Polls, field: str, filter: dict[str, Any]) -> None:
    survey = await polls.makes()
    answer = await polls.asks(survey, "results", 422, filter=filter)
    assert answer["field"] == field


@pytest.mark.parametrize("filter", [
    {"states": ["erased"]}, {"since": "yesterday"}, {"since": "99999-01-01T00:00:00Z"}, {"segment": "gold"},
    {"answers": [{"column": "sex", "codes": [{"$ne": 1}]}]}, {"answers": "all"}, {"channels": ["x" * 201]},
    {"answers": [{"column": "age", "least": "1; drop table survey"}]},
])  # fmt: skip
async def test_a_filter_of_the_wrong_shape_is_refused(polls: Polls, filter: dict[str, Any]) -> None:
    survey = await polls.makes()
    answer = await polls.owner.post(f"/api/v1/surveys/{survey}/results", json={"filter": filter})
    assert answer.status_code == 400, answer.text


async def test_odd_names_and_values_find_nobody_and_break_nothing(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, {"sex": "f", "nps": 9})
    odd = ["' or 1=1 --", "%s", "{", "\u202e", "茶" * 100, "\x1f"]
    for one in odd:
        assert await base(polls, survey, channels=[one]) == 0
        assert await base(polls, survey, traits=[{"name": one, "values": [one]}]) == 0
        assert await base(polls, survey, answers=[{"column": "sex", "codes": [one]}]) == 0
    await polls.answers(survey, {"sex": "f", "nps": 9}, channel="a\x1fb")
    assert await base(polls, survey) == 2


@pytest.mark.parametrize(
    "wish",
    [
        {"answers": [{"column": "nonsense", "codes": ["1"]}]},
        {"answers": [{"column": "sex"}]},
        {"states": []},
        {"segment": "00000000-0000-7000-8000-000000000001"},
    ],
)
async def test_a_filter_is_refused_before_any_answer_is_read_as_reports_refuse_it(
    polls: Polls, wish: dict[str, Any]
) -> None:
    survey = await polls.makes()
    filter = msgspec.convert(wish, AnswerFilter)
    async with polls.tables.transaction() as tx:
        await check_filter(tx, polls.workspace, survey, AnswerFilter())
        with pytest.raises(Error) as refused:
            await check_filter(tx, polls.workspace, survey, filter)
    said = await polls.asks(survey, "results", refused.value.status, filter=wish)
    assert str(said.get("field", "")) == refused.value.facts.get("field", "")


async def test_a_survey_that_is_not_there_and_an_audience_that_is_not_ours(
    polls: Polls, stranger: httpx.AsyncClient
) -> None:
    survey = await polls.makes()
    await polls.asks(new_id(), "results", 404)
    await polls.asks(survey, "results", 404, filter={"segment": str(new_id())})
    for what in ("results", "respondents"):
        assert (await stranger.post(f"/api/v1/surveys/{survey}/{what}", json={})).status_code == 404


async def test_an_empty_survey_has_results_too(polls: Polls) -> None:
    survey = await polls.makes()
    found = await polls.asks(survey, "results")
    assert (found["base"], found["median_seconds"], found["by_day"]) == (0, None, [])
    assert {one["base"] for one in found["questions"]} == {0}
