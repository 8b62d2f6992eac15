"""The frames of the Centrifuge client protocol, JSON form: https://centrifugal.dev/docs/transports/client_protocol."""

from typing import Any

import msgspec

PONG = b"{}"


class ConnectFrame(msgspec.Struct):
    token: str = ""
    name: str = ""
    data: Any = None


class SubscribeFrame(msgspec.Struct):
    channel: str = ""
    recover: bool = False
    offset: int = 0
    epoch: str = ""
    flag: int = 0


class ChannelFrame(msgspec.Struct):
    """unsubscribe, publish, presence, presence_stats: only the channel matters to us."""

    channel: str = ""


class Since(msgspec.Struct):
    offset: int = 0
    epoch: str = ""


class HistoryFrame(msgspec.Struct):
    channel: str = ""
    limit: int = 0
    since: Since | None = None
    reverse: bool = False


class RpcFrame(msgspec.Struct):
    method: str = ""
    data: Any = None


class SendFrame(msgspec.Struct):
    data: Any = None


class RefreshFrame(msgspec.Struct):
    token: str = ""


class Frame(msgspec.Struct):
    """One command. An empty one is the answer to a ping."""

    id: int = 0
    connect: ConnectFrame | None = None
    subscribe: SubscribeFrame | None = None
    unsubscribe: ChannelFrame | None = None
    publish: ChannelFrame | None = None
    presence: ChannelFrame | None = None
    presence_stats: ChannelFrame | None = None
    history: HistoryFrame | None = None
    rpc: RpcFrame | None = None
    send: SendFrame | None = None
    refresh: RefreshFrame | None = None
    sub_refresh: ChannelFrame | None = None
    ping: Any = None

    @property
    def is_pong(self) -> bool:
        return self.id == 0 and self.connect is None and self.send is None


# A client that can read numbers instead of channel names in pushes says so with this bit.
COMPACTION = 1
REJECT_UNRECOVERED = 2


class Refusal(Exception):
    """An error reply to one command."""

    def __init__(self, code: int, message: str, temporary: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.temporary = temporary

    def form(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        return error | {"temporary": True} if self.temporary else error


class Ending(Exception):
    """Ends the connection. Codes 3000-3499 let the client come back, 3500-3999 do not."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


_frame = msgspec.json.Decoder(Frame)


def read_frames(text: str) -> list[Frame]:
    """The commands of one WebSocket message, one a line. Raises Ending on what is no command."""
    try:
        return [_frame.decode(line) for line in text.split("\n") if line.strip()]
    except (msgspec.DecodeError, RecursionError) as error:
        raise Ending(3501, "bad request") from error


def reply(id: int, **parts: Any) -> bytes:
    return msgspec.json.encode({"id": id, **parts})


def error_reply(id: int, refusal: Refusal) -> bytes:
    return msgspec.json.encode({"id": id, "error": refusal.form()})


def publication_push(channel: str, number: int, form: bytes) -> bytes:
    """`form` is a publication in wire form; `number` stands for the channel name when the client can read it."""
    name = b'"id":%d' % number if number else b'"channel":' + msgspec.json.encode(channel)
    return b'{"push":{' + name + b',"pub":' + form + b"}}"


def unsubscribe_push(channel: str, code: int, reason: str) -> bytes:
    return msgspec.json.encode({"push": {"channel": channel, "unsubscribe": {"code": code, "reason": reason}}})


def subscribe_result(
    epoch: str, offset: int, number: int, was_recovering: bool, recovered: bool, publications: list[bytes]
) -> dict[str, Any]:
    result: dict[str, Any] = {"recoverable": True, "positioned": True, "epoch": epoch, "offset": offset}
    if number:
        result["id"] = number
    if was_recovering:
        result |= {"was_recovering": True, "recovered": recovered}
    if publications:
        result["publications"] = [msgspec.Raw(form) for form in publications]
    return result
