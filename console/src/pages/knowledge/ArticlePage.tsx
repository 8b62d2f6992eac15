import { useParams } from "@tanstack/react-router";

import { useAnswer } from "@/api/queries";
import { ArticleEditor } from "@/pages/knowledge/ArticleEditor";
import type { ArticleView } from "@/pages/knowledge/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

export default function ArticlePage() {
  const { article: id = "" } = useParams({ strict: false }) as { article?: string };
  const isNew = id === "new";
  const { data, error, refetch } = useAnswer<ArticleView>(isNew ? null : `/articles/${id}`);
  if (isNew) return <ArticleEditor key="new" article={null} />;
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return <ArticleEditor key={data.id} article={data} />;
}
