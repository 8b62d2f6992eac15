"""What a channel is. A connector translates, nothing more; the outbox alone decides about retries and limits."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from typing import Any, Protocol, get_type_hints
from uuid import UUID

from feilun.kernel.errors import Error, Invalid


class SendRefused(Error):
    """The provider refused the message for good: {reason}."""

    status = 422

    def __init__(self, reason: str, *, address_is_dead: bool = False) -> None:
        super().__init__(reason=reason)
        self.reason = reason
        # True when the refusal is about the address itself, so nothing else should be sent there either.
        self.address_is_dead = address_is_dead


class SendDelayed(Error):
    """The provider cannot take the message now: {reason}."""

    status = 503

    def __init__(self, seconds: float, reason: str = "") -> None:
        super().__init__(reason=reason, seconds=seconds)
        self.seconds = seconds
        self.reason = reason


class SendUnclear(Error):
    """The line broke after the message was handed over; it may have arrived: {reason}."""

    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class SendTakenBack(Error):
    """The message was taken back before it was handed over."""

    status = 409


@dataclass(frozen=True)
class Attachment:
    """A file of a message."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Inbound:
    """What a customer sent, translated from the provider's payload. `kind` and `value` are the handle that wrote."""

    kind: str
    value: str
    text: str
    external_id: str
    at: datetime
    attachments: Sequence[Attachment] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """What a provider reports about a message of ours. `reference` is the text we sent along with it."""

    reference: str
    outcome: str  # `bounced` (for good), `delayed`, `delivered` or `complained`
    reason: str
    address: str = ""


async def _nobody_asks() -> None:
    """For messages that no outbox keeps."""


@dataclass(frozen=True)
class Outbound:
    """A rendered message on its way. `key` is the same for every try, so a provider may recognise a repeat.

    A connector whose channel says `announces_hand_over` awaits `about_to_hand_over()` right before the one call that
    cannot be taken back, and lets what it raises pass: SendTakenBack means that the message must not go any more.
    """

    workspace: UUID
    key: str
    customer: UUID
    address: str
    content: Mapping[str, Any]
    reference: str = ""
    unsubscribe_url: str = ""
    cause: Mapping[str, Any] = field(default_factory=dict)
    about_to_hand_over: Callable[[], Awaitable[None]] = field(default=_nobody_asks, repr=False, compare=False)


class Connector(Protocol):
    """One account at a provider. Used by many sends at once."""

    async def send(self, message: Outbound) -> str:
        """The provider's id. Raises SendRefused, SendDelayed, or SendUnclear when nobody can tell."""

    async def close(self) -> None:
        """Lets go of connections. A later send opens them again."""


@dataclass(frozen=True)
class SettingField:
    """One line of the form that the console draws."""

    name: str
    type: str
    default: Any
    help: str
    secret: bool = False


def channel_setting(default: Any, help: str, *, secret: bool = False) -> Any:
    """A field of a channel's settings dataclass."""
    return field(default=default, metadata={"help": help, "secret": secret})


@dataclass(frozen=True)
class Channel:
    """What a channel folder exports as CHANNEL.

    `connector(settings, engines)` makes a connector; `address_kinds` are the handle kinds it can write to, best
    first (`customer` means it needs no address); `can` are the parts of content it understands; `defaults` reads
    the installation's settings; `read` turns a provider's payload into receipts and inbound messages.
    """

    id: str
    names: Mapping[str, str]
    settings: type
    connector: Callable[[Any, Any], Connector]
    address_kinds: Sequence[str]
    can: frozenset[str] = frozenset({"text"})
    icon: str = ""
    defaults: Callable[[Any], Mapping[str, Any]] | None = None
    read: Callable[[bytes], Sequence[Receipt | Inbound]] | None = None
    # A provider that recognises our key may be asked again after a crash; one that does not may not.
    repeats_are_safe: bool = False
    # The connector awaits `about_to_hand_over` itself. Otherwise it is done before `send`, and a crash while the
    # connector still looks for a line leaves the message's fate open.
    announces_hand_over: bool = False

    def form(self) -> list[SettingField]:
        """The settings dataclass as lines of a form."""
        return form_of(self.settings)

    def parsed(self, values: Mapping[str, Any]) -> Any:
        """The settings object. Raises Invalid naming the first wrong field."""
        known = {one.name: one for one in self.form()}
        for name in values:
            if name not in known:
                raise Invalid(field=name, problem=f"is not a setting of the channel {self.id}")
        return self.settings(**{name: _typed(known[name], value) for name, value in values.items()})


def form_of(settings: type) -> list[SettingField]:
    """A dataclass whose fields were made by `channel_setting`, as lines of a form."""
    hints = get_type_hints(settings)
    return [
        SettingField(
            name=one.name,
            type=hints[one.name].__name__,
            default=None if one.default is MISSING else one.default,
            help=one.metadata.get("help", ""),
            secret=bool(one.metadata.get("secret")),
        )
        for one in fields(settings)
    ]


def _typed(line: SettingField, value: Any) -> Any:
    kinds: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool}
    kind = kinds.get(line.type)
    if kind is None or (isinstance(value, kind) and not (kind is int and isinstance(value, bool))):
        return value
    try:
        if kind is bool:
            return {"true": True, "false": False}[str(value).lower()]
        return kind(value)
    except (ValueError, TypeError, KeyError):
        raise Invalid(field=line.name, problem=f"must be of type {line.type}") from None
