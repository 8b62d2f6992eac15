"""Where somebody stands in a flow, what she said, and what the flow does next: plain data, kept as JSON."""

from typing import Any, Literal

import msgspec

Waits = Literal["answer", "choice", "confirm", "webhook", "ended"]
Outcome = Literal["", "finished", "cancelled", "handed_over", "expired", "replaced", "declined", "moved"]


class SlotValue(msgspec.Struct, frozen=True):
    """A value as JSON, and how people read it."""

    value: Any
    shown: str


class SlotReading(msgspec.Struct, frozen=True):
    """What a text says for a slot. One that is not sure names what else it may mean."""

    value: Any
    shown: str
    is_sure: bool = True
    alternatives: tuple[SlotValue, ...] = ()

    @property
    def offered(self) -> tuple[SlotValue, ...]:
        """All that it may mean, the likeliest first."""
        first = SlotValue(self.value, self.shown)
        return (first, *(one for one in self.alternatives if one.value != self.value))


class FlowPlace(msgspec.Struct, frozen=True, kw_only=True):
    """The whole state of one walk. `ahead` holds slots that were filled before their question came, `declined` those of
    which she said that what we know of her does not hold.

    `visits` counts how often each step was entered, `walked` the steps since the customer last spoke.
    """

    step: str | None = None
    waits: Waits = "ended"
    slots: dict[str, SlotValue] = {}
    filled: list[str] = []
    ahead: list[str] = []
    declined: list[str] = []
    tries: int = 0
    visits: dict[str, int] = {}
    choosing: str = ""
    choices: list[SlotValue] = []
    walked: int = 0
    outcome: Outcome = ""

    @property
    def values(self) -> dict[str, Any]:
        """The slots as plain values."""
        return {name: one.value for name, one in self.slots.items()}

    @property
    def shown(self) -> dict[str, str]:
        """The slots as people read them."""
        return {name: one.shown for name, one in self.slots.items()}


class FlowHeard(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer said, with all that reading it costs done already.

    `corrections` are readings of what follows words such as "no, I meant"; `article` is what a sure understanding
    of the whole text names.
    """

    text: str = ""
    tap: dict[str, Any] | None = None
    readings: dict[str, SlotReading] = {}
    is_correction: bool = False
    corrections: dict[str, SlotReading] = {}
    article: str = ""


class FlowScene(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around: the language to speak, the traits of the customer, what they say for slots, the day."""

    language: str = "zh-CN"
    customer: dict[str, Any] = {}
    prefilled: dict[str, SlotReading] = {}
    today: str = ""


class WebhookAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What another system answered. `problem` says why it counts as failed; then `body` is empty."""

    status: int = 0
    body: Any = None
    problem: str = ""
    calls: int = 1


class FlowButton(msgspec.Struct, frozen=True):
    """A tap sends back `{"kind": "option", "id": id}`."""

    label: str
    id: str


class Say(msgspec.Struct, frozen=True, tag="say"):
    """Says a text."""

    text: str


class Ask(msgspec.Struct, frozen=True, tag="ask"):
    """Asks a question and waits."""

    step: str
    text: str
    buttons: tuple[FlowButton, ...] = ()


class CallWebhook(msgspec.Struct, frozen=True, tag="webhook"):
    """Another system must be asked before the flow goes on. Step and visit make the Idempotency-Key."""

    step: str
    visit: int


class Answer(msgspec.Struct, frozen=True, tag="answer"):
    """The answer of an article comes here."""

    article: str


class HandOver(msgspec.Struct, frozen=True, tag="handover"):
    """A person takes over; the flow has ended."""

    reason: str


class Finish(msgspec.Struct, frozen=True, tag="finish"):
    """The flow has ended."""

    outcome: Outcome


Action = Say | Ask | CallWebhook | Answer | HandOver | Finish


class Stepped(msgspec.Struct, frozen=True):
    """The new place, and what to do in this order; the last action is a question, a call, a hand-over or the end."""

    place: FlowPlace
    actions: tuple[Action, ...]
