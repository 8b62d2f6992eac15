"""What a customer will most probably ask, given where she is and what she did. Pure and exactly repeatable."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import log, pow
from typing import Any, NamedTuple
from urllib.parse import urlsplit

MOST_SHOWN = 3
EVENT_REACH = timedelta(hours=24)
ORDER_REACH = timedelta(days=30)
HALF_LIFE_DAYS = 30.0
# Weighs like this many questions: so many must be seen before a context is trusted more than the whole shop.
CONTEXT_DOUBT = 5.0
# Weighs like this many questions: the menu's order stands until that many were asked.
MENU_DOUBT = 20.0
# Below this many (decayed) questions a share is not told to anybody.
LEAST_TOLD = 5.0

EVERYWHERE = "all"
_ORDER_OPENS = frozenset({"Order Completed", "Order Placed", "Order Created"})
_ORDER_ENDS = frozenset(
    {"Order Delivered", "Order Refunded", "Order Cancelled", "Order Canceled", "Order Returned", "Order Received"}
)
ORDER_EVENTS = _ORDER_OPENS | _ORDER_ENDS
ANSWERED = "bot.answered"
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_UNIT = 1 << 20
_LOCALE = re.compile(r"^[a-z]{2}([-_][a-z]{2,4})?$", re.IGNORECASE)
_ID = re.compile(r"^(\d+|[0-9a-f]{8,}|[0-9a-f-]{32,36}|.*\d{4,}.*|.{41,})$", re.IGNORECASE)
_PAGE_DEPTH = 2
_LATEST_EVENTS = 2
# A sender may name events as he likes; a key of the table must stay small.
_LONGEST_NAME = 100


class Deed(NamedTuple):
    """One thing she did: a tracked event's name, or the type of any other."""

    label: str
    at: datetime
    properties: Mapping[str, Any]


class Scored(NamedTuple):
    """`feature` is the context that spoke most for the article; `share` how often it is asked there, if told."""

    article: str
    score: float
    feature: str
    share: float | None


# feature → article → decayed number of questions
Counts = Mapping[str, Mapping[str, float]]


def page_of(address: str) -> str:
    """`https://shop.example/en/orders/2024-7781?tab=1` is `/orders`: ids, languages and depth say nothing general."""
    try:
        path = urlsplit(address.strip()[:2000]).path
    except ValueError:
        return ""
    if not path:
        return "/" if address.strip() else ""
    parts = [part.lower() for part in path.split("/") if part]
    if parts and _LOCALE.match(parts[0]):
        parts = parts[1:]
    kept = [part for part in parts if not _ID.match(part)]
    return "/" + "/".join(kept[:_PAGE_DEPTH])


def features_of(page: str, language: str, deeds: Iterable[Deed], now: datetime) -> list[str]:
    """The contexts that hold at this moment, the most telling kinds first."""
    past = sorted((one for one in deeds if one.at <= now), key=lambda one: one.at, reverse=True)
    pages, state = _pages(page_of(page)), _order_state(past, now)
    found = [*pages, *(f"event:{name}" for name in _latest_events(past, now)), f"order:{state}"]
    found += [f"both:{pages[0].partition(':')[2]}|{state}"] if pages else []
    found += [f"past:{article}" for article in _last_article(past)]
    return [*found, f"language:{language.split('-')[0].lower()[:8]}"] if language else found


def _pages(page: str) -> list[str]:
    """The page and the part of the site it lies in, so that a product nobody asked about has the word of all products."""
    if not page:
        return []
    first = "/" + page[1:].split("/")[0]
    return list(dict.fromkeys((f"page:{page}", f"page:{first}")))


def _latest_events(past: Sequence[Deed], now: datetime) -> list[str]:
    names = [one.label[:_LONGEST_NAME] for one in past if now - one.at <= EVENT_REACH and _is_event(one.label)]
    return list(dict.fromkeys(names))[:_LATEST_EVENTS]


def _is_event(label: str) -> bool:
    """Facts of our own hold a dot; pages are a context of their own."""
    return bool(label) and "." not in label and label not in ("page", "screen", "identify", "group", "alias")


def _order_state(past: Sequence[Deed], now: datetime) -> str:
    """`open` when an order of the last weeks has no later word of its end; shops that never send one get 30 days."""
    ended: set[str] = set()
    is_ended_without_id = False
    state = "none"
    for one in past:
        if now - one.at > ORDER_REACH:
            break
        order = str(one.properties.get("order_id") or "")
        if one.label in _ORDER_ENDS:
            ended.add(order)
            is_ended_without_id = is_ended_without_id or not order
            state = "closed"
        elif one.label in _ORDER_OPENS:
            if not is_ended_without_id and order not in ended:
                return "open"
            state = "closed"
    return state


def _last_article(past: Sequence[Deed]) -> list[str]:
    found = (str(one.properties.get("article") or "") for one in past if one.label == ANSWERED)
    return [article for article in found if article][:1]


