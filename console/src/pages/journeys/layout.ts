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
  drawing.setGraph({ rankdir: "TB", nodesep: 48, ranksep: 64 });
  drawing.setDefaultEdgeLabel(() => ({}));
  const ids = [ENTRY, ...inOrder(graph).map((step) => step.id)];
  for (const id of ids) drawing.setNode(id, { width: WIDTH, height: HEIGHT });
  for (const line of linesOf(graph)) drawing.setEdge(line.source, line.target);
  layout(drawing);
  return ids.map((id) => {
    const { x = 0, y = 0 } = drawing.node(id) as { x?: number; y?: number };
    return { id, x: x - WIDTH / 2, y: y - HEIGHT / 2 };
  });
}
