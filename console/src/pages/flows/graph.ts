// The graph under the editor's hands: insert, remove, reconnect. Pure; every change gives a new graph.
import type { Graph, Kind, Next, Step } from "@/pages/flows/shapes";

/** A way out of a step, as the API names its field: next, failed, else, cases.0 … */
export interface Slot {
  /** Null is the beginning. */
  from: string | null;
  way: string;
}
export interface Way {
  way: string;
  to: Next;
}

export function waysOf(step: Step): Way[] {
  switch (step.kind) {
    case "end":
    case "handover":
      return [];
    case "branch":
      return [...step.cases.map((one, index) => ({ way: `cases.${index}`, to: one.next })), { way: "else", to: step.else }];
    case "ask":
      return [{ way: "next", to: step.next }, ...(step.failed ? [{ way: "failed", to: step.failed }] : [])];
    case "webhook":
      return [{ way: "next", to: step.next }, { way: "failed", to: step.failed }];
    default:
      return [{ way: "next", to: step.next }];
  }
}

export function stepOf(graph: Graph, id: string | null): Step | undefined {
  return graph.steps.find((step) => step.id === id);
}

export function newId(graph: Graph): string {
  const used = new Set(graph.steps.map((step) => step.id));
  for (let number = 1; ; number++) if (!used.has(`s${number}`)) return `s${number}`;
}

function freeSlot(graph: Graph): string {
  const used = new Set(graph.steps.map((step) => (step.kind === "ask" || step.kind === "set" ? step.slot : "")));
  for (let number = 1; ; number++) if (!used.has(`slot${number}`)) return `slot${number}`;
}

const ASK = {
  kind: "ask",
  slot_kind: "text",
  label: {},
  text: {},
  retry_text: {},
  options: [],
  required: true,
  from_trait: "",
  confirm: false,
  minimum: null,
  maximum: null,
  pattern: "",
  tries: 3,
  failed: null,
} as const;

export function made(graph: Graph, kind: Kind, id: string, next: Next): Step {
  switch (kind) {
    case "ask":
      return { ...ASK, id, slot: freeSlot(graph), options: [], next };
    case "say":
      return { id, kind, text: {}, next };
    case "branch":
      return { id, kind, cases: [{ when: [{ name: "", check: "is", value: "" }], next }], else: null };
    case "webhook":
      return { ...CALL, id, next };
    case "answer":
      return { id, kind, article: "", next };
    case "set":
      return { id, kind, slot: freeSlot(graph), value: "", next };
    case "handover":
      return { id, kind, reason: "" };
    default:
      return { id, kind: "end" };
  }
}

const CALL = {
  kind: "webhook" as const,
  url: "https://",
  method: "POST" as const,
  headers: {},
  secrets: {},
  body: {},
  save: {},
  timeout_ms: 5000,
  retries: 2,
  failed: null,
};

export function targetOf(graph: Graph, slot: Slot): Next {
  if (slot.from === null) return graph.first;
  const from = stepOf(graph, slot.from);
  return from ? (waysOf(from).find((one) => one.way === slot.way)?.to ?? null) : null;
}

/** The step with one of its ways leading elsewhere. */
export function turned(step: Step, way: string, to: Next): Step {
  const [front, index] = way.split(".");
  if (step.kind === "branch" && front === "cases") {
    return { ...step, cases: step.cases.map((one, at) => (String(at) === index ? { ...one, next: to } : one)) };
  }
  return { ...step, [way]: to } as Step;
}

export function joined(graph: Graph, slot: Slot, to: Next): Graph {
  if (slot.from === null) return { ...graph, first: to };
  return { ...graph, steps: graph.steps.map((step) => (step.id === slot.from ? turned(step, slot.way, to) : step)) };
}

/** Puts a step between two others, or at an open end. */
export function inserted(graph: Graph, slot: Slot, kind: Kind): { graph: Graph; id: string } {
  const id = newId(graph);
  const step = made(graph, kind, id, targetOf(graph, slot));
  return { graph: joined({ ...graph, steps: [...graph.steps, step] }, slot, id), id };
}

/** Takes a step out; who led to it leads on to what followed its first way. */
export function removed(graph: Graph, id: string): Graph {
  const step = stepOf(graph, id);
  if (!step) return graph;
  const onward = waysOf(step)[0]?.to ?? null;
  const target = onward === id ? null : onward;
  const steps = graph.steps
    .filter((one) => one.id !== id)
    .map((one) => waysOf(one).reduce((now, { way, to }) => (to === id ? turned(now, way, target) : now), one));
  return { steps, first: graph.first === id ? target : graph.first };
}

export function replaced(graph: Graph, step: Step): Graph {
  return { ...graph, steps: graph.steps.map((one) => (one.id === step.id ? step : one)) };
}

/** Steps in the order a customer meets them, then those that nothing leads to. */
export function inOrder(graph: Graph): Step[] {
  const found: Step[] = [];
  const ahead: Next[] = [graph.first];
  while (ahead.length) {
    const step = stepOf(graph, ahead.shift() ?? null);
    if (!step || found.includes(step)) continue;
    found.push(step);
    ahead.unshift(...waysOf(step).map(({ to }) => to));
  }
  return [...found, ...graph.steps.filter((step) => !found.includes(step))];
}

/** The names a text or a branch may use. */
export function slotsOf(graph: Graph): string[] {
  const names = graph.steps.flatMap((step) => {
    if (step.kind === "ask" || step.kind === "set") return [step.slot];
    return step.kind === "webhook" ? Object.keys(step.save) : [];
  });
  return [...new Set(names.filter(Boolean))];
}

export function slotAfter(graph: Graph, chosen: string | null): Slot {
  const step = stepOf(graph, chosen) ?? inOrder(graph).filter((one) => waysOf(one).length > 0).at(-1);
  const way = step && waysOf(step)[0]?.way;
  if (step && way) return { from: step.id, way };
  if (!step) return { from: null, way: "first" };
  // After an end nothing can follow, so before it.
  const before = graph.steps.flatMap((one) => waysOf(one).map((found) => ({ from: one.id, ...found }))).find(({ to }) => to === step.id);
  return before ? { from: before.from, way: before.way } : { from: null, way: "first" };
}
