"""The demo shop asks: what a newcomer sees on the pages of surveys and cases."""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from tests.console.cast import Stage
from tests.serving import Cluster, serve

from feilun import demo
from feilun.demo.voices import NUMBER, voices

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(240)]


def test_customers_answer_and_detractors_become_cases_once(cluster: Cluster, tmp_path: Path) -> None:
    with serve(cluster, tmp_path) as served:
        stage = Stage(served)
        with stage.public, stage.api:
            for number in range(12):
                who = {"userId": f"buyer-{number}", "messageId": str(uuid4()), "traits": {"name": f"客户{number}"}}
                stage.public.post("/v1/identify", json=who, auth=(served.write_key, "")).raise_for_status()
            stage.poll(lambda: len(_items(stage.api, "/customers?limit=50")) >= 12)
            api = demo.Api(served.url, served.token)
            assert demo.ask(api, served.url, served.write_key)
            stage.poll(lambda: len(_items(stage.api, "/cases?box=all")) == 4)
            cases = _items(stage.api, "/cases?box=all")
            assert {row["why"] for row in cases} == {"NPS 2", "NPS 3", "NPS 5", "NPS 6"}
            assert all(row["owner"] for row in cases)
            surveys = _items(stage.api, "/surveys")
            assert len(surveys) == 2
            for survey in surveys:
                responses = _items(stage.api, f"/surveys/{survey['id']}/responses?limit=50")
                assert [one["state"] for one in responses] == ["complete"] * 12
                assert [one["flags"] for one in responses] == [[]] * 12
            stage.poll(lambda: any(one["waited_seconds"] for one in _items(stage.api, "/feedback/units?limit=50")))
            assert not demo.ask(api, served.url, served.write_key)


def test_what_customers_say_is_varied_and_always_the_same() -> None:
    said = list(voices())
    assert said == list(voices()) and len(said) == NUMBER
    assert {one.language for one in said} == {"zh-CN", "en"}
    assert len({one.answers["told"] for one in said}) > 100
    unhappy = [one for one in said if one.answers["satisfied"] <= 2]
    assert len([one for one in unhappy if (one.waited or 0) > 300]) >= 10


def _items(api: httpx.Client, path: str) -> list[dict[str, object]]:
    return list(api.get(path).raise_for_status().json()["items"])
