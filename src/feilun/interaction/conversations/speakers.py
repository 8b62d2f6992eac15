"""Who speaks in a conversation: one table of speaker and event, pure, so that it can be read and tested as one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Speaker = Literal["bot", "requested", "waiting", "agent", "offline", "closed"]
Moment = Literal["waiting", "offline"]
FactName = Literal["requested", "accepted", "returned", "cancelled"]
EventName = Literal[
    "wrote",  # The customer wrote, or the business spoke first, and a bot is on.
    "wrote_alone",  # The same where no bot is on: people answer, as they always did.
    "asked",  # Somebody wants a person, and one is there or will come.
    "asked_in_vain",  # The same when nobody is on duty.
    "routed",  # An agent was found; she has not said a word yet.
    "accepted",  # An agent wrote, claimed it, or got it from a colleague.
    "released",  # She put it back for her colleagues.
    "returned",  # She gave it back to the bot.
    "left",  # The customer does not want to wait any longer.
    "timed_out",  # Nobody came within the limit.
    "resolved",
    "reopened",  # Staff took the closing back.
]

# The bot may answer here and nowhere else; `requested` has one message, which the hand-over itself says.
BOT_SPEAKS: frozenset[str] = frozenset({"bot", "offline"})
# A hand-over is under way: asking again changes nothing.
UNDER_WAY: frozenset[str] = frozenset({"requested", "waiting", "agent", "offline"})
# Who waits for anybody. Conversations the bot speaks in wait for nobody.
IN_QUEUE: frozenset[str] = frozenset({"requested", "waiting", "offline"})
WAIT_LIMIT = timedelta(minutes=30)


@dataclass(frozen=True)
class Step:
    """What an event changes: the speakers it goes through, what the customer is told, what the log hears.

    `begins` opens a hand-over with a fresh number, `ends` closes the one under way.
    """

    through: tuple[Speaker, ...]
    says: Moment | None = None
    fact: FactName | None = None
    begins: bool = False
    ends: bool = False


_ACCEPT = Step(("agent",), fact="accepted")
_RETURN = Step(("bot",), fact="returned", ends=True)
_CANCEL = Step(("bot",), fact="cancelled", ends=True)
_CLOSE = Step(("closed",), ends=True)

# What is not in the table changes nothing: a repeat, or an event that came too late.
TABLE: dict[tuple[Speaker, EventName], Step] = {
    ("bot", "wrote_alone"): Step(("waiting",)),
    ("bot", "asked"): Step(("requested", "waiting"), says="waiting", fact="requested", begins=True),
    ("bot", "asked_in_vain"): Step(("requested", "offline"), says="offline", fact="requested", begins=True),
    ("bot", "accepted"): Step(("agent",), fact="accepted", begins=True),
    ("bot", "resolved"): _CLOSE,
    ("requested", "asked"): Step(("waiting",)),
    ("requested", "asked_in_vain"): Step(("offline",)),
    ("requested", "routed"): Step(("waiting",)),
    ("requested", "accepted"): _ACCEPT,
    ("requested", "returned"): _RETURN,
    ("requested", "left"): _CANCEL,
    ("requested", "timed_out"): Step(("offline",)),
    ("requested", "resolved"): _CLOSE,
    ("waiting", "accepted"): _ACCEPT,
    ("waiting", "returned"): _RETURN,
    ("waiting", "left"): _CANCEL,
    ("waiting", "timed_out"): Step(("offline",)),
    ("waiting", "resolved"): _CLOSE,
    ("agent", "released"): Step(("waiting",)),
    ("agent", "returned"): _RETURN,
    ("agent", "resolved"): _CLOSE,
    ("offline", "wrote_alone"): Step(("waiting",)),
    ("offline", "routed"): Step(("waiting",)),
    ("offline", "accepted"): _ACCEPT,
    ("offline", "returned"): _RETURN,
    ("offline", "left"): _CANCEL,
    ("offline", "resolved"): _CLOSE,
    # A new start: no reason, no number, nothing of the last hand-over comes along. That is how loops begin.
    ("closed", "wrote"): Step(("bot",)),
    ("closed", "wrote_alone"): Step(("waiting",)),
    ("closed", "accepted"): Step(("agent",)),
    ("closed", "reopened"): Step(("waiting",)),
}


def step(speaker: Speaker, event: EventName) -> Step | None:
    """What happens, or None when nothing does."""
    return TABLE.get((speaker, event))


def may_speak(speaker: str, customer_seq: int, expected_seq: int | None) -> bool:
    """The bot's answer counts only while it is its turn, and as an answer to the customer's last word."""
    return speaker in BOT_SPEAKS and (expected_seq is None or customer_seq <= expected_seq)
