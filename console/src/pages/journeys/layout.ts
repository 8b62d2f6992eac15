// Where the nodes stand: top-down, by dagre.
import { graphlib, layout } from "@dagrejs/dagre";

import { inOrder, type Slot, targetOf, waysOf } from "@/pages/journeys/graph";
import type { Graph } from "@/pages/journeys/shapes";

export const WIDTH = 248;
export const HEIGHT = 104;
export const ENTRY = "entry";

export interface Placed {
  id: string;
  x: number;
  y: number;
}
export interface Line {
  id: string;
  source: string;
  target: string;
  slot: Slot;
}

export function linesOf(graph: Graph): Line[] {
  const slots: Slot[] = [
    { from: null, way: "first" },
    ...inOrder(graph).flatMap((step) => waysOf(step).map(({ way }) => ({ from: step.id, way }))),
  ];
  return slots.flatMap((slot) => {
    const target = targetOf(graph, slot);
    if (target === null || !graph.steps.some((step) => step.id === target)) return [];
    const source = slot.from ?? ENTRY;
    return [{ id: `${source}-${slot.way}`, source, target, slot }];
  });
}

export function placesOf(graph: Graph): Placed[] {
  const drawing = new graphlib.Graph();
  drawing.setGraph({ rankdir: "TB", nodesep: 48, ranksep: 56 });
  drawing.setDefaultEdgeLabel(() => ({}));
  const ids = [ENTRY, ...inOrder(graph).map((step) => step.id)];
  for (const id of ids) drawing.setNode(id, { width: WIDTH, height: HEIGHT });
  for (const line of linesOf(graph)) drawing.setEdge(line.source, line.target);
  layout(drawing);
  const places = ids.map((id) => {
    const { x = 0, y = 0 } = drawing.node(id) as { x?: number; y?: number };
    return { id, x: x - WIDTH / 2, y: y - HEIGHT / 2 };
  });
  return yesFirst(graph, places);
}

/** The layout knows no left and right; people expect "yes" before "no", so a picture that has it mirrored is turned. */
function yesFirst(graph: Graph, places: Placed[]): Placed[] {
  const x = new Map(places.map((place) => [place.id, place.x]));
  const turned = graph.steps.reduce((sum, step) => {
    if (step.kind !== "condition" || !step.yes || !step.no) return sum;
    return sum + (x.get(step.yes) ?? 0) - (x.get(step.no) ?? 0);
  }, 0);
  return turned > 0 ? places.map((place) => ({ ...place, x: -place.x - WIDTH })) : places;
}

export interface Frame {
  x: number;
  y: number;
  zoom: number;
}

const SMALLEST = 0.8;
const MARGIN = 28;

/** Everything if it stays readable; else the beginning, in the middle of the width. */
export function framed(places: Placed[], width: number, height: number): Frame {
  const left = Math.min(...places.map(({ x }) => x));
  const wide = Math.max(...places.map(({ x }) => x)) + WIDTH - left;
  const tall = Math.max(...places.map(({ y }) => y)) + HEIGHT;
  const fits = Math.min((width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / tall);
  const zoom = Math.max(SMALLEST, Math.min(1, fits));
  return { x: width / 2 - (left + wide / 2) * zoom, y: Math.max(MARGIN, (height - tall * zoom) / 3), zoom };
}
