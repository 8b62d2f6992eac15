import { useParams } from "@tanstack/react-router";

import { useAnswer } from "@/api/queries";
import type { Survey } from "@/pages/surveys/shapes";
import { SurveyTabs } from "@/pages/surveys/SurveyTabs";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

export default function SurveyPage() {
  const { survey: id = "" } = useParams({ strict: false }) as { survey?: string };
  const { data, error, refetch } = useAnswer<Survey>(`/surveys/${id}`);
  if (error && !data) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return <SurveyTabs key={id} survey={data} />;
}
