import { useParams } from "@tanstack/react-router";

import { useAnswer } from "@/api/queries";
import { Editor } from "@/pages/flows/Editor";
import type { Flow } from "@/pages/flows/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

export default function FlowPage() {
  const { flow: id = "" } = useParams({ strict: false }) as { flow?: string };
  const { data, error, refetch } = useAnswer<Flow>(`/flows/${id}`);
  if (error && !data) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return <Editor key={id} flow={data} />;
}
