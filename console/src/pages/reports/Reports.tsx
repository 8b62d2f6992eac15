import { Anchor, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Recycle } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";
import { useRights } from "@/app/session";
import type { JourneyRow } from "@/pages/journeys/shapes";
import { StateBadge } from "@/pages/journeys/StateBadge";
import { FlywheelBars } from "@/pages/reports/FlywheelBars";
import type { Flywheel } from "@/pages/reports/shapes";
import { Tiles } from "@/pages/reports/Tiles";
import { EmptyState } from "@/shared/EmptyState";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";

const SPANS = ["4", "12", "26", "52"];

export default function Reports() {
  const { t } = useTranslation("reports");
  const may = useRights();
  return (
    <div>
      <PageHeader title={t("title")} text={t("text")} />
      <Tiles />
      <Stack gap="lg">
        <Wheel />
        {may("journeys.read") && <JourneyLinks />}
      </Stack>
    </div>
  );
}

function Wheel() {
  const { t } = useTranslation("reports");
  const navigate = useNavigate();
  const { weeks = "12" } = useSearch({ strict: false }) as { weeks?: string | number };
  const { data, error, refetch } = useAnswer<Flywheel>("/reports/flywheel", { weeks });
  const spans = SPANS.map((value) => ({ value, label: t("wheel.weeks", { n: value }) }));
  const go = (next: string) => void navigate({ to: "/reports", search: { weeks: next } as never, replace: true });
  return (
    <Surface
      title={t("wheel.title")}
      aside={<SegmentedControl size="xs" aria-label={t("wheel.span")} data={spans} value={String(weeks)} onChange={go} />}
    >
      <Text size="sm" c="dimmed" mb="lg">
        {t("wheel.text")}
      </Text>
      {error && <ErrorState error={error} onAgain={() => void refetch()} />}
      {!error && !data && <Loading lines={6} />}
      {data && <Turns flywheel={data} />}
    </Surface>
  );
}

function Turns({ flywheel }: { flywheel: Flywheel }) {
  const { t } = useTranslation("reports");
  const isEmpty = flywheel.weeks.every((week) => week.known + week.talked + week.acted === 0);
  if (isEmpty) return <EmptyState icon={Recycle} title={t("wheel.empty")} text={t("wheel.emptyText")} />;
  return <FlywheelBars weeks={flywheel.weeks} />;
}

function JourneyLinks() {
  const { t } = useTranslation("reports");
  const { data } = useAnswer<Page<JourneyRow>>("/journeys", { limit: 50 });
  const published = (data?.items ?? []).filter((row) => row.version > 0);
  if (published.length === 0) return null;
  return (
    <Surface title={t("journeys.title")}>
      <Stack gap="sm">
        {published.map((row) => (
          <Group key={row.id} justify="space-between">
            <Anchor component={Link} to={`/reports/journeys/${row.id}`} c="var(--fl-accent-text)" fw={550}>
              {row.name}
            </Anchor>
            <StateBadge state={row.state} />
          </Group>
        ))}
      </Stack>
    </Surface>
  );
}
