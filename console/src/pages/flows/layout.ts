// Where the steps stand: top-down, by dagre. An open end is a small round mark where something can be put.
import { graphlib, layout } from "@dagrejs/dagre";

import { inOrder, type Slot, stepOf, waysOf } from "@/pages/flows/graph";
import type { Graph } from "@/pages/flows/shapes";

export const WIDTH = 224;
export const HEIGHT = 84;
export const START = "start";
const MARK = 34;
const BACK = 150;

export interface Placed {
  id: string;
  x: number;
  y: number;
  /** A way that leads back up is no line through the picture but a mark that names where it goes. */
  kind: "step" | "start" | "stop" | "back";
  to?: string;
}
export interface Line {
  id: string;
  source: string;
  target: string;
  slot: Slot;
}

export function linesOf(graph: Graph): Line[] {
  const slots = [
    { from: null, way: "first", to: graph.first },
    ...inOrder(graph).flatMap((step) => waysOf(step).map((one) => ({ from: step.id, ...one }))),
  ];
  const back = backWays(graph);
  return slots.map(({ from, way, to }) => {
    const source = from ?? START;
    const id = `${source}-${way}`;
    const target = !to || !stepOf(graph, to) ? `stop:${id}` : back.has(id) ? `back:${id}:${to}` : to;
    return { id, source, target, slot: { from, way } };
  });
}

/** The ways that lead to a step on the way to themselves. */
function backWays(graph: Graph): Set<string> {
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (id: string, above: Set<string>) => {
    const step = stepOf(graph, id);
    if (!step) return;
    const here = new Set(above).add(id);
    for (const { way, to } of waysOf(step)) {
      if (to && here.has(to)) found.add(`${id}-${way}`);
      else if (to && !done.has(to)) walk(to, here);
    }
    done.add(id);
  };
  for (const step of inOrder(graph)) if (!done.has(step.id)) walk(step.id, new Set());
  return found;
}

function sizeOf(id: string): { width: number; height: number } {
  if (id.startsWith("stop:")) return { width: MARK, height: MARK };
  if (id.startsWith("back:")) return { width: BACK, height: MARK };
  return id === START ? { width: 120, height: MARK } : { width: WIDTH, height: HEIGHT };
}

function kindOf(id: string): Placed["kind"] {
  if (id === START) return "start";
  return id.startsWith("stop:") ? "stop" : id.startsWith("back:") ? "back" : "step";
}

export function placesOf(graph: Graph): Placed[] {
  const drawing = new graphlib.Graph();
  drawing.setGraph({ rankdir: "TB", nodesep: 36, ranksep: 56 });
  drawing.setDefaultEdgeLabel(() => ({}));
  const lines = linesOf(graph);
  const stops = lines.map(({ target }) => target).filter((id) => kindOf(id) !== "step");
  const ids = [START, ...inOrder(graph).map((step) => step.id), ...stops];
  for (const id of ids) drawing.setNode(id, sizeOf(id));
  for (const line of lines) drawing.setEdge(line.source, line.target);
  layout(drawing);
  return ids.map((id) => {
    const { x = 0, y = 0 } = drawing.node(id) as { x?: number; y?: number };
    const { width, height } = sizeOf(id);
    const kind = kindOf(id);
    const place = { id, x: x - width / 2, y: y - height / 2, kind };
    return kind === "back" ? { ...place, to: id.slice(id.lastIndexOf(":") + 1) } : place;
  });
}

export interface Frame {
  x: number;
  y: number;
  zoom: number;
}

const SMALLEST = 0.75;
const EDGE = 24;

/** Everything if it stays readable; else the beginning, in the middle of the width. */
export function framed(places: Placed[], width: number, height: number): Frame {
  const left = Math.min(...places.map(({ x }) => x));
  const wide = Math.max(...places.map(({ id, x }) => x + sizeOf(id).width)) - left;
  const tall = Math.max(...places.map(({ id, y }) => y + sizeOf(id).height));
  const fits = Math.min((width - 2 * EDGE) / wide, (height - 2 * EDGE) / tall);
  const zoom = Math.max(SMALLEST, Math.min(1, fits));
  const start = places[0]?.x ?? left;
  // Wider than the window: then the beginning in the middle, not the middle of all branches.
  const middle = wide * zoom > width ? start + 60 : left + wide / 2;
  return { x: width / 2 - middle * zoom, y: Math.max(EDGE, (height - tall * zoom) / 3), zoom };
}
