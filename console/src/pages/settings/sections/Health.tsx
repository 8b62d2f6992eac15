import { Badge, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { get } from "@/api/client";
import type { SubscriptionRow } from "@/api/shapes";
import { useFormats } from "@/i18n/format";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { PageHeader } from "@/shared/PageHeader";
import { Surface } from "@/shared/Surface";
import { TimeAgo } from "@/shared/TimeAgo";

const EVERY_MS = 5000;

export default function Health() {
  const { t } = useTranslation("settings");
  const { data, error, refetch } = useQuery({
    queryKey: ["/subscriptions"],
    queryFn: ({ signal }) => get<SubscriptionRow[]>("/subscriptions", {}, signal),
    refetchInterval: EVERY_MS,
  });
  return (
    <>
      <PageHeader title={t("section.health")} text={t("health.text")} />
      {error ? (
        <ErrorState error={error} onAgain={() => void refetch()} />
      ) : !data ? (
        <Loading lines={6} height={40} />
      ) : (
        <Stack gap="sm">
          {data.map((row) => (
            <Line key={row.name} row={row} />
          ))}
        </Stack>
      )}
    </>
  );
}

function Line({ row }: { row: SubscriptionRow }) {
  const { t, i18n } = useTranslation("settings");
  const { number } = useFormats();
  const named = `health.part.${row.name}`;
  const state = row.failing_since ? "failing" : row.behind > 0 ? "behind" : "current";
  const color = { failing: "red", behind: "orange", current: "teal" }[state];
  return (
    <Surface p="md">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>{i18n.exists(named, { ns: "settings" }) ? t(named) : row.name}</Text>
          <Text size="xs" c="dimmed">
            {t("health.place", { position: number(row.position), handled: number(row.handled) })} · <TimeAgo at={row.moved_at} />
          </Text>
        </div>
        <Badge color={color}>{t(`health.${state}`, { count: row.behind })}</Badge>
      </Group>
      {row.problem && (
        <Text size="sm" mt="xs" c="var(--fl-bad)" style={{ overflowWrap: "anywhere" }}>
          {row.problem}
        </Text>
      )}
    </Surface>
  );
}
