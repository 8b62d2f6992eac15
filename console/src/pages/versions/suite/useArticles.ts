import { usePages } from "@/api/queries";
import type { components } from "@/api/schema";

type ArticleRow = components["schemas"]["ArticleRow"];

/** Articles to choose from: id and title. */
export function useArticles(): { value: string; label: string }[] {
  const { rows } = usePages<ArticleRow>("/articles", { limit: 200 });
  return rows.map((row) => ({ value: row.id, label: row.title || row.id }));
}
