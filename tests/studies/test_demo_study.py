"""The demo shop's study: what a newcomer finds on the page of studies."""

import time
from pathlib import Path

import httpx
import pytest
from tests.serving import Cluster, serve

from feilun import demo

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]


def test_the_shop_has_a_study_with_answers_once(cluster: Cluster, tmp_path: Path) -> None:
    with serve(cluster, tmp_path) as served:
        api = demo.Api(served.url, served.token)
        assert demo.study(api, served.url)
        assert not demo.study(api, served.url)
        head = {"Authorization": f"Bearer {served.token}"}
        with httpx.Client(base_url=f"{served.url}/api/v1", headers=head, timeout=60) as client:
            [study] = client.get("/studies").raise_for_status().json()["items"]
            ready = client.get(f"/studies/{study['id']}/readiness").raise_for_status().json()
            assert ready["usable"] == 200
            assert ready["tasks"] == 2000
            assert ready["is_enough"], ready
            [estimate] = client.get(f"/studies/{study['id']}/estimates").raise_for_status().json()["items"]
            while estimate["state"] in ("due", "running"):
                time.sleep(0.5)
                estimate = client.get(f"/estimates/{estimate['id']}").raise_for_status().json()
            assert estimate["state"] == "done", estimate["problem"]
            scenario = client.get(f"/studies/{study['id']}/scenarios").raise_for_status().json()[0]
            wish = {"market": scenario["market"]}
            shares = client.post(f"/studies/{study['id']}/simulations", json=wish).raise_for_status().json()
            assert abs(sum(one["share"] for one in shares["shares"]) - 1) < 1e-9
            best = client.post(f"/studies/{study['id']}/price-searches", json={**wish, "product": "小满 500"})
            assert 59 <= best.raise_for_status().json()["search"]["price"] <= 199
