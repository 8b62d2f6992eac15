"""A shop with a mailbox."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from tests.outbox.mailbox import Mailbox, open_mailbox
from tests.outbox.shop import Drain, Shop

from feilun.store import Engines


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with open_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
async def shop(engines: Engines, workspace: UUID, drain: Drain, mailbox: Mailbox) -> AsyncIterator[Shop]:
    shop = Shop(engines, workspace, drain)
    await shop.set_up(mailbox.port)
    yield shop
    await drain()  # Lets go of the lines to the mailbox before it closes.
