"""The demo shop: real retail data as history, its last weeks live, and a mailbox that keeps what is sent."""

from pathlib import Path

from feilun.demo.asking import ask
from feilun.demo.furniture import AUDIENCE, Api, furnish
from feilun.demo.live import Live
from feilun.demo.mailbox import Mailbox, ShopConfig, Sink, free_address
from feilun.demo.shop import OWNER, Shop, note_furnished, note_loaded, open_shop, places, shop_of
from feilun.demo.source import Files, find_source, write_files
from feilun.demo.studying import study
from feilun.demo.teaching import publish_when_trained, teach
from feilun.kernel.capability import Capability

CAPABILITY = Capability(
    name="demo",
    migrations=Path(__file__).with_name("migrations"),
    mounts=(("/mailbox", Mailbox()), ("/shop/config.json", ShopConfig())),
)

__all__ = [
    "AUDIENCE",
    "CAPABILITY",
    "OWNER",
    "Api",
    "Files",
    "Live",
    "Shop",
    "Sink",
    "ask",
    "find_source",
    "free_address",
    "furnish",
    "note_furnished",
    "note_loaded",
    "open_shop",
    "places",
    "publish_when_trained",
    "shop_of",
    "study",
    "teach",
    "write_files",
]
