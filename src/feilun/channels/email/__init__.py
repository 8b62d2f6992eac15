"""The channel e-mail: messages over SMTP, bounces from delivery reports."""

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from feilun.channels.email.connector import EmailConnector, EmailSettings
from feilun.channels.email.reports import read_mail
from feilun.delivery import Channel

_ICON = Path(__file__).with_name("icon.svg").read_bytes()


def _defaults(settings: Any) -> Mapping[str, Any]:
    """The installation's mail server, `smtp://user:pass@host:port`, for workspaces that set none of their own."""
    server = urlsplit(settings.smtp)
    return {
        "host": server.hostname or "127.0.0.1",
        "port": server.port or (465 if server.scheme == "smtps" else 25),
        "user": unquote(server.username or ""),
        "password": unquote(server.password or ""),
        "sender": settings.mail_from,
        "security": "tls" if server.scheme == "smtps" else "auto",
    }


CHANNEL = Channel(
    id="email",
    names={"zh-CN": "电子邮件", "zh-TW": "電子郵件", "en": "E-mail"},
    settings=EmailSettings,
    connector=EmailConnector,
    address_kinds=("email",),
    can=frozenset({"subject", "html", "text"}),
    icon=f"data:image/svg+xml;base64,{b64encode(_ICON).decode()}",
    defaults=_defaults,
    read=read_mail,
    announces_hand_over=True,
)

__all__ = ["CHANNEL"]
