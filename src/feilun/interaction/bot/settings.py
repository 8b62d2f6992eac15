"""What a workspace decides about its bot: where it speaks, how it greets, when it calls a person."""

from collections.abc import Iterator
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from feilun.interaction.bot.texts import NAME, TEXTS, WELCOME

Words = dict[str, str]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Welcome(msgspec.Struct, kw_only=True):
    """A greeting and for whom it is; an empty field fits everybody. The first that fits is said."""

    text: Words
    channel: Short = ""
    language: Short = ""
    # The beginning of the page's path or address.
    page: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    audience: UUID | None = None


class MenuItem(msgspec.Struct, kw_only=True):
    """A button of the menu. `target` is the id of an article or flow, or the address of a link."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    label: Words
    kind: Literal["article", "flow", "children", "person", "link"]
    target: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    children: list["MenuItem"] = []


class OpenHours(msgspec.Struct, kw_only=True):
    """When people answer: days from 1 (Monday) to 7, from and to as `09:00`."""

    days: list[Annotated[int, msgspec.Meta(ge=1, le=7)]]
    since: str = msgspec.field(name="from")
    to: str


class HighValue(msgspec.Struct, kw_only=True):
    """Who gets a person at the first miss: members of an audience, or whose trait is at least a number."""

    audience: UUID | None = None
    trait: Short = ""
    at_least: float | None = None


class WriterUse(msgspec.Struct, kw_only=True):
    """What the language model may be used for, when one is configured."""

    answers: bool = False
    drafts: bool = False
    summaries: bool = False


class BotSettings(msgspec.Struct, kw_only=True):
    """All that a workspace decides about its bot. The texts of `texts` stand in place of the built-in ones."""

    is_on: bool = False
    channels: dict[str, bool] = msgspec.field(default_factory=lambda: {"webchat": True})
    name: Words = msgspec.field(default_factory=lambda: dict(NAME))
    language: Literal["zh-CN", "zh-TW", "en"] = "zh-CN"
    welcomes: Annotated[list[Welcome], msgspec.Meta(max_length=100)] = msgspec.field(
        default_factory=lambda: [Welcome(text=dict(WELCOME))]
    )
    menu: Annotated[list[MenuItem], msgspec.Meta(max_length=30)] = msgspec.field(
        default_factory=lambda: [MenuItem(id="person", label=dict(TEXTS["person"]), kind="person")]
    )
    # A burst of messages is one turn: so long nobody has written, then the bot answers.
    quiet_ms: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 600
    miss_limit: Annotated[int, msgspec.Meta(ge=1, le=5)] = 2
    hours: Annotated[list[OpenHours], msgspec.Meta(max_length=20)] = []
    zone: Short = ""
    high_value: HighValue = msgspec.field(default_factory=HighValue)
    texts: dict[str, Words] = {}
    ask_helpful: bool = True
    audit_share: Share = 0.1
    audit_target: Share = 0.95
    # A conversation that only the bot spoke in ends so long after the last word; 0 never ends it.
    idle_hours: Annotated[int, msgspec.Meta(ge=0, le=720)] = 24
    writer: WriterUse = msgspec.field(default_factory=WriterUse)
    foresight: bool = True


def items_of(menu: list[MenuItem]) -> Iterator[MenuItem]:
    """Every item of the tree, parents before their children."""
    for item in menu:
        yield item
        yield from items_of(item.children)
