// What one form asks and another does not. Pure.
import { questionsOf } from "@/pages/surveys/form";
import type { Form, Question } from "@/pages/surveys/shapes";

export interface Differences {
  onlyBefore: Question[];
  onlyAfter: Question[];
  changed: Question[];
}

export function differences(before: Form, after: Form): Differences {
  const old = new Map(questionsOf(before).map((one) => [one.id, one]));
  const now = new Map(questionsOf(after).map((one) => [one.id, one]));
  return {
    onlyBefore: [...old.values()].filter((one) => !now.has(one.id)),
    onlyAfter: [...now.values()].filter((one) => !old.has(one.id)),
    changed: [...now.values()].filter((one) => old.has(one.id) && !isAlike(old.get(one.id), one)),
  };
}

/** Equal whatever the order of keys: the server keeps them in its own. */
export function isAlike(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
