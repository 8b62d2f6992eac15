"""What was asked in the log becomes what is offered; what was offered is judged by what is asked next."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from feilun import events
from feilun.delivery import live
from feilun.events import Event, Handle
from feilun.events.catalogue import emit
from feilun.events.catalogue.bot import BotAnswered
from feilun.insight import identity
from feilun.interaction import foresight
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines

Api = Callable[..., Awaitable[httpx.AsyncClient]]
Drain = Callable[..., Awaitable[int]]
LIN, CHEN = Handle("user_id", "lin"), Handle("anonymous_id", "chen-device")
CANDIDATES = [
    foresight.Candidate(article="returns", title={"en": "Returns"}, place=0),
    foresight.Candidate(article="payment", title={"en": "Payment"}, place=1),
    foresight.Candidate(article="hours", title={"en": "Hours"}, place=2),
    foresight.Candidate(article="tracking", title={"en": "Where is my order"}),
    foresight.Candidate(article="sizes", title={"en": "Sizes"}),
]


class Shop:
    """A workspace in which customers do and ask things."""

    def __init__(self, engines: Engines, workspace: UUID) -> None:
        self.engines = engines
        self.workspace = workspace

    async def does(self, who: Handle, name: str = "", type: str = "track", **properties: Any) -> None:
        event = Event(
            workspace=self.workspace, id=str(new_id()), type=type, name=name, occurred_at=clock.now(),
            handles=(who,), body={"properties": properties},
        )  # fmt: skip
        async with self.engines.tables.transaction() as tx:
            await events.append(tx, [event])

    async def asks(
        self, who: Handle, article: str, page: str, route: str = "answer", at: datetime | None = None
    ) -> None:
        fact = BotAnswered(
            conversation=new_id(), seq=1, article=article, decision=new_id(), route=route, language="en", page=page
        )
        async with self.engines.tables.transaction() as tx:
            await emit(tx, self.workspace, fact, occurred_at=at or clock.now(), handles=[who])

    async def offered(self, who: Handle | None, page: str) -> list[foresight.Suggestion]:
        async with self.engines.tables.transaction() as tx:
            customers = await identity.customers_of(tx, self.workspace, [who] if who else [])
            customer = next(iter(customers.values()), None)
            return await foresight.suggest(
                tx, self.engines, self.workspace, customer, page, "en", candidates=CANDIDATES
            )

    async def shows(self, who: Handle, shown: list[str], page: str = "/") -> None:
        async with self.engines.tables.transaction() as tx:
            thread = (await live.thread_for(tx, self.workspace, who)).id
            await foresight.note_shown(
                tx, self.workspace, thread, page, "en", shown=shown, menu=["returns", "payment", "hours"]
            )

    async def rows(self, statement: str) -> list[dict[str, Any]]:
        async with self.engines.tables.transaction() as tx:
            return await tx.all(statement, workspace=self.workspace)


@pytest.fixture
def shop(engines: Engines, workspace: UUID) -> Shop:
    return Shop(engines, workspace)


@pytest.fixture
async def offers(shop: Shop) -> AsyncIterator[None]:
    """What is published here, in place of what the bot publishes."""
    from feilun.interaction.foresight import offers as door

    before = list(door._offers)

    async def ours(tx: Any, engines: Any, workspace: UUID, customer: UUID | None, language: str) -> list[Any]:
        return CANDIDATES if workspace == shop.workspace else []

    foresight.offer_from(ours)
    yield
    door._offers[:] = before


async def test_a_new_shop_offers_its_menu(shop: Shop) -> None:
    assert [one.article for one in await shop.offered(None, "/orders")] == ["returns", "payment", "hours"]


async def test_what_visitors_ask_on_a_page_is_offered_to_the_next_one_there(shop: Shop, drain: Drain) -> None:
    for number in range(12):
        await shop.asks(Handle("anonymous_id", f"somebody-{number}"), "tracking", f"/orders/{number}")
        await shop.asks(Handle("anonymous_id", f"else-{number}"), "returns", "/cart")
    await drain()
    first = (await shop.offered(None, "https://shop.example/orders/9911"))[0]
    assert first.article == "tracking"
    assert first.why["en"] == "asked by 100% of visitors on /orders"
    assert (await shop.offered(None, "/cart"))[0].article == "returns"


async def test_a_customer_with_an_open_order_is_offered_what_such_customers_ask(shop: Shop, drain: Drain) -> None:
    for number in range(15):
        with_order = Handle("user_id", f"buyer-{number}")
        await shop.does(with_order, "Order Completed", order_id=str(number))
        await drain()
        await shop.asks(with_order, "tracking", "/")
        await shop.asks(Handle("user_id", f"reader-{number}"), "sizes", "/")
    await shop.does(LIN, "Order Completed", order_id="77")
    await shop.does(CHEN, "home", type="page")
    await drain()
    assert (await shop.offered(LIN, "/"))[0].article == "tracking"
    assert (await shop.offered(CHEN, "/"))[0].article == "sizes"


async def test_an_article_without_an_answer_now_is_never_offered(shop: Shop, drain: Drain) -> None:
    for number in range(10):
        await shop.asks(Handle("anonymous_id", f"v{number}"), "withdrawn", "/")
    await drain()
    assert "withdrawn" not in [one.article for one in await shop.offered(None, "/")]


async def test_the_same_moment_is_answered_the_same_twice(shop: Shop, drain: Drain) -> None:
    for number in range(9):
        await shop.asks(Handle("anonymous_id", f"v{number}"), CANDIDATES[number % 5].article, "/")
    await drain()
    assert await shop.offered(None, "/") == await shop.offered(None, "/")


async def test_a_replay_gives_the_same_counts(shop: Shop, drain: Drain, engines: Engines) -> None:
    await shop.does(LIN, "Order Completed", order_id="1")
    await shop.asks(LIN, "tracking", "/orders")
    await shop.does(LIN, "Product Viewed")
    await shop.asks(LIN, "sizes", "/products/red", route="tap")
    await shop.does(LIN, "Coupon Denied")
    await drain()
    counts = "select feature, article, weight from foresight_count where workspace = %(workspace)s order by 1, 2"
    questions = "select position, article, features from foresight_question where workspace = %(workspace)s order by 1"
    before = await shop.rows(counts), await shop.rows(questions)
    assert {"order:open", "page:/orders", "past:tracking", "event:Product Viewed"} <= {
        row["feature"] for row in before[0]
    }
    async with engines.tables.transaction() as tx:
        await tx.run("delete from foresight_count")
        await tx.run("delete from foresight_question")
        await tx.run("delete from subscription where name = 'foresight'")
        await events.register(tx, [foresight.CAPABILITY.subscribers[0]])
    await drain()
    assert (await shop.rows(counts), await shop.rows(questions)) == before


async def test_one_visitor_cannot_make_a_question_popular(shop: Shop, drain: Drain) -> None:
    for _ in range(30):
        await shop.asks(LIN, "sizes", "/", route="tap")
    await shop.asks(CHEN, "payment", "/")
    await drain()
    rows = await shop.rows("select article from foresight_question where workspace = %(workspace)s order by article")
    assert [row["article"] for row in rows] == ["payment", "sizes"]


async def test_a_name_without_end_does_not_stop_the_learning(shop: Shop, drain: Drain) -> None:
    await shop.does(LIN, "事" * 3000)
    await drain()
    await shop.asks(LIN, "sizes", "/" + "x" * 30 + "/" + "é" * 3000)
    await drain()
    assert len(await shop.rows("select 1 from foresight_question where workspace = %(workspace)s")) == 1


_SHOWN = "select shown, asked, asked_route from foresight_shown where workspace = %(workspace)s order by id"


async def test_the_first_question_after_an_offer_judges_it_once(shop: Shop, drain: Drain) -> None:
    await shop.shows(LIN, ["tracking", "sizes", "returns"])
    await shop.asks(LIN, "tracking", "/")
    await shop.asks(LIN, "hours", "/")
    await drain()
    assert [row["asked"] for row in await shop.rows(_SHOWN)] == ["tracking"]


async def test_going_from_page_to_page_before_asking_is_one_visit(shop: Shop) -> None:
    await shop.shows(LIN, ["tracking"], "/orders")
    await shop.shows(LIN, ["sizes"], "/products")
    assert [row["shown"] for row in await shop.rows(_SHOWN)] == [["sizes"]]


async def test_a_question_an_hour_later_judges_nothing(shop: Shop, drain: Drain) -> None:
    await shop.shows(LIN, ["tracking"])
    with clock.shifted(timedelta(hours=1)):
        await shop.asks(LIN, "tracking", "/")
        await drain(now=clock.now())
    assert [row["asked"] for row in await shop.rows(_SHOWN)] == [None]


async def test_an_offer_is_not_judged_by_somebody_else(shop: Shop, drain: Drain) -> None:
    await shop.shows(LIN, ["tracking"])
    await shop.asks(CHEN, "tracking", "/")
    await drain()
    assert [row["asked"] for row in await shop.rows(_SHOWN)] == [None]


async def test_the_figures_compare_both_on_the_same_visits(shop: Shop, drain: Drain, api: Api, offers: None) -> None:
    for number, (article, route) in enumerate([("tracking", "answer"), ("tracking", "tap"), ("hours", "answer")]):
        who = Handle("anonymous_id", f"v{number}")
        await shop.shows(who, ["tracking", "sizes", "returns"], "/orders")
        await shop.asks(who, article, "/orders", route)
    await shop.shows(LIN, ["tracking"])
    await drain()
    found = (await (await api("analyst")).get("/api/v1/foresight-figures")).json()
    assert found["visits"] == 4
    assert (found["all"]["foresight"]["hits"], found["all"]["menu"]["hits"], found["all"]["menu"]["of"]) == (2, 1, 3)
    assert (found["typed"]["foresight"]["hits"], found["typed"]["foresight"]["of"]) == (1, 2)
    assert found["weeks"][0]["foresight"]["of"] == 3
    assert found["replay"]["foresight"]["of"] == 3
    orders = next(one for one in found["contexts"] if one["name"] == "/orders")
    assert orders["articles"][0]["title"] == {"en": "Where is my order"}


async def test_a_preview_shows_what_a_visitor_would_see_and_writes_nothing(
    shop: Shop, api: Api, offers: None, drain: Drain
) -> None:
    await shop.does(LIN, "Order Completed")
    await drain()
    async with shop.engines.tables.transaction() as tx:
        customer = (await identity.customers_of(tx, shop.workspace, [LIN]))[LIN]
    mei = await api("agent")
    found = (
        await mei.get("/api/v1/foresight-preview", params={"page": "/en/orders/5", "customer": str(customer)})
    ).json()
    assert found["page"] == "/orders" and len(found["suggestions"]) == 3
    assert [one["article"] for one in found["menu"]] == ["returns", "payment", "hours"]
    assert await shop.rows(_SHOWN) == []


async def test_a_stranger_sees_nothing_of_our_foresight(
    shop: Shop, drain: Drain, api: Api, stranger: httpx.AsyncClient, offers: None
) -> None:
    await shop.shows(LIN, ["tracking"])
    await shop.asks(LIN, "tracking", "/orders")
    await drain()
    figures = (await stranger.get("/api/v1/foresight-figures")).json()
    assert figures["visits"] == 0 and figures["contexts"] == [] and figures["replay"] is None
    async with shop.engines.tables.transaction() as tx:
        customer = (await identity.customers_of(tx, shop.workspace, [LIN]))[LIN]
    answer = await stranger.get("/api/v1/foresight-preview", params={"customer": str(customer)})
    assert answer.status_code == 404
    nobody = await api(None)
    assert (await nobody.get("/api/v1/foresight-figures")).status_code == 401


async def test_three_hundred_articles_are_ranked_within_three_reads(shop: Shop, drain: Drain) -> None:
    """Time is not asserted; the number of statements is."""
    many = [foresight.Candidate(article=f"a{number}", place=number if number < 9 else None) for number in range(300)]
    async with shop.engines.tables.transaction() as tx:
        counted = _Counting(tx)
        found = await foresight.suggest(
            counted, shop.engines, shop.workspace, new_id(), "/x", "en", candidates=many  # type: ignore[arg-type]
        )  # fmt: skip
    assert len(found) == 3 and counted.reads == 3


class _Counting:
    def __init__(self, tx: Any) -> None:
        self._tx = tx
        self.reads = 0

    async def all(self, statement: str, **values: Any) -> Any:
        self.reads += 1
        return await self._tx.all(statement, **values)
