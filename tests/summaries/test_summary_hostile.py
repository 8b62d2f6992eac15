"""Words that a customer chose so that reading them would never end."""

import pytest

from feilun.interaction.summaries import rules
from feilun.interaction.summaries.lines import Said


@pytest.mark.parametrize(
    "text",
    [
        "hi" + "!" * 1_000 + "x",
        "hello there" * 100 + "x",
        "你好" + "，" * 1_000 + "货",
        "好的" * 500 + "货",
        "好 " * 500 + "x",
    ],
)
def test_courtesy_without_end_is_read_at_once(text: str) -> None:
    assert [one.text for one in rules.asks([Said(1, "customer", text)])] == [text]


@pytest.mark.parametrize(
    "text", ["Hi there!!", "你好，请问一下…", "thank you very much", "Thanks, you too!", "好的好的，谢谢您了", "没问题"]
)
def test_courtesy_alone_asks_for_nothing(text: str) -> None:
    assert rules.asks([Said(1, "customer", text)]) == []
