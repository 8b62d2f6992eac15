"""What the bot does with what a customer said: pure, so that it can be read, replayed and tested as a table."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

import msgspec

MOST_BUTTONS = 3
_REMEMBERED = 5
# An answer asks whether it helped, but not oftener than one in so many.
ASK_EVERY = 3

Route = Literal["answer", "flow", "flow_step", "menu", "link", "buttons", "unknown", "handover", "offline", "silent"]


class Guessed(Protocol):
    """One guess of the model."""

    @property
    def label(self) -> str: ...
    @property
    def probability(self) -> float: ...


class Recognised(Protocol):
    """What the model made of a sentence."""

    @property
    def outcome(self) -> str: ...
    @property
    def guesses(self) -> Sequence[Guessed]: ...
    @property
    def confidence(self) -> float: ...
    @property
    def nearest(self) -> float: ...
    @property
    def exact(self) -> bool: ...


class Felt(Protocol):
    """What the words say about the customer herself."""

    @property
    def wants_person(self) -> bool: ...
    @property
    def complains(self) -> bool: ...
    @property
    def angry(self) -> bool: ...
    @property
    def reason(self) -> str: ...


class Tap(msgspec.Struct, frozen=True):
    """What she took: `kind` is menu, article, flow, person, none, option or foresight."""

    kind: str
    id: str = ""
    decision: str = ""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """An article of the published version as a decision sees it: whether it has an answer for her, now."""

    title: str
    can_answer: bool = True
    flow: str = ""
    hand_over: bool = False
    small_talk: bool = False


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """An item of the menu."""

    kind: str
    target: str = ""


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bot's part of a conversation stands. A hand-over or a closing starts it afresh."""

    misses: int = 0
    questions: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    unasked: int = ASK_EVERY
    noted: tuple[str, ...] = ()


