import { useParams } from "@tanstack/react-router";

import { useAnswer } from "@/api/queries";
import type { Study } from "@/pages/studies/shapes";
import { StudyTabs } from "@/pages/studies/StudyTabs";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

export default function StudyPage() {
  const { study: id = "" } = useParams({ strict: false }) as { study?: string };
  const { data, error, refetch } = useAnswer<Study>(`/studies/${id}`);
  if (error && !data) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return <StudyTabs key={id} study={data} />;
}
