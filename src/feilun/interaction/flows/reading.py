"""Reads a message for every slot that it may fill, before the rules see it; slow at first use, so in a thread."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from feilun.interaction.flows import limits, phrases
from feilun.interaction.flows.graph import AskStep, FlowGraph, FlowOption
from feilun.interaction.flows.place import FlowHeard, FlowPlace, SlotReading, SlotValue

_LONGEST_READ = 500


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """What readings depend on: the customer's moment, zone and country."""

    now: datetime
    zone: str = "Asia/Shanghai"
    region: str = "CN"
    language: str = "zh-CN"

    @property
    def today(self) -> str:
        return self.now.astimezone(ZoneInfo(self.zone)).date().isoformat()

    def read(self, step: AskStep, text: str) -> SlotReading | None:
        """What the text says for a question, or None."""
        text = text.strip()
        if not text or step.slot_kind == "text":
            return limits.read_text(text)
        # Imported at first use: what is behind it takes seconds, which a server that reads no slots need not spend.
        from feilun.language import values

        options = [values.Option(one.value, self._labels(one)) for one in step.options]
        found = values.read(
            step.slot_kind, text[:_LONGEST_READ], now=self.now, zone=self.zone, region=self.region, options=options
        )
        if found is not None and step.slot_kind == "yes_no":
            shown = phrases.phrase("yes" if found.value else "no", self.language)
            return SlotReading(bool(found.value), shown, found.is_sure)
        return _reading(found) if found is not None else None

    def _labels(self, option: FlowOption) -> tuple[str, ...]:
        """Hers first: that is how the value is shown."""
        first = limits.shown(option, self.language)
        return (first, *(one for one in option.label.values() if one.strip() and one != first))


def hear(
    graph: FlowGraph,
    place: FlowPlace,
    reader: Reader,
    *,
    text: str = "",
    tap: dict[str, Any] | None = None,
    article: str = "",
) -> FlowHeard:
    """A message with all its readings."""
    if tap is not None and "|" in str(tap.get("id", "")):
        return FlowHeard(text=text, tap=tap)
    asks = {one.slot: one for one in reversed(graph.steps) if isinstance(one, AskStep) and one.slot}
    found = graph_step(graph, place.step)
    if isinstance(found, AskStep):
        asks[found.slot] = found
    rest = phrases.meant(text)
    named = [slot for slot in place.filled if slot in asks and phrases.changes(text, asks[slot].label)]
    corrections = {} if rest is None else _readings(reader, rest, asks, lambda one: one.slot_kind != "text")
    corrections |= _readings(reader, text, {slot: asks[slot] for slot in named}, lambda one: one.slot_kind != "text")
    if named:
        corrections = {slot: one for slot, one in corrections.items() if slot in named}
    return FlowHeard(
        text=text,
        tap=tap,
        readings=_readings(reader, text, asks, lambda one: one.slot not in place.slots or one.slot == _slot(found)),
        is_correction=bool(corrections),
        corrections=corrections,
        article=article,
    )


def _slot(step: Any) -> str:
    return step.slot if isinstance(step, AskStep) else ""


def graph_step(graph: FlowGraph, id: str | None) -> Any:
    return next((one for one in graph.steps if one.id == id), None)


def prefill(graph: FlowGraph, reader: Reader, customer: dict[str, Any]) -> dict[str, SlotReading]:
    """What the profile says for slots; a value that does not read as the kind asked for is asked for."""
    found = {}
    for step in graph.steps:
        value = customer.get(step.from_trait) if isinstance(step, AskStep) and step.from_trait and step.slot else None
        if isinstance(step, AskStep) and isinstance(value, str | int | float) and str(value).strip():
            reading = reader.read(step, str(value))
            if reading is not None and reading.is_sure:
                found[step.slot] = reading
    return found


def _readings(
    reader: Reader, text: str, asks: dict[str, AskStep], wanted: Callable[[AskStep], bool]
) -> dict[str, SlotReading]:
    """The same kind is read once, however many slots have it."""
    read: dict[Any, SlotReading | None] = {}
    found = {}
    for slot, step in asks.items():
        if not wanted(step):
            continue
        key = (step.slot_kind, step.id if step.slot_kind == "choice" else "")
        if key not in read:
            read[key] = reader.read(step, text)
        reading = read[key]
        if reading is not None:
            found[slot] = reading
    return found


def _reading(found: Any) -> SlotReading:
    others = tuple(SlotValue(one.value, one.shown[:200]) for one in found.alternatives)
    return SlotReading(found.value, found.shown[:200], found.is_sure, others)
