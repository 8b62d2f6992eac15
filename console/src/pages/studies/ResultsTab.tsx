import { Stack } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ChartNoAxesCombined } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EstimateList } from "@/pages/studies/EstimateList";
import { EstimateView } from "@/pages/studies/EstimateView";
import { usePlanning } from "@/pages/studies/planning";
import { StartEstimate } from "@/pages/studies/StartEstimate";
import { useEstimates } from "@/pages/studies/useEstimates";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

/** Start an estimate, watch it, and read what it says. The newest finished one is shown unless another is chosen. */
export function ResultsTab() {
  const { t } = useTranslation("studies");
  const navigate = useNavigate();
  const { study, mayWrite } = usePlanning();
  const { rows, error, isPending, refetch } = useEstimates(study.id);
  const { estimate } = useSearch({ strict: false }) as { estimate?: string };
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (isPending) return <Loading lines={6} />;
  const chosen = rows.find((one) => one.id === estimate) ?? rows.find((one) => one.state === "done");
  const choose = (id: string) => void navigate({ to: `/studies/${study.id}`, search: { tab: "results", estimate: id } as never, replace: true });
  return (
    <Stack gap="lg">
      {mayWrite && <StartEstimate onStarted={choose} />}
      {rows.length > 0 ? <EstimateList rows={rows} chosen={chosen?.id ?? ""} onChoose={choose} /> : <EmptyState icon={ChartNoAxesCombined} title={t("results.none")} text={t(study.survey ? "results.noneText" : "results.noSurvey")} />}
      {chosen?.state === "done" && <EstimateView key={chosen.id} id={chosen.id} />}
    </Stack>
  );
}
