"""Which language an answer is in, and when nobody can say."""

import pytest

from feilun.language import UNKNOWN, tongue_of

TOLD = [
    ("物流太慢了", "zh-CN"),
    ("物流太慢了，客服的回复也让人失望", "zh-CN"),
    ("這個東西很好，下次還會再買", "zh-TW"),
    ("客服回覆太慢", "zh-TW"),
    ("这个app很好用", "zh-CN"),
    ("很好", "zh-CN"),
    ("The delivery was very slow and nobody answered", "en"),
    ("good", "en"),
    ("not bad", "en"),
    ("La livraison était très lente et personne ne répond au téléphone", "fr"),
    ("Die Lieferung war leider sehr langsam und niemand hat geantwortet", "de"),
    ("La entrega fue muy lenta y nadie contestó mis mensajes", "es"),
    ("Доставка была очень медленной, и никто не ответил", "ru"),
    ("配送がとても遅かったです", "ja"),
    ("배송이 너무 느려요", "ko"),
    ("จัดส่งช้ามาก", "th"),
    ("كان التوصيل بطيئا جدا ولم يرد أحد", "ar"),
]


@pytest.mark.parametrize(("text", "language"), TOLD)
def test_a_language_is_told(text: str, language: str) -> None:
    assert tongue_of(text).language == language


@pytest.mark.parametrize(
    "text", ["", "   ", "12345", "👍👍", "...", "asdf", "xx", "https://example.org/very/long/path", "\ud800\x00"]
)
def test_what_nobody_can_tell_is_unknown(text: str) -> None:
    assert tongue_of(text).language == UNKNOWN


def test_a_text_of_megabytes_is_told_by_its_beginning() -> None:
    assert tongue_of("物流太慢了。" * 200 + "x" * 5_000_000).language == "zh-CN"


def test_families_are_those_we_have_models_for() -> None:
    assert [tongue_of(text).family for text in ("很好", "very good", "배송이 너무 느려요")] == ["zh", "en", ""]
