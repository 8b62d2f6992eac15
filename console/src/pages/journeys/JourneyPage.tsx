import { useParams } from "@tanstack/react-router";

import { useAnswer } from "@/api/queries";
import { Editor } from "@/pages/journeys/Editor";
import type { Journey } from "@/pages/journeys/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

export default function JourneyPage() {
  const { journey: id = "" } = useParams({ strict: false }) as { journey?: string };
  const { data, error, refetch } = useAnswer<Journey>(`/journeys/${id}`);
  if (error && !data) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return <Editor key={id} journey={data} />;
}
