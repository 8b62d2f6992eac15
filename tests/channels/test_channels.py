"""A channel is a folder: what is there is found, shown with its form, and used."""

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from tests.conftest import Api
from tests.outbox.shop import Drain, Shop

from feilun import app
from feilun.delivery import channels
from feilun.kernel import clock
from feilun.store import Engines

PIGEON = '''
"""A channel that writes letters into a folder."""
from dataclasses import dataclass
from pathlib import Path

from feilun.delivery import Channel, Outbound, SendRefused, channel_setting


@dataclass(frozen=True)
class PigeonSettings:
    loft: str = channel_setting("", "The folder that letters go to.")
    whistle: str = channel_setting("", "The secret call.", secret=True)
    birds: int = channel_setting(3, "How many pigeons there are.")


class Pigeon:
    def __init__(self, settings, engines):
        self.settings = settings

    async def send(self, message: Outbound) -> str:
        if not self.settings.birds:
            raise SendRefused("no pigeons")
        Path(self.settings.loft, message.key).write_text(f"{message.address}: {message.content['text']}")
        return "coo"

    async def close(self):
        pass


CHANNEL = Channel(
    id="pigeon",
    names={"zh-CN": "信鸽", "zh-TW": "信鴿", "en": "Pigeon"},
    settings=PigeonSettings,
    connector=Pigeon,
    address_kinds=("user_id",),
)
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pigeon").mkdir()
    (tmp_path / "pigeon" / "__init__.py").write_text(PIGEON, encoding="utf-8")
    return tmp_path


@pytest.fixture
async def wider(engines: Engines, folder: Path) -> Engines:
    """The same engines with a setting for further channels."""
    settings = dataclasses.replace(engines.settings, channels_folder=str(folder))
    return dataclasses.replace(engines, settings=settings)


@pytest.fixture
async def client(wider: Engines, api: Api) -> AsyncIterator[httpx.AsyncClient]:
    known = await api("owner")
    server = app.create_app(wider, wider.settings)
    transport = httpx.ASGITransport(app=server)
    async with httpx.AsyncClient(transport=transport, base_url="http://feilun.test", headers=known.headers) as client:
        yield client
    await server.close()


async def test_a_folder_dropped_in_becomes_a_working_channel(
    shop: Shop, client: httpx.AsyncClient, wider: Engines, workspace: UUID, tmp_path: Path, drain: Drain
) -> None:
    shown = {one["id"]: one for one in (await client.get("/api/v1/channels")).json()}
    assert shown["pigeon"]["names"]["zh-CN"] == "信鸽"
    assert not shown["pigeon"]["configured"]
    assert [line["name"] for line in shown["pigeon"]["settings_schema"]][:3] == ["loft", "whistle", "birds"]
    loft = tmp_path / "loft"
    loft.mkdir()
    answer = await client.put(
        "/api/v1/channels/pigeon/settings", json={"settings": {"loft": str(loft), "whistle": "tweet"}}
    )
    assert answer.status_code == 200 and answer.json()["configured"], answer.text
    lin = await shop.customer("Lin")
    await shop.queue(lin, channel="pigeon", content={"text": "Dear {{ customer.name }}"})
    job = next(one for one in app.all_jobs() if one.name == "outbox")

    while await job.run(wider, clock.now()):
        pass
    assert [path.read_text() for path in loft.iterdir()] == ["lin: Dear Lin"]
    shown = {one["id"]: one for one in (await client.get("/api/v1/channels")).json()}
    assert shown["pigeon"]["accounts"][0]["health"] == "ok"


async def test_a_secret_is_written_but_never_read_back(client: httpx.AsyncClient, shop: Shop) -> None:
    first = await client.put("/api/v1/channels/email/settings", json={"password": "hush", "user": "lin"})
    assert "hush" not in first.text
    dots = next(line["value"] for line in first.json()["settings_schema"] if line["name"] == "password")
    await client.put("/api/v1/channels/email/settings", json={"password": dots, "user": "mei"})
    async with shop.engines.tables.transaction() as tx:
        kept = await tx.value("select settings from channel_account where workspace = %(w)s", w=shop.workspace)
    assert (kept["password"], kept["user"]) == ("hush", "mei")
    assert "hush" not in (await client.get("/api/v1/channels")).text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"port": "many"}, "port"),
        ({"sender": "nobody"}, "sender"),
        ({"nest": "oak"}, "nest"),
        ({"quiet_from": "9pm", "quiet_to": "09:00"}, "quiet_from"),
        ({"sends_per_second": 0}, "sends_per_second"),
    ],
)
async def test_a_wrong_setting_is_named(client: httpx.AsyncClient, values: dict[str, object], field: str) -> None:
    answer = await client.put("/api/v1/channels/email/settings", json=values)
    assert answer.status_code == 422
    assert answer.json()["field"] == field


async def test_settings_are_for_those_who_may_and_of_one_workspace(api: Api, stranger: httpx.AsyncClient) -> None:
    await (await api("admin")).put("/api/v1/channels/email/settings", json={"user": "lin"})
    shown = (await stranger.get("/api/v1/channels")).json()
    email = next(one for one in shown if one["id"] == "email")
    assert next(line["value"] for line in email["settings_schema"] if line["name"] == "user") == ""
    assert (await (await api("agent")).get("/api/v1/channels")).status_code == 403
    assert (await (await api("marketer")).put("/api/v1/channels/email/settings", json={})).status_code == 403
    assert (await (await api("admin")).put("/api/v1/channels/fax/settings", json={})).status_code == 404


@pytest.mark.parametrize("id", sorted(channels()))
def test_every_channel_says_its_name_in_three_languages_and_explains_its_form(id: str) -> None:
    channel = channels()[id]
    assert set(channel.names) == {"zh-CN", "zh-TW", "en"}
    assert all(line.help for line in channel.form())
    assert channel.address_kinds
