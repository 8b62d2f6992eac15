"""Odd wishes about contact pressure: refused in words, and the rules stay as they were."""

import httpx
import pytest
from tests.conftest import Api
from tests.surveys.test_survey_attacks import ODD

from feilun.kernel.ids import new_id


@pytest.fixture
async def marketer(api: Api) -> httpx.AsyncClient:
    return await api("owner")


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
async def test_an_odd_body_changes_no_rule(marketer: httpx.AsyncClient, body: str) -> None:
    path, headers = "/api/v1/contact-pressure", {"Content-Type": "application/json"}
    before = (await marketer.get(path)).json()
    answer = await marketer.put(path, content=body.encode(), headers=headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert (await marketer.get(path)).json() == before


@pytest.mark.parametrize(
    "change", [{"rest_days": -1}, {"most": 10**30}, {"period_days": 0}, {"rest_days": 1.5}, {"revision": 10**30}]
)
async def test_a_rule_out_of_bounds_is_refused(marketer: httpx.AsyncClient, change: dict[str, float]) -> None:
    path = "/api/v1/contact-pressure"
    before = (await marketer.get(path)).json()
    answer = await marketer.put(path, json=before | change)
    assert 400 <= answer.status_code < 500, answer.text
    assert (await marketer.get(path)).json() == before


async def test_nobody_reads_what_a_customer_of_elsewhere_was_asked(marketer: httpx.AsyncClient) -> None:
    assert (await marketer.get(f"/api/v1/customers/{new_id()}/asks")).status_code == 404


async def test_two_colleagues_who_change_the_rules_at_once_are_told(marketer: httpx.AsyncClient) -> None:
    path = "/api/v1/contact-pressure"
    first = (await marketer.get(path)).json() | {"rest_days": 3}
    kept = (await marketer.put(path, json=first)).json()
    assert (await marketer.put(path, json=kept | {"rest_days": 5})).status_code == 200
    assert (await marketer.put(path, json=kept | {"rest_days": 9})).status_code == 409
