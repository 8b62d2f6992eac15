"""Scores by group and over time, cross tables, waves, and the people behind each figure."""

from datetime import timedelta
from typing import Any

import pytest
from tests.reporting.conftest import Polls, at, handles_of

from feilun.insight import research
from feilun.kernel import clock
from feilun.kernel.ids import new_id


async def test_a_score_whole_and_by_an_answer(polls: Polls) -> None:
    survey = await polls.makes()
    women, men = [9] * 30 + [7] * 10, [2] * 30 + [9] * 10
    await polls.answers(survey, *({"sex": "f", "nps": one} for one in women))
    await polls.answers(survey, *({"sex": "m", "nps": one} for one in men))
    found = await polls.asks(survey, "scores", question="nps", by={"column": "sex"})
    assert (found["whole"]["base"], found["whole"]["score"]) == (80, pytest.approx(100 * (40 - 30) / 80))
    groups = {one["key"]: (one["label"]["en"], one["score"]["score"]) for one in found["groups"]}
    assert groups == {"f": ("F", pytest.approx(75)), "m": ("M", pytest.approx(-50))}


async def test_a_group_below_the_least_base_shows_its_base_alone(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *({"sex": "f", "nps": 9} for _ in range(30)), {"sex": "m", "nps": 1})
    groups = (await polls.asks(survey, "scores", question="nps", by={"column": "sex"}))["groups"]
    assert [(one["score"]["base"], one["score"]["score"] is None) for one in groups] == [(30, False), (1, True)]


