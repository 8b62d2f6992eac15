"""What identifies a person does not leave, and comes back where it belongs."""

import pytest

from feilun.language import redact, restore


@pytest.mark.parametrize(
    ("text", "secrets", "kinds"),
    [
        ("我的电话13800138000，麻烦回电", ["13800138000"], ["phone"]),
        ("电话 138 0013 8000", ["138 0013 8000"], ["phone"]),
        ("座机021-62345678", ["021-62345678"], ["phone"]),
        ("call +44 20 7946 0958 please", ["+44 20 7946 0958"], ["phone"]),
        ("call (415) 555-2671", ["555-2671"], ["phone"]),
        ("邮箱是lin@example.com。", ["lin@example.com"], ["email"]),
        ("身份证110101199003078515", ["110101199003078515"], ["identity"]),
        ("身分證 A123456789", ["A123456789"], ["identity"]),
        ("卡号 4111 1111 1111 1111", ["4111 1111 1111 1111"], ["card"]),
        ("卡号6222021300000000123", ["6222021300000000123"], ["card"]),
        ("订单号：88123456 怎么样了", ["88123456"], ["order"]),
        ("order #A-99812 is late", ["A-99812"], ["order"]),
        ("FL20261130001还没到", ["FL20261130001"], ["order"]),
        ("寄到上海市浦东新区世纪大道100号3栋502室", ["世纪大道100号", "502"], ["address"]),
        ("I live at 12 Baker Street, London", ["12 Baker Street"], ["address"]),
        ("我叫王小明，想退货", ["王小明"], ["name"]),
        ("My name is Lin Xiaotong and", ["Lin Xiaotong"], ["name"]),
        ("see https://shop.example/o?token=abc123", ["token=abc123"], ["link"]),
    ],
)
def test_what_identifies_a_person_is_taken_out(text: str, secrets: list[str], kinds: list[str]) -> None:
    redacted = redact(text)
    assert [one.kind for one in redacted.found] == kinds
    assert not [secret for secret in secrets if secret in redacted.text]
    assert restore(redacted.text, redacted) == text


@pytest.mark.parametrize(
    "text",
    ["一共1299.00元", "2026-11-30 10:00 到货", "买3件打8折", "尺码42", "within 30 days", "iPhone 15 Pro", "https://shop.example/help"],
)  # fmt: skip
def test_what_identifies_nobody_stays(text: str) -> None:
    assert redact(text).text == text


def test_the_same_value_has_the_same_mark_over_several_texts() -> None:
    first = redact("电话13800138000")
    second = redact("再打13800138000或13900139000", first.found)
    assert first.text == "电话[phone 1]"
    assert second.text == "再打[phone 1]或[phone 2]"


def test_a_mark_she_typed_herself_is_not_taken_for_ours() -> None:
    redacted = redact("[phone 1] 是什么？我的是13800138000")
    assert redacted.text == "[phone 1] 是什么？我的是[phone 2]"
    assert restore(redacted.text, redacted) == "[phone 1] 是什么？我的是13800138000"


def test_restoring_is_no_template() -> None:
    redacted = redact("我叫王小明，电话13800138000")
    assert restore("[phone 1][phone 1] [name 9]", redacted) == "1380013800013800138000 [name 9]"


@pytest.mark.parametrize("text", ["", "1" * 5000, "路" * 3000, "a@" * 2000, "上海市" * 800, "0-" * 3000])
def test_odd_texts_are_redacted_quickly_too(text: str) -> None:
    assert isinstance(redact(text).text, str)
