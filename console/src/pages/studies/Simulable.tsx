import { Button, Select } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useFormats } from "@/i18n/format";
import { usePlanning } from "@/pages/studies/planning";
import type { EstimateRow } from "@/pages/studies/shapes";
import { useSimulable } from "@/pages/studies/useEstimates";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { Surface } from "@/shared/Surface";

/** What needs a finished estimate: draws it with the one that is chosen, else says what is missing. */
export function Simulable({ children }: { children: (estimate: EstimateRow, choice: ReactNode) => ReactNode }) {
  const { t } = useTranslation("studies");
  const { study } = usePlanning();
  const { rows, error, isPending, refetch } = useSimulable(study.id);
  const { estimate } = useSearch({ strict: false }) as { estimate?: string };
  if (error) return <ErrorState error={error} onAgain={() => void refetch()} />;
  if (isPending) return <Loading lines={6} />;
  const chosen = rows.find((one) => one.id === estimate) ?? rows[0];
  if (!chosen) {
    const to = (
      <Button component={Link} to={`/studies/${study.id}?tab=results`}>
        {t("simulator.toResults")}
      </Button>
    );
    return (
      <Surface>
        <EmptyState icon={SlidersHorizontal} title={t("simulator.none")} text={t("simulator.noneText")} action={to} />
      </Surface>
    );
  }
  return children(chosen, rows.length > 1 && <Choice rows={rows} chosen={chosen} />);
}

function Choice({ rows, chosen }: { rows: EstimateRow[]; chosen: EstimateRow }) {
  const { t } = useTranslation("studies");
  const { moment } = useFormats();
  const { study } = usePlanning();
  const navigate = useNavigate();
  const { tab } = useSearch({ strict: false }) as { tab?: string };
  return (
    <Select
      label={t("simulator.estimate")}
      data={rows.map((one) => ({ value: one.id, label: `${t(`model.${one.model}.name`)} · ${moment(one.created_at)}` }))}
      value={chosen.id}
      allowDeselect={false}
      w={360}
      maw="100%"
      onChange={(estimate) => estimate && void navigate({ to: `/studies/${study.id}`, search: { tab, estimate } as never, replace: true })}
    />
  );
}
