"""What counts as a gap, which gap of today is which of yesterday, and what people answered. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

Reason = Literal["unanswered", "buttons", "tapped", "handed_over", "unhelpful", "wrong"]
Kind = Literal["new", "phrasings"]

WEEKS = 8
WINDOW = timedelta(weeks=WEEKS)
SMALLEST = 2
# Above this likeness to a known phrasing more ways to ask are proposed, below it a new article: a neighbouring
# question ("which title on my invoice", "can I have an invoice") reaches 0.8 and needs an answer of its own.
NEAR = 0.84
_WORDS_OF_A_PERSON = frozenset({"wish", "complaint", "anger"})
_SAME_MEMBERS = 0.3
_SAME_MIDDLE = 0.8
_RETURNS = 5
_MARK = re.compile(r"\[[a-z]+ \d+\]")


class Question(NamedTuple):
    """A question that was not answered well, and why we say so. `label` is the article she took instead."""

    decision: UUID
    conversation: UUID
    seq: int
    at: datetime
    text: str
    language: str
    page: str
    reason: Reason
    label: str


def reason_of(row: Mapping[str, Any]) -> Reason | None:
    """Why a decision belongs among the gaps; None when it was right, or when she did not ask anything."""
    outcomes: Mapping[str, str] = row["outcomes"] or {}
    if outcomes.get("verdict") == "wrong":
        return "wrong"
    if outcomes.get("helped") == "no":
        return "unhelpful"
    if not row["is_miss"] or row["handover_reason"] in _WORDS_OF_A_PERSON:
        return None
    if label_of(outcomes):
        return "tapped"
    if row["route"] == "handover":
        return "handed_over"
    return "buttons" if row["route"] == "buttons" else "unanswered"


def label_of(outcomes: Mapping[str, str]) -> str:
    """The article that was meant: a judge named it, or she tapped it. Other taps hold a word instead of an id."""
    named = outcomes.get("right_article") or outcomes.get("tap", "")
    try:
        return str(UUID(named))
    except ValueError:
        return ""


def was_right(row: Mapping[str, Any]) -> bool:
    """Answered, and nobody said that it was wrong. Silence is no praise, but here it is all there is."""
    return row["route"] == "answer" and bool(row["article"]) and reason_of(row) is None


def weekly(times: Iterable[datetime], now: datetime) -> list[int]:
    """Questions in each of the last times seven days, the oldest first."""
    weeks = [0] * WEEKS
    for at in times:
        age = max(timedelta(0), now - at) // timedelta(days=7)
        if age < WEEKS:
            weeks[WEEKS - 1 - age] += 1
    return weeks


def trend_of(weeks: Sequence[int]) -> float:
    """The last week against the four before it: 1 is steady, 2 is twice as many; one more on each side calms it."""
    before = weeks[-5:-1]
    return (weeks[-1] + 1) / (sum(before) / max(1, len(before)) + 1)


def weight_of(weeks: Sequence[int], trend: float) -> float:
    """What to look at first: the size of the last four weeks and a little of the older, times the trend."""
    return (sum(weeks[-4:]) + 0.25 * sum(weeks[:-4])) * min(4.0, max(0.25, trend))


class Old(NamedTuple):
    """A gap of the last run."""

    id: UUID
    title: str
    members: frozenset[UUID]


def matched(
    groups: Sequence[frozenset[UUID]], old: Sequence[Old], middles: Sequence[Sequence[float]]
) -> dict[int, UUID]:
    """Which old gap each group is: first by shared questions, then by how like the middles are (`middles[group][old]`).

    Each old gap is given once, to the group that fits best.
    """
    by_members = [
        (len(group & gap.members) / min(len(group), len(gap.members)), len(group & gap.members), number, place)
        for number, group in enumerate(groups)
        for place, gap in enumerate(old)
        if group and gap.members and group & gap.members
    ]
    strong = [(share, both, number, place) for share, both, number, place in by_members if share >= _SAME_MEMBERS]
    found = _greedy((-both, -share, number, place) for share, both, number, place in strong)
    by_middle = [
        (-likeness, 0.0, number, place)
        for number, row in enumerate(middles)
        for place, likeness in enumerate(row)
        if likeness >= _SAME_MIDDLE and number not in found and place not in found.values()
    ]
    found |= _greedy(by_middle)
    return {number: old[place].id for number, place in found.items()}


def _greedy(pairs: Iterable[tuple[float, float, int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for _, _, number, place in sorted(pairs):
        if number not in found and place not in found.values():
            found[number] = place
    return found


def comes_back(state: str, decided_at: datetime | None, times: Iterable[datetime]) -> bool:
    """A gap for which an article was drafted is open again when questions still come a week later. A dismissed one
    stays away: somebody said why."""
    if state != "drafted" or decided_at is None:
        return state == "gone"
    return sum(at > decided_at + timedelta(days=7) for at in times) >= _RETURNS


def kind_of(reasons: Counter[Reason], likeness: float, labels: int = 0) -> Kind:
    """More ways to ask for what is known already, or something new. Where the known answer was bad, asking for it in
    more ways makes it worse; unless people told which article was meant (`labels`)."""
    bad = reasons["unhelpful"] + reasons["wrong"] - labels
    return "phrasings" if likeness >= NEAR and 2 * bad <= sum(reasons.values()) else "new"


class Line(NamedTuple):
    """A message of a conversation after the question."""

    seq: int
    kind: str
    text: str
    at: datetime


_PLEASANTRY = re.compile(
    r"(您好|你好|早上好|下午好|晚上好|亲|親|哈[喽啰]|在的|在呢|请稍等|請稍等|稍等(一下)?|马上|馬上|请问|請問|有什么可以帮您|"
    r"有什麼可以幫您|可以帮到您|谢谢|謝謝|不客气|不客氣|抱歉|不好意思|好的|嗯|收到|再见|再見|久等了|让您久等了|讓您久等了|我(来|來)?(帮您)?(查|看)一下|"
    r"hello|hi|hey|good (morning|afternoon|evening)|there|one moment|just a moment|a moment|please wait|thanks|"
    r"thank you|sorry|ok(ay)?|sure|bye|let me check|let me (have a )?look|for you|how can i help( you)?|you'?re welcome|please|i am|i'm)",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"[\W_]+")
_SHORTEST_ANSWER = 4
_MOST_PARTS = 4


def is_pleasantry(text: str) -> bool:
    """Whether nothing is left of a message without its greetings."""
    left = _NO_WORD.sub("", _PLEASANTRY.sub("", text))
    return len(left) < _SHORTEST_ANSWER or text.strip().endswith(("?", "？", "吗", "嗎"))


class Reply(NamedTuple):
    """What a person answered: the messages up to the customer's next one, without greetings."""

    seq: int
    text: str
    at: datetime


def reply_of(lines: Iterable[Line]) -> Reply | None:
    """The first answer of a person that says something. Only messages of kind staff count."""
    parts: list[Line] = []
    for line in lines:
        if line.kind == "staff" and not is_pleasantry(line.text):
            parts.append(line)
        elif line.kind == "customer" and parts:
            break
    if not parts:
        return None
    return Reply(parts[0].seq, "\n".join(one.text.strip() for one in parts[:_MOST_PARTS]), parts[0].at)


def names_somebody(text: str) -> bool:
    """Whether something was taken out of the text that belonged to one customer: it is no answer for all."""
    return bool(_MARK.search(text))


def without_marks(text: str) -> str:
    return " ".join(_MARK.sub(" ", text).split())


def middle(likeness: Any, weights: Sequence[float]) -> int:
    """The place of the one that is most like all others: a medoid is something somebody said."""
    sums = [sum(float(row[place]) * weights[place] for place in range(len(weights))) for row in likeness]
    return max(range(len(sums)), key=lambda place: (round(sums[place], 6), -place))


def once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
