"""One walk through a graph until a question, a call, a hand-over or the end; pure."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from feilun.interaction.flows import limits, phrases
from feilun.interaction.flows.graph import (
    AnswerStep,
    AskStep,
    BranchStep,
    EndStep,
    FlowGraph,
    FlowStep,
    FlowTest,
    HandoverStep,
    SayStep,
    SetStep,
    WebhookStep,
)
from feilun.interaction.flows.place import (
    Action,
    Answer,
    Ask,
    CallWebhook,
    Finish,
    FlowButton,
    FlowPlace,
    FlowScene,
    HandOver,
    Outcome,
    Say,
    SlotReading,
    SlotValue,
    Stepped,
)
from feilun.interaction.flows.texts import filled, reads_slots

MOST_STEPS = 50
MOST_VISITS = 200
# A call may take seconds: five of them are as many as a customer waits for.
_COST_OF_CALL = 10


@dataclass
class Walk:
    """What moves while one message is handled; `stepped` makes plain data of it again."""

    graph: FlowGraph
    scene: FlowScene
    place: FlowPlace
    actions: list[Action] = field(default_factory=list)
    # While a correction is walked again, what was said before and does not speak of slots is not said twice.
    is_again: bool = False

    def __post_init__(self) -> None:
        self.steps = {step.id: step for step in self.graph.steps}

    def stepped(self) -> Stepped:
        return Stepped(self.place, tuple(self.actions))

    def change(self, **fields: Any) -> None:
        self.place = msgspec.structs.replace(self.place, **fields)

    def go(self, step_id: str | None) -> None:
        """Walks from a step on. A way that leads nowhere ends the flow; too long a way calls a person."""
        while step_id is not None:
            step = self.steps.get(step_id)
            if step is None:
                return self.hand_over("flow_problem")
            visits = self.place.visits.get(step_id, 0) + 1
            if self.place.walked >= MOST_STEPS or visits > MOST_VISITS:
                return self.hand_over("flow_loop")
            cost = _COST_OF_CALL if isinstance(step, WebhookStep) else 1
            self.change(step=step_id, visits={**self.place.visits, step_id: visits}, walked=self.place.walked + cost)
            waits, step_id = self._enter(step, visits)
            if waits:
                return None
        return self.finish("finished")

    def _enter(self, step: FlowStep, visits: int) -> tuple[bool, str | None]:
        """Whether the walk waits at this step, and else where it goes on."""
        match step:
            case SayStep():
                self._say(step, visits)
            case AskStep():
                return self._enter_ask(step)
            case BranchStep():
                return False, self._way(step)
            case WebhookStep():
                self.change(waits="webhook")
                self.actions.append(CallWebhook(step.id, visits))
                return True, None
            case AnswerStep():
                self.actions.append(Answer(step.article))
            case SetStep():
                text = filled(step.value, self.names())
                self.fill(step.slot, SlotValue(text, text))
            case HandoverStep():
                self.hand_over(step.reason or "flow_step")
                return True, None
            case EndStep():
                self.finish("finished")
                return True, None
        return False, step.next

    def _say(self, step: SayStep, visits: int) -> None:
        text = phrases.said(step.text, self.scene.language)
        if text and not (self.is_again and visits > 1 and not reads_slots(text)):
            self.actions.append(Say(filled(text, self.names()).strip()))

    def _enter_ask(self, step: AskStep) -> tuple[bool, str | None]:
        if step.slot in self.place.ahead and step.slot in self.place.slots:
            self.change(ahead=[one for one in self.place.ahead if one != step.slot])
            return False, step.next
        known = self.scene.prefilled.get(step.slot)
        is_new = step.slot not in self.place.slots and step.slot not in self.place.declined
        if known is not None and is_new and limits.fits(step, known.value, self.scene.today):
            if step.confirm:
                self.confirm(step, known)
                return True, None
            self.fill(step.slot, SlotValue(known.value, known.shown))
            return False, step.next
        self.change(tries=0)
        self.ask(step)
        return True, None

    def names(self) -> dict[str, Any]:
        """What the templates of texts may name."""
        return {"slots": self.place.shown, "values": self.place.values, "customer": self.scene.customer}

    def ask(self, step: AskStep, front: str = "") -> None:
        """Asks; `front` is a whole sentence that holds the question already."""
        text = front or self.question(step)
        self.change(waits="answer", choosing="", choices=[])
        self.actions.append(Ask(step.id, text, self._buttons(step)))

    def question(self, step: AskStep) -> str:
        text = filled(phrases.said(step.text, self.scene.language), self.names())
        return text.strip() or phrases.said(step.label, self.scene.language) or step.slot

    def retry_text(self, step: AskStep) -> str:
        return filled(phrases.said(step.retry_text, self.scene.language), self.names()).strip()

    def _buttons(self, step: AskStep) -> tuple[FlowButton, ...]:
        language = self.scene.language
        found = [FlowButton(limits.shown(one, language), f"{step.id}|o|{n}") for n, one in enumerate(step.options)]
        if step.slot_kind == "yes_no":
            found = self._yes_no(step.id)
        if not step.required:
            found.append(FlowButton(phrases.phrase("skip", language), f"{step.id}|skip"))
        return tuple(found)

    def _yes_no(self, step_id: str) -> list[FlowButton]:
        return [FlowButton(phrases.phrase(one, self.scene.language), f"{step_id}|{one}") for one in ("yes", "no")]

    def confirm(self, step: AskStep, known: SlotReading | SlotValue) -> None:
        """Is what we know of her still right?"""
        language = self.scene.language
        label = phrases.said(step.label, language) or step.slot
        text = phrases.phrase("confirm", language, label=label, shown=known.shown)
        self.change(waits="confirm", choosing=step.slot, choices=[SlotValue(known.value, known.shown)])
        self.actions.append(Ask(step.id, text, tuple(self._yes_no(step.id))))

    def choose(self, step: AskStep, slot: str, choices: tuple[SlotValue, ...]) -> None:
        """Several readings are possible: she says which."""
        language, offered = self.scene.language, list(choices[:5])
        self.change(waits="choice", choosing=slot, choices=offered)
        buttons = [FlowButton(one.shown, f"{step.id}|a|{number}") for number, one in enumerate(offered)]
        buttons.append(FlowButton(phrases.phrase("none", language), f"{step.id}|none"))
        self.actions.append(Ask(step.id, phrases.phrase("choose", language), tuple(buttons)))

    def fill(self, slot: str, value: SlotValue) -> None:
        if slot:
            order = [one for one in self.place.filled if one != slot]
            self.change(slots={**self.place.slots, slot: value}, filled=[*order, slot])

    def _way(self, step: BranchStep) -> str | None:
        for case in step.cases:
            if all(self._holds(test) for test in case.when):
                return case.next
        return step.otherwise

    def _holds(self, test: FlowTest) -> bool:
        return holds(test, self.place.values, self.scene.customer, self.scene.today)

    def hand_over(self, reason: str) -> None:
        self.change(waits="ended", outcome="handed_over")
        self.actions.append(HandOver(reason))

    def finish(self, outcome: Outcome) -> None:
        self.change(waits="ended", outcome=outcome)
        self.actions.append(Finish(outcome))


def holds(test: FlowTest, values: dict[str, Any], customer: dict[str, Any], today: str) -> bool:
    """Whether one test of a branch holds; values of different kinds are simply not equal."""
    place, _, name = test.name.partition(".")
    here = customer.get(name) if place == "customer" else values.get(name if place == "slots" else test.name)
    if test.check in ("exists", "missing"):
        return (here not in (None, "")) == (test.check == "exists")
    if test.check in ("less", "more"):
        return _is_beyond(test, here, today)
    if test.check == "contains":
        return str(test.value).casefold() in str(here if here is not None else "").casefold()
    return _same(here, test.value) == (test.check == "is")


def _is_beyond(test: FlowTest, here: Any, today: str) -> bool:
    left, right = limits.as_number(here), limits.as_number(test.value)
    if left is not None and right is not None:
        return left < right if test.check == "less" else left > right
    first, second = (limits.measure("date", one, today) for one in (here, test.value))
    if not isinstance(first, str) or not isinstance(second, str) or left is not None or right is not None:
        return False
    return first < second if test.check == "less" else first > second


def _same(here: Any, wanted: Any) -> bool:
    if isinstance(here, bool) or isinstance(wanted, bool):
        return str(here).casefold() in _truths(wanted)
    left, right = limits.as_number(here), limits.as_number(wanted)
    if left is not None and right is not None:
        return left == right
    return (
        str(here if here is not None else "").strip().casefold()
        == str(wanted if wanted is not None else "").strip().casefold()
    )


def _truths(wanted: Any) -> tuple[str, ...]:
    is_true = str(wanted).casefold() in ("true", "yes", "1", "是")
    return ("true", "yes", "1") if is_true else ("false", "no", "0")
