// The tree of wrap-up codes: read, named and changed without changing what was given.
import type { components } from "@/api/schema";

type Shapes = components["schemas"];
export type Code = Shapes["WrapupCode"];
export type VisitorClass = Shapes["VisitorClass"];
export type Tree = Shapes["WrapupTree"];
export type Summary = Shapes["ConversationSummary"];
export type Figures = Shapes["SummaryFigures"];
export type Share = Shapes["SummaryShare"];
export type Names = Record<string, string>;

export const LANGUAGES = ["zh-CN", "zh-TW", "en"] as const;

/** The name in a language, or in the nearest one there is. */
export function named(names: Names | undefined, language: string): string {
  const order = language === "en" ? ["en", "zh-CN", "zh-TW"] : [language, "zh-CN", "zh-TW", "en"];
  return order.map((one) => names?.[one] ?? "").find((text) => text !== "") ?? "";
}

export function childrenOf(code: Code): Code[] {
  return code.children ?? [];
}

/** Every code that can be given, with the names of what is above it. */
export function leavesOf(codes: Code[], above: Code[] = []): { code: Code; above: Code[] }[] {
  return codes.flatMap((code) =>
    childrenOf(code).length > 0 ? leavesOf(childrenOf(code), [...above, code]) : [{ code, above }],
  );
}

/** "Delivery / Late or lost"; the id itself when the tree has it no more. */
export function pathOf(codes: Code[], id: string, language: string): string {
  const found = leavesOf(codes).find(({ code }) => code.id === id);
  return found ? [...found.above, found.code].map((one) => named(one.names, language)).join(" / ") : id;
}

/** The choices of a select, by first level; a code the tree has no more stays choosable while it is set. */
export function choicesOf(codes: Code[], set: string, language: string) {
  const groups = codes.map((top) => ({
    group: named(top.names, language),
    items: leavesOf([top]).map(({ code, above }) => ({
      value: code.id,
      label: [...above.slice(1), code].map((one) => named(one.names, language)).join(" / "),
    })),
  }));
  const isKnown = !set || leavesOf(codes).some(({ code }) => code.id === set);
  return isKnown ? groups : [{ group: "…", items: [{ value: set, label: set }] }, ...groups];
}

/** A copy in which the code at a place (a path of indexes) is replaced, or removed when `next` gives null. */
export function changedAt(codes: Code[], place: number[], next: (code: Code) => Code | null): Code[] {
  const [first, ...rest] = place;
  return codes.flatMap((code, index) => {
    if (index !== first) return [code];
    const made = rest.length === 0 ? next(code) : { ...code, children: changedAt(childrenOf(code), rest, next) };
    return made ? [made] : [];
  });
}

/** A copy in which the code at a place changed places with its neighbour. */
export function movedAt(codes: Code[], place: number[], by: -1 | 1): Code[] {
  const [first = 0, ...rest] = place;
  if (rest.length > 0)
    return codes.map((code, index) =>
      index === first ? { ...code, children: movedAt(childrenOf(code), rest, by) } : code,
    );
  const moved = [...codes];
  const other = moved[first + by];
  const one = moved[first];
  if (!other || !one) return codes;
  moved[first + by] = one;
  moved[first] = other;
  return moved;
}

function idsOf(codes: Code[]): string[] {
  return codes.flatMap((code) => [code.id, ...idsOf(childrenOf(code))]);
}

/** An id nobody has: made of the name where it has letters of ours, else a number. */
export function freshId(taken: string[], name: string, kind = "code"): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 50);
  const base = plain || kind;
  let id = plain || `${kind}-1`;
  for (let number = 2; taken.includes(id); number += 1) id = `${base}-${number}`;
  return id;
}

export function newCode(codes: Code[], name: string, language: string): Code {
  return { id: freshId(idsOf(codes), name), names: { [language]: name }, keywords: [], children: [] };
}