async def test_a_score_by_channel_trait_and_audience(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.knows("lin", plan="gold")
    await polls.knows("chen", plan="free")
    made = await polls.owner.post(
        "/api/v1/audiences", json={"name": "Gold", "rule": {"trait": "plan", "is": "eq", "value": "gold"}}
    )
    await polls.drain()
    await polls.answers(survey, {"sex": "f", "nps": 9}, handles=handles_of("lin"), channel="mail")
    await polls.answers(survey, {"sex": "f", "nps": 0}, handles=handles_of("chen"))
    audience = made.json()["id"]
    for by, expected in (
        ({"channel": True}, {"link": -100, "mail": 100}),
        ({"trait": "plan"}, {"free": -100, "gold": 100}),
        ({"segments": [audience]}, {audience: 100}),
    ):
        found = await polls.asks(survey, "scores", question="nps", by=by, least_base=1)
        assert {one["key"]: one["score"]["score"] for one in found["groups"]} == expected


async def test_a_trend_tells_each_change_with_its_chance(polls: Polls) -> None:
    survey = await polls.makes()
    for day, score in (("2026-03-10", 2), ("2026-04-10", 9), ("2026-05-10", 9)):
        await polls.answers(
            survey, *({"sex": "f", "nps": score if one % 4 else 7} for one in range(40)), at=at(f"{day}T02:00:00+00:00")
        )
    trend = (await polls.asks(survey, "scores", question="nps", period="month"))["trend"]
    assert [(one["period"], one["score"]["score"]) for one in trend] == [
        ("2026-03", -75),
        ("2026-04", 75),
        ("2026-05", 75),
    ]
    assert trend[0]["change"] is None
    assert (trend[1]["change"]["change"], trend[1]["change"]["significant"]) == (150, True)
    assert (trend[2]["change"]["change"], trend[2]["change"]["significant"]) == (0, False)


async def test_a_day_begins_at_midnight_of_the_business(polls: Polls) -> None:
    survey = await polls.makes()
    for moment in ("2026-04-30T15:59:59+00:00", "2026-04-30T16:00:00+00:00"):
        await polls.answers(survey, {"sex": "f", "nps": 9}, at=at(moment))
    trend = (await polls.asks(survey, "scores", question="nps", period="day"))["trend"]
    assert [one["period"] for one in trend] == ["2026-04-30", "2026-05-01"]


async def test_before_and_after_a_moment(polls: Polls) -> None:
    survey = await polls.makes()
    before = [9, 9, 7, 2] * 15
    after = [9, 9, 9, 2] * 15
    await polls.answers(survey, *({"sex": "f", "nps": one} for one in before), at=at("2026-04-01T00:00:00+00:00"))
    await polls.answers(survey, *({"sex": "f", "nps": one} for one in after), at=at("2026-05-01T00:00:00+00:00"))
    found = (await polls.asks(survey, "scores", question="nps", since="2026-04-15T00:00:00Z"))["comparison"]
    expected = research.waves(research.nps(before, scale=(0, 10)), research.nps(after, scale=(0, 10)))
    assert (found["change"]["change"], found["change"]["p"]) == pytest.approx((expected.change, expected.p))


async def test_only_declared_scores_have_a_score(polls: Polls) -> None:
    survey = await polls.makes()
    for question in ("age", "sex", "nothing"):
        assert (await polls.asks(survey, "scores", 422, question=question))["field"] in ("question", "questions")
    assert (await polls.asks(survey, "scores", 422, question="nps", item="x"))["field"] == "item"
    assert (await polls.asks(survey, "scores", 422, question="nps", by={}))["field"] == "by"
    assert (await polls.asks(survey, "scores", 422, question="nps", by={"column": "why"}))["field"] == "by.column"


async def test_a_cross_table_is_that_of_the_estimator(polls: Polls) -> None:
    survey = await polls.makes()
    crowd = polls.crowd(200)
    await polls.answers(survey, *crowd)
    found = await polls.asks(survey, "crosstabs", rows=["parts.price"], by={"column": "sex"}, least_base=10)
    kept = [one for one in crowd if "parts" in one]
    expected = research.cross_table(
        [one["parts"]["price"] for one in kept], [one["sex"] for one in kept], least_base=10
    )
    [section] = found["sections"]
    assert (section["chi_square"], section["p"]) == pytest.approx((expected.chi_square, expected.p))
    assert (section["bases"], [one["letter"] for one in found["columns"]]) == (expected.bases, ["A", "B"])
    lines = {one["code"]: [(cell["count"], cell["value"]) for cell in one["cells"]] for one in section["lines"]}
    for code, cells in zip(expected.rows, expected.cells, strict=True):
        assert lines[code] == [(cell.count, pytest.approx(cell.share)) for cell in cells]


async def test_letters_name_the_columns_that_one_exceeds(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(
        survey, *({"sex": "f", "nps": 9, "brands": ["tea"] if one < 35 else ["milk"]} for one in range(40))
    )
    await polls.answers(
        survey, *({"sex": "m", "nps": 2, "brands": ["milk"] if one < 35 else ["tea"]} for one in range(40))
    )
    found = await polls.asks(survey, "crosstabs", rows=["brands", "nps"], by={"column": "sex"})
    brands, nps = found["sections"]
    above = {one["code"]: [cell["above"] for cell in one["cells"]] for one in brands["lines"]}
    assert above == {"tea": [["B"], []], "milk": [[], ["A"]], "cake": [[], []]}
    assert (brands["is_multiple"], brands["chi_square"]) == (True, None)
    score = next(one for one in nps["figures"] if one["code"] == "nps")
    assert [(cell["value"], cell["above"]) for cell in score["cells"]] == [(100, ["B"]), (-100, [])]
    mean = next(one for one in nps["figures"] if one["code"] == "mean")
    assert [cell["value"] for cell in mean["cells"]] == [9, 2]


async def test_a_small_column_shows_and_is_not_tested(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *({"sex": "f", "nps": 9, "brands": ["tea"]} for _ in range(40)))
    await polls.answers(survey, *({"sex": "m", "nps": 1, "brands": ["milk"]} for _ in range(5)))
    [section] = (await polls.asks(survey, "crosstabs", rows=["brands"], by={"column": "sex"}))["sections"]
    assert section["bases"] == [40, 5]
    assert [cell["above"] for line in section["lines"] for cell in line["cells"]] == [[]] * 6
    assert [one["code"] for one in section["warnings"]] == ["small_base"]


CROSS: list[tuple[str, dict[str, Any]]] = [
    ("rows", {"rows": [], "by": {"channel": True}}),
    ("rows", {"rows": ["sex"] * 41, "by": {"channel": True}}),
    ("rows[0]", {"rows": ["nothing"], "by": {"channel": True}}),
    ("rows[0]", {"rows": ["why"], "by": {"channel": True}}),
    ("by", {"rows": ["sex"], "by": {"channel": True, "language": True}}),
    ("by.column", {"rows": ["sex"], "by": {"column": "nothing"}}),
    ("by.segments", {"rows": ["sex"], "by": {"segments": [str(new_id())]}}),
]


@pytest.mark.parametrize(("field", "body"), CROSS)
async def test_a_cross_table_that_makes_no_sense_says_where(polls: Polls, field: str, body: dict[str, Any]) -> None:
    survey = await polls.makes()
    await polls.answers(survey, {"sex": "f", "nps": 9})
    assert (await polls.asks(survey, "crosstabs", 422, **body))["field"] == field


async def test_too_many_columns_are_refused_by_number(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *({"sex": "f", "nps": 9, "age": age} for age in range(21)))
    answer = await polls.asks(survey, "crosstabs", 422, rows=["sex"], by={"column": "age"})
    assert "21 groups" in answer["detail"]


async def test_waves_of_different_people(polls: Polls) -> None:
    survey = await polls.makes()
    spring, autumn = [9, 7, 2] * 20, [9, 9, 2] * 20
    await polls.answers(
        survey, *({"sex": "f", "nps": one, "stars": 5} for one in spring), at=at("2026-04-01T00:00:00+00:00")
    )
    await polls.answers(
        survey, *({"sex": "f", "nps": one, "stars": 5} for one in autumn), at=at("2026-10-01T00:00:00+00:00")
    )
    waves = [{"name": "Spring", "until": "2026-07-01T00:00:00Z"}, {"name": "Autumn", "since": "2026-07-01T00:00:00Z"}]
    found = await polls.asks(survey, "waves", waves=waves)
    assert [one["question"] for one in found["questions"]] == ["nps", "stars", "ease"]
    expected = research.waves(research.nps(spring, scale=(0, 10)), research.nps(autumn, scale=(0, 10)))
    change = found["questions"][0]["waves"][1]["change"]
    assert (change["change"], change["p"]) == pytest.approx((expected.change, expected.p))
    assert found["questions"][0]["waves"][0]["change"] is None


async def test_a_wave_of_another_survey_with_other_names(polls: Polls) -> None:
    survey = await polls.makes()
    pages = [{"id": "one", "questions": [{"id": "score", "kind": "nps", "title": {"en": "Score"}}]}]
    other = await polls.makes({"format": 1, "languages": ["en"], "pages": pages})
    await polls.answers(survey, *({"sex": "f", "nps": 9} for _ in range(30)))
    await polls.answers(other, *({"score": 2} for _ in range(30)))
    waves: list[dict[str, Any]] = [
        {"name": "Old", "survey": str(other), "questions": {"nps": "score"}},
        {"name": "New"},
    ]
    [found] = (await polls.asks(survey, "waves", waves=waves, question="nps"))["questions"]
    assert [one["score"]["score"] for one in found["waves"]] == [-100, 100]
    assert found["waves"][1]["change"]["change"] == 200


async def test_a_panel_compares_people_with_themselves(polls: Polls) -> None:
    survey = await polls.makes()
    people = [f"p{number}" for number in range(31)]
    for who in people:
        await polls.knows(who, name=who)
    now = clock.now()
    for number, who in enumerate(people):
        await polls.answers(
            survey, {"sex": "f", "nps": 7 if number % 3 else 2}, handles=handles_of(who), at=now - timedelta(days=100)
        )
        await polls.answers(
            survey, {"sex": "f", "nps": 9 if number % 3 else 2}, handles=handles_of(who), at=now - timedelta(days=10)
        )
    await polls.answers(survey, {"sex": "f", "nps": 0}, at=now - timedelta(days=10))
    middle = (now - timedelta(days=50)).isoformat()
    waves = [{"name": "One", "until": middle}, {"name": "Two", "since": middle}]
    [found] = (await polls.asks(survey, "waves", waves=waves, question="nps", is_panel=True))["questions"]
    change = found["waves"][1]["change"]
    assert (change["method"], change["base_before"], change["significant"]) == ("panel", 31, True)
    assert change["change"] == pytest.approx(100 * 20 / 31)


async def test_waves_that_make_no_sense_say_where(polls: Polls) -> None:
    survey = await polls.makes()
    two: list[dict[str, Any]] = [{"name": "a"}, {"name": "b"}]
    assert (await polls.asks(survey, "waves", 422, waves=two[:1]))["field"] == "waves"
    assert (await polls.asks(survey, "waves", 422, waves=two * 7))["field"] == "waves"
    assert (await polls.asks(survey, "waves", 422, waves=two, question="sex"))["field"] == "question"
    assert (await polls.asks(survey, "waves", 422, waves=two, filter={"since": "2026-01-01T00:00:00Z"}))[
        "field"
    ] == "filter.since"
    await polls.asks(survey, "waves", 404, waves=[{"name": "a", "survey": str(new_id())}, {"name": "b"}])


async def test_a_bar_opens_its_people_page_by_page(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.knows("lin", name="Lin")
    await polls.answers(survey, *({"sex": "m", "nps": 1} for _ in range(7)))
    await polls.answers(survey, {"sex": "f", "nps": 9}, flags=["speeding"], weight=2.5, handles=handles_of("lin"))
    bar = {"answers": [{"column": "sex", "codes": ["f"]}]}
    [lin] = (await polls.asks(survey, "respondents", filter=bar))["items"]
    assert (lin["customer_name"], lin["flags"], lin["weight"]) == ("Lin", ["speeding"], 2.5)
    seen: list[str] = []
    after = None
    while True:
        page = await polls.asks(survey, "respondents", limit=3, after=after)
        assert page["base"] == 8
        seen += [one["response"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert (len(seen), seen) == (8, sorted(seen, reverse=True))
    assert (await polls.asks(survey, "respondents", 422, after="nonsense"))["field"] == "after"


async def test_every_bar_of_a_result_opens_as_many_people_as_it_says(polls: Polls) -> None:
    survey = await polls.makes()
    await polls.answers(survey, *polls.crowd(120))
    for question in ("sex", "nps", "brands"):
        for option in (await polls.question(survey, question))["options"]:
            rule = {"column": f"brands.{option['code']}", "codes": ["1"]} if question == "brands" else {
                "column": question, "codes": [option["code"]],
            }  # fmt: skip
            page = await polls.asks(survey, "respondents", filter={"answers": [rule]})
            assert (question, option["code"], page["base"]) == (question, option["code"], option["count"])
