"""How a survey reaches people, as data. Every field has a default, so a draft may be unfinished."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from feilun.insight.forms import Words

ReachKind = Literal["link", "email", "widget", "after_conversation", "journey", "resurvey"]
InvitationState = Literal[
    "queued", "sent", "bounced", "opened", "started", "partial", "complete", "refused", "expired"
]  # fmt: skip
ReachChannel = Literal["email", "webchat"]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
_Label = Annotated[str, msgspec.Meta(max_length=200)]
_Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^$")]


class ReachHours(msgspec.Struct, frozen=True, kw_only=True):
    """Times of day, `HH:MM`; both empty means always. `from` later than `to` goes over midnight."""

    starts: _Clock = msgspec.field(name="from", default="")
    ends: _Clock = msgspec.field(name="to", default="")


class ReachTrigger(msgspec.Struct, frozen=True, kw_only=True):
    """When somebody is asked: after an event, on a page by the beginning of its address, after seconds on it.

    `share` of people, 0 to 1, always the same ones; `hours` in the workspace's zone; `delay_minutes` after the event.
    """

    event: _Label = ""
    page: _Label = ""
    seconds: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 0
    share: Share = 1.0
    hours: ReachHours = ReachHours()
    delay_minutes: Annotated[int, msgspec.Meta(ge=0, le=43_200)] = 0


class ReachRepeat(msgspec.Struct, frozen=True, kw_only=True):
    """How often one person: `once`; `until_answered` and `every` again after `days`; `times` in all, `days` apart."""

    kind: Literal["once", "until_answered", "every", "times"] = "once"
    days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 30
    times: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1


class ReachPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Channels in their order, each reminder on the next of them that she has.

    `target` answers end the asking, 0 never does; `quiet` hours are of the customer's day.
    """

    channels: Annotated[list[ReachChannel], msgspec.Meta(max_length=2)] = msgspec.field(
        default_factory=lambda: ["email"]
    )
    reminders: Annotated[int, msgspec.Meta(ge=0, le=10)] = 2
    spacing_hours: Annotated[int, msgspec.Meta(ge=1, le=2160)] = 72
    quiet: ReachHours = ReachHours()
    expire_days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 30
    target: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] = 0


class ReachGoal(msgspec.Struct, frozen=True, kw_only=True):
    """What asking may change: who does `event` within `days` of the ask, beside those who were left in peace."""

    event: _Label = "Order Completed"
    days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 14


class ReachTexts(msgspec.Struct, frozen=True, kw_only=True):
    """By language; where there is none, our own words. Subject and intro are Liquid."""

    subject: Words = {}
    intro: Words = {}
    button: Words = {}


class Reach(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way a survey reaches people. `hold_out` is the share that is left in peace; `source` is kept of a link."""

    kind: ReachKind
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    audience: UUID | None = None
    trigger: ReachTrigger = ReachTrigger()
    repeat: ReachRepeat = ReachRepeat()
    hold_out: Annotated[float, msgspec.Meta(ge=0, le=0.9)] = 0.0
    plan: ReachPlan = msgspec.field(default_factory=ReachPlan)
    goal: ReachGoal = ReachGoal()
    texts: ReachTexts = msgspec.field(default_factory=ReachTexts)
    layout: Literal["popover", "modal", "bar", "inline"] = "popover"
    source: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.-]{0,60}$")] = ""


class ReachProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps a reach from being switched on, in words."""

    field: str
    text: str


class ReachWish(msgspec.Struct, kw_only=True):
    reach: Reach
    is_on: bool = False


class ReachChange(msgspec.Struct, kw_only=True):
    """`revision` is the one that was read."""

    revision: int
    reach: Reach
    is_on: bool
