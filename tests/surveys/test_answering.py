"""Answering through the public door: page by page, once only, on any device."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.conftest import Drain
from tests.surveys.conftest import GOOD, Surveyor, option, question, shop_form, words

from feilun.kernel import clock
from feilun.kernel.ids import new_id


async def test_a_respondent_answers_page_by_page_to_the_end(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    lin = await surveyor.opens(survey)
    assert lin.place["page"]["key"] == "who"
    end = await lin.answers()
    assert (end["state"], end["end"]["text"], end["progress"]) == ("complete", "Thank you", 1.0)
    kept = await surveyor.response(survey)
    assert kept["answers"] == {**GOOD[0], **GOOD[1], **GOOD[2]}
    assert (kept["state"], kept["ending"], kept["flags"]) == ("complete", "thanks", [])


async def test_the_last_page_is_known_before_it_is_answered_unless_it_may_come_again(surveyor: Surveyor) -> None:
    pages = [
        {"id": "one", "questions": [question("sex", "text")]},
        {"id": "two", "questions": [question("why", "text")]},
    ]
    for more, last in (({}, True), ({"repeat": {"times": {"value": 2}}}, False)):
        form = {"format": 1, "languages": ["en"], "pages": [pages[0], {**pages[1], **more}]}
        lin = await surveyor.opens(await surveyor.makes(form))
        assert lin.place["is_last"] is False
        assert (await lin.says({"sex": "f"}))["is_last"] is last


async def test_a_repeated_save_lands_once(surveyor: Surveyor) -> None:
    lin = await surveyor.opens(await surveyor.makes())
    first = await lin.put(GOOD[0])
    again = await lin.put(GOOD[0])
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert again.json()["seq"] == 1


async def test_opening_twice_with_the_same_respondent_is_once(surveyor: Surveyor) -> None:
    survey, me = await surveyor.makes(), f"device-{new_id()}"
    lin = await surveyor.opens(survey, respondent=me)
    await lin.says(GOOD[0])
    again = await surveyor.opens(survey, respondent=me)
    assert (again.place["token"], again.place["page"]["key"]) == (lin.place["token"], "how")
    assert len((await surveyor.get(f"/{survey['id']}/responses"))["items"]) == 1


async def test_another_device_goes_on_with_the_token(surveyor: Surveyor) -> None:
    lin = await surveyor.opens(await surveyor.makes())
    await lin.says(GOOD[0])
    phone = (await surveyor.nobody.get(lin.path, params={"language": "zh-CN"})).json()
    assert (phone["page"]["key"], phone["language"], phone["page"]["questions"][0]["title"]) == (
        "how",
        "zh-CN",
        "nps（中）",
    )
    assert phone["answers"] == GOOD[0]


async def test_what_two_devices_save_at_once_is_never_lost_in_silence(surveyor: Surveyor) -> None:
    lin = await surveyor.opens(await surveyor.makes())
    assert (await lin.put(GOOD[0])).status_code == 200
    other = await lin.put({"sex": "m", "age": 50})
    assert (other.status_code, other.json()["code"], other.json()["seq"]) == (409, "answers_stale", 1)


async def test_faults_keep_her_on_the_page_and_say_why(surveyor: Surveyor) -> None:
    lin = await surveyor.opens(await surveyor.makes())
    place = await lin.says({"sex": "f", "age": 300})
    assert place["page"]["key"] == "who"
    assert place["problems"]["age"][0]["code"] == "most"
    assert place["answers"] == {"sex": "f", "age": 300}
    assert (await lin.says({"age": 30}))["page"]["key"] == "how"


async def test_going_back_keeps_what_was_said_later(surveyor: Surveyor) -> None:
    lin = await surveyor.opens(await surveyor.makes())
    await lin.answers(GOOD[0], GOOD[1])
    assert (await lin.says({"why": "Half a word"}, "back"))["page"]["key"] == "how"
    assert (await lin.says({}, "back"))["page"]["key"] == "who"
    await lin.says({"age": 31})
    place = await lin.says({})
    assert (place["page"]["key"], place["answers"]["why"]) == ("why", "Half a word")
    await lin.says({})
    assert lin.place["state"] == "complete"


async def test_staying_keeps_what_was_typed_so_far(surveyor: Surveyor) -> None:
    lin = await surveyor.opens(await surveyor.makes())
    await lin.says({"sex": "m"}, "stay")
    found = (await surveyor.nobody.get(lin.path)).json()
    assert (found["page"]["key"], found["answers"]) == ("who", {"sex": "m"})


async def test_who_is_not_wanted_is_led_out(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    lin = await surveyor.opens(survey)
    place = await lin.says({"sex": "f", "age": 12})
    assert (place["state"], place["end"]["kind"], place["end"]["text"]) == ("screened", "screened", "Too young")
    assert (await lin.put({"age": 20})).status_code == 409
    assert (await surveyor.get(f"/{survey['id']}"))["counts"] == {
        "started": 0, "partial": 0, "complete": 0, "screened": 1, "full": 0,
    }  # fmt: skip


async def test_only_questions_of_her_page_are_taken(surveyor: Surveyor) -> None:
    lin = await surveyor.opens(await surveyor.makes())
    ahead = await lin.put({"sex": "f", "age": 30, "nps": 10})
    assert (ahead.status_code, ahead.json()["code"]) == (422, "invalid")
    assert (await surveyor.nobody.get(lin.path)).json()["seq"] == 0


async def test_a_finished_response_cannot_be_changed(surveyor: Surveyor) -> None:
    lin = await surveyor.opens(await surveyor.makes())
    await lin.answers()
    for move in ("next", "back", "stay", "correct"):
        assert (await lin.put({"why": "No"}, move)).json()["code"] == "answers_over"


async def test_where_editing_is_allowed_all_fits_or_nothing_changes(surveyor: Surveyor) -> None:
    survey = await surveyor.makes(may_edit=True)
    lin = await surveyor.opens(survey)
    await lin.answers()
    assert [page["key"] for page in lin.place["pages"]] == ["who", "how", "why"]
    wrong = await lin.put({"nps": 99}, "correct")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "answers_faulty")
    assert (await lin.put({"age": 12}, "correct")).status_code == 422
    await lin.says({"nps": 2}, "correct")
    kept = await surveyor.response(survey)
    assert (kept["edit"], kept["answers"]["nps"], kept["answers"]["age"]) == (1, 2, 30)


async def test_nothing_that_lies_ahead_leaves_the_server(surveyor: Surveyor) -> None:
    form = shop_form(
        quotas=[{"id": "secret_cell", "limit": 77, "when": {"value": True}, "full": "enough"}],
        variables=[{"id": "secret_score", "formula": {"answer": "age"}}],
    )
    lin = await surveyor.opens(await surveyor.makes(form))
    text = (await surveyor.nobody.get(lin.path)).text
    for secret in ("secret_cell", "77", "secret_score", "young", "nps", "enough"):
        assert secret not in text, secret
    assert [page["id"] for page in lin.place["form"]["pages"]] == ["who"]


async def test_the_part_of_the_form_stands_where_the_server_stands(surveyor: Surveyor) -> None:
    from feilun.insight import forms

    form = shop_form()
    form["pages"][2]["questions"][0]["shown_if"] = {"op": "=", "of": [{"answer": "sex"}, {"value": "f"}]}
    form["pages"][2]["questions"][0]["title"] = words("You gave {{ answer.nps }}, why?")
    lin = await surveyor.opens(await surveyor.makes(form))
    place = await lin.answers(GOOD[0], GOOD[1])
    part = forms.read_form(place["form"])
    walk = forms.walk(
        part, place["answers"], seed=place["seed"], given=place["given"], language="en", passed=place["passed"]
    )
    assert walk.page is not None
    assert (walk.page.key, walk.page.questions[0].title) == ("why", "You gave 9, why?")
    assert place["page"]["questions"][0]["title"] == "You gave 9, why?"


async def test_a_closed_survey_lets_nobody_on_and_a_paused_one_nobody_in(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    path, link = f"/api/v1/surveys/{survey['id']}/state", survey["link"].rpartition("/")[2]
    lin = await surveyor.opens(survey)
    await surveyor.owner.put(path, json={"state": "paused"})
    wish = {"respondent": f"device-{new_id()}"}
    refused = await surveyor.nobody.post(f"/v1/survey/{link}/responses", json=wish)
    assert (refused.status_code, refused.json()["code"]) == (409, "survey_paused")
    await lin.says(GOOD[0])
    await surveyor.owner.put(path, json={"state": "closed"})
    assert (await lin.put(GOOD[1])).json()["code"] == "survey_closed"
    assert (await surveyor.nobody.get(f"/v1/survey/{link}")).json()["state"] == "closed"


async def test_whoever_began_a_version_finishes_it(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    lin = await surveyor.opens(survey)
    form = shop_form()
    form["pages"] = form["pages"][:1]
    await surveyor.owner.put(f"/api/v1/surveys/{survey['id']}/draft", json={"form": form})
    assert (await surveyor.post(f"/{survey['id']}/publication"))["version"] == 2
    assert (await lin.says(GOOD[0]))["page"]["key"] == "how"
    chen = await surveyor.opens(survey)
    assert (await chen.says(GOOD[0]))["state"] == "complete"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/survey/nothing", None, 404),
        ("/v1/survey/sv' or 1=1 --", None, 404),
        ("/v1/survey/svAAAAAAAAAAAAAAAA", None, 404),
        ("/v1/survey/rsAAAAAAAAAAAAAAAAAAAAAAAA", None, 404),
        ("/v1/survey/", None, 404),
        ("/v1/survey/LINK/answers", b"{}", 404),
        ("/v1/survey/LINK/responses", b"{}", 422),
        ("/v1/survey/LINK/responses", b"\xff\xfe", 422),
        ("/v1/survey/LINK/responses", b"[" * 100_000, 422),
        ("/v1/survey/LINK/responses", b'{"respondent": "short"}', 422),
        ("/v1/survey/LINK/responses", b'{"respondent": "' + b"x" * 300_000 + b'"}', 413),
    ],
)
async def test_a_hostile_request_is_refused(surveyor: Surveyor, path: str, body: bytes | None, status: int) -> None:
    survey = await surveyor.makes()
    url = path.replace("LINK", survey["link"].rpartition("/")[2])
    method = "GET" if body is None else "POST"
    answer = await surveyor.nobody.request(method, url, content=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_any_page_may_ask_and_no_cookie_is_read(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    answer = await surveyor.nobody.options(f"/v1/survey/{survey['link'].rpartition('/')[2]}/responses")
    assert answer.status_code == 204
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in answer.headers


async def test_a_file_is_known_by_its_bytes_and_shown_to_staff_only(
    surveyor: Surveyor, stranger: httpx.AsyncClient
) -> None:
    form = shop_form()
    form["pages"][0]["questions"] = [question("photo", "file")]
    form["pages"][0]["next"] = []
    survey = await surveyor.makes(form)
    lin = await surveyor.opens(survey)
    sent = {"params": {"question": "photo", "name": "../../tea.html"}}
    page = await surveyor.nobody.post(f"{lin.path}/files", content=b"<html><script>1</script>", **sent)
    assert page.status_code == 422
    picture = await surveyor.nobody.post(f"{lin.path}/files", content=b"\x89PNG\r\n\x1a\n of Lin", **sent)
    assert (picture.status_code, picture.json()["name"]) == (200, "tea.html.png")
    wrong = await surveyor.nobody.post(f"{lin.path}/files", content=b"%PDF-", params={"question": "nps"})
    assert wrong.status_code == 422
    response = await surveyor.response(survey)
    path = f"/api/v1/surveys/{survey['id']}/responses/{response['id']}/files/{picture.json()['id']}"
    loaded = await surveyor.owner.get(path)
    assert (loaded.content, loaded.headers["x-content-type-options"]) == (b"\x89PNG\r\n\x1a\n of Lin", "nosniff")
    assert loaded.headers["content-disposition"].startswith("attachment")
    assert (await stranger.get(path)).status_code == 404


async def test_whoever_stays_away_becomes_partial_and_may_go_on(surveyor: Surveyor, drain: Drain) -> None:
    survey = await surveyor.makes(partial_after_hours=1)
    lin = await surveyor.opens(survey)
    await lin.says(GOOD[0])
    await drain(clock.now() + timedelta(minutes=50))
    assert (await surveyor.response(survey))["state"] == "started"
    await drain(clock.now() + timedelta(minutes=70))
    kept: dict[str, Any] = await surveyor.response(survey)
    assert (kept["state"], kept["answers"]) == ("partial", GOOD[0])
    await lin.says(GOOD[1])
    assert (await surveyor.response(survey))["state"] == "started"
    assert (await lin.says(GOOD[2]))["state"] == "complete"


async def test_options_are_shuffled_the_same_for_her_each_time(surveyor: Surveyor) -> None:
    form = shop_form()
    form["pages"][0]["questions"][0] |= {"options": [option(one) for one in "abcdefgh"], "shuffle": "random"}
    survey = await surveyor.makes(form)
    orders = set()
    for _ in range(6):
        lin = await surveyor.opens(survey)
        again = (await surveyor.nobody.get(lin.path)).json()
        assert again["page"] == lin.place["page"]
        orders.add(tuple(one["code"] for one in lin.place["page"]["questions"][0]["options"]))
    assert len(orders) > 1
