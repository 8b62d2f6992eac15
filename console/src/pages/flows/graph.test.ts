import { describe, expect, it } from "vitest";

import { inOrder, inserted, joined, removed, slotAfter, slotsOf, stepOf, waysOf } from "@/pages/flows/graph";
import { linesOf, placesOf } from "@/pages/flows/layout";
import type { Graph, Kind } from "@/pages/flows/shapes";

const EMPTY: Graph = { first: null, steps: [] };

function chain(...kinds: Kind[]): Graph {
  return kinds.reduce((graph, kind) => {
    const last = graph.steps.at(-1);
    return inserted(graph, last ? { from: last.id, way: waysOf(last)[0]?.way ?? "next" } : { from: null, way: "first" }, kind).graph;
  }, EMPTY);
}

describe("a flow under the editor's hands", () => {
  it("puts a step between two others", () => {
    const graph = chain("ask", "say");
    const made = inserted(graph, { from: "s1", way: "next" }, "webhook");
    expect(inOrder(made.graph).map((step) => step.kind)).toEqual(["ask", "webhook", "say"]);
  });

  it("leads on past a step that is taken out, from every branch", () => {
    let graph = chain("branch", "say", "end");
    graph = joined(graph, { from: "s1", way: "else" }, "s2");
    const after = removed(graph, "s2");
    expect(waysOf(after.steps[0] as Graph["steps"][number])).toEqual([
      { way: "cases.0", to: "s3" },
      { way: "else", to: "s3" },
    ]);
  });

  it("leads nowhere when a loop loses its only step", () => {
    const graph = joined(chain("ask"), { from: "s1", way: "next" }, "s1");
    expect(removed(graph, "s1")).toEqual({ first: null, steps: [] });
  });

  it("keeps steps that nothing leads to, at the end", () => {
    const graph = chain("ask", "say");
    const cut = joined(graph, { from: "s1", way: "next" }, null);
    expect(inOrder(cut).map((step) => step.id)).toEqual(["s1", "s2"]);
  });

  it("gives every open end a mark, and every line a place", () => {
    const graph = chain("ask", "branch");
    const ids = new Set(placesOf(graph).map((place) => place.id));
    expect(linesOf(graph).every((line) => ids.has(line.source) && ids.has(line.target))).toBe(true);
    expect(placesOf(graph).filter((place) => place.kind === "stop")).toHaveLength(2);
  });

  it("marks a way that leads back up instead of drawing it through the picture", () => {
    const graph = joined(chain("ask", "branch"), { from: "s2", way: "else" }, "s1");
    expect(placesOf(graph).filter((place) => place.kind === "back")).toMatchObject([{ to: "s1" }]);
  });

  it("adds after the chosen step, and before an end", () => {
    const graph = chain("ask", "end");
    expect(slotAfter(graph, "s1")).toEqual({ from: "s1", way: "next" });
    expect(slotAfter(graph, "s2")).toEqual({ from: "s1", way: "next" });
    expect(slotAfter(EMPTY, null)).toEqual({ from: null, way: "first" });
  });

  it("names new slots apart", () => {
    const graph = chain("ask", "ask", "set");
    expect(slotsOf(graph)).toEqual(["slot1", "slot2", "slot3"]);
    expect(stepOf(graph, "s2")).toMatchObject({ slot: "slot2" });
  });
});
