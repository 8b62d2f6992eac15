"""A real SMTP server for tests: it keeps what it gets and refuses whom it is told to refuse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP


class Mailbox:
    """An aiosmtpd handler. `answers` maps a recipient to the reply she gets at RCPT."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.at_data = ""
        self.hang_up_at_data = False
        # The words `RCPT` and `DATA`: what is held there waits until `go_on` is set.
        self.holds_at = ""
        self.held = asyncio.Event()
        self.go_on = asyncio.Event()
        self.connections = 0
        self.port = 0

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        await self._hold("RCPT")
        answer = self.answers.get(address, "")
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await self._hold("DATA")
        if self.at_data:
            return self.at_data
        self.mails.append(cast(EmailMessage, message_from_bytes(envelope.content, policy=default)))
        if self.hang_up_at_data:
            server.transport.abort()
        return "250 OK"

    async def _hold(self, word: str) -> None:
        if self.holds_at == word:
            self.held.set()
            await self.go_on.wait()

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


@asynccontextmanager
async def open_mailbox() -> AsyncIterator[Mailbox]:
    """On a free port of the loopback."""
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, hostname="mail.test", loop=loop), "127.0.0.1", 0)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()
        await server.wait_closed()


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    return part.get_content() if part else ""


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return part.get_content() if part else ""
