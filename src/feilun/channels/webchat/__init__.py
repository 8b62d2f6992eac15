"""The chat on the shop's own page: what a journey says there waits in the visitor's thread until she comes."""

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feilun.channels.webchat.connector import Settings, Webchat
from feilun.delivery import Channel

_ICON = Path(__file__).with_name("icon.svg").read_bytes()


def _defaults(settings: Any) -> Mapping[str, Any]:
    """Works without being set up."""
    return {}


CHANNEL = Channel(
    id="webchat",
    names={"zh-CN": "网页聊天", "zh-TW": "網頁聊天", "en": "Web chat"},
    settings=Settings,
    connector=Webchat,
    address_kinds=("user_id", "anonymous_id"),
    can=frozenset({"text"}),
    icon=f"data:image/svg+xml;base64,{b64encode(_ICON).decode()}",
    defaults=_defaults,
    # The thread takes each key once, for ever.
    repeats_are_safe=True,
)

__all__ = ["CHANNEL"]
