"""What a flow does with what the customer says: pure, so that a trial, the suite and a real conversation play alike."""

from collections.abc import Iterable, Mapping
from typing import Any

from feilun.interaction.flows import limits, phrases
from feilun.interaction.flows.graph import AskStep, FlowGraph, WebhookStep
from feilun.interaction.flows.place import (
    Answer,
    CallWebhook,
    Finish,
    FlowHeard,
    FlowPlace,
    FlowScene,
    HandOver,
    Say,
    SlotReading,
    SlotValue,
    Stepped,
    WebhookAnswer,
)
from feilun.interaction.flows.walking import Walk

# Kinds that a message may fill before their question comes: what they look like is not taken for something else.
_FILLED_AHEAD = frozenset({"phone", "email", "date", "time", "datetime", "money", "order", "choice"})
_OF_DIGITS = frozenset({"phone", "money", "order"})
_SPECIFIC = {kind: rank for rank, kind in enumerate(("email", "phone", "date", "datetime", "time", "money", "choice"))}
_OF_TIME = frozenset({"date", "time", "datetime"})


def begin(graph: FlowGraph, scene: FlowScene) -> Stepped:
    """Enters the flow."""
    walk = Walk(graph, scene, FlowPlace())
    walk.go(graph.first)
    return walk.stepped()


def step(graph: FlowGraph, place: FlowPlace, heard: FlowHeard, scene: FlowScene) -> Stepped:
    """One message of the customer. Ends with one question, one call, a hand-over or the end."""
    if place.waits == "ended":
        return Stepped(place, (Finish(place.outcome or "finished"),))
    if place.waits == "webhook":
        return Stepped(place, (CallWebhook(place.step or "", place.visits.get(place.step or "", 1)),))
    hearing = _Hearing(graph, place, heard, scene)
    hearing.hear()
    return hearing.walk.stepped()


def answered(graph: FlowGraph, place: FlowPlace, answer: WebhookAnswer, scene: FlowScene) -> Stepped:
    """Goes on with what another system answered."""
    walk = Walk(graph, scene, place)
    asked = walk.steps.get(place.step or "")
    if place.waits != "webhook" or not isinstance(asked, WebhookStep):
        return again(graph, place, scene)
    if answer.problem:
        walk.go(asked.failed) if asked.failed else walk.hand_over("webhook_failed")
        return walk.stepped()
    for slot, path in asked.save.items():
        value = at_path(answer.body, path)
        walk.fill(slot, SlotValue(value, _shown(value)))
    walk.go(asked.next)
    return walk.stepped()


def again(graph: FlowGraph, place: FlowPlace, scene: FlowScene) -> Stepped:
    """The question that is open, once more: after a digression, or when she comes back."""
    if place.waits in ("ended", "webhook"):
        return step(graph, place, FlowHeard(), scene)
    walk = Walk(graph, scene, place)
    _ask_again(walk)
    return walk.stepped()


def cancelled(place: FlowPlace, graph: FlowGraph, scene: FlowScene) -> Stepped:
    """She has had enough."""
    walk = Walk(graph, scene, place)
    walk.actions.append(Say(phrases.phrase("cancelled", scene.language)))
    walk.finish("cancelled")
    return walk.stepped()


def _ask_again(walk: Walk) -> None:
    asked, place = walk.steps.get(walk.place.step or ""), walk.place
    if not isinstance(asked, AskStep):
        walk.hand_over("flow_problem")
    elif place.waits == "confirm" and place.choices:
        walk.confirm(asked, place.choices[0])
    elif place.waits == "choice" and place.choices:
        walk.choose(asked, place.choosing, tuple(place.choices))
    else:
        walk.ask(asked)


