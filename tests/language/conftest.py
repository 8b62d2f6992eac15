"""A shop's questions, and an encoder that needs no weights."""

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from feilun.engines import open_encoders
from feilun.language import Example
from feilun.store import Encoder


class PieceEncoder:
    """Sentences with the same pieces of words lie near each other; enough to test what is built upon it."""

    size = 96

    def __init__(self, name: str = "pieces", languages: Sequence[str] = ("zh", "en")) -> None:
        self.name = name
        self.languages = frozenset(languages)
        self.read = 0

    def encode(self, texts: Sequence[str]) -> Any:
        self.read += len(texts)
        rows = np.zeros((len(texts), self.size), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            padded = f" {text.lower()} "
            for place in range(len(padded) - 2):
                row[zlib.crc32(padded[place : place + 3].encode("utf-8", "replace")) % self.size] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def pieces() -> PieceEncoder:
    return PieceEncoder()


@pytest.fixture(scope="session")
def wheels() -> tuple[Encoder, ...]:
    """The real encoders."""
    found = open_encoders()
    if len(found) < 2:
        pytest.skip("the extra `encoders` is not installed")
    return found


SHOP = {
    "parcel": [
        "Where is my parcel?",
        "When will my order arrive?",
        "My package has not come yet",
        "Track my delivery",
        "How long does shipping take?",
        "包裹到哪了？",
        "我的快递什么时候到",
        "物流信息怎么查",
        "订单还没有送到",
        "多久能收到货",
    ],
    "refund": [
        "I want my money back",
        "How do I get a refund?",
        "Please return my payment",
        "Refund this order",
        "When is the refund paid?",
        "我要退款",
        "怎么申请退钱",
        "退款多久到账",
        "请把钱退给我",
        "可以退款吗",
    ],
    "invoice": [
        "Send me an invoice",
        "I need a receipt for my company",
        "Where can I download the invoice?",
        "Can you issue a tax invoice?",
        "The invoice has a wrong name",
        "我要开发票",
        "发票在哪里下载",
        "可以开公司抬头的发票吗",
        "发票抬头写错了",
        "电子发票怎么开",
    ],
    "password": [
        "I forgot my password",
        "Cannot log in to my account",
        "Reset the password please",
        "Change my password",
        "My login does not work",
        "忘记密码了",
        "登录不了账号",
        "怎么重置密码",
        "修改登录密码",
        "账号登不上去",
    ],
}


@pytest.fixture(scope="session")
def shop() -> list[Example]:
    return [Example(text, label) for label, texts in SHOP.items() for text in texts]
