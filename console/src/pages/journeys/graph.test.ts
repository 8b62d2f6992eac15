import { describe, expect, it } from "vitest";

import { inOrder, inserted, joined, removed, stepOf } from "@/pages/journeys/graph";
import { framed, linesOf, placesOf } from "@/pages/journeys/layout";
import type { Graph } from "@/pages/journeys/shapes";

const empty: Graph = {
  entry: { kind: "audience", audience: null, event: null, again: "once", cooldown_days: 30, include_members: false },
  holdout_percent: 0,
  goal: null,
  quiet: null,
  exit: { audience_left: false },
  steps: [],
  first: null,
};
const start = { from: null, way: "first" } as const;
const kinds = (graph: Graph) => inOrder(graph).map((step) => step.kind);

describe("inserting", () => {
  it("gives the first step an end", () => {
    const { graph, id } = inserted(empty, start, "email");
    expect(graph.first).toBe(id);
    expect(kinds(graph)).toEqual(["email", "exit"]);
  });

  it("puts a wait before what follows", () => {
    const one = inserted(empty, start, "email");
    const two = inserted(one.graph, start, "wait");
    expect(kinds(two.graph)).toEqual(["wait", "email", "exit"]);
  });

  it("gives a condition what follows as yes and an end of its own as no", () => {
    const one = inserted(empty, start, "email");
    const two = inserted(one.graph, { from: one.id, way: "next" }, "condition");
    expect(kinds(two.graph)).toEqual(["email", "condition", "exit", "exit"]);
    expect(linesOf(two.graph)).toHaveLength(4);
  });

  it("cuts off what comes after an exit", () => {
    const one = inserted(empty, start, "email");
    const two = inserted(one.graph, { from: one.id, way: "next" }, "wait");
    const three = inserted(two.graph, { from: one.id, way: "next" }, "exit");
    expect(kinds(three.graph)).toEqual(["email", "exit"]);
    expect(three.graph.steps).toHaveLength(2);
  });
});

describe("removing", () => {
  it("closes the gap", () => {
    const one = inserted(empty, start, "email");
    const two = inserted(one.graph, start, "wait");
    expect(kinds(removed(two.graph, two.id))).toEqual(["email", "exit"]);
  });

  it("takes the no branch of a condition along", () => {
    const one = inserted(empty, start, "condition");
    const two = inserted(one.graph, { from: one.id, way: "no" }, "chat");
    const graph = removed(two.graph, one.id);
    expect(kinds(graph)).toEqual(["exit"]);
    expect(graph.steps).toHaveLength(1);
  });

  it("leaves alone what another branch still leads to", () => {
    const one = inserted(empty, start, "condition");
    const two = inserted(one.graph, { from: one.id, way: "yes" }, "email");
    const both = joined(two.graph, { from: one.id, way: "no" }, two.id);
    expect(stepOf(removed(both, one.id), two.id)).toBeDefined();
  });
});

describe("the layout", () => {
  it("stands steps below each other and branches side by side", () => {
    const one = inserted(empty, start, "condition");
    const places = new Map(placesOf(one.graph).map((place) => [place.id, place]));
    const [yes, no] = inOrder(one.graph).slice(1);
    expect(places.get(one.id)!.y).toBeGreaterThan(places.get("entry")!.y);
    expect(places.get(yes!.id)!.y).toBe(places.get(no!.id)!.y);
    expect(places.get(yes!.id)!.x).toBeLessThan(places.get(no!.id)!.x);
  });

  it("stays readable and begins at the top when it does not fit", () => {
    const tall = [0, 1000, 2000].map((y) => ({ id: `${y}`, x: 0, y }));
    expect(framed(tall, 800, 600)).toEqual({ x: 400 - 124 * 0.8, y: 28, zoom: 0.8 });
  });
});
