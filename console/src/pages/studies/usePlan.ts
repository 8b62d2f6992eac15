import type { Study } from "@/pages/studies/shapes";
import { useAutosave } from "@/shared/useAutosave";

const drawnOf = ({ name, plan }: Study) => ({ name, plan });

/** The plan while it is drawn. */
export function usePlan(study: Study, mayWrite: boolean) {
  return useAutosave({ list: "/studies", path: `/studies/${study.id}`, kept: study, mayWrite, drawnOf });
}
export type Draft = ReturnType<typeof usePlan>;
