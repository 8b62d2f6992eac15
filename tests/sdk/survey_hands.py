"""How a person answers every kind of question: by mouse on a wide screen, by keys alone on a phone's."""

import re

from playwright.async_api import Locator, Page, expect
from tests.browsing import PATIENCE, photograph

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


# On the last page the same button sends.
ONWARD = re.compile("^(Next|Submit)$")


def part(page: Page, key: str) -> Locator:
    return page.locator(f"[data-key='{key}']")


async def on_page(page: Page, title: str) -> None:
    await expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible(timeout=PATIENCE)


class Mouse:
    """Answers with a mouse on a wide screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def take(self, locator: Locator) -> None:
        await locator.click()

    async def write(self, locator: Locator, text: str) -> None:
        await locator.fill(text)

    async def slide(self, slider: Locator) -> None:
        await slider.click()


class Keyboard:
    """Answers with keys alone: the focus is where Tab would bring it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def take(self, locator: Locator) -> None:
        await locator.focus()
        await expect(locator).to_be_focused()
        kind = await locator.evaluate("(one) => one.type || one.tagName")
        await self.page.keyboard.press("Space" if kind in ("radio", "checkbox") else "Enter")

    async def write(self, locator: Locator, text: str) -> None:
        await locator.focus()
        await self.page.keyboard.type(text)

    async def slide(self, slider: Locator) -> None:
        await slider.focus()
        await self.page.keyboard.press("ArrowRight")


Hand = Mouse | Keyboard


async def answer_written(page: Page, hand: Hand) -> None:
    await hand.write(part(page, "short").get_by_role("textbox"), "Green")
    await hand.write(part(page, "long").get_by_role("textbox"), "It is warm")
    await hand.write(part(page, "amount").get_by_role("textbox"), "3")
    await part(page, "day").locator("input").fill("2026-01-31")
    await part(page, "hour").locator("input").fill("13:45")
    await hand.write(part(page, "me").get_by_label("Name"), "Lin")
    await hand.write(part(page, "me").get_by_label("E-mail"), "lin@shop.example")


async def answer_chosen(page: Page, hand: Hand) -> None:
    await hand.take(part(page, "one").get_by_role("radio", name="Something else"))
    await hand.write(part(page, "one").get_by_role("textbox"), "Mate")
    for name in ("Green tea", "White tea"):
        await hand.take(part(page, "many").get_by_role("checkbox", name=name))
    await part(page, "list").get_by_role("combobox").select_option("home")
    await hand.take(part(page, "picture").get_by_role("radio", name="Bag"))
    await hand.take(part(page, "yes").get_by_role("radio", name="Yes"))
    await part(page, "deep").get_by_role("combobox").nth(0).select_option("cn")
    await part(page, "deep").get_by_role("combobox").nth(1).select_option("hz")
    await hand.take(part(page, "agree").get_by_role("checkbox"))


async def answer_scaled(page: Page, hand: Hand) -> None:
    for key, name in (("nps", "9"), ("csat", "4"), ("ces", "6"), ("stars", "5 of 5")):
        await hand.take(part(page, key).get_by_role("radio", name=name, exact=True))
    await hand.slide(part(page, "slide").get_by_role("slider"))
    for row, column in (("Taste", "Good"), ("Speed of delivery", "Fair"), ("Staff", "Bad")):
        await hand.take(part(page, "table").get_by_role("group", name=row).get_by_role("radio", name=column))
    for row in ("Taste", "Speed of delivery"):
        await hand.take(part(page, "ticks").get_by_role("group", name=row).get_by_role("checkbox", name="Good"))


