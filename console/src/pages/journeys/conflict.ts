// Another person changed the draft that was drawn on here.
import { Refused } from "@/api/problems";
import type { Graph } from "@/pages/journeys/shapes";

export interface DraftConflict {
  graph: Graph;
  revision: number;
  author: string;
  changedAt: string;
}

/** What a refused save says of the newer draft; null for any other failure. */
export function conflictOf(error: unknown): DraftConflict | null {
  if (!(error instanceof Refused) || error.code !== "stale_draft") return null;
  const { graph, revision, author_name, changed_at } = error.problem;
  if (typeof graph !== "object" || graph === null || typeof revision !== "number") return null;
  return { graph: graph as Graph, revision, author: String(author_name ?? ""), changedAt: String(changed_at ?? "") };
}
