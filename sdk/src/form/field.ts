/** What a question's input needs to know, on a page or inside an entry of a panel. */
import type { Fault, Question, QuestionView } from "./engine";
import type { Session } from "./session";
import type { Say } from "./texts";

export interface Field {
  view: QuestionView;
  question: Question;
  /** Of the page: unique there, safe in `id` attributes. */
  id: string;
  isOff: boolean;
  faults: Fault[];
  faultsOf(key: string): Fault[];
  value: unknown;
  set(value: unknown): void;
  other: { [code: string]: string };
  setOther(code: string, text: string): void;
  say: Say;
  session: Session;
  /** The id of the title. */
  labelledBy: string;
  describedBy: string | undefined;
}

export type Entry = { [key: string]: unknown };

export const asList = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);
export const asMap = (value: unknown): Entry => {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Entry) : {};
};
export const asText = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

/** A map with one key set; null takes it away, and a map without keys is no answer. */
export function withKey(value: unknown, key: string, inner: unknown): Entry | null {
  const found = { ...asMap(value), [key]: inner };
  for (const one of Object.keys(found)) if (found[one] === undefined) delete found[one];
  const isEmpty = inner === null || inner === "" || (Array.isArray(inner) && !inner.length);
  if (isEmpty) delete found[key];
  return Object.keys(found).length ? found : null;
}

export const attributesOf = (field: Field) => ({
  disabled: field.isOff,
  "aria-describedby": field.describedBy,
  "aria-invalid": field.faults.length ? ("true" as const) : undefined,
});
