import { useAnswer } from "@/api/queries";
import type { Field, Fields } from "@/pages/audiences/shapes";

const NONE: Fields = { traits: [], events: [] };

/** The catalogue of what can be asked; read once, never a scan. */
export function useFields(): Fields {
  return useAnswer<Fields>("/audience-fields").data ?? NONE;
}

/** The names to offer, with the one that is chosen even if the catalogue has forgotten it. */
export function names(fields: { name: string }[], chosen: string): string[] {
  const all = fields.map((field) => field.name);
  return chosen === "" || all.includes(chosen) ? all : [chosen, ...all];
}

export function named<T extends { name: string }>(fields: T[], name: string): T | undefined {
  return fields.find((field) => field.name === name);
}

export function suggestions(field: Field | undefined): string[] {
  return [...new Set((field?.examples ?? []).map(String))];
}
