"""What a whole turn needs beside the product: a browser, and a mail server that keeps what it gets."""

from tests.browsing import browser, context

__all__ = ["browser", "context"]
