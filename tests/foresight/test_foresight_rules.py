"""What a customer will probably ask: contexts, scores, and the judging of both."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from feilun.interaction.foresight import judging, rules
from feilun.interaction.foresight.words import why

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ARTICLES = [f"article {number}" for number in range(12)]
MENU = ARTICLES[:3]


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://shop.example/orders/2024-7781?tab=1#top", "/orders"),
        ("https://shop.example/en/orders/778", "/orders"),
        ("/zh-CN/products/red-shoes/reviews/9", "/products/red-shoes"),
        ("/p/550e8400-e29b-41d4-a716-446655440000", "/p"),
        ("/Cart", "/cart"),
        ("https://shop.example", "/"),
        ("/", "/"),
        ("", ""),
        ("http://[broken", ""),
        ("/" + "x" * 5000, "/"),
    ],
)
def test_a_page_is_known_by_what_is_general_in_its_address(address: str, page: str) -> None:
    assert rules.page_of(address) == page


def _deed(label: str, hours: float, **properties: object) -> rules.Deed:
    return rules.Deed(label, NOW - timedelta(hours=hours), properties)


@pytest.mark.parametrize(
    ("deeds", "state"),
    [
        ([], "none"),
        ([_deed("Order Completed", 50, order_id="1")], "open"),
        ([_deed("Order Completed", 50, order_id="1"), _deed("Order Delivered", 2, order_id="1")], "closed"),
        ([_deed("Order Completed", 50, order_id="1"), _deed("Order Delivered", 2, order_id="2")], "open"),
        ([_deed("Order Completed", 50, order_id="1"), _deed("Order Refunded", 2)], "closed"),
        ([_deed("Order Delivered", 60, order_id="1"), _deed("Order Completed", 50, order_id="2")], "open"),
        ([_deed("Order Completed", 24 * 40, order_id="1")], "none"),
    ],
)
def test_an_order_is_open_until_its_end_is_told(deeds: list[rules.Deed], state: str) -> None:
    assert f"order:{state}" in rules.features_of("", "en", deeds, NOW)


def test_the_contexts_are_page_events_order_last_answer_and_language() -> None:
    deeds = [
        _deed("Coupon Denied", 1),
        _deed("Product Viewed", 2),
        _deed("Coupon Denied", 3),
        _deed("Product Added", 30),
        _deed("page", 0.5),
        _deed("bot.answered", 40, article="older"),
        _deed("bot.answered", 10, article="newer"),
        _deed("Tomorrow", -1),
    ]
    assert rules.features_of("/products/red", "zh-TW", deeds, NOW) == [
        "page:/products/red", "page:/products", "event:Coupon Denied", "event:Product Viewed", "order:none",
        "both:/products/red|none", "past:newer", "language:zh",
    ]  # fmt: skip


def _candidates() -> list[tuple[str, int | None]]:
    return [(article, number if number < 3 else None) for number, article in enumerate(ARTICLES)]


def test_without_any_question_the_menu_is_offered_in_its_order() -> None:
    found = rules.ranked(_candidates()[::-1], ["page:/orders"], {})
    assert [one.article for one in found] == MENU
    assert why(found[0])["en"] == "too few questions yet, so the order of the menu"


def test_what_is_asked_on_a_page_is_offered_there_and_says_why() -> None:
    counts = {
        "all": {"article 0": 100.0, "article 7": 20.0},
        "page:/orders": {"article 7": 20.0, "article 0": 30.0},
    }
    found = rules.ranked(_candidates(), ["page:/orders"], counts)
    first = next(one for one in found if one.article == "article 7")
    assert first.feature == "page:/orders" and first.share == pytest.approx(0.4)
    assert why(first)["en"] == "asked by 40% of visitors on /orders"
    assert set(why(first)) == {"zh-CN", "zh-TW", "en"}


def test_few_questions_on_a_page_do_not_outweigh_the_whole_shop() -> None:
    counts = {"all": {"article 0": 500.0, "article 9": 1.0}, "page:/rare": {"article 9": 1.0}}
    assert rules.ranked(_candidates(), ["page:/rare"], counts)[0].article == "article 0"


def test_a_page_nobody_asked_on_has_the_word_of_the_part_it_lies_in() -> None:
    counts = {"all": {"article 0": 200.0, "article 8": 60.0}, "page:/products": {"article 8": 60.0}}
    found = rules.ranked(_candidates(), ["page:/products/blue", "page:/products"], counts)
    assert found[0].article == "article 8" and found[0].feature == "page:/products"


def test_a_question_of_a_half_life_ago_counts_half() -> None:
    old, new = NOW - timedelta(days=30), NOW
    assert rules.weight_at(old) * 2 == pytest.approx(rules.weight_at(new), rel=1e-5)


def test_counts_are_the_same_in_whatever_order_questions_come() -> None:
    asked = _traffic(300)
    straight, mixed = judging.Log(), judging.Log()
    for one in asked:
        straight.learn(one)
    for one in random.Random(5).sample(asked, len(asked)):
        mixed.learn(one)
    features = ["page:/orders", "order:open"]
    assert straight.counts(features, NOW) == mixed.counts(features, NOW)


# Synthetic visitors whose best answers are known: five pages, two states of orders, each with its own questions.
_PAGES = ("/orders", "/cart", "/products", "/account", "/")
_STATES = ("open", "none")


def _truth(page: str, state: str) -> list[float]:
    dice = random.Random(f"{page} {state}")
    weights = [0.55, 0.2, 0.1] + [0.15 / 9] * 9
    dice.shuffle(weights)
    return weights


def _traffic(number: int, seed: int = 1) -> list[judging.Asked]:
    dice = random.Random(seed)
    asked = []
    for place in range(number):
        page, state = dice.choice(_PAGES), dice.choice(_STATES)
        article = dice.choices(ARTICLES, _truth(page, state))[0]
        at = NOW - timedelta(days=60) + timedelta(minutes=place * 20)
        asked.append(
            judging.Asked(at, article, [f"page:{page}", f"order:{state}", f"both:{page}|{state}", "language:zh"])
        )
    return asked


def test_on_traffic_with_a_known_best_answer_foresight_beats_the_menu_and_nears_the_oracle() -> None:
    found = judging.replay(_traffic(4000), MENU, judged=2000)
    oracle = 0.85
    assert found.foresight.value > oracle - 0.04
    assert found.foresight.low > found.popular.high > 0
    assert found.difference.low > 0.3


def test_on_traffic_that_follows_the_menu_foresight_is_not_worse_than_it() -> None:
    dice = random.Random(3)
    start = NOW - timedelta(days=30)
    asked = [
        judging.Asked(
            start + timedelta(minutes=place),
            dice.choices(ARTICLES, [0.5, 0.3, 0.15] + [0.05 / 9] * 9)[0],
            [f"page:{dice.choice(_PAGES)}"],
        )
        for place in range(1500)
    ]
    found = judging.replay(asked, MENU)
    assert found.difference.low > -0.03


def test_the_replay_judges_each_question_with_what_was_known_before_it() -> None:
    one = judging.Asked(NOW, "only here", ["page:/x"])
    assert judging.replay([one], MENU).foresight.hits == 0
    assert judging.replay([one, one], MENU).foresight.hits == 0 or judging.replay([one, one], []).foresight.hits == 1


def test_a_paired_difference_covers_the_truth_as_often_as_it_claims() -> None:
    dice = random.Random(11)
    covered = 0
    for _ in range(600):
        first = sum(dice.random() < 0.3 for _ in range(120))
        second = sum(dice.random() < 0.2 for _ in range(120 - first))
        # P(only second) is 0.2 of what is left: 0.14 of all.
        found = judging.difference(first, second, 120)
        covered += found.low <= 0.3 - 0.14 <= found.high
    assert covered / 600 > 0.92


def test_a_rate_without_visits_says_nothing() -> None:
    assert judging.rate(0, 0) == judging.Rate(hits=0, of=0, value=0.0, low=0.0, high=1.0)