async def answer_arranged(page: Page, hand: Hand) -> None:
    for name in ("Green tea", "Black tea", "White tea"):
        await hand.take(part(page, "order").get_by_role("button", name=f"Rank {name}"))
    if isinstance(hand, Mouse):
        await part(page, "order").locator(".grip").nth(2).drag_to(part(page, "order").locator(".grip").nth(0))
    else:
        for _ in range(2):
            await hand.take(part(page, "order").get_by_role("button", name="Move White tea up"))
    await hand.take(part(page, "groups").get_by_role("group", name="Green tea").get_by_role("radio", name="Morning"))
    await hand.take(part(page, "groups").get_by_role("group", name="Black tea").get_by_role("radio", name="Evening"))
    for name, share in (("Green tea", "50"), ("Black tea", "30"), ("White tea", "20")):
        await hand.write(part(page, "shares").get_by_label(name), share)
    await (
        part(page, "papers")
        .locator("input")
        .set_input_files({"name": "tea.png", "mimeType": "image/png", "buffer": PNG})
    )
    await expect(part(page, "papers").get_by_text("tea.png")).to_be_visible(timeout=PATIENCE)
    if isinstance(hand, Mouse):
        await draw(page, part(page, "sign").locator("canvas"))
    else:
        await hand.write(part(page, "sign").get_by_role("textbox"), "Lin")
        await hand.take(part(page, "sign").get_by_role("button", name="Use this name"))
    await expect(part(page, "sign").get_by_text("Signature kept")).to_be_visible(timeout=PATIENCE)
    await hand.write(part(page, "where").get_by_label("Latitude"), "30.25")
    await hand.write(part(page, "where").get_by_label("Longitude"), "120.16")
    await hand.take(part(page, "kids").get_by_role("button", name="Add entry"))
    for at, (name, age) in enumerate((("An", "4"), ("Bo", "7")), 1):
        entry = part(page, "kids").get_by_role("group", name=f"Entry {at}")
        await hand.write(entry.get_by_label("Name"), name)
        await hand.write(entry.get_by_label("Age"), age)


async def draw(page: Page, canvas: Locator) -> None:
    await canvas.scroll_into_view_if_needed()
    box = await canvas.bounding_box()
    assert box
    await page.mouse.move(box["x"] + 40, box["y"] + 40)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 120, box["y"] + 90, steps=4)
    await page.mouse.up()


async def answer_research(page: Page, hand: Hand) -> None:
    tasks = part(page, "cbc").get_by_role("group")
    await hand.take(tasks.nth(0).get_by_role("radio", name=re.compile("Option 1")))
    await hand.take(tasks.nth(1).get_by_role("radio", name="None of these"))
    await hand.take(part(page, "best").get_by_role("radio", name="Best: Green tea"))
    await hand.take(part(page, "best").get_by_role("radio", name="Worst: White tea"))
    for at, price in enumerate(("10", "20", "40", "60")):
        await hand.write(part(page, "psm").get_by_role("textbox").nth(at), price)
    await hand.take(part(page, "psm").get_by_role("radio", name="Likely", exact=True).nth(0))
    await hand.take(part(page, "psm").get_by_role("radio", name="Unlikely", exact=True).nth(1))
    await hand.take(part(page, "ladder").get_by_role("radio", name="Yes").nth(0))
    await hand.take(part(page, "ladder").get_by_role("radio", name="No").nth(1))
    await hand.take(part(page, "kano").get_by_role("radio", name="I like it").nth(0))
    await hand.take(part(page, "kano").get_by_role("radio", name="I can live with it").nth(1))
    await hand.take(part(page, "turf").get_by_role("checkbox", name="Green tea"))


PAGES = (
    ("In words", answer_written), ("By choice", answer_chosen), ("On scales", answer_scaled), ("In order", answer_arranged),
    ("At the shop", answer_research),
)  # fmt: skip


async def answer_all(page: Page, hand: Hand) -> None:
    for title, answer in PAGES:
        await on_page(page, title)
        await answer(page, hand)
        await photograph(page, f"survey-answered-{type(hand).__name__}-{title}")
        await hand.take(page.get_by_role("button", name=ONWARD))
    await expect(page.get_by_text("Thank you, see you soon!")).to_be_visible(timeout=PATIENCE)
