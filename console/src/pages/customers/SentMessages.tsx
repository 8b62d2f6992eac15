import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { usePages } from "@/api/queries";
import type { OutboxRow } from "@/api/shapes";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";
import { TimeAgo } from "@/shared/TimeAgo";

const COLORS: Record<string, string> = {
  sent: "indigo",
  delivered: "indigo",
  opened: "teal",
  clicked: "teal",
  failed: "red",
  bounced: "red",
  suppressed: "orange",
};

export function StateBadge({ state }: { state: string }) {
  const { t, i18n } = useTranslation("customers");
  const named = `sent.state.${state}`;
  return <Badge color={COLORS[state] ?? "gray"}>{i18n.exists(named, { ns: "customers" }) ? t(named) : state}</Badge>;
}

export function SentMessages({ customer }: { customer: string }) {
  const { t } = useTranslation("customers");
  const pages = usePages<OutboxRow>("/outbox", { customer, limit: 10 });
  if (pages.error) return <ErrorState error={pages.error} onAgain={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading lines={3} />;
  if (pages.rows.length === 0) return <Text size="sm" c="dimmed">{t("sent.none")}</Text>;
  return (
    <Stack gap={10}>
      {pages.rows.map((row) => (
        <SentLine key={row.id} row={row} />
      ))}
      {pages.hasNextPage && (
        <Button variant="subtle" size="xs" onClick={() => void pages.fetchNextPage()}>
          {t("common:table.more")}
        </Button>
      )}
    </Stack>
  );
}

function SentLine({ row }: { row: OutboxRow }) {
  const { t, i18n } = useTranslation("customers");
  const channel = `common:channel.${row.channel}`;
  return (
    <Group justify="space-between" gap="sm" wrap="nowrap">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" className="fl-cut">
          {row.subject || (i18n.exists(channel) ? t(channel) : row.channel)}
        </Text>
        <Text size="xs" c="dimmed" className="fl-cut">
          <TimeAgo at={row.sent_at ?? row.created_at} />
          {row.reason ? ` · ${row.reason}` : ""}
        </Text>
      </div>
      <StateBadge state={row.state} />
    </Group>
  );
}
