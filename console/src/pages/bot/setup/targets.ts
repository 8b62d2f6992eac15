import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import type { MenuKind } from "@/pages/bot/shapes";

interface Titled {
  id: string;
  title?: string;
  name?: string;
}

/** What a menu item can lead to, by name. */
export function useTargets(kind: MenuKind): { value: string; label: string }[] {
  const path = kind === "article" ? "/articles" : kind === "flow" ? "/flows" : null;
  const { data } = useAnswer<Page<Titled>>(path, { limit: 200 });
  return (data?.items ?? []).map((one) => ({ value: one.id, label: one.title || one.name || one.id }));
}
