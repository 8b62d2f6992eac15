"""Plays dialogs on graphs at a fixed moment: Monday, 30 November 2026, ten in the morning in Shanghai."""

from datetime import UTC, datetime
from typing import Any

from feilun.interaction import flows
from feilun.interaction.flows import FlowGraph, FlowPlace, FlowTrialScene, Reader, Tried, WebhookAnswer

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


def zh(text: str) -> dict[str, str]:
    return {"zh-CN": text}


def ask(slot: str, kind: str, next: str | None = None, **more: Any) -> dict[str, Any]:
    words = {"text": {"zh-CN": f"请问{slot}？", "en": f"What {slot}?"}, "label": {"zh-CN": f"{slot}项", "en": slot}}
    return {"id": slot, "kind": "ask", "slot": slot, "slot_kind": kind, "next": next, **words, **more}


def say(id: str, text: str, next: str | None = None) -> dict[str, Any]:
    return {"id": id, "kind": "say", "text": {"zh-CN": text, "en": text}, "next": next}


def graph(*steps: dict[str, Any]) -> FlowGraph:
    return flows.read_graph({"first": steps[0]["id"], "steps": list(steps)})


class Dialog:
    """One customer in one flow; `said` is what the bot said last, joined by bars."""

    def __init__(self, tried: Tried, graph: FlowGraph, trial: FlowTrialScene) -> None:
        self.tried = tried
        self.graph = graph
        self.trial = trial

    @classmethod
    async def begin(
        cls,
        graph: FlowGraph,
        *said: str,
        language: str = "zh-CN",
        customer: dict[str, Any] | None = None,
        webhooks: dict[str, WebhookAnswer] | None = None,
    ) -> "Dialog":
        trial = FlowTrialScene(
            reader=Reader(now=NOW, language=language), customer=customer or {}, webhooks=webhooks or {}
        )
        dialog = cls(await flows.try_start(graph, trial), graph, trial)
        for text in said:
            await dialog.says(text)
        return dialog

    async def says(self, text: str, tap: str = "", article: str = "") -> str:
        """What the bot answers."""
        tapped = {"kind": "option", "id": tap} if tap else None
        self.tried = await flows.try_go_on(self.graph, self.place, self.trial, text, tapped, article)
        return self.said

    @property
    def place(self) -> FlowPlace:
        return self.tried.place

    @property
    def said(self) -> str:
        return "|".join(str(line.get("text") or f"[{line.get('article')}]") for line in self.tried.turn.lines)

    @property
    def buttons(self) -> dict[str, str]:
        """Label and tap of the open question."""
        last = self.tried.turn.lines[-1] if self.tried.turn.lines else {}
        return {one["label"]: one["tap"]["id"] for one in last.get("buttons", [])}

    @property
    def slots(self) -> dict[str, Any]:
        return self.place.values

    @property
    def end(self) -> str:
        return self.tried.turn.hand_over or self.tried.turn.outcome
