// Where the steps stand: top-down, by dagre. An open end is a small round mark where something can be put.
import { graphlib, layout } from "@dagrejs/dagre";

import { inOrder, type Slot, stepOf, waysOf } from "@/pages/flows/graph";
import type { Graph } from "@/pages/flows/shapes";

export const WIDTH = 224;
export const HEIGHT = 84;
export const START = "start";
const MARK = 34;

export interface Placed {
  id: string;
  x: number;
  y: number;
  kind: "step" | "start" | "stop";
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
  return slots.map(({ from, way, to }) => {
    const source = from ?? START;
    return { id: `${source}-${way}`, source, target: stepOf(graph, to) ? (to as string) : `stop:${source}:${way}`, slot: { from, way } };
  });
}

function sizeOf(id: string): { width: number; height: number } {
  if (id.startsWith("stop:")) return { width: MARK, height: MARK };
  return id === START ? { width: 120, height: MARK } : { width: WIDTH, height: HEIGHT };
}

export function placesOf(graph: Graph): Placed[] {
  const drawing = new graphlib.Graph();
  drawing.setGraph({ rankdir: "TB", nodesep: 36, ranksep: 56 });
  drawing.setDefaultEdgeLabel(() => ({}));
  const lines = linesOf(graph);
  const stops = lines.map(({ target }) => target).filter((id) => id.startsWith("stop:"));
  const ids = [START, ...inOrder(graph).map((step) => step.id), ...stops];
  for (const id of ids) drawing.setNode(id, sizeOf(id));
  for (const line of lines) drawing.setEdge(line.source, line.target);
  layout(drawing);
  return ids.map((id) => {
    const { x = 0, y = 0 } = drawing.node(id) as { x?: number; y?: number };
    const { width, height } = sizeOf(id);
    const kind = id === START ? "start" : id.startsWith("stop:") ? "stop" : "step";
    return { id, x: x - width / 2, y: y - height / 2, kind };
  });
}

export interface Frame {
  x: number;
  y: number;
  zoom: number;
}

const SMALLEST = 0.7;
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
