// Ways to reach people as they begin, and changes deep inside of them.
import type { Reach } from "@/pages/surveys/shapes";

export type ReachKind = Reach["kind"];

type Filled<Name extends keyof Reach> = Partial<NonNullable<Reach[Name]>>;

/** With no more than what differs from the server's own defaults. */
export function freshReach(kind: ReachKind): Reach {
  const base = { kind, name: "", hold_out: 0, layout: "popover", source: "" } as Reach;
  return kind === "widget" ? withPart(base, "trigger", { seconds: 10 }) : base;
}

/** The reach with some fields of one of its parts changed. */
export function withPart<Name extends "trigger" | "repeat" | "plan" | "goal" | "texts">(reach: Reach, name: Name, part: Filled<Name>): Reach {
  return { ...reach, [name]: { ...reach[name], ...part } };
}
