"""Speaks SMTP. The provider's codes become our two send errors, with the provider's words kept."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

import aiosmtplib
from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

from feilun.channels.email.letter import letter
from feilun.delivery import Outbound, SendDelayed, SendRefused, SendTakenBack, SendUnclear, channel_setting
from feilun.kernel.errors import Invalid

_ADDRESS = re.compile(r"[^@\s,;<>\x00-\x20\x7f]{1,64}@[^@\s,;<>\x00-\x20\x7f]{1,255}")
_LINES = 8
_PATIENCE = 60.0
_SOON = 30.0
# A wrong password or a server that is away is for a person to repair; messages wait rather than fail.
_WHEN_REPAIRED = 300.0


@dataclass(frozen=True)
class EmailSettings:
    """How mail leaves. `security` is auto (STARTTLS when offered), tls or none."""

    host: str = channel_setting("127.0.0.1", "The mail server.")
    port: int = channel_setting(25, "Its port: 25, 465 or 587.")
    user: str = channel_setting("", "The name to sign in with; empty for none.")
    password: str = channel_setting("", "The password.", secret=True)
    sender: str = channel_setting("", "Who the mail is from, such as: Feilun Shop <shop@example.com>")
    security: str = channel_setting("auto", "auto (STARTTLS when offered), tls, or none.")

    def __post_init__(self) -> None:
        if "@" not in parseaddr(self.sender)[1]:
            raise Invalid(field="sender", problem="must be an address such as Feilun Shop <shop@example.com>")
        if any(ord(letter) < 32 for letter in self.sender):
            raise Invalid(field="sender", problem="must be one line")
        if self.security not in ("auto", "tls", "none"):
            raise Invalid(field="security", problem="must be auto, tls or none")
        if not 0 < self.port < 65536:
            raise Invalid(field="port", problem="must be 1 to 65535")


class EmailConnector:
    """Keeps a few lines to the server open as long as there is something to send."""

    def __init__(self, settings: EmailSettings, engines: Any = None) -> None:
        self._settings = settings
        self._idle: list[SMTP] = []
        self._lines = asyncio.Semaphore(_LINES)

    async def send(self, message: Outbound) -> str:
        """The Message-ID. Raises SendRefused, SendDelayed, SendTakenBack, SendUnclear."""
        if not _ADDRESS.fullmatch(message.address):
            # It came from outside, and a line break in it would be a command to the server.
            raise SendRefused("this is no e-mail address", address_is_dead=True)
        mail = letter(self._settings.sender, message)
        raw = mail.as_bytes()
        async with self._lines, self._line(message.address) as line:
            await message.about_to_hand_over()
            await _hand_over(line, raw)
        return str(mail["Message-ID"])

    async def close(self) -> None:
        while self._idle:
            await _hang_up(self._idle.pop())

    @asynccontextmanager
    async def _line(self, address: str) -> AsyncIterator[SMTP]:
        """A line on which sender and recipient are accepted. A refusal leaves the line usable for the next mail."""
        line, is_old = await self._open()
        try:
            try:
                await self._address(line, address)
            except SMTPServerDisconnected:
                if not is_old:
                    raise
                # The server ended an idle line; nothing of this mail was said yet, so a new line is safe.
                line, _ = await self._open(fresh=True)
                await self._address(line, address)
            yield line
        except SMTPResponseException as error:
            await self._put_back(line)
            raise _translated(error) from error
        except SendTakenBack:
            await self._put_back(line)
            raise
        except (SMTPException, OSError, TimeoutError) as error:
            await _hang_up(line)
            raise SendDelayed(_SOON, f"{type(error).__name__}: {error}") from error
        except BaseException:
            await _hang_up(line)
            raise
        else:
            self._idle.append(line)

    async def _address(self, line: SMTP, address: str) -> None:
        await line.mail(parseaddr(self._settings.sender)[1])
        await line.rcpt(address)

    async def _put_back(self, line: SMTP) -> None:
        try:
            await line.rset()
            self._idle.append(line)
        except (SMTPException, OSError, TimeoutError):
            await _hang_up(line)

    async def _open(self, fresh: bool = False) -> tuple[SMTP, bool]:
        while self._idle and not fresh:
            line = self._idle.pop()
            if line.is_connected:
                return line, True
        settings = self._settings
        line = SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=_PATIENCE,
            use_tls=settings.security == "tls",
            start_tls=None if settings.security == "auto" else False,
            username=settings.user or None,
            password=settings.password or None,
        )
        try:
            await line.connect()
        except (SMTPException, OSError, TimeoutError) as error:
            await _hang_up(line)
            is_ours = isinstance(error, aiosmtplib.SMTPAuthenticationError)
            raise SendDelayed(_WHEN_REPAIRED if is_ours else _SOON, f"{type(error).__name__}: {error}") from error
        return line, False


async def _hand_over(line: SMTP, mail: bytes) -> None:
    """From here on a broken line says nothing about whether the mail arrived."""
    try:
        await line.data(mail)
    except SMTPResponseException:
        raise
    except (SMTPException, OSError, TimeoutError) as error:
        raise SendUnclear(f"{type(error).__name__}: {error}") from error


def _translated(error: SMTPResponseException) -> SendRefused | SendDelayed:
    """4xx is "later"; 5xx is "never", and at RCPT it is usually about the address (RFC 5321, 3463)."""
    words = f"{error.code} {error.message}"
    if error.code < 500:
        return SendDelayed(_SOON, words)
    if error.code in (530, 534, 535, 538):
        return SendDelayed(_WHEN_REPAIRED, words)
    is_address = isinstance(error, aiosmtplib.SMTPRecipientRefused) and (
        "5.1." in error.message or (error.code in (550, 551, 553) and "5.7." not in error.message)
    )
    return SendRefused(words, address_is_dead=is_address)


async def _hang_up(line: SMTP) -> None:
    try:
        if line.is_connected:
            await line.quit(timeout=5)
    except (SMTPException, OSError, TimeoutError):
        pass
    finally:
        line.close()