class Why(msgspec.Struct, frozen=True):
    """One reason, as a code that people can read, with the figures behind it."""

    code: str
    facts: dict[str, Any] = {}


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """All that a decision looks at. `normal` is the text as it is compared; `failure` says why nothing was recognised."""

    text: str
    normal: str = ""
    tap: Tap | None = None
    speaker: str = "bot"
    mood: Any = None
    recognised: Any = None
    failure: str = ""
    articles: Mapping[str, Known] = {}
    flows: frozenset[str] = frozenset()
    menu: Mapping[str, Choice] = {}
    in_flow: bool = False
    talk: Talk = Talk()
    miss_limit: int = 2
    is_valuable: bool = False


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What to do, and why. `reason` is the reason of a hand-over."""

    route: Route
    why: tuple[Why, ...]
    article: str = ""
    flow: str = ""
    item: str = ""
    buttons: tuple[str, ...] = ()
    reason: str = ""
    is_miss: bool = False


def decide(turn: Turn) -> Decision:
    """The order of the page: a person when she wants one, then what she took, an open flow, knowledge, a person."""
    if turn.speaker == "offline":
        return _offline(turn)
    return _wish(turn) or _tapped(turn) or _flow(turn) or _known(turn) or _miss(turn)


def _offline(turn: Turn) -> Decision:
    """Nobody is here, and she knows: her words are a note for whoever comes. What she taps is answered all the same."""
    tapped = _tapped(turn)
    if tapped is not None and tapped.route in ("answer", "menu", "link"):
        return tapped
    return Decision(route="offline", why=(Why("nobody_is_here"),))


def _wish(turn: Turn) -> Decision | None:
    if turn.tap:
        return hand_over("wish", Why("tapped_person")) if turn.tap.kind == "person" else None
    felt: Felt | None = turn.mood
    if felt is None:
        return None
    for reason, is_so in (("wish", felt.wants_person), ("complaint", felt.complains), ("anger", felt.angry)):
        if is_so:
            return hand_over(reason, Why(f"says_{reason}", {"evidence": felt.reason}))
    return None


def hand_over(reason: str, *why: Why, is_miss: bool = False) -> Decision:
    return Decision(route="handover", reason=reason, why=why, is_miss=is_miss)


def _tapped(turn: Turn) -> Decision | None:
    tap = turn.tap
    if tap is None:
        return None
    if tap.kind == "none":
        return _missed(turn, "unknown", Why("none_of_these"))
    if tap.kind in ("article", "foresight"):
        return _article(turn, tap.id, Why("tapped_article", {"from": tap.kind}))
    if tap.kind == "flow" and tap.id in turn.flows:
        return Decision(route="flow", flow=tap.id, why=(Why("tapped_flow"),))
    if tap.kind == "menu":
        return _menu(turn, tap.id)
    return None  # An option of a flow, or something that is gone: her label counts as words.


def _menu(turn: Turn, id: str) -> Decision | None:
    item, why = turn.menu.get(id), Why("tapped_menu", {"item": id})
    if item is None:
        return None
    if item.kind == "person":
        return hand_over("wish", why)
    if item.kind == "article":
        return _article(turn, item.target, why, id)
    if item.kind == "flow":
        return Decision(route="flow", flow=item.target, item=id, why=(why,)) if item.target in turn.flows else None
    return Decision(route="menu" if item.kind == "children" else "link", item=id, why=(why,))


def _article(turn: Turn, id: str, why: Why, item: str = "") -> Decision | None:
    """What an article does; None when there is no such article, or it has nothing to say to her now."""
    known = turn.articles.get(id)
    if known is None:
        return None
    if known.hand_over:
        return msgspec.structs.replace(hand_over("article", why), article=id, item=item)
    if known.flow and known.flow in turn.flows:
        return Decision(route="flow", flow=known.flow, article=id, item=item, why=(why,))
    if known.can_answer:
        return Decision(route="answer", article=id, item=item, why=(why,))
    return None


def _flow(turn: Turn) -> Decision | None:
    """An open flow hears everything else first: it knows an answer from a digression."""
    return Decision(route="flow_step", why=(Why("flow_is_open"),)) if turn.in_flow else None


def known(turn: Turn) -> Decision | None:
    """What knowledge alone says, for a digression out of a flow: the article that surely fits, or None."""
    found: Recognised | None = turn.recognised
    if found is None or turn.failure or found.outcome != "sure" or not found.guesses:
        return None
    facts = {"confidence": round(found.confidence, 3), "nearest": round(found.nearest, 3)}
    why = Why("same_words" if found.exact else "above_threshold", facts)
    return _article(turn, found.guesses[0].label, why)


def _known(turn: Turn) -> Decision | None:
    if turn.failure:
        return hand_over("failure", Why(turn.failure))
    decision = known(turn)
    if decision is None or decision.route != "answer" or turn.tap:
        return decision
    if turn.articles[decision.article].small_talk:
        return decision  # Who says hello or thanks twice has not been misunderstood.
    if turn.normal and turn.normal in turn.talk.asked:
        return hand_over("asked_again", Why("same_question_twice"), is_miss=True)
    if turn.talk.answered[-1:] == (decision.article,):
        return hand_over("asked_again", Why("same_answer_twice", {"article": decision.article}), is_miss=True)
    return decision


def _miss(turn: Turn) -> Decision:
    found: Recognised | None = turn.recognised
    if turn.normal and turn.normal in turn.talk.asked and not turn.tap:
        return hand_over("asked_again", Why("same_question_twice"), is_miss=True)
    if found is None:
        return _missed(turn, "unknown", Why("no_words"))
    facts = {"confidence": round(found.confidence, 3), "nearest": round(found.nearest, 3)}
    buttons = tuple(one.label for one in found.guesses if _may_offer(turn, one.label))[:MOST_BUTTONS]
    if found.outcome == "unknown" or not buttons:
        return _missed(
            turn, "unknown", Why("below_plausible" if found.outcome == "unknown" else "no_answer_now", facts)
        )
    return _missed(turn, "buttons", Why("below_threshold", facts), buttons)


def _may_offer(turn: Turn, label: str) -> bool:
    one = turn.articles.get(label)
    return one is not None and (one.can_answer or one.hand_over or one.flow in turn.flows)


def _missed(turn: Turn, route: Route, why: Why, buttons: tuple[str, ...] = ()) -> Decision:
    """A miss: what is offered instead, or a person when it is one too many."""
    misses = turn.talk.misses + 1
    if misses >= turn.miss_limit:
        many = Why("too_many_misses", {"misses": misses, "limit": turn.miss_limit})
        return hand_over("misses", why, many, is_miss=True)
    if turn.is_valuable:
        return hand_over("high_value", why, Why("high_value"), is_miss=True)
    return Decision(route=route, why=(why,), buttons=buttons, is_miss=True)


def after(turn: Turn, decision: Decision, asked_helpful: bool = False) -> Talk:
    """Where the talk stands once this was said."""
    talk = turn.talk
    if decision.route == "handover":
        return Talk()
    is_answer = decision.route == "answer"
    is_asked = not turn.tap and decision.route in ("answer", "buttons", "unknown")
    return Talk(
        misses=talk.misses + 1 if decision.is_miss else 0,
        questions=(*talk.questions, turn.text)[-_REMEMBERED:] if turn.text else talk.questions,
        asked=(*talk.asked, turn.normal)[-_REMEMBERED:] if is_asked and turn.normal else talk.asked,
        answered=(*talk.answered, decision.article)[-_REMEMBERED:] if is_answer else talk.answered,
        unasked=(0 if asked_helpful else talk.unasked + 1) if is_answer else talk.unasked,
        noted=talk.noted,
    )


def asks_helpful(turn: Turn, decision: Decision, wanted: bool) -> bool:
    """Whether an answer asks if it helped."""
    return wanted and decision.route == "answer" and turn.talk.unasked >= ASK_EVERY - 1


def is_valuable(at_least: float | None, trait: Any, is_member: bool) -> bool:
    """The customer is worth a person at once: a member of the audience, or her trait is large enough."""
    if is_member:
        return True
    if at_least is None or isinstance(trait, bool):
        return False
    try:
        return float(trait) >= at_least
    except (TypeError, ValueError):
        return False


def is_on_page(prefix: str, page: str) -> bool:
    """Whether a page begins with a prefix, given as a path (`/shop`) or as an address with or without its scheme."""
    if not prefix:
        return True
    address = page.partition("://")[2] or page
    path = "/" + address.partition("/")[2] if not page.startswith("/") else page
    wanted = prefix.partition("://")[2] or prefix
    return path.startswith(wanted) if wanted.startswith("/") else address.startswith(wanted)
