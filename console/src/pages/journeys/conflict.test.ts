import { expect, test } from "vitest";

import { Refused } from "@/api/problems";
import { conflictOf } from "@/pages/journeys/conflict";

const newer = { status: 409, code: "stale_draft", detail: "", graph: { steps: [] }, revision: 7, author_name: "Mei", changed_at: "2031-03-09T04:30:00Z" };

test("a stale draft tells whose the newer one is", () => {
  expect(conflictOf(new Refused(newer))).toEqual({ graph: newer.graph, revision: 7, author: "Mei", changedAt: newer.changed_at });
});

test("any other failure is no conflict", () => {
  expect(conflictOf(new Refused({ status: 409, code: "conflict", detail: "" }))).toBeNull();
  expect(conflictOf(new TypeError("offline"))).toBeNull();
});
