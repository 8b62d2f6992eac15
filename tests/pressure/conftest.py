"""A shop with a mailbox."""

from tests.outbox.fixtures import mailbox, shop

__all__ = ["mailbox", "shop"]
