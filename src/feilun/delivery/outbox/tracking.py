"""Puts our links into a message: clicks through us, a pixel that tells of opening, the way out."""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any
from uuid import UUID

from feilun.delivery.outbox.tokens import Link, signed

# A tag ends at the next "<" too, or a text of nothing but "<a " would be searched to its end from each of them.
_HREF = re.compile(r"""(<a\b[^<>]*?\bhref\s*=\s*)(["'])(https?://[^"']+)\2""", re.IGNORECASE)


class Tracker:
    """Makes the links of one message."""

    def __init__(self, url: str, key: bytes, workspace: UUID, message: int) -> None:
        self._url = url
        self._key = key
        self._workspace = workspace
        self._message = message

    def _token(self, purpose: str, extra: str = "") -> str:
        return signed(self._key, Link(purpose, self._workspace, self._message, extra))

    @property
    def unsubscribe_url(self) -> str:
        return f"{self._url}/m/unsubscribe/{self._token('u')}"

    @property
    def reference(self) -> str:
        return self._token("r")

    def click_url(self, target: str) -> str:
        return f"{self._url}/m/click/{self._token('c', target)}"

    def tracked(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """The content with its HTML links led through us and a pixel at its end. Links to us stay as they are."""
        html = content.get("html")
        if not html:
            return dict(content)
        return {**content, "html": self._with_pixel(_HREF.sub(self._led, html))}

    def _led(self, match: re.Match[str]) -> str:
        target = unescape(match[3])
        if target.startswith(f"{self._url}/m/"):
            return match[0]
        return f"{match[1]}{match[2]}{escape(self.click_url(target))}{match[2]}"

    def _with_pixel(self, html: str) -> str:
        pixel = f'<img src="{self._url}/m/open/{self._token("o")}.gif" width="1" height="1" alt="">'
        head, closing, tail = html.rpartition("</body>")
        return f"{head}{pixel}{closing}{tail}" if closing else html + pixel
