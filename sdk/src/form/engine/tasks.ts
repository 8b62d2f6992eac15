/** Research tasks: which version of the design a respondent gets, and what it shows. */
import { Chance } from "./shuffle";
import type { Question } from "./types";

/** The version of the design, from 1; 0 for a question without designs. */
export function versionOf(question: Question, key: string, seed: number): number {
  const count = question.designs?.length ?? 0;
  return count ? new Chance(seed, `${key}/version`).below(count) + 1 : 0;
}

/** The tasks of a version: lists of profiles in a choice task, lists of option codes in a maxdiff. */
export function tasksOf(question: Question, version: number): unknown[][] {
  const design = question.designs?.[version - 1];
  return (question.kind === "choice_task" ? design?.tasks : design?.sets) ?? [];
}
