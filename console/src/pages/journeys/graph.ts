// The graph under the editor's hands: insert, remove, reconnect. Pure; every change gives a new graph.
import type { Graph, Kind, Next, Step } from "@/pages/journeys/shapes";

export type Way = "first" | "next" | "yes" | "no";
/** The place between two steps where something can be put. `from` null is the entry. */
export interface Slot {
  from: string | null;
  way: Way;
}

export function waysOf(step: Step): { way: Way; to: Next }[] {
  if (step.kind === "exit") return [];
  if (step.kind === "condition") return [{ way: "yes", to: step.yes }, { way: "no", to: step.no }];
  return [{ way: "next", to: step.next }];
}

export function stepOf(graph: Graph, id: string | null): Step | undefined {
  return graph.steps.find((step) => step.id === id);
}

export function newId(graph: Graph): string {
  const used = new Set(graph.steps.map((step) => step.id));
  for (let number = 1; ; number++) if (!used.has(`s${number}`)) return `s${number}`;
}

function made(kind: Kind, id: string, next: Next): Step {
  switch (kind) {
    case "wait":
      return { id, kind, minutes: 1440, next };
    case "wait_until":
      return { id, kind, time: "10:00", next };
    case "condition":
      return { id, kind, rule: {}, yes: next, no: null };
    case "email":
      return { id, kind, subject: "", html: "", text: "", topic: "", next };
    case "chat":
      return { id, kind, text: "", topic: "", next };
    case "survey":
      return { id, kind, survey: null, channel: "", next };
    default:
      return { id, kind: "exit" };
  }
}

export function targetOf(graph: Graph, slot: Slot): Next {
  if (slot.from === null) return graph.first;
  const from = stepOf(graph, slot.from);
  return from ? (waysOf(from).find((one) => one.way === slot.way)?.to ?? null) : null;
}

export function joined(graph: Graph, slot: Slot, to: Next): Graph {
  if (slot.from === null) return { ...graph, first: to };
  return { ...graph, steps: graph.steps.map((step) => (step.id === slot.from ? ({ ...step, [slot.way]: to } as Step) : step)) };
}

/** Puts a step between two others. What would hang in the air gets an end, so that the graph stays whole. */
export function inserted(graph: Graph, slot: Slot, kind: Kind): { graph: Graph; id: string } {
  const id = newId(graph);
  const target = targetOf(graph, slot);
  let next: Graph = joined({ ...graph, steps: [...graph.steps, made(kind, id, target)] }, slot, id);
  const step = stepOf(next, id);
  for (const { way, to } of step ? waysOf(step) : []) {
    if (to !== null) continue;
    const end = newId(next);
    next = joined({ ...next, steps: [...next.steps, { id: end, kind: "exit" }] }, { from: id, way }, end);
  }
  return { graph: kind === "exit" ? withoutLost(next) : next, id };
}

/** Takes a step out; who led to it leads on to what followed (the yes branch of a condition). */
export function removed(graph: Graph, id: string): Graph {
  const step = stepOf(graph, id);
  if (!step) return graph;
  const onward = waysOf(step)[0]?.to ?? null;
  const target = onward === id ? null : onward;
  const steps = graph.steps
    .filter((one) => one.id !== id)
    .map((one) => {
      const moved = waysOf(one).filter(({ to }) => to === id);
      return moved.reduce((now, { way }) => ({ ...now, [way]: target }) as Step, one);
    });
  return withoutLost({ ...graph, steps, first: graph.first === id ? target : graph.first });
}

export function replaced(graph: Graph, step: Step): Graph {
  return { ...graph, steps: graph.steps.map((one) => (one.id === step.id ? step : one)) };
}

/** Steps in the order a customer meets them; those that nothing leads to are left out. */
export function inOrder(graph: Graph): Step[] {
  const found: Step[] = [];
  const ahead: Next[] = [graph.first];
  while (ahead.length) {
    const step = stepOf(graph, ahead.shift() ?? null);
    if (!step || found.includes(step)) continue;
    found.push(step);
    ahead.push(...waysOf(step).map(({ to }) => to));
  }
  return found;
}

function withoutLost(graph: Graph): Graph {
  const kept = new Set(inOrder(graph).map((step) => step.id));
  return { ...graph, steps: graph.steps.filter((step) => kept.has(step.id)) };
}
