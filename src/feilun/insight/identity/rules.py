"""Who is who: the identity policy as data, and the decision for one event. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from feilun.events import Handle
from feilun.kernel.ids import stable_id
from feilun.kernel.phone import e164

# A handle of this kind is our own customer id: a pointer, never a row in the table of handles.
POINTER = "customer"
_LONGEST_KIND = 100

Node = tuple[UUID, str, str]


@dataclass(frozen=True)
class Policy:
    """What may be a handle, how many of a kind one customer may have, and which kind is believed first."""

    priority: tuple[str, ...] = ("user_id", "crm_id", "unionid", "email", "phone", "openid", "device_id")
    limits: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType(
            {"user_id": 1, "crm_id": 1, "unionid": 1, "email": 5, "phone": 5, "openid": 5, "anonymous_id": 50}
        )
    )
    limit_of_others: int = 20
    blocked: frozenset[str] = frozenset(
        [
            "",
            "-1",
            "null",
            "none",
            "nil",
            "undefined",
            "anonymous",
            "guest",
            "nan",
            "true",
            "false",
            "[object object]",
            "id",
            "distinct_id",
            "distinctid",
            "not_authenticated",
            "email",
            "unknown",
            "n/a",
            "(null)",
        ]
    )
    blocked_shape: re.Pattern[str] = re.compile(r"[0\-\s]*")
    longest: int = 300

    def rank(self, kind: str) -> tuple[int, str]:
        """Sorts kinds: those named first, the cookie last, the rest between by name."""
        if kind in self.priority:
            return (self.priority.index(kind), kind)
        return (len(self.priority) + (kind == "anonymous_id"), kind)

    def limit(self, kind: str) -> int:
        return self.limits.get(kind, self.limit_of_others)

    def is_blocked(self, value: str) -> bool:
        """Values that many people share by accident would melt them into one."""
        return (
            len(value) > self.longest
            or "\x00" in value
            or value.strip().lower() in self.blocked
            or self.blocked_shape.fullmatch(value) is not None
        )


POLICY = Policy()


def normal(handle: Handle) -> Handle:
    """The one spelling of a handle: e-mail in lower case, phone in E.164, no blanks around."""
    value = handle.value.strip()
    if handle.kind == "email":
        value = value.lower()
    elif handle.kind == "phone":
        value = e164(value) or value
    elif handle.kind == POINTER:
        value = value.lower()
    return handle if value == handle.value else Handle(handle.kind, value)


def usable(handles: Iterable[Handle], policy: Policy = POLICY) -> list[Handle]:
    """Normal, unblocked, each once, the most trusted first."""
    kept = {
        one for one in map(normal, handles) if 0 < len(one.kind) <= _LONGEST_KIND and not policy.is_blocked(one.value)
    }
    return sorted(kept, key=lambda one: (one.kind != POINTER, policy.rank(one.kind), one.value))


def id_from(node: Node) -> UUID:
    """The id of the customer that begins with this handle: a replay of the log gives the same ids."""
    return stable_id("customer", *node)


@dataclass(frozen=True)
class Touch:
    """What a link remembers of the event that made it."""

    at: datetime
    source: str
    event: str
    type: str


@dataclass(frozen=True)
class Edge:
    """A new row for the edge log."""

    kind: str
    a: Node
    b: Node
    touch: Touch
    rule: str
    absorbed: UUID | None = None
    survivor: UUID | None = None

    @property
    def id(self) -> UUID:
        return edge_id(self.kind, self.a, self.b)


def edge_id(kind: str, a: Node, b: Node) -> UUID:
    return stable_id("edge", kind, *a, *b)


@dataclass
class Graph:
    """The part of the identity graph that a batch touches; `place` is called once per event, in order."""

    where: dict[Node, UUID]
    counts: dict[UUID, Counter[str]]
    parted: Sequence[tuple[Node, Node]] = ()
    policy: Policy = POLICY
    created: dict[UUID, tuple[Node, Touch]] = field(default_factory=dict)
    merged: dict[UUID, UUID] = field(default_factory=dict)
    edges: dict[UUID, Edge] = field(default_factory=dict)
    seen: dict[Node, tuple[datetime, datetime]] = field(default_factory=dict)
    _nodes: dict[UUID, set[Node]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node, customer in self.where.items():
            self._nodes.setdefault(customer, set()).add(node)

    def pointed(self, workspace: UUID, customer: UUID) -> UUID | None:
        """The living customer of a pointer to one that this very batch has created."""
        created = self.created.get(customer)
        return self.current(customer) if created and created[0][0] == workspace else None

    def current(self, customer: UUID) -> UUID:
        while customer in self.merged:
            customer = self.merged[customer]
        return customer

    def place(self, nodes: Sequence[Node], touch: Touch) -> UUID:
        """The customer of an event with these handles, the most trusted first; links and merges what it may.

        A handle that may not join (a limit, or a person parted them) stays where it is: on a shared device the
        cookie stays with its first user and the event goes to the one who has signed in.
        """
        lead = nodes[0]
        base = self.where.get(lead)
        waiting = [] if base else [lead]
        for node in nodes[1:]:
            there = self.where.get(node)
            if base is None and there is None:
                self._wait(lead, waiting, node, touch)
            elif base is None and there is not None:
                base = self._adopt(there, waiting, node, touch)
            elif base is not None and there is None:
                self._attach(base, lead, node, touch)
            elif base is not None and there is not None and there != base:
                self._merge(base, there, lead, node, touch)
        if base is None:
            base = self._create(waiting, touch)
        self._note_seen(base, nodes, touch)
        return base

    def _wait(self, lead: Node, waiting: list[Node], node: Node, touch: Touch) -> None:
        if self._over_limit(Counter(kind for _, kind, _ in waiting), Counter([node[1]])):
            self._block(lead, node, touch, f"limit:{node[1]}")
        else:
            waiting.append(node)

    def _adopt(self, there: UUID, waiting: list[Node], node: Node, touch: Touch) -> UUID | None:
        """The unknown handles so far join the customer of a less trusted one, if the policy lets them."""
        over = self._over_limit(self._count(there), Counter(kind for _, kind, _ in waiting))
        if over:
            self._block(waiting[0], node, touch, f"limit:{over}")
            return None
        self._link(waiting[0], node, touch)
        for other in waiting[1:]:
            self._link(waiting[0], other, touch)
        for one in waiting:
            self._put(one, there)
        return there

    def _attach(self, base: UUID, lead: Node, node: Node, touch: Touch) -> None:
        if self._over_limit(self._count(base), Counter([node[1]])):
            self._block(lead, node, touch, f"limit:{node[1]}")
        else:
            self._link(lead, node, touch)
            self._put(node, base)

    def _merge(self, base: UUID, there: UUID, lead: Node, node: Node, touch: Touch) -> None:
        over = self._over_limit(self._count(base), self._count(there))
        if over:
            self._block(lead, node, touch, f"limit:{over}")
        elif self._are_parted(base, there):
            self._block(lead, node, touch, "parted")
        else:
            self._link(lead, node, touch, absorbed=there, survivor=base)
            for moved in self._nodes.pop(there, set()):
                self.where[moved] = base
                self._nodes.setdefault(base, set()).add(moved)
            self.counts[base] = self._count(base) + self.counts.pop(there, Counter())
            self.merged[there] = base

    def _create(self, waiting: list[Node], touch: Touch) -> UUID:
        customer = id_from(waiting[0])
        self.created[customer] = (waiting[0], touch)
        for other in waiting[1:]:
            self._link(waiting[0], other, touch)
        for node in waiting:
            self._put(node, customer)
        return customer

    def _put(self, node: Node, customer: UUID) -> None:
        self.where[node] = customer
        self._nodes.setdefault(customer, set()).add(node)
        self.counts.setdefault(customer, Counter())[node[1]] += 1

    def _count(self, customer: UUID) -> Counter[str]:
        return self.counts.setdefault(customer, Counter())

    def _over_limit(self, one: Counter[str], other: Counter[str]) -> str | None:
        """The first kind of which both together would have too many."""
        for kind, number in other.items():
            if one[kind] + number > self.policy.limit(kind):
                return kind
        return None

    def _are_parted(self, one: UUID, other: UUID) -> bool:
        return any({self.where.get(a), self.where.get(b)} == {one, other} for a, b in self.parted)

    def _link(self, a: Node, b: Node, touch: Touch, **merge: UUID) -> None:
        rule = "identified" if touch.type in ("identify", "alias") else "seen_together"
        edge = Edge("link", a, b, touch, rule, **merge)
        self.edges[edge.id] = edge

    def _block(self, a: Node, b: Node, touch: Touch, rule: str) -> None:
        edge = Edge("block", a, b, touch, rule)
        self.edges.setdefault(edge.id, edge)

    def _note_seen(self, base: UUID, nodes: Sequence[Node], touch: Touch) -> None:
        for node in nodes:
            if self.where.get(node) == base:
                first, last = self.seen.get(node, (touch.at, touch.at))
                self.seen[node] = (min(first, touch.at), max(last, touch.at))


def sides(nodes: Iterable[Node], links: Iterable[tuple[Node, Node]], start: Node) -> set[Node]:
    """The handles that hang together with `start` over the given links."""
    near: dict[Node, list[Node]] = {node: [] for node in nodes}
    for a, b in links:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    found, open_ends = {start}, [start]
    while open_ends:
        for other in near.get(open_ends.pop(), []):
            if other not in found:
                found.add(other)
                open_ends.append(other)
    return found
