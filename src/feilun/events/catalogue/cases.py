"""What became of customers whom we let down. The handles are the customer's, so a case stands on her profile."""

from typing import ClassVar
from uuid import UUID

from feilun.events.catalogue.facts import Fact


class CaseOpened(Fact, frozen=True, kw_only=True):
    """A rule opened a case for a customer. Emitted by cases; read by profiles (timeline), audiences and journeys."""

    type: ClassVar[str] = "case.opened"
    case: UUID
    number: int
    title: str
    why: str
    severity: str
    survey: UUID | None = None
    response: UUID | None = None


class CaseDecided(Fact, frozen=True, kw_only=True):
    """A remedy was given under a clause of the policy, by the machine (`by` is machine) or by a person.

    Emitted by cases; read by profiles (timeline).
    """

    type: ClassVar[str] = "case.decided"
    case: UUID
    decision: UUID
    clause: str
    policy: int
    by: str
    remedy: str = ""
    amount: int = 0
    currency: str = ""


class CaseReversed(Fact, frozen=True, kw_only=True):
    """A person took a remedy back. Emitted by cases; read by profiles (timeline)."""

    type: ClassVar[str] = "case.reversed"
    case: UUID
    decision: UUID
    by: str
    reason: str = ""


class CaseClosed(Fact, frozen=True, kw_only=True):
    """A case was closed; `resurvey` names the survey she is to be asked once more, `seconds` how long it took.

    Emitted by cases; read by profiles (timeline) and invitations (the second question).
    """

    type: ClassVar[str] = "case.closed"
    case: UUID
    number: int
    outcome: str
    root_cause: str = ""
    resurvey: UUID | None = None
    seconds: int = 0


class CaseRecovered(Fact, frozen=True, kw_only=True):
    """Asked once more after her case, she gave a score; `recovered` when it is no detractor's any more.

    Emitted by cases; read by profiles (timeline).
    """

    type: ClassVar[str] = "case.recovered"
    case: UUID
    recovered: bool
    score: float = 0.0


class PromoterInvited(Fact, frozen=True, kw_only=True):
    """A customer who would recommend us was invited to do so. Emitted by cases; read by profiles (timeline)."""

    type: ClassVar[str] = "promoter.invited"
    rule: UUID
    name: str
    channel: str