def is_repeated(article: str, deeds: Iterable[Deed], now: datetime) -> bool:
    """Whether she was answered with it within a day already: one visitor who asks again and again is one visitor."""
    return any(
        one.label == ANSWERED and one.properties.get("article") == article and now - EVENT_REACH <= one.at <= now
        for one in deeds
    )


def weight_at(at: datetime, strength: float = 1.0) -> int:
    """What a question of that day adds. It doubles every half-life, so that old counts fade without being touched.

    A whole number of any size: sums of whole numbers are the same in whatever order they are made.
    """
    days = (at - _EPOCH).days
    return round(pow(2.0, days / HALF_LIFE_DAYS) * _UNIT * strength)


def ranked(
    candidates: Sequence[tuple[str, int | None]], features: Sequence[str], counts: Counts, most: int = MOST_SHOWN
) -> list[Scored]:
    """The likeliest first. `candidates` are articles with their place in the menu, None when they are not in it.

    Naive Bayes over the contexts; each context backs off to the whole shop, and the shop to the order of the menu.
    """
    start = _prior(candidates)
    base = _backed_off(counts.get(EVERYWHERE, {}), start, MENU_DOUBT)
    likely = {name: _likely(name, base, counts) for name in features if _kind(name) not in ("page", "both")}
    likely |= _pages_likely(features, base, likely, counts)
    # A page together with the state of her orders is one piece of evidence, and holds that of both.
    spent = _spent(features)
    told = [likely[name] for name in features if name not in spent]
    scores = {one: log(base[one]) + sum(log(here[one]) - log(base[one]) for here in told) for one in start}
    order = {article: (place is None, place or 0, number) for number, (article, place) in enumerate(candidates)}
    best = sorted(start, key=lambda one: (-round(scores[one], 9), order[one]))[:most]
    return [_explained(one, scores[one], base, likely, counts, start) for one in best]


Shares = Mapping[str, float]


def _kind(feature: str) -> str:
    return feature.partition(":")[0]


def _backed_off(here: Shares, towards: Shares, doubt: float) -> Shares:
    """What was counted here, mixed with what is believed elsewhere as if that were `doubt` more questions."""
    whole = sum(here.get(article, 0.0) for article in towards)
    return {article: (here.get(article, 0.0) + doubt * share) / (whole + doubt) for article, share in towards.items()}


def _likely(feature: str, towards: Shares, counts: Counts) -> Shares:
    return _backed_off(counts.get(feature, {}), towards, CONTEXT_DOUBT)


def _pages_likely(
    features: Sequence[str], base: Shares, others: Mapping[str, Shares], counts: Counts
) -> dict[str, Shares]:
    """From the outer page to the inner, then to the inner with the state of orders, which begins as their product."""
    found: dict[str, Shares] = {}
    here = base
    for name in [one for one in features if _kind(one) == "page"][::-1]:
        here = found[name] = _likely(name, here, counts)
    order = next((others[one] for one in features if _kind(one) == "order"), base)
    for name in features:
        if _kind(name) == "both":
            product = {article: here[article] * order[article] / base[article] for article in base}
            whole = sum(product.values())
            found[name] = _likely(name, {article: part / whole for article, part in product.items()}, counts)
    return found


def _spent(features: Sequence[str]) -> set[str]:
    """Contexts whose word is in that of another one already."""
    pages = [name for name in features if _kind(name) == "page"]
    if any(_kind(name) == "both" for name in features):
        return {*pages, *(name for name in features if _kind(name) == "order")}
    return set(pages[1:])


def _explained(
    article: str, score: float, base: Shares, likely: Mapping[str, Shares], counts: Counts, among: Shares
) -> Scored:
    """The context that speaks most for the article and of which enough was seen to tell a share."""
    best, strongest = EVERYWHERE, 0.0
    for name in likely:
        share = _share(article, counts.get(name, {}), among)
        gain = log(likely[name][article]) - log(base[article])
        if gain > strongest and share and _kind(name) not in ("both", "language"):
            best, strongest = name, gain
    return Scored(article, score, best, _share(article, counts.get(best, {}), among))


def _share(article: str, here: Shares, among: Shares) -> float | None:
    whole = sum(here.get(one, 0.0) for one in among)
    number = here.get(article, 0.0)
    return number / whole if whole >= LEAST_TOLD and number > 0 else None


def _prior(candidates: Sequence[tuple[str, int | None]]) -> dict[str, float]:
    """A start without any log: one over the place in the menu; what the menu leaves out shares one such part."""
    outside = sum(place is None for _, place in candidates)
    last = 1 + sum(place is not None for _, place in candidates)
    rough = {
        article: 1.0 / (last * outside) if place is None else 1.0 / (1 + place)
        for article, place in reversed(candidates)
    }
    total = sum(rough.values())
    return {article: rough[article] / total for article, _ in candidates}


# What was tapped was offered by us, so it says less about what she came for.
_TAPPED = 0.5


def strength_of(route: str) -> float:
    return _TAPPED if is_tapped(route) else 1.0


def is_tapped(route: str) -> bool:
    return route.split("_")[0].split(".")[0] in ("tap", "tapped", "menu", "foresight", "button", "option")
