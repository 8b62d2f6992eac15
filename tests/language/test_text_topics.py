"""Topics: found, named by what sets them apart, the same tomorrow, and compared week by week."""

import random

import pytest

from feilun.language import assigned, discover, merged, share_changes

_PARTS = {
    "zh": {
        "delivery": ["快递", "物流", "送货", "配送", "包裹"],
        "app": ["软件", "登录", "界面", "验证码", "版本"],
        "room": ["房间", "隔音", "空调", "早餐", "停车"],
    },
    "en": {
        "delivery": ["parcel", "courier", "delivery", "shipping", "tracking"],
        "app": ["login", "screen", "update", "password", "software"],
        "room": ["room", "breakfast", "parking", "shower", "pillow"],
    },
}


def said(family: str, number: int = 240) -> tuple[list[str], list[str]]:
    """Texts of three topics, and which is which."""
    picked = random.Random(3)
    kinds = [picked.choice(sorted(_PARTS[family])) for _ in range(number)]
    joint = "，" if family == "zh" else " and "
    return [joint.join(picked.sample(_PARTS[family][kind], 3)) for kind in kinds], kinds


@pytest.mark.parametrize("family", ["zh", "en"])
def test_topics_are_found_and_named_by_their_own_words(family: str) -> None:
    texts, _ = said(family)
    found = discover(texts, family, 3)
    owners = [{kind for kind, words in _PARTS[family].items() for word in words if word in one.name} for one in found]
    assert sorted(next(iter(one)) for one in owners) == ["app", "delivery", "room"]
    assert all(len(one) == 1 for one in owners) and sum(one.texts for one in found) == len(texts)


def test_topics_that_are_there_come_back_from_other_samples() -> None:
    texts, _ = said("en")
    assert min(one.stability for one in discover(texts, "en", 3)) > 0.8


def test_words_without_topics_are_not_stable() -> None:
    picked = random.Random(4)
    words = [f"word{chr(97 + one)}{chr(97 + two)}" for one in range(12) for two in range(12)]
    texts = [" ".join(picked.sample(words, 5)) for _ in range(200)]
    found = discover(texts, "en", 4)
    assert found and sum(one.stability for one in found) / len(found) < 0.5


def test_the_same_texts_give_the_same_topics() -> None:
    texts, _ = said("zh")
    assert discover(texts, "zh") == discover(texts, "zh")


def test_too_few_texts_have_no_topics() -> None:
    assert discover(["快递太慢", "快递太慢了"], "zh") == [] and discover([], "en") == []


def test_new_texts_go_where_they_belong() -> None:
    texts, _ = said("en")
    found = {one.name: one.words for one in discover(texts, "en", 3)}
    (name, share), *_ = assigned("the courier lost my parcel", "en", found).items()
    assert "parcel" in found[name] and 0 < share <= 1
    assert assigned("hello there", "en", found) == {}


def test_a_pinned_word_is_enough() -> None:
    assert assigned("the loyalty club", "en", {"club": {}}, {"club": ["loyalty"]}) == {"club": 1.0}


def test_two_topics_become_one_with_the_words_of_both() -> None:
    both = merged({"parcel": 1.0}, {"courier": 1.0})
    assert set(both) == {"parcel", "courier"} and abs(sum(value**2 for value in both.values()) - 1) < 0.001


def test_addresses_name_no_topic() -> None:
    from feilun.language.topic_words import topic_words

    assert topic_words("https://example.org/parcel me@shop.example @shop &amp; parcels", "en") == ["parcel"]


def test_progress_is_told_up_to_the_end() -> None:
    heard: list[float] = []
    discover(said("en")[0], "en", tell=heard.append)
    assert heard == sorted(heard) and heard[-1] == 1.0


def test_a_topic_that_grew_is_told_from_chance() -> None:
    changes = share_changes({"late": 60, "price": 21}, 200, {"late": 40, "price": 82}, 800)
    assert changes["late"].is_sure and not changes["price"].is_sure
    assert (changes["late"].now, changes["late"].before) == (0.3, 0.05)


def test_with_nothing_to_compare_with_nothing_is_sure() -> None:
    assert not share_changes({"late": 60}, 200, {}, 0)["late"].is_sure


def test_hostile_texts_do_not_hang_the_search() -> None:
    texts = ["好" * 2_000_000, "word " * 500_000, "\x00" * 9_000, "😡" * 90_000, "", *said("en", 40)[0]]
    assert discover(texts, "en") is not None