class _Hearing:
    """One message at an open question."""

    def __init__(self, graph: FlowGraph, place: FlowPlace, heard: FlowHeard, scene: FlowScene) -> None:
        self.walk = Walk(graph, scene, place)
        self.walk.change(walked=0)
        self.heard = heard
        self.asks = {one.slot: one for one in reversed(graph.steps) if isinstance(one, AskStep) and one.slot}
        found = self.walk.steps.get(place.step or "")
        self.asked = found if isinstance(found, AskStep) else None

    def hear(self) -> None:
        asked, heard, place = self.asked, self.heard, self.walk.place
        if asked is None:
            return self.walk.hand_over("flow_problem")
        if heard.tap is not None and self._tapped(asked, str(heard.tap.get("id", ""))):
            return None
        if not heard.text.strip():
            return _ask_again(self.walk)  # A picture, or nothing at all, is no wrong answer.
        if phrases.is_cancel(heard.text) and not self._is_option(asked):
            self.walk.actions.append(Say(phrases.phrase("cancelled", self.walk.scene.language)))
            return self.walk.finish("cancelled")
        if place.waits == "choice" and self._chosen(asked):
            return None
        if place.waits == "confirm" and self._confirmed(asked):
            return None
        if self._corrected(asked) or self._digressed(asked):
            return None
        return self._answer(asked)

    def _is_option(self, asked: AskStep) -> bool:
        """One of the answers may be called like our words for enough."""
        reading = self.heard.readings.get(asked.slot)
        return asked.slot_kind == "choice" and reading is not None and reading.is_sure

    def _tapped(self, asked: AskStep, id: str) -> bool:
        """A button of the open question, or an old one of a question that was answered: then it corrects that."""
        step_id, _, what = id.partition("|")
        step = self.walk.steps.get(step_id)
        if not isinstance(step, AskStep):
            return False
        kind, _, value = what.partition("|")
        is_open = step.id == asked.id
        if kind == "o":
            option = step.options[int(value)] if _is_below(value, len(step.options)) else None
            if option is None or not (is_open or step.slot in self.walk.place.slots):
                return False
            language = self.walk.scene.language
            return self._take(step, SlotReading(option.value, limits.shown(option, language)), is_open)
        return is_open and self._tapped_here(asked, kind, value)

    def _tapped_here(self, asked: AskStep, kind: str, value: str) -> bool:
        place = self.walk.place
        if kind == "a" and place.waits == "choice":
            return _is_below(value, len(place.choices)) and self._pick(asked, place.choices[int(value)])
        if kind == "none" and place.waits == "choice":
            return self._fresh(asked)
        if kind in ("yes", "no") and place.waits == "confirm":
            return self._pick(asked, place.choices[0]) if kind == "yes" and place.choices else self._fresh(asked)
        if kind in ("yes", "no") and asked.slot_kind == "yes_no":
            reading = SlotReading(kind == "yes", phrases.phrase(kind, self.walk.scene.language))
            return self._take(asked, reading, True)
        if kind == "skip" and not asked.required:
            self.walk.go(asked.next)
            return True
        return False

    def _chosen(self, asked: AskStep) -> bool:
        """The alternatives by their words or number; anything else is a new answer."""
        place, said = self.walk.place, phrases.plain(self.heard.text)
        names = [phrases.plain(one.shown) for one in place.choices]
        if said in names:
            return self._pick(asked, place.choices[names.index(said)])
        if said != "0" and _is_below(said, len(place.choices) + 1):
            return self._pick(asked, place.choices[int(said) - 1])
        if said == phrases.plain(phrases.phrase("none", self.walk.scene.language)) or phrases.is_no(said):
            return self._fresh(asked)
        return False

    def _confirmed(self, asked: AskStep) -> bool:
        if phrases.is_yes(self.heard.text) and self.walk.place.choices:
            return self._pick(asked, self.walk.place.choices[0])
        return phrases.is_no(self.heard.text) and self._fresh(asked)

    def _fresh(self, asked: AskStep) -> bool:
        if self.walk.place.waits == "confirm":
            self.walk.change(declined=[*self.walk.place.declined, asked.slot])
        self.walk.ask(asked)
        return True

    def _pick(self, asked: AskStep, value: SlotValue) -> bool:
        step = self.asks.get(self.walk.place.choosing, asked)
        return self._take(step, SlotReading(value.value, value.shown), step.id == asked.id)

    def _take(self, step: AskStep, reading: SlotReading, is_open: bool) -> bool:
        """Fills the slot when the value keeps the limits, then goes on: from here, or again from an earlier question."""
        if not limits.fits(step, reading.value, self.walk.scene.today):
            self._refuse(step if is_open else self.asked or step, reading)
        elif is_open:
            self.walk.fill(step.slot, SlotValue(reading.value, reading.shown))
            self._fill_ahead(step, reading)
            self.walk.go(step.next)
        else:
            self._walk_again(step, reading)
        return True

    def _walk_again(self, step: AskStep, reading: SlotReading) -> None:
        """What was answered after the corrected question stays; branches and calls between are taken anew."""
        place = self.walk.place
        later = place.filled[place.filled.index(step.slot) + 1 :] if step.slot in place.filled else []
        kept = [*place.ahead, *(one for one in later if one in self.asks and one not in place.ahead)]
        self.walk.fill(step.slot, SlotValue(reading.value, reading.shown))
        # The order of filling stays: a second correction must find the later ones behind this one.
        self.walk.change(filled=[one for one in place.filled if one not in later] + later, ahead=kept)
        self.walk.is_again = True
        self.walk.go(step.next)

    def _corrected(self, asked: AskStep) -> bool:
        place, heard = self.walk.place, self.heard
        earlier = [one for one in reversed(place.filled) if one in self.asks and one != asked.slot]
        if phrases.goes_back(heard.text) and earlier and asked.slot_kind not in ("yes_no", "text"):
            self._reopen(self.asks[earlier[0]])
            return True
        if not heard.is_correction:
            return False
        for slot in self._candidates(asked, earlier):
            reading = heard.corrections.get(slot)
            if slot == asked.slot and reading is not None and reading.is_sure:
                return self._take(asked, reading, True)
            if slot != asked.slot and reading is not None and self._correct(self.asks[slot], reading):
                return True
        return False

    def _candidates(self, asked: AskStep, earlier: list[str]) -> list[str]:
        """Which slots a correction may mean. What looks like a phone number is one, and no order number; else the one
        that was answered last."""
        if self.walk.place.waits == "confirm":
            return [asked.slot, *earlier]
        kinds = {slot: self.asks[slot].slot_kind for slot in earlier} | {asked.slot: asked.slot_kind}
        return sorted([*earlier, asked.slot], key=lambda slot: _SPECIFIC.get(kinds[slot], len(_SPECIFIC)))

    def _correct(self, step: AskStep, reading: SlotReading) -> bool:
        if reading.is_sure:
            return self._take(step, reading, False)
        if self.asked:
            self.walk.choose(self.asked, step.slot, reading.offered)
        return self.asked is not None

    def _reopen(self, step: AskStep) -> None:
        """Asks an earlier question once more; what was answered after it stays."""
        place = self.walk.place
        later = place.filled[place.filled.index(step.slot) + 1 :]
        kept = [*place.ahead, *(one for one in later if one in self.asks and one not in place.ahead)]
        self.walk.change(step=step.id, ahead=kept, tries=0)
        self.walk.ask(step)

    def _digressed(self, asked: AskStep) -> bool:
        """Another question in the middle: it is answered, then ours is asked again, and no try is lost."""
        reading = self.heard.readings.get(asked.slot)
        if not self.heard.article or (reading is not None and not phrases.is_question(self.heard.text)):
            return False
        self.walk.actions.append(Answer(self.heard.article))
        _ask_again(self.walk)
        return True

    def _answer(self, asked: AskStep) -> None:
        reading = self._narrowed(asked, self.heard.readings.get(asked.slot))
        has_answer = reading is not None and asked.slot_kind in ("yes_no", "choice")
        if not asked.required and phrases.is_skip(self.heard.text) and not has_answer:
            self.walk.go(asked.next)
        elif reading is None:
            self._not_read(asked)
        elif reading.is_sure:
            self._take(asked, reading, True)
        else:
            self._fill_ahead(asked, reading)
            self.walk.choose(asked, asked.slot, reading.offered)

    def _narrowed(self, asked: AskStep, reading: SlotReading | None) -> SlotReading | None:
        """Without the readings that are surely something else: in "order 77, phone 138…" only 77 is the order."""
        if reading is None or reading.is_sure or asked.slot_kind not in _OF_DIGITS:
            return reading
        others = [self.heard.readings[slot] for slot, _ in self._open_asks(asked) if slot in self.heard.readings]
        sure = [one.value for one in others if one.is_sure]
        left = [one for one in reading.offered if not _overlaps(asked.slot_kind, one.value, sure)]
        if not left or len(left) == len(reading.offered):
            return reading
        return SlotReading(left[0].value, left[0].shown, len(left) == 1, tuple(left[1:]))

    def _not_read(self, asked: AskStep) -> None:
        if self._fill_ahead(asked, None):
            self.walk.ask(asked)
        elif self.walk.place.waits in ("confirm", "choice") and self.walk.place.tries == 0:
            self.walk.change(tries=1)
            _ask_again(self.walk)
        else:
            self._refuse(asked, None)

    def _refuse(self, asked: AskStep, reading: SlotReading | None) -> None:
        """Asks once more and says why; after too many tries it takes the other way, or calls a person."""
        walk, language = self.walk, self.walk.scene.language
        tries = walk.place.tries + 1
        walk.change(tries=tries)
        if tries >= max(asked.tries, 1):
            return walk.go(asked.failed) if asked.failed else walk.hand_over("flow_not_understood")
        own = walk.retry_text(asked)
        text = walk.question(asked)
        shown = reading.shown[:60] if reading else ""
        named = phrases.phrase("limits" if reading else "retry", language, text=text, shown=shown)
        return walk.ask(asked, own or named)

    def _fill_ahead(self, asked: AskStep, taken: SlotReading | None) -> bool:
        """Other slots that the same message says without doubt."""
        if asked.slot_kind == "text" or self.heard.tap is not None:
            return False
        used = [taken.value] if taken else []
        found = False
        for slot, step in self._open_asks(asked):
            reading = self.heard.readings.get(slot)
            if reading is None or not reading.is_sure or _overlaps(step.slot_kind, reading.value, used):
                continue
            if limits.fits(step, reading.value, self.walk.scene.today):
                self.walk.fill(slot, SlotValue(reading.value, reading.shown))
                self.walk.change(ahead=[*self.walk.place.ahead, slot])
                used.append(reading.value)
                found = True
        return found

    def _open_asks(self, asked: AskStep) -> Iterable[tuple[str, AskStep]]:
        others = [(s, a) for s, a in self.asks.items() if s not in self.walk.place.slots and s != asked.slot]
        kinds = [one.slot_kind for _, one in others] + [asked.slot_kind]
        for slot, step in others:
            is_alone = kinds.count(step.slot_kind) == 1
            is_time = asked.slot_kind == "datetime" and step.slot_kind in _OF_TIME
            if step.slot_kind in _FILLED_AHEAD and is_alone and not is_time:
                yield slot, step


def _overlaps(kind: str, value: Any, used: list[Any]) -> bool:
    """Whether the same digits were taken for something else: an order number is no phone number too."""
    digits = _digits(value)
    return kind in _OF_DIGITS and any(
        digits in _digits(one) or (_digits(one) and _digits(one) in digits) for one in used
    )


def _is_below(text: str, end: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 3 and int(text) < end


def _digits(value: Any) -> str:
    return "".join(sign for sign in str(value) if sign.isdecimal())


def at_path(body: Any, path: str) -> Any:
    """The value at `order.items.0.state`; None where there is none. Parts that are no scalars come as they are."""
    for part in path.split(".") if path else ():
        if isinstance(body, Mapping):
            body = body.get(part)
        elif isinstance(body, list) and part.isdecimal() and part.isascii() and len(part) < 6:
            body = body[int(part)] if int(part) < len(body) else None
        else:
            return None
    return body


def _shown(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false"}.get(value, "") if value is not None else ""
    return ", ".join(_shown(one) for one in value[:20]) if isinstance(value, list) else str(value)[:1000]


def handovers(actions: Iterable[Any]) -> str | None:
    """The reason of a hand-over among the actions."""
    return next((one.reason for one in actions if isinstance(one, HandOver)), None)
