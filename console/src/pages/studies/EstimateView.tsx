import { Alert, Anchor, Badge, Group, Stack } from "@mantine/core";
import { Download, FlaskConical, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { address } from "@/api/client";
import { Diagnostics } from "@/pages/studies/Diagnostics";
import { DriverBars } from "@/pages/studies/DriverBars";
import { Importances } from "@/pages/studies/Importances";
import { ItemShares } from "@/pages/studies/ItemShares";
import { KanoPlane } from "@/pages/studies/KanoPlane";
import { Ladder } from "@/pages/studies/Ladder";
import { PartWorths } from "@/pages/studies/PartWorths";
import { PsmCurves } from "@/pages/studies/PsmCurves";
import { Report, Warnings } from "@/pages/studies/Report";
import { type Estimate, isOpen } from "@/pages/studies/shapes";
import { TurfSteps } from "@/pages/studies/TurfSteps";
import { useTask } from "@/pages/studies/useTask";
import { Willingness } from "@/pages/studies/Willingness";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

/** What an estimate says: warnings first, then words, then figures, then how far they are to be trusted. */
export function EstimateView({ id }: { id: string }) {
  const { data, error, refetch } = useTask<Estimate>(`/estimates/${id}`, (one) => isOpen(one.state));
  if (error && !data) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  const { result } = data;
  if (!result) return null;
  return (
    <Stack gap="lg">
      <Doubts estimate={data} />
      <Warnings warnings={result.warnings} />
      {data.report && <Report report={data.report} />}
      {result.importances.length > 0 && <Importances rows={result.importances} />}
      {result.part_worths.length > 0 && <PartWorths rows={result.part_worths} />}
      {result.willingness.length > 0 && <Willingness rows={result.willingness} />}
      {result.items.length > 0 && <ItemShares items={result.items} />}
      {result.psm && <PsmCurves psm={result.psm} />}
      {result.gabor_granger && <Ladder ladder={result.gabor_granger} />}
      {result.kano && <KanoPlane features={result.kano.features} />}
      {result.turf && <TurfSteps turf={result.turf} />}
      {result.drivers && <DriverBars found={result.drivers} />}
      <Diagnostics result={result} />
      <Files id={id} />
    </Stack>
  );
}

function Doubts({ estimate }: { estimate: Estimate }) {
  const { t } = useTranslation("studies");
  if (!estimate.filter.is_simulated && !estimate.is_plan_changed) return null;
  return (
    <>
      {estimate.filter.is_simulated && (
        <Alert color="orange" icon={<FlaskConical size={18} aria-hidden />}>
          {t("results.simulated")}
        </Alert>
      )}
      {estimate.is_plan_changed && (
        <Alert color="yellow" icon={<TriangleAlert size={18} aria-hidden />}>
          {t("results.planChanged")}
        </Alert>
      )}
    </>
  );
}

function Files({ id }: { id: string }) {
  const { t } = useTranslation("studies");
  return (
    <Group gap="xs">
      <Badge variant="transparent" color="gray" leftSection={<Download size={14} aria-hidden />}>
        {t("results.files")}
      </Badge>
      {["xlsx", "csv"].map((format) => (
        <Anchor key={format} size="sm" py={4} px={6} display="inline-block" c="var(--fl-accent-text)" download href={address(`/estimates/${id}/file`, { format })}>
          {t(`results.file.${format}`)}
        </Anchor>
      ))}
    </Group>
  );
}
